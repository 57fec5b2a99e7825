"""Who has read which exhibit's file lately: the audit has the first read of each hour, whatever part of the file it asks for."""

from collections.abc import Callable

from control_panel.audit import Audit

AGAIN_S = 3600
"""A film is read by hundreds of ranges; so long they are one read."""


class ExhibitReads:
    """Notes reads. *now_ms* is UTC."""

    def __init__(self, audit: Audit, now_ms: Callable[[], int]) -> None:
        self._audit, self._now_ms = audit, now_ms
        self._noted: dict[tuple[str, str, str], int] = {}

    async def note(self, principal: str, hearing: str, exhibit: str, address: str) -> None:
        """Put a read on the audit, unless the same person's read of the same exhibit was within the hour."""
        now, key = self._now_ms(), (principal, hearing, exhibit)
        self._noted = {one: at for one, at in self._noted.items() if 0 <= now - at < AGAIN_S * 1000}
        if key not in self._noted:
            await self._audit.note(principal, "exhibit-read", hearing=hearing, address=address, detail=exhibit)
            self._noted[key] = now
