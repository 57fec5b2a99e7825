"""Bitrates, measured from growing counts. Pure."""

from dataclasses import dataclass, field

from hearing.streams import Medium

_SECOND_NS = 1_000_000_000


@dataclass(slots=True)
class Rate:
    """Bits per second, from a growing count of octets."""

    bitrate_bps: int = 0
    _octets: int = 0
    _at: int = 0

    def measure(self, octets: int, now: int) -> int:
        """Take in the count as it is *now* (ns); give the rate since the last time."""
        if self._at and now > self._at:
            self.bitrate_bps = max(0, octets - self._octets) * 8 * _SECOND_NS // (now - self._at)
        self._octets, self._at = octets, now
        return self.bitrate_bps


@dataclass(slots=True)
class Rates:
    """One :class:`Rate` for each medium."""

    by_medium: dict[Medium, Rate] = field(default_factory=dict)

    def of(self, medium: Medium) -> Rate:
        """Give the rate of *medium*."""
        return self.by_medium.setdefault(medium, Rate())
