"""One line of a scene's list: what is wanted, how often it was asked, and how it stands. Pure."""

from dataclasses import dataclass
from typing import Literal

from courtroom_agent.scenes.reading import Reading
from hardware_profiles.scene_plan import Want
from hearing.ids import Milliseconds

Standing = Literal["so", "assumed", "pending", "waiting", "withheld", "drifted", "failed", "unreachable"]
"""Proven; told and not contradicted; being told; what comes first is not so yet; not allowed now; somebody else changed
it; given up; the device does not answer."""

TRIES = 4
_READ_FIRST_MS = 500
"""A device that has come back is read before it is told anything."""
_BACKOFF_MS = (300, 1000, 3000, 5000)


@dataclass
class Line:
    """One thing that is wanted."""

    want: Want
    since_ms: Milliseconds
    """When it was asked, or when its device came back."""
    within_ms: int
    by_hand: bool = False
    """An operator's tap, not the scene, wants it."""
    tries: int = 0
    not_before_ms: Milliseconds = 0
    was_so: bool = False
    was_told: bool = False
    """It was told so, in this scene or the one before, and nothing was said against it: then an assumption counts."""
    was_away: bool = False
    went_off: bool = False
    """It was proven to be off before it fell silent, as it was meant to."""
    gave_up: bool = False
    slipped: bool = False
    """It was so and is not any more: somebody else, or what a guard had to do, changed it."""
    fault: str = ""
    """What the device or its driver said when it did not work."""
    waits: str = ""
    """What it waits for, or why it is withheld."""

    def is_so(self, reading: Reading, *, required: bool) -> bool:
        """Whether it is as wanted; what is only assumed counts where no proof is *required*."""
        proven = reading.source == "verified" or (reading.source == "assumed" and self.was_told and not required)
        return proven and reading.reachable and reading.value == self.want.value

    def notice(
        self, reading: Reading, now_ms: Milliseconds, *, is_flying: bool, required: bool, reapplies: bool
    ) -> None:
        """Take in what is known now; where the scene *reapplies*, what slipped is wanted anew."""
        if not reading.reachable:
            self.went_off |= self.was_so and self.want.name.startswith("power.") and self.want.word == "off"
            self.was_away, self.was_so, self.was_told, self.tries = True, False, False, 0
        elif self.was_away:
            self.was_away, self.gave_up, self.since_ms = False, False, now_ms
            self.not_before_ms = now_ms + _READ_FIRST_MS
        is_so = self.is_so(reading, required=required)
        if self.was_so and not is_so and not is_flying:
            self.slipped = True
            if reapplies and not self.by_hand:
                self.was_so, self.tries, self.since_ms = False, 0, now_ms
        if is_so:
            self.slipped = False
            self.was_so, self.gave_up, self.tries, self.fault, self.waits = True, False, 0, "", ""
        elif not is_flying and not self.was_so:
            self.gave_up |= self.tries >= TRIES and now_ms >= self.not_before_ms
        self.gave_up |= not self.was_so and now_ms - self.since_ms > self.within_ms

    def told(self, now_ms: Milliseconds) -> None:
        """Note that it is being told once more."""
        self.tries += 1
        self.was_told = True
        self.waits = ""
        self.not_before_ms = now_ms

    def ended(self, fault: str, now_ms: Milliseconds) -> None:
        """Note how telling it ended; *fault* is empty where nothing was said against it."""
        self.fault = fault
        self.not_before_ms = now_ms + _BACKOFF_MS[min(self.tries, len(_BACKOFF_MS)) - 1]

    def standing(self, reading: Reading, *, is_flying: bool, required: bool) -> Standing:
        """Say in a word how it stands."""
        if reading.reachable and reading.value == self.want.value:
            if reading.source == "verified":
                return "so"
            if reading.source == "assumed" and not is_flying and (self.gave_up or not required):
                return "assumed"
        if not reading.reachable:
            return "so" if self.went_off else "unreachable"
        if self.was_so and not is_flying:
            return "drifted"
        if self.gave_up:
            return "failed"
        return "waiting" if self.waits and not is_flying else "pending"
