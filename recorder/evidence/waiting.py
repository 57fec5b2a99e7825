"""Packing waits for the files of exhibits that the room still has; what it has not either, the package says that it lacks."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from hearing.facts import HearingState
from hearing.link import Link
from recorder.evidence.owed import owed_files

LONGEST_S = 24 * 3600.0
"""So long is waited for a room that does not come back, from when packing was first ready."""


class ExhibitWait:
    """What is waited for; *records* is the record store, *clock_s* a clock that only goes on."""

    def __init__(self, link: Link, records: Path, clock_s: Callable[[], float]) -> None:
        self._link, self._records, self._clock_s = link, records, clock_s
        self._since: dict[str, float] = {}

    async def objection(self, state: HearingState) -> str:
        """Say what packing waits for; empty when it need not wait.

        Raises:
            LinkError: the hub did not say whether the room may still bring something.
        """
        owed = await asyncio.to_thread(owed_files, self._records, state)
        if not owed:
            self._since.pop(state.hearing, None)
            return ""
        since = self._since.setdefault(state.hearing, self._clock_s())
        if self._clock_s() - since >= LONGEST_S:
            return ""
        told = await self._link.request("GET", f"/api/v1/hearings/{state.hearing}/exhibits/owed")
        if not told["awaited"]:
            return ""
        exhibits = ", ".join(dict.fromkeys(one.exhibit for one in owed))
        return f"the courtroom still has files of {exhibits}; they are awaited."
