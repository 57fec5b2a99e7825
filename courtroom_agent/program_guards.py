"""Decides when what is composed, shown or far away alarms. Pure: what is known and the moment come in.

    black-picture      program, evidence screen, a remote person: nearly every point is dark      5 s
    frozen-picture     the same but the evidence screen, on which a page may lie: not one point changed, or none came  10 s
    source-lost        a remote person's picture and sound both stopped                            3 s
    dead-microphone    a remote person's sound stopped while the picture goes on                   5 s
    quiet-microphone   a remote person's sound is nothing but digital silence (below -80 dBFS)     120 s

A person listens for an hour without a word, and browsers clean the noise away: quiet is only what no open microphone
is. What the court muted is not listened to. Who never came has no alarm here: the clerk's page shows that.
"""

from collections.abc import Iterable, Mapping

from courtroom_agent.guards import DARK_SHARE, LOST_S, WELL_S, Hold, Standing
from courtroom_agent.program_watch import Watched
from hardware_profiles.courtroom import Watch
from hearing.alarm import Guard

PROGRAM, EVIDENCE = "program", "evidence"
SILENCE_DBFS = -80.0
SOUNDLESS_S = 5.0


class ProgramGuards:
    """The guards of one courtroom's program and of the people who attend from afar."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._holds: dict[tuple[Guard, str], Hold] = {}

    def look(
        self, now_s: float, watched: Mapping[str, Watched], people: frozenset[str], muted: frozenset[str]
    ) -> dict[tuple[Guard, str], Standing]:
        """Return the alarms that stand; *people* are the streams of who attends now, *muted* by the court."""
        due = {PROGRAM, EVIDENCE, *people}
        for key in [key for key in self._holds if key[1] not in due or key[1] not in watched]:
            del self._holds[key]
        found = [one for name in sorted(due & {*watched}) for one in self._of(now_s, name, watched[name], muted)]
        return {(one.guard, one.subject): one for one in found}

    def _of(self, now_s: float, name: str, seen: Watched, muted: frozenset[str]) -> Iterable[Standing]:
        if name not in (PROGRAM, EVIDENCE) and self._is_lost(now_s, name, seen, muted):
            yield Standing("source-lost", name, "")
            return
        yield from self._picture(now_s, name, seen)
        if name not in (PROGRAM, EVIDENCE):
            yield from self._sound(now_s, name, seen, is_muted=name in muted)

    def _is_lost(self, now_s: float, name: str, seen: Watched, muted: frozenset[str]) -> bool:
        stopped = [since for since in (seen.unseen_s, None if name in muted else seen.unheard_s) if since is not None]
        return self._stands("source-lost", name, min(stopped) >= LOST_S if stopped else None, now_s, 0.0)

    def _picture(self, now_s: float, name: str, seen: Watched) -> Iterable[Standing]:
        is_dark = None if seen.dark is None else seen.dark >= DARK_SHARE
        # A black picture stands still as well, and is told as black.
        is_still = None if seen.still_s is None else seen.still_s >= self._watch.frozen_s and not is_dark
        black = self._stands("black-picture", name, is_dark, now_s, self._watch.black_s)
        frozen = name != EVIDENCE and self._stands("frozen-picture", name, is_still, now_s, 0.0)
        if black:
            yield Standing("black-picture", name, f"{seen.dark or 0:.0%}")
        elif frozen:
            yield Standing("frozen-picture", name, f"{seen.still_s or 0:.0f} s")

    def _sound(self, now_s: float, name: str, seen: Watched, *, is_muted: bool) -> Iterable[Standing]:
        stops = None if is_muted or seen.unheard_s is None else seen.unheard_s >= SOUNDLESS_S
        silent = None if is_muted or seen.dbfs is None else seen.dbfs < SILENCE_DBFS
        dead = self._stands("dead-microphone", name, stops, now_s, 0.0)
        quiet = self._stands("quiet-microphone", name, silent, now_s, self._watch.quiet_s)
        if dead:
            yield Standing("dead-microphone", name, f"{seen.unheard_s or 0:.0f} s")
        elif quiet:
            yield Standing("quiet-microphone", name, f"< {SILENCE_DBFS:g} dBFS, {self._watch.quiet_s:g} s")

    def _stands(self, guard: Guard, name: str, is_bad: bool | None, now_s: float, bad_s: float) -> bool:
        return self._holds.setdefault((guard, name), Hold(bad_s, WELL_S)).take(is_bad, now_s)
