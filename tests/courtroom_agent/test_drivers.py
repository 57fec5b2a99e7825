"""Drivers: wire logic, priorities and recovery, against simulated devices and a line of our own hands."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.drivers.bus import Bus
from courtroom_agent.drivers.core import Accepted, Core, Done, Faulted, Say
from courtroom_agent.drivers.errors import DeviceError, Refused, Silent, Superseded, Unauthorised, Unreachable
from courtroom_agent.drivers.framing import Framer
from courtroom_agent.drivers.line import opener_for
from courtroom_agent.drivers.request import Priority
from courtroom_agent.drivers.station import Station
from courtroom_agent.simulated.devices.behaviour import Conversation
from courtroom_agent.simulated.devices.ports import PtyPort, TcpPort
from courtroom_agent.simulated.devices.shure import ShureProcessor
from courtroom_agent.simulated.devices.visca import ViscaCamera
from hardware_profiles.device_framing import Framing
from hardware_profiles.profiles import Profile, load_profile, shipped_profiles
from hardware_profiles.vectors import SHIPPED_VECTORS, Vector, vectors_for


def asked_in(vectors: tuple[Vector, ...]) -> list[Vector]:
    """The vectors that send something without options of a room."""
    return [vector for vector in vectors if vector.tx is not None and not vector.options]


PROFILES = {name: load_profile(path) for name, path in shipped_profiles().items()}
ASKED = {name: asked_in(vectors_for(name, SHIPPED_VECTORS)) for name in PROFILES}
VISCA = PROFILES["sony.visca-serial"]
SHURE = PROFILES["shure.command-strings"]


async def with_station(profile: Profile, port: PtyPort | TcpPort, act: Callable[[Station], Awaitable[None]]) -> None:
    """Run *act* beside a station that is connected to *port*."""
    await port.plug()
    opener = opener_for(port.transport, profile.spec.lines)
    bus = Bus(opener)
    station = Station("device", Core(profile, {}), bus, lambda _: None, lambda _: None)
    async with asyncio.timeout(30):
        async with asyncio.TaskGroup() as group:
            running = group.create_task(bus.run())
            await station.opened.wait()
            await act(station)
            running.cancel()
    await port.unplug()


def pty(camera: ViscaCamera) -> PtyPort:
    """A serial port with *camera* on it."""
    return PtyPort(camera, Path(mkdtemp(prefix="c-")) / "camera")


@pytest.mark.parametrize("name", PROFILES)
@settings(max_examples=25)
@given(
    pieces=st.lists(
        st.one_of(st.binary(max_size=200), st.sampled_from([b"\xff", b"\r", b"< REP 1 ", b" >", b"~01@", b"%1POWR="]))
    )
)
def test_noise_on_the_line_never_kills_a_driver(name: str, pieces: list[bytes]) -> None:
    """A bad cable, or the wrong device on the port, costs messages, never the agent."""
    core = Core(PROFILES[name], {})
    asked = ASKED[name]
    for number, piece in enumerate(pieces):
        if asked:
            vector = asked[number % len(asked)]
            core.begin(number + 1, vector.command or "", vector.args)
        try:
            events = core.received(piece)
        except Unauthorised:
            assert PROFILES[name].spec.handshake != "none"
            continue
        assert all(isinstance(event, Accepted | Done | Faulted | Say) or event.fields for event in events)


@settings(max_examples=100)
@given(noise=st.binary(max_size=300).filter(lambda data: b"<" not in data and b">" not in data))
def test_a_message_after_noise_is_heard(noise: bytes) -> None:
    """Noise of any length does not swallow the message after it."""
    framer = Framer(Framing(encoding="ascii", between=("<", ">"), max=40))

    framer.feed(noise + b">")

    assert framer.feed(b"< REP 1 >") == [b"< REP 1 >"]


def test_a_message_that_holds_several_is_read_as_one_of_each() -> None:
    """Changes that a core tells together are one message each; an empty list says nothing, noise stays what it was."""
    framer = Framer(Framing(encoding="json", until="\0", max=400, each=("params", "Changes")))
    told = b'{"method":"Poll","params":{"Id":"court","Changes":[{"Name":"a"},{"Name":"b"}]}}\0'
    empty, other, noise = b'{"params":{"Changes":[]}}\0', b'{"params":{"Changes":7}}\0', b'["params"]\0{"par\0'
    heard = [json.loads(one) for one in framer.feed(told + empty + other)]
    assert [one["params"]["Changes"] for one in heard] == [[{"Name": "a"}], [{"Name": "b"}], 7]
    assert {one["params"].get("Id") for one in heard[:2]} == {"court"}
    assert framer.feed(noise) == [b'["params"]', b'{"par']


def test_what_arrives_in_pieces_is_one_message() -> None:
    """Serial lines deliver as they please; a message is whole only with its end."""
    framer = Framer(VISCA.spec.framing)

    assert framer.feed(b"\x90\x50") == []
    assert framer.feed(b"\x02\xff\x90\x41\xff\x90") == [b"\x90\x50\x02\xff", b"\x90\x41\xff"]


def test_completions_find_their_commands_by_socket() -> None:
    """Two movements run side by side; each is done when the camera says so, in whichever order."""
    core = Core(VISCA, {})
    core.begin(1, "power_set", {"power": "on"})
    assert core.received(bytes.fromhex("90 41 FF")) == [Accepted(1)]
    core.begin(2, "preset_recall", {"preset": 1})
    assert core.received(bytes.fromhex("90 42 FF")) == [Accepted(2)]

    assert core.received(bytes.fromhex("90 52 FF 90 51 FF 90 51 FF")) == [Done(2), Done(1)]
    assert core.strays == 1


def test_an_answer_for_another_channel_is_not_ours() -> None:
    """A report about microphone 2 does not prove anything about microphone 1."""
    core = Core(SHURE, {})
    core.begin(1, "mute_get", {"channel": 1})

    events = core.received(b"< REP 2 AUDIO_MUTE ON >< REP 1 AUDIO_MUTE OFF >")

    assert events[1] == Done(1, {"channel": 1, "mute": "open"})
    assert not isinstance(events[0], Done)


def test_a_projector_that_wants_a_password_is_never_pressed() -> None:
    """Without the right password the driver stops: trying on would lock the projector."""
    core = Core(PROFILES["pjlink.class1"], {})
    with pytest.raises(Unauthorised, match="password"):
        core.received(b"PJLINK 1 498e4a67\r")

    core = Core(PROFILES["pjlink.class2"], {"password": "court-7"})
    with pytest.raises(Unauthorised, match="SHA-256"):
        core.received(b"PJLINK 2 498e4a67\r")

    core = Core(PROFILES["pjlink.class1"], {"password": "wrong"})
    core.received(b"PJLINK 1 498e4a67\r")
    with pytest.raises(Unauthorised, match="refuses"):
        core.received(b"PJLINK ERRA\r")


def test_the_serial_port_is_opened_as_the_profile_says() -> None:
    """9600 bit/s, eight bits, no parity: what the camera's manual asks for is what the port is set to."""
    import termios

    async def act(station: Station) -> None:
        attributes = termios.tcgetattr(port._slave)
        assert attributes[4:6] == [termios.B9600, termios.B9600]
        assert attributes[2] & termios.CSIZE == termios.CS8
        assert not attributes[2] & (termios.PARENB | termios.CSTOPB)
        assert await station.request("power_get", {}, Priority.OPERATOR, "power") == {"power": "off", "address": 1}

    port = pty(ViscaCamera())
    asyncio.run(with_station(VISCA, port, act))


