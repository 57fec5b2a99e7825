"""One track of a take: what one camera or one microphone gives, as append-only fragments."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from recorder.cutting import Batch, Cutter
from recorder.index import ClockLine, IndexLine, TrackLine, WrittenLine, sha256_hex, sm3_hex
from recorder.layout import TrackPaths
from recorder.mp4 import Stored, audio_header, fragment, length_prefixed, video_header
from recorder.opus import PACKET_TICKS
from recorder.sample import Kind, Sample
from recorder.track_files import TrackFiles

FILE_NS = 300 * 1_000_000_000
"""A track file is followed by the next one at the first keyframe after this."""

_PENDING_BYTES = 64 << 20  # What may wait in memory while the disk is full: minutes of one camera.
_STALL_MS = 300  # A source silent for so long does not keep its last samples in memory.
_WRITING_MS = 3000


@dataclass(frozen=True, slots=True)
class History:
    """What a track held when it was opened again."""

    seq: int = 0
    end: int | None = None
    bytes: int = 0
    silence: int = 0


@dataclass(frozen=True, slots=True)
class _Gap:
    """Stands between samples where the source was away."""


@dataclass(frozen=True, slots=True)
class TrackState:
    """How a track stands now."""

    kind: Kind
    stream: str
    mandatory: bool
    writing: bool
    """A fragment reached the disk within the last three seconds of an open stretch."""
    position: int
    """Timeline end of the last fragment on the disk, ns."""
    bytes: int
    silence: int
    """Packets of silence that were filled in."""
    lost: int
    """Samples that came and could not be kept, and packets that were reported lost."""


class Track:
    """Takes samples from any thread and never waits for the disk; the take does the rest."""

    def __init__(
        self,
        paths: TrackPaths,
        line: TrackLine,
        fence: int,
        source: Literal["ns", "rtp"],
        history: History,
        *,
        with_sm3: bool = False,
    ) -> None:
        self._with_sm3 = with_sm3
        self.line = line
        self._fence = fence
        self._source = source
        self._files = TrackFiles(paths)
        self._cutter = Cutter(line.kind, line.channels, history.end)
        self._incoming: deque[Sample | _Gap] = deque()
        self._clock: deque[ClockLine] = deque()
        self._pending: deque[Batch] = deque()
        self._pending_bytes = 0
        self._staged: list[tuple[Batch, IndexLine]] = []
        self._file_start = 0
        self._seq, self._position = history.seq, history.end or 0
        self._bytes, self._silence = history.bytes, history.silence
        self._lost = 0
        self._moved_at = self._wrote_at = 0
        self._is_running = False
        self._opened_for: Batch | None = None

    def write(self, sample: Sample) -> None:
        """Hand over the next sample; from any thread, never waits."""
        self._incoming.append(sample)

    def lose(self, count: int) -> None:
        """Count what the network or a queue swallowed before it came here."""
        self._lost += count

    def note_clock(self, line: ClockLine) -> None:
        """Keep how the source's clock is mapped now; from any thread, never waits."""
        self._clock.append(line)

    def leave_gap(self) -> None:
        """The source has gone or its time jumped; its next sample begins where it lies, in a new file.

        From any thread, never waits.
        """
        self._incoming.append(_Gap())

    # What follows is for the take, under its lock.

    def begin(self, at: int, now: int, *, fills: bool) -> None:
        """Begin a stretch at *at* ns; *now* in ms."""
        self._drain()
        self._cutter.begin(at, fills=fills)
        if not self._is_running:
            self._is_running, self._wrote_at, self._moved_at = True, now - _WRITING_MS, now

    def stop(self, at: int) -> None:
        """End the stretch at *at* ns."""
        self._cutter.stop(at)
        self._drain()
        self._pending = deque(batch for batch in self._pending if self._cutter.trim(batch.pieces, at))
        self._pending_bytes = sum(batch.size for batch in self._pending)
        self._is_running = False

    def collect(self, now: int, *, force: bool) -> bool:
        """Cut what is complete; say whether anything waits to be written."""
        if self._drain():
            self._moved_at = now
        for batch in self._cutter.cut(force=force or now - self._moved_at >= _STALL_MS):
            self._pending.append(batch)
            self._pending_bytes += batch.size
        while self._pending_bytes > _PENDING_BYTES or self._has_no_beginning():
            self._forget_oldest()
        return bool(self._pending)

    def _drain(self) -> bool:
        moved = False
        while self._incoming:
            sample = self._incoming.popleft()
            if isinstance(sample, _Gap):
                self._cutter.leave_gap()
            else:
                self._cutter.take(sample)
            moved = True
        return moved

    def _forget_oldest(self) -> None:
        batch = self._pending.popleft()
        self._pending_bytes -= batch.size
        self._lost += len(batch.pieces)

    def _has_no_beginning(self) -> bool:
        """Whether the next batch would open a file that cannot be played from its front."""
        return bool(self._pending) and not self._files.is_open and not self._pending[0].pieces[0].keyframe

    def put(self) -> Iterator[dict[str, Any]]:
        """Write pending batches up to the end of this track file; yield the leaf of a header that was begun.

        Raises:
            OSError: what was acknowledged is whole, what was not is pending.
        """
        for batch in self._pending:
            if self._needs_file(batch):
                if self._staged:
                    return
                header = self._files.open_media(batch.start, self._header(batch))
                self._opened_for, self._file_start = batch, batch.start
                self._bytes += header.bytes
                yield header.leaf(self.line.name)
            self._stage(batch)

    def _needs_file(self, batch: Batch) -> bool:
        if not self._files.is_open:
            return True
        is_old = batch.start - self._file_start >= FILE_NS
        return batch.pieces[0].keyframe and (batch.opens_file or is_old) and self._opened_for is not batch

    def _header(self, batch: Batch) -> bytes:
        if self.line.kind == "audio":
            return audio_header(self.line.channels)
        assert batch.sets is not None, "a keyframe passed with its parameter sets"
        return video_header(batch.sets)

    def _stage(self, batch: Batch) -> None:
        seq = self._seq + len(self._staged) + 1
        content = self._encode(seq, batch)
        offset = self._files.add_media(content)
        silence = batch.silence
        line = IndexLine(
            seq=seq,
            file=self._files.media_name,
            offset=offset,
            bytes=len(content),
            start=batch.start,
            duration=batch.end - batch.start,
            samples=len(batch.pieces),
            keyframe=batch.pieces[0].keyframe,
            sha256=sha256_hex(content),
            source=self._source,
            source_time=next((piece.source_time for piece in batch.pieces if not piece.is_silence), 0),
            fence=self._fence,
            silence=silence or None,
            sm3=sm3_hex(content) if self._with_sm3 else None,
        )
        self._staged.append((batch, line))

    def _encode(self, seq: int, batch: Batch) -> bytes:
        timescale, is_sound = self.line.timescale, self.line.kind == "audio"
        times = [(piece.start * timescale + 500_000_000) // 1_000_000_000 for piece in batch.pieces]
        times.append((batch.end * timescale + 500_000_000) // 1_000_000_000)
        stored = [
            Stored(piece.data if is_sound else length_prefixed(piece.data), until - since, piece.keyframe)
            for piece, since, until in zip(batch.pieces, times, times[1:], strict=False)
        ]
        return fragment(seq, times[0], stored, PACKET_TICKS if is_sound else 0)

    def sync(self) -> None:
        """Bring staged media to the disk.

        Raises:
            OSError: it does not count; call :meth:`take_back`.
        """
        if self._staged:
            self._files.sync_media()

    def acknowledge(self, now: int) -> list[WrittenLine]:
        """Bring the lines of synced media to the disk; from here on it counts.

        Raises:
            OSError: it does not; call :meth:`take_back`.
        """
        if not self._staged:
            return []
        lines = [line for _, line in self._staged]
        self._files.acknowledge(lines)
        for batch, line in self._staged:
            self._pending.popleft()
            self._pending_bytes -= batch.size
            self._bytes += line.bytes
            self._silence += line.silence or 0
        self._staged = []
        self._seq, self._position, self._wrote_at = lines[-1].seq, lines[-1].end, now
        return [WrittenLine(track=self.line.name, **line.model_dump()) for line in lines]

    def write_clock(self) -> None:
        """Bring what was noted of the clock to the disk.

        Raises:
            OSError: none of it is; the next call tries again.
        """
        if self._clock:
            lines = list(self._clock)
            self._files.add_clock(lines)
            for _ in lines:
                self._clock.popleft()

    def take_back(self) -> None:
        """Cut off what was written and not acknowledged; it is pending again."""
        self._staged = []
        self._files.take_back()

    def state(self, now: int) -> TrackState:
        """How the track stands at *now* (ms)."""
        return TrackState(
            kind=self.line.kind,
            stream=self.line.stream,
            mandatory=self.line.mandatory,
            writing=self._is_running and now - self._wrote_at < _WRITING_MS,
            position=self._position,
            bytes=self._bytes,
            silence=self._silence,
            lost=self._lost + self._cutter.dropped,
        )

    def close(self) -> None:
        """Let go of the files."""
        self._files.close()
