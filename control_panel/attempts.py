"""Slows down whoever guesses."""

from collections import deque


class Attempts:
    """Counts failures by what they were about, in a window that moves.

    Args:
        most: failures allowed in the window.
        window_s: its length.
    """

    def __init__(self, most: int, window_s: float) -> None:
        self._most = most
        self._window_ms = window_s * 1000
        self._failures: dict[str, deque[int]] = {}

    def wait_s(self, about: str, now_ms: int) -> int:
        """Say how many seconds *about* has to wait; 0 when it may try."""
        failures = self._failures.get(about)
        if failures is None:
            return 0
        while failures and failures[0] < now_ms - self._window_ms:
            failures.popleft()
        if not failures:
            del self._failures[about]
        if len(failures) < self._most:
            return 0
        return max(1, round((failures[0] + self._window_ms - now_ms) / 1000))

    def failed(self, about: str, now_ms: int) -> None:
        """Count a failure."""
        self._failures.setdefault(about, deque(maxlen=self._most)).append(now_ms)

    def passed(self, about: str) -> None:
        """Forget the failures of *about*: it got in."""
        self._failures.pop(about, None)
