"""What every rule is given: the hearing, who asks, the moment and the settings; and how an answer is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from hearing.commands import Command
from hearing.errors import Refused
from hearing.events import HearingEvent
from hearing.facts import Course, HearingState
from hearing.ids import Milliseconds, ParticipantId
from hearing.participant import Participant, Right
from hearing.policy import Actor
from hearing.words import RefusalCode


@dataclass(frozen=True)
class Settings:
    """What the panel was told: time to undo, the broadcast's delay (a cut takes it back too), the writer's fence."""

    undo_ms: int = 10_000
    delay_ms: int = 30_000
    fence: int = 1


@dataclass(frozen=True)
class Asked:
    """One command's surroundings. ``now_ms`` never lies before the log's last event."""

    state: HearingState
    command: Command
    actor: Actor
    now_ms: Milliseconds
    settings: Settings

    def say(self, event: Callable[..., HearingEvent], **fields: object) -> HearingEvent:
        """Return *event* as the next one of the log."""
        return event(
            hearing=self.state.hearing,
            seq=self.state.seq + 1,
            at=self.now_ms,
            who=self.actor.principal,
            fence=self.settings.fence,
            **fields,
        )

    def refuse(self, code: RefusalCode, detail: str = "") -> NoReturn:
        """Refuse the command under *code*."""
        raise Refused(code, detail or f"{self.command.type}: {self.state.course}")

    def only_in(self, *courses: Course) -> None:
        """Refuse unless the hearing stands in one of *courses*."""
        if self.state.course not in courses:
            self.refuse("not-now")

    def needs(self, *rights: Right) -> None:
        """Refuse unless the actor has one of *rights*."""
        if not self.actor.rights.intersection(rights):
            self.refuse("no-right")

    def person(self, participant: ParticipantId) -> Participant:
        """Return the participant, or refuse."""
        if participant not in self.state.participants:
            self.refuse("unknown-participant", participant)
        return self.state.participants[participant]


Rule = Callable[[Any, Asked], HearingEvent | tuple[HearingEvent, ...]]
"""Answers one kind of command with its event, or with several that are one action; or refuses."""

Rules = Mapping[type[Any], Rule]
