"""A key in hardware: a token (SoftHSM, which says that it is one in software) signs by PKCS #11 and keeps its key."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, EllipticCurve

from recorder.errors import StoreFault
from recorder.hardware_key import HardwareKey, TokenUri
from recorder.index import ClockLine
from recorder.keys import load_key, load_or_make_key
from recorder.seals import check_chain
from recorder.signing import algorithm_of, is_signed, public_hex, sign
from recorder.take import Take, TakeAbout
from tests.hearing.story import HEARING
from tests.recorder.recording import CASE, SECOND, Clock, camera

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "13572468"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token called court, with keys on two curves, and a file with its PIN."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(folder / "conf")
    made = ["softhsm2-util", "--init-token", "--free", "--label", "court", "--pin", PIN, "--so-pin", "24681357"]
    subprocess.run(made, check=True, capture_output=True)
    (folder / "pin").touch(mode=0o600)
    (folder / "pin").write_text(PIN + "\n")
    make_pair("recorder", SECP256R1())
    make_pair("other-curve", SECP384R1())
    yield folder
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def make_pair(label: str, curve: EllipticCurve) -> None:
    """Let the token make a key pair, as its own tools do."""
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    token = pkcs11.lib(str(MODULE)).get_token(token_label="court")
    with token.open(user_pin=PIN, rw=True) as session:
        point = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(curve.name)}
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, point, local=True)
        parameters.generate_keypair(store=True, label=label)


def uri(box: Path, **changed: str) -> str:
    """What names the key, RFC 7512."""
    said = {"token": "court", "object": "recorder", "module-path": f"{MODULE}", "pin-source": f"file:{box / 'pin'}"}
    said |= {name.replace("_", "-"): value for name, value in changed.items()}
    given = {name: quote(value, safe="/:") for name, value in said.items()}
    where = f"token={given.pop('token')};object={given.pop('object')}"
    return f"pkcs11:{where}?{'&'.join(f'{name}={value}' for name, value in given.items())}"


def named(place: Path, text: str) -> Path:
    """A key's file that names one in hardware."""
    place.touch(mode=0o600)
    place.write_text(text)
    return place


def test_a_token_signs_as_a_key_in_a_file_does(box: Path, tmp_path: Path) -> None:
    """Whoever checks sees a P-256 signature like any other; the file holds no secret."""
    path = named(tmp_path / "recorder.pem", uri(box) + "\n")
    key = load_or_make_key(path)
    signature = sign(key, b"checkpoint")

    assert isinstance(key, HardwareKey)
    assert algorithm_of(key) == "p256"
    assert is_signed("p256", public_hex(key), b"checkpoint", signature)
    assert not is_signed("p256", public_hex(key), b"checkpoinT", signature)
    assert PIN not in path.read_text()
    assert public_hex(load_key(path)) == public_hex(key)


def test_a_take_is_sealed_by_a_token(box: Path, tmp_path: Path) -> None:
    """Its chain of checkpoints holds under the token's public key."""
    key = load_key(named(tmp_path / "writer.pem", uri(box)))
    take = Take.open(
        tmp_path,
        TakeAbout(hearing=HEARING, case=CASE, take="room-demo-1", writer="agent:demo", zero_at=0),
        key,
        Clock(),
    )
    track = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    take.begin(0)
    for sample in camera(0, 50):
        track.write(sample)
    track.note_clock(ClockLine(at=0, source_time=0, timeline=0, rate_ppm=0, uncertainty_ns=0, method="capture-clock"))
    take.stop(2 * SECOND)
    first = take.seal()
    last = take.seal(final=True)
    take.close()
    check_chain([first, last] if first != last else [last], public_hex(key))
    assert last.final


