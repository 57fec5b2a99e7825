"""How simulated devices behave over time: what overtakes what, what is told to whom and when, and who is refused."""

import json
from typing import Any

import pytest

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply, SimulatedDevice
from courtroom_agent.simulated.devices.catalogue import join, make
from courtroom_agent.simulated.devices.telnet import TelnetConversation


def said(replies: list[Reply]) -> list[bytes]:
    """What leaves the device, in the order in which it leaves; what no longer holds when its time comes does not."""
    inorder = sorted(replies, key=lambda reply: reply.after_s)
    return [reply.data for reply in inorder if reply.holds is None or reply.holds()]


def hexed(*frames: str) -> list[bytes]:
    """Frames typed as hexadecimal figures."""
    return [bytes.fromhex(frame) for frame in frames]


def tell(
    device: SimulatedDevice, talks: list[Conversation], speaker: int, data: bytes, now: float
) -> list[list[bytes]]:
    """One line says *data*; what each of *talks* hears of it."""
    heard = [said(talks[speaker].received(data, now)) if at == speaker else [] for at in range(len(talks))]
    for notice in device.take_notices():
        for at, talk in enumerate(talks):
            heard[at] += said(talk.noticed(notice, now, own=at == speaker))
    return heard


def test_a_camera_can_be_called_off() -> None:
    """A movement that is cancelled ends where it is, in the maker's words, and its completion never comes."""
    camera: Any = make("visca-camera", {"is_on": True, "pan_units_per_s": 100.0})
    talk = camera.converse()
    moving = talk.received(bytes.fromhex("81 01 06 02 18 17 00 01 09 00 00 00 00 00 FF"), 0.0)
    assert said(moving) == hexed("90 41 FF", "90 51 FF")

    assert said(talk.received(bytes.fromhex("81 21 FF"), 1.0)) == hexed("90 61 04 FF")

    assert said(moving) == hexed("90 41 FF")
    assert camera.position(50.0) == (100, 0)
    assert said(talk.received(bytes.fromhex("81 21 FF"), 51.0)) == hexed("90 61 05 FF")


def test_a_newer_movement_takes_an_older_ones_place() -> None:
    """A stop is done at once, and ends what was under way; zooming goes on beside it."""
    camera: Any = make("visca-camera", {"is_on": True, "pan_units_per_s": 10.0, "zoom_units_per_s": 10.0})
    talk = camera.converse()
    zoom = talk.received(bytes.fromhex("81 01 04 47 04 00 00 00 FF"), 0.0)
    recall = talk.received(bytes.fromhex("81 01 06 02 18 17 00 01 09 00 00 00 00 00 FF"), 0.0)
    full = talk.received(bytes.fromhex("81 01 04 38 03 FF"), 0.5)

    stop = talk.received(bytes.fromhex("81 01 06 01 01 01 03 03 FF"), 2.0)

    assert said(full) == hexed("90 60 03 FF")
    assert said(stop) == hexed("90 52 FF", "90 42 FF", "90 52 FF")
    assert said(recall) == hexed("90 42 FF")
    assert said(zoom) == hexed("90 41 FF", "90 51 FF")
    assert camera.position(99.0) == (20, 0)
    assert camera.where("zoom", 3.0) == 30


def test_a_late_clock_swallows_no_completion() -> None:
    """What was done before a socket is taken again is said before, though the moment to say it has passed unseen."""
    camera: Any = make("visca-camera", {"is_on": True, "pan_units_per_s": 100.0})
    talk = camera.converse()
    recall = talk.received(bytes.fromhex("81 01 06 02 18 17 00 01 09 00 00 00 00 00 FF"), 0.0)
    acknowledged, completion = recall

    zoom = talk.received(bytes.fromhex("81 01 04 47 04 00 00 00 FF"), 60.0)

    assert said([acknowledged]) == hexed("90 41 FF")
    assert said(zoom)[:2] == hexed("90 51 FF", "90 41 FF")
    assert said([completion]) == [], "and it is not said twice"


def test_directions_are_what_the_manual_says() -> None:
    """Left is minus, up is plus, tele is plus, on both ends of each: the slips that nobody sees on paper."""
    ways = {"01 01": (-1, 1), "02 02": (1, -1), "03 03": (0, 0)}
    for code, (pan, tilt) in ways.items():
        camera: Any = make("visca-camera", {"is_on": True})
        camera.converse().received(bytes.fromhex(f"81 01 06 01 18 17 {code} FF"), 0.0)
        here = camera.position(0.1)
        assert [(place > 0) - (place < 0) for place in here] == [pan, tilt]
    for code, way in {"27": 1, "37": -1}.items():
        camera = make("visca-camera", {"is_on": True, "zoom": 8000})
        camera.converse().received(bytes.fromhex(f"81 01 04 07 {code} FF"), 0.0)
        assert (camera.where("zoom", 0.1) - 8000) * way > 0
    for code, (pan, tilt) in {"02": (1, 0), "04": (-1, 0), "08": (0, 1), "10": (0, -1)}.items():
        pelco: Any = make("pelco-d-camera", {})
        body = bytes.fromhex(f"01 00 {code} 20 20")
        pelco.converse().received(b"\xff" + body + bytes([sum(body) & 0xFF]), 0.0)
        assert [(place > 0) - (place < 0) for place in pelco.position(0.1)] == [pan, tilt]


