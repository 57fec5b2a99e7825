"""When in a rehearsal what happens, and when a rehearsal is due. Pure.

    1 s quiet · tone · claps, a flash and a beep at one moment each · a spoken sentence · quiet

Claps are a second apart and a little more, so that over all of them the flash falls on every part of a picture's time
alike: what one clap leaves open, the mean of all of them settles.
"""

from dataclasses import dataclass
from datetime import datetime, time

LEAD_S, PAUSE_S = 1.0, 0.6
SHORTEST_S = 12.0
FLASH_S, BEEP_S = 0.12, 0.06
TONE_HZ, BEEP_HZ = 1000.0, 2000.0
_PICTURE_S = 0.04
_FEWEST, _MOST = 4, 20
_TONE_SHARE, _CLAP_SHARE, _SHORTEST_TONE_S = 0.08, 0.3, 1.5


@dataclass(frozen=True, slots=True)
class Plan:
    """Moments in seconds from the rehearsal's beginning."""

    seconds: float
    tone: tuple[float, float]
    claps: tuple[float, ...]
    sentence: tuple[float, float]


def plan_for(seconds: float, sentence_s: float) -> Plan:
    """Plan a rehearsal of *seconds*, of :data:`SHORTEST_S` and the sentence at least, that speaks for *sentence_s*."""
    seconds = max(seconds, SHORTEST_S)
    tone = (LEAD_S, LEAD_S + max(_SHORTEST_TONE_S, seconds * _TONE_SHARE))
    count = max(_FEWEST, min(_MOST, int(seconds * _CLAP_SHARE)))
    first = tone[1] + PAUSE_S
    claps = tuple(first + n * (1.0 + _PICTURE_S / count) for n in range(count))
    begins = claps[-1] + PAUSE_S + 0.5
    ends = begins + sentence_s
    return Plan(max(seconds, ends + PAUSE_S), tone, claps, (begins, ends))


def is_due(now: datetime, at: time | None, last: datetime | None) -> bool:
    """Whether this morning's rehearsal is still to come: configured, its time over, and none since.

    A courtroom's computer that was switched on later makes it up.
    """
    if at is None or now.time() < at:
        return False
    return last is None or last < datetime.combine(now.date(), at, now.tzinfo)
