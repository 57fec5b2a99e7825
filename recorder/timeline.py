"""Maps a source's own clock onto the hearing's timeline. Pure: reports and moments come in.

A source counts in its own units and drifts. A regression over its last 24 reports says what time it means
(measured on simulated clocks of ±100 ppm over two hours: 0.5 ms at the 99th percentile; the first report with the
nominal rate is 700 ms off). Corrections are slewed by at most 1 ms a second, so that samples never step; what is
more than 100 ms off is a jump: it is marked, and a new stretch begins.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

Method = Literal["sender-reports", "capture-clock", "estimated"]

SECOND = 1_000_000_000
REPORTS = 24
SLEW = 1e-3
"""Seconds of correction a second."""
JUMP_NS = 100_000_000
_FEWEST = 4  # Reports before a rate is believed.
_WILDEST = 1e-3  # A clock more than 1000 ppm off is a broken report, not a clock.
_WINDOW_NS = 60 * SECOND
_PATH_NS = 5_000_000  # What the shortest way through a network may hide.


@dataclass(frozen=True, slots=True)
class Line:
    """A straight map: *source* units are *time* ns, and each unit more is *step* ns."""

    source: int
    time: int
    step: float
    uncertainty: int
    method: Method

    def at(self, source: int) -> int:
        """Nanoseconds that *source* is."""
        return self.time + round((source - self.source) * self.step)


class Offset:
    """How far another machine's clock is behind ours: least of (arrival - its time) over the last minute.

    The least is the one that waited shortest on its way. One for all media of a sender, so that lips match.
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[int, int]] = deque()

    def report(self, theirs: int, arrival: int) -> None:
        """Note that a message sent at *theirs* came at *arrival*, both ns."""
        found = arrival - theirs
        while self._seen and self._seen[-1][1] >= found:
            self._seen.pop()
        self._seen.append((arrival, found))
        while self._seen[0][0] < arrival - _WINDOW_NS:
            self._seen.popleft()

    @property
    def value(self) -> int | None:
        """Nanoseconds to add to their time; ``None`` before the first report."""
        return self._seen[0][1] if self._seen else None


class ReportFit:
    """The line through a source's last 24 reports."""

    def __init__(self, rate: int) -> None:
        self._nominal = SECOND / rate
        self._reports: deque[tuple[int, int]] = deque(maxlen=REPORTS)

    def report(self, source: int, time: int) -> None:
        """Note that the source counted *source* at *time* ns. A report that contradicts the others begins anew."""
        if self._reports:
            last_source, last_time = self._reports[-1]
            expected = last_time + (source - last_source) * self._nominal
            if source <= last_source or abs(time - expected) > JUMP_NS + _WILDEST * abs(time - last_time):
                self._reports.clear()
        self._reports.append((source, time))

    @property
    def is_empty(self) -> bool:
        """Whether no report has come yet."""
        return not self._reports

    def line(self) -> Line | None:
        """What the reports say; ``None`` before the first."""
        if not self._reports:
            return None
        source, time = self._reports[-1]
        xs = [float(x - source) for x, _ in self._reports]
        ys = [y - time - x * self._nominal for x, (_, y) in zip(xs, self._reports, strict=True)]
        count = len(xs)
        mean_x, mean_y = sum(xs) / count, sum(ys) / count
        slope = 0.0
        if count >= _FEWEST:
            spread = sum((x - mean_x) ** 2 for x in xs)
            slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
            limit = _WILDEST * self._nominal
            slope = max(-limit, min(limit, slope))
        rest = [y - mean_y - slope * (x - mean_x) for x, y in zip(xs, ys, strict=True)]
        error = (sum(r * r for r in rest) / count) ** 0.5
        return Line(
            source,
            time + round(mean_y - slope * mean_x),
            self._nominal + slope,
            round(2 * error) + (0 if count >= _FEWEST else 1_000_000),
            "sender-reports",
        )


