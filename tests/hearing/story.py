"""Tells a hearing as a story: commands one after another, each decided and applied, with the log kept."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from hearing.commands import COMMAND
from hearing.deciding import decide
from hearing.events import HearingEvent
from hearing.participant import Role
from hearing.policy import SYSTEM, Actor, account_actor, participant_actor
from hearing.state import HearingState, apply

HEARING = "h-abcdefghij"
ZERO = 1_790_000_000_000
SITE = "centre-1"
"""A detention centre's room that has an agent of its own."""

JUDGE = account_actor("account:1", Role.SOLE_JUDGE)
CLERK = account_actor("account:2", Role.CLERK)
REVIEWER = account_actor("account:3", Role.BROADCAST_APPROVER)
VICE_PRESIDENT = account_actor("account:4", Role.BROADCAST_APPROVER)
TECHNICIAN = account_actor("account:5", Role.TECHNICIAN)
GALLERY = account_actor("account:6", Role.GALLERY)
ROOM = Actor("agent:demo", "agent")
OTHER_ROOM = Actor("agent:hall-9", "agent")
MEDIA = Actor("service:media-1", "service")

CASE = {"number": "（2026）示0101刑初128号", "cause": "危险驾驶", "title": "张某某危险驾驶案"}
SCHEDULE = {
    "hearing": HEARING,
    "case": CASE,
    "procedure": "trial",
    "room": "demo",
    "court": "示范市第一人民法院",
    "room_name": "第一法庭",
    "planned_at": ZERO,
    "remote_ground": "在线诉讼规则 §37",
}


def command(what: str, /, *, expect: int | None = None, identity: UUID | None = None, **fields: Any) -> Any:
    """Make a command as it comes over the wire."""
    return COMMAND.validate_python({"id": str(identity or uuid4()), "expect": expect, "type": what, **fields})


@dataclass
class Story:
    """One hearing being told; a second passes before each command."""

    now: int = ZERO
    state: HearingState | None = None
    log: list[HearingEvent] = field(default_factory=list)

    @property
    def hearing(self) -> HearingState:
        """The state so far."""
        assert self.state is not None
        return self.state

    def so(self, actor: Actor, what: str, /, *, expect: int | None = None, **fields: Any) -> HearingEvent:
        """Let *actor* ask for *what*, and go on from what it led to."""
        self.now += 1000
        events = decide(self.state, command(what, expect=expect, **fields), actor, self.now)
        for event in events:
            self.state = apply(self.state, event)
            self.log.append(event)
        return events[-1]

    def wait(self, seconds: float) -> "Story":
        """Let time pass."""
        self.now += int(seconds * 1000)
        return self

    def person(self, participant: str) -> Actor:
        """The participant as an actor, now."""
        return participant_actor(self.hearing, participant)


def scheduled(**changes: Any) -> Story:
    """A hearing in the schedule."""
    story = Story()
    story.so(CLERK, "schedule", **{**SCHEDULE, **changes})
    return story


def prepared(**changes: Any) -> Story:
    """A public hearing whose courtroom is getting ready, with a remote accused ``p-1`` and a witness ``p-2``."""
    story = scheduled(**changes)
    story.so(JUDGE, "set-openness", openness="public", range="whole", judge="李某", reason="依法公开审理")
    story.so(CLERK, "invite", name="张某某", role="accused", place="示范市第一看守所", remote=True)
    story.so(CLERK, "invite", name="王某某", role="witness", place="本院证人室", remote=True)
    story.so(CLERK, "prepare")
    story.so(story.person("p-1"), "arrive", participant="p-1", checks={"camera": "good"})
    story.so(story.person("p-2"), "arrive", participant="p-2")
    return story


def opened(**changes: Any) -> Story:
    """The same hearing, open, with the accused admitted and the witness waiting."""
    story = prepared(**changes)
    story.so(story.person("p-1"), "consent", participant="p-1", to="remote-hearing")
    story.so(CLERK, "admit", participant="p-1")
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    story.so(CLERK, "enter-stage", stage="identity")
    return story


def approved(**changes: Any) -> Story:
    """The same hearing, open, its broadcast approved by three people, in investigation."""
    story = opened(**changes)
    story.so(JUDGE, "apply-for-broadcast", applicant="李某", reason="典型案例")
    story.so(REVIEWER, "review-broadcast", reviewer="赵某")
    story.so(VICE_PRESIDENT, "approve-broadcast", vice_president="钱某")
    story.so(CLERK, "enter-stage", stage="investigation")
    return story


def paused(reason: str = "recess", **changes: Any) -> Story:
    """The same hearing in a pause."""
    story = opened(**changes)
    story.so(CLERK, "recess", reason=reason)
    story.wait(10).so(SYSTEM, "take-effect")
    return story


def summoned() -> Story:
    """A closed hearing in preparation whose accused waits in a detention centre's room, not admitted yet."""
    story = scheduled()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")
    story.so(CLERK, "invite", name="张某某", role="accused", place="示范看守所", remote=True, site=SITE)
    story.so(CLERK, "invite", name="赵某某", role="defender", place="律师事务所", remote=True)
    story.so(CLERK, "prepare")
    story.so(CLERK, "arrive", participant="p-1")
    story.so(CLERK, "consent", participant="p-1", to="remote-hearing")
    return story


def arraigned() -> Story:
    """The same hearing, open, with the accused admitted."""
    story = summoned()
    story.so(CLERK, "admit", participant="p-1")
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    return story
