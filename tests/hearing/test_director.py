"""The director on record: who chooses the picture, what it showed from when on, and who learns that."""

import pytest

from hearing.errors import Refused
from hearing.participant import Role
from hearing.policy import account_actor
from hearing.reports import DirectorNow, report_concerns
from hearing.state import fold
from hearing.view import cut_state, visible
from tests.hearing.story import CLERK, GALLERY, JUDGE, OTHER_ROOM, ROOM, TECHNICIAN, Story, opened, paused


def cut(story: Story, shot: str, why: str = "speaker") -> None:
    """The room says that the program shows *shot*."""
    story.so(ROOM, "report-cut", shot=shot, why=why, since=story.now, level_db=21.5)


def test_the_log_holds_who_was_shown_from_when_on() -> None:
    """Each cut stands there with its moment and its reason; the state is a fold of it."""
    story = opened()
    cut(story, "cam-prosecutor")
    cut(story, "overview", "silence")

    assert [(event.type, event.shot, event.why) for event in story.log[-2:]] == [
        ("shot-cut", "cam-prosecutor", "speaker"),
        ("shot-cut", "overview", "silence"),
    ]
    assert (story.hearing.director.mode, story.hearing.director.shot) == ("auto", "overview")
    assert fold(story.log) == story.hearing


def test_a_shot_chosen_by_hand_holds_until_it_is_released() -> None:
    """Clerk or judge choose; the choice ends by release, by the next stage, or by the next scene."""
    story = opened()
    story.so(CLERK, "set-director", mode="manual", shot="parties")
    cut(story, "parties", "manual")
    assert (story.hearing.director.mode, story.hearing.director.chosen) == ("manual", "parties")
    story.so(JUDGE, "set-director", mode="auto")
    assert (story.hearing.director.mode, story.hearing.director.chosen) == ("auto", None)
    for ends in ({"what": "enter-stage", "stage": "rights"}, {"what": "ask-scene", "scene": "debate"}):
        story.so(CLERK, "set-director", mode="manual", shot="overview")
        story.so(CLERK, ends.pop("what"), **ends)
        assert story.hearing.director.mode == "auto"
    assert fold(story.log) == story.hearing


def test_whoever_may_choose_scenes_may_choose_shots() -> None:
    """A party, the gallery or a technician chooses none; only the room's own agent says what is shown."""
    story = opened()
    for actor in (story.person("p-1"), GALLERY, TECHNICIAN, ROOM, account_actor("account:9", Role.PROSECUTOR)):
        with pytest.raises(Refused):
            story.so(actor, "set-director", mode="manual", shot="overview")
    for actor in (CLERK, JUDGE, OTHER_ROOM):
        with pytest.raises(Refused):
            story.so(actor, "report-cut", shot="overview", why="scene", since=story.now)


def test_what_is_so_already_or_makes_no_sense_is_refused() -> None:
    """A cut leads to another shot; a choice names a shot; a release names none."""
    story = opened()
    cut(story, "court", "scene")
    for actor, what, fields, code in (
        (ROOM, "report-cut", {"shot": "court", "why": "speaker", "since": 1}, "already-so"),
        (CLERK, "set-director", {"mode": "auto"}, "already-so"),
        (CLERK, "set-director", {"mode": "manual"}, "no-shot"),
        (CLERK, "set-director", {"mode": "auto", "shot": "court"}, "no-shot"),
    ):
        with pytest.raises(Refused, match=code):
            story.so(actor, what, **fields)


@pytest.mark.parametrize("scene", ["witness-protection", "mediation"])
def test_nobody_chooses_a_shot_while_a_scene_hides_or_mediates(scene: str) -> None:
    """From the tap on, and until the next scene's devices have said that they are so."""
    story = opened()
    story.so(CLERK, "ask-scene", scene=scene)
    with pytest.raises(Refused, match="scene-directs"):
        story.so(CLERK, "set-director", mode="manual", shot="witness")
    number = story.so(CLERK, "ask-scene", scene="debate").seq
    with pytest.raises(Refused, match="scene-directs"):
        story.so(CLERK, "set-director", mode="manual", shot="witness")
    story.so(ROOM, "report-scene", scene="debate", asked=number, outcome="converged", items=[])
    story.so(CLERK, "set-director", mode="manual", shot="witness")


def test_nothing_is_cut_in_a_recess() -> None:
    """In a recess nobody is shown, so nobody is cut to."""
    story = paused()
    for actor, what, fields in (
        (CLERK, "set-director", {"mode": "manual", "shot": "overview"}),
        (ROOM, "report-cut", {"shot": "overview", "why": "scene", "since": 1}),
    ):
        with pytest.raises(Refused, match="not-now"):
            story.so(actor, what, **fields)


def test_only_the_bench_and_the_clerk_learn_of_cuts() -> None:
    """The log of who was shown when is the court's; parties, gallery and technicians are told nothing of it."""
    story = opened()
    cut(story, "cam-prosecutor")
    event, state = story.log[-1], story.hearing
    now = DirectorNow(room="demo", standing="following", shot="cam-prosecutor")
    for actor, knows in ((CLERK, True), (JUDGE, True), (story.person("p-1"), False), (GALLERY, False)):
        assert (visible(state, event, actor) is not None) is knows
        assert (cut_state(state, actor).director.shot is not None) is knows
        assert (report_concerns(now, state, actor) is not None) is knows
    assert visible(state, event, TECHNICIAN) is None
