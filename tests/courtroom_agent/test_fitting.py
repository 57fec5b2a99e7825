"""Fitting a room: real drivers meet real simulated devices on ptys and sockets, and every byte of it is shown."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from courtroom_agent.devices import Devices
from courtroom_agent.fitting import bench
from courtroom_agent.fitting.comparing import compared
from courtroom_agent.fitting.desk import FittingDesk
from courtroom_agent.fitting.sheet import without_login
from hardware_profiles.courtroom import Courtroom, Transport
from hardware_profiles.device_network import DeviceNetwork
from hardware_profiles.discovered import Discovered, Discovery
from hardware_profiles.rooms import load_room
from hearing.facts import HearingState
from hearing.fitting import FittedItem, FittingNote, standing_of
from tests.hearing.story import CLERK, scheduled

ROOMS = Path(__file__).parents[2] / "hardware_profiles/courtrooms"
DEMO = load_room(ROOMS / "demo.yaml")


def with_devices(*names: str, of: str = "demo") -> Courtroom:
    """The shipped room *of* with these of its devices alone: a test wakes no more than it tries."""
    room = load_room(ROOMS / f"{of}.yaml")
    kept = tuple(one for one in room.devices if one.name in names)
    return room.model_copy(update={"devices": kept, "microphones": (), "means": {}})


def play(
    room: Courtroom,
    act: Callable[[FittingDesk], Awaitable[None]],
    hearing: Callable[[], HearingState | None] = lambda: None,
    file: Path = ROOMS / "demo.yaml",
) -> None:
    """Run *act* at the desk of *room*, with its devices simulated."""

    async def whole() -> None:
        async with asyncio.timeout(120), Devices.open(room, now=lambda: 1) as devices:
            await act(FittingDesk(room, file, devices, hearing))

    asyncio.run(whole())


async def tried(desk: FittingDesk, device: str, command: str, status: int = 200, **more: Any) -> dict[str, Any]:
    """Try a command on the bench; give what came of it."""
    got, body = await desk.ask({"do": "try", "device": device, "command": command, "who": "account:3", **more})
    assert got == status, body
    return body


def test_a_command_goes_through_the_real_driver_and_its_bytes_come_back() -> None:
    """On a pty and on a socket: what was sent, what was expected, what came, what it means and how long it took."""

    async def act(desk: FittingDesk) -> None:
        sent = await tried(desk, "camera-judge", "power_set", args={"power": "on"})
        assert sent["done"], sent
        bench_messages = [one for one in sent["messages"] if one["why"] == "bench account:3"]
        assert [one["hex"] for one in bench_messages] == ["81 01 04 00 02 FF", "81 09 04 00 FF"], "set, and read back"
        heard = "".join(one["hex"] for one in sent["messages"] if not one["is_ours"]).replace(" ", "")
        assert "9041FF" in heard
        assert "9051FF" in heard
        assert sent["expected"] == ["{address+8:n}0 4{socket:n} FF", "{address+8:n}0 5{socket:n} FF"]
        assert sent["took_ms"] > 0
        assert all(one["latency_ms"] >= 0 for one in sent["messages"] if not one["is_ours"])

        assert sent["states"]["power"] == "on (verified)"

        asked = await tried(desk, "matrix", "route_get", args={"output": 1})
        assert asked["fields"]["output"] == 1
        assert asked["messages"][0]["text"] == "#VID? 1\r"
        assert any("VID" in one["text"] for one in asked["messages"] if not one["is_ours"])
        trace = (await desk.ask({"do": "trace", "device": "matrix", "after": 0}))[1]["messages"]
        assert {one["why"] for one in trace if one["command"]} >= {"bench account:3"}

    play(with_devices("camera-judge", "matrix"), act)


def test_garbage_is_refused_in_words_before_anything_is_sent() -> None:
    """A command that is not there, a parameter too many, too few, out of range: each is named with what fits."""

    async def act(desk: FittingDesk) -> None:
        driver = desk._devices.drivers["matrix"]  # the count of what went out is the driver's own
        sent = driver.station.sent
        for command, args, words in (
            ("dance", {}, "There is no command 'dance'"),
            ("route_set", {"input": 1}, "output is missing"),
            ("route_set", {"input": 99, "output": 1}, "input cannot be 99. It may be 0 to 16"),
            ("route_set", {"input": "one", "output": 1}, "cannot be 'one'"),
            ("route_set", {"input": 1, "output": 1, "speed": 9}, "takes no 'speed'"),
        ):
            refused = await tried(desk, "matrix", command, 422, args=args)
            assert words in refused["detail"]
            assert refused["faults"]
        assert "There are: matrix" in (await tried(desk, "toaster", "dance", 404))["detail"]
        for body in ({"do": "explode"}, {}, {"do": "try", "device": "A B", "command": "x"}, {"do": "try", "x": 1}):
            status, problem = await desk.ask(body)
            assert status == 422, problem
        assert driver.station.sent - sent <= 4, "only polls went out meanwhile"

    play(with_devices("matrix"), act)


def test_what_wears_memory_out_is_asked_twice_and_a_motion_stops_by_itself() -> None:
    """Storing a preset wants a second yes; a camera that is set in motion on the bench is stopped for certain."""

    async def act(desk: FittingDesk) -> None:
        await desk._devices.ensure("camera-judge.power", "on")
        assert (await tried(desk, "camera-judge", "preset_set", 409, args={"preset": 9}))["confirm"]
        stored = await tried(desk, "camera-judge", "preset_set", args={"preset": 9}, maintenance=True)
        assert stored["done"], stored
        way = {"pan_speed": 9, "tilt_speed": 9, "pan_way": "left", "tilt_way": "none"}
        moved = await tried(desk, "camera-judge", "move", args=way)
        assert moved["done"], moved
        assert {"move", "stop"} <= {one["command"] for one in moved["messages"]}

    play(with_devices("camera-judge"), act)


def test_nothing_is_tried_while_a_hearing_has_the_room() -> None:
    """From preparing to closing a bench, a blink, a look and an ear are refused; reading what is so is not."""
    story = scheduled()
    story.so(CLERK, "prepare")
    state = story.hearing

    async def act(desk: FittingDesk) -> None:
        driver = desk._devices.drivers["matrix"]
        sent = driver.station.trace.number
        for body in (
            {"do": "try", "device": "matrix", "command": "route_set", "args": {"input": 1, "output": 1}},
            {"do": "identify", "act": "picture", "name": "cam-judge"},
            {"do": "identify", "act": "blink", "name": "matrix"},
            {"do": "discover", "anew": True},
            {"do": "listen"},
        ):
            status, problem = await desk.ask(body)
            assert (status, problem["title"][:6]) == (409, "法庭正在使用")
        assert not [one for one in driver.station.trace.after(sent) if one.command == "route_set"]
        status, room = await desk.ask({"do": "describe"})
        assert (status, room["is_busy"]) == (200, True)

    play(with_devices("matrix"), act, lambda: state)


@pytest.mark.long
def test_a_display_blinks_and_shows_what_it_showed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gallery's display goes dark for a moment, and is proven to show again; a matrix has nothing to blink with."""
    monkeypatch.setattr(bench, "BLINK_S", 0.1)

    async def act(desk: FittingDesk) -> None:
        display = desk._devices.drivers["display-bench"]
        status, body = await desk.ask({"do": "identify", "act": "blink", "name": "display-bench"})
        assert status == 502, "it is not switched on: what it showed is not known"
        assert body["detail"]
        await desk._devices.ensure("display-bench.power", "on")
        status = 502
        while status == 502:  # it answers that it is on, and takes nothing yet while it warms up
            body = {"do": "identify", "act": "blink", "name": "display-bench", "who": "account:3"}
            status, body = await desk.ask(body)
        assert status == 200, body
        told = [one for one in display.station.trace.messages if one.why == "identify account:3"]
        assert [one.command for one in told if one.command == "picture_set"][-2:] == ["picture_set"] * 2
        assert (await display.look("picture")).value == "shown"
        status, body = await desk.ask({"do": "identify", "act": "blink", "name": "matrix"})
        assert (status, "nothing harmless" in body["detail"]) == (422, True)

    play(with_devices("display-bench", "matrix", of="full"), act, file=ROOMS / "full.yaml")


