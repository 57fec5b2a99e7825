"""A room of simulated devices: behaviour files, faults on the cable, pulled plugs, pressed keys and faster time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from courtroom_agent.simulated.devices.behaviour import CannotTouch, SimulatedDevice
from courtroom_agent.simulated.devices.cast import behaviours, load_cast, shipped_casts
from courtroom_agent.simulated.devices.catalogue import KINDS, make
from courtroom_agent.simulated.devices.clock import Clock
from courtroom_agent.simulated.devices.control_socket import answer, listening
from courtroom_agent.simulated.devices.disturbance import Disturbance, Faults
from courtroom_agent.simulated.devices.motion import Axis
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.errors import RoomError

ROOM = """
simulated-room: small
devices:
  matrix: {behaviour: kramer.protocol-3000}
  projector: {behaviour: pjlink.class1, physics: {warm_up_s: 60, cool_down_s: 90}}
  camera-1: {behaviour: sony.visca-serial, line: cameras, start: {address: 1, is_on: true}}
  camera-2: {behaviour: sony.visca-serial, line: cameras, start: {address: 2, is_on: true}}
"""


def play(tmp_path: Path, act: Callable[[SimulatedRoom], Awaitable[None]], speed: float = 1.0) -> None:
    """Run *act* beside the small room."""
    file = tmp_path / "small.yaml"
    file.write_text(ROOM)

    async def run() -> None:
        async with asyncio.timeout(60), SimulatedRoom(load_cast(file), Clock(speed)) as room:
            await act(room)

    asyncio.run(run())


async def ask(room: SimulatedRoom, name: str, tx: bytes, until: bytes) -> bytes:
    """Say *tx* to a device by TCP and read until its answer ends with *until*."""
    host, _, port = room.ports[name].address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(tx)
    async with asyncio.timeout(20):
        said = await reader.readuntil(until)
    writer.close()
    return said


def test_every_behaviour_file_is_sound_and_every_device_has_one() -> None:
    """The shipped behaviours and rooms load, and nothing that can be simulated is left without."""
    assert {behaviour.plays for behaviour in behaviours().values()} == set(KINDS)
    for path in shipped_casts():
        assert load_cast(path).devices


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("warm_up_s", "warms_up_s"), "small.yaml:5: devices.projector: pjlink-projector has no 'warms_up_s'"),
        (("warm_up_s: 60", "warm_up_s: soon"), "warm_up_s cannot be 'soon'"),
        (("kramer.protocol-3000", "kramer.protocol-9000"), "There is no behaviour 'kramer.protocol-9000'"),
        (("line: cameras, start: {address: 1", "line: cameras, wire: 9, start: {address: 1"), "devices.camera-1.wire"),
    ],
)
def test_a_slip_in_a_behaviour_file_is_named(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    """A behaviour that no device has is refused with its line, not passed over."""
    file = tmp_path / "small.yaml"
    file.write_text(ROOM.replace(*change))

    with pytest.raises(RoomError) as caught:
        load_cast(file)

    assert says in str(caught.value)


def test_two_cameras_share_one_line_and_answer_for_themselves(tmp_path: Path) -> None:
    """A daisy chain is one serial port; it numbers off, and each camera is reached by its address."""

    async def act(room: SimulatedRoom) -> None:
        assert room.ports["camera-1"] is room.ports["camera-2"]
        talk = room.ports["camera-1"].wiring.device.converse()
        assert [one.data.hex() for one in talk.received(bytes.fromhex("883001FF"), 0.0)] == ["883003ff"]
        assert [one.data.hex() for one in talk.received(bytes.fromhex("82090400FF"), 0.0)] == ["a05002ff"]
        await room.unplug("camera-2")
        assert talk.received(bytes.fromhex("82090400FF"), 0.0) == []
        assert [one.data.hex() for one in talk.received(bytes.fromhex("81090400FF"), 0.0)] == ["905002ff"]

    play(tmp_path, act)


def test_faults_are_switched_on_and_off_while_the_room_runs(tmp_path: Path) -> None:
    """A lost answer, a torn one and a dead matrix, each on demand."""

    async def act(room: SimulatedRoom) -> None:
        assert await answer(room, "fault matrix drop_next=1") == {"ok": True}
        host, _, port = room.ports["matrix"].address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"#VID 1>1\r#VID 2>2\r")
        assert await reader.readuntil(b"\n") == b"~01@VID 2>2 OK\r\n"
        assert (await answer(room, "state matrix"))["state"]["routes"] == {"1": 1, "2": 2}

        assert (await answer(room, "fault matrix split=true"))["ok"]
        writer.write(b"#\r")
        pieces = [await reader.read(100) for _ in range(3)]
        assert b"~01@ OK\r\n".startswith(b"".join(pieces))
        writer.close()

        assert (await answer(room, "unplug matrix"))["ok"]
        with pytest.raises(OSError, match="Connect call failed"):
            await asyncio.open_connection(host, int(port))
        assert (await answer(room, "plug matrix"))["ok"]
        assert (await answer(room, "fault matrix none"))["ok"]
        assert await ask(room, "matrix", b"#\r", b"\n") == b"~01@ OK\r\n"

    play(tmp_path, act)


def test_a_pressed_key_is_told_on_every_open_line(tmp_path: Path) -> None:
    """Somebody at the device changes something: the device says so by itself, as a real one does."""

    async def act(room: SimulatedRoom) -> None:
        host, _, port = room.ports["matrix"].address.partition(":")
        lines = [await asyncio.open_connection(host, int(port)) for _ in range(2)]
        for reader, writer in lines:
            writer.write(b"#\r")
            await reader.readuntil(b"\n")
        assert (await answer(room, "press matrix route 3 4")) == {"ok": True}
        assert [await reader.readuntil(b"\n") for reader, _ in lines] == [b"~01@VID 3>4\r\n"] * 2
        for _, writer in lines:
            writer.close()

    play(tmp_path, act)


def test_time_runs_faster_on_demand(tmp_path: Path) -> None:
    """A lamp of a minute is warm at once when time runs three hundred times as fast."""

    async def act(room: SimulatedRoom) -> None:
        assert await ask(room, "projector", b"%1POWR 1\r", b"OK\r")
        assert (await answer(room, "state projector"))["state"]["power"] == "warming"
        assert (await answer(room, "speed 300"))["ok"]
        while (await answer(room, "state projector"))["state"]["power"] != "on":
            await asyncio.sleep(0.02)
        assert await ask(room, "projector", b"%1POWR ?\r", b"1\r") == b"PJLINK 0\r%1POWR=1\r"

    play(tmp_path, act)


def test_a_hot_lamp_does_not_forgive_a_cut_of_the_mains(tmp_path: Path) -> None:
    """Cutting the mains under a hot lamp is counted; afterwards all devices are back, as from the socket."""

    async def act(room: SimulatedRoom) -> None:
        await ask(room, "projector", b"%1POWR 1\r", b"OK\r")
        assert (await answer(room, "mains off"))["ok"]
        assert not (await answer(room, "state matrix"))["state"]["plugged"]
        assert (await answer(room, "mains on"))["ok"]
        state = (await answer(room, "state projector"))["state"]
        assert (state["plugged"], state["power"], state["hot cuts"]) == (True, "off", 1)
        assert not (await answer(room, "state camera-1"))["state"]["on"]

    play(tmp_path, act)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("dance", "Say one of"),
        ("unplug nobody", "There is no device 'nobody'. There are: matrix"),
        ("press matrix dance", "The matrix has: route INPUT OUTPUT"),
        ("press matrix route 9 1", "The matrix has"),
        ("fault matrix sparks=1", "Extra inputs are not permitted"),
        ("fault matrix drop=2", "less than or equal to 1"),
        ("speed 0", "Time cannot run 0.0 times as fast"),
        ("speed quick", "could not convert"),
        ("", "Say one of"),
    ],
)
def test_a_slip_at_the_control_socket_is_answered_in_words(tmp_path: Path, line: str, says: str) -> None:
    """Whoever plays tricks on the room learns what can be said."""

    async def act(room: SimulatedRoom) -> None:
        said = await answer(room, line)
        assert not said["ok"]
        assert says in said["error"]

    play(tmp_path, act)


def test_the_control_socket_speaks_json_lines(tmp_path: Path) -> None:
    """A line of words in, a line of JSON out, over a real socket; a line without end costs only its own connection."""

    async def act(room: SimulatedRoom) -> None:
        path = tmp_path / "control"
        async with listening(room, path):
            for noise in (b"x" * 5000, b"\xff\xfe\n"):
                reader, writer = await asyncio.open_unix_connection(path)
                writer.write(noise)
                await writer.drain()
                writer.write_eof()
                await reader.read()
                writer.close()
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(b"devices\n")
            said = json.loads(await reader.readline())
            writer.close()
        assert said["devices"]["matrix"] == {"tcp": room.ports["matrix"].address}
        assert not path.exists()

    play(tmp_path, act)


def test_noise_is_the_same_at_each_run() -> None:
    """A fault that was found once can be made again."""

    def heard() -> bytes:
        disturbance = Disturbance(Faults(noise=0.2))
        return b"".join(piece for _ in range(20) for piece in disturbance.pieces(b"~01@VID 1>1\r\n"))

    assert heard() == heard()
    assert heard() != b"~01@VID 1>1\r\n" * 20
    assert list(Disturbance(Faults(mute=True)).pieces(b"x")) == []
    assert list(Disturbance(Faults(drop=1.0)).pieces(b"x")) == []


def test_an_axis_moves_and_stops_where_it_is() -> None:
    """Movement takes time, ends at the end, and a newer order takes the older one's place."""
    axis = Axis(-100, 100)

    assert axis.go(50, 10, now=0.0) == 5.0
    assert (axis.at(2.0), axis.moves(2.0)) == (20, True)
    assert axis.go(0, 10, now=2.0) == 2.0
    assert (axis.at(3.0), axis.at(9.0), axis.moves(9.0)) == (10, 0, False)
    axis.drive(-30, now=10.0)
    axis.stop(11.0)
    assert axis.at(99.0) == -30
    axis.drive(30, now=100.0)
    assert (axis.at(200.0), axis.moves(200.0)) == (100, False)
    assert axis.go(500, 10, now=300.0) == 0.0


