"""Watches the public folder while the demonstration runs: nothing may lie there before its delay is over."""

import asyncio
import struct
from dataclasses import dataclass, field
from pathlib import Path

VIDEO_SCALE = 90_000
_SLACK_MS = 50
"""Clock reading and writing are not one moment."""


@dataclass
class ReleaseCheck:
    """Counts what was released, and the octets that came too early. Moments are UTC ms, the delay is in ms."""

    public: Path
    delay_ms: int
    zero_at: int | None = None
    segments: int = 0
    early_bytes: int = 0
    _seen: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Look five times a second until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(0.2)

    def look(self) -> None:
        """Take note of what is new."""
        for path in sorted(self.public.glob("live/*/*/video-*.m4s")):
            if path.name in self._seen or self.zero_at is None:
                continue
            try:
                content, written_ms = path.read_bytes(), path.stat().st_mtime * 1000
            except FileNotFoundError:
                continue
            self._seen.add(path.name)
            self.segments += 1
            last = decode_times(content)[-1]
            captured_ms = self.zero_at + last * 1000 / VIDEO_SCALE
            if written_ms + _SLACK_MS < captured_ms + self.delay_ms:
                self.early_bytes += len(content)


def decode_times(segment: bytes) -> list[int]:
    """Return the decode time of each fragment in a segment (``tfdt``, ISO/IEC 14496-12 §8.8.12)."""
    times, at = [], 0
    while (at := segment.find(b"tfdt", at)) >= 0:
        times.append(struct.unpack_from(">Q", segment, at + 8)[0])
        at += 16
    return times
