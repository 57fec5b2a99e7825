"""Literal frames of the makers' manuals against drivers and simulated devices, each from its own side."""

import copy
from typing import Any

import pytest

from courtroom_agent.drivers.mutation_gate import judged
from courtroom_agent.drivers.proving import disagreement, disagreements, gaps
from courtroom_agent.simulated.devices.kramer import KramerMatrix
from courtroom_agent.simulated.devices.pjlink import PjlinkProjector
from courtroom_agent.simulated.devices.shure import ShureProcessor
from courtroom_agent.simulated.devices.visca import ViscaCamera
from hardware_profiles.loading import read
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.vectors import SHIPPED_VECTORS, Vector, vectors_for

SIMULATED: dict[str, Any] = {
    "sony.visca-serial": ViscaCamera,
    "kramer.protocol-3000": KramerMatrix,
    "pjlink.class1": PjlinkProjector,
    "shure.command-strings": ShureProcessor,
}
PROFILES = {name: load_profile(path) for name, path in shipped_profiles().items()}
CONTENTS = {name: read(path).content for name, path in shipped_profiles().items()}
VECTORS = {name: vectors_for(name, SHIPPED_VECTORS) for name in PROFILES}
BOTH = [
    pytest.param(name, vector, id=f"{name}-{number}")
    for name in SIMULATED
    for number, vector in enumerate(VECTORS[name])
    if vector.tx is not None and vector.only != "driver"
]


def raw(profile: str, frame: str) -> bytes:
    """A vector's frame as bytes: hex for binary protocols, text for the others."""
    return bytes.fromhex(frame) if PROFILES[profile].spec.framing.is_binary else frame.encode()


@pytest.mark.parametrize("name", PROFILES)
def test_a_driver_writes_and_reads_what_the_manual_prints(name: str) -> None:
    """What we send to a device, and how we understand it, is what its maker printed; no command is left out."""
    assert VECTORS[name]
    assert list(disagreements(PROFILES[name], CONTENTS[name], VECTORS[name])) == []
    assert list(gaps(PROFILES[name], VECTORS[name])) == []


@pytest.mark.parametrize(("name", "vector"), BOTH)
def test_a_simulated_device_answers_what_the_manual_prints(name: str, vector: Vector) -> None:
    """A simulated device hears the manual's command and gives the manual's answer, by code of its own."""
    device = SIMULATED[name]()
    for attribute, value in copy.deepcopy(vector.given).items():
        assert hasattr(device, attribute)
        setattr(device, attribute, value)
    if vector.greeting is not None:
        device.salt = lambda: str(vector.greeting).split()[-1]
    talk = device.converse()
    if name == "pjlink.class1":
        assert [reply.data for reply in talk.opened()] == [(vector.greeting or "PJLINK 0\r").encode()]

    replies = sorted(talk.received(raw(name, vector.tx or ""), now=10.0), key=lambda reply: reply.after_s)

    assert b"".join(reply.data for reply in replies) == b"".join(raw(name, frame) for frame in vector.rx)
    for attribute, value in vector.then.items():
        assert getattr(device, attribute) == value


def test_front_panels_say_what_the_manual_prints() -> None:
    """A key pressed on the device itself is reported in the maker's words."""
    assert KramerMatrix().press(3, 4) == b"~01@VID 3>4\r\n"
    assert ShureProcessor().press(3, mute=True) == b"< REP 3 AUDIO_MUTE ON >"


@pytest.mark.parametrize("name", PROFILES)
def test_no_slip_in_a_profile_survives_its_vectors(name: str) -> None:
    """Whichever single byte, field, check value or time of a profile is wrong, a vector of the manual notices."""
    verdicts = list(judged(CONTENTS[name], VECTORS[name]))

    assert [str(mutant) for mutant, is_noticed in verdicts if not is_noticed] == []
    assert len(verdicts) >= 20


def test_a_vector_that_says_something_else_is_told_apart() -> None:
    """The check itself can fail: a wrong frame, answer, fault, figure or refusal is named."""
    name = "sony.visca-serial"
    good = next(vector for vector in VECTORS[name] if vector.command == "power_get" and vector.rx)
    wrong = [
        good.model_copy(update={"tx": "81 09 04 01 FF"}),
        good.model_copy(update={"rx": ("90 50 04 FF",)}),
        good.model_copy(update={"rx": ("90 50 03 FF", "90 50 03 FF")}),
        good.model_copy(update={"fields": {"power": "standing"}}),
        good.model_copy(update={"fault": "syntax"}),
        Vector(src="none", facts={"timing.gap_ms": 41}),
        Vector(src="none", facts={"timing.nothing": 41}),
        Vector(src="none", command="zoom_to", args={"zoom": 1}, refused=True),
        Vector(src="none", command="dance", tx="81 FF"),
    ]

    assert disagreement(PROFILES[name], CONTENTS[name], good) == ""
    assert all(disagreement(PROFILES[name], CONTENTS[name], vector) for vector in wrong)


def test_a_command_that_no_vector_sends_is_named() -> None:
    """No command of a profile goes to a courtroom unchecked."""
    name = "sony.visca-serial"
    some = [vector for vector in VECTORS[name] if vector.command != "stop" and vector.fault != "syntax"]

    said = list(gaps(PROFILES[name], some))

    assert said == ["No vector sends stop.", "No vector answers stop.", "No vector shows the fault syntax."]
