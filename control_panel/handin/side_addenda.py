"""Puts the log of the side that does not stand into the package, as an addendum signed over it, whichever comes last."""

import asyncio
import logging
from collections.abc import Callable

from pydantic import ValidationError

from control_panel.accounts import Accounts
from control_panel.addenda import Addenda
from control_panel.handin.settling import Settlements
from control_panel.handin.side_store import FILE, LOG, SideStore
from control_panel.hearing_log import Hearings
from hearing.events import Archived, HearingEvent
from hearing.facts import HearingState
from recorder.archive.verification import NotAPackage
from recorder.errors import RecorderError

_LOG = logging.getLogger(__name__)


class SideAddenda:
    """Follows hearings and settlements: an archived and settled hearing's package holds the other side's log."""

    def __init__(
        self,
        addenda: Addenda,
        settlements: Settlements,
        hearings: Hearings,
        accounts: Accounts,
        sides: SideStore,
        now_ms: Callable[[], int],
    ) -> None:
        self._addenda, self._settlements, self._hearings = addenda, settlements, hearings
        self._accounts, self._sides, self._now_ms = accounts, sides, now_ms
        self._adding: set[asyncio.Task[None]] = set()
        hearings.followers.append(self)
        settlements.on_done.append(self._soon)

    def happened(self, state: HearingState, event: HearingEvent) -> None:
        """Add what an archiving makes due; nobody waits for it."""
        if isinstance(event, Archived):
            self._soon(state.hearing)

    async def make_up(self) -> None:
        """Add what was due when this panel ended."""
        for hearing in self._settlements.done():
            await self.add(hearing)

    async def add(self, hearing: str) -> None:
        """Add the side's log to the package, once; a disk that refuses is said, and it is tried again at the next start."""
        state, told = self._hearings.find(hearing), self._settlements.told(hearing)
        which = told["says"].get("side") if told is not None and told["done_at"] is not None else None
        if state is None or state.package is None or told is None or which is None:
            return
        folder = self._sides.folder(hearing, which)
        by = [await self._name(told[who]) for who in ("proposed_by", "approved_by")]
        words = (
            f"裁定 settled: {told['keep']}. {told['reason']} 另一方 the other side: {which}, {told['says']['sha256']}"
        )
        try:
            await self._addenda.add_once(state, "、".join(by), words, (folder / LOG, folder / FILE), self._now_ms())
        except (OSError, RecorderError, NotAPackage, ValidationError) as fault:
            _LOG.warning("%s: its other side is not in the package: %s", hearing, fault)

    def _soon(self, hearing: str) -> None:
        task = asyncio.get_running_loop().create_task(self.add(hearing))
        self._adding.add(task)
        task.add_done_callback(self._adding.discard)

    async def _name(self, principal: str) -> str:
        account = await self._accounts.get(principal)
        return account.name if account is not None else principal
