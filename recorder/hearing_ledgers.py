"""Keeps the ledgers of the hearings on this host up to date, and says them to the hub whenever they change."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hearing.events import HearingEvent, LineCorrected, LineSpoken
from hearing.facts import HearingState
from hearing.ledger import Ledger
from hearing.link import Link
from hearing.reports import AwaitedTake, LedgerKept
from hearing.state import apply
from recorder.archive.coverage import TakeCoverage, TakeReader
from recorder.archive.damage import HearingDamage, covered, look_for_damage
from recorder.archive.ledger import make_ledger
from recorder.awaited_takes import awaited_takes
from recorder.evidence.owed import owed_files
from recorder.layout import TakePaths, takes_of

_LOOK_AGAIN_S = 60.0


@dataclass
class KeptLedger:
    """One hearing's ledger, and what it was made from."""

    events: list[HearingEvent] = field(default_factory=list)
    course: list[HearingEvent] = field(default_factory=list)
    """The events without the lines of the transcript, which are many and say nothing of the record."""
    state: HearingState | None = None
    readers: dict[str, TakeReader] = field(default_factory=dict)
    damage: HearingDamage | None = None
    """What is broken of the takes; found once nothing can be added any more, and looked for again: a copy may mend it."""
    looked_at: float = 0.0
    ledger: Ledger | None = None
    awaited: tuple[AwaitedTake, ...] = ()
    """Takes without their final seal, once the hearing is closed."""
    exhibits: tuple[str, ...] = ()
    """Exhibits of which a file is not here, once the hearing is closed."""

    def hear(self, events: Sequence[HearingEvent]) -> None:
        """Take in what has happened."""
        for event in events:
            self.events.append(event)
            self.state = apply(self.state, event)
            if not isinstance(event, LineSpoken | LineCorrected):
                self.course.append(event)

    @property
    def is_final(self) -> bool:
        """Nothing will be added, and every octet was read."""
        return self.ledger is not None and self.ledger.complete


class HearingLedgers:
    """The ledgers of all hearings that are asked for; *records* is the record store."""

    def __init__(self, link: Link, records: Path, clock: Callable[[], float]) -> None:
        """*clock* counts seconds."""
        self._link, self._records, self._clock = link, records, clock
        self._kept: dict[str, KeptLedger] = {}

    async def look(self, state: HearingState) -> KeptLedger:
        """Bring the hearing's ledger up to date, and report it if it has changed.

        Raises:
            LinkError: the hub did not give the log.
            OSError: the record store cannot be read.
        """
        kept = self._kept.setdefault(state.hearing, KeptLedger())
        last = kept.events[-1].seq if kept.events else 0
        kept.hear(await self._link.log(state.hearing, last))
        ledger, awaited = await asyncio.to_thread(self._made, kept)
        exhibits = await asyncio.to_thread(self._lacking, kept.state)
        if (ledger, awaited, exhibits) != (kept.ledger, kept.awaited, kept.exhibits):
            kept.ledger, kept.awaited, kept.exhibits = ledger, awaited, exhibits
            told = LedgerKept(hearing=state.hearing, ledger=ledger, says=ledger.objection(), awaited=awaited)
            await self._link.report(told.model_copy(update={"exhibits": exhibits}))
        return kept

    def forget(self, hearings: set[str]) -> None:
        """Let go of all hearings but *hearings*."""
        self._kept = {name: kept for name, kept in self._kept.items() if name in hearings}

    def _made(self, kept: KeptLedger) -> tuple[Ledger, tuple[AwaitedTake, ...]]:
        state = kept.state
        assert state is not None, "a hearing that is followed has a log"
        takes = takes_of(self._records, state.case.number, state.hearing)
        covering = self._read(takes, kept)
        ledger = make_ledger(kept.course, state, covering)
        if not ledger.complete:
            return ledger, awaited_takes(state, takes, covering)
        if kept.damage is None or (kept.damage.faults and self._clock() - kept.looked_at >= _LOOK_AGAIN_S):
            kept.damage, kept.looked_at = look_for_damage(takes, state.hearing), self._clock()
        return make_ledger(kept.course, state, covered(takes, kept.damage)) if kept.damage.faults else ledger, ()

    def _lacking(self, state: HearingState | None) -> tuple[str, ...]:
        if state is None or state.closed_at is None:
            return ()
        return tuple(dict.fromkeys(one.exhibit for one in owed_files(self._records, state)))

    def _read(self, takes: list[TakePaths], kept: KeptLedger) -> list[TakeCoverage]:
        return [kept.readers.setdefault(take.name, TakeReader(take)).read() for take in takes]