def test_the_sheet_says_what_may_be_tried_and_the_state_changes_with_the_files(tmp_path: Path) -> None:
    """Each command with its ranges and answers; the digest is of room file and profiles; a changed file is noticed."""
    file = tmp_path / "room.yaml"
    file.write_bytes((ROOMS / "demo.yaml").read_bytes())

    async def act(desk: FittingDesk) -> None:
        _, room = await desk.ask({"do": "describe"})
        items = {(one["kind"], one["name"]): one for one in room["items"]}
        commands = {one["name"]: one for one in items["device", "matrix"]["device"]["commands"]}
        ranges = {one["name"]: (one["least"], one["most"]) for one in commands["route_set"]["parameters"]}
        assert ranges == {"input": (0, 16), "output": (1, 16)}
        assert not room["differs_on_disk"]
        file.write_bytes(file.read_bytes() + b"# a note\n")
        _, later = await desk.ask({"do": "describe"})
        assert later["differs_on_disk"]
        assert later["digest"] == room["digest"], "it still runs by the file that it read"
        status, checked = await desk.ask({"do": "vectors", "device": "matrix"})
        assert status == 200
        assert len(checked["vectors"]) > 3
        assert [one["says"] for one in checked["vectors"] if one["says"]] == checked["gaps"] == []

    async def again(desk: FittingDesk) -> None:
        _, room = await desk.ask({"do": "describe"})
        digests.append(room["digest"])

    digests: list[str] = []
    play(with_devices("matrix"), act, file=file)
    play(with_devices("matrix"), again, file=file)
    play(with_devices("matrix"), again, file=ROOMS / "demo.yaml")
    assert len(set(digests)) == 2


