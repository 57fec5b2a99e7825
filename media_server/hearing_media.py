"""What the hearings placed on this worker let pass: asks the policy at each request, at each event and as time goes.

In a pause nothing passes in either direction, but every connection stays up. Who loses a right is cut off at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hearing.events import HearingEvent
from hearing.ids import HearingId, Milliseconds, StreamName
from hearing.link import Handler
from hearing.participant import Role
from hearing.policy import (
    Actor,
    Decision,
    account_actor,
    display_actor,
    flows,
    is_muted,
    may_play,
    may_publish,
    may_record,
    participant_actor,
)
from hearing.reports import LiveStream as StreamReport
from hearing.reports import Report, Streams
from hearing.state import HearingState, apply
from media_server.errors import BadOffer, MediaError, NoSuchSession, NotAllowed
from media_server.live_stream import LiveStream
from media_server.recorder_tap import RecorderTap, StreamTap
from media_server.session import PublishSession
from media_server.stats import numbers_of
from media_server.worker import Opened, Session, Worker

REPORT_S = 2.0
DECIDE_S = 0.2
"""How late a recess whose time to undo has run out may be noticed when its event is late."""
_RECORDED = "remote"


class Reporter(Protocol):
    """Where reports go."""

    async def report(self, report: Report) -> None:
        """Say what is so now."""


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Offered(_Asked):
    """Body of ``publish`` and ``play``."""

    hearing: HearingId
    stream: StreamName
    principal: str = Field(max_length=80)
    role: Role | None = None
    """What an account is; a participant's role is read from the hearing itself."""
    sdp: str


class Ended(_Asked):
    """Body of ``end``: a session, and who says so of which stream."""

    hearing: HearingId
    stream: StreamName
    principal: str = Field(max_length=80)
    session: str = Field(max_length=80)


class Dismissed(_Asked):
    """Body of ``dismiss``: who was signed out, and plays and publishes nothing more."""

    hearing: HearingId
    principal: str = Field(max_length=80)


class Patched(Ended):
    """Body of ``patch``."""

    fragment: str


@dataclass(slots=True)
class Placed:
    """A hearing on this worker."""

    state: HearingState
    roles: dict[str, Role | None] = field(default_factory=dict)
    """Session → the role that its account had when it came."""
    taps: dict[str, StreamTap] = field(default_factory=dict)
    """Publishing session → its way to the recorder."""


