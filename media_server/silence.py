"""Replaces the sound in an Opus RTP packet by as much silence. Pure."""

from media_server.rewriting import body_start
from recorder.errors import BadMedia
from recorder.opus import packet_duration

_FRAMES_NS = (20_000_000, 10_000_000, 5_000_000, 2_500_000)
_LONGEST_FRAME_CONFIG = 31
"""20 ms of full-band CELT; the configurations below it have 10, 5 and 2.5 ms (RFC 6716 table 2)."""
_SILENT_FRAME = b"\xff\xfe"
_STEREO = 0x04
_COUNT_FOLLOWS = 3


def silenced(packet: bytes) -> bytes:
    """Give *packet* with silence of the same duration as payload; header extensions (the level!) go, too.

    Raises:
        ValueError: the packet is shorter than its own header says, or holds no Opus.
    """
    payload = packet[body_start(packet) :]
    try:
        duration = packet_duration(payload)
    except BadMedia as fault:
        raise ValueError(str(fault)) from fault
    place = next(place for place, frame in enumerate(_FRAMES_NS) if duration % frame == 0)
    count = duration // _FRAMES_NS[place]
    head = (_LONGEST_FRAME_CONFIG - place) << 3 | payload[0] & _STEREO | _COUNT_FOLLOWS
    return bytes((0x80,)) + packet[1:12] + bytes((head, count)) + _SILENT_FRAME * count
