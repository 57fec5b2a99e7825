"""Decides which shot the program shows: pure, deterministic, the moment comes in.

    levels ──► Voices ──► who speaks ─┐
    Moment: mode, what may be shown ──┼──► Director.step ──► Cut, or nothing
                                      ┘
A cut by voice waits for the hold; a hand's choice, a scene and whoever must not be seen do not.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from courtroom_agent.director.shots import COURT, Shots
from courtroom_agent.director.voices import Talker, Voices
from hardware_profiles.director import DirectorSettings
from hearing.director import ShotName, Standing, Why

QUARREL_TURNS = 4
QUARREL_S = 10.0
"""So many turns in so long are a quarrel: the wide shot holds meanwhile, however short each word is."""
_BY_VOICE: frozenset[Why] = frozenset({"speaker", "overlap", "silence"})


@dataclass(frozen=True, slots=True)
class Moment:
    """What is so at one moment."""

    at_s: float
    shots: Shots
    standing: Standing
    scene: ShotName = COURT
    """What the scene itself shows."""
    chosen: ShotName | None = None
    """What was chosen by hand."""
    levels: Mapping[str, float] = field(default_factory=dict)
    """dBFS of who is not muted."""


@dataclass(frozen=True, slots=True)
class Cut:
    """From here on the program shows *shot*."""

    shot: ShotName
    why: Why
    level_db: float | None = None


class Director:
    """One courtroom's director."""

    def __init__(self, rules: DirectorSettings, shot: ShotName | None = None) -> None:
        """Begin; *shot* is what is shown already."""
        self.voices = Voices(rules)
        self.shot = shot
        self._rules = rules
        self._cut_s = float("-inf")
        self._heard_s: float | None = None
        self._together_s: float | None = None
        """Since when several speak at once."""
        self._turns: deque[tuple[float, ShotName]] = deque()
        self._scene: ShotName | None = None

    def step(self, moment: Moment) -> Cut | None:
        """Take in *moment*; return the cut to be made, which counts as made."""
        self.voices.hear(moment.at_s, moment.levels)
        cut = self._wanted(moment)
        if cut.shot not in moment.shots.permitted:
            cut = Cut(self._instead(moment), "scene")
        if cut.shot == self.shot:
            return None
        if cut.why in _BY_VOICE:
            if self.shot not in moment.shots.permitted:
                cut = Cut(cut.shot, "scene")
            elif moment.at_s - self._cut_s < self._rules.hold_s:
                return None
        self.shot, self._cut_s = cut.shot, moment.at_s
        return cut

    def _instead(self, moment: Moment) -> ShotName:
        """Return what is shown where the wanted shot is not permitted: never who is to be hidden."""
        return moment.scene if moment.scene in moment.shots.permitted else COURT

    def _wanted(self, moment: Moment) -> Cut:
        talkers = self.voices.talkers()
        followed = self._followed(moment, talkers)
        is_new_scene = self._scene is not None and moment.scene != self._scene
        self._scene = moment.scene
        if moment.standing == "manual" and moment.chosen is not None:
            return Cut(moment.chosen, "manual")
        if moment.standing != "following" or self.shot is None or is_new_scene:
            return Cut(moment.scene, "scene")
        if followed is None and self.shot not in moment.shots.permitted:
            return Cut(moment.scene, "scene")
        return followed or Cut(self.shot, "speaker")

    def _followed(self, moment: Moment, talkers: list[Talker]) -> Cut | None:
        """Return what the voices want; ``None`` leaves the picture as it is."""
        now, shots = moment.at_s, moment.shots
        if self._heard_s is None or talkers:
            self._heard_s = now
        speaking = list(dict.fromkeys(self._shot_of(one, shots) for one in talkers))
        self._count_turns(now, speaking)
        if not talkers:
            self._together_s = None
            is_silent = now - self._heard_s >= self._rules.silence_s
            return Cut(shots.wide, "silence") if is_silent else None
        level = round(talkers[0].above_db, 1)
        if len(speaking) == 1:
            self._together_s = None
            return Cut(shots.wide, "overlap") if self._is_quarrel() else Cut(speaking[0], "speaker", level)
        self._together_s = now if self._together_s is None else self._together_s
        if now - self._together_s >= self._rules.overlap_s or self._is_quarrel():
            return Cut(shots.wide, "overlap")
        return None if self.shot in speaking else Cut(speaking[0], "speaker", level)

    def _shot_of(self, talker: Talker, shots: Shots) -> ShotName:
        """Return the shot of who speaks; the wide one where the person must not be seen or no camera shows the seat."""
        shot = shots.speakers.get(talker.stream, shots.wide)
        return shot if shot in shots.permitted else shots.wide

    def _count_turns(self, now: float, speaking: list[ShotName]) -> None:
        if speaking and (not self._turns or self._turns[-1][1] != speaking[0]):
            self._turns.append((now, speaking[0]))
        while self._turns and now - self._turns[0][0] > QUARREL_S:
            self._turns.popleft()

    def _is_quarrel(self) -> bool:
        return len(self._turns) > QUARREL_TURNS
