"""The director at work in one courtroom: hears levels, asks the program for shots, says on record what is shown.

    capture's levels ─┐
    remote levels ────┼──► Director ──► shot ──► program's orders ──► program says that it shows it ──► shot-cut
    hearing, scene ───┘

A cut stands in the log once the program process itself says that it shows it.
"""

import asyncio
import contextlib
import logging
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from courtroom_agent.devices import Devices
from courtroom_agent.director.aiming import Aiming
from courtroom_agent.director.director import Cut, Director, Moment
from courtroom_agent.director.peaks import RemoteLevels, levels_path
from courtroom_agent.director.shots import OF_MAIN, Shots, shots_of
from courtroom_agent.layout import cast_of
from courtroom_agent.packet_socket import CaptureState
from courtroom_agent.room_state import ProgramState, read_state
from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.scenes.program_desk import ProgramDesk
from hardware_profiles.courtroom import Courtroom
from hearing.director import DirectorNow, ReportCut, ShotKey, ShotName, Standing
from hearing.facts import RUNNING, HearingState
from hearing.ids import HearingId, Milliseconds, StreamName
from hearing.link import Link, LinkError, LinkRefused

log = logging.getLogger(__name__)

TICK_S = 0.1
_REPEAT_S = 5.0
_AGAIN_S = 0.5


@dataclass(frozen=True)
class Room:
    """What the director looks at beside the hearing."""

    room: Courtroom
    data: Path
    devices: Devices
    desk: ProgramDesk
    scenes: Scenes
    last_move: Callable[[str], Milliseconds | None]
    """When somebody moved the camera behind a device by hand last, by this machine's clock."""


@dataclass
class _Ear:
    """Gives each level once."""

    room: Room
    captured: CaptureState | None = None
    number: int = 0

    def fresh(self, state: HearingState, captured: CaptureState | None) -> dict[StreamName, float]:
        """Return the levels that came since the last look, of who is not muted."""
        levels: dict[StreamName, float] = {}
        if captured is not None and captured is not self.captured:
            levels |= captured.levels
        self.captured = captured
        remote = read_state(levels_path(self.room.data), RemoteLevels)
        if remote is not None and remote.number != self.number:
            levels |= remote.levels
            self.number = remote.number
        if not levels:
            return levels
        off = self.room.scenes.silent() | state.muted.keys()
        return {stream: level for stream, level in levels.items() if stream not in off}