def test_a_plan_is_drafted_into_the_room_file_and_nothing_is_written() -> None:
    """The draft and what differs, its passwords blanked; what stands beside the floor is a fault with its line."""
    before = (ROOMS / "demo.yaml").read_bytes()

    async def act(desk: FittingDesk) -> None:
        thing = {"kind": "seat", "name": "judge", "place": {"x": 6, "y": 1.5, "turn_deg": 180}}
        status, draft = await desk.ask({"do": "draft", "plan": {"floor": {"width": 12, "depth": 9}, "things": [thing]}})
        assert status == 200, draft
        assert draft["faults"] == []
        assert draft["blanked"] == 1
        assert "demo-gallery" not in draft["yaml"] + draft["diff"]
        [added] = [line for line in draft["diff"].splitlines() if line.startswith("+  - {id: judge")]
        assert added.endswith("role: sole-judge, place: {x: 6, y: 1.5, turn_deg: 180}}")
        thing["place"] = {"x": 13, "y": 1}
        _, outside = await desk.ask({"do": "draft", "plan": {"floor": {"width": 12, "depth": 9}, "things": [thing]}})
        assert "beside the floor" in outside["faults"][0]

    play(DEMO, act)
    assert (ROOMS / "demo.yaml").read_bytes() == before


def test_one_picture_is_taken_beside_the_control_process() -> None:
    """A JPEG of a simulated camera; a camera that is not there says so."""

    async def act(desk: FittingDesk) -> None:
        status, body = await desk.ask({"do": "identify", "act": "picture", "name": "cam-judge"})
        assert status == 200, body
        assert base64.b64decode(body["jpeg"]).startswith(b"\xff\xd8\xff")
        status, body = await desk.ask({"do": "identify", "act": "picture", "name": "cam-nobody"})
        assert status == 404
        status, body = await desk.ask({"do": "identify", "act": "beep", "name": "loudspeaker"})
        assert (status, "loudspeaker" in body["detail"]) == (404, True)

    play(with_devices(), act)


