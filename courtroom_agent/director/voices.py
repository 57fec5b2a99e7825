"""Who speaks: every microphone against the noise of its own seat. Pure; time and levels come in.

    level ──► floor (falls fast, rises slowly) ──► loud?  ──► changing?  ──► own voice? ──► long enough? ──► speaking
                                                  n dB       not a fan       not another's   attack, release

A fan is as loud as a voice and never changes; it raises its own seat's floor and counts nowhere meanwhile. One voice that
reaches several microphones is its whose microphone it lifts most above the own floor; where two are lifted much alike and
rise and fall together, the louder one's.
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware_profiles.director import DirectorSettings

LOWEST_DBFS = -58.0
"""No seat counts as more silent: else the most silent one would hear everybody's voice as its own."""
START_DBFS = -45.0
"""A floor begins no higher: who speaks from the first moment on is heard."""
RISE_DB_S = 0.5
"""A floor follows what grew louder so slowly: a sentence does not lift it."""
FALL_DB_S = 20.0
"""It follows what grew quieter so fast: a pause between two words brings it back, a dropped block does not."""
STEADY_S = 0.5
STEADY_DB = 1.5
"""What varied no more than this for so long is a machine."""
TOGETHER_S = 1.2
TOGETHER = 0.8
"""Two levels that correlated so for so long are one voice."""
GAP_S = 0.3
"""So short a dip does not end the attack."""
_FORGOTTEN_S = 5.0
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Talker:
    """Who speaks now, and how far above the own floor."""

    stream: str
    above_db: float


@dataclass(slots=True)
class Seat:
    """One microphone, or one remote person."""

    floor_db: float
    at_s: float
    above_db: float = 0.0
    """How far the loudest of the last moments was above the floor."""
    recent: deque[tuple[float, float]] = field(default_factory=deque)
    began_s: float | None = None
    """When what may be the own voice began."""
    heard_s: float = float("-inf")
    """When it was heard last."""
    is_speaking: bool = False

    @property
    def peak_db(self) -> float:
        """The loudest of the last moments, dBFS."""
        return self.floor_db + self.above_db

    def hear(self, at_s: float, level_dbfs: float) -> None:
        """Take in the level of *at_s*."""
        level = max(level_dbfs, LOWEST_DBFS)
        past, self.at_s = max(0.0, at_s - self.at_s), at_s
        if level < self.floor_db:
            self.floor_db = max(level, self.floor_db - FALL_DB_S * past)
        else:
            self.floor_db = min(level, self.floor_db + RISE_DB_S * past)
        self.recent.append((at_s, level))
        while self.recent[0][0] < at_s - TOGETHER_S:
            self.recent.popleft()
        self.above_db = max(self._last(STEADY_S)) - self.floor_db

    def is_voice(self, above_db: float) -> bool:
        """Whether it is loud now, and changing."""
        lately = self._last(STEADY_S)
        is_steady = len(lately) >= _FEWEST and max(lately) - min(lately) < STEADY_DB
        return self.recent[-1][1] - self.floor_db >= above_db and not is_steady

    def speak(self, rules: DirectorSettings) -> None:
        """Note that it is the own voice that is heard now."""
        if self.began_s is None:
            self.began_s = self.at_s
        self.heard_s = self.at_s
        self.is_speaking |= self.at_s - self.began_s >= rules.attack_s

    def rest(self, at_s: float, rules: DirectorSettings) -> None:
        """Let time pass."""
        if at_s - self.heard_s > (rules.release_s if self.is_speaking else GAP_S):
            self.is_speaking, self.began_s = False, None

    def is_together_with(self, other: "Seat") -> bool:
        """Whether both levels rise and fall as one."""
        others = dict(other.recent)
        pairs = [(level, others[at]) for at, level in self.recent if at in others]
        return len(pairs) >= _FEWEST and _correlation(pairs) >= TOGETHER

    def _last(self, seconds: float) -> list[float]:
        return [level for at, level in self.recent if at >= self.at_s - seconds]


class Voices:
    """All microphones and remote people."""

    def __init__(self, rules: DirectorSettings) -> None:
        self._rules = rules
        self.seats: dict[str, Seat] = {}

    def hear(self, at_s: float, levels: Mapping[str, float]) -> None:
        """Take in the *levels* (dBFS) of *at_s*; who is not among them is not heard, and forgotten after a while."""
        for stream, level in levels.items():
            self.seats.setdefault(stream, Seat(min(max(level, LOWEST_DBFS), START_DBFS), at_s)).hear(at_s, level)
        heard = [self.seats[one] for one in levels if self.seats[one].is_voice(self._rules.above_floor_db)]
        for seat in heard:
            if not any(self._is_of(seat, other) for other in heard if other is not seat):
                seat.speak(self._rules)
        for stream, seat in list(self.seats.items()):
            seat.rest(at_s, self._rules)
            if at_s - seat.at_s > _FORGOTTEN_S:
                del self.seats[stream]

    def talkers(self) -> list[Talker]:
        """Return who speaks, the loudest above the own floor first."""
        heard = [Talker(stream, seat.above_db) for stream, seat in self.seats.items() if seat.is_speaking]
        return sorted(heard, key=lambda one: (-one.above_db, one.stream))

    def _is_of(self, seat: Seat, other: Seat) -> bool:
        """Whether what *seat* hears is the voice of *other*'s."""
        weaker = other.above_db - seat.above_db
        if abs(weaker) > self._rules.apart_db:
            return weaker > 0
        return other.peak_db > seat.peak_db and seat.is_together_with(other)


def _correlation(pairs: list[tuple[float, float]]) -> float:
    count = len(pairs)
    mean_a, mean_b = (sum(side) / count for side in zip(*pairs, strict=True))
    both = sum((a - mean_a) * (b - mean_b) for a, b in pairs)
    spread = math.sqrt(sum((a - mean_a) ** 2 for a, _ in pairs) * sum((b - mean_b) ** 2 for _, b in pairs))
    return both / spread if spread > 0 else 0.0
