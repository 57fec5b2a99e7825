"""Looks at what the program shows and hears of far away: the composed picture, the evidence screen, remote people.

Cameras and microphones of the room are looked at where they are captured (:mod:`signal_look`). Pictures come from the
picture's thread, sound from the sound's; whoever tells reads both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import av
from pydantic import BaseModel, ConfigDict

from courtroom_agent.signal_look import PictureLook

_SILENT = -120.0


class Watched(BaseModel):
    """What is known of one stream; ``None`` where nothing of that kind ever came."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dark: float | None = None
    """Share of the last picture's points that are dark."""
    still_s: float | None = None
    """How long not one point has changed, also because no picture came."""
    unseen_s: float | None = None
    """How long no picture came."""
    unheard_s: float | None = None
    """How long no sound came, not even silence."""
    dbfs: float | None = None
    """Loudest since the last look."""


@dataclass(slots=True)
class _Stream:
    look: PictureLook = field(default_factory=PictureLook)
    seen_at: int | None = None
    heard_at: int | None = None
    peak: float = _SILENT


class ProgramWatch:
    """Watches over the program."""

    def __init__(self) -> None:
        self._streams: dict[str, _Stream] = {}

    def see(self, stream: str, frame: av.VideoFrame, at_ns: int) -> None:
        """Note a picture."""
        one = self._of(stream)
        one.look.take(frame, at_ns)
        one.seen_at = at_ns

    def hear(self, stream: str, dbfs: float, at_ns: int) -> None:
        """Note 20 ms of sound."""
        one = self._of(stream)
        one.heard_at, one.peak = at_ns, max(one.peak, dbfs)

    def keep(self, streams: Iterable[str]) -> None:
        """Forget whoever is not there any more."""
        for gone in {*self._streams} - {*streams}:
            self._streams.pop(gone, None)

    def states(self, now_ns: int) -> dict[str, Watched]:
        """Say how each stream is at *now_ns*."""
        found = {}
        for name, one in list(self._streams.items()):
            look, seen = one.look.now, one.seen_at
            unseen = None if seen is None else max(0.0, (now_ns - seen) / 1e9)
            found[name] = Watched(
                dark=look.dark if look is not None else None,
                still_s=round(look.still_s + (unseen or 0.0), 1) if look is not None else None,
                unseen_s=None if unseen is None else round(unseen, 1),
                unheard_s=None if one.heard_at is None else round(max(0.0, (now_ns - one.heard_at) / 1e9), 1),
                dbfs=None if one.heard_at is None else round(one.peak, 1),
            )
            one.peak = _SILENT
        return found

    def _of(self, stream: str) -> _Stream:
        return self._streams.setdefault(stream, _Stream())
