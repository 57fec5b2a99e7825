"""Keeps the ledger of each hearing, packs those that are to be archived once every second is answered for, and says so."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from pydantic import ValidationError

from hearing.commands import ReportArchived
from hearing.facts import RUNNING, HearingState
from hearing.link import Link, LinkError
from recorder.archive.final_seals import NotComplete
from recorder.archive.packing import NotExplained, pack
from recorder.archive.verification import verify
from recorder.closing_job import ClosingJob
from recorder.credentials.issuer import Issuer
from recorder.ending_job import EndingJob
from recorder.errors import RecordDamaged, RecorderError, StoreFault
from recorder.evidence.waiting import ExhibitWait
from recorder.hearing_ledgers import HearingLedgers
from recorder.layout import takes_of
from recorder.signing import SigningKey

log = logging.getLogger("archive")
_LOOK_S = 1.0
_LIVE_S = 5.0  # While it runs, the ledger is made anew no oftener.
_SETTLE_S = 2.0
_AGAIN_S = 15.0  # A full disk is not tried again at once: packing copies all media.
_OVER = frozenset({"closed", "signing", "archiving"})
_LIVE = RUNNING | {"paused"}


class ArchiveJob:
    """Watches the hearings that *states* gives; *data* is the installation's folder."""

    def __init__(
        self,
        link: Link,
        data: Path,
        key: SigningKey,
        states: Callable[[], Iterable[HearingState]],
        closing: ClosingJob,
        player: Path | None = None,
    ) -> None:
        """*player*: folder of the offline player, which goes into each package if it is there."""
        self._closing = closing
        self._ending = EndingJob(link, data / "records", key)
        self._link, self._data, self._key, self._states, self._player = link, data, key, states, player
        self._ledgers = HearingLedgers(link, data / "records", time.monotonic)
        self._exhibits = ExhibitWait(link, data / "records", time.monotonic)
        self._looked: dict[str, float] = {}
        self._said: dict[str, str] = {}
        self._again: dict[str, float] = {}

    async def run(self) -> None:
        """Look once a second until cancelled."""
        while True:
            states = list(self._states())
            self._ledgers.forget({state.hearing for state in states})
            for state in [one for one in states if self._is_due(one)]:
                try:
                    await self._tend(state)
                except (NotComplete, NotExplained) as wait:
                    self._say(state, f"{wait}")
                except (LinkError, OSError, RecordDamaged, StoreFault) as fault:
                    log.warning("%s: not archived yet: %s", state.hearing, fault)
                    self._again[state.hearing] = time.monotonic() + _AGAIN_S
            await asyncio.sleep(_LOOK_S)

    def _is_due(self, state: HearingState) -> bool:
        now = time.monotonic()
        if now < self._again.get(state.hearing, 0):
            return False
        every = _LOOK_S / 2 if state.course in _OVER else _LIVE_S
        return state.course in _OVER | _LIVE and now - self._looked.get(state.hearing, -_LIVE_S) >= every

    def _say(self, state: HearingState, words: str) -> None:
        """Say why it waits, once."""
        if self._said.get(state.hearing) != words:
            self._said[state.hearing] = words
            log.info("%s", words)

    async def _tend(self, state: HearingState) -> None:
        await self._ending.make(state)
        kept = await self._ledgers.look(state)
        self._looked[state.hearing] = time.monotonic()
        if state.course != "archiving":
            return
        if kept.ledger is None or not kept.is_final:
            raise NotComplete(f"{state.hearing}: not everything of it has arrived yet.")
        if objection := kept.ledger.objection():
            raise NotExplained(f"{state.hearing}: {objection}")
        await self._archive(state)

    async def _archive(self, state: HearingState) -> None:
        records, archive = self._data / "records", self._data / "archive"
        before = {take.name for take in takes_of(records, state.case.number, state.hearing)}
        await asyncio.sleep(_SETTLE_S)  # A take that is about to arrive shall not be left out.
        if before != {take.name for take in takes_of(records, state.case.number, state.hearing)}:
            raise NotComplete(f"{state.hearing}: another take has arrived.")
        if objection := await self._exhibits.objection(state):
            raise NotComplete(f"{state.hearing}: {objection}")
        await self._close(state)
        kept = await self._ledgers.look(state)
        names = await self._link.request("GET", f"/api/v1/hearings/{state.hearing}/names")
        issuer = Issuer(self._data, datetime.fromtimestamp(self._link.panel_ns() // 1_000_000_000, UTC))
        package, root = await asyncio.to_thread(
            pack, records, archive, kept.events, self._key, self._player, kept.damage, names, issuer
        )
        report = await asyncio.to_thread(verify, package)
        if not report.whole:
            raise RecordDamaged(f"{package}: packed, but not whole: {report.faults[0]}")
        told = str(package.relative_to(archive))
        command = ReportArchived(id=uuid5(NAMESPACE_URL, f"{state.hearing}/{root}"), root=root, package=told)
        await self._link.command(state.hearing, command)

    async def _close(self, state: HearingState) -> None:
        """Bring the closing root up to date; a damaged take has none that could be proven, and is packed without."""
        try:
            await self._closing.make(state)
        except (RecorderError, ValidationError) as fault:
            log.warning("%s: packed without a closing root: %s", state.hearing, fault)
