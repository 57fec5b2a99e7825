"""Seals the takes whose writers never came back, once a judge has signed that, and tells the hub."""

import asyncio
import logging
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from hearing.ending import Ending, ReportEnded
from hearing.facts import HearingState
from hearing.link import Link
from recorder.ended_take import Declared
from recorder.ending import end_take
from recorder.layout import take_paths
from recorder.signing import SigningKey

log = logging.getLogger("ending")


class EndingJob:
    """Ends takes of the hearings that it is shown; *records* is the record store."""

    def __init__(self, link: Link, records: Path, key: SigningKey) -> None:
        self._link, self._records, self._key = link, records, key

    async def make(self, state: HearingState) -> None:
        """Seal and tell each take of *state* whose end is signed and not sealed yet.

        Raises:
            LinkError: the hub is not there, or refuses.
            StoreFault: the disk or the key refused.
        """
        for take, one in sorted(state.endings.items()):
            if one.signed is not None and not one.is_sealed:
                await self._end(state, take, one)

    async def _end(self, state: HearingState, take: str, one: Ending) -> None:
        assert one.signed is not None, "only what a judge has signed is ended"
        paths = take_paths(self._records, state.case.number, state.hearing, take)
        declared = Declared(by=one.by or one.who, text=one.text, judge=one.judge, declared=one.seq, signed=one.signed)
        now = self._link.panel_ns() // 1_000_000
        made = await asyncio.to_thread(end_take, paths, state.hearing, declared, self._key, now)
        if made is None:
            log.info("%s: %s has been sealed by its own writer after all", state.hearing, take)
            return
        identity = uuid5(NAMESPACE_URL, f"{state.hearing}/ended/{take}/{made.root}")
        await self._link.command(state.hearing, ReportEnded(id=identity, take=take, size=made.size, root=made.root))
        log.warning(
            "%s: %s ended without its writer: %d leaves, %d of them sealed by it",
            state.hearing,
            take,
            made.size,
            made.sealed,
        )
