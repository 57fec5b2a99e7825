"""Who may write a hearing's log: the server, by a lease that the room grants and that it renews, or the room itself. Pure.

The room is the arbiter. It answers each of the server's questions with a grant and promises to write nothing for
:data:`GRANTED_S` from then on; the server counts :data:`HELD_S` from when it *asked*, which is earlier. Each side counts
on a clock of its own that only ever goes on; no time of day is compared. A grant therefore ends at the server before
the promise ends at the room as long as neither clock goes wrong by a fifth. Each change of the writer raises the fence;
what is written under a lower one is refused at the room, where every event of the server's has to arrive first.
"""

from dataclasses import dataclass
from typing import Literal

ASK_S = 0.4
"""How often the server asks."""
HELD_S = 2.4
"""How long the server may write behind the moment at which it asked."""
GRANTED_S = 3.6
"""How long the room does not write behind the moment at which it granted."""

Side = Literal["server", "room"]


@dataclass
class Held:
    """The server's end of one room's lease. Moments are seconds on the server's own clock."""

    _asked: dict[int, float]
    _until_s: float
    _number: int

    @classmethod
    def none(cls) -> "Held":
        """Begin without a lease, as after every start and every new connection."""
        return cls({}, float("-inf"), 0)

    def ask(self, now_s: float) -> int:
        """Number the question that is asked now."""
        self._number += 1
        self._asked[self._number] = now_s
        return self._number

    def granted(self, number: int) -> None:
        """Take the room's answer to question *number*; it counts from when that was asked."""
        asked_s = self._asked.pop(number, None)
        if asked_s is not None:
            self._until_s = max(self._until_s, asked_s + HELD_S)
            self._asked = {known: at for known, at in self._asked.items() if known > number}

    def holds(self, now_s: float) -> bool:
        """Whether the server may write."""
        return now_s < self._until_s

    def gone(self) -> None:
        """The connection is lost: questions that are under way count no more; what was granted still does."""
        self._asked.clear()


@dataclass
class Promise:
    """The room's end. Moments are seconds on the room's own clock."""

    _until_s: float

    @classmethod
    def made(cls, now_s: float) -> "Promise":
        """Begin as if the server had been granted a lease just now: what was promised before a restart is not known."""
        return cls(now_s + GRANTED_S)

    def grant(self, now_s: float) -> None:
        """Promise the server that the room does not write."""
        self._until_s = max(self._until_s, now_s + GRANTED_S)

    def is_over(self, now_s: float) -> bool:
        """Whether the server's lease has surely ended, so that the room may write."""
        return now_s >= self._until_s


@dataclass(frozen=True)
class Tenure:
    """Who writes one hearing's log, as the room keeps it on disk. The fence only ever rises."""

    writer: Side = "server"
    fence: int = 1

    def taken(self) -> "Tenure":
        """Return the room's tenure."""
        return Tenure("room", self.fence + 1)

    def returned(self) -> "Tenure":
        """Return the server's, after the room's."""
        return Tenure("server", self.fence + 1)

    def accepts(self, writer: Side, fence: int) -> bool:
        """Whether what *writer* writes under *fence* counts."""
        return (writer, fence) == (self.writer, self.fence)
