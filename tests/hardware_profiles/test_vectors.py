"""Literal frames of the makers' manuals against drivers and simulated devices, each from its own side."""

import copy
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from courtroom_agent.drivers.core import Core, Done, Faulted, Reported
from courtroom_agent.simulated.devices.kramer import KramerMatrix
from courtroom_agent.simulated.devices.pjlink import PjlinkProjector
from courtroom_agent.simulated.devices.shure import ShureProcessor
from courtroom_agent.simulated.devices.visca import ViscaCamera
from hardware_profiles.errors import ProfileError
from hardware_profiles.loading import parse
from hardware_profiles.profiles import Profile, load_profile, shipped_profiles

SIMULATED: dict[str, Any] = {
    "sony.visca-serial": ViscaCamera,
    "kramer.protocol-3000": KramerMatrix,
    "pjlink.class1": PjlinkProjector,
    "shure.command-strings": ShureProcessor,
}
VECTORS = Path(str(files("hardware_profiles"))) / "vectors"


def vectors_of(profile: str) -> list[dict[str, Any]]:
    """The vectors typed for *profile*."""
    documents = [parse(path.read_bytes(), str(path)) for path in sorted((VECTORS / profile).glob("*.yaml"))]
    assert not [fault for document in documents for fault in document.faults]
    return [vector for document in documents for vector in document.content]


ALL = [(name, vector) for name in shipped_profiles() for vector in vectors_of(name)]
IDS = [f"{name}-{number}" for number, (name, _) in enumerate(ALL)]


def raw(profile: str, frame: str) -> bytes:
    """A vector's frame as bytes: hex for binary protocols, text for the others."""
    return bytes.fromhex(frame) if profile == "sony.visca-serial" else frame.encode()


def driver_follows(profile: Profile, vector: dict[str, Any]) -> None:
    """Fail unless the driver writes and reads the vector's frames as the manual says."""
    name = profile.spec.profile
    core = Core(profile, vector.get("options", {}))
    if profile.spec.handshake == "pjlink-md5":
        assert core.received(vector.get("greeting", "PJLINK 0\r").encode()) == []
        assert core.is_ready
    if "command" in vector:
        assert core.begin(7, vector["command"], vector.get("args", {})) == raw(name, vector["tx"])
    last = [event for frame in vector["rx"] for event in core.received(raw(name, frame))][-1]
    if "fault" in vector:
        assert isinstance(last, Faulted)
        assert last.fault.name == vector["fault"]
    else:
        assert isinstance(last, Done if "command" in vector else Reported)
        assert vector.get("fields", {}).items() <= last.fields.items()
    assert core.strays == 0


@pytest.mark.parametrize(("name", "vector"), ALL, ids=IDS)
def test_a_driver_writes_and_reads_what_the_manual_prints(name: str, vector: dict[str, Any]) -> None:
    """What we send to a device, and how we understand it, is what its maker printed."""
    driver_follows(load_profile(shipped_profiles()[name]), vector)


@pytest.mark.parametrize(
    ("name", "vector"), [pair for pair in ALL if "tx" in pair[1] and pair[1].get("only") != "driver"],
    ids=[which for which, (_, vector) in zip(IDS, ALL, strict=True) if "tx" in vector and vector.get("only") != "driver"],
)  # fmt: skip
def test_a_simulated_device_answers_what_the_manual_prints(name: str, vector: dict[str, Any]) -> None:
    """A simulated device hears the manual's command and gives the manual's answer, by code of its own."""
    device = SIMULATED[name]()
    for attribute, value in copy.deepcopy(vector.get("given", {})).items():
        assert hasattr(device, attribute)
        setattr(device, attribute, value)
    if "greeting" in vector:
        device.salt = lambda: vector["greeting"].split()[-1]
    talk = device.converse()
    if name == "pjlink.class1":
        assert [reply.data for reply in talk.opened()] == [vector.get("greeting", "PJLINK 0\r").encode()]

    replies = sorted(talk.received(raw(name, vector["tx"]), now=10.0), key=lambda reply: reply.after_s)

    assert b"".join(reply.data for reply in replies) == b"".join(raw(name, frame) for frame in vector["rx"])
    for attribute, value in vector.get("then", {}).items():
        assert getattr(device, attribute) == value


def test_front_panels_say_what_the_manual_prints() -> None:
    """A key pressed on the device itself is reported in the maker's words."""
    assert KramerMatrix().press(3, 4) == b"~01@VID 3>4\r\n"
    assert ShureProcessor().press(3, mute=True) == b"< REP 3 AUDIO_MUTE ON >"


@pytest.mark.parametrize("name", shipped_profiles())
def test_every_command_has_a_vector(name: str) -> None:
    """No command of a shipped profile goes to a courtroom unchecked."""
    commands = set(load_profile(shipped_profiles()[name]).commands)

    assert commands == {vector["command"] for vector in vectors_of(name) if "command" in vector}


def mutants(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every profile that differs from this one by one literal of what goes over the wire."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from mutants(value, (*path, key))
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from mutants(value, (*path, at))
    elif (
        path[-1] in ("raw", "reply", "ack", "done", "until", "append")
        or path[0] == "unsolicited"
        or path[:2] in (("exchange", "errors"), ("framing", "between"))
    ):
        yield from ((path, mutant) for mutant in changed(str(node)))
    elif "values" in path:
        yield path, node + 1 if isinstance(node, int) else f"{node}7"


def changed(template: str) -> Iterator[str]:
    """*template* with one character outside its fields changed."""
    fields = [range(*match.span()) for match in re.finditer(r"\{[^}]*\}|\.\.\.", template)]
    for at, character in enumerate(template):
        if any(at in field for field in fields) or (
            character == " " and re.fullmatch(r"[0-9A-F {}:a-z0-9+]+", template)
        ):
            continue
        new = f"{int(character, 16) ^ 1:X}" if re.fullmatch("[0-9A-F]", character) else "X" if character != "X" else "Y"
        yield template[:at] + new + template[at + 1 :]


@pytest.mark.parametrize("name", shipped_profiles())
def test_no_wrong_literal_survives_the_vectors(name: str, tmp_path: Path) -> None:
    """Whichever single byte of a profile is wrong, a vector of the manual notices."""
    content = parse(shipped_profiles()[name].read_bytes(), name).content
    file = tmp_path / "mutant.yaml"
    vectors = vectors_of(name)
    assert is_followed(content, file, vectors)

    survivors, killed = [], 0
    for path, value in mutants(content):
        mutant = copy.deepcopy(content)
        place = mutant
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        if is_followed(mutant, file, vectors):
            survivors.append((path, value))
        else:
            killed += 1

    assert survivors == []
    assert killed >= 20


def is_followed(content: Any, file: Path, vectors: list[dict[str, Any]]) -> bool:
    """Whether the profile *content*, written to *file*, agrees with every vector."""
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    try:
        profile = load_profile(file)
        for vector in vectors:
            driver_follows(profile, vector)
    except (AssertionError, ProfileError, IndexError):
        return False
    return True
