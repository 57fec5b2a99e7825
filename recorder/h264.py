"""H.264 (ITU-T H.264) as it comes from cameras and browsers: NAL units, parameter sets, RTP payload (RFC 6184)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from recorder.errors import BadMedia, BadPacket

START_CODE = b"\x00\x00\x00\x01"
IDR, SPS, PPS = 5, 7, 8
_STAP_A, _FU_A = 24, 28
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128})
_LARGEST_ACCESS_UNIT = 8 << 20
_WIDEST = 0xFFFF


def nal_units(access_unit: bytes) -> list[bytes]:
    """Split Annex B into NAL units, without start codes and the zeros around them."""
    parts = access_unit.split(b"\x00\x00\x01")
    return [unit for part in parts[1:] if (unit := part.rstrip(b"\x00"))]


def annex_b(units: list[bytes]) -> bytes:
    """Join NAL units to Annex B."""
    return b"".join([START_CODE + unit for unit in units])


def nal_type(unit: bytes) -> int:
    """Kind of a NAL unit (H.264 table 7-1)."""
    return unit[0] & 31


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """One SPS and one PPS, as NAL units."""

    sps: bytes
    pps: bytes


def parameter_sets(units: list[bytes]) -> ParameterSets | None:
    """Find the parameter sets among *units*; ``None`` unless both are there."""
    found = {nal_type(unit): unit for unit in units}
    return ParameterSets(found[SPS], found[PPS]) if SPS in found and PPS in found else None


class _Bits:
    """Reads Exp-Golomb codes (H.264 §9.1) out of an RBSP."""

    def __init__(self, unit: bytes) -> None:
        self._bits = "".join(f"{byte:08b}" for byte in unit.replace(b"\x00\x00\x03", b"\x00\x00"))
        self._at = 0

    def u(self, count: int) -> int:
        end = self._at + count
        if end > len(self._bits):
            raise BadMedia("SPS: it ends too early. Ask the sender for a keyframe with whole parameter sets.")
        value = int(self._bits[self._at : end] or "0", 2)
        self._at = end
        return value

    def ue(self) -> int:
        zeros = 0
        while self.u(1) == 0:
            zeros += 1
            if zeros > 31:  # noqa: PLR2004 - longest code of the standard
                raise BadMedia("SPS: a number in it is too long. Ask the sender for a keyframe.")
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        value = self.ue()
        return (value + 1) // 2 if value & 1 else -(value // 2)


@dataclass(frozen=True, slots=True)
class Picture:
    """What an SPS says of the picture: size in pixels after cropping, chroma format, bit depths less 8."""

    width: int
    height: int
    chroma_format: int = 1
    luma_depth: int = 0
    chroma_depth: int = 0


def read_sps(sps: bytes) -> Picture:
    """Read size and format out of a sequence parameter set (H.264 §7.3.2.1.1).

    Raises:
        BadMedia: it is no SPS, or it ends too early.
    """
    if len(sps) < 4 or nal_type(sps) != SPS:  # noqa: PLR2004 - header, profile, constraints, level
        raise BadMedia("SPS: there is none. Ask the sender for a keyframe with parameter sets.")
    bits = _Bits(sps[1:])
    profile = bits.u(8)
    bits.u(16)
    bits.ue()
    chroma, luma_depth, chroma_depth = _read_chroma(bits) if profile in _HIGH_PROFILES else (1, 0, 0)
    bits.ue()
    _skip_picture_order(bits)
    bits.ue()
    bits.u(1)
    width, height = (bits.ue() + 1) * 16, (bits.ue() + 1) * 16
    frames_only = bits.u(1)
    if not frames_only:
        height *= 2
        bits.u(1)
    bits.u(1)
    if bits.u(1):
        step_x = 2 if chroma in (1, 2) else 1
        step_y = (2 if chroma == 1 else 1) * (2 - frames_only)
        left, right, top, bottom = bits.ue(), bits.ue(), bits.ue(), bits.ue()
        width -= (left + right) * step_x
        height -= (top + bottom) * step_y
    if not (0 < width <= _WIDEST and 0 < height <= _WIDEST):
        raise BadMedia(f"SPS: a picture of {width}x{height} cannot be. Ask the sender for a keyframe.")
    return Picture(width, height, chroma, luma_depth, chroma_depth)


def _read_chroma(bits: _Bits) -> tuple[int, int, int]:
    chroma = bits.ue()
    if chroma == 3:  # noqa: PLR2004 - 4:4:4 has a flag more
        bits.u(1)
    luma, depth = bits.ue(), bits.ue()
    bits.u(1)
    if bits.u(1):
        for index in range(8 if chroma != 3 else 12):  # noqa: PLR2004
            if bits.u(1):
                _skip_scaling_list(bits, 16 if index < 6 else 64)  # noqa: PLR2004 - six small lists come first
    return chroma, luma, depth


def _skip_scaling_list(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.se()) % 256
        last = following or last


def _skip_picture_order(bits: _Bits) -> None:
    kind = bits.ue()
    if kind == 0:
        bits.ue()
    elif kind == 1:
        bits.u(1)
        bits.se()
        bits.se()
        for _ in range(min(bits.ue(), 255)):
            bits.se()


def packetize_h264(access_unit: bytes, mtu: int = 1200) -> list[bytes]:
    """Cut an access unit (Annex B) into RTP payloads of at most *mtu* bytes (RFC 6184, packetization-mode 1).

    Small units that follow each other share a STAP-A, large ones become FU-A.
    """
    payloads: list[bytes] = []
    together: list[bytes] = []
    size = 1
    for unit in nal_units(access_unit):
        if size + 2 + len(unit) > mtu:
            payloads.extend(_joined(together))
            together, size = [], 1
        if len(unit) > mtu:
            payloads.extend(_fragments(unit, mtu))
        else:
            together.append(unit)
            size += 2 + len(unit)
    payloads.extend(_joined(together))
    return payloads


def _joined(units: list[bytes]) -> list[bytes]:
    if len(units) < 2:  # noqa: PLR2004 - alone it needs no envelope
        return units
    importance = max(unit[0] & 0x60 for unit in units)
    return [bytes([importance | _STAP_A]) + b"".join([struct.pack("!H", len(unit)) + unit for unit in units])]


def _fragments(unit: bytes, mtu: int) -> Iterator[bytes]:
    step = mtu - 2
    indicator = (unit[0] & 0xE0) | _FU_A
    for offset in range(1, len(unit), step):
        first = 0x80 if offset == 1 else 0
        last = 0x40 if offset + step >= len(unit) else 0
        yield bytes([indicator, first | last | unit[0] & 31]) + unit[offset : offset + step]


class H264Depacketizer:
    """Puts RTP payloads, in order and without holes, together to access units in Annex B."""

    def __init__(self) -> None:
        self._units: list[bytes] = []
        self._parts: list[bytes] = []
        self._size = 0

    def lose(self) -> None:
        """Forget what is half put together: a packet is missing."""
        self._units, self._parts, self._size = [], [], 0

    def push(self, payload: bytes, marker: bool) -> bytes | None:
        """Take one payload; return the access unit when *marker* says it is whole.

        Raises:
            BadPacket: the payload breaks RFC 6184; what was half put together is forgotten.
        """
        try:
            self._take(payload)
        except BadPacket:
            self.lose()
            raise
        if not marker:
            return None
        if self._parts:
            self.lose()
            raise BadPacket("H.264 payload: the picture ends inside a fragment. Wait for the next keyframe.")
        units = self._units
        self.lose()
        return annex_b(units) if units else None

    def _take(self, payload: bytes) -> None:
        if not payload:
            raise BadPacket("H.264 payload: it is empty. The sender must send whole NAL units.")
        self._size += len(payload)
        if self._size > _LARGEST_ACCESS_UNIT:
            raise BadPacket(f"H.264 payload: a picture of more than {_LARGEST_ACCESS_UNIT} bytes. Lower the bit rate.")
        kind = payload[0] & 31
        if kind == _FU_A:
            self._take_fragment(payload)
            return
        if self._parts:
            raise BadPacket("H.264 payload: a fragment was never finished. Wait for the next keyframe.")
        if kind == _STAP_A:
            self._units.extend(_units_of_stap(payload))
        elif 1 <= kind <= 23:  # noqa: PLR2004 - RFC 6184 table 1: a unit by itself
            self._units.append(payload)
        else:
            raise BadPacket(f"H.264 payload: type {kind} is not of packetization-mode 1. Offer mode 1.")

    def _take_fragment(self, payload: bytes) -> None:
        if len(payload) < 3:  # noqa: PLR2004 - indicator, header and something
            raise BadPacket("H.264 payload: a fragment without content. The sender must fill its fragments.")
        begins, ends = payload[1] & 0x80, payload[1] & 0x40
        if bool(begins) == bool(self._parts):
            raise BadPacket("H.264 payload: a fragment without its beginning. Wait for the next keyframe.")
        if begins:
            self._parts.append(bytes([payload[0] & 0xE0 | payload[1] & 31]))
        self._parts.append(payload[2:])
        if ends:
            self._units.append(b"".join(self._parts))
            self._parts = []


def _units_of_stap(payload: bytes) -> list[bytes]:
    units: list[bytes] = []
    at = 1
    while at < len(payload):
        size = int.from_bytes(payload[at : at + 2], "big")
        unit = payload[at + 2 : at + 2 + size]
        if not size or len(unit) != size:
            raise BadPacket("H.264 payload: a unit reaches beyond its packet. The sender's STAP-A is broken.")
        units.append(unit)
        at += 2 + size
    if not units:
        raise BadPacket("H.264 payload: a STAP-A without units. The sender's STAP-A is broken.")
    return units
