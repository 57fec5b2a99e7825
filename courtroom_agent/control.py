"""The agent's control process: joins the court, follows the hearing, steers the room, sends the record up.

Capture and program run beside it and obey documents that it writes; when it dies they go on as they were told, and
when the court's server is lost it keeps the last word and goes on sending later.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
import time
import uuid
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any, Literal

from courtroom_agent.bailiff_buttons import BailiffButtons
from courtroom_agent.bailiff_calls import BailiffCalls
from courtroom_agent.cameras.room_cameras import RoomCameras
from courtroom_agent.capture_clock import boot_id
from courtroom_agent.courier import Courier
from courtroom_agent.devices import Devices
from courtroom_agent.director.directing import Directing, Room
from courtroom_agent.discovery.looking import discover
from courtroom_agent.drivers.dead_man import DeadMan
from courtroom_agent.drivers.journal import CommandJournal
from courtroom_agent.enrolment import token_of
from courtroom_agent.errors import AgentError, BadOrders, BadPacket, SocketFault
from courtroom_agent.evidence.room_evidence import RoomEvidence
from courtroom_agent.fitting.desk import FittingDesk
from courtroom_agent.guarding import Guarding
from courtroom_agent.hearings_book import HearingsBook
from courtroom_agent.letting_go import LettingGo
from courtroom_agent.loop_watch import LoopWatch
from courtroom_agent.loudspeakers import loudspeakers_detail
from courtroom_agent.orders import Orders, orders_path, read_orders, write_orders
from courtroom_agent.pace import Rates
from courtroom_agent.packet_socket import CaptureState, Kind, PacketListener, socket_path
from courtroom_agent.packet_socket import read_state as read_capture_state
from courtroom_agent.program_orders import ProgramOrders, program_orders_path, write_program_orders
from courtroom_agent.rehearsal.dawn import Dawn
from courtroom_agent.rehearsal.rehearsing import Rehearsing
from courtroom_agent.room_disk import disk_detail, free_octets
from courtroom_agent.room_state import ProgramState, RecognitionState, read_state
from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.scenes.following import Following
from courtroom_agent.scenes.program_desk import ProgramDesk
from courtroom_agent.shortfalls import Shortfalls
from courtroom_agent.simulated.cards import cards_path
from courtroom_agent.simulated.devices.card_teller import tell_cards
from courtroom_agent.simulated.devices.head_teller import tell_heads
from courtroom_agent.simulated.heads import heads_path
from courtroom_agent.speech_reports import SpeechReports
from courtroom_agent.standby_notice import where_to
from courtroom_agent.steering import (
    current,
    left_behind,
    orders_for,
    published,
    remotes_of,
    shown_cameras,
)
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room
from hearing.commands import NoteFault, SealTake
from hearing.events import HearingEvent
from hearing.facts import HearingState
from hearing.link import Handler, Link, LinkError, LinkRefused
from hearing.policy import may_be_public
from hearing.reports import Health, Recognition, Tracks
from recorder.closing import last_seal
from recorder.errors import RecorderError
from recorder.layout import takes_of

log = logging.getLogger("control")
_TELL_S = 0.2
_SEALS_S = 0.5
_CLOCK_S = 5.0
_OF_THE_CLOCK = {"clock_offset_ns", "clock_steady_ns", "clock_drift_ppm", "clock_uncertainty_ns"}


class Control(Handler):
    """One courtroom's steering."""

    def __init__(
        self,
        room: Courtroom,
        room_file: Path,
        data: Path,
        link: Link,
        devices: Devices,
        ca: str | None,
        rates: Rates,
        models: Path | None,
    ) -> None:
        self._room = room
        self._data = data
        self._link = link
        self._devices = devices
        self._program_desk = ProgramDesk(room, data, lambda: time.time_ns() // 1_000_000)
        self._program_desk.when_changed = self._steer
        program = self._program_desk if room.site == "court" else None
        self._scenes = Scenes(room, devices, program)
        self._following = Following(room, self._scenes, link, lambda: self._now)
        self._cameras = RoomCameras(room, devices, data, self._holds_cameras, lambda: time.time_ns() // 1_000_000)
        self._cameras.when_watched = self._steer
        self._book = HearingsBook(link)
        self._ca = ca
        self._captured: CaptureState | None = None
        self._shortfalls = Shortfalls()
        self._faults: asyncio.Queue[tuple[str, NoteFault]] = asyncio.Queue()
        self._written: tuple[str, str] = ("", "")
        self._courier = Courier(link, data, lambda: list(self._book.states.values()), rates)
        rehearsing = Rehearsing(room, room_file, data, self._scenes, link, models)
        self._letting_go = LettingGo(data)
        self._loop_watch = LoopWatch(devices.idle_s, lambda: devices.dead_man.says)
        self._fitting = FittingDesk(
            room, room_file, devices, lambda: self._now, partial(discover, network=room.device_network)
        )
        self._dawn = Dawn(room, link, rehearsing, lambda: self._now)
        at = Room(room, data, devices, self._program_desk, self._scenes, self._cameras.last_operator_move)
        self._directing = Directing(at, link, lambda: self._now, lambda: self._captured)
        self._directing.when_changed = self._steer
        self._speech = SpeechReports(room, data, link, self._book, lambda: self._now, lambda: self._captured)
        self._calls = BailiffCalls(room.courtroom, link, data / "bailiff-calls", lambda: self._now)
        self._buttons = BailiffButtons(room, devices, self._calls.say)
        self._evidence = RoomEvidence(room, data, self._scenes, link, ca, lambda: self._now, lambda: self._captured)
        self._guarding = Guarding(
            room, data, link, lambda: self._now, lambda: self._captured, self._program_state, self._scenes.silent
        )

    async def on_hearing(self, state: HearingState) -> None:
        """Take up a hearing as it stands."""
        self._book.put(state)
        self._steer()

    async def on_event(self, event: HearingEvent) -> None:
        """Follow the hearing."""
        if await self._book.take(event) is not None:
            self._steer()

    async def on_released(self, hearing: str) -> None:
        """Let a hearing go; its record stays on this machine."""
        self._book.drop(hearing)
        self._steer()

    async def on_request(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Rehearse or fit the room when somebody asks for it; take a recording away when the server orders it."""
        if op == "fitting":
            return await self._fitting.ask(body)
        if op == "let-go":
            return await self._letting_go.ask(body, is_held=body.get("hearing") in self._book.states)
        if op == "camera":
            return self._cameras.ask(body)
        return await self._dawn.ask() if op == "rehearse" else await super().on_request(op, body)

    async def on_lost(self) -> None:
        """Nobody at a page is heard any more: what moves by hand stops."""
        self._cameras.let_go()

    @property
    def fitted(self) -> str:
        """One hash for the files that the room runs by."""
        return self._fitting.digest

    async def run(self) -> None:
        """Do everything until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in (*self._everywhere(), *self._beside()):
                tasks.create_task(work)

    def _everywhere(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """Return what any room's control does."""
        return (
            self._link.run(self),
            self._following.run(),
            self._tell_clock(),
            self._listen_to_capture(),
            self._tell_faults(),
            self._tell_slowly(),
            self._tell_devices(),
            self._cameras.run(self._link.report),
            tell_heads(self._room, self._devices.simulation, heads_path(self._data)),
            tell_cards(self._room, self._devices.simulation, cards_path(self._data)),
            self._courier.run(),
            self._tell_seals_forever(),
            self._letting_go.resume(),
            self._loop_watch.run(),
        )

    def _beside(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """Return what a courtroom's control does beside that."""
        own = self._speech.run(), self._directing.run(), self._buttons.run(), self._calls.resume()
        return *own, self._guarding.run(), self._evidence.run(), self._dawn.run(), self._fitting.run()

    @property
    def _now(self) -> HearingState | None:
        return current(self._book.states)

    def _steer(self) -> None:
        """Write the documents and ask for the scene that follow from the present state."""
        state = self._now or left_behind(self._book.states)
        self._cameras.guard()
        if state is None:
            return
        orders = self._orders(state)
        program = self._program_orders(state)
        self._evidence.steer(state)
        spelt = orders.model_dump_json(exclude=_OF_THE_CLOCK), program.model_dump_json()
        if spelt != self._written:
            write_orders(orders_path(self._data), orders)
            write_program_orders(program_orders_path(self._data), program)
            self._written = spelt
        self._following.steer(state, frozenset(orders.muted))

    def _orders(self, state: HearingState) -> Orders:
        link, steady = self._link, time.monotonic_ns()
        found, boot = link.sync.found, boot_id()
        orders = orders_for(state, self._room, offset_ns=link.offset_ns, found=found, steady=steady, boot=boot)
        if found is None:
            # Just started: what an earlier process measured holds until the panel has answered this one.
            with contextlib.suppress(BadOrders):
                known = read_orders(orders_path(self._data))
                if known.clock_boot == boot:
                    return orders.model_copy(update={name: getattr(known, name) for name in _OF_THE_CLOCK})
        return orders

    def _program_orders(self, state: HearingState) -> ProgramOrders:
        labels = {one.stream: one.label.zh for one in self._room.cameras}
        return ProgramOrders(
            url=self._link.url,
            token_file=self._data / "token",
            ca=self._ca,
            hearing=state.hearing,
            take=f"program-{self._room.courtroom}-{state.sitting}",
            court=state.court,
            room_name=state.room_name,
            case_number=state.number,
            labels=labels,
            remotes=remotes_of(state, self._room),
            publish=published(state, self._room),
            cameras=shown_cameras(state, self._room, self._cameras.watched()),
            for_public=bool(may_be_public(state)),
            muted=tuple(sorted(state.muted)),
            course=state.course,
            main=self._program_desk.main,
            shot=self._directing.shot,
            hidden=self._program_desk.hidden,
            unseen=tuple(sorted({*self._program_desk.unseen, *self._directing.unseen(state)})),
            unheard=self._program_desk.unheard,
            voice=self._program_desk.voice,
        )

    def _holds_cameras(self) -> str:
        """Why nobody may move a camera by hand: it could be turned at somebody who is hidden."""
        state = self._now
        is_held = self._scenes.hides_somebody or (state is not None and state.is_screened("masked"))
        return "证人保护场景中，摄像机已锁定 · Held while a witness is protected" if is_held else ""

    async def _tell_clock(self) -> None:
        """Give capture what is known of the panel's clock, again and again: it drifts."""
        while True:
            await asyncio.sleep(_CLOCK_S)
            state = self._now
            if state is not None and self._written[0]:
                write_orders(orders_path(self._data), self._orders(state))

    async def _listen_to_capture(self) -> None:
        while True:
            with contextlib.suppress(SocketFault, BadPacket):
                listener = await PacketListener.connect(socket_path(self._data))
                try:
                    async for packet in listener.packets():
                        if packet.kind is Kind.STATE:
                            self._captured = read_capture_state(packet)
                            self._note_shortfalls(self._captured)
                finally:
                    listener.close()
            self._captured = None
            self._shortfalls.gone(self._now_ms())
            await asyncio.sleep(0.2)

    def _now_ms(self) -> int:
        return self._link.panel_ns() // 1_000_000

    def _note_shortfalls(self, captured: CaptureState) -> None:
        for one in self._shortfalls.take(captured, self._now_ms()):
            if captured.hearing is not None:
                fault = NoteFault(
                    id=uuid.uuid4(), cause=one.cause, track=one.track, since=one.since, until=one.until, text=one.text
                )
                self._faults.put_nowait((captured.hearing, fault))

    async def _tell_faults(self) -> None:
        while True:
            hearing, fault = await self._faults.get()
            while True:
                try:
                    await self._link.command(hearing, fault, patience_s=30)
                except LinkRefused as refused:
                    log.warning("a fault was refused: %s", refused)
                except LinkError:
                    continue
                break

    async def _tell_slowly(self) -> None:
        """Tracks at each change and each second; recognition and health."""
        last: tuple[Any, ...] = ()
        said: tuple[str, ...] = ()
        for number in range(1 << 62):
            await asyncio.sleep(_TELL_S)
            program = read_state(self._data / "run" / "program-state.json", ProgramState)
            state = self._now
            if state is not None:
                for report in self._tracks(state, program):
                    seen = tuple((one.name, one.writing, one.position > 0) for one in report.tracks)
                    if number % 5 == 0 or (report.writer, seen) not in last:
                        await self._link.report(report)
                    last = (*[one for one in last if one[0] != report.writer], (report.writer, seen))
            loudspeakers = program.loudspeakers if program is not None else None
            stands = self._hindered(program), loudspeakers.state if loudspeakers is not None else ""
            if number % 10 == 0 or stands != said:
                said = stands
                await self._tell_health(program)

    def _program_state(self) -> ProgramState | None:
        return read_state(self._data / "run" / "program-state.json", ProgramState)

    def _tracks(self, state: HearingState, program: ProgramState | None) -> list[Tracks]:
        reports = []
        captured = self._captured
        if captured is not None and captured.hearing == state.hearing:
            writer = f"room-{self._room.courtroom}"
            reports.append(Tracks(hearing=state.hearing, writer=writer, tracks=captured.tracks))
        if program is not None and program.tracks:
            writer = f"program-{self._room.courtroom}"
            reports.append(Tracks(hearing=state.hearing, writer=writer, tracks=program.tracks))
        return reports

    def _hindered(self, program: ProgramState | None) -> str:
        """What hinders the record or the program, in words."""
        captured = self._captured
        return (captured.says if captured else "采集进程未运行 · capture is not running") or (
            program.says if program else ""
        )

    async def _tell_health(self, program: ProgramState | None) -> None:
        captured = self._captured
        says = self._hindered(program)
        state: Literal["pass", "warn", "fail"] = "pass" if captured and not says else "warn" if captured else "fail"
        free = await asyncio.to_thread(free_octets, self._data)
        report = Health(
            process=f"agent:{self._room.courtroom}",
            state=state,
            says=says,
            cpu=(captured.cpu if captured else 0.0) + (program.cpu if program else 0.0),
            detail={
                "program_fps": program.fps if program else 0.0,
                **loudspeakers_detail(self._room, program.loudspeakers if program else None),
                **disk_detail(self._room, free),
            },
        )
        await self._link.report(report)
        await self._link.report(self._loop_watch.health(self._room.courtroom))
        heard = read_state(self._data / "run" / "recognition-state.json", RecognitionState) or RecognitionState()
        await self._link.report(
            Recognition(
                room=self._room.courtroom,
                engine=heard.engine,
                model=heard.model,
                behind_s=heard.behind_s,
                says=heard.says,
            )
        )

    async def _tell_devices(self) -> None:
        while True:
            self._devices.changed.clear()
            await self._link.report(self._devices.reports())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await self._devices.changed.wait()
            await asyncio.sleep(0.1)

    async def _tell_seals_forever(self) -> None:
        while True:
            await asyncio.sleep(_SEALS_S)
            for state in [one for one in self._book.states.values() if one.zero_at is not None]:
                await self._tell_seals(state)

    async def _tell_seals(self, state: HearingState) -> None:
        """Tell final seals ahead of the media that is still coming up, so that people need not wait to sign."""
        if state.course not in {"closed", "signing", "archiving"}:
            return
        for take in takes_of(self._data / "records", state.case.number, state.hearing):
            seal = last_seal(take) if take.name not in state.take_seals else None
            if seal is not None and seal.final:
                identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{state.hearing}/{take.name}/{seal.root}")
                with contextlib.suppress(LinkError):
                    await self._link.command(
                        state.hearing, SealTake(id=identity, take=take.name, size=seal.size, root=seal.root)
                    )


def detail_of(room: Courtroom) -> dict[str, Any]:
    """Return what the panel should know of the room from the start."""
    return {"room": room.courtroom, "simulated": room.simulated, "mandatory": sorted(room.mandatory_streams())}


async def run(room: Courtroom, options: argparse.Namespace, kind: type[Control] = Control) -> None:
    """Join the court and steer until cancelled."""
    verify: str | bool = options.ca or True
    token = await token_of(room, options.data, options.join, options.code, verify=verify)
    async with (
        Devices.open(room, now=lambda: time.time_ns() // 1_000_000, dead_man=DeadMan()) as devices,
        Link(
            options.join,
            token,
            verify=verify,
            kind="agent",
            name=room.courtroom,
            detail=detail_of(room),
        ) as link,
    ):
        link.elsewhere = lambda: where_to(options.data)
        devices.journal_to(CommandJournal(options.data / "device-commands.jsonl"))
        rates = Rates(in_session=round(options.upload_mbit * 125_000))
        control = kind(room, options.room, options.data, link, devices, options.ca, rates, options.models)
        link.detail = link.detail | {"fitted": control.fitted}
        await control.run()


def main(kind: type[Control] = Control) -> int:
    """Run the control process, of a room of this *kind*, until it is told to end."""
    parser = argparse.ArgumentParser(prog="courtroom_agent.control", description=__doc__)
    parser.add_argument("--room", type=Path, required=True, help="the courtroom's room file")
    parser.add_argument("--data", type=Path, required=True, help="the agent's data folder")
    parser.add_argument("--join", required=True, metavar="URL", help="the panel's address")
    parser.add_argument("--code", help="one-time enrolment code, the first time")
    parser.add_argument("--ca", help="file of the CA that signed the panel's certificate")
    parser.add_argument(
        "--upload-mbit", type=float, default=24, help="most that the record takes of the wire in session"
    )
    parser.add_argument("--models", type=Path, help="folder of recognition models, for the rehearsal")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s control %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        asyncio.run(_until_told(run(load_room(options.room), options, kind)))
    except (AgentError, ProfileError, RecorderError, LinkError) as fault:
        log.error("%s", fault)  # noqa: TRY400 - the words say it
        return 1
    return 0


async def _until_told(work: Any) -> None:
    task = asyncio.ensure_future(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


if __name__ == "__main__":
    sys.exit(main())
