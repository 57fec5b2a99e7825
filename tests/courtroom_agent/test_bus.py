"""The bus: what goes first, what a lossy network costs, how a line that broke is tried again."""

import asyncio
import random
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from courtroom_agent.drivers.bus import BACKOFF_S, Backoff, Bus
from courtroom_agent.drivers.core import Core, Done, Faulted, Happened
from courtroom_agent.drivers.errors import DeviceError, Silent, Superseded, Unauthorised, Unreachable
from courtroom_agent.drivers.handshake import LoginHandshake
from courtroom_agent.drivers.line import opener_for
from courtroom_agent.drivers.request import QUEUE_MAX, Priority, Request, RequestQueue
from courtroom_agent.drivers.station import Station
from hardware_profiles.courtroom import Transport
from hardware_profiles.device_line import UdpLine
from hardware_profiles.profiles import Profile, load_profile, shipped_profiles
from tests.courtroom_agent.bare_line import BareLine
from tests.courtroom_agent.lossy_camera import LossyCamera

ALL_OFF, SOME_ON = bytes.fromhex("01 01 01 00 51 88"), bytes.fromhex("01 01 01 A5 91 F3")
"""What the relay board with address 1 says of its coils."""
PROFILES = {name: load_profile(path) for name, path in shipped_profiles().items()}


