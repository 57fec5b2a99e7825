"""Reads what a rehearsal recorded, track by track, as the archive's readers would: from the files on the disk."""

import hashlib
from pathlib import Path

import av
import numpy as np

from courtroom_agent.rehearsal.measuring import RATE, Film, Sound
from recorder.index import IndexLine, read_whole_lines
from recorder.layout import TrackPaths


def read_film(track: TrackPaths) -> Film:
    """Decode every picture of a camera's track."""
    times, light = [], []
    for path in track.media_files():
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                plane = frame.planes[0]
                rows = np.frombuffer(memoryview(plane), dtype=np.uint8)[: plane.height * plane.line_size]
                upper = rows.reshape(plane.height, plane.line_size)[: plane.height // 2 : 4, : frame.width : 4]
                times.append(float(frame.time or 0.0))
                light.append(float(upper.mean()))
    return Film(times, light)


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
