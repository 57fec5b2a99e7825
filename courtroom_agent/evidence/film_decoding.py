"""Decodes a filed film or sound for the desk, in a process of its own that may fail without harm.

``python -m courtroom_agent.evidence.film_decoding FILE PART WIDTH HEIGHT RATE``: reads :class:`Turn` orders from its
input, a line each, and writes :mod:`courtroom_agent.evidence.film_records` to its output: from the ordered position on,
as fast as they are read, of the PART ``pictures`` such as are no larger than the desk's and no more than RATE a second,
of the PART ``sound`` 48 kHz mono. Each part has a process, so that pictures that are late make no sound late.
The file comes from outside: memory, processor time and open files are limited before any of it is read.
"""

import os
import select
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from courtroom_agent.evidence.film_records import NO_SOUND, PIECE, Record, Turn, encoded
from courtroom_agent.layout import Box, fit
from courtroom_agent.mixer import RATE
from recorder.evidence.drawing import limit
from recorder.evidence.kinds import HEAD_BYTES, kind_of

MEMORY_MIB = 2048
CPU_S = 6 * 3600
NICENESS = 1
"""A film that is shown has to keep up like the picture that it is shown in; only what records goes before it."""
MOST_PIXELS = 4096 * 4096
"""Of a film's picture; what was filed larger is shown by its first picture alone."""
_FORMATS = {"video/mp4": "mp4", "audio/mpeg": "mp3", "audio/wav": "wav", "audio/ogg": "ogg"}
_RATES = range(4_000, 400_000)
_MOST_CHANNELS = 16
_GAP = RATE // 10
"""Sound whose time is nearer than this to the end of what came before follows it without a seam."""
_QUARTER = 90


class CannotPlay(Exception):
    """Why the file cannot be played, in a few words."""


def opened(path: Path) -> InputContainer:
    """Open the file as what its first octets say, never as what a prober may take it for.

    Raises:
        CannotPlay: it begins like nothing that plays.
        av.FFmpegError: it is broken.
    """
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
    if kind is None or kind[1] not in _FORMATS:
        raise CannotPlay("neither a film nor a sound")
    return av.open(str(path), format=_FORMATS[kind[1]])


def _frames(container: InputContainer, stream: VideoStream | AudioStream) -> Iterator[av.VideoFrame | av.AudioFrame]:
    """Decode what follows; a broken place is left out, as every player does.

    Raises:
        CannotPlay: nothing but broken places came.
    """
    came, why = 0, ""
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.EOFError:
            continue
        except av.FFmpegError as fault:
            why = str(fault)
            continue
        came += len(frames)
        yield from (frame for frame in frames if isinstance(frame, av.VideoFrame | av.AudioFrame))
    if not came and why:
        raise CannotPlay(why)


def _ms(time_s: float | None, container: InputContainer, otherwise: int) -> int:
    """Position of what is shown at *time_s* of the file's own clock, ms from its beginning."""
    return otherwise if time_s is None else round(1000 * time_s - (container.start_time or 0) / 1000)


def _seek(container: InputContainer, stream: VideoStream | AudioStream, from_ms: int) -> None:
    at = Fraction(from_ms, 1000) + Fraction(container.start_time or 0, 1_000_000)
    container.seek(int(at / (stream.time_base or Fraction(1, 1000))), stream=stream)