class Directing:
    """One room's director."""

    def __init__(
        self,
        room: Room,
        link: Link,
        hearing: Callable[[], HearingState | None],
        captured: Callable[[], CaptureState | None],
    ) -> None:
        """*hearing* is the one that the room works for now, *captured* what capture said last."""
        self.when_changed: Callable[[], None] | None = None
        """Called when the program shall show another shot: write the orders anew."""
        self._at, self._link, self._heard_of, self._captured = room, link, hearing, captured
        self._cast, self._ear = cast_of(room.room), _Ear(room)
        self._director = Director(room.room.director)
        self._aiming = Aiming(room.room, room.devices, room.scenes, room.last_move, lambda: time.time_ns() // 1_000_000)
        self._hearing: HearingId | None = None
        self._ordered: ShotName | None = None
        self._unconfirmed: Cut | None = None
        self._to_say: deque[tuple[HearingId, ReportCut]] = deque()
        self._something_to_say = asyncio.Event()
        self._now: DirectorNow | None = None

    @property
    def shot(self) -> ShotName | None:
        """The shot that the program shall show; ``None`` leaves the picture to the scene."""
        return self._ordered

    @property
    def unsaid(self) -> tuple[ReportCut, ...]:
        """The cuts that the panel has not confirmed yet, in their order."""
        return tuple(report for _, report in self._to_say)

    @property
    def now(self) -> DirectorNow | None:
        """What the director does, as the panel is told."""
        return self._now

    def unseen(self, state: HearingState) -> tuple[StreamName, ...]:
        """Return the cameras that no picture may show in *state*."""
        return tuple(sorted(self._shots(state, None).withheld))

    async def run(self) -> None:
        """Follow until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_forever())
            tasks.create_task(self._say_forever())
            tasks.create_task(self._tell_forever())

    async def _follow_forever(self) -> None:
        while True:
            self.follow(time.monotonic())
            await asyncio.sleep(TICK_S)

    def follow(self, at_s: float) -> None:
        """Do what follows from what is heard and said at *at_s*."""
        state = self._heard_of()
        program = read_state(self._at.data / "run" / "program-state.json", ProgramState)
        if state is None or state.course not in RUNNING:
            self._rest()
            return
        if state.hearing != self._hearing:
            self._hearing = state.hearing
            self._director = Director(self._at.room.director, state.director.shot)
            self._unconfirmed = None
        moment = self._moment(at_s, state, program)
        cut = self._director.step(moment)
        self._unconfirmed = cut or self._unconfirmed
        is_the_scenes = moment.standing in {"fixed", "off"} and self._director.shot == moment.scene
        self._order(None if is_the_scenes else self._director.shot)
        self._confirm(state, program)
        self._aim(at_s, state, moment)
        self._now = self._news(moment, program)

    def _aim(self, at_s: float, state: HearingState, moment: Moment) -> None:
        """Turn the camera to who speaks; while anybody is protected no camera moves by itself."""
        shot = self._director.shot
        if moment.standing != "following" or moment.shots.protected or shot is None:
            self._aiming.watch(state)
            return
        talkers = self._director.voices.talkers()
        self._aiming.follow(at_s, state, shot, talkers[0].stream if talkers else None)

    def _rest(self) -> None:
        self._hearing, self._unconfirmed = None, None
        self._order(None)
        self._now = DirectorNow(room=self._at.room.courtroom, standing="off")

    def _moment(self, at_s: float, state: HearingState, program: ProgramState | None) -> Moment:
        standing = self._standing(state)
        scene = OF_MAIN.get(self._at.desk.main, "court")
        if program is not None and program.has_evidence and standing == "following":
            standing, scene = "fixed", "evidence"
        levels = self._ear.fresh(state, self._captured())
        return Moment(at_s, self._shots(state, program), standing, scene, state.director.chosen, levels)

    def _standing(self, state: HearingState) -> Standing:
        """Say who chooses the picture now."""
        plan = self._at.scenes.plan
        may = plan.director if plan is not None else "fixed"
        if may == "off" or state.is_screened("masked") or state.is_screened("mediation"):
            return "off"
        if state.director.mode == "manual":
            return "manual"
        return "following" if may == "on" else "fixed"

    def _shots(self, state: HearingState, program: ProgramState | None) -> Shots:
        has_evidence = program is not None and program.has_evidence
        return shots_of(self._at.room, self._cast, state, self._at.desk.hidden, has_evidence=has_evidence)

    def _order(self, shot: ShotName | None) -> None:
        if shot != self._ordered:
            self._ordered = shot
            if self.when_changed is not None:
                self.when_changed()

    def _confirm(self, state: HearingState, program: ProgramState | None) -> None:
        """Have the cut said once the program shows it."""
        cut = self._unconfirmed
        if cut is None or program is None or program.shot != self._ordered:
            return
        self._unconfirmed = None
        since = self._link.panel_ns() // 1_000_000
        report = ReportCut(id=uuid.uuid4(), shot=cut.shot, why=cut.why, since=since, level_db=cut.level_db)
        self._to_say.append((state.hearing, report))
        self._something_to_say.set()

    async def _say_forever(self) -> None:
        """Say each cut in its order, again while the panel is away."""
        while True:
            await self._something_to_say.wait()
            self._something_to_say.clear()
            while self._to_say:
                hearing, report = self._to_say[0]
                try:
                    await self._link.command(hearing, report)
                except LinkRefused as refused:
                    log.info("a cut was refused: %s", refused)
                except LinkError:
                    await asyncio.sleep(_AGAIN_S)
                    continue
                self._to_say.popleft()

    def _news(self, moment: Moment, program: ProgramState | None) -> DirectorNow:
        shown = program.shot if program is not None else None
        talkers = self._director.voices.talkers()
        return DirectorNow(
            room=self._at.room.courtroom,
            standing=moment.standing,
            shot=shown or (OF_MAIN.get(program.main) if program is not None else None),
            shots=tuple(ShotKey(shot=shot, forbids=why) for shot, why in moment.shots.forbids.items()),
            speaking=tuple(one.stream for one in talkers),
            silence_s=self._at.room.director.silence_s,
            held=self._aiming.held(),
        )

    async def _tell_forever(self) -> None:
        """Tell the panel at each change, and every few seconds."""
        told, told_s = None, 0.0
        while True:
            await asyncio.sleep(TICK_S * 2)
            now = self._now
            if now is not None and (now != told or time.monotonic() - told_s > _REPEAT_S):
                with contextlib.suppress(LinkError):
                    await self._link.report(now)
                told, told_s = now, time.monotonic()
