"""Makes the closing root of each closed hearing as soon as every take has its final seal, and tells the hub.

A take whose media is still coming up counts by the final seal that its writer told ahead (``take-sealed``). Where not
even that is known :data:`PATIENCE_MS` after closing, the root is made over what has come up and says which takes are
behind; another one follows when they are there.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from pydantic import ValidationError

from hearing.commands import ReportClosing
from hearing.facts import HearingState
from hearing.link import Link, LinkError
from recorder.closing import Closing, Stands, TakeStand, make_closing, stands_of
from recorder.durable import make_folder, write_whole
from recorder.ended_take import endings_of
from recorder.errors import RecorderError
from recorder.failpoint import reached
from recorder.layout import seals_folder, takes_of
from recorder.signing import SigningKey

log = logging.getLogger("closing")
LOOK_S = 0.1
PATIENCE_MS = 2500
_CLOSED = frozenset({"closed", "signing", "archiving"})
FILE = "closing.json"


class ClosingJob:
    """Watches the hearings that *states* gives; *records* is the record store."""

    def __init__(
        self, link: Link, records: Path, key: SigningKey, states: Callable[[], Iterable[HearingState]]
    ) -> None:
        self._link, self._records, self._key, self._states = link, records, key, states
        self._making = asyncio.Lock()

    async def run(self) -> None:
        """Look ten times a second until cancelled."""
        while True:
            for state in [one for one in self._states() if one.course in _CLOSED]:
                try:
                    await self.make(state)
                except (LinkError, OSError, RecorderError, ValidationError) as fault:
                    log.warning("%s: no closing root yet: %s", state.hearing, fault)
                    await asyncio.sleep(1)
            await asyncio.sleep(LOOK_S)

    async def make(self, state: HearingState) -> None:
        """Make and tell the closing root of *state* if it is due and another one than was told.

        Raises:
            LinkError: the hub is not there, or refuses.
            OSError: the disk refused.
        """
        async with self._making:
            stands = await asyncio.to_thread(self._stands, state)
            if not self._is_due(state, stands):
                return
            made = await self._kept_or_made(state, stands)
            command = ReportClosing(
                id=uuid5(NAMESPACE_URL, f"{state.hearing}/closing/{made.root}"),
                root=made.root,
                code=made.code,
                until=made.until,
                behind=made.behind,
            )
            await self._link.command(state.hearing, command)
            reached("closing.told")

    def _stands(self, state: HearingState) -> Stands:
        takes = takes_of(self._records, state.case.number, state.hearing)
        told = {name: TakeStand(take=name, size=one.size, root=one.root) for name, one in state.take_seals.items()}
        return stands_of(takes, told, endings_of(self._records, state.case.number, state.hearing))

    def _is_due(self, state: HearingState, stands: Stands) -> bool:
        if not stands.takes or state.closed_at is None:
            return False
        if stands.behind and (state.closing or self._link.panel_ns() // 1_000_000 < state.closed_at + PATIENCE_MS):
            return False
        kept = self._kept(state)
        return state.closing is None or kept is None or kept.takes != stands.takes or kept.root != state.closing.root

    def _kept(self, state: HearingState) -> Closing | None:
        path = seals_folder(self._records, state.case.number, state.hearing) / FILE
        return Closing.model_validate_json(path.read_bytes()) if path.exists() else None

    async def _kept_or_made(self, state: HearingState, stands: Stands) -> Closing:
        kept = self._kept(state)
        if kept is not None and (kept.takes, kept.behind) == (stands.takes, stands.behind):
            return kept
        events = await self._link.log(state.hearing)
        made = await asyncio.to_thread(make_closing, events, stands, self._key, self._link.panel_ns() // 1_000_000)
        reached("closing.made")
        folder = seals_folder(self._records, state.case.number, state.hearing)
        await asyncio.to_thread(make_folder, folder)
        await asyncio.to_thread(write_whole, folder / FILE, made.line())
        reached("closing.kept")
        log.info("%s: closing root %s, %d ms after closing", state.hearing, made.root, made.at - (state.closed_at or 0))
        return made