class HearingMedia(Handler):
    """Answers the panel's requests and holds every stream to the policy.

    Args:
        worker: what moves the packets.
        tap: the way to the recorder, or ``None`` when nobody records on this host.
        now_ms: UTC milliseconds by the panel's clock.
    """

    def __init__(self, worker: Worker, tap: RecorderTap | None, now_ms: Callable[[], Milliseconds]) -> None:
        self.worker = worker
        self.hearings: dict[str, Placed] = {}
        self.detail: dict[str, Any] = {"hearings": []}
        """What the panel is told at each connection: the hearings that still live here."""
        self._tap = tap
        self._now_ms = now_ms
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        worker.on_change = self._stream_changed

    async def on_hearing(self, state: HearingState) -> None:
        """Take a hearing over, or hear afresh how it stands."""
        placed = self.hearings.setdefault(state.hearing, Placed(state))
        placed.state = state
        self.detail["hearings"] = sorted(self.hearings)
        await self._decide(placed)
        self._note(state.hearing)

    async def on_event(self, event: HearingEvent) -> None:
        """Decide anew by what happened."""
        placed = self.hearings.get(event.hearing)
        if placed is not None and event.seq > placed.state.seq:
            placed.state = apply(placed.state, event)
            await self._decide(placed)
            self._note(event.hearing)

    async def on_released(self, hearing: str) -> None:
        """End whatever the hearing has here."""
        placed = self.hearings.pop(hearing, None)
        self.detail["hearings"] = sorted(self.hearings)
        if placed is not None:
            for session in self._sessions(hearing):
                await self.worker.end(session.id)
            self._untap(placed, set())

    async def on_request(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Publish, play, patch, end or dismiss."""
        operations: dict[str, Callable[[dict[str, Any]], Awaitable[tuple[int, dict[str, Any]]]]] = {
            "publish": self._publish,
            "play": self._play,
            "patch": self._patch,
            "end": self._end,
            "dismiss": self._dismiss,
        }
        if op not in operations:
            return await super().on_request(op, body)
        try:
            return await operations[op](body)
        except ValidationError as fault:
            refused: MediaError = BadOffer(str(fault.errors()[0]["msg"]))
        except MediaError as fault:
            refused = fault
        return refused.status, refused.problem()

    async def run(self, reporter: Reporter) -> None:
        """Report each change and every 2 s, and notice what only time brings about, until cancelled."""
        last = 0.0
        loop = asyncio.get_running_loop()
        while True:
            try:
                async with asyncio.timeout(DECIDE_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            for placed in list(self.hearings.values()):
                if placed.state.pending is not None:
                    await self._decide(placed)
            due = loop.time() - last >= REPORT_S
            for hearing in list(self.hearings) if due else sorted(self._changed & self.hearings.keys()):
                await reporter.report(self.report_of(hearing))
            self._changed.clear()
            last = loop.time() if due else last

    def report_of(self, hearing: str) -> Streams:
        """Say what is published in *hearing* now."""
        reports = []
        for session in self._on_air(hearing):
            reports.append(
                StreamReport(
                    name=session.live.stream.name,
                    session=session.id,
                    principal=session.principal,
                    since=session.publisher.since,
                    video="video" in session.offer.media,
                    audio="audio" in session.offer.media,
                    paused=session.live.is_paused,
                    stats=numbers_of(session.live),
                )
            )
        return Streams(hearing=hearing, streams=tuple(sorted(reports, key=lambda one: one.name)))

    async def _publish(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked = Offered.model_validate(body)
        placed = self._allowed(asked, may_publish)
        return self._opened(placed, asked, self.worker.publish(asked.hearing, asked.stream, asked.principal, asked.sdp))

    async def _play(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked = Offered.model_validate(body)
        placed = self._allowed(asked, may_play)
        return self._opened(placed, asked, self.worker.play(asked.hearing, asked.stream, asked.principal, asked.sdp))

    async def _patch(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked = Patched.model_validate(body)
        answer = self.worker.patch(self._own(asked), asked.fragment)
        return (204, {}) if answer is None else (200, {"fragment": answer})

    async def _end(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        await self.worker.end(self._own(Ended.model_validate(body)))
        return 200, {}

    async def _dismiss(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked = Dismissed.model_validate(body)
        for session in self._sessions(asked.hearing):
            if session.principal == asked.principal:
                await self.worker.end(session.id)
        return 200, {}

    def _own(self, asked: Ended) -> str:
        """Give the session's name if it is the caller's own; to others it does not exist."""
        session = self.worker.sessions.get(asked.session)
        if session is not None and session.principal == asked.principal:
            live = session.live
            if (live.hearing, live.stream.name) == (asked.hearing, asked.stream):
                return session.id
        raise NoSuchSession(f"You have no session {asked.session[:32]!r} of {asked.stream} in {asked.hearing}.")

    def _allowed(self, asked: Offered, rule: Callable[[HearingState, Actor, str], Decision]) -> Placed:
        placed = self.hearings.get(asked.hearing)
        if placed is None:
            raise NotAllowed(f"{asked.hearing} is not on this media server.")
        decision = rule(placed.state, _actor(placed.state, asked.principal, asked.role), asked.stream)
        if not decision:
            raise NotAllowed(f"{asked.stream}: {decision.why}")
        return placed

    def _opened(self, placed: Placed, asked: Offered, opened: Opened) -> tuple[int, dict[str, Any]]:
        placed.roles[opened.session] = asked.role
        self._let_flow(placed, self.worker.stream(asked.hearing, asked.stream))
        return 201, {"session": opened.session, "sdp": opened.sdp}

    def _sessions(self, hearing: str) -> list[Session]:
        return [session for session in self.worker.sessions.values() if session.live.hearing == hearing]

    def _on_air(self, hearing: str) -> list[PublishSession]:
        """Give the publishing sessions whose connection stands."""
        sessions = [session for session in self._sessions(hearing) if isinstance(session, PublishSession)]
        return [session for session in sessions if session.live.publisher is session.publisher]

    def _stream_changed(self, live: LiveStream) -> None:
        placed = self.hearings.get(live.hearing)
        if placed is not None:
            self._let_flow(placed, live)
            self._retap(placed)
        self._note(live.hearing)

    async def _decide(self, placed: Placed) -> None:
        """Hold every session and stream of a hearing to the policy as it is now."""
        state = placed.state
        for session in self._sessions(state.hearing):
            rule = may_publish if session.direction == "publish" else may_play
            actor = _actor(state, session.principal, placed.roles.get(session.id))
            if not rule(state, actor, session.live.stream.name):
                await self.worker.end(session.id)
        for live in [live for live in self.worker.streams.values() if live.hearing == state.hearing]:
            self._let_flow(placed, live)
        self._retap(placed)

    def _note(self, hearing: str) -> None:
        """Have *hearing* reported soon. Only what happened calls this: time alone must not wake the reporter."""
        self._changed.add(hearing)
        self._wake.set()

    def _let_flow(self, placed: Placed, live: LiveStream) -> None:
        name = live.stream.name
        live.is_muted = is_muted(placed.state, name)
        passes = flows(placed.state, name, self._now_ms())
        if passes != live.is_paused:
            return
        self._changed.add(live.hearing)
        if passes:
            live.resume()
        else:
            live.pause()

    def _retap(self, placed: Placed) -> None:
        """Give the recorder what it is to record, and nothing else."""
        hearing = placed.state.hearing
        placed.roles = {session.id: placed.roles.get(session.id) for session in self._sessions(hearing)}
        publishing = {one.id: one for one in self._on_air(hearing) if one.live.stream.kind == _RECORDED}
        self._untap(placed, set(publishing))
        if self._tap is None:
            return
        for session in publishing.values():
            if session.id not in placed.taps:
                placed.taps[session.id] = self._tap.listen(session.live, session.publisher)
            recorded = may_record(placed.state, session.live.stream.name, self._now_ms())
            placed.taps[session.id].paused(paused=not recorded)

    def _untap(self, placed: Placed, still: set[str]) -> None:
        for session in placed.taps.keys() - still:
            tap = placed.taps.pop(session)
            if self._tap is not None:
                self._tap.stop(tap)


def _actor(state: HearingState, principal: str, role: Role | None) -> Actor:
    kind, _, name = principal.partition(":")
    if kind == "participant":
        return participant_actor(state, name)
    if kind == "account":
        return account_actor(principal, role) if role is not None else Actor(principal, "account")
    if kind == "display":
        return display_actor(principal)
    return Actor(principal, "agent" if kind == "agent" else "service")
