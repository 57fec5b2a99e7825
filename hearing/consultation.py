"""Who may read the record from outside, and what of it: parties, defence and agents (法释〔2017〕5号 §§10–11). Pure."""

from dataclasses import dataclass
from typing import Literal

from hearing.facts import Course, HearingState
from hearing.ids import Milliseconds
from hearing.participant import Role
from hearing.sealed_ranges import openness_ranges
from hearing.storage_rules import cases_of, may_lie

READERS = frozenset(
    {
        Role.PLAINTIFF,
        Role.DEFENDANT,
        Role.THIRD_PARTY,
        Role.ACCUSED,
        Role.VICTIM,
        Role.STATUTORY_REPRESENTATIVE,
        Role.DEFENDER,
        Role.AGENT_AD_LITEM,
    }
)
"""当事人、辩护律师、诉讼代理人 and who acts for them by law."""
_AFTER: frozenset[Course] = frozenset({"closed", "signing", "archiving", "archived"})

Why = Literal["", "not-a-reader", "not-over", "secrecy", "closed-as-a-whole", "revoked", "expired", "used-up"]


@dataclass(frozen=True)
class Answer:
    """Whether, and why not."""

    why: Why = ""

    def __bool__(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class ReadingGrant:
    """One person's leave to read one hearing's record, for a time and so many times."""

    until: Milliseconds
    openings: int
    """How many times it may be opened."""
    opened: int = 0
    may_copy_sound: bool = False
    """§11: copying the sound. Pictures are never given for copying."""
    may_transcribe: bool = False
    """§11: taking down what was said: the open part of the text is given."""
    revoked_at: Milliseconds | None = None


def may_be_granted(state: HearingState, role: Role) -> Answer:
    """Whether a person in *role* may be given leave to read this hearing's record online."""
    if role not in READERS:
        return Answer("not-a-reader")
    if state.course not in _AFTER:
        return Answer("not-over")
    if not may_lie(cases_of(state), "online"):
        return Answer("secrecy")
    last = openness_ranges(state)[-1:]
    if any(one.openness == "closed" and one.range == "whole" for one in last):
        return Answer("closed-as-a-whole")
    return Answer()


def may_read(grant: ReadingGrant, state: HearingState, role: Role, now: Milliseconds) -> Answer:
    """Whether what was granted still holds at *now*; what a judge closes later ends it too."""
    if grant.revoked_at is not None:
        return Answer("revoked")
    if now >= grant.until:
        return Answer("expired")
    return may_be_granted(state, role)


def may_open(grant: ReadingGrant, state: HearingState, role: Role, now: Milliseconds) -> Answer:
    """Whether it may be opened once more."""
    if grant.opened >= grant.openings:
        return Answer("used-up")
    return may_read(grant, state, role, now)
