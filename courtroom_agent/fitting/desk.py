"""Answers what the panel asks while a room is fitted; whatever reaches a device or a source waits until no hearing has it."""

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from courtroom_agent.devices import Devices
from courtroom_agent.discovery.looking import discover
from courtroom_agent.drivers.driver import Driver
from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.fitting.bench import Guarded, Misfit, blink, messages_of, try_command
from courtroom_agent.fitting.comparing import compared
from courtroom_agent.fitting.draft import draft_of
from courtroom_agent.fitting.probing import Ear, ProbeFault, probe
from courtroom_agent.fitting.self_check import self_check
from courtroom_agent.fitting.sheet import LOUDSPEAKER, items_of, state_of
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.discovered import Discovery
from hearing.facts import SESSION, HearingState
from hearing.fitting import (
    FITTING,
    Describe,
    Discover,
    Draft,
    FittedRoom,
    Identify,
    Listen,
    Looked,
    Traced,
    Try,
    Vectors,
)

Answer = tuple[int, dict[str, Any]]


class Absent(Exception):
    """The room file knows no such thing."""


class FittingDesk:
    """One room's fitting, on the agent."""

    def __init__(
        self,
        room: Courtroom,
        room_file: Path,
        devices: Devices,
        hearing: Callable[[], HearingState | None],
        look: Callable[[str], Awaitable[Discovery]] = discover,
    ) -> None:
        self._room, self._room_file, self._devices, self._hearing, self._look = room, room_file, devices, hearing, look
        self._text = room_file.read_bytes()
        self._state = state_of(room, self._text, devices.drivers.values())
        self._bench = asyncio.Lock()
        self._ear = Ear(room_file)
        self._looked: tuple[int, Discovery] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._says = ""

    @property
    def digest(self) -> str:
        """One hash for the state that the room runs by, which a sign-off is for."""
        return self._state.digest

    async def run(self) -> None:
        """Keep the microphones' levels while somebody asks for them, until cancelled."""
        try:
            await self._ear.run()
        finally:
            if self._looking is not None:
                self._looking.cancel()

    async def ask(self, body: dict[str, Any]) -> Answer:
        """Answer one request: status and body; what is refused says why and what to do."""
        try:
            asked = FITTING.validate_python(body)
            return await self._answer(asked)
        except ValidationError as fault:
            words = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in fault.errors()[:5])
            return _problem(422, "内容有误 · This is not understood", words, "请更正所列各项 · Correct what is named.")
        except Misfit as fault:
            words = " ".join(fault.faults)
            return _problem(
                422, "命令或参数不符 · The command or a parameter does not fit", words, "", faults=fault.faults
            )
        except Guarded as fault:
            remedy = "确认后再发送 · Confirm, and send again."
            return _problem(409, "维护命令须再次确认 · A maintenance command", str(fault), remedy, confirm=True)
        except Absent as fault:
            return _problem(404, "设备文件中没有此项 · The room file knows no such thing", str(fault), "")
        except (DeviceError, ProbeFault) as fault:
            return _problem(
                502, "设备未完成 · The device did not do it", str(fault), "检查设备本身 · Look at the device."
            )

    async def _answer(self, asked: BaseModel) -> Answer:
        if isinstance(asked, Describe):
            return _well(await self._describe())
        if isinstance(asked, Traced):
            messages = messages_of(self._driver(asked.device), asked.after)
            return 200, {"messages": [one.model_dump(mode="json") for one in messages]}
        if isinstance(asked, Vectors):
            driver = self._driver(asked.device)
            return 200, await asyncio.to_thread(self_check, self._room, driver.device.profile)
        if isinstance(asked, Draft):
            return _well(await asyncio.to_thread(draft_of, self._room_file, self._text, self._room, asked.plan))
        if isinstance(asked, Discover) and not asked.anew:
            return _well(self._compared())
        return await self._reach(asked)

    async def _reach(self, asked: BaseModel) -> Answer:
        """Answer what touches a device, a camera or a microphone."""
        if self._is_busy():
            self._ear.leave()
            remedy = "请在庭审前或闭庭后调试 · Do it before or after the hearing."
            return _problem(409, "法庭正在使用，不能调试 · The courtroom is in use", "", remedy)
        if isinstance(asked, Discover):
            self._begin_look()
            return _well(self._compared(), 202)
        if isinstance(asked, Listen):
            return 200, self._ear.ask()
        if isinstance(asked, Try):
            async with self._bench:
                return _well(await try_command(self._driver(asked.device), asked))
        assert isinstance(asked, Identify), "Nothing else is asked for."
        return await self._identify(asked)

    async def _identify(self, asked: Identify) -> Answer:
        if asked.act == "blink":
            async with self._bench:
                await blink(self._driver(asked.name), asked.who)
            return 200, {"done": True}
        if asked.act == "beep":
            if asked.name != LOUDSPEAKER or self._room.sound_card is None:
                raise Absent("This room's file names no sound card as loudspeakers.source.")
            await probe(self._room_file, "beep")
            return 200, {"done": True}
        if asked.name not in {one.stream for one in self._room.cameras}:
            raise Absent(f"There is no camera {asked.name!r}.")
        picture = await probe(self._room_file, "picture", asked.name)
        return 200, {"jpeg": base64.b64encode(picture).decode("ascii"), "at": time.time_ns() // 1_000_000}

    async def _describe(self) -> FittedRoom:
        on_disk = await asyncio.to_thread(_read, self._room_file)
        return FittedRoom(
            room=self._room.courtroom,
            name=self._room.name,
            simulated=self._room.simulated,
            floor=self._room.floor,
            items=tuple(items_of(self._room, self._devices.drivers.values())),
            state=self._state,
            digest=self._state.digest,
            differs_on_disk=on_disk != self._text,
            is_busy=self._is_busy(),
        )

    def _is_busy(self) -> bool:
        state = self._hearing()
        return state is not None and state.course in SESSION

    def _driver(self, name: str) -> Driver:
        if name not in self._devices.drivers:
            raise Absent(f"There is no device {name!r}. There are: {', '.join(self._devices.drivers) or 'none'}.")
        return self._devices.drivers[name]

    def _begin_look(self) -> None:
        if self._looking is None or self._looking.done():
            self._says = ""
            self._looking = asyncio.create_task(self._look_now(), name="discovery")

    async def _look_now(self) -> None:
        try:
            found = await self._look(self._room.courtroom)
            self._looked = (time.time_ns() // 1_000_000, found)
        except OSError as fault:
            self._says = f"未能查找 · could not look: {fault}"

    def _compared(self) -> Looked:
        running = self._looking is not None and not self._looking.done()
        if self._looked is None:
            return Looked(running=running, says=self._says)
        at, found = self._looked
        connected = {name for name, driver in self._devices.drivers.items() if driver.station.is_connected}
        lines = tuple(compared(self._room, found, connected))
        return Looked(running=running, at=at, compared=lines, missed=found.missed, says=self._says)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _well(answer: BaseModel, status: int = 200) -> Answer:
    return status, answer.model_dump(mode="json")


def _problem(status: int, title: str, detail: str, remedy: str, **more: Any) -> Answer:
    return status, {"title": title, "detail": detail[:1000], "remedy": remedy, **more}
