"""Opus packets (RFC 6716): how long one lasts, and the ones that are silent."""

from recorder.errors import BadMedia

RATE = 48_000
PACKET_NS = 20_000_000
PACKET_TICKS = 960

SILENCE = {1: b"\xf8\xff\xfe", 2: b"\xfc\xff\xfe"}
"""20 ms of silence by number of channels: a CELT frame of the shortest kind."""

_SILK_NS = (10_000_000, 20_000_000, 40_000_000, 60_000_000)
_HYBRID_NS = (10_000_000, 20_000_000)
_CELT_NS = (2_500_000, 5_000_000, 10_000_000, 20_000_000)
_LONGEST_NS = 120_000_000


def packet_duration(packet: bytes) -> int:
    """How long *packet* lasts, ns (RFC 6716 §3.1, §3.2).

    Raises:
        BadMedia: it is not an Opus packet.
    """
    if not packet:
        raise BadMedia("Opus packet: it is empty. The sender must send whole packets.")
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:  # noqa: PLR2004 - table 2: SILK, then hybrid from 12, CELT from 16
        frame = _SILK_NS[config % 4]
    elif config < 16:  # noqa: PLR2004
        frame = _HYBRID_NS[config % 2]
    else:
        frame = _CELT_NS[config % 4]
    count = (1, 2, 2)[code] if code < 3 else packet[1] & 63 if len(packet) > 1 else 0  # noqa: PLR2004
    if not count or frame * count > _LONGEST_NS:
        raise BadMedia(f"Opus packet: {count} frames of {frame // 1_000_000} ms cannot be. The sender is broken.")
    return frame * count
