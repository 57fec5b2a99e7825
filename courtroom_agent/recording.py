"""Puts what was captured into the record: one take, as the orders say."""

import logging
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.orders import Orders, Span
from courtroom_agent.preroll import Preroll
from hearing.reports import TrackState
from recorder.disk_watch import DiskWatch, Outage
from recorder.errors import RecorderError, TakeSealed
from recorder.index import ClockLine
from recorder.opus import SILENCE
from recorder.sample import Kind, Sample
from recorder.signing import SigningKey
from recorder.take import Take, TakeAbout
from recorder.track import Track

_log = logging.getLogger(__name__)

DRAIN_MS = 250
"""What was captured before a span's end is written by then, unless this machine stalls."""
DRAIN_LONGEST_MS = 3000
"""So long a track that was written lately is waited for."""
_LATELY_NS = 2_000_000_000
KEPT_NS = 1_000_000_000
"""How much is kept in memory so that a record asked for a moment ago begins at that moment."""
WAITING_NS = 30_000_000_000
"""How much waits in memory while a disk is too slow to begin the take."""
_CLOCK_EVERY_MS = 60_000
_RETRY_MS = 1000


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stream that is recorded as a track of its own."""

    stream: str
    """The track's name: ``mic-judge``, ``program``, ``program-sound``."""
    kind: Kind
    mandatory: bool
    duration_ns: int
    """Of one picture or one packet."""
    is_occasional: bool = False
    """There is nothing of it most of the time: its track begins with its first sample, and is told of while it is written."""


