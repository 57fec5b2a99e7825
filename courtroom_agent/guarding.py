"""Lets the room's guards look at what capture says, at the disk and at the clock, and tells the log what they find.

Alarms found while the court's server is away are kept and told in their order once it is back.
"""

import asyncio
import contextlib
import logging
import time
import uuid
from collections import deque
from collections.abc import Callable
from pathlib import Path

from courtroom_agent.guard_words import words_of
from courtroom_agent.guards import Guards, Look, Seen, Standing, closed_microphones, expected_need
from courtroom_agent.packet_socket import CaptureState
from courtroom_agent.program_guards import ProgramGuards
from courtroom_agent.room_disk import free_octets, nominal_octets_per_s
from courtroom_agent.room_state import ProgramState
from hardware_profiles.courtroom import Courtroom
from hearing.alarm import ClearAlarm, Guard, RaiseAlarm
from hearing.facts import RUNNING, HearingState
from hearing.ids import StreamName
from hearing.link import Link, LinkError, LinkRefused
from hearing.reports import TrackState
from recorder.errors import RecorderError
from recorder.layout import take_paths

log = logging.getLogger("guards")
LOOK_S = 0.5
STEP_MS = 100
"""A clock that moves by less is being slewed, not set."""
_FILES_EVERY_S = 1.0
_MEASURED_S = 60.0
"""How long the record is measured before its rate is believed; before that its cameras' nominal one counts."""

Key = tuple[Guard, str]


