"""Encoding what was captured: H.264 baseline for pictures, Opus for voices, each source once.

Video: constrained baseline, no B-frames, one IDR a second and on request, parameter sets before each IDR (RFC 6184
packetization-mode 1 can carry it as it is). Audio: Opus, 20 ms, 32 kbit/s (RFC 7587), in its low-delay mode: at this
rate a voice is as clear as in the telephone mode, for a quarter of the work and 4 ms less delay.
"""

from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
from av.codec.context import CodecContext
from av.video.frame import PictureType

SAMPLE_RATE = 48_000
BLOCK = 960
"""Samples of 20 ms."""
VOICE_BIT_RATE = 32_000
_SMALL = 640 * 360
_BITS_PER_PIXEL_SMALL, _BITS_PER_PIXEL = 0.085, 0.065

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Unit:
    """One H.264 access unit in Annex B."""

    data: bytes
    keyframe: bool


def picture_bit_rate(width: int, height: int, rate: int) -> int:
    """Bits a second that a courtroom's calm picture needs: 0.5 Mbit/s at 360p25, 1.5 at 720p25, 3.4 at 1080p25."""
    size = width * height
    return int(size * rate * (_BITS_PER_PIXEL_SMALL if size <= _SMALL else _BITS_PER_PIXEL))


class PictureEncoder:
    """Encodes one camera. Belongs to one thread."""

    def __init__(self, width: int, height: int, rate: int, bit_rate: int | None = None) -> None:
        codec = CodecContext.create("libx264", "w")
        codec.width, codec.height = width, height
        codec.pix_fmt = "yuv420p"
        codec.framerate = Fraction(rate)
        codec.time_base = Fraction(1, rate)
        codec.bit_rate = bit_rate or picture_bit_rate(width, height, rate)
        codec.gop_size = rate
        codec.max_b_frames = 0
        codec.thread_count = 1
        kilobits = codec.bit_rate // 1000
        codec.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "profile": "baseline",
            "forced-idr": "1",
            "x264-params": f"scenecut=0:repeat-headers=1:annexb=1:threads=1:sliced-threads=0:vbv-maxrate={kilobits * 2}"
            f":vbv-bufsize={kilobits}:log-level=-1",
        }
        self._codec = codec
        self._count = 0

    def encode(self, frame: av.VideoFrame, *, keyframe: bool = False) -> Unit | None:
        """Encode *frame* (yuv420p of this encoder's size), as an IDR if *keyframe*."""
        frame.pts, frame.time_base = self._count, self._codec.time_base
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        self._count += 1
        packets = self._codec.encode(frame)
        if not packets:
            return None
        return Unit(b"".join(bytes(p) for p in packets), any(p.is_keyframe for p in packets))


class VoiceEncoder:
    """Encodes one microphone. Belongs to one thread."""

    def __init__(self, bit_rate: int = VOICE_BIT_RATE) -> None:
        codec = CodecContext.create("libopus", "w")
        codec.sample_rate, codec.format, codec.layout = SAMPLE_RATE, "s16", "mono"
        codec.bit_rate = bit_rate
        codec.time_base = Fraction(1, SAMPLE_RATE)
        codec.options = {"application": "lowdelay", "frame_duration": "20", "vbr": "on", "compression_level": "5"}
        codec.open()
        self._codec = codec
        self._at = 0

    def encode(self, samples: Samples) -> bytes | None:
        """Encode one block of 960 samples to one Opus packet; ``None`` while the encoder fills up."""
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, BLOCK), format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._at
        self._at += BLOCK
        packets = self._codec.encode(frame)
        return bytes(packets[0]) if packets else None


def level_dbfs(samples: Samples) -> float:
    """Loudness of *samples*: root mean square in dB of full scale, -100 for silence."""
    power = float(np.mean(np.square(samples, dtype=np.float32))) / (32768.0**2)
    return max(-100.0, 10.0 * float(np.log10(power))) if power > 0 else -100.0