class Pictures:
    """The film's pictures from a position on."""

    def __init__(self, path: Path, size: tuple[int, int], rate: int) -> None:
        self._container = opened(path)
        if not self._container.streams.video:
            raise CannotPlay("no picture in it")
        self._stream = self._container.streams.video[0]
        if not 0 < self._stream.width * self._stream.height <= MOST_PIXELS:
            raise CannotPlay(f"{self._stream.width}×{self._stream.height} pixels")
        self._stream.thread_count = 1
        self._stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
        self._box, self._period_ms = Box(0, 0, *size), 1000 / rate

    def since(self, turn: Turn) -> Iterator[Record]:
        """Yield the picture that stands at the turn's position, and those after it."""
        _seek(self._container, self._stream, turn.from_ms)
        before: tuple[int, av.VideoFrame] | None = None
        due = float(turn.from_ms)
        last = 0
        for frame in _frames(self._container, self._stream):
            assert isinstance(frame, av.VideoFrame), "a stream of pictures"
            last = max(last, _ms(frame.time, self._container, last))
            if before is not None and last > turn.from_ms:
                yield self._record(turn, *before)
                due, before = before[0] + self._period_ms, None
            if last <= turn.from_ms:
                before = (last, frame)
            elif last >= due - self._period_ms / 4:
                yield self._record(turn, last, frame)
                due = max(due, last - self._period_ms) + self._period_ms
        if before is not None:
            yield self._record(turn, *before)

    def _record(self, turn: Turn, at_ms: int, frame: av.VideoFrame) -> Record:
        if frame.width * frame.height > MOST_PIXELS:
            raise CannotPlay(f"{frame.width}×{frame.height} pixels")
        turns = round(frame.rotation / _QUARTER) % 4
        wide, high = (frame.height, frame.width) if turns % 2 else (frame.width, frame.height)
        is_small = wide <= self._box.width and high <= self._box.height and not (wide % 2 or high % 2)
        box = Box(0, 0, wide, high) if is_small else fit(max(2, wide), max(2, high), self._box)
        width, height = (box.height, box.width) if turns % 2 else (box.width, box.height)
        planes = frame.reformat(width, height, "yuv420p", interpolation="BILINEAR").to_ndarray().reshape(-1)
        luma, quarter = width * height, width * height // 4
        parts = (
            planes[:luma].reshape(height, width),
            planes[luma : luma + quarter].reshape(height // 2, width // 2),
            planes[luma + quarter :].reshape(height // 2, width // 2),
        )
        body = b"".join(np.ascontiguousarray(np.rot90(part, turns)).tobytes() for part in parts)
        return Record("picture", turn.number, at_ms, body, box.width, box.height)


class Sounds:
    """The file's sound from a position on."""

    def __init__(self, path: Path) -> None:
        self._container = opened(path)
        if not self._container.streams.audio:
            raise CannotPlay(NO_SOUND)
        self._stream = self._container.streams.audio[0]

    def since(self, turn: Turn) -> Iterator[Record]:
        """Yield the sound from the turn's position on, in pieces that follow each other."""
        _seek(self._container, self._stream, turn.from_ms)
        first, following, given = turn.from_ms * RATE // 1000, -1, ("", "", 0)
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in _frames(self._container, self._stream):
            assert isinstance(frame, av.AudioFrame), "a stream of sound"
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            at = _ms(frame.time, self._container, -1) * RATE // 1000
            if shape != given or following < 0 or (at >= 0 and abs(at - following) > _GAP):
                self._check(frame)
                resampler, given = av.AudioResampler(format="s16", layout="mono", rate=RATE), shape
                following = max(at, following, 0)
            for part in resampler.resample(frame):
                sound = part.to_ndarray().reshape(-1)
                for start in range(0, len(sound), PIECE):
                    piece = sound[start : start + PIECE]
                    if following + len(piece) > first:
                        yield Record("sound", turn.number, following, piece.astype("<i2").tobytes())
                    following += len(piece)

    @staticmethod
    def _check(frame: av.AudioFrame) -> None:
        if frame.sample_rate not in _RATES or frame.layout.nb_channels > _MOST_CHANNELS:
            raise CannotPlay(f"{frame.sample_rate} Hz, {frame.layout.nb_channels} channels")


class Orders:
    """What is to be decoded, from the input: only the newest counts."""

    def __init__(self, source: int) -> None:
        self._source, self._rest = source, b""

    def newest(self, *, waits: bool) -> Turn | None:
        """Return the newest turn that has come; ``None``: none has, or with *waits* the input is over."""
        found: Turn | None = None
        while (waits and found is None) or select.select([self._source], [], [], 0)[0]:
            octets = os.read(self._source, 1 << 12)
            if not octets:
                if found is None and not waits:
                    raise EOFError
                return found
            *lines, self._rest = (self._rest + octets).split(b"\n")
            found = Turn.read(lines[-1]) if lines else found
        return found


def serve(playing: Pictures | Sounds, orders: Orders, out: BinaryIO) -> None:
    """Follow the orders until there are none any more; after the last record of a turn comes that it is over."""
    turn = orders.newest(waits=True)
    while turn is not None:
        following: Turn | None = None
        last_ms = turn.from_ms
        for record in playing.since(turn):
            following = orders.newest(waits=False)
            if following is not None:
                break
            last_ms = max(last_ms, record.at_ms)
            out.write(encoded(record))
            out.flush()
        if following is None:
            out.write(encoded(Record("end", turn.number, last_ms)))
            out.flush()
        turn = following or orders.newest(waits=True)


def main(arguments: list[str]) -> int:
    """Do as the parent says."""
    path, part, width, height, rate = arguments
    limit(CPU_S, MEMORY_MIB, NICENESS)
    av.logging.set_level(av.logging.PANIC)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    try:
        size = (int(width), int(height))
        playing = Pictures(Path(path), size, int(rate)) if part == "pictures" else Sounds(Path(path))
        serve(playing, Orders(sys.stdin.fileno()), out)
    except (BrokenPipeError, EOFError):
        return 0
    except (CannotPlay, av.FFmpegError, OSError, ValueError, MemoryError) as fault:
        out.write(encoded(Record("fault", 0, 0, (str(fault) or type(fault).__name__)[:300].encode())))
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