class Guarding:
    """The guards of one courtroom at work."""

    def __init__(
        self,
        room: Courtroom,
        data: Path,
        link: Link,
        hearing: Callable[[], HearingState | None],
        captured: Callable[[], CaptureState | None],
        program: Callable[[], ProgramState | None],
        silent: Callable[[], frozenset[StreamName]] = frozenset,
    ) -> None:
        """*silent* names the microphones that the room's own devices have closed."""
        self._room, self._data, self._link = room, data, link
        self._hearing, self._captured, self._program = hearing, captured, program
        self._silent = silent
        self._guards, self._far = Guards(room), ProgramGuards(room.watch)
        self._standing: dict[Key, Standing] = {}
        self._of = ""
        """The hearing in which they stand."""
        self._found: deque[tuple[str, RaiseAlarm | ClearAlarm]] = deque()
        self._sizes: dict[str, int] = {}
        self._sized_at = self._began_at = 0.0
        self._first: tuple[float, int] | None = None
        self._clock = ClockWatch()
        self._panel_step = 0

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            state = self._hearing()
            seen = await self._look(state)
            if state is not None:
                self._note(state, self._guards.look(seen) | self._look_far(state, seen))
                await self._tell(state)

    async def _look(self, state: HearingState | None) -> Seen:
        now = time.monotonic()
        stepped = self._stepped_ms()
        captured = self._captured()
        if state is None or captured is None or state.course not in RUNNING or captured.hearing != state.hearing:
            self._began_at, self._first, self._sizes = now, None, {}
            return Seen(now, in_session=state is not None and state.course in RUNNING, stepped_ms=stepped)
        program = self._program()
        mixed = tuple(track for track in program.tracks if track.writing) if program is not None else ()
        tracks = (*captured.tracks, *mixed) if captured.recording else ()
        if now - self._sized_at >= _FILES_EVERY_S:
            self._sized_at = now
            self._sizes = await asyncio.to_thread(self._measure, state, tracks)
        free = await asyncio.to_thread(free_octets, self._data)
        return self._seen(state, captured, now, free, stepped)

    def _look_far(self, state: HearingState, seen: Seen) -> dict[Key, Standing]:
        """Look at the composed picture, the evidence screen and whoever attends from afar; out of session at none."""
        program = self._program() if seen.in_session else None
        watched = program.watched if program is not None else {}
        return self._far.look(seen.now_s, watched, people_of(state), seen.muted)

    def _stepped_ms(self) -> float | None:
        """By how much either clock was set: this machine's, or the panel's as we see it."""
        before, self._panel_step = self._panel_step, self._link.sync.step_ns
        of_panel = (self._panel_step - before) / 1e6
        return self._clock.stepped_ms() or (of_panel if abs(of_panel) >= STEP_MS else None)

    def _seen(
        self, state: HearingState, captured: CaptureState, now: float, free: int | None, stepped: float | None
    ) -> Seen:
        sources = captured.sources
        return Seen(
            now,
            in_session=True,
            muted=frozenset(state.muted),
            closed=closed_microphones(self._room, state.failovers) | self._silent(),
            present={one.name: one.present for one in sources},
            levels=captured.levels,
            clipped={one.name: one.clipped for one in sources if one.clipped is not None},
            looks={
                one.name: Look(one.dark, one.still_s)
                for one in sources
                if one.dark is not None and one.still_s is not None
            },
            dropped={one.name: one.dropped for one in sources},
            grown=self._sizes if captured.recording else {},
            free=free,
            needed=expected_need(self._room.watch, self._octets_per_s(now), now - self._began_at),
            stepped_ms=stepped,
        )

    def _octets_per_s(self, now: float) -> float:
        octets = sum(self._sizes.values())
        if self._first is None and octets:
            self._first = (now, octets)
        if self._first is not None and now - self._first[0] >= _MEASURED_S:
            return max(0.0, (octets - self._first[1]) / (now - self._first[0]))
        return nominal_octets_per_s(self._room)

    def _measure(self, state: HearingState, tracks: tuple[TrackState, ...]) -> dict[str, int]:
        """Ask the disk itself how large each track's files are; a track that cannot be asked about is unknown."""
        sizes = {}
        for track in tracks:
            with contextlib.suppress(OSError, RecorderError):
                take = take_paths(self._data / "records", state.case.number, state.hearing, track.take)
                sizes[track.name] = sum(path.stat().st_size for path in take.track(track.name).media_files())
        return sizes

    def _note(self, state: HearingState, standing: dict[Key, Standing]) -> None:
        now = self._link.panel_ns() // 1_000_000
        if state.hearing != self._of:
            self._of, self._standing = state.hearing, {}
        for key in {*self._standing} - {*standing}:
            self._found.append((state.hearing, _clear(key, now)))
        for key, one in standing.items():
            if key not in self._standing:
                self._found.append((state.hearing, self._raise(one, now)))
        self._standing = standing
        if not self._found:
            self._mend(state, now)

    def _mend(self, state: HearingState, now: int) -> None:
        """Take back what an earlier control process raised and nobody found again; a scene's alarm is its own."""
        for one in state.alarms:
            if one.until is None and one.guard != "scene" and (one.guard, one.subject) not in self._standing:
                self._found.append((state.hearing, _clear((one.guard, one.subject), now)))

    def _raise(self, one: Standing, now: int) -> RaiseAlarm:
        zh, en = words_of(one, self._room)
        log.warning("%s %s %s", one.guard, one.subject, one.measured)
        return RaiseAlarm(
            id=uuid.uuid4(),
            guard=one.guard,
            subject=one.subject,
            since=now,
            measured=one.measured,
            failover=one.failover,
            zh=zh,
            en=en,
        )

    async def _tell(self, state: HearingState) -> None:
        while self._found:
            hearing, command = self._found[0]
            try:
                await self._link.command(hearing, command, patience_s=0)
            except LinkRefused as refused:
                log.info("an alarm was refused: %s", refused)
                await asyncio.sleep(LOOK_S)  # the event that made it needless may still be on its way
            except LinkError:
                return
            self._found.popleft()


def people_of(state: HearingState) -> frozenset[str]:
    """Name the streams of who attends from afar now."""
    there = (one for one in state.participants.values() if one.remote and one.presence in ("admitted", "called"))
    return frozenset(f"remote-{one.id}" for one in there)


class ClockWatch:
    """Notices when this machine's clock is set: when it parts from the steady one."""

    def __init__(self, wall: Callable[[], int] = time.time_ns, steady: Callable[[], int] = time.monotonic_ns) -> None:
        self._wall, self._steady = wall, steady
        self._apart = wall() - steady()

    def stepped_ms(self) -> float | None:
        """By how much it was set since the last call; ``None`` when it was not."""
        before, self._apart = self._apart, self._wall() - self._steady()
        moved = (self._apart - before) / 1e6
        return moved if abs(moved) >= STEP_MS else None


def _clear(key: Key, now: int) -> ClearAlarm:
    return ClearAlarm(id=uuid.uuid4(), guard=key[0], subject=key[1], until=now)
