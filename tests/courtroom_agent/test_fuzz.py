"""Garbage at every parser of the device engine: a million bytes each, from nothing but noise to nearly right frames."""

import random
import time
from collections.abc import Iterator

import pytest

from courtroom_agent.drivers.core import Core
from courtroom_agent.drivers.errors import Unauthorised
from courtroom_agent.drivers.telnet_line import TelnetStream
from hardware_profiles.loading import parse
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.vectors import SHIPPED_VECTORS, vectors_for

PROFILES = {name: load_profile(path) for name, path in shipped_profiles().items()}
MILLION = 1_000_000


def garbage(chance: random.Random, frames: list[bytes], size: int) -> Iterator[bytes]:
    """*size* bytes and more: noise, frames, frames with bytes changed, cut, doubled and run together."""
    given = 0
    while given < size:
        piece = bytearray(
            chance.choice(frames) if frames and chance.random() < 0.7 else chance.randbytes(chance.randrange(1, 90))
        )
        for _ in range(chance.choice((0, 0, 1, 1, 3))):
            piece[chance.randrange(len(piece))] = chance.randrange(256)
        cut = chance.randrange(len(piece) + 1) if chance.random() < 0.3 else len(piece)
        piece = piece[:cut] * chance.choice((1, 1, 1, 2, 7))
        given += len(piece)
        yield bytes(piece)


def frames_of(name: str) -> list[bytes]:
    """Every frame that was typed for the profile *name*, as a device would send it."""
    is_binary = PROFILES[name].spec.framing.is_binary
    frames = [frame for vector in vectors_for(name, SHIPPED_VECTORS) for frame in vector.rx]
    return [bytes.fromhex(frame) if is_binary else frame.encode() for frame in frames]


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", PROFILES)
def test_a_million_bytes_of_garbage_kill_no_driver(name: str) -> None:
    """Whatever a broken device, a bad cable or the wrong device on the port sends: the driver goes on, and stays small."""
    chance = random.Random(f"garbage for {name}")
    asked = [vector for vector in vectors_for(name, SHIPPED_VECTORS) if vector.tx is not None and not vector.options]
    core = Core(PROFILES[name], {})
    started, heard = time.process_time(), 0
    for number, piece in enumerate(garbage(chance, frames_of(name), MILLION), start=1):
        if asked and chance.random() < 0.2:
            vector = chance.choice(asked)
            core.begin(number, vector.command or "", vector.args)
        try:
            core.received(piece)
        except Unauthorised:
            assert PROFILES[name].spec.handshake != "none"
            core.reset()
        heard += len(piece)
        assert len(core._framer._held) <= PROFILES[name].spec.framing.max
        assert len(core._running) <= 32

    assert heard >= MILLION
    assert time.process_time() - started < 300


@pytest.mark.long
def test_a_million_bytes_of_garbage_do_not_confuse_telnet() -> None:
    """Negotiation without end or sense is answered where it must be, and nothing is kept for ever."""
    chance, stream = random.Random(23), TelnetStream()
    parts = [b"\xff\xfd\x18", b"\xff\xfb\x01", b"\xff\xfa\x18\x00", b"\xff\xf0", b"\xff\xff", b"Out03 In01 All\r\n"]
    for piece in garbage(chance, parts, MILLION):
        _, answers = stream.feed(piece)
        assert len(answers) % 3 == 0
        assert len(stream._held) <= 1024


@pytest.mark.long
def test_a_million_bytes_of_hostile_yaml_are_refused_in_words() -> None:
    """A profile that was mangled, or made to hurt, yields faults with lines, never a crash."""
    chance = random.Random(31)
    parts = [path.read_bytes()[:3000] for path in shipped_profiles().values()]
    parts += [b"a: &a [*a]\n", b"{" * 40, b"- on: yes\n  on: no\n", b"!!python/object:os.system x\n", b"? [a]\n: b\n"]
    for piece in garbage(chance, parts, MILLION):
        document = parse(piece, "mangled.yaml")
        assert all(fault.line >= 1 and fault.fault for fault in document.faults)