class Recording:
    """Opens, fills, ends and seals takes. Belongs to one thread, but for :meth:`write` and what is told."""

    def __init__(self, store: Path, key: SigningKey, clock: PanelClock, tracks: tuple[Recorded, ...]) -> None:
        self._store, self._key, self._clock, self._recorded = store, key, clock, tracks
        self._orders = Orders()
        self._take: Take | None = None
        self._tracks: dict[str, Track] = {}
        self._named: dict[str, str] = {}
        self._occasional = frozenset(one.stream for one in tracks if one.is_occasional)
        self._asked: frozenset[str] = frozenset()
        """Occasional tracks of which a sample came."""
        self._span: Span | None = None
        self._reached: dict[str, int] = {}
        self._tried_at = self._noted_at = 0
        self._hindered = ""
        self.is_sealed = False
        self._states_then: tuple[TrackState, ...] = ()
        self._disk = DiskWatch(self._now)

    @property
    def says(self) -> str:
        """What hinders the record; empty while nothing does."""
        return self._disk.says() or self._hindered

    @property
    def states(self) -> tuple[TrackState, ...]:
        """How each track stood at the last :meth:`obey`; none is written while the disk does not answer."""
        if not self._disk.is_stuck:
            return self._states_then
        return tuple(state.model_copy(update={"writing": False}) for state in self._states_then)

    def outages(self) -> list[Outage]:
        """Hand out, once, when the disk took nothing."""
        return self._disk.outages()

    def obey(self, orders: Orders) -> None:
        """Do what *orders* say now and bring to the disk what is complete. Call it ten times a second."""
        with self._disk.working():
            self._obey(orders)

    def _obey(self, orders: Orders) -> None:
        now = self._now()
        self._change_take(orders, now)
        self._orders = orders
        if self._take is None:
            self._states_then = ()
            return
        try:
            has_new = self._asked - {*self._tracks}
            if has_new or (self._span is None and orders.tracks != self._named):
                self._name_tracks(self._take, orders)
            self._follow_spans(self._take, now)
            if not self.is_sealed:
                self._take.flush()
            self._hindered = self._take.unsigned
            self._disk.take()
        except RecorderError as fault:
            self._complain(fault)
        self._states_then = self._states(self._take)

    def write(self, stream: str, since: int, sample: Sample) -> bool:
        """Hand a sample of the span that begins at *since* (UTC ms) to its track, from any thread.

        Says whether it was dealt with. It was not while that span is still to come: the one before may be waiting for
        its last sound, and between them nothing may be written. What comes after its own span is over is lost.
        """
        track, span = self._tracks.get(stream), self._span
        if track is None and stream in self._occasional:
            self._asked |= {stream}
        if track is None or span is None or span[0] < since:
            return False
        if span[0] > since:
            track.lose(1)
            return True
        track.write(sample)
        self._reached[stream] = sample.start + sample.duration
        return True

    def _states(self, take: Take) -> tuple[TrackState, ...]:
        return tuple(
            TrackState(
                name=name,
                take=take.about.take,
                kind=state.kind,
                mandatory=state.mandatory,
                writing=state.writing,
                position=state.position,
                bytes=state.bytes,
                lost=state.lost,
            )
            for name, state in take.positions().items()
            if state.writing or name not in self._occasional
        )

    def close(self) -> None:
        """Write what is left and let go of the take."""
        take, self._take, self._tracks, self._span = self._take, None, {}, None
        if take is None:
            return
        try:
            take.close()
        except RecorderError as fault:
            self._complain(fault)

    def _now(self) -> int:
        return self._clock.now() // 1_000_000

    def _complain(self, fault: RecorderError) -> None:
        if str(fault) != self._hindered:
            _log.error("%s", fault)
        self._hindered = str(fault)
        self._disk.refuse(fault)

    def _change_take(self, orders: Orders, now: int) -> None:
        wanted = (orders.hearing, orders.take, orders.zero_at, orders.fence)
        had = (self._orders.hearing, self._orders.take, self._orders.zero_at, self._orders.fence)
        if wanted != had:
            self.close()
            self.is_sealed, self._hindered, self._tried_at = False, "", 0
            self._asked = frozenset()
            self._disk.take()
        if self._take is None and not self.is_sealed and now - self._tried_at >= _RETRY_MS:
            self._tried_at = now
            self._open(orders)

    def _open(self, orders: Orders) -> None:
        if orders.hearing is None or orders.take is None or orders.zero_at is None:
            return
        about = TakeAbout(
            hearing=orders.hearing,
            case=orders.case,
            take=orders.take,
            writer=orders.take.rpartition("-")[0],
            zero_at=orders.zero_at,
            fence=orders.fence,
        )
        try:
            take = Take.open(self._store, about, self._key, self._now)
            self._name_tracks(take, orders)
        except TakeSealed as fault:
            self.is_sealed = orders.closed
            if not orders.closed:
                self._complain(fault)
            return
        except RecorderError as fault:
            self._complain(fault)
            return
        self._take, self._hindered = take, ""
        _log.info("take %s of %s: recording into %s", orders.take, orders.hearing, take.paths.folder)

    def _name_tracks(self, take: Take, orders: Orders) -> None:
        """Give each stream its track; between two spans they may become another person's."""
        tracks = {}
        for one in self._recorded:
            if one.is_occasional and one.stream not in self._asked:
                continue
            name = orders.tracks.get(one.stream, one.stream)
            is_mandatory = one.mandatory or name != one.stream
            tracks[one.stream] = take.track(name, one.kind, name.removesuffix("-sound"), is_mandatory)
        self._tracks, self._named = tracks, orders.tracks

    def _follow_spans(self, take: Take, now: int) -> None:
        orders = self._orders
        if self._span is not None:
            until = next((s[1] for s in orders.spans if s[0] == self._span[0]), self._span[1])
            self._span = (self._span[0], until)
            if until is not None and self._is_drained(now, until):
                self._span = None
                take.stop(self._timeline(until, orders))
        span = orders.span_at(now)
        if span is not None and self._span is None:
            take.begin(self._timeline(span[0], orders))
            self._span, self._noted_at = span, 0
        if self._span is not None and now - self._noted_at > _CLOCK_EVERY_MS:
            self._note_clock(now)
        if orders.closed and self._span is None and not self.is_sealed:
            take.seal(final=True)
            self.is_sealed = True
            _log.info("take %s is sealed", orders.take)

    def _is_drained(self, now: int, until: int) -> bool:
        """Whether nothing captured before *until* is still on its way; a source that is gone is not waited for."""
        if now < until + DRAIN_MS:
            return False
        end = self._timeline(until, self._orders)
        awaited = [
            one
            for one in self._recorded
            if end - _LATELY_NS < self._reached.get(one.stream, 0) <= end - one.duration_ns
        ]
        return not awaited or now >= until + DRAIN_LONGEST_MS

    def _timeline(self, at_ms: int, orders: Orders) -> int:
        assert orders.zero_at is not None, "a take is open, so its zero is known"
        return (at_ms - orders.zero_at) * 1_000_000

    def _note_clock(self, now: int) -> None:
        """Note how this machine's clock lies on the timeline (clock.jsonl)."""
        self._noted_at = now
        line = ClockLine(
            at=now,
            source_time=self._clock.own(now * 1_000_000),
            timeline=self._timeline(now, self._orders),
            rate_ppm=-self._orders.clock_drift_ppm,
            uncertainty_ns=self._orders.clock_uncertainty_ns,
            method="capture-clock",
        )
        for track in self._tracks.values():
            track.note_clock(line)


