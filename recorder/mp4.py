"""The boxes of a track file (ISO/IEC 14496-12, -15; Opus: encapsulation of Opus in ISO BMFF 0.8.1).

A file is an init header, ``ftyp`` and ``moov``, and then fragments, ``moof`` and ``mdat``, that are only ever added.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from recorder.h264 import ParameterSets, nal_units, read_sps
from recorder.opus import RATE

VIDEO_TIMESCALE = 90_000
AUDIO_TIMESCALE = RATE

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_SYNC, _NOT_SYNC = 0x02000000, 0x01010000
_FIRST_HIGH_PROFILE = 100


def _box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), *parts)


def _avcc(sets: ParameterSets) -> bytes:
    picture, sps = read_sps(sets.sps), sets.sps
    high = b""
    if sps[1] >= _FIRST_HIGH_PROFILE:
        high = bytes([0xFC | picture.chroma_format, 0xF8 | picture.luma_depth, 0xF8 | picture.chroma_depth, 0])
    return _box(
        b"avcC",
        bytes([1, sps[1], sps[2], sps[3], 0xFF, 0xE1]),
        struct.pack(">H", len(sps)),
        sps,
        struct.pack(">BH", 1, len(sets.pps)),
        sets.pps,
        high,
    )


def video_header(sets: ParameterSets) -> bytes:
    """Init header of a picture track; ``avc3``: parameter sets also lie in band and may change.

    Raises:
        BadMedia: the SPS cannot be read.
    """
    picture = read_sps(sets.sps)
    entry = _box(
        b"avc3",
        struct.pack(">6xH16xHHIII", 1, picture.width, picture.height, 0x480000, 0x480000, 0),
        struct.pack(">H32xHh", 1, 0x18, -1),
        _avcc(sets),
    )
    return _header(b"vide", VIDEO_TIMESCALE, _full(b"vmhd", 0, 1, bytes(8)), entry, (picture.width, picture.height))


def audio_header(channels: int) -> bytes:
    """Init header of a sound track with one or two *channels* of Opus."""
    entry = _box(
        b"Opus",
        struct.pack(">6xH8xHH4xI", 1, channels, 16, AUDIO_TIMESCALE << 16),
        _box(b"dOps", struct.pack(">BBHIhB", 0, channels, 0, RATE, 0, 0)),  # No pre-skip: packets are from mid-stream.
    )
    return _header(b"soun", AUDIO_TIMESCALE, _full(b"smhd", 0, 0, bytes(4)), entry, (0, 0))


def _header(handler: bytes, timescale: int, media: bytes, entry: bytes, size: tuple[int, int]) -> bytes:
    is_sound = handler == b"soun"
    tables = [
        _full(b"stsd", 0, 0, struct.pack(">I", 1), entry),
        _full(b"stts", 0, 0, bytes(4)),
        _full(b"stsc", 0, 0, bytes(4)),
        _full(b"stsz", 0, 0, bytes(8)),
        _full(b"stco", 0, 0, bytes(4)),
    ]
    reference = _box(b"dinf", _full(b"dref", 0, 0, struct.pack(">I", 1), _full(b"url ", 0, 1)))
    track = _full(
        b"tkhd",
        0,
        3,
        struct.pack(">8xI4xI8x4H", 1, 0, 0, 0, 0x100 if is_sound else 0, 0),
        _MATRIX,
        struct.pack(">II", size[0] << 16, size[1] << 16),
    )
    mdia = _box(
        b"mdia",
        _full(b"mdhd", 0, 0, struct.pack(">8xIIHH", timescale, 0, 0x55C4, 0)),  # 0x55C4: language not told.
        _full(b"hdlr", 0, 0, struct.pack(">4x4s12x", handler), b"courtroom\x00"),
        _box(b"minf", media, reference, _box(b"stbl", *tables)),
    )
    movie = _full(
        b"mvhd", 0, 0, struct.pack(">8xIIIH10x", 1000, 0, 0x10000, 0x100), _MATRIX, bytes(24), struct.pack(">I", 2)
    )
    extends = _box(b"mvex", _full(b"trex", 0, 0, struct.pack(">IIIII", 1, 1, 0, 0, 0)))
    brands = _box(b"ftyp", b"iso6", bytes(4), b"iso6cmfcmp41")
    return brands + _box(b"moov", movie, _box(b"trak", track, mdia), extends)


def length_prefixed(access_unit: bytes) -> bytes:
    """Turn Annex B into NAL units with lengths of four bytes before them, as a track file keeps them."""
    return b"".join([len(unit).to_bytes(4, "big") + unit for unit in nal_units(access_unit)])


@dataclass(frozen=True, slots=True)
class Stored:
    """A sample as a fragment keeps it; *ticks* is its duration."""

    data: bytes
    ticks: int
    keyframe: bool


def fragment(sequence: int, decode_time: int, samples: Sequence[Stored], default_ticks: int = 0) -> bytes:
    """Build ``moof`` and ``mdat``; *decode_time* in ticks since the hearing's zero.

    When all samples last *default_ticks* and can be started from, as with sound, only sizes are told one by one.
    """
    is_plain = all(sample.ticks == default_ticks and sample.keyframe for sample in samples)
    if is_plain:
        tfhd = _full(b"tfhd", 0, 0x020028, struct.pack(">III", 1, default_ticks, _SYNC))
        rows = struct.pack(f">{len(samples)}I", *[len(sample.data) for sample in samples])
    else:
        tfhd = _full(b"tfhd", 0, 0x020000, struct.pack(">I", 1))
        rows = b"".join(
            [struct.pack(">III", one.ticks, len(one.data), _SYNC if one.keyframe else _NOT_SYNC) for one in samples]
        )
    tfdt = _full(b"tfdt", 1, 0, struct.pack(">Q", decode_time))
    mfhd = _full(b"mfhd", 0, 0, struct.pack(">I", sequence & 0xFFFFFFFF))
    moof_size = 8 + len(mfhd) + 8 + len(tfhd) + len(tfdt) + 20 + len(rows)
    trun = _full(b"trun", 0, 0x000201 if is_plain else 0x000701, struct.pack(">Ii", len(samples), moof_size + 8), rows)
    moof = _box(b"moof", mfhd, _box(b"traf", tfhd, tfdt, trun))
    content = b"".join([sample.data for sample in samples])
    return moof + struct.pack(">I4s", 8 + len(content), b"mdat") + content
