"""Answers that come late: they prove nothing of what was said since, and nobody is lost by them."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from courtroom_agent.drivers.bus import Bus
from courtroom_agent.drivers.core import Accepted, Core, Done, Faulted
from courtroom_agent.drivers.errors import Silent, Unreachable
from courtroom_agent.drivers.line import opener_for
from courtroom_agent.drivers.request import Priority
from courtroom_agent.drivers.station import Station
from hardware_profiles.courtroom import Transport
from hardware_profiles.template import Value
from tests.courtroom_agent.bare_line import BareLine
from tests.courtroom_agent.test_bus import ALL_OFF, PROFILES, SOME_ON, beside, play, until

BRIEF = {"reply_ms": 2000, "retries": 0}


def test_a_late_answer_proves_nothing() -> None:
    """An answer to an earlier number is dropped: it says what was, not what is."""
    core = Core(PROFILES["sony.visca-ip"], {})
    core.received(bytes.fromhex("02 01 00 01 00 00 00 00 01"))
    core.begin(1, "power_get", {})
    core.forget(1)
    core.begin(2, "power_get", {})

    assert core.received(bytes.fromhex("01 11 00 04 00 00 00 01 90 50 02 FF")) == []
    assert core.strays == 1
    assert core.received(bytes.fromhex("01 11 00 04 00 00 00 02 90 50 03 FF")) == [Done(2, {"power": "off"})]


def test_the_late_answer_to_what_was_given_up_is_not_the_next_ones() -> None:
    """Messages without numbers: who asks next waits until the board has answered the one that nobody waits for any more."""
    profile = PROFILES["waveshare.modbus-relay"]
    patient = profile.spec.model_copy(update={"timing": profile.spec.timing.model_copy(update={"reply_ms": 20_000})})
    heard: list[bytes] = []

    async def act() -> None:
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            line = BareLine(Path(folder) / "board")
            line.hear = heard.append
            line.plug()
            bus = Bus(opener_for(Transport(serial=str(line.path)), profile.spec.lines))
            core = Core(replace(profile, spec=patient), {"address": 1})
            station = Station("board", core, bus, lambda _: None, lambda _: None)

            async def speak() -> None:
                await station.opened.wait()
                first = asyncio.create_task(station.request("coils_get", {}, Priority.POLL, "poll"))
                await until(lambda: len(heard) == 1)
                first.cancel()
                second = asyncio.create_task(station.request("coils_get", {}, Priority.POLL, "poll"))
                await asyncio.sleep(0.3)
                assert len(heard) == 1
                line.say(ALL_OFF)
                await until(lambda: len(heard) == 2)
                line.say(SOME_ON)
                assert (await second)["coils"] == 165
                assert first.cancelled()

            await beside(bus, speak)
            line.unplug()

    play(act)


def test_a_late_acknowledgement_is_nobodys() -> None:
    """VISCA has no numbers: what was given up, and what was said twice, may be acknowledged while another waits."""
    core = Core(PROFILES["sony.visca-serial"], {})
    acks = [bytes.fromhex(f"90 4{socket} FF") for socket in range(4)]
    core.begin(1, "home", {})
    core.forget(1)
    core.begin(2, "stop", {})
    assert core.received(acks[1]) == []
    assert core.received(bytes.fromhex("90 51 FF")) == []
    assert core.received(acks[2]) == [Accepted(2)]
    assert core.received(bytes.fromhex("90 52 FF")) == [Done(2)]

    core.begin(3, "home", {})
    core.begin(3, "home", {})
    assert core.received(acks[1]) == [Accepted(3)]
    core.begin(4, "power_get", {})  # a stranger's acknowledgement is no answer to a question
    assert core.received(acks[2]) == []
    assert core.received(bytes.fromhex("90 50 02 FF")) == [Done(4, {"address": 1, "power": "on"})]

    core.begin(5, "power_get", {})
    core.forget(5)
    core.begin(6, "preset_get", {})
    assert core.received(bytes.fromhex("90 50 02 FF")) == []
    assert core.received(bytes.fromhex("90 50 01 FF")) == [Done(6, {"address": 1, "preset": 1})]

    core.reset()
    core.begin(10, "home", {})
    assert core.received(acks[1]) == [Accepted(10)]
    core.forget(10)
    core.begin(11, "zoom_stop", {})
    ended = core.received(bytes.fromhex("90 61 04 FF"))  # the first one's socket, which was cancelled
    assert [event.request for event in ended if isinstance(event, Faulted)] == [10]
    assert core.received(acks[2]) == [Accepted(11)]

    core.begin(7, "home", {})
    core.begin(8, "stop", {})  # what must not wait has overtaken it
    assert core.received(acks[1]) == []
    core.begin(7, "home", {})
    assert core.received(acks[2]) == []
    core.begin(9, "stop", {})
    core.overdue()
    assert core.received(acks[3]) == [Accepted(9)]


class SlowCamera:
    """A camera on a line that is answered by hand, and the station that waits only briefly for it."""

    def __init__(self, folder: Path) -> None:
        self.line = BareLine(folder / "camera")
        self.heard: list[bytes] = []
        self.line.hear = lambda data: self.heard.extend(packet + b"\xff" for packet in data.split(b"\xff")[:-1])
        self.line.plug()
        profile = PROFILES["sony.visca-serial"]
        brief = profile.spec.timing.model_copy(update=BRIEF)
        spec = profile.spec.model_copy(update={"on_open": (), "timing": brief})
        self.bus = Bus(opener_for(Transport(serial=str(self.line.path)), profile.spec.lines))
        core = Core(replace(profile, spec=spec), {})
        self.station = Station("camera", core, self.bus, lambda _: None, lambda _: None)

    def ask(self, command: str, priority: Priority = Priority.OPERATOR) -> asyncio.Task[dict[str, Value]]:
        """Ask for *command* and go on."""
        return asyncio.create_task(self.station.request(command, {}, priority, command))

    async def is_given_up(self, command: str) -> None:
        """Ask for *command*, which nobody answers in time."""
        with pytest.raises(Silent):
            await self.ask(command)

    async def hears(self, *packets: bytes) -> None:
        """Wait until it has heard these and nothing else."""
        await until(lambda: self.heard == list(packets))

    def answers(self, packets: str) -> None:
        """Say *packets*, in hexadecimal."""
        self.line.say(bytes.fromhex(packets))


def with_slow_camera(speak: Callable[[SlowCamera], Awaitable[None]]) -> None:
    """Run *speak* with a camera whose line is open."""

    async def act() -> None:
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            camera = SlowCamera(Path(folder))

            async def speaking() -> None:
                await camera.station.opened.wait()
                await speak(camera)

            await beside(camera.bus, speaking)

    play(act)


HOME, STOP = bytes.fromhex("81 01 06 04 FF"), bytes.fromhex("81 01 06 01 01 01 03 03 FF")
ACKNOWLEDGED_AND_DONE = "90 41 FF 90 51 FF"


def test_who_asks_next_waits_for_what_is_late_and_a_stop_does_not() -> None:
    """A camera takes longer to acknowledge than anybody waits: the next movement waits until it has; a stop goes at once."""

    async def speak(camera: SlowCamera) -> None:
        await camera.is_given_up("home")
        assert camera.heard == [HOME]
        again = camera.ask("home")
        await asyncio.sleep(0.1)
        assert camera.heard == [HOME]
        stopping = camera.ask("stop", Priority.STOP)
        await camera.hears(HOME, STOP)
        camera.answers(ACKNOWLEDGED_AND_DONE)  # the first movement's
        await asyncio.sleep(0.1)
        assert not stopping.done()
        camera.answers("90 42 FF 90 52 FF")
        await stopping
        await camera.hears(HOME, STOP, HOME)
        camera.answers(ACKNOWLEDGED_AND_DONE)
        await again

    with_slow_camera(speak)


def test_an_answer_that_may_be_anothers_has_the_stop_said_again_and_loses_nobody() -> None:
    """What comes after the stop may be the late movement's: the stop is said once more, and the device does not count as lost."""

    async def speak(camera: SlowCamera) -> None:
        await camera.is_given_up("home")
        camera.heard.clear()
        stopping = camera.ask("stop", Priority.STOP)
        await camera.hears(STOP)
        camera.answers("90 41 FF")
        await camera.hears(STOP, STOP)
        camera.answers(ACKNOWLEDGED_AND_DONE)
        await stopping

    with_slow_camera(speak)


def test_who_waits_for_what_is_late_hears_that_the_cable_is_gone() -> None:
    """The line breaks while a movement waits for another's late answer: who asked is told."""

    async def speak(camera: SlowCamera) -> None:
        await camera.is_given_up("home")
        waiting = camera.ask("home")
        await asyncio.sleep(0.1)
        camera.line.unplug()
        with pytest.raises(Unreachable):
            await waiting

    with_slow_camera(speak)
