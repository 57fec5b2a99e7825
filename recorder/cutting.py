"""Cuts a track's samples into fragments of about a second. Pure: no clock, no disk.

Sound is kept gapless inside a recorded stretch: what did not come is silence, and counted. Pictures are kept as
they came: a gap stays a gap. Nothing outside a stretch passes.
"""

from dataclasses import dataclass

from recorder.errors import BadMedia
from recorder.h264 import ParameterSets, annex_b, nal_units, parameter_sets, read_sps
from recorder.opus import PACKET_NS, SILENCE
from recorder.sample import Kind, Sample

FRAGMENT_NS = 1_000_000_000
_SNAP_NS = 1_000_000  # Nearer than this, sound goes on without a seam; its error never exceeds it.
_OVERLAP_NS = 10_000_000  # Sound that lies further back than this is there already.
_PICTURE_GAP_NS = 1_000_000_000  # A picture stands for at most this long without a next one.
_BACKWARDS_NS = 100_000_000
_TICK_NS = 11_112  # A 90 kHz tick, rounded up: no two pictures share one.
APART_NS = 100_000_000
"""Silence filled in for at least this long lies in fragments of its own, so that the index says where nothing was heard."""
LONGEST_FILL_NS = 3600 * 1_000_000_000
"""Sound that is further ahead than this is not a gap but a wrong clock, and is refused."""


@dataclass(slots=True)
class Piece:
    """A sample at its place; its duration may still grow till the next one."""

    data: bytes
    start: int
    duration: int
    keyframe: bool
    source_time: int
    is_silence: bool = False

    @property
    def end(self) -> int:
        """Nanoseconds of the timeline where the next piece may start."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Batch:
    """Pieces that become one fragment."""

    pieces: list[Piece]
    opens_file: bool
    """A stretch begins here: in a file of its own."""
    sets: ParameterSets | None
    """Parameter sets that hold when the batch begins with a keyframe."""

    @property
    def start(self) -> int:
        """Nanoseconds of the timeline."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Nanoseconds of the timeline."""
        return self.pieces[-1].end

    @property
    def size(self) -> int:
        """Bytes of media."""
        return sum(len(piece.data) for piece in self.pieces)

    @property
    def silence(self) -> int:
        """Pieces that were filled in."""
        return sum(piece.is_silence for piece in self.pieces)


