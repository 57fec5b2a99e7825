"""Decides, alone, who may publish, play and record what now, and what is released to the public.

Default is no. Every answer is a :class:`Decision` whose ``why`` is a stable word that pages translate. Nothing here
looks at a clock: where the moment matters it comes in as ``at_ms``.
"""

from dataclasses import dataclass
from typing import Literal

from hearing.ids import Milliseconds, ParticipantId
from hearing.participant import Right, Role
from hearing.state import HearingState

Why = Literal[
    "allowed",
    "unknown-stream",
    "course",
    "recess",
    "not-yours",
    "no-right",
    "not-in-court",
    "closed",
    "not-broadcast",
    "not-approved",
    "cut",
    "stage",
    "masking",
    "not-recorded",
]


@dataclass(frozen=True)
class Actor:
    """Who acts: a principal with what it may do.

    An agent's principal is ``agent:<room id>``: an agent acts for the hearings of its own room only.
    """

    principal: str
    kind: Literal["account", "participant", "agent", "service"]
    role: Role | None = None
    participant: ParticipantId | None = None
    rights: frozenset[Right] = frozenset()


SYSTEM = Actor("system", "service")
"""The panel itself."""


@dataclass(frozen=True)
class Decision:
    """Yes or no, and the word for why."""

    allowed: bool
    why: Why = "allowed"

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class PublicStatus:
    """What the public folder may say of a hearing; a hearing that is not *listed* is in no public file."""

    listed: bool
    status: Literal["scheduled", "live", "recess", "withheld", "cut", "ended"]
    on_air: bool
    why: Literal["live", "recess", "stage", "cut", "closed", "ended", "not-yet"]


def rights_of(role: Role) -> frozenset[Right]:
    """Return what *role* may do, wherever it is not narrowed by where the person is."""
    return _RIGHTS[role]


def may_publish(state: HearingState, actor: Actor, stream: str) -> Decision:
    """Whether *actor* may hold a publishing connection for *stream* (whether media pass is :func:`flows`)."""
    raise NotImplementedError


def may_play(state: HearingState, actor: Actor, stream: str) -> Decision:
    """Whether *actor* may hold a playing connection for *stream*."""
    raise NotImplementedError


def flows(state: HearingState, stream: str, at_ms: Milliseconds | None = None) -> bool:
    """Whether media of *stream* pass now; with *at_ms*, also whether a running undo has not ended by then."""
    raise NotImplementedError


def may_record(state: HearingState, stream: str, at_ms: Milliseconds | None = None) -> Decision:
    """Whether *stream* goes into the record now; a muted one does, as silence."""
    raise NotImplementedError


def may_release(state: HearingState, at_ms: Milliseconds) -> Decision:
    """Whether what ``public`` showed at *at_ms* may be released, as far as is known now."""
    raise NotImplementedError


def public_status(state: HearingState) -> PublicStatus:
    """Return what the public may know of the hearing now."""
    raise NotImplementedError
