"""The same words heard at two seats at the same time: one of them is an echo of the other."""

from collections import deque
from dataclasses import dataclass

from recorder.transcription.finishing import letters_of

SHARE = 0.6
"""Of the shorter one's time that both share, at least."""
DIFFERENCE = 0.35
"""Of the letters that differ, at most."""
_KEPT = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One recognised utterance; moments are ns of any one clock."""

    stream: str
    text: str
    start_ns: int
    duration_ns: int


class Doubles:
    """Remembers the last lines."""

    def __init__(self) -> None:
        self._last: deque[Line] = deque(maxlen=_KEPT)

    def original_of(self, line: Line) -> Line | None:
        """Return the line at another seat that *line* repeats, if any; else remember *line*."""
        for other in self._last:
            if other.stream != line.stream and is_double(other, line):
                return other
        self._last.append(line)
        return None


def is_double(one: Line, other: Line) -> bool:
    """Whether two lines are one utterance, heard twice."""
    shared = min(one.start_ns + one.duration_ns, other.start_ns + other.duration_ns) - max(one.start_ns, other.start_ns)
    if shared < SHARE * min(one.duration_ns, other.duration_ns):
        return False
    a, b = letters_of(one.text), letters_of(other.text)
    return distance(a, b) < DIFFERENCE * max(len(a), len(b), 1)


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out or changed to turn *one* into *other* (Levenshtein)."""
    before = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        now = [number]
        for at, against in enumerate(other, start=1):
            now.append(min(before[at] + 1, now[-1] + 1, before[at - 1] + (letter != against)))
        before = now
    return before[-1]