def test_cameras_of_a_ring_are_numbered_by_their_place() -> None:
    """The first camera of the chain becomes the first, whatever it was before."""
    cameras: Any = [make("visca-camera", {"address": 5}), make("visca-camera", {"address": 5, "is_on": True})]
    talk = join(cameras).converse()

    assert said(talk.received(bytes.fromhex("88 30 01 FF"), 0.0)) == hexed("88 30 03 FF")
    assert said(talk.received(bytes.fromhex("81 09 04 00 FF 82 09 04 00 FF"), 0.0)) == hexed(
        "90 50 03 FF", "A0 50 02 FF"
    )
    assert said(talk.received(bytes.fromhex("88 01 00 01 FF"), 0.0)) == hexed("88 01 00 01 FF")


def test_what_was_done_is_not_done_again() -> None:
    """VISCA over IP: a repeated command is refused by its number, one that was refused before is tried anew."""
    camera: Any = make("visca-ip-camera", {})
    talk = camera.converse()
    home = bytes.fromhex("01 00 00 05 00 00 00 07 81 01 06 04 FF")
    assert said(talk.received(home, 0.0)) == hexed("01 11 00 04 00 00 00 07 90 61 41 FF")
    camera.switch(True, 0.0)

    assert said(talk.received(home, 5.0)) == hexed(
        "01 11 00 03 00 00 00 07 90 41 FF", "01 11 00 03 00 00 00 07 90 51 FF"
    )
    assert said(talk.received(home, 6.0)) == hexed("02 00 00 02 00 00 00 07 0F 01")
    assert said(talk.received(bytes.fromhex("02 00 00 01 00 00 00 00 01"), 7.0)) == hexed("02 01 00 01 00 00 00 00 01")
    assert len(said(talk.received(home, 8.0))) == 2


def test_a_projector_refuses_to_go_off_too_soon() -> None:
    """Warm-up, the shortest time on, cool-down: each refused with ERR3 until its time has passed."""
    projector: Any = make("pjlink-projector", {"warm_up_s": 10, "min_on_s": 300, "cool_down_s": 60})
    talk = projector.converse()
    off, on = b"%1POWR 0\r", b"%1POWR 1\r"
    steps = [
        (on, 0, b"OK"),
        (off, 5, b"ERR3"),
        (off, 100, b"ERR3"),
        (off, 311, b"OK"),
        (on, 320, b"ERR3"),
        (on, 380, b"OK"),
    ]

    for data, now, answer in steps:
        assert said(talk.received(data, float(now))) == [b"%1POWR=" + answer + b"\r"]

    talk.received(off, 381.0)
    assert talk.due() == 411.0
    assert said(talk.rang(411.0)) == [b""], "it hangs up when nobody has asked for thirty seconds"


def test_a_telnet_device_hears_no_negotiation() -> None:
    """Refused options are taken out of what it hears, also when they arrive in pieces."""
    talk = TelnetConversation(make("extron-matrix", {"password": "sesame"}).converse_by("telnet"))
    greeting = b"".join(said(talk.opened()))
    assert greeting.startswith(b"\xff\xfb\x01")
    assert greeting.endswith(b"Password:")

    assert said(talk.received(b"\xff\xfe", 0.0)) == []
    assert said(talk.received(b"\x01open\r", 0.0)) == [b"\r\nPassword:"]
    assert said(talk.received(b"ses\xff\xfc\x18ame\r", 0.0)) == [b"\r\nLogin Administrator\r\n"]
    assert said(talk.received(b"1*3!", 0.0)) == [b"Out03 In01 All\r\n"]


def test_an_extron_tells_of_its_keys_only_when_it_is_verbose() -> None:
    """By network nobody is told until asking for it; a pause of ten seconds inside a command ends it without a word."""
    matrix = make("extron-matrix", {})
    talks = [matrix.converse_by("telnet"), matrix.converse_by("telnet")]
    assert tell(matrix, talks, 0, b"2*4!", 0.0) == [[b"Out04 In02 All\r\n"], []]
    assert tell(matrix, talks, 1, b"\x1b3CV\r", 0.0) == [[], [b"Vrb3\r\n"]]
    assert tell(matrix, talks, 0, b"3*4!", 0.0) == [[b"Out04 In03 All\r\n"], [b"Out04 In03 All\r\n"]]

    assert tell(matrix, talks, 0, b"1*", 20.0) == [[], []]
    assert tell(matrix, talks, 0, b"5!", 31.0)[0] == [b"00\r\n"]


