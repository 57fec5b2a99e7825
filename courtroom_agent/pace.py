"""How fast the record goes up: a bucket of octets that fills steadily, and the pauses after a failure."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

_DEEPEST_S = 0.25
"""How much may be saved up: more would come as a burst that delays live pictures."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast the record may go up, octets a second."""

    in_session: int = 3_000_000
    otherwise: int = 25_000_000

    def allowed(self, made: float, *, is_in_session: bool) -> float:
        """Return the rate of now; *made* is how fast the record grows.

        Never below twice of *made*: an outage is then made up for in as long as it lasted.
        """
        return max(float(self.in_session if is_in_session else self.otherwise), 2 * made)


@dataclass
class Bucket:
    """A token bucket. *now_s* is any clock that only goes forward, in seconds."""

    now_s: Callable[[], float]
    rate: float
    _level: float = 0.0
    _at: float = field(default=float("-inf"))

    def wait_s(self, octets: int) -> float:
        """Take *octets* out and return how long to wait before sending them; never negative."""
        now = self.now_s()
        filled = self._level + (now - self._at) * self.rate if self._at > float("-inf") else 0.0
        self._level = min(filled, self.rate * _DEEPEST_S) - octets
        self._at = now
        return max(0.0, -self._level / self.rate)


@dataclass
class Backoff:
    """Pauses that grow with each failure up to *longest_s*, each of a random length so that rooms do not call at once."""

    first_s: float = 0.25
    longest_s: float = 8.0
    chance: random.Random = field(default_factory=random.SystemRandom)
    failures: int = 0

    def failed(self) -> float:
        """Count a failure and return how long to wait, seconds."""
        ceiling = min(self.longest_s, self.first_s * 2.0 ** min(self.failures, 30))
        self.failures += 1
        return self.chance.uniform(ceiling / 4, ceiling)

    def worked(self) -> None:
        """Begin again with the shortest pause."""
        self.failures = 0
