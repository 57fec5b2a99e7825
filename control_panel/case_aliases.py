"""Keeps the archive findable by the numbers that cases got later: an alias beside the package that is filed as it was."""

import asyncio
import logging
from pathlib import Path

from hearing.events import Archived, HearingEvent
from hearing.facts import HearingState
from hearing.numbering import CaseNumbered
from recorder.archive.case_alias import write_aliases

_LOG = logging.getLogger(__name__)


class CaseAliases:
    """Follows the hearings; writes an alias once a hearing is archived and has a later number, whichever came last."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._writing: set[asyncio.Task[None]] = set()

    def happened(self, state: HearingState, event: HearingEvent) -> None:
        """Write what an event makes due; nobody waits for it."""
        if state.numbers and isinstance(event, Archived | CaseNumbered):
            task = asyncio.get_running_loop().create_task(self.write(state))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def write(self, state: HearingState) -> None:
        """Write a hearing's aliases; a disk that refuses is said, and it is tried again at the next start."""
        try:
            await asyncio.to_thread(write_aliases, self._archive, state)
        except OSError as fault:
            _LOG.warning("%s: its later number has no alias in the archive: %s", state.hearing, fault)
