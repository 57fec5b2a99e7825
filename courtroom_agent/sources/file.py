"""A recording played as if it were a camera or a microphone: at real speed, again and again."""

from collections.abc import Iterator

import av
from av.audio.frame import AudioFrame

from courtroom_agent.capture_clock import Clock
from courtroom_agent.sources.base import BLOCK_NS, Grid, Picture, Samples, Sound
from courtroom_agent.sources.containers import FAULTS, Blocks, lost, open_input

_REMEDY = "Check the path in the room file."


class FileVideo:
    """The picture of a file, at the room file's size and rate."""

    def __init__(self, path: str, width: int, height: int, rate: int, clock: Clock) -> None:
        """Open the file at *path*.

        Raises:
            SourceLost: there is no picture in it.
        """
        self._name, self._path = f"file:{path}", path
        self._size, self._clock = (width, height), clock
        self._grid = Grid(1_000_000_000 // rate, patience=4)
        self.dropped = 0
        self._container = open_input(self._name, path, None, {}, _REMEDY)
        if not self._container.streams.video:
            raise lost(self._name, "there is no picture in this file", _REMEDY)
        self._frames: Iterator[av.VideoFrame] = self._container.decode(video=0)
        self._shown = self._coming = self._decode()
        self._began: int | None = None
        self._first_s = self._coming.time or 0.0

    def read(self) -> Picture:
        """Wait for the next moment, and show what the file shows then."""
        at, skipped = self._grid.next(self._clock.now())
        self.dropped += skipped
        self._clock.sleep_until(at)
        if self._began is None:
            self._began = at
        while self._due(at):
            self._shown = self._coming
            try:
                self._coming = self._decode()
            except StopIteration:
                self._again(at)
        width, height = self._size
        return Picture(self._shown.reformat(width=width, height=height, format="yuv420p"), at)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _due(self, at: int) -> bool:
        assert self._began is not None, "read() sets it first"
        return ((self._coming.time or 0.0) - self._first_s) * 1e9 <= at - self._began

    def _again(self, at: int) -> None:
        self._container.seek(0)
        self._frames = self._container.decode(video=0)
        self._coming = self._decode()
        self._began = at + self._grid.period

    def _decode(self) -> av.VideoFrame:
        try:
            return next(self._frames)
        except FAULTS as fault:
            raise lost(self._name, fault, _REMEDY) from fault


class FileAudio:
    """The sound of a file, mixed down to mono."""

    def __init__(self, path: str, clock: Clock) -> None:
        """Open the file at *path*.

        Raises:
            SourceLost: there is no sound in it.
        """
        self._name, self._clock = f"file:{path}", clock
        self._grid = Grid(BLOCK_NS, patience=50)
        self._container = open_input(self._name, path, None, {}, _REMEDY)
        if not self._container.streams.audio:
            raise lost(self._name, "there is no sound in this file", _REMEDY)
        self._played = self._play()

    def read(self) -> Sound:
        """Wait for the next 20 ms."""
        at, _ = self._grid.next(self._clock.now())
        self._clock.sleep_until(at + BLOCK_NS)
        return Sound(next(self._played), at)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _play(self) -> Iterator[Samples]:
        while True:
            blocks, heard = Blocks(), False
            frames: Iterator[AudioFrame] = self._container.decode(audio=0)
            try:
                for frame in frames:
                    for samples in blocks.cut(frame):
                        heard = True
                        yield samples
                self._container.seek(0)
            except FAULTS as fault:
                raise lost(self._name, fault, _REMEDY) from fault
            if not heard:
                raise lost(self._name, "its sound is shorter than 20 ms", _REMEDY)
