"""A network camera. Its own H.264 goes through as it is when browsers can play it, else it is decoded and encoded anew.

Pass-through needs: H.264 baseline without B-frames (browsers stop on them), the room file's size, and a keyframe at
least every two seconds. That is looked at in what the camera really sends, not in what it says.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from courtroom_agent.capture_clock import Clock
from courtroom_agent.sources.base import CodedPicture, Picture
from courtroom_agent.sources.containers import FAULTS, lost, open_input

_Packet: TypeAlias = "Packet[VideoStream]"
LONGEST_GOP_S = 2.0
_PROBE_S = 4.2
_START_CODE = b"\x00\x00\x00\x01"
_SPS, _PPS, _IDR = 7, 8, 5
_BASELINE = 66
_REMEDY = "Check its address, name and password in the room file, and that the network reaches it."


@dataclass(frozen=True, slots=True)
class Probe:
    """What a camera's own stream is like."""

    codec: str
    profile: int
    has_b_frames: bool
    width: int
    height: int
    longest_gop_s: float

    def passes(self, width: int, height: int) -> bool:
        """Whether it can be recorded and published as it comes."""
        return (
            self.codec == "h264"
            and self.profile == _BASELINE
            and not self.has_b_frames
            and (self.width, self.height) == (width, height)
            and self.longest_gop_s <= LONGEST_GOP_S
        )


def probe(container: InputContainer) -> tuple[Probe, list[_Packet]]:
    """Look at the first seconds of a stream; also returns the packets that were taken for it."""
    stream = container.streams.video[0]
    codec = stream.codec_context
    taken: list[_Packet] = []
    keyframes: list[float] = []
    first: float | None = None
    last = 0.0
    reordered = False
    for packet in container.demux(stream):
        if packet.size == 0:
            break
        taken.append(packet)
        if packet.dts is None:
            continue  # the first over RTSP often has no moment yet
        last = float(packet.dts * packet.time_base)
        first = last if first is None else first
        reordered = reordered or packet.pts != packet.dts
        if packet.is_keyframe:
            keyframes.append(last)
        if last - first >= _PROBE_S:
            break
    edges = [*(keyframes or [first or 0.0]), last]
    gop = max((b - a for a, b in pairwise(edges)), default=0.0)
    sps = next((u for p in taken for u in _units(_annex_b(p, codec.extradata)) if u[0] & 31 == _SPS), b"\0\0")
    found = Probe(codec.name, sps[1], reordered or codec.has_b_frames, codec.width, codec.height, gop)
    return found, taken


class RtspVideo:
    """One network camera, over TCP so that nothing is lost on the way."""

    def __init__(self, url: str, width: int, height: int, rate: int, clock: Clock) -> None:
        """Connect to *url* and look at what comes.

        Raises:
            SourceLost: the camera does not answer, or sends no picture.
        """
        self._name = _without_password(url)
        self._size, self._clock = (width, height), clock
        self._least_ns = 1_000_000_000 // (rate + 1)
        self.dropped = 0
        self._container = open_input(self._name, url, None, {"rtsp_transport": "tcp"}, _REMEDY)
        if not self._container.streams.video:
            raise lost(self._name, "it sends no picture", _REMEDY)
        try:
            self.probe, _ = probe(self._container)
        except FAULTS as fault:
            raise lost(self._name, fault, _REMEDY) from fault
        self.is_passed_through = self.probe.passes(width, height)
        self._packets: Iterator[_Packet] = self._container.demux(video=0)
        self._decoded: deque[av.VideoFrame] = deque()
        self._last = 0

    def read(self) -> Picture | CodedPicture:
        """Wait for the next picture; its moment is when it had come."""
        while True:
            if self._decoded:
                width, height = self._size
                return Picture(
                    self._decoded.popleft().reformat(width=width, height=height, format="yuv420p"), self._last
                )
            packet = self._next()
            now = self._clock.now()
            if self.is_passed_through:
                data = _annex_b(packet, self._container.streams.video[0].codec_context.extradata)
                return CodedPicture(data, packet.is_keyframe, now)
            frames = self._decode(packet)
            if frames and now - self._last >= self._least_ns // 2:
                self._decoded.extend(frames[-1:])
                self._last = now

    def close(self) -> None:
        """Hang up."""
        self._container.close()

    def _next(self) -> _Packet:
        try:
            packet = next(self._packets)
        except (StopIteration, *FAULTS) as fault:
            raise lost(self._name, fault, _REMEDY) from fault
        if packet.size == 0:
            raise lost(self._name, "it stopped sending", _REMEDY)
        return packet

    def _decode(self, packet: _Packet) -> list[av.VideoFrame]:
        try:
            return list(packet.decode())
        except (ValueError, av.FFmpegError):  # A damaged picture; the next keyframe heals it.
            self.dropped += 1
            return []


def _annex_b(packet: _Packet, extradata: bytes | None) -> bytes:
    """The packet with start codes and, before an IDR, parameter sets."""
    data = bytes(packet)
    units = list(_units(data))
    kinds = {unit[0] & 31 for unit in units if unit}
    if packet.is_keyframe and _SPS not in kinds and extradata:
        sets = [unit for unit in _units(extradata) if unit and unit[0] & 31 in (_SPS, _PPS)]
        units = [*sets, *units]
    return b"".join(_START_CODE + unit for unit in units)


def _units(data: bytes) -> Iterator[bytes]:
    """The NAL units of an Annex B stream."""
    start = data.find(b"\x00\x00\x01")
    while start >= 0:
        end = data.find(b"\x00\x00\x01", start + 3)
        unit = data[start + 3 : end if end >= 0 else len(data)]
        yield unit.rstrip(b"\x00") if end >= 0 else unit
        start = end


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
