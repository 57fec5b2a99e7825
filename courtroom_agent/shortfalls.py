"""What capture could not keep, for the hearing's log: pictures left out by a slow machine, and its own restarts. Pure.

The ledger finds holes by itself; this says why they are there, and tells of what is too short to be a hole.
"""

from dataclasses import dataclass, field

from courtroom_agent.packet_socket import CaptureState
from hearing.ids import Milliseconds, StreamName

TOLD_TOGETHER_MS = 10_000
"""Pictures left out are told together and not one by one."""
AT_LEAST = 25
"""Fewer pictures than this, a second's worth, are told in the agent's own log only."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something that was to be recorded and was not, UTC ms; *track* is ``None`` when it concerns all of them."""

    cause: str
    track: StreamName | None
    since: Milliseconds
    until: Milliseconds
    text: str = ""


@dataclass(slots=True)
class _LeftOut:
    since: Milliseconds
    count: int = 0


@dataclass(slots=True)
class Shortfalls:
    """Watches what the capture process says of itself."""

    _dropped: dict[StreamName, int] = field(default_factory=dict)
    _left_out: dict[StreamName, _LeftOut] = field(default_factory=dict)
    _gone_at: Milliseconds | None = None
    _was_recording: bool = False

    def gone(self, now: Milliseconds) -> None:
        """The capture process does not answer any more."""
        if self._was_recording and self._gone_at is None:
            self._gone_at = now
        self._dropped.clear()  # the next process counts from nought

    def take(self, state: CaptureState, now: Milliseconds) -> list[Shortfall]:
        """Take what capture says; return what is to be told."""
        told = []
        if state.recording:
            self._count(state, now)
        is_back = state.recording and bool(state.tracks) and all(track.writing for track in state.tracks)
        if self._gone_at is not None and (is_back or not state.recording):
            told.append(Shortfall("capture-restarted", None, self._gone_at, now))
            self._gone_at = None
        told += [Shortfall(one.cause, None, one.since, one.until) for one in state.outages]
        self._was_recording = state.recording
        return told + self._due(now, is_over=not state.recording)

    def _count(self, state: CaptureState, now: Milliseconds) -> None:
        for source in state.sources:
            more = source.dropped - self._dropped.get(source.name, 0)
            self._dropped[source.name] = source.dropped
            if more > 0:
                self._left_out.setdefault(source.name, _LeftOut(now)).count += more

    def _due(self, now: Milliseconds, *, is_over: bool) -> list[Shortfall]:
        due = [name for name, one in self._left_out.items() if is_over or now - one.since >= TOLD_TOGETHER_MS]
        ripe = [(name, self._left_out.pop(name)) for name in due]
        return [
            Shortfall("capture-behind", name, one.since, now, f"{one.count} pictures")
            for name, one in ripe
            if one.count >= AT_LEAST
        ]
