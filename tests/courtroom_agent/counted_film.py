"""A film whose every picture says when it is seen, with a tone; and the same file made to do harm."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from courtroom_agent.composer import Picture
from courtroom_agent.simulated.counter import PERIOD_MS, Strip, counter_at, draw, read

SIZE = (320, 180)
RATE = 10
HERTZ = 440
_SOUND_RATE = 44_100


def counted_film(
    path: Path, seconds: int = 6, size: tuple[int, int] = SIZE, rate: int = RATE, hertz: int = HERTZ
) -> bytes:
    """Write a film with the counter of :mod:`courtroom_agent.simulated.counter` and a tone; return its octets."""
    with av.open(str(path), "w", format="mp4") as container:
        pictures = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "g": str(2 * rate)})
        pictures.width, pictures.height, pictures.pix_fmt = *size, "yuv420p"
        sounds = container.add_stream("aac", rate=_SOUND_RATE, layout="mono")
        for number in range(seconds * rate):
            container.mux(pictures.encode(_counted(number, rate, size)))
        container.mux(pictures.encode())
        tone = (8000 * np.sin(2 * np.pi * hertz * np.arange(seconds * _SOUND_RATE) / _SOUND_RATE)).astype(np.int16)
        for at in range(0, len(tone), 1024):
            frame = av.AudioFrame.from_ndarray(tone[at : at + 1024].reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = _SOUND_RATE, at, Fraction(1, _SOUND_RATE)
            container.mux(sounds.encode(frame))
        container.mux(sounds.encode())
    return path.read_bytes()


def _counted(number: int, rate: int, size: tuple[int, int]) -> av.VideoFrame:
    frame = av.VideoFrame(*size, "yuv420p")
    picture = Picture.of(frame)
    picture.y[:], picture.u[:], picture.v[:] = 100, 128, 128
    draw(picture.y, Strip.of(size[0]), counter_at(1000 * number / rate))
    frame.pts, frame.time_base = number, Fraction(1, rate)
    return frame


def seen_ms(picture: Picture) -> int | None:
    """What the picture says of when it is seen, ms; ``None``: nothing."""
    counter = read(picture.y, Strip.of(picture.y.shape[1]))
    return None if counter is None else counter * PERIOD_MS


def enormous(film: bytes) -> bytes:
    """The same film that says of itself that its pictures are 20 000 by 20 000 pixels: 1.2 GB each, in a few kilobytes."""
    at = film.index(b"avcC") + 10
    length = int.from_bytes(film[at : at + 2], "big")
    side = _exp_golomb(20_000 // 16 - 1)
    bits = f"{'1' * 2}{_exp_golomb(2)}{_exp_golomb(1)}0{side}{side}110{'01'}"
    body = int(bits + "0" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8), "big")
    claimed = (b"\x67\x42\xc0\x3e" + body).ljust(length, b"\0")
    return film[: at + 2] + claimed[:length] + film[at + 2 + length :]


def _exp_golomb(value: int) -> str:
    plain = f"{value + 1:b}"
    return "0" * (len(plain) - 1) + plain
