"""Chains over the hearings' logs, each event hashed once: logs only ever grow, so what was known of one stays true."""

from control_panel.hearing_log import Hearings
from hearing.log_chain import EMPTY, chain

_KEPT = 4


class LogChains:
    """Remembers the chain at the last few places of each log that were asked for."""

    def __init__(self, hearings: Hearings) -> None:
        self._hearings = hearings
        self._known: dict[str, dict[int, str]] = {}

    def forget(self, hearing: str) -> None:
        """Another log of *hearing* is in force."""
        self._known.pop(hearing, None)

    async def at(self, hearing: str, seq: int) -> str:
        """Return the chain over the first *seq* events."""
        known = self._known.setdefault(hearing, {})
        near = max((place for place in known if place <= seq), default=0)
        if near != seq:
            events = await self._hearings.events(hearing, near, seq - near)
            known[seq] = chain(events, known.get(near, EMPTY))
            for place in sorted(known)[:-_KEPT]:
                known.pop(place, None)
        return known.get(seq, EMPTY)
