"""Where a record may lie, by the secrecy label of its cases (法释〔2017〕5号 §16; 在线诉讼规则 §27). Pure."""

from collections.abc import Iterable
from typing import Literal

from hearing.case import Case, Secrecy
from hearing.facts import HearingState

Place = Literal["court", "second-folder", "bucket", "removable", "online", "public"]
"""The court's own disks; a second folder in the court; an object store on a network; a disc or stick that leaves by
somebody's leave; a page that parties read from outside; the public page."""

_OF_THE_COURT: frozenset[Place] = frozenset({"court", "second-folder", "removable"})
_NOT_ONLINE: frozenset[Place] = _OF_THE_COURT | {"bucket"}
PLACES: dict[Secrecy, frozenset[Place]] = {
    Secrecy.ORDINARY: _NOT_ONLINE | {"online", "public"},
    Secrecy.TRADE_SECRET: _NOT_ONLINE | {"online"},
    Secrecy.WORK_SECRET: _NOT_ONLINE,
    Secrecy.PERSONAL_PRIVACY: _NOT_ONLINE,
    Secrecy.MINOR: _NOT_ONLINE,
    Secrecy.STATE_SECRET: _OF_THE_COURT,
}
"""What of business secrets was heard in public may be read by the parties online; sealed ranges never are."""


def may_lie(cases: Iterable[Case], place: Place) -> bool:
    """Whether a record of *cases* may lie in *place*: the strictest label of all of them decides."""
    return all(place in PLACES[case.secrecy] for case in cases)


def cases_of(state: HearingState) -> tuple[Case, ...]:
    """Return every case that was heard, the lead one first."""
    return (state.case, *state.joined)
