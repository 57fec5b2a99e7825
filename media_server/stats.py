"""What a live stream does now, in numbers that cross the link."""

from dataclasses import dataclass, field

from hearing.streams import Medium
from media_server.source import Source
from media_server.subscriber import Playing

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


def published(source: Source, rate: Rate) -> dict[str, int | float]:
    """Describe what comes in of one medium: bitrate, packets, loss, jitter, frames."""
    reception = source.reception
    return {
        "bitrate_bps": rate.bitrate_bps,
        "packets": reception.packets,
        "lost": max(0, reception.lost),
        "given_up": source.given_up,
        "refused": source.refused,
        "jitter_ms": round(reception.jitter_ms, 1),
        "frames": source.frames,
        "keyframes": source.keyframes_seen,
    }


def played(playing: Playing) -> dict[str, int | float | None]:
    """Describe what goes out of one medium to one player: packets, loss as the player reports it, round trip."""
    playing.fanout.settle()
    return {
        "packets": playing.member.packets,
        "octets": playing.member.octets,
        "resent": playing.resent,
        "lost": playing.lost,
        "loss": round(playing.loss, 3),
        "round_trip_ms": None if playing.round_trip_ms is None else round(playing.round_trip_ms, 1),
        "allowed_bps": playing.allowed_bps,
    }
