"""Reads what a rehearsal recorded, track by track, as the archive's readers would: from the files on the disk."""

import hashlib
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from courtroom_agent.rehearsal.measuring import RATE, Film, Sound
from recorder.index import IndexLine, read_whole_lines
from recorder.layout import TrackPaths

_TILES = 27, 48
"""Rows and columns of a picture's parts: at 1280 × 720 a part is 27 points wide and high."""


def read_film(track: TrackPaths) -> Film:
    """Decode every picture of a camera's track."""
    times, light, tiles = [], [], []
    for path in track.media_files():
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                plane = frame.planes[0]
                rows = np.frombuffer(memoryview(plane), dtype=np.uint8)[: plane.height * plane.line_size]
                picture = rows.reshape(plane.height, plane.line_size)[::4, : frame.width : 4]
                times.append(float(frame.time or 0.0))
                light.append(float(picture[: len(picture) // 2].mean()))
                tiles.append(tiles_of(picture))
    return Film(times, light, np.array(tiles, dtype=np.float32) if tiles else None)


def tiles_of(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Brightness of each part of a picture, row by row: what is left over at its right and lower edge is left out."""
    high, wide = picture.shape[0] // _TILES[0], picture.shape[1] // _TILES[1]
    if not high or not wide:
        return np.zeros(0, dtype=np.float32)
    cut = picture[: high * _TILES[0], : wide * _TILES[1]].reshape(_TILES[0], high, _TILES[1], wide)
    means: npt.NDArray[np.float32] = cut.mean(axis=(1, 3)).astype(np.float32).reshape(-1)
    return means


def read_sound(track: TrackPaths, seconds: float) -> Sound:
    """Decode a microphone's track into one piece that begins at the timeline's zero."""
    piece = np.zeros(round((seconds + 1) * RATE), dtype=np.float32)
    for path in track.media_files():
        with av.open(str(path)) as container:
            for frame in container.decode(audio=0):
                at = round(float(frame.time or 0.0) * RATE)
                samples = _mono(frame)
                room = piece[max(0, at) : max(0, at) + len(samples)]
                room[:] = samples[: len(room)]
    return piece


def _mono(frame: av.AudioFrame) -> Sound:
    channels = frame.to_ndarray().astype(np.float32)
    if not frame.format.is_planar:
        channels = channels.reshape(-1, frame.layout.nb_channels).T
    scale = 32768.0 if frame.format.name.startswith("s16") else 1.0
    sound: Sound = channels.mean(axis=0) / np.float32(scale)
    return sound


def unread(track: TrackPaths) -> list[str]:
    """Read every fragment back and compare its hash; name what differs."""
    lines, _ = read_whole_lines(track.index, IndexLine)
    return [f"{track.name} {line.seq}" for line in lines if not _is_whole(track.media(line.file), line)]


def _is_whole(path: Path, line: IndexLine) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(line.offset)
            return hashlib.sha256(file.read(line.bytes)).hexdigest() == line.sha256
    except OSError:
        return False