class Offering:
    """Hands one stream's packets to the recording, those that belong to the record and no others.

    Keeps the last second in memory while cameras and microphones are on, so that what was said in the moment between
    asking for the record and its beginning is in it. Belongs to the source's thread.
    """

    def __init__(
        self, recorded: Recorded, recording: Recording, clock: PanelClock, preroll: Preroll | None = None
    ) -> None:
        self._recorded, self._recording, self._clock, self._preroll = recorded, recording, clock, preroll
        self._kept: deque[tuple[bytes, bool, int]] = deque()

    def offer(self, orders: Orders, data: bytes, at: int, *, keyframe: bool) -> None:
        """Take one packet captured at *at* (ns, panel's clock)."""
        kept = self._kept
        kept.append((data, keyframe, at))
        longest = KEPT_NS
        if orders.zero_at is not None and orders.records_at(at / 1e6):
            if self._hand_over(orders, orders.zero_at):
                return
            longest = WAITING_NS
        while kept and kept[0][2] < at - longest:
            self._put_by(orders, *kept.popleft())

    def _put_by(self, orders: Orders, data: bytes, keyframe: bool, at: int) -> None:
        """What is older than a second: into the pre-roll while a hearing is being prepared, else nowhere."""
        if self._preroll is not None and orders.preroll:
            self._preroll.put(data, at, keyframe=keyframe)

    def _hand_over(self, orders: Orders, zero_at: int) -> bool:
        """Give the recording all that is kept; ``False`` while it is not ready."""
        if self._preroll is not None and not self._preroll.is_empty and not self._hand_preroll(orders, zero_at):
            return False
        kept = self._kept
        while kept:
            data, keyframe, at = kept[0]
            span = orders.span_at(at / 1e6)
            if span is not None:
                sample = self._cut(data, keyframe, at, span[1], zero_at)
                if not self._recording.write(self._recorded.stream, span[0], sample):
                    return False
            kept.popleft()
        return True

    def _hand_preroll(self, orders: Orders, zero_at: int) -> bool:
        """Give the recording what was captured since the announcement; the rest of the pre-roll is forgotten."""
        assert self._preroll is not None, "it is asked for only where there is one"
        since = orders.spans[0][0]
        for data, keyframe, at in self._preroll.take(since * 1_000_000):
            span = orders.span_at(at / 1e6)
            if span is None:
                continue
            sample = self._cut(data, keyframe, at, span[1], zero_at)
            if not self._recording.write(self._recorded.stream, span[0], sample):
                return False  # not begun yet: the packet is still the pre-roll's first
        self._preroll.clear()
        return True

    def _cut(self, data: bytes, keyframe: bool, at: int, until_ms: int | None, zero_at: int) -> Sample:
        """The packet's sample; what reaches over the span's end is cut off, and of sound silenced."""
        duration = self._recorded.duration_ns
        if until_ms is not None and at + duration > until_ms * 1_000_000:
            duration = until_ms * 1_000_000 - at
            data = SILENCE[1] if self._recorded.kind == "audio" else data
        return Sample(data, at - zero_at * 1_000_000, duration, keyframe, self._clock.own(at))

    def forget(self) -> None:
        """Drop what is kept: cameras and microphones go off."""
        self._kept.clear()
        if self._preroll is not None and not self._preroll.is_empty:
            self._preroll.clear()
