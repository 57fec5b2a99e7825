"""Decoders of one stream: H.264 pictures in a thread of their own, Opus at once."""

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

Pcm = NDArray[np.int16]


class PictureDecoder:
    """Decodes H.264 access units, one in, one out (no frames are held back)."""

    def __init__(self) -> None:
        context = av.CodecContext.create("h264", "r")
        assert isinstance(context, VideoCodecContext), "h264 is a video codec"
        context.thread_count = 1
        context.flags |= av.codec.context.Flags.low_delay
        self._context = context

    def decode(self, access_unit: bytes) -> av.VideoFrame | None:
        """Decode one picture; ``None`` when it cannot be (wait for a keyframe)."""
        try:
            frames = self._context.decode(av.Packet(access_unit))
        except av.FFmpegError:
            return None
        return frames[-1] if frames else None


class SoundDecoder:
    """Decodes Opus packets to 48 kHz mono."""

    def __init__(self) -> None:
        context = av.CodecContext.create("libopus", "r")
        assert isinstance(context, AudioCodecContext), "opus is an audio codec"
        context.sample_rate = 48000
        context.layout = "mono"
        self._context = context

    def decode(self, packet: bytes) -> Pcm | None:
        """Decode one packet; ``None`` when it is broken."""
        try:
            frames = self._context.decode(av.Packet(packet))
        except av.FFmpegError:
            return None
        if not frames:
            return None
        parts = [_mono(frame) for frame in frames]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _mono(frame: av.AudioFrame) -> Pcm:
    sound = frame.to_ndarray()
    channels = frame.layout.nb_channels
    if sound.dtype != np.int16:
        sound = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
    if channels == 1:
        return np.asarray(sound.reshape(-1), np.int16)
    planes = sound if frame.format.is_planar else sound.reshape(-1, channels).T
    return np.asarray(planes.astype(np.int32).mean(axis=0), np.int16)
