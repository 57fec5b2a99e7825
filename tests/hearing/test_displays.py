"""Displays in and before a courtroom: what each may show, and what the sign at the door tells whoever walks past."""

from typing import Any

import pytest

from hearing.display import Display, read_display
from hearing.door_sign import DoorEntry, door_sign, hearing_in
from hearing.evidence_audience import may_see_exhibit
from hearing.policy import Actor, access_of, display_actor, may_play, may_publish
from hearing.view import view
from tests.hearing.story import CLERK, JUDGE, SYSTEM, ZERO, Story, opened, paused, prepared, scheduled
from tests.hearing.test_evidence import shown
from tests.hearing.test_policy import NAMES

DAY = (ZERO - 40_000_000, ZERO + 40_000_000)
INSIDE = ("gallery", "bench", "parties", "witness")


def _at(place: str, room: str = "demo") -> Actor:
    return display_actor(Display(room, place).principal)


def _played(story: Story, actor: Actor) -> set[str]:
    return {name for name in NAMES if may_play(story.hearing, actor, name)}


def _closed(story: Story) -> Story:
    story.so(JUDGE, "set-openness", openness="closed", range="from-now", judge="李某", reason="涉及个人隐私")
    return story


def _sign(*stories: Story) -> tuple[DoorEntry | None, tuple[DoorEntry, ...]]:
    sign = door_sign([story.hearing for story in stories], "demo", *DAY)
    return sign.now, sign.next


def test_a_display_is_named_by_its_room_and_place() -> None:
    """``display:demo/gallery`` is the gallery's screen of the courtroom demo."""
    assert read_display("display:demo/gallery") == Display("demo", "gallery")


def test_a_display_shows_the_courts_picture_and_nothing_else() -> None:
    """Not a single camera, not a microphone, and it publishes nothing."""
    story = opened()
    assert {place: _played(story, _at(place)) for place in INSIDE} == {
        "gallery": {"program"}, "bench": {"program"}, "parties": {"program"}, "witness": set(),
    }  # fmt: skip
    assert not [name for name in NAMES if may_publish(story.hearing, _at("bench"), name)]


def test_the_witness_stands_screen_stays_dark_until_a_witness_is_called() -> None:
    """Whoever waits to be called hears and sees nothing of the hearing before."""
    story = opened()
    story.so(story.person("p-2"), "consent", participant="p-2", to="remote-hearing")
    story.so(CLERK, "admit", participant="p-2")
    assert _played(story, _at("witness")) == set()
    story.so(CLERK, "call", participant="p-2")
    assert _played(story, _at("witness")) == {"program"}


def test_the_gallerys_screen_knows_nothing_of_a_closed_hearing_and_the_courts_own_go_on() -> None:
    """From the decision on the gallery's is outside; bench and parties sit in the hearing."""
    story = _closed(opened())
    assert (access_of(story.hearing, _at("gallery")), _played(story, _at("gallery"))) == ("outside", set())
    assert _played(story, _at("bench")) == {"program"}


@pytest.mark.parametrize("actor", [_at("door"), _at("gallery", "hall-9"), _at("bench", "hall-9"), _at("nowhere", "")])
def test_a_door_and_another_rooms_display_know_nothing_of_a_hearing(actor: Actor) -> None:
    """They are told what any stranger is: neither picture nor course."""
    story = opened()
    assert (access_of(story.hearing, actor), _played(story, actor)) == ("outside", set())


def test_a_display_is_never_told_a_person_a_line_or_a_note() -> None:
    """Its view holds where the hearing stands; nobody's name but the case's public title."""
    story = opened()
    story.so(CLERK, "note", text="旁听席一人离席")
    state = view(story.hearing, _at("bench"), ["cam-judge"]).state
    assert (state.course, state.participants, state.lines, state.notes) == ("open", {}, (), ())


