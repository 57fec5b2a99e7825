"""The courtroom's own screens: which can be switched, what each shall get, and how each is emptied. Pure."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene_means import Means, Meant, Unfit
from hearing.facts import SESSION, HearingState
from hearing.shown import evidence_in_program, is_evidence_visible, keeps_public_out

COURT, EVIDENCE, NOTHING = "court", "evidence", "nothing"
PLACES = ("bench", "parties", "witness", "gallery")


@dataclass(frozen=True)
class Route:
    """What can be switched of one place's screen: its words, and what each means to the device."""

    name: str
    place: str
    words: Mapping[str, Meant]

    @property
    def target(self) -> str:
        """The property that it is."""
        return self.words[COURT].target

    @property
    def is_cover(self) -> bool:
        """Whether it is the display itself, which goes dark because its input cannot be taken away."""
        return self.name.startswith("display.")

    def meant(self, word: str, plan: str) -> Meant:
        """Return what *word* is; where the device has none, what comes nearest and shows no more."""
        return self.words.get(word) or self.words.get(plan if word == EVIDENCE else COURT, self.words[COURT])


def routes_of(room: Courtroom) -> dict[str, Route]:
    """Return the screens of *room* that can be given the court's picture and something else, by place."""
    means, found = Means.of(room), {}
    for place in PLACES:
        named = {word: (f"route.{place}", word) for word in (COURT, EVIDENCE, NOTHING)}
        words = _words(means, named)
        if COURT in words and len(words) > 1:
            found[place] = Route(f"route.{place}", place, words)
    return found


def covers_of(room: Courtroom) -> dict[str, Route]:
    """Return the displays of *room* that go dark where their route knows no ``nothing``, by place."""
    means, found = Means.of(room), {}
    for place, route in routes_of(room).items():
        name = f"display.{place}"
        words = _words(means, {COURT: (name, "shown"), NOTHING: (name, "blank")})
        if NOTHING not in route.words and {COURT, NOTHING} <= set(words):
            found[place] = Route(name, place, words)
    return found


def is_withheld(place: str, state: HearingState | None) -> bool:
    """Whether the court's picture must not be on the screens at *place* now.

    The gallery's is dark while the public may not be there, whoever decided that; any other while evidence that is not
    shown to it is in the court's own picture.
    """
    if state is None:
        return False
    if place == "gallery" and state.course in SESSION and keeps_public_out(state):
        return True
    return evidence_in_program(state) and state.showing is not None and place not in state.showing.targets


def word_for(place: str, state: HearingState | None, plan: str) -> str:
    """Say what the screens at *place* shall get; *plan* is what the scene wants."""
    if is_withheld(place, state):
        return NOTHING
    if state is None or state.showing is None or not is_evidence_visible(state):
        return plan
    if place in state.showing.targets:
        return EVIDENCE
    return COURT if plan == EVIDENCE else plan


def _words(means: Means, named: Mapping[str, tuple[str, str]]) -> dict[str, Meant]:
    words = {}
    for ours, (name, word) in named.items():
        with contextlib.suppress(Unfit):
            words[ours] = means.resolve(name, word)
    return words
