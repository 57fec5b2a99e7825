"""Sees H.264 keyframes in RTP payloads (RFC 6184), and decides when to ask a sender for one. Pure."""

from dataclasses import dataclass

_IDR, _SEQUENCE_PARAMETERS, _STAP_A, _FU_A = 5, 7, 24, 28
_FIRST_OF_IDR = bytes((0x80 | _IDR,))

BETWEEN_REQUESTS_NS = 300_000_000
"""Requests nearer to each other than this are one."""
BETWEEN_RECORDED_NS = 4_000_000_000
"""A recorded stream of a foreign sender gets a keyframe at least so often, so that its record can be cut and sought."""
UNANSWERED_NS = 1_000_000_000
"""A request that brought nothing for so long is repeated."""
_NEVER = -(1 << 62)


def starts_keyframe(payload: bytes) -> bool:
    """Say whether an H.264 RTP payload opens a picture that can be decoded without the ones before it."""
    kind = payload[0] & 0x1F if payload else 0
    if kind == _FU_A:
        return payload[1:2] == _FIRST_OF_IDR
    if kind == _STAP_A:
        return bool(payload[3:4]) and payload[3] & 0x1F in (_IDR, _SEQUENCE_PARAMETERS)
    return kind in (_IDR, _SEQUENCE_PARAMETERS)


@dataclass(slots=True)
class KeyframeWish:
    """Merges everybody's wishes for a keyframe of one source into at most one request per 300 ms."""

    is_recorded: bool = False
    _is_wanted: bool = False
    _is_pending: bool = False
    _asked_at: int = _NEVER
    _seen_at: int = _NEVER

    def want(self) -> None:
        """Note that somebody cannot go on without a keyframe."""
        self._is_wanted = True

    def seen(self, now: int) -> None:
        """Note that a keyframe came; *now* in nanoseconds."""
        self._seen_at = now
        self._is_wanted = self._is_pending = False

    def is_due(self, now: int) -> bool:
        """Say whether a request is to be sent *now* (nanoseconds)."""
        waited = now - self._asked_at
        if waited < BETWEEN_REQUESTS_NS:
            return False
        if self._is_wanted:
            return True
        if self._is_pending:
            return waited >= UNANSWERED_NS
        return self.is_recorded and now - self._seen_at >= BETWEEN_RECORDED_NS

    def asked(self, now: int) -> None:
        """Note that a request was sent."""
        self._asked_at = now
        self._is_wanted = False
        self._is_pending = True
