"""Keeps what players read of each archived record, ready to be sent: three hours are a hundred thousand fragments.

Files below ``run/record-index/`` are made from the record store when a hearing is archived, or first asked for, and can
be thrown away. A running hearing's index is made anew each time.
"""

import asyncio
import logging
from pathlib import Path

from pydantic_core import to_json

from hearing.events import Archived, HearingEvent
from hearing.state import HearingState
from recorder.durable import write_whole
from recorder.record_index import record_index

_LOG = logging.getLogger(__name__)
_FORM = 2
"""What was kept by an older version is written otherwise, and made anew."""


class RecordIndexes:
    """The indexes of the record at *records*, kept in *folder*."""

    def __init__(self, records: Path, folder: Path) -> None:
        self._records, self._folder = records, folder
        self._making: set[asyncio.Task[bytes]] = set()

    async def get(self, state: HearingState) -> bytes:
        """Give the index of a hearing's record as JSON.

        Raises:
            RecordDamaged: an index was changed.
        """
        return await asyncio.to_thread(self._get, state)

    def _get(self, state: HearingState) -> bytes:
        if state.root is None:
            return to_json(record_index(self._records, state))
        kept = self._folder / f"{state.hearing}-{state.seq}-{_FORM}.json"
        try:
            return kept.read_bytes()
        except FileNotFoundError:
            made = to_json(record_index(self._records, state))
        for older in self._folder.glob(f"{state.hearing}-*.json"):
            older.unlink(missing_ok=True)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(kept, made)
        return made

    def happened(self, state: HearingState, event: HearingEvent) -> None:
        """Make an archived hearing's index ready before anyone asks."""
        if isinstance(event, Archived):
            task = asyncio.get_running_loop().create_task(self.get(state))
            self._making.add(task)
            task.add_done_callback(self._made)

    def _made(self, task: asyncio.Task[bytes]) -> None:
        self._making.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            _LOG.warning("the index of a record could not be made ready: %s", fault)