def test_a_subscription_tells_not_more_often_than_it_was_asked_to() -> None:
    """Tesira: a change is published at once, the next ones together when the time has passed; to nobody else."""
    processor = make("tesira-processor", {})
    talks = [processor.converse(), processor.converse()]
    first = tell(processor, talks, 0, b"Level1 subscribe mute 1 desk 500\n", 0.0)
    assert first == [[b"+OK\r\n", b'! "publishToken":"desk" "value":false\r\n'], []]

    assert tell(processor, talks, 1, b"Level1 set mute 1 true\n", 1.0) == [
        [b'! "publishToken":"desk" "value":true\r\n'],
        [b"+OK\r\n"],
    ]
    assert tell(processor, talks, 1, b"Level1 set mute 1 false\n", 1.1) == [[], [b"+OK\r\n"]]
    assert talks[0].due() == 1.5
    assert said(talks[0].rang(1.5)) == [b'! "publishToken":"desk" "value":false\r\n']
    assert talks[0].due() is None


def test_a_change_group_tells_what_changed_since() -> None:
    """Q-SYS: the group is polled by itself at its rate; silence of a minute ends the connection."""
    core = make("qsys-core", {})
    talks = [core.converse(), core.converse()]
    assert json.loads(said(talks[0].opened())[0][:-1])["params"]["State"] == "Active"

    def ask(speaker: int, method: str, params: object, now: float) -> list[list[bytes]]:
        request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\0"
        return tell(core, talks, speaker, request, now)

    ask(0, "ChangeGroup.AddControl", {"Id": "desk", "Controls": ["mute-1", "mute-2"]}, 0.0)
    ask(0, "ChangeGroup.AutoPoll", {"Id": "desk", "Rate": 0.5}, 0.0)
    told = json.loads(said(talks[0].rang(0.0))[0][:-1])
    assert [one["Name"] for one in told["params"]["Changes"]] == ["mute-1", "mute-2"]
    ask(1, "Control.Set", {"Name": "mute-2", "Value": 1}, 0.1)
    assert talks[0].due() == 0.5
    told = json.loads(said(talks[0].rang(0.5))[0][:-1])
    assert told["params"]["Changes"] == [{"Name": "mute-2", "Value": 1.0, "String": "muted"}]
    assert said(talks[0].rang(1.0)) == []
    assert said(talks[0].rang(60.0)) == [b""]


def test_the_microphone_opened_first_gives_way() -> None:
    """A conference unit keeps so many open, and the chairman's never gives way; the camera follows the last one."""
    unit: Any = make("taiden-unit", {"most_open": 3, "is_tracking": True})
    talk = unit.converse()
    for seat in (1, 2, 3, 4):
        unit.touched(["key", str(seat), "on"], 0.0)

    assert unit.open == [1, 3, 4]
    pointed = [frame for notice in unit.take_notices() for frame in said(talk.noticed(notice, 0.0, own=False))]
    assert pointed[-1] == bytes.fromhex("E5 00 04")
    unit.touched(["priority"], 0.0)
    assert unit.open == [1]


@pytest.mark.parametrize("noise", [b"", b"\xaa", b"\xaa\x11\xff\x09\x01\x02"])
def test_a_display_finds_its_frame_behind_noise(noise: bytes) -> None:
    """MDC: what is no frame, or has a wrong check value, costs itself and not the frame behind it."""
    display: Any = make("mdc-display", {})
    replies = display.converse().received(noise + bytes.fromhex("AA 11 01 01 01 14") + bytes(8), 0.0)

    assert said(replies) == hexed("AA FF 01 03 41 11 01 56")


def test_a_display_on_its_way_says_not_now() -> None:
    """LG: input and picture have to wait until the panel is up; what is asked too soon after an answer is lost on NEC."""
    display: Any = make("lg-display", {"warm_up_s": 5.0})
    talk = display.converse()
    (reply,) = talk.received(b"ka 01 01\r", 0.0)
    assert (reply.data, reply.after_s >= 5.0) == (b"a 01 OK01x", True)
    assert said(talk.received(b"kd 01 01\r", 1.0)) == [b"d 01 NG03x"]
    assert said(talk.received(b"kd 01 01\r", 6.0)) == [b"d 01 OK01x"]

    nec: Any = make("nec-display", {"gap_s": 0.6})
    talk, read = nec.converse(), bytes.fromhex("01 30 2A 30 41 30 36 02 30 31 44 36 03 1F 0D")
    assert [len(said(talk.received(read, now))) for now in (0.0, 0.2, 0.9)] == [1, 0, 1]
