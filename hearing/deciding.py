"""Decides what a command leads to: events, or a refusal in words. Pure: the moment comes in as ``now_ms``."""

from dataclasses import dataclass

from hearing.commands import Command
from hearing.events import HearingEvent
from hearing.ids import Milliseconds
from hearing.policy import Actor
from hearing.state import HearingState


@dataclass(frozen=True)
class Settings:
    """What the panel was told: the time to undo a recess or closing, and the writer's fence."""

    undo_ms: int = 10_000
    fence: int = 1


DEFAULTS = Settings()


def decide(
    state: HearingState | None, command: Command, actor: Actor, now_ms: Milliseconds, settings: Settings = DEFAULTS
) -> tuple[HearingEvent, ...]:
    """Return the events that *command* of *actor* leads to, the next of the log in order.

    Raises:
        Stale: ``expect`` is older than what the command touches.
        Refused: the actor has no right to it, or it may not be now, or not like this.
    """
    raise NotImplementedError
