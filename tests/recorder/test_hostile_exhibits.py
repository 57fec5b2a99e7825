"""Files made to do harm: whatever they hold, they end in a refusal in words or in pages, within their limits."""

import random
import time
import zlib
from pathlib import Path

import pytest

from recorder.evidence import exhibit_store
from recorder.evidence.exhibit_store import ExhibitStore
from recorder.evidence.faults import WORDS, ExhibitFault
from tests.control_panel.filed import film, pdf, picture, sound
from tests.hearing.story import HEARING
from tests.recorder.recording import CASE

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


def outcome(folder: Path, content: bytes) -> str:
    """File *content*; return how many pages it has, or the code of the refusal."""
    store = ExhibitStore(folder / "records", folder, 64 << 20)
    coming = store.begin()
    try:
        coming.write(content)
        return str(len(store.take(coming, CASE, HEARING).page_sha256))
    except ExhibitFault as fault:
        assert fault.code in WORDS
        return fault.code
    finally:
        coming.drop()


def document(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return body + end % (len(objects) + 1, table, len(objects) + 1, len(body))


def stream(content: bytes) -> bytes:
    """A stream that is larger unpacked."""
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


CATALOGUE, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
TWICE = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 11>>stream\n/X Do /X Do\nendstream"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a page as large as a town", document(CATALOGUE, PAGES, PAGE % b"14400000 14400000", stream(b"")), {"1", "broken"}),
        ("a page without size", document(CATALOGUE, PAGES, PAGE % b"0 0", stream(b"")), {"1", "broken"}),
        ("a page like a thread", document(CATALOGUE, PAGES, PAGE % b"1 100000", stream(b"")), {"1", "broken"}),
        ("ten thousand pages", document(CATALOGUE, b"<</Type/Pages/Kids[%s]/Count 10000>>" % (b"3 0 R " * 10_000), PAGE % b"9 9", stream(b"")), {"too-many-pages"}),
        ("pages that hold themselves", document(CATALOGUE, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), {"broken", "1"}),
        ("a drawing that holds itself", document(CATALOGUE, PAGES, PAGE % b"9 9", stream(b"/X Do"), TWICE % 5), {"1", "broken", "too-slow"}),
        ("brackets without end", document(CATALOGUE, b"[" * 200_000), {"broken"}),
        ("nothing but a front and an end", b"%PDF-1.7\n%%EOF", {"broken"}),
    ],
)  # fmt: skip
def test_a_document_made_to_do_harm_does_none(name: str, content: bytes, expected: set[str], tmp_path: Path) -> None:
    """Refused, or drawn like any other."""
    assert outcome(tmp_path, content) in expected, name
    assert list((tmp_path / "exhibits-coming").iterdir()) == []


def test_what_takes_too_long_or_too_much_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within two seconds of the processor and little memory a drawing of two to the power of twenty-four is not drawn."""
    forms = [TWICE % (number + 1) for number in range(5, 29)]
    bomb = document(CATALOGUE, PAGES, PAGE % b"900 900", stream(b"/X Do"), *forms, TWICE % 99)
    monkeypatch.setattr(exhibit_store, "CPU_S", 2)
    began = time.monotonic()
    assert outcome(tmp_path, bomb) == "too-slow"
    assert time.monotonic() - began < 60
    monkeypatch.setattr(exhibit_store, "CPU_S", 60)
    monkeypatch.setattr(exhibit_store, "MEMORY_MIB", 250)
    assert outcome(tmp_path, picture("JPEG", (9000, 9000))) == "too-slow"


def test_whatever_octets_come_the_answer_is_one_of_ours(tmp_path: Path) -> None:
    """Bits turned, parts cut, doubled and exchanged in whole files of every kind."""
    seeds = [pdf(2), pdf(1, password="x"), picture(), picture("JPEG"), picture("WEBP"), film(5), sound()]
    found: dict[str, int] = {}
    for number in range(210):
        chance = random.Random(number)
        content = bytearray(seeds[number % len(seeds)])
        for _ in range(chance.randint(1, 12)):
            at, size = chance.randrange(len(content)), chance.randint(1, 64)
            match chance.randrange(4):
                case 0:
                    content[at] ^= 1 << chance.randrange(8)
                case 1:
                    del content[at : at + size]
                case 2:
                    content[at:at] = content[at : at + size]
                case _:
                    content[at : at + size] = chance.randbytes(size)
            content = content or bytearray(b"\0")
        said = outcome(tmp_path, bytes(content))
        found[said] = found.get(said, 0) + 1
    assert set(found) <= {*map(str, range(3)), *WORDS}, found
    assert sum(found.values()) == 210
    print(found)  # noqa: T201 - the figure of the run
