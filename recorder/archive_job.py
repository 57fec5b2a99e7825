"""Packs hearings that are to be archived, once everything of them has arrived, and says so to the hub."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from hearing.commands import ReportArchived
from hearing.facts import HearingState
from hearing.link import Link, LinkError
from recorder.archive.packing import NotComplete, pack
from recorder.archive.verification import verify
from recorder.closing_job import ClosingJob
from recorder.errors import RecordDamaged
from recorder.layout import takes_of
from recorder.signing import SigningKey

log = logging.getLogger("archive")
_LOOK_S = 1.0
_SETTLE_S = 2.0
_AGAIN_S = 15.0  # A full disk or a damaged take is not tried again at once: packing copies all media.


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
        self._link, self._data, self._key, self._states, self._player = link, data, key, states, player

    async def run(self) -> None:
        """Look once a second until cancelled."""
        while True:
            for state in [one for one in self._states() if one.course == "archiving"]:
                try:
                    await self._archive(state)
                except NotComplete as wait:
                    log.info("%s", wait)
                except (LinkError, OSError, RecordDamaged) as fault:
                    log.warning("%s: not archived yet: %s", state.hearing, fault)
                    await asyncio.sleep(_AGAIN_S)
            await asyncio.sleep(_LOOK_S)

    async def _archive(self, state: HearingState) -> None:
        records, archive = self._data / "records", self._data / "archive"
        before = takes_of(records, state.case.number, state.hearing)
        if not before:
            raise NotComplete(f"{state.hearing}: nothing of it has arrived yet.")
        await asyncio.sleep(_SETTLE_S)  # A take that is about to arrive shall not be left out.
        await self._closing.make(state)
        events = await self._link.log(state.hearing)
        package, root = await asyncio.to_thread(pack, records, archive, events, self._key, self._player)
        report = await asyncio.to_thread(verify, package)
        if not report.whole:
            raise RecordDamaged(f"{package}: packed, but not whole: {report.faults[0]}")
        told = str(package.relative_to(archive))
        command = ReportArchived(id=uuid5(NAMESPACE_URL, f"{state.hearing}/{root}"), root=root, package=told)
        await self._link.command(state.hearing, command)
