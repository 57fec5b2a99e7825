"""How quickly the picture follows a voice, how calm it stays in a quarrel, and what one look costs.

``python -m benchmarks.director [--json]``: voices of a scripted hearing by a clock of its own, so that the figures are the
same on every machine but for ``us_per_tick``. The last line is JSON:

    cut_latency_p95_s     from the first word of a turn until the program is asked for the speaker's picture, of turns that
                          begin after the hold of the shot before; the program shows it one look (50 ms) and one picture later
    quarrel_cuts_a_min    cuts a minute while two interrupt one another every second and a half
    wrong_shots           looks at which somebody who has been silent for 3 s is shown alone while another speaks for 3 s
    us_per_tick           processor time of one decision with six microphones and two remote people, microseconds
"""

import argparse
import json
import random
import time

from courtroom_agent.director.director import Director, Moment
from courtroom_agent.director.shots import Shots
from hardware_profiles.director import DirectorSettings

TICK_S = 0.2
WRONG_AFTER_S = 3.0
QUIET_DBFS, LOUD_DBFS, SPILL_DB = -58.0, -24.0, -14.0
SEATS = {f"mic-{seat}": f"cam-{seat}" for seat in ("judge", "clerk", "prosecutor", "defender", "accused", "witness")}
SPEAKERS = {**SEATS, "remote-p-1": "remote-p-1", "remote-p-2": "remote-p-2"}
SHOTS = Shots(dict.fromkeys(["court", "overview", "parties", *SPEAKERS.values()]), SPEAKERS)
Turn = tuple[float, str]


class Hearing:
    """A director, and people who speak in turn."""

    def __init__(self, seed: int) -> None:
        self.director = Director(DirectorSettings(), "court")
        self.now = 0.0
        self.cuts: list[tuple[float, str]] = []
        self.spent_s = 0.0
        self.looks = 0
        self._chance = random.Random(seed)
        self._floor = {one: QUIET_DBFS + self._chance.uniform(-4, 12) for one in SPEAKERS}

    def levels(self, speaking: str | None) -> dict[str, float]:
        """What each microphone hears: its own noise, and the voice, weaker where it does not belong."""
        voice = LOUD_DBFS + self._chance.uniform(-8, 3)
        found = {}
        for one, floor in self._floor.items():
            here = floor + self._chance.uniform(-0.4, 0.4)
            if speaking is not None and (one == speaking or not one.startswith("remote")):
                here = max(here, voice + SPILL_DB * (one != speaking))
            found[one] = here
        return found

    def hear(self, seconds: float, speaking: str | None) -> list[str]:
        """Let *seconds* pass while *speaking* does; return the shot after each look."""
        return [self.look(speaking) for _ in range(round(seconds / TICK_S))]

    def look(self, speaking: str | None) -> str:
        """Let one look pass while *speaking* does; return the shot after it."""
        self.now += TICK_S
        moment = Moment(self.now, SHOTS, "following", levels=self.levels(speaking))
        began = time.process_time()
        cut = self.director.step(moment)
        self.spent_s += time.process_time() - began
        self.looks += 1
        if cut is not None:
            self.cuts.append((self.now, cut.shot))
        return self.director.shot


def latencies(seed: int, turns: int = 200) -> tuple[list[float], int, Hearing]:
    """Turns of 4 to 12 s with short pauses: return the latency of each cut, and how many looks showed the wrong person."""
    hearing, chance = Hearing(seed), random.Random(seed + 1)
    found, wrong, last = [], 0, ""
    hearing.hear(5, None)
    for _ in range(turns):
        who = chance.choice([one for one in SPEAKERS if one != last])
        began = hearing.now
        shots = hearing.hear(chance.uniform(4, 12), who)
        late = shots[round(WRONG_AFTER_S / TICK_S) - 1 :]
        wrong += sum(shot != SPEAKERS[who] and shot in SPEAKERS.values() for shot in late)
        cut = next((at for at, shot in hearing.cuts if at > began and shot == SPEAKERS[who]), None)
        if cut is not None:
            found.append(cut - began)
        hearing.hear(chance.uniform(0.2, 1.5), None)
        last = who
    return found, wrong, hearing


def quarrel(seed: int, minutes: float = 5.0) -> float:
    """Two who interrupt one another: return the cuts a minute."""
    hearing, sides = Hearing(seed), ("mic-prosecutor", "mic-defender")
    at = 0
    while hearing.now < minutes * 60:
        hearing.hear(1.5, sides[at % 2])
        at += 1
    return len(hearing.cuts) / minutes


def measure() -> dict[str, float]:
    """Run all of it."""
    found, wrong, hearing = latencies(1)
    found.sort()
    return {
        "cut_latency_p50_s": round(found[len(found) // 2], 2),
        "cut_latency_p95_s": round(found[int(len(found) * 0.95)], 2),
        "turns_shown": len(found),
        "quarrel_cuts_a_min": round(quarrel(2), 1),
        "wrong_shots": wrong,
        "us_per_tick": round(hearing.spent_s / hearing.looks * 1e6, 1),
    }


def main() -> None:
    """Print the figures, as the last line in JSON."""
    read = argparse.ArgumentParser(prog="benchmarks.director", description=__doc__)
    read.add_argument("--json", action="store_true", help="the last line alone")
    given = read.parse_args()
    figures = measure()
    if not given.json:
        for name, figure in figures.items():
            print(f"{name:22} {figure}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
