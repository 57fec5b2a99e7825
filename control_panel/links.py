"""The processes that have called in: who is there, which hearings concern each, and what is asked of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from control_panel.errors import Refusal
from control_panel.hearing_log import Hearings
from control_panel.placement import Placement
from control_panel.report_board import ReportBoard
from hearing.custody import concerns, part_of
from hearing.ending_changes import is_awaited_back
from hearing.events import HearingEvent
from hearing.reports import Exchange, Report
from hearing.state import SESSION, HearingState

Kind = Literal["agent", "media", "recorder", "release", "replicas"]
_OVER = frozenset({"archived", "cancelled"})
_PASSED_ON: dict[str, frozenset[Kind]] = {
    "streams": frozenset({"agent", "recorder"}),
    "tracks": frozenset({"recorder"}),
    "upload": frozenset({"recorder"}),
}
_MOST_WAITING = 10_000
_PATIENCE_S = 15.0


@dataclass(eq=False)
class LinkedProcess:
    """One process on the link. ``frames`` is what it is to be told; ``None`` ends the link."""

    principal: str
    kind: Kind
    name: str
    detail: dict[str, Any]
    frames: asyncio.Queue[dict[str, Any] | None] = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING))
    hearings: set[str] = field(default_factory=set)
    parts: dict[str, HearingState] = field(default_factory=dict)
    """What a far end's agent was told last of each hearing in which it has a part."""
    withheld: set[str] = field(default_factory=set)
    """Hearings whose log another may be writing now: nothing of them may go out to the public."""
    asked: dict[int, asyncio.Future[tuple[int, dict[str, Any]]]] = field(default_factory=dict)

    @property
    def room(self) -> str:
        """The agent's room."""
        return self.principal.removeprefix("agent:")

    def tell(self, frame: dict[str, Any]) -> None:
        """Queue a frame; a process that has stopped listening is let go and will call again."""
        try:
            self.frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Let the process go: what was queued is void."""
        while not self.frames.empty():
            self.frames.get_nowait()
        self.frames.put_nowait(None)


class Links:
    """All processes on the link. Follows the hearings and hears the reports."""

    def __init__(self, hearings: Hearings, board: ReportBoard, now_ms: Callable[[], int]) -> None:
        self._hearings = hearings
        self._board = board
        self._now_ms = now_ms
        self._placement = Placement()
        self._there: dict[str, LinkedProcess] = {}
        self._number = 0

    def begin(self) -> None:
        """Give every hearing in session back to the worker that still carries it, or to another."""
        for state in self._hearings.states():
            if state.course in SESSION:
                self._placement.wanted(state.hearing, self._now_ms(), at_once=False)

    def agent_of(self, room: str) -> LinkedProcess | None:
        """Find the agent of *room*, if it is there."""
        return self._there.get(f"agent:{room}")

    def all(self) -> list[LinkedProcess]:
        """List who is there."""
        return list(self._there.values())

    def came(self, process: LinkedProcess) -> None:
        """Take a process in and tell it what concerns it. An earlier link of the same principal is let go."""
        earlier = self._there.pop(process.principal, None)
        if earlier is not None:
            earlier.end()
            _abandon(earlier)
        self._there[process.principal] = process
        if process.kind == "media":
            if earlier is not None:
                self._placement.went(process.principal, self._now_ms())
            self._placement.came(process.principal, set(process.detail.get("hearings", ())))
        for state in self._hearings.states():
            if self._concerns(state, process):
                self._give(state, process)
        for report in self._board.all():
            self._pass_on(report, process)
        self._withhold(process)
        process.tell({"type": "ready", "hearings": sorted(process.hearings)})

    def went(self, process: LinkedProcess) -> None:
        """Let a process go; what it said last is taken back."""
        _abandon(process)
        if self._there.get(process.principal) is not process:
            return
        del self._there[process.principal]
        if process.kind == "media":
            self._placement.went(process.principal, self._now_ms())
        self._board.lost(process.principal)

    def settle(self) -> None:
        """Place hearings that wait for a worker, and withhold those that the room may hold. Called ten times a second."""
        for one in self.all():
            self._withhold(one)
        for hearing, worker in self._placement.settle(self._now_ms()):
            process, state = self._there.get(worker), self._hearings.find(hearing)
            if process is not None and state is not None:
                self._give(state, process)

    def happened(self, state: HearingState, event: HearingEvent) -> None:
        """Tell an event to whom it concerns; tell the whole hearing to whom it concerns from now on."""
        followed = [process for process in self.all() if state.hearing in process.hearings]
        if state.course in SESSION:
            self._placement.wanted(state.hearing, self._now_ms(), at_once=True)
            self.settle()
        for process in followed:
            if _is_far_end(state, process):
                self._give(state, process)
            else:
                process.tell({"type": "event", "event": event.model_dump(mode="json")})
        for process in self.all():
            if state.hearing not in process.hearings and self._concerns(state, process):
                self._give(state, process)
        if state.course not in SESSION:
            self._placement.unwanted(state.hearing)
        for process in self.all():
            if state.hearing in process.hearings and not self._concerns(state, process):
                process.hearings.discard(state.hearing)
                process.parts.pop(state.hearing, None)
                process.tell({"type": "released", "hearing": state.hearing})

    def replaced(self, state: HearingState) -> None:
        """Tell a hearing anew to whom it concerns: another log of it is in force."""
        for process in self.all():
            if self._concerns(state, process):
                self._give(state, process)
            elif state.hearing in process.hearings:
                process.hearings.discard(state.hearing)
                process.tell({"type": "released", "hearing": state.hearing})

    def reported(self, report: Report, principal: str) -> None:
        """Pass a report on to the processes that it concerns."""
        for process in self.all():
            if process.principal != principal:
                self._pass_on(report, process)

    async def ask_media(self, hearing: str, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Ask the worker that carries *hearing*.

        Raises:
            Refusal: there is none, or it does not answer (503).
        """
        worker = self._placement.worker_of(hearing)
        process = self._there.get(worker) if worker is not None else None
        if process is None:
            raise _no_media()
        return await self._ask(process, op, body)

    async def ask_agent(
        self, room: str, op: str, body: dict[str, Any], patience_s: float = _PATIENCE_S
    ) -> tuple[int, dict[str, Any]]:
        """Ask the agent of *room*, which may take *patience_s*.

        Raises:
            Refusal: it is not there, or does not answer (503).
        """
        process = self.agent_of(room)
        if process is None:
            raise Refusal(503, "法庭主机未连接 · The courtroom's computer is not connected", room, "Start its agent.")
        return await self._ask(process, op, body, patience_s)

    async def ask_release(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Ask the process that writes the public folder.

        Raises:
            Refusal: it is not there, or does not answer (503).
        """
        process = next((one for one in self.all() if one.kind == "release"), None)
        if process is None:
            raise Refusal(503, "发布服务未运行 · The release process is not there", "", "Start the server whole.")
        return await self._ask(process, op, body)

    async def _ask(
        self, process: LinkedProcess, op: str, body: dict[str, Any], patience_s: float = _PATIENCE_S
    ) -> tuple[int, dict[str, Any]]:
        self._number += 1
        number, answered = self._number, asyncio.get_running_loop().create_future()
        process.asked[number] = answered
        process.tell({"type": "request", "id": number, "op": op, "body": body})
        try:
            async with asyncio.timeout(patience_s):
                status, answer = await answered
        except TimeoutError:
            raise _no_media() from None
        finally:
            process.asked.pop(number, None)
        return status, answer

    def _withhold(self, process: LinkedProcess) -> None:
        """Tell release what it must let rest: a cut that the room was told cannot be heard of here."""
        for hearing in process.hearings if process.kind == "release" else ():
            may_write = self._hearings.may_write(hearing)
            if not may_write and hearing not in process.withheld:
                process.withheld.add(hearing)
                process.tell({"type": "withheld", "hearing": hearing})
            elif may_write and hearing in process.withheld:
                process.withheld.discard(hearing)
                process.tell({"type": "hearing", "snapshot": self._hearings.get(hearing).model_dump(mode="json")})

    def _concerns(self, state: HearingState, process: LinkedProcess) -> bool:
        if process.kind == "media":
            return self._placement.worker_of(state.hearing) == process.principal
        if state.course in _OVER:  # What was ended without its writer may still come: it is kept apart.
            is_wanted = process.kind == "agent" and is_awaited_back(state, process.room)
            return is_wanted and not self._hearings.is_shut(state.hearing)
        return process.kind != "agent" or process.room == state.room or concerns(state, process.room)

    def _give(self, state: HearingState, process: LinkedProcess) -> None:
        """Tell a hearing whole; a far end's agent is told its part of it, again whenever that has changed."""
        process.hearings.add(state.hearing)
        if _is_far_end(state, process):
            known, state = process.parts.get(state.hearing), part_of(state, process.room)
            process.parts[state.hearing] = state
            if known is not None and known.but(seq=0, at=0) == state.but(seq=0, at=0):
                return
        process.tell({"type": "hearing", "snapshot": state.model_dump(mode="json")})

    def _pass_on(self, report: Report, process: LinkedProcess) -> None:
        if isinstance(report, Exchange):
            is_meant = process.kind == "recorder" if report.to is None else process.room == report.to
            if is_meant and report.hearing in process.hearings:
                process.tell({"type": "report", "report": report.model_dump(mode="json")})
            return
        if getattr(report, "hearing", "") in process.parts:
            return
        if process.kind in _PASSED_ON.get(report.type, ()) and getattr(report, "hearing", "") in process.hearings:
            process.tell({"type": "report", "report": report.model_dump(mode="json")})


def _is_far_end(state: HearingState, process: LinkedProcess) -> bool:
    """Whether *process* is an agent that has a part in *state* only."""
    return process.kind == "agent" and process.room != state.room


def _abandon(process: LinkedProcess) -> None:
    for answered in process.asked.values():
        if not answered.done():
            answered.set_exception(_no_media())
    process.asked.clear()


def _no_media() -> Refusal:
    remedy = "页面会自动重试 · The page tries again by itself."
    return Refusal(503, "媒体服务暂不可用 · The media server is not there now", "", remedy, retry_after=1)