def test_a_hearing_that_has_not_begun_or_is_over_is_not_on_any_display() -> None:
    """Between hearings a display shows its room and the time."""
    assert access_of(scheduled().hearing, _at("bench")) == "outside"
    story = opened()
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    assert access_of(story.hearing, _at("bench")) == "outside"
    assert hearing_in([story.hearing], "demo") is None


def test_the_door_tells_number_cause_and_procedure_of_a_public_hearing() -> None:
    """Never a name: the case's title, which holds one, is not on it."""
    now, coming = _sign(opened())
    assert now == DoorEntry(
        planned_at=ZERO, course="open", openness="public", procedure="trial",  # type: ignore[arg-type]
        number="（2026）示0101刑初128号", cause="危险驾驶",
    )  # fmt: skip
    assert coming == ()


@pytest.mark.parametrize(
    "story",
    [_closed(opened()), prepared(case={"number": "（2026）示0101刑初9号", "cause": "盗窃", "secrecy": "minor"})],
)
def test_the_door_tells_of_a_closed_hearing_only_that_the_room_is_in_use(story: Story) -> None:
    """Nor of one whose case bears a label of secrecy, whatever was decided."""
    now, _ = _sign(story)
    assert now is not None
    assert (now.openness, now.procedure, now.number, now.cause) == ("closed", None, "", "")


def test_the_door_tells_nothing_of_a_case_while_evidence_is_heard_in_private() -> None:
    """The pause for it is a time in which nothing is public."""
    now, _ = _sign(paused("closed-evidence"))
    assert now is not None
    assert (now.course, now.number) == ("recess", "")


def test_the_door_lists_what_comes_today_and_names_no_case_before_a_judge_opened_it() -> None:
    """Openness is a decision; until it is made the sign gives the hour alone."""
    later, tomorrow = scheduled(planned_at=ZERO + 5_000_000), scheduled(planned_at=ZERO + 50_000_000)
    now, coming = _sign(later, tomorrow)
    assert now is None
    assert [(one.planned_at, one.openness, one.number) for one in coming] == [(ZERO + 5_000_000, "undecided", "")]


def _showing(**fields: Any) -> dict[str, tuple[bool, bool, set[str]]]:
    story = shown(opened(), **fields)
    seen = {}
    for place in ("gallery", "bench", "parties", "witness"):
        actor = _at(place)
        shows = bool(view(story.hearing, actor).state.showings)
        seen[place] = (shows, bool(may_see_exhibit(story.hearing, actor, "e-1", 1)), _played(story, actor))
    return seen


def test_evidence_is_on_the_screens_it_is_shown_to_and_on_no_other() -> None:
    """Nor may another screen play a picture of the court in which that evidence is."""
    here, away = (True, True, {"program", "evidence"}), (False, False, set[str]())
    assert _showing(targets=["bench", "parties", "remote"]) == {
        "gallery": away, "bench": here, "parties": here, "witness": away,
    }  # fmt: skip
    assert _showing(targets=["gallery"])["gallery"] == here


def test_what_is_shown_without_the_public_never_reaches_the_gallerys_screen() -> None:
    """Whoever taps its key; nor the court's picture meanwhile, in which it is spoken of. The door names no case."""
    assert _showing(targets=["gallery", "bench", "remote"], private=True)["gallery"] == (False, False, set())
    assert _showing(targets=["bench"], private=True)["gallery"] == (False, False, set())
    assert _showing(targets=["bench"], private=True)["bench"] == (True, True, {"program", "evidence"})
    now, _ = _sign(shown(opened(), private=True))
    assert now is not None
    assert (now.openness, now.number) == ("closed", "")


def test_a_displays_screen_shows_one_page_and_never_the_file() -> None:
    """The page that is shown now, not its neighbour, not the whole document."""
    story, bench = shown(opened(), targets=["bench"]), _at("bench")
    assert not may_see_exhibit(story.hearing, bench, "e-1", 2)
    assert not may_see_exhibit(story.hearing, bench, "e-1")
    assert not may_see_exhibit(story.hearing, _at("bench", "hall-9"), "e-1", 1)
