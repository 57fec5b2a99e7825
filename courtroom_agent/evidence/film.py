"""A film's pictures or a file's sound that plays: of any position, as the process that decodes it has brought them.

Asked by position in the file, each part by the thread that needs it. Around the position that was asked for last a
window of a second is kept; whoever leaves it makes the decoding begin anew there. Nobody waits for anything here.
"""

import contextlib
import fcntl
import logging
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal, cast

import numpy as np

from courtroom_agent.composer import Picture
from courtroom_agent.evidence.film_records import Record, Turn, next_record
from courtroom_agent.mixer import RATE, Samples

AHEAD_MS, BEHIND_MS = 600, 1000
"""So much is kept decoded before and behind the position."""
OFF_MS = 500
"""A leap is further than what is decoded by this."""
LATE_MS = 2000
"""Further behind than this the decoding begins anew; who is less late goes on and catches up."""
AGAIN_S = 4.0
"""So long a new beginning may take before it is given up for another."""
STUCK_S = 30.0
_log = logging.getLogger(__name__)
Part = Literal["pictures", "sound"]
_PIPE_BYTES = 1 << 20
_MOST_SOUNDS = 400
"""Pieces of up to 20 ms; decoders bring some that are shorter."""


class Film:
    """One part of a file and the process that decodes it. From any thread."""

    def __init__(
        self,
        path: Path,
        part: Part,
        size: tuple[int, int, int],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """*size* is the desk's: width, height and pictures a second.

        Raises:
            OSError: no process can be started.
        """
        self._size, self._now_s = size, now_s
        command = [sys.executable, "-m", "courtroom_agent.evidence.film_decoding", str(path), part, *map(str, size)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": ":".join(filter(None, sys.path))},
        )
        assert self._process.stdin is not None, "a pipe was asked for"
        assert self._process.stdout is not None, "a pipe was asked for"
        self._orders, self._records = self._process.stdin, cast("BinaryIO", self._process.stdout)
        with contextlib.suppress(OSError):  # A smaller pipe does as well.
            fcntl.fcntl(self._records, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self.fault = ""
        """Why nothing comes any more; empty while something may."""
        self.brought = 0
        """Pictures and pieces of sound so far."""
        self._changed = threading.Condition()
        self._turn, self._from_ms, self._wanted_ms = 0, 0, 0
        self._asked_at = now_s()
        self._newest_ms: int | None = None
        self._is_over = self._is_closed = False
        self._pictures: deque[tuple[int, Picture]] = deque(maxlen=2 * size[2])
        self._sounds: deque[tuple[int, Samples]] = deque(maxlen=_MOST_SOUNDS)
        self._last: Picture | None = None
        self._reader = threading.Thread(target=self._read, name="film", daemon=True)
        self._reader.start()

    def follow(self, position_ms: int) -> None:
        """Know that *position_ms* is what is asked for now."""
        with self._changed:
            is_off = self._turn == 0 or self._is_off(position_ms)
            self._wanted_ms = position_ms
            if is_off:
                self._begin(position_ms)
            self._changed.notify_all()

    def picture(self, position_ms: int) -> Picture | None:
        """Return what is to be seen at *position_ms*; the last picture while nothing has come, ``None`` before the first."""
        with self._changed:
            found = self._pictures[0] if self._pictures else None
            for one in self._pictures:
                if one[0] > position_ms:
                    break
                found = one
            if found is not None:
                self._last = found[1]
            return self._last

    def sound(self, first: int, count: int) -> Samples | None:
        """Return *count* samples from sample *first* of the file on; ``None``: none of them are here."""
        with self._changed:
            fitting = [(at, one) for at, one in self._sounds if at < first + count and at + len(one) > first]
        if not fitting:
            return None
        found = np.zeros(count, np.int16)
        for at, one in fitting:
            since, until = max(at, first), min(at + len(one), first + count)
            found[since - first : until - first] = one[since - at : until - at]
        return found

    @property
    def hindrance(self) -> str:
        """Why nothing will come: it said so, it has ended, or it was asked long ago; empty while something may."""
        code = self._process.poll()
        if self.fault or code:  # A process that ends by itself has said why; the words may still be on their way.
            return self.fault or f"its process ended with {code}"
        with self._changed:
            waits = self._turn > 0 and self._newest_ms is None and not self._is_over
            return "nothing comes of it" if waits and self._now_s() - self._asked_at > STUCK_S else ""

    def close(self) -> None:
        """End the process. Waits for its end, which is at once."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._process.kill()
        self._process.wait()
        self._reader.join(timeout=5)
        for end in (self._orders, self._records):
            with contextlib.suppress(OSError):
                end.close()

    def _is_off(self, position_ms: int) -> bool:
        may_again = self._now_s() - self._asked_at > AGAIN_S
        if self._newest_ms is None and not self._is_over:
            return may_again and not self._from_ms <= position_ms <= self._from_ms + OFF_MS
        is_before = position_ms < self._from_ms - (0 if may_again else OFF_MS)
        behind_ms = 0 if self._is_over else position_ms - (self._newest_ms or 0)
        is_leap = position_ms > self._wanted_ms + AHEAD_MS + OFF_MS and behind_ms > OFF_MS
        return is_before or is_leap or (behind_ms > LATE_MS and may_again)

    def _begin(self, position_ms: int) -> None:
        self._turn += 1
        _log.info("from %d ms on, after %s ms of turn %d", position_ms, self._newest_ms, self._turn - 1)
        self._from_ms, self._newest_ms, self._is_over = position_ms, None, False
        self._asked_at = self._now_s()
        self._pictures.clear()
        self._sounds.clear()
        with contextlib.suppress(OSError, ValueError):  # It has ended; the reader says why.
            self._orders.write(Turn(self._turn, position_ms).line)
            self._orders.flush()

    def _read(self) -> None:
        try:
            while (record := next_record(self._records, *self._size[:2])) is not None:
                self._take(record)
            why = f"its process ended with {self._process.wait()}"
        except (OSError, ValueError) as fault:
            why = str(fault)
            self._process.kill()
        self.fault = self.fault or why

    def _take(self, record: Record) -> None:
        if record.kind == "fault":
            words = record.body.decode("utf-8", "replace")
            self.fault = "".join(sign for sign in words if sign.isprintable())[:300] or "it cannot be decoded"
            return
        picture = _picture(record)
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or not self._is_early(record))
            if record.turn != self._turn or self._is_closed:
                return
            self._is_over |= record.kind == "end"
            self._newest_ms = max(record.at_ms, self._newest_ms or 0)
            self.brought += record.kind != "end"
            if picture is not None:
                self._pictures.append((record.at, picture))
            elif record.kind == "sound":
                self._sounds.append((record.at, np.frombuffer(record.body, "<i2").astype(np.int16)))
            self._forget()

    def _is_early(self, record: Record) -> bool:
        return record.turn == self._turn and record.at_ms > self._wanted_ms + AHEAD_MS

    def _forget(self) -> None:
        while len(self._pictures) > 1 and self._pictures[1][0] < self._wanted_ms - BEHIND_MS:
            self._pictures.popleft()
            self._from_ms = max(self._from_ms, self._pictures[0][0])
        kept_ms = self._wanted_ms - BEHIND_MS
        while self._sounds and self._sounds[0][0] * 1000 // RATE < kept_ms:
            self._sounds.popleft()
            self._from_ms = max(self._from_ms, kept_ms)


def _picture(record: Record) -> Picture | None:
    if record.kind != "picture":
        return None
    planes = np.frombuffer(record.body, np.uint8)
    luma, quarter = record.width * record.height, record.width * record.height // 4
    return Picture(
        planes[:luma].reshape(record.height, record.width),
        planes[luma : luma + quarter].reshape(record.height // 2, record.width // 2),
        planes[luma + quarter :].reshape(record.height // 2, record.width // 2),
    )
