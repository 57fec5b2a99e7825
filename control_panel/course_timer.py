"""What the panel itself does when its time has come: end an undo, say *open* once all is writing, or ask the bench."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from uuid import uuid4

from control_panel.errors import Refusal
from control_panel.hearing_log import Hearings
from control_panel.links import Links
from control_panel.report_board import ReportBoard
from hearing.commands import Command, ConfirmOpen, ConfirmResumed, NoteFault, TakeEffect
from hearing.ids import Milliseconds
from hearing.opening import ReportHindrance
from hearing.policy import SYSTEM
from hearing.reports import Tracks
from hearing.state import HearingState

_log = logging.getLogger(__name__)
TICK_S = 0.1
NO_TRACK = "*"
"""No recorder of the courtroom is known at all."""


def not_writing(state: HearingState, mandatory: Iterable[str], reports: Iterable[Tracks]) -> list[str]:
    """Name the mandatory tracks that were not yet seen writing behind the moment that was asked for.

    A track counts once its last fsynced fragment ends behind that moment: intentions and open files do not.
    """
    span = state.spans[-1]
    asked_ns = ((span.asked or span.since) - (state.zero_at or span.since)) * 1_000_000
    tracks = [track for report in reports for track in report.tracks]
    writing = {track.name for track in tracks if track.writing and track.position > asked_ns}
    wanted = {*mandatory, *(track.name for track in tracks if track.mandatory)}
    return sorted(wanted - writing) if wanted else [NO_TRACK]


class CourseTimer:
    """Watches all hearings' clocks.

    Args:
        patience_s: how long opening and resuming wait for tracks. Then the bench is asked whether to open without them;
            resuming goes on with a fault on record, and never hangs.
    """

    def __init__(
        self, hearings: Hearings, links: Links, board: ReportBoard, now_ms: Callable[[], int], patience_s: float
    ) -> None:
        self._hearings = hearings
        self._links = links
        self._board = board
        self._now_ms = now_ms
        self._patience_ms = patience_s * 1000

    async def run(self) -> None:
        """Do what is due, until cancelled."""
        while True:
            self._links.settle()
            for state in list(self._hearings.states()):
                try:
                    await self._tend(state, self._now_ms())
                except Refusal as refusal:
                    _log.warning("%s: %s (%s)", state.hearing, refusal.title, refusal.detail)
            await asyncio.sleep(TICK_S)

    async def _tend(self, state: HearingState, now_ms: Milliseconds) -> None:
        if not self._hearings.may_write(state.hearing):
            return
        if state.pending is not None and now_ms >= state.pending.effective_at:
            await self._say(state, TakeEffect(id=uuid4()))
        elif state.course in ("opening", "resuming"):
            await self._confirm(state, now_ms)

    async def _confirm(self, state: HearingState, now_ms: Milliseconds) -> None:
        agent = self._links.agent_of(state.room)
        mandatory = agent.detail.get("mandatory", ()) if agent is not None else (NO_TRACK,)
        missing = not_writing(state, mandatory, self._board.tracks(state.hearing))
        if missing and now_ms < (state.spans[-1].asked or state.spans[-1].since) + self._patience_ms:
            return
        if missing and state.course == "opening":
            await self._ask_the_bench(state, missing)
            return
        if missing:
            await self._note(state, missing)
        await self._say(state, ConfirmOpen(id=uuid4()) if state.course == "opening" else ConfirmResumed(id=uuid4()))

    async def _ask_the_bench(self, state: HearingState, missing: list[str]) -> None:
        """Say what the opening waits for, once and whenever that has changed; whether to open without it a person says."""
        tracks = () if NO_TRACK in missing else tuple(missing)
        if state.hindrance is None or state.hindrance.tracks != tracks:
            await self._say(state, ReportHindrance(id=uuid4(), tracks=tracks))

    async def _note(self, state: HearingState, missing: list[str]) -> None:
        names = "" if NO_TRACK in missing else "、".join(missing)
        text = f"应录音像未确认写入 · Not seen writing: {names or 'no track at all'}"
        await self._say(state, NoteFault(id=uuid4(), cause="not-writing", since=state.spans[-1].since, text=text))

    async def _say(self, state: HearingState, command: Command) -> None:
        await self._hearings.command(state.hearing, command, SYSTEM)
