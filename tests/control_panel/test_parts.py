"""Small parts of the panel: certificates, words to search, guesses, health, and reading fragments."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from control_panel.attempts import Attempts
from control_panel.health import disk_health
from control_panel.routes.audit import exports_of
from control_panel.secrets_kept import hashed, new_code
from control_panel.tls import certificates
from control_panel.words import grams
from recorder.errors import BadMedia
from recorder.intake import parse

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_local_authority_signs_a_certificate_that_python_trusts(tmp_path: Path) -> None:
    """Browsers that know the authority trust the panel by every name and address it has."""
    places = certificates(tmp_path, ["localhost", "127.0.0.1", "::1", "court"], NOW)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(places.certificate, places.key)
    server = x509.load_pem_x509_certificate(places.certificate.read_bytes())
    authority = x509.load_pem_x509_certificate(places.ca.read_bytes())

    server.verify_directly_issued_by(authority)
    assert places.key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "ca.key").stat().st_mode & 0o777 == 0o600


def test_a_certificate_is_kept_until_it_nears_its_end_or_the_host_is_called_otherwise(tmp_path: Path) -> None:
    """The authority stays, so that what was installed on the court's machines goes on working."""
    first = certificates(tmp_path, ["court"], NOW)
    ca, kept = first.ca.read_bytes(), first.certificate.read_bytes()

    assert certificates(tmp_path, ["court"], NOW).certificate.read_bytes() == kept
    assert certificates(tmp_path, ["court", "10.0.0.7"], NOW).certificate.read_bytes() != kept
    renamed = first.certificate.read_bytes()
    assert certificates(tmp_path, ["court"], NOW + timedelta(days=380)).certificate.read_bytes() != renamed
    assert first.ca.read_bytes() == ca


def test_chinese_is_searched_by_pairs_of_signs() -> None:
    """No dictionary decides where a word ends."""
    assert grams("被告人，张某ABC 2026") == ["被告", "告人", "人", "张某", "某", "abc", "2026"]
    assert grams("！？") == []


def test_who_fails_too_often_waits_until_the_window_has_passed() -> None:
    """Five failures in five minutes close the door; the oldest one's end opens it again."""
    attempts = Attempts(most=2, window_s=10)
    attempts.failed("a", 0)
    attempts.failed("a", 1000)

    assert attempts.wait_s("a", 2000) == 8
    assert attempts.wait_s("b", 2000) == 0
    assert attempts.wait_s("a", 11_000) == 0


def test_the_panel_warns_before_the_disk_is_full() -> None:
    """First a warning, then an alarm; nothing is said while there is room."""
    assert [disk_health(free << 30).state for free in (100, 5, 0)] == ["pass", "warn", "fail"]


def test_a_code_can_be_typed_in_any_way() -> None:
    """Small letters, no hyphens, blanks around it: it is the same code."""
    code = new_code()

    assert hashed(code) == hashed(f" {code.lower().replace('-', '')} ")
    assert hashed(code) != hashed(new_code())


@given(st.binary(max_size=400))
def test_no_body_of_fragments_breaks_the_reader(body: bytes) -> None:
    """Whatever comes is either records or refused in words."""
    read: list[bytes] = []
    with suppress(BadMedia):
        read = [content for _, content in parse(body)]

    assert sum(map(len, read)) <= len(body)


def test_a_torn_record_is_refused_whole() -> None:
    """One octet too few, and nothing of the request counts."""
    whole = b'{"kind":"leaves","take":"room-demo-1","offset":0,"bytes":3}\nabc'

    assert [content for _, content in parse(whole)] == [b"abc"]
    with pytest.raises(BadMedia, match="1 octets are missing"):
        list(parse(whole[:-1]))


def test_the_audit_tells_what_was_taken_out_of_the_archive_by_command(tmp_path: Path) -> None:
    """Newest first, as many as asked; a line that a power cut tore is left out, and no journal is no export."""
    journal = tmp_path / "exports.jsonl"
    assert exports_of(journal, 9) == []
    journal.write_text('{"outcome":"begun","leave_by":"李某"}\n{"outcome":"done","leave_by":"李某"}\n{"outco')

    assert [one["outcome"] for one in exports_of(journal, 9)] == ["done", "begun"]
    assert [one["outcome"] for one in exports_of(journal, 1)] == ["done"]