class Muddler(ShureProcessor):
    """A processor that notes what it hears, in order, and can be made deaf."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.deaf = 0

    def converse(self) -> Any:
        """Listen in."""
        return Listening(self, super().converse())


class Listening(Conversation):
    """A line that is listened to."""

    def __init__(self, processor: Muddler, inner: Any) -> None:
        self._processor = processor
        self._inner = inner
        self.opened = inner.opened

    def received(self, data: bytes, now: float) -> Any:
        """Note what arrives; answer unless deaf."""
        self._processor.heard += [piece.strip(" <") for piece in data.decode().split(">") if piece]
        if self._processor.deaf:
            self._processor.deaf -= 1
            return []
        return self._inner.received(data, now)


def test_muting_passes_everything_that_waits() -> None:
    """However much is being polled, a microphone that must close closes next."""
    processor = Muddler()

    async def act(station: Station) -> None:
        async with asyncio.TaskGroup() as group:
            for channel in range(1, 9):
                group.create_task(station.request("mute_get", {"channel": channel}, Priority.POLL, f"poll:{channel}"))
            await asyncio.sleep(0)
            group.create_task(station.request("mute_set", {"channel": 3, "mute": "muted"}, Priority.SAFETY, "set:3"))
            group.create_task(station.request("mute_set", {"channel": 4, "mute": "open"}, Priority.OPERATOR, "set:4"))

    asyncio.run(with_station(SHURE, TcpPort(processor), act))

    assert processor.heard.index("SET 3 AUDIO_MUTE ON") <= 1
    assert processor.heard.index("SET 4 AUDIO_MUTE OFF") <= 2
    assert len(processor.heard) == 10


def test_the_newest_wish_for_a_property_is_the_one_that_is_sent() -> None:
    """Ten quick taps are one command: the last. The others are told so."""
    processor = Muddler()

    async def act(station: Station) -> None:
        wishes = [
            station.request(
                "mute_set", {"channel": 1, "mute": "muted" if tap % 2 else "open"}, Priority.OPERATOR, "set:1"
            )
            for tap in range(10)
        ]
        results = await asyncio.gather(*wishes, return_exceptions=True)
        assert sum(isinstance(result, Superseded) for result in results) >= 8
        assert results[-1] == {}

    asyncio.run(with_station(SHURE, TcpPort(processor), act))

    assert processor.heard[-1] == "SET 1 AUDIO_MUTE ON"
    assert processor.muted == {1}
    assert len(processor.heard) <= 2


def test_a_full_queue_refuses_instead_of_growing() -> None:
    """A device that is slower than its users cannot make the agent grow; polls give way first."""
    processor = Muddler()

    async def act(station: Station) -> None:
        polls = [station.request("mute_get", {"channel": 1}, Priority.POLL, f"poll:{number}") for number in range(100)]
        taps = [station.request("mute_get", {"channel": 2}, Priority.SAFETY, f"tap:{number}") for number in range(10)]
        results = await asyncio.gather(*polls, *taps, return_exceptions=True)
        assert all(isinstance(result, dict) for result in results[100:])
        assert sum(isinstance(result, DeviceError) for result in results) >= 40

    asyncio.run(with_station(SHURE, TcpPort(processor), act))


def test_a_lost_message_is_sent_again() -> None:
    """One message lost on the way is repeated; nobody in court notices."""
    processor = Muddler()

    async def act(station: Station) -> None:
        processor.deaf = 1
        answer = await station.request("mute_get", {"channel": 1}, Priority.OPERATOR, "get:1")
        assert answer["mute"] == "open"
        assert station.is_connected

    asyncio.run(with_station(SHURE, TcpPort(processor), act))


def test_a_device_that_falls_silent_is_lost_and_found_again() -> None:
    """An open socket proves nothing: a device that no longer answers counts as gone until it answers again."""
    processor = Muddler()

    async def act(station: Station) -> None:
        processor.deaf = 6
        for _ in range(2):
            with pytest.raises(Silent):
                await station.request("mute_get", {"channel": 1}, Priority.OPERATOR, "get:1")
        await station.closed.wait()
        assert not station.is_connected
        assert "does not answer" in station.says
        with pytest.raises(Unreachable):
            await station.request("mute_get", {"channel": 1}, Priority.OPERATOR, "get:1")
        await station.opened.wait()
        assert (await station.request("mute_get", {"channel": 1}, Priority.OPERATOR, "get:1"))["mute"] == "open"
        assert station.is_connected

    asyncio.run(with_station(SHURE, TcpPort(processor), act))


def test_a_refusal_carries_the_devices_own_reason() -> None:
    """A camera in standby says why it does not move."""

    async def act(station: Station) -> None:
        with pytest.raises(Refused) as caught:
            await station.request("preset_recall", {"preset": 1}, Priority.OPERATOR, "preset")
        assert (caught.value.fault, caught.value.act) == ("not-executable", "retry")
        with pytest.raises(DeviceError, match="99"):
            await station.request("preset_recall", {"preset": 99}, Priority.OPERATOR, "preset")
        assert station.is_connected

    asyncio.run(with_station(VISCA, pty(ViscaCamera()), act))
