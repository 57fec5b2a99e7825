"""How far the panel's clock is ahead of this machine's steady one, and how fast both part. Pure: four stamps come in.

An exchange has four stamps, as NTP's has: sent and back by our steady clock, received and answered by the panel's. Its
offset is wrong by half of the time it was on its way at most; of the last ones those are believed that took about as
long as the quickest, and of those the median. Every half minute the offset then is kept: the line through the last ten
minutes of these says how fast the clocks part. The steady clock is never set; a panel whose clock was set is noticed by
three exchanges in a row that lie outside of what can be.
"""

from collections import deque
from dataclasses import dataclass
from statistics import median

LAST = 16
"""Exchanges that are looked at."""
KEPT_EVERY_NS = 30_000_000_000
_KEPT = 20
_FEWEST = 8
_STEP_NS = 50_000_000
_QUICK_AS, _QUICK_NS = 1.5, 100_000
"""So much longer than the quickest an exchange may have taken to be believed: on a busy machine few do not."""
_IN_A_ROW = 3
_WILDEST_PPM = 500.0
_AGEING_PPM = 5.0
"""What a drift that was measured may change by."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange, ns: *sent* and *back* by our steady clock, *received* and *answered* by the panel's."""

    sent: int
    received: int
    answered: int
    back: int

    @property
    def trip(self) -> int:
        """How long it was on its way."""
        return max(0, (self.back - self.sent) - (self.answered - self.received))

    @property
    def offset(self) -> int:
        """How far the panel's clock is ahead of ours, if both ways took equally long."""
        return ((self.received - self.sent) + (self.answered - self.back)) // 2


@dataclass(frozen=True, slots=True)
class Found:
    """The panel's clock is *offset* ns ahead at *at* of our steady one, to within *uncertainty* ns."""

    at: int
    offset: int
    uncertainty: int
    drift_ppm: float

    def offset_at(self, now: int) -> int:
        """The offset at *now* by our steady clock, when it may have drifted on since it was measured."""
        return self.offset + round((now - self.at) * self.drift_ppm / 1e6)

    def uncertainty_at(self, now: int) -> int:
        """How wrong it may be at *now*: the longer nobody answers, the more."""
        return self.uncertainty + round(abs(now - self.at) * _AGEING_PPM / 1e6)


class ClockSync:
    """Follows the panel's clock."""

    def __init__(self) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=LAST)
        self._outside: list[Exchange] = []
        self._kept: deque[tuple[int, int]] = deque(maxlen=_KEPT)
        self.found: Found | None = None
        """What is known; ``None`` before the first exchange."""
        self.step_ns = 0
        """All that the panel's clock was set by while we looked."""

    def take(self, exchange: Exchange) -> None:
        """Note an exchange."""
        if self.found is not None and self._is_outside(exchange, self.found):
            self._outside.append(exchange)
            if len(self._outside) < _IN_A_ROW:
                return
            self._begin_anew(self.found)
        else:
            self._outside.clear()
            self._exchanges.append(exchange)
        self._find(exchange.back)

    @staticmethod
    def _is_outside(exchange: Exchange, found: Found) -> bool:
        """Whether no slowness of the way explains it: then a clock was set."""
        return abs(exchange.offset - found.offset) > exchange.trip // 2 + found.uncertainty + _STEP_NS

    def _begin_anew(self, before: Found) -> None:
        now = min(self._outside, key=lambda one: one.trip)
        self.step_ns += now.offset - before.offset
        self._exchanges.clear()
        self._kept.clear()
        self._exchanges.extend(self._outside)
        self._outside.clear()

    def _find(self, now: int) -> None:
        by_trip = sorted(self._exchanges, key=lambda one: one.trip)
        quick = _QUICK_AS * by_trip[0].trip + _QUICK_NS
        best = [one for one in by_trip[: max(1, len(by_trip) // 2)] if one.trip <= quick]
        offset = round(median(one.offset for one in best))
        if not self._kept or now - self._kept[-1][0] >= KEPT_EVERY_NS:
            self._kept.append((now, offset))
        uncertainty = by_trip[0].trip // 2 + max(abs(one.offset - offset) for one in best)
        self.found = Found(now, offset, uncertainty, self._drift())

    def _drift(self) -> float:
        if len(self._kept) < _FEWEST:
            return 0.0
        zero_at, zero = self._kept[0]
        xs = [float(at - zero_at) for at, _ in self._kept]
        ys = [float(offset - zero) for _, offset in self._kept]
        mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
        spread = sum((x - mean_x) ** 2 for x in xs)
        slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
        return round(max(-_WILDEST_PPM, min(_WILDEST_PPM, slope * 1e6)), 3)