def play(act: Callable[[], Awaitable[None]]) -> None:
    """Run *act*, with time to spare."""

    async def whole() -> None:
        async with asyncio.timeout(60):
            await act()

    asyncio.run(whole())


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until *is_so*, within the time that :func:`play` gives."""
    while not is_so():
        await asyncio.sleep(0.01)


async def beside(bus: Bus, act: Callable[[], Awaitable[None]]) -> None:
    """Run *act* beside the running *bus*."""
    async with asyncio.TaskGroup() as group:
        running = group.create_task(bus.run())
        await act()
        running.cancel()


def test_waits_grow_to_half_a_minute_and_are_never_the_same() -> None:
    """A room whose mains were off is knocked at gently: from half a second to half a minute, each device at its own time."""
    backoff = Backoff(random.Random(1))
    waits = [backoff.next_s() for _ in range(10)]

    assert all(
        0.75 * longest <= wait <= longest
        for wait, longest in zip(waits, [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30], strict=True)
    )
    assert len(set(waits)) == len(waits)
    assert max(waits) <= BACKOFF_S[1]
    backoff.reset()
    assert backoff.next_s() <= 0.5


def test_a_stop_passes_whatever_waits() -> None:
    """Stop, safety, scene, operator, read-back, poll: in this order, whatever came first; the newest wish alone."""

    async def act() -> None:
        queue = RequestQueue()

        def ask(priority: Priority, key: str) -> Request:
            request = queue.make("camera", "any", {}, priority, key)
            queue.put(request)
            return request

        for priority in sorted(Priority, reverse=True):
            ask(priority, priority.name)
        older = ask(Priority.OPERATOR, "motion")
        ask(Priority.STOP, "motion")
        assert isinstance(older.done.exception(), Superseded)
        assert [queue.pop().priority for _ in range(7)] == [0, 0, 1, 2, 3, 4, 5]
        assert not queue.has_any
        for number in range(QUEUE_MAX):
            ask(Priority.POLL, f"poll {number}")
        with pytest.raises(Unreachable, match="too many"):
            ask(Priority.POLL, "one more")
        ask(Priority.SAFETY, "mute")
        assert queue.pop().key == "mute"

    play(act)


async def with_camera(act: Callable[[Station, LossyCamera], Awaitable[None]]) -> None:
    """Run *act* with a camera on a real socket."""
    end, camera = await asyncio.get_running_loop().create_datagram_endpoint(LossyCamera, local_addr=("127.0.0.1", 0))
    spec = PROFILES["sony.visca-ip"].spec
    lines = spec.lines.model_copy(update={"udp": UdpLine(port=52381)})
    where = f"127.0.0.1:{end.get_extra_info('sockname')[1]}"
    bus = Bus(opener_for(Transport(udp=where), lines))
    station = Station("camera", Core(PROFILES["sony.visca-ip"], {}), bus, lambda _: None, lambda _: None)

    async def opened() -> None:
        await station.opened.wait()
        await act(station, camera)

    await beside(bus, opened)
    end.close()


def test_a_lost_command_is_sent_again_under_its_number() -> None:
    """The network loses a command: the same message goes again, and the camera carries it out once."""

    async def act(station: Station, camera: LossyCamera) -> None:
        assert camera.frames[0] == bytes.fromhex("02 00 00 01 00 00 00 00 01")
        camera.lose_commands = 1
        await station.request("power_set", {"power": "on"}, Priority.OPERATOR, "power")
        assert camera.power == 2
        assert camera.frames[-1] == camera.frames[-2]
        assert station.is_connected

    play(lambda: with_camera(act))


def test_a_lost_answer_is_not_a_second_command() -> None:
    """Only the answer was lost: the camera says that it knows the number, and that counts as done."""

    async def act(station: Station, camera: LossyCamera) -> None:
        camera.lose_answers = 2
        await station.request("power_set", {"power": "on"}, Priority.OPERATOR, "power")
        assert camera.frames[-1] == camera.frames[-2]
        assert camera.power == 2
        before = int.from_bytes(camera.frames[-1][4:8], "big")
        assert (await station.request("power_get", {}, Priority.OPERATOR, "get"))["power"] == "on"
        assert int.from_bytes(camera.frames[-1][4:8], "big") == before + 1

    play(lambda: with_camera(act))


def test_a_command_that_the_profile_does_not_know_is_refused_and_the_bus_goes_on() -> None:
    """A wrong name is told to who asked, with the names that there are; the next request is carried out as ever."""

    async def act(station: Station, camera: LossyCamera) -> None:
        with pytest.raises(DeviceError, match=r"no command 'dance'. There are: .*power_get"):
            await station.request("dance", {}, Priority.OPERATOR, "dance")
        assert (await station.request("power_get", {}, Priority.OPERATOR, "get"))["power"] == "off"

    play(lambda: with_camera(act))


def test_a_dead_camera_on_the_bus_does_not_hold_the_others() -> None:
    """Two cameras share a line and one is dead: the living one answers, and the dead one is found when it comes back."""
    alive = {1}

    async def act() -> None:
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            line = BareLine(Path(folder) / "ring")
            line.hear = lambda data: answer(line, data)
            line.plug()
            profile = PROFILES["waveshare.modbus-relay"]
            bus = Bus(opener_for(Transport(serial=str(line.path)), profile.spec.lines))
            one, two = (
                Station(f"board {address}", Core(profile, {"address": address}), bus, lambda _: None, lambda _: None)
                for address in (1, 2)
            )

            async def speak() -> None:
                await asyncio.gather(one.opened.wait(), two.opened.wait())
                for _ in range(2):
                    with pytest.raises(DeviceError):
                        await two.request("coils_get", {}, Priority.POLL, "poll")
                await two.closed.wait()
                assert (await one.request("coils_get", {}, Priority.POLL, "poll"))["coils"] == 165
                assert one.is_connected
                alive.add(2)
                await two.opened.wait()
                assert (await two.request("coils_get", {}, Priority.POLL, "poll"))["coils"] == 165
                assert two.is_connected

            await beside(bus, speak)
            line.unplug()

    def answer(line: BareLine, data: bytes) -> None:
        if data[0] in alive:
            line.say(SOME_ON if data[0] == 1 else bytes.fromhex("02 01 01 A5 91 B7"))

    play(act)


def test_a_port_that_is_plugged_in_again_is_opened_at_once() -> None:
    """However long the adapter was away: it is used again within a second or two of being plugged in."""

    async def act() -> None:
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            line = BareLine(Path(folder) / "port")
            profile = PROFILES["pelco.d"]
            bus = Bus(opener_for(Transport(serial=str(line.path)), profile.spec.lines), random.Random(2))
            bus._backoff._wait_s = BACKOFF_S[1]
            station = Station("head", Core(profile, {}), bus, lambda _: None, lambda _: None)

            async def plug() -> None:
                await asyncio.sleep(0.7)
                line.plug()
                async with asyncio.timeout(10):
                    await station.opened.wait()

            await beside(bus, plug)
            line.unplug()

    play(act)


def test_a_head_that_never_answers_is_told_and_never_claimed() -> None:
    """Pelco-D has no answers: the frame goes out, and the head does not count as connected."""
    heard = bytearray()

    async def act() -> None:
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            line = BareLine(Path(folder) / "head")
            line.hear = heard.extend
            line.plug()
            bus = Bus(opener_for(Transport(serial=str(line.path)), PROFILES["pelco.d"].spec.lines))
            station = Station("head", Core(PROFILES["pelco.d"], {}), bus, lambda _: None, lambda _: None)

            async def tell() -> None:
                await station.opened.wait()
                assert await station.request("preset_call", {"preset": 1}, Priority.SCENE, "preset") == {}
                while len(heard) < 7:
                    await asyncio.sleep(0.01)
                assert not station.is_connected

            await beside(bus, tell)
            line.unplug()

    play(act)
    assert bytes(heard) == bytes.fromhex("FF 01 00 07 00 01 09")


def test_a_password_by_telnet_is_given_once() -> None:
    """The prompt is answered, the device says Login; asked again, it is not pressed, for that would lock it."""
    login = LoginHandshake("court-7")
    assert login.raw(b"\r\nPass") == b""
    assert login.raw(b"word:") == b"court-7\r"
    assert login.take(b"(c) Copyright")
    assert not login.is_done
    assert login.take(b"Login Administrator")
    assert login.is_done
    assert not login.take(b"Out03 In01 All")
    with pytest.raises(Unauthorised, match="refuses"):
        login.raw(b"Password:")
    with pytest.raises(Unauthorised):
        LoginHandshake("").raw(b"Password:")


def test_a_pressed_key_is_an_event_and_a_state() -> None:
    """A delegate presses the key: the room hears who, and the microphone counts as on; a wrong sum is noise."""
    core = Core(PROFILES["sennheiser.sdc8000-camera"], {})

    assert core.received(b"%M00030110\r") == [Happened("mic.on", {"mic": 3, "key": "on"})]
    assert core.received(b"%M00030111\r%m00030130\r") == [Happened("mic.off", {"mic": 3, "key": "off"})]


def test_noise_before_a_message_costs_nothing() -> None:
    """On a bus with checksums the message after noise is found, byte by byte."""
    cases: list[tuple[str, str, str]] = [
        ("samsung.mdc", "AA 03 AA FF 01 03", "AA FF 01 03 41 11 01 56"),
        ("waveshare.modbus-relay", "01 05 00", "01 81 02 C1 91"),
        (
            "nec.display",
            "01 30 30 41",
            "01 30 30 41 42 31 32 02 30 32 30 30 44 36 30 30 30 30 30 34 30 30 30 31 03 74 0D",
        ),
    ]
    asked: dict[str, tuple[str, dict[str, int | str]]] = {
        "samsung.mdc": ("power_get", {}),
        "waveshare.modbus-relay": ("coils_get", {}),
        "nec.display": ("power_get", {}),
    }
    for name, noise, message in cases:
        core = Core(PROFILES[name], {})
        core.begin(1, *asked[name])
        events = [event for byte in bytes.fromhex(noise + message) for event in core.received(bytes([byte]))]
        assert any(isinstance(event, Done | Faulted) for event in events), name


def test_a_device_that_accepts_and_never_finishes_is_told() -> None:
    """A camera that acknowledges and is then silent does not keep the bench waiting for ever."""
    profile: Profile = PROFILES["sony.visca-ip"]
    short = profile.spec.model_copy(update={"timing": profile.spec.timing.model_copy(update={"done_ms": 300})})

    async def act(station: Station, camera: LossyCamera) -> None:
        station.core.profile = type(profile)(**{**vars(profile), "spec": short})
        camera._answers = lambda packet: [b"\x90\x41\xff"]  # type: ignore[method-assign]
        with pytest.raises(Silent, match="not finished"):
            await station.request("home", {}, Priority.OPERATOR, "home")

    play(lambda: with_camera(act))


def test_what_was_said_is_kept_without_passwords() -> None:
    """Whoever looks for a fault sees the last messages with their times; the projector's password is in none of them."""
    profile = PROFILES["pjlink.class1"]

    async def projector(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"PJLINK 1 498e4a67\r")
        while not reader.at_eof():
            asked = await reader.readuntil(b"\r")
            heard.append(asked)
            writer.write(b"%1POWR=1\r")

    heard: list[bytes] = []

    async def act() -> None:
        server = await asyncio.start_server(projector, "127.0.0.1", 0)
        where = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        bus = Bus(opener_for(Transport(tcp=where), profile.spec.lines))
        options = {"password": "JBMIAProjectorLink"}
        station = Station("projector", Core(profile, options), bus, lambda _: None, lambda _: None)

        async def ask() -> None:
            await station.opened.wait()
            for _ in range(150):
                await station.request("power_get", {}, Priority.POLL, "poll")
            assert heard[0] == b"5d8409bc1c3fa39749434aa3a5c38682%1POWR ?\r"
            assert len(station.trace.messages) == 200
            assert {one.data for one in station.trace.messages if one.is_ours} == {b"%1POWR ?\r"}
            assert {one.command for one in station.trace.messages if one.is_ours} == {"power_get"}
            assert {one.data for one in station.trace.messages if not one.is_ours} == {b"%1POWR=1\r"}
            assert [one.at_s for one in station.trace.messages] == sorted(one.at_s for one in station.trace.messages)

        await beside(bus, ask)
        server.close()

    play(act)
