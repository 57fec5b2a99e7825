"""Which packets of a source are missing, and when to ask for each again (RFC 4585 §6.2.1). Pure."""

from dataclasses import dataclass, field

RETRY_NS = 60_000_000
"""Between two requests for one packet: above a round trip within a province."""
TRIES = 5
LONGEST_GAP = 300
"""Packets. A larger gap is a new start: a keyframe repairs it, not a resend."""


@dataclass(slots=True)
class Missing:
    """Holes in one source's numbering, by extended sequence number."""

    _holes: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Number → when to ask next, how often asked."""

    def __len__(self) -> int:
        return len(self._holes)

    def gap(self, first: int, count: int, now: int) -> bool:
        """Note *count* missing packets from *first* on; say whether resends can repair it."""
        if count > LONGEST_GAP:
            self._holes.clear()
            return False
        for number in range(first, first + count):
            self._holes[number] = (now, 0)
        return True

    def filled(self, number: int) -> bool:
        """Note that *number* came after all; say whether it had been missing."""
        return self._holes.pop(number, None) is not None

    def due(self, now: int) -> tuple[list[int], int]:
        """Give the sequence numbers to ask for *now* (ns), and how many were given up."""
        wanted = []
        lost = []
        for number, (when, tries) in self._holes.items():
            if now < when:
                continue
            if tries >= TRIES:
                lost.append(number)
                continue
            self._holes[number] = (now + RETRY_NS, tries + 1)
            wanted.append(number & 0xFFFF)
        for number in lost:
            del self._holes[number]
        return wanted, len(lost)