def test_a_clock_that_changes_its_speed_does_not_jump() -> None:
    """Faster time begins now; what has passed stays passed."""
    world = [100.0]
    clock = Clock(1.0, lambda: world[0])
    start = clock.now()
    world[0] += 5
    clock.speed = 10
    world[0] += 1

    assert clock.now() - start == 15
    assert clock.wait_s(20) == 2


def test_a_sequencer_takes_the_mains_from_what_hangs_on_it(tmp_path: Path) -> None:
    """A relay that opens kills the projector behind it, hot lamp and all; when it closes the projector comes back."""
    file = tmp_path / "fed.yaml"
    file.write_text(
        "simulated-room: fed\ndevices:\n"
        "  projector: {behaviour: pjlink.class1, start: {is_on: true}}\n"
        "  sequencer: {behaviour: modbus.power-sequencer, start: {closed: [1]}, feeds: {1: [projector]}}\n"
    )

    async def run() -> None:
        async with asyncio.timeout(60), SimulatedRoom(load_cast(file)) as room:
            assert (await ask(room, "projector", b"%1POWR ?\r", b"=1\r")).endswith(b"%1POWR=1\r")
            room.press("sequencer", ["relay", "1", "off"])
            while room.state("projector")["plugged"]:
                await asyncio.sleep(0.01)
            room.press("sequencer", ["relay", "1", "on"])
            while not room.state("projector")["plugged"]:
                await asyncio.sleep(0.01)
            assert room.state("projector")["hot cuts"] == 1
            assert (await ask(room, "projector", b"%1POWR ?\r", b"=0\r")).endswith(b"%1POWR=0\r")
            await room.cut_mains()
            await room.restore_mains()
            assert (room.state("sequencer")["plugged"], room.state("projector")["plugged"]) == (True, False)

    asyncio.run(run())


def test_two_relays_at_once_trip_the_breaker() -> None:
    """A sequencer whose outlets are closed without a pause loses them all."""
    board = make("relay-board", {"inrush_gap_s": 1.0})
    board.touched(["relay", "1", "on"], 0.0)
    board.touched(["relay", "2", "on"], 1.5)
    assert board.state(2.0) == {"closed": [1, 2], "stuck": [], "trips": 0}
    board.touched(["relay", "3", "on"], 2.0)
    assert board.state(2.0) == {"closed": [], "stuck": [], "trips": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_an_onlooker_sees_every_device(kind: str) -> None:
    """What a device shows of itself can be carried by JSON; what it cannot do it says."""
    device: SimulatedDevice = make(kind, {})

    assert json.loads(json.dumps(device.state(1.0)))
    with pytest.raises(CannotTouch, match="has"):
        device.touched(["no", "such", "key"], 1.0)
