"""Whatever happens in a hearing, in whatever order: no tile of any picture shows a seat that nobody may see."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hardware_profiles
from courtroom_agent.director.director import Director, Moment
from courtroom_agent.director.shots import OF_MAIN, shots_of
from courtroom_agent.layout import Cast, arrange, cast_of
from courtroom_agent.shot_layout import arrange_shot
from hardware_profiles.courtroom import Camera, Courtroom
from hardware_profiles.director import DirectorSettings
from hardware_profiles.rooms import load_room
from hearing.errors import Refused
from hearing.facts import HearingState
from tests.hearing.story import CLERK, ROOM, Story, opened

FULL = Path(hardware_profiles.__file__).parent / "courtrooms" / "full.yaml"
SCENES = ("witness", "witness-protection", "debate", "evidence", "mediation")
SEATS = ("witness", "defender", "prosecutor", None)
RULES = DirectorSettings()


def _room() -> Courtroom:
    """The fully equipped room with cameras at the stand and over the whole floor, the stand included."""
    room = load_room(FULL)

    def camera(stream: str, *seats: str) -> Camera:
        update = {"stream": stream, "seats": seats, "device": None, "mandatory": False}
        return room.cameras[0].model_copy(update=update)

    more = camera("cam-witness", "witness"), camera("cam-floor", "prosecutor", "defender", "witness", "accused")
    return room.model_copy(update={"cameras": (*room.cameras, *more)})


COURT = _room()
CAST: Cast = cast_of(COURT)
VOICES = [one.stream for one in COURT.microphones] + ["remote-p-1"]

DEEDS = st.one_of(
    st.tuples(
        st.just("invite"),
        st.sampled_from(["witness", "victim", "expert-witness"]),
        st.sampled_from(SEATS),
        st.booleans(),
    ),
    st.tuples(st.sampled_from(["call", "dismiss"]), st.integers(2, 8)),
    st.tuples(st.just("ask-scene"), st.sampled_from(SCENES)),
    st.tuples(st.just("report-scene"), st.sampled_from(["converged", "aborted"])),
    st.tuples(st.just("hide"), st.sets(st.sampled_from(["witness", "defender"]))),
    st.tuples(st.just("choose"), st.sampled_from(["parties", "witness", "overview", "cam-witness", "cam-floor", None])),
    st.tuples(st.just("speak"), st.sampled_from(VOICES), st.integers(1, 25)),
)


def _do(story: Story, deed: tuple[Any, ...]) -> None:
    """Do it, if the court allows it now."""
    what, *given = deed
    last = story.hearing.scenes[-1] if story.hearing.scenes else None
    try:
        match what:
            case "invite":
                role, seat, protected = given
                story.so(CLERK, "invite", name="李某", role=role, seat=seat, protected=protected, remote=False)
            case "call" | "dismiss":
                story.so(CLERK, what, participant=f"p-{given[0]}")
            case "ask-scene":
                story.so(CLERK, what, scene=given[0])
            case "report-scene" if last is not None:
                story.so(ROOM, what, scene=last.scene, asked=last.seq, outcome=given[0], items=[])
            case "choose":
                story.so(CLERK, "set-director", mode="manual" if given[0] else "auto", shot=given[0])
    except Refused:
        pass


def _must_not_be_seen(state: HearingState, hidden: set[str]) -> set[str]:
    """Say it again, seat by seat and in other words than the product."""
    found = set(hidden)
    for person in state.participants.values():
        if person.remote:
            continue
        is_witness = person.role.value in {"witness", "expert-witness", "expert-assistant"}
        if person.protected:
            found |= {person.seat} if person.seat else set()
            found |= {"witness"} if is_witness else set()
        if is_witness and person.presence != "called":
            places = {person.seat} if person.seat else {"witness"}
            others = state.participants.values()
            stands_in = {
                one.seat or "anywhere" for one in others if one.role.waits_to_be_called and one.presence == "called"
            }
            found |= {place for place in places if place not in stands_in and "anywhere" not in stands_in}
    return found | ({"witness"} if any(one.kind == "masked" and one.until is None for one in state.screens) else set())


def _standing(state: HearingState) -> str:
    if any(one.until is None and one.kind in {"masked", "mediation"} for one in state.screens):
        return "off"
    return "manual" if state.director.mode == "manual" else "following"


def _never_shown(deeds: list[tuple[Any, ...]]) -> None:
    story, director, hidden, now = opened(), Director(RULES, "court"), set[str](), 0.0
    for deed in deeds:
        speaking, looks = (deed[1], deed[2]) if deed[0] == "speak" else (None, 1)
        hidden = set(deed[1]) if deed[0] == "hide" else hidden
        _do(story, deed)
        state = story.hearing
        shots = shots_of(COURT, CAST, state, hidden, has_evidence=False)
        seen = CAST.without(shots.withheld)
        for look in range(looks):
            now += 0.2
            levels = dict.fromkeys(VOICES, -60.0) | ({speaking: -25.0 + look * 7 % 5} if speaking else {})
            director.step(Moment(now, shots, _standing(state), "court", state.director.chosen, levels))  # type: ignore[arg-type]
            _check(state, hidden, seen, director.shot)


def _check(state: HearingState, hidden: set[str], seen: Cast, shot: str | None) -> None:
    forbidden = _must_not_be_seen(state, hidden)
    showing = {one.stream for one in COURT.cameras if set(one.seats) & forbidden}
    pictures = [arrange_shot(seen, ("remote-p-1",), None, 1280, 720, shot or "court")]
    pictures += [arrange(seen, ("remote-p-1",), None, 1280, 720, main) for main in OF_MAIN]
    for tiles in pictures:
        assert not {tile.stream for tile in tiles} & showing, (shot, forbidden)


@settings(max_examples=60, deadline=None)
@given(st.lists(DEEDS, max_size=14))
def test_no_tile_shows_a_protected_seat(deeds: list[tuple[Any, ...]]) -> None:
    """People invited, called and dismissed, scenes, hands and voices: the shot on air and every scene's own picture."""
    _never_shown(deeds)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_no_tile_shows_a_protected_seat_in_very_many_hearings() -> None:
    """The same over ten thousand hearings."""
    settings(max_examples=10_000, deadline=None)(given(st.lists(DEEDS, max_size=14))(_never_shown))()