@pytest.mark.long
def test_the_ear_hears_the_microphones_while_somebody_asks() -> None:
    """Levels come by themselves, by stream; each of the four simulated microphones is heard."""

    async def act(desk: FittingDesk) -> None:
        ear = asyncio.create_task(desk.run())
        heard: set[str] = set()
        while len(heard) < 4:
            status, body = await desk.ask({"do": "listen"})
            assert status == 200
            heard |= set(body["levels"])
            await asyncio.sleep(0.2)
        ear.cancel()
        await asyncio.wait({ear})

    play(with_devices(), act)


def _found(kind: str, path: str, address: str = "", number: str = "") -> Discovered:
    return Discovered.model_validate(
        {"key": f"{kind}:{path}", "kind": kind, "path": path, "address": address, "serial_number": number}
    )


def test_what_was_found_is_held_against_the_room_file() -> None:
    """In both, new, missing, not real, not looked for: each thing is one of these, and nothing is counted twice."""

    def way(**transport: str) -> Transport:
        return Transport.model_validate(transport)

    names = {
        "camera-judge": way(serial="usb-serial:A10K"),
        "matrix": way(tcp="10.0.3.20:5000"),
        "display-gallery": way(serial="usb-serial:LOST"),
        "dsp": way(tcp="10.0.3.30:2202"),
    }
    devices = tuple(one.model_copy(update={"transport": names[one.name]}) for one in DEMO.devices)
    cameras = (DEMO.cameras[0].model_copy(update={"source": "rtsp://u:secret@10.0.3.40/1"}), *DEMO.cameras[1:2])
    room = DEMO.model_copy(update={"devices": devices, "cameras": cameras, "microphones": ()})
    serial = _found("serial", "usb-serial:A10K", "/dev/ttyUSB0", "A10K")
    other = _found("camera", "v4l2:/dev/v4l/by-id/usb-Cam-index0", "/dev/video0")

    def verdicts(
        *found: Discovered, missed: tuple[str, ...] = (), connected: frozenset[str] = frozenset()
    ) -> dict[str, str]:
        discovery = Discovery(room="demo", found=found, missed=missed)
        return {one.item or one.found.path if one.found else one.item: one.verdict for one in compared(room, discovery, connected)}  # fmt: skip

    assert verdicts(serial, other, connected=frozenset({"dsp"})) == {
        "camera-judge": "known",
        "matrix": "missing",
        "display-gallery": "missing",
        "dsp": "known",
        "cam-judge": "unlooked",
        "cam-prosecutor": "simulated",
        other.path: "new",
    }
    network = _found("network", "http://10.0.3.40/onvif", "10.0.3.40:80")
    assert verdicts(network)["cam-judge"] == "known"
    assert verdicts()["cam-judge"] == "unlooked", "the room file names no network to look on"
    room = room.model_copy(update={"device_network": DeviceNetwork(address="10.0.3.1")})
    assert verdicts()["cam-judge"] == "missing"
    assert verdicts(missed=("serial: no rights",))["display-gallery"] == "unlooked"
    assert without_login("rtsp://u:secret@10.0.3.40/1") == "rtsp://10.0.3.40/1"


def test_a_thing_stands_by_the_last_of_each_check() -> None:
    """Failed once and passed later is passed; one check that still fails is failed; nothing tried is untried."""
    item = FittedItem(kind="device", name="matrix", label=DEMO.devices[1].label)

    def note(check: str, passed: bool, says: str = "") -> FittingNote:
        return FittingNote.model_validate(
            {"kind": "device", "name": "matrix", "check": check, "passed": passed, "says": says}
        )

    def lines() -> Iterator[str]:
        for notes in (
            (),
            (note("bench", False), note("bench", True)),
            (note("bench", True), note("vectors", False, "x")),
        ):
            yield standing_of(item, notes).standing

    assert list(lines()) == ["untried", "passed", "failed"]
    assert standing_of(item, (note("bench", False, "no answer"),)).checks == ("bench ✗ no answer",)