def test_a_token_that_is_gone_is_said_and_found_again(box: Path, tmp_path: Path) -> None:
    """Pulled out: signing says so, media waits unsigned. Plugged in again: the same key goes on."""
    key = load_key(named(tmp_path / "writer.pem", uri(box)))
    assert isinstance(key, HardwareKey)
    clock = Clock()
    take = Take.open(
        tmp_path, TakeAbout(hearing=HEARING, case=CASE, take="room-demo-1", writer="agent:demo", zero_at=0), key, clock
    )
    track = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    take.begin(0)
    key.token.close()
    (box / "tokens").rename(box / "pulled")
    try:
        for sample in camera(0, 50):
            track.write(sample)
        clock.ms += 60_000
        with pytest.raises(StoreFault, match="token court"):
            take.flush()
        assert "token court" in take.unsigned
        assert take.positions()["cam-judge"].bytes > 0, "media is on the disk all the same"
    finally:
        (box / "pulled").rename(box / "tokens")
    clock.ms += 60_000
    take.flush()
    assert take.unsigned == ""
    take.close()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"token": "nobody"}, "not plugged in"),
        ({"object": "nothing"}, "no P-256 key nothing"),
        ({"object": "other-curve"}, "another curve"),
        ({"module_path": "/usr/lib/none.so"}, "driver is not there"),
        ({"pin_source": "file:/nowhere/pin"}, "mode 0600"),
        ({"pin_source": "pin"}, "whole paths"),
        ({"pin_value": PIN}, "PIN does not belong here"),
        ({"slot_id": "1"}, "each once"),
        ({"token": ""}, "each once"),
    ],
)
def test_what_leads_to_no_key_is_refused_in_words(
    box: Path, tmp_path: Path, changed: dict[str, str], words: str
) -> None:
    """Place, fault and remedy, for each way to name it wrongly; never the PIN."""
    with pytest.raises(StoreFault, match=words) as refusal:
        load_key(named(tmp_path / "recorder.pem", uri(box, **changed)))
    assert PIN not in str(refusal.value)


def test_a_wrong_pin_is_not_tried_again_and_again(box: Path, tmp_path: Path) -> None:
    """Tokens lock themselves after a few: one attempt a call, and the words name the file."""
    pin = named(tmp_path / "pin", "00000000")
    named(tmp_path / "recorder.pem", uri(box, pin_source=f"file:{pin}"))
    command = [sys.executable, "-m", "control_panel", "key", str(tmp_path / "recorder.pem")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{pin}: token court refuses this PIN" in done.stderr
    pin.chmod(0o644)
    with pytest.raises(StoreFault, match="chmod 600"):
        load_key(named(tmp_path / "again.pem", uri(box, pin_source=f"file:{pin}")))


def test_a_driver_that_is_none_is_refused(box: Path, tmp_path: Path) -> None:
    """A file that is no driver takes nobody down."""
    driver = tmp_path / "driver.so"
    driver.write_bytes(b"\x7fELF nothing")
    with pytest.raises(StoreFault):
        load_key(named(tmp_path / "recorder.pem", uri(box, module_path=str(driver))))


def test_the_command_names_a_key_in_hardware_once_it_is_found(box: Path, tmp_path: Path) -> None:
    """``courtroom key PATH --hardware URI`` writes the file, and never over another."""
    command = [sys.executable, "-m", "control_panel", "key", str(tmp_path / "keys" / "recorder.pem"), "--hardware"]
    done = subprocess.run([*command, uri(box)], capture_output=True, text=True, check=False)
    again = subprocess.run([*command, uri(box)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("p256 04")
    assert (tmp_path / "keys" / "recorder.pem").stat().st_mode & 0o777 == 0o600
    assert again.returncode == 1
    assert "lies here already" in again.stderr


def test_a_uri_is_read_as_the_standard_writes_it() -> None:
    """Percent signs are understood (RFC 7512 §2.3)."""
    text = "pkcs11:token=%E6%B3%95%E9%99%A2;object=k%3B1?module-path=/m.so&pin-source=file:/p%20n"
    where = TokenUri.read(text, Path("x"))
    assert (where.token, where.key, where.pin) == ("法院", "k;1", Path("/p n"))


def test_the_token_of_these_tests_is_there() -> None:
    """Without SoftHSM nothing of this was shown: ./test installs it."""
    assert shutil.which("softhsm2-util"), "apt-get install -y softhsm2"