class Cutter:
    """Takes samples in their order; hands out batches once they are complete."""

    def __init__(self, kind: Kind, channels: int, goes_on_at: int | None = None) -> None:
        self.dropped = 0
        """Samples of a stretch that could not be kept."""
        self._is_sound = kind == "audio"
        self._silence = SILENCE[channels]
        self._next = goes_on_at
        self._begin: int | None = None
        self._end: int | None = None
        self._current: list[Piece] = []
        self._complete: list[Batch] = []
        self._opens_file = True
        self._awaits_keyframe = not self._is_sound
        self._sets: ParameterSets | None = None

    def begin(self, at: int, *, fills: bool) -> None:
        """Begin a stretch at *at*; with *fills*, sound that comes late is silence from the beginning."""
        if self._begin is not None and self._end is None:
            return
        self._finish()
        self._begin, self._end = at, None
        self._opens_file = True
        self._awaits_keyframe = not self._is_sound
        if self._next is None or self._next < at:
            self._next = at if fills and self._is_sound else None

    def stop(self, at: int) -> None:
        """End the stretch at *at*. What began before and comes late still passes; what lies behind is forgotten."""
        if self._begin is None or self._end is not None:
            return
        self._end = max(at, self._begin)
        self._next = None if self._next is None else min(self._next, self._end)
        self._complete = [batch for batch in self._complete if self.trim(batch.pieces, self._end)]
        self.trim(self._current, self._end)

    def trim(self, pieces: list[Piece], at: int) -> bool:
        """Take away what reaches over *at*; say whether anything is left."""
        while pieces and pieces[-1].start >= at:
            pieces.pop()
        if pieces and pieces[-1].end > at:
            last = pieces[-1]
            last.duration = at - last.start
            if self._is_sound:
                last.data, last.is_silence = self._silence, True
        return bool(pieces)

    def leave_gap(self) -> None:
        """Let the next sample begin where it lies: the source was away, and this is no silence."""
        self._finish()
        self._next = None
        self._opens_file = True
        self._awaits_keyframe = not self._is_sound

    def take(self, sample: Sample) -> None:
        """Take the next sample."""
        if self._begin is None or (self._end is not None and sample.start >= self._end):
            return
        if self._is_sound:
            self._take_sound(sample)
        elif sample.start >= self._begin:
            self._take_picture(sample)

    def cut(self, *, force: bool = False) -> list[Batch]:
        """Hand out complete batches; with *force*, also what is not complete."""
        if force:
            self._finish()
        complete, self._complete = self._complete, []
        return complete

    def _finish(self) -> None:
        if self._current:
            self._complete.append(Batch(self._current, self._opens_file, self._sets))
            self._opens_file = False
            self._current = []

    def _take_sound(self, sample: Sample) -> None:
        assert self._begin is not None, "take() has seen a stretch"
        start, end, data = sample.start, sample.start + sample.duration, sample.data
        if start < self._begin or (self._end is not None and end > self._end):
            start, end = max(start, self._begin), min(end, self._end or end)
            if start >= end:
                return
            data = b""  # A packet cannot be cut: what reaches over the edge is silence.
        if self._next is not None:
            gap = start - self._next
            if gap <= -_OVERLAP_NS or gap > LONGEST_FILL_NS:
                self.dropped += 1
                return
            start = self._after_gap(start, gap)
        piece = Piece(data or self._silence, start, max(end - start, 1), True, sample.source_time, not data)
        if sample.duration == end - sample.start:
            piece.duration = sample.duration
        self._place(piece)

    def _after_gap(self, start: int, gap: int) -> int:
        """Fill whole packets of silence, then say where sound goes on."""
        assert self._next is not None, "a gap has an end of something before it"
        is_long = gap >= APART_NS
        if is_long:
            self._finish()
        for _ in range(gap // PACKET_NS if gap > 0 else 0):
            self._place(Piece(self._silence, self._next, PACKET_NS, True, 0, is_silence=True))
        gap = start - self._next
        if abs(gap) < _SNAP_NS or (gap < 0 and not self._current):
            start = self._next
        elif self._current:
            self._current[-1].duration += gap
        if is_long:
            self._finish()
        return start

    def _take_picture(self, sample: Sample) -> None:
        keyframe, data = self._checked_keyframe(sample) if sample.keyframe else (False, sample.data)
        if not data or (self._awaits_keyframe and not keyframe):
            self.dropped += 1
            return
        start = sample.start
        earliest = self._current[-1].start + _TICK_NS if self._current else self._next
        if earliest is not None and start < earliest:
            if earliest - start > _BACKWARDS_NS:
                self.dropped += 1
                return
            start = earliest
        end = start + max(sample.duration, _TICK_NS)
        end = end if self._end is None else min(end, self._end)
        if end <= start:
            return
        self._awaits_keyframe = False
        if self._current and start - self._current[-1].start <= _PICTURE_GAP_NS:
            self._current[-1].duration = start - self._current[-1].start
        self._place(Piece(data, start, end - start, keyframe, sample.source_time))

    def _checked_keyframe(self, sample: Sample) -> tuple[bool, bytes]:
        """Whether one can start from *sample*; its bytes, with parameter sets."""
        sets = parameter_sets(nal_units(sample.data))
        if sets is None:
            if self._sets is None:
                return False, sample.data
            return True, annex_b([self._sets.sps, self._sets.pps]) + sample.data
        try:
            read_sps(sets.sps)
        except BadMedia:
            return False, b""
        self._sets_follow(sets)
        return True, sample.data

    def _sets_follow(self, sets: ParameterSets) -> None:
        if self._current and sets != self._sets:
            self._finish()  # A batch is opened by the sets that hold at its front.
        self._sets = sets

    def _place(self, piece: Piece) -> None:
        if self._current and self._is_boundary(self._current[0], self._current[-1], piece):
            self._finish()
        self._current.append(piece)
        self._next = piece.end

    def _is_boundary(self, first: Piece, last: Piece, piece: Piece) -> bool:
        if last.end < piece.start:
            return True
        if self._is_sound:
            return first.start // FRAGMENT_NS != piece.start // FRAGMENT_NS
        length = piece.start - first.start
        if piece.keyframe and (2 * length >= FRAGMENT_NS or not first.keyframe):
            return True
        return length + last.duration // 2 >= FRAGMENT_NS
