"""How long a hearing's record is kept: by the kind of its case, the longest of all cases that it belongs to. Pure.

Terms are those of court files: permanent, 60 years, 30 years, counted from the first of January after the case was
closed, by the court's own calendar (UTC+8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hearing.court_time import COURT_TIME, court_time

Term = Literal["permanent", "60-years", "30-years"]
_YEARS: dict[Term, int | None] = {"permanent": None, "60-years": 60, "30-years": 30}


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case that a hearing belongs to: the one it was heard for, and each joined to it."""

    number: str
    term: Term | None = None
    """``None``: nobody has said yet."""
    closed_at: int | None = None
    """UTC milliseconds; ``None`` while the case is open."""


@dataclass(frozen=True, slots=True)
class KeptUntil:
    """When keeping ends. *at* (UTC ms) is ``None`` when it does not: for ever, or because *why* is still open."""

    at: int | None
    why: Literal["term", "permanent", "case-open", "term-unknown", "no-case"]

    def is_over(self, now: int) -> bool:
        """Whether the record need not be kept any more at *now* (UTC ms)."""
        return self.at is not None and now >= self.at


def kept_until(cases: Sequence[KeptCase]) -> KeptUntil:
    """Say until when a record of *cases* is kept: only once each is closed and has a term does the longest count."""
    if not cases:
        return KeptUntil(None, "no-case")
    if any(case.closed_at is None for case in cases):
        return KeptUntil(None, "case-open")
    if any(case.term is None for case in cases):
        return KeptUntil(None, "term-unknown")
    if any(case.term == "permanent" for case in cases):
        return KeptUntil(None, "permanent")
    return KeptUntil(max(_end(case) for case in cases), "term")


def _end(case: KeptCase) -> int:
    assert case.term is not None, "the caller asked for cases with a term alone"
    assert case.closed_at is not None, "the caller asked for closed cases alone"
    years = _YEARS[case.term]
    assert years is not None, "permanent cases have no end"
    closed = court_time(case.closed_at)
    return round(datetime(closed.year + 1 + years, 1, 1, tzinfo=COURT_TIME).timestamp() * 1000)