class Slewed:
    """Follows a line that is corrected now and then, without ever stepping."""

    def __init__(self) -> None:
        self.line: Line | None = None
        self._rest = 0

    def correct(self, line: Line, now: int) -> bool:
        """From the source's *now* on follow *line*; say whether it lay so far off that time jumped."""
        rest = 0 if self.line is None else self.at(now) - line.at(now)
        jumped = abs(rest) > JUMP_NS
        self._rest = 0 if jumped else rest
        self.line = Line(now, line.at(now), line.step, line.uncertainty, line.method)
        return jumped

    def at(self, source: int) -> int:
        """Nanoseconds of the timeline that *source* is."""
        assert self.line is not None, "a clock is asked only after its first report"
        time = self.line.at(source)
        paid = round(max(0, time - self.line.time) * SLEW)
        if self._rest > 0:
            return time + max(0, self._rest - paid)
        return time + min(0, self._rest + paid)

    @property
    def uncertainty(self) -> int:
        """How wrong it may be, ns: the line's own and what is not slewed yet."""
        assert self.line is not None, "a clock is asked only after its first report"
        return self.line.uncertainty + abs(self._rest)


class MediaClock:
    """Clock of one RTP stream: estimated from arrivals until sender reports come."""

    def __init__(self, rate: int, zero: int, offset: Offset) -> None:
        """*rate* in units a second, *zero* the timeline's zero (UTC ns), *offset* shared by the sender's media."""
        self.rate = rate
        self._zero = zero
        self._offset = offset
        self._fit = ReportFit(rate)
        self._arrivals = Offset()
        self._map = Slewed()
        self._corrected_at: int | None = None

    def arrived(self, source: int, arrival: int) -> bool:
        """Note a packet with time *source* (unwrapped) at *arrival* (UTC ns); say whether time jumped."""
        if not self._fit.is_empty:
            return False
        self._arrivals.report(source * SECOND // self.rate, arrival)
        if self._corrected_at is not None and arrival - self._corrected_at < SECOND:
            return False
        self._corrected_at = arrival
        time = source * SECOND // self.rate + (self._arrivals.value or 0) - self._zero
        return self._map.correct(Line(source, time, SECOND / self.rate, 10 * _PATH_NS, "estimated"), source)

    def report(self, source: int, theirs: int, arrival: int) -> bool:
        """Note a sender report: *source* units were *theirs* (sender's UTC ns), come at *arrival*.

        Returns whether time jumped: then a new stretch begins.
        """
        self._offset.report(theirs, arrival)
        self._fit.report(source, theirs)
        line, offset = self._fit.line(), self._offset.value
        assert line is not None, "there is a report"
        assert offset is not None, "there is a report"
        shift = offset - self._zero
        uncertainty = line.uncertainty + _PATH_NS
        return self._map.correct(Line(line.source, line.time + shift, line.step, uncertainty, line.method), source)

    @property
    def is_known(self) -> bool:
        """Whether anything has come yet."""
        return self._map.line is not None

    def at(self, source: int) -> int:
        """Nanoseconds of the timeline that *source* (unwrapped) is."""
        return self._map.at(source)

    def describe(self, source: int) -> tuple[int, float, int, Method]:
        """Timeline ns at *source*, rate in ppm against nominal, uncertainty in ns, and how it is known."""
        line = self._map.line
        assert line is not None, "a clock is described only after its first report"
        ppm = (SECOND / self.rate / line.step - 1) * 1e6
        return self.at(source), round(ppm, 3), self._map.uncertainty, line.method


class CaptureClock:
    """Clock of a device on this machine: its capture times and the offset of our clock against the panel's."""

    def __init__(self, zero: int) -> None:
        """*zero*: the timeline's zero, UTC ns by the panel's clock."""
        self._zero = zero
        self._trips: deque[tuple[int, int, int]] = deque()
        self._map = Slewed()

    def measured(self, at: int, offset: int, round_trip: int) -> bool:
        """Note that at *at* (our UTC ns) the panel was *offset* ns ahead, measured over *round_trip* ns.

        Returns whether time jumped: then a new stretch begins.
        """
        self._trips.append((at, offset, round_trip))
        while self._trips[0][0] < at - _WINDOW_NS:
            self._trips.popleft()
        _, best, trip = min(self._trips, key=lambda one: one[2])
        return self._map.correct(Line(at, at + best - self._zero, 1.0, trip // 2, "capture-clock"), at)

    def at(self, captured: int) -> int:
        """Nanoseconds of the timeline that *captured* (our UTC ns) is; our own clock before any measurement."""
        return self._map.at(captured) if self._map.line else captured - self._zero

    @property
    def uncertainty(self) -> int | None:
        """How wrong it may be, ns; ``None`` before any measurement."""
        return self._map.uncertainty if self._map.line else None
