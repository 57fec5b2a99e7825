"""Scenes on record: who asks for them and when, what they withhold at once, and what opens again."""

import pytest

from hearing.errors import Refused
from hearing.participant import Role
from hearing.policy import account_actor, flows, may_be_public, may_play, may_record, may_release, public_status
from hearing.reports import SceneNow, report_concerns
from hearing.sealed_ranges import sealed_ranges
from hearing.state import fold
from hearing.view import cut_state, visible
from tests.hearing.story import (
    CLERK,
    GALLERY,
    JUDGE,
    MEDIA,
    OTHER_ROOM,
    ROOM,
    TECHNICIAN,
    Story,
    approved,
    opened,
    paused,
    prepared,
)

ITEM = {"name": "display.gallery", "asked": "blank", "answered": "blank", "standing": "so"}


def asked(story: Story, scene: str) -> int:
    """The clerk taps *scene*; return the event's number."""
    return story.so(CLERK, "ask-scene", scene=scene).seq


def applied(story: Story, scene: str, number: int | None, *, outcome: str = "converged", guarded: bool = False) -> None:
    """The room says how it stands."""
    story.so(ROOM, "report-scene", scene=scene, asked=number, outcome=outcome, guarded=guarded, items=[ITEM])


def test_a_scene_is_asked_and_answered_on_record() -> None:
    """The log holds who asked and what each device said."""
    story = opened()
    applied(story, "evidence", asked(story, "evidence"))

    assert [event.type for event in story.log[-2:]] == ["scene-asked", "scene-applied"]
    assert story.log[-2].who == CLERK.principal
    assert story.hearing.scene == "evidence"
    assert story.hearing.scene_result is not None
    assert story.hearing.scene_result.items[0].standing == "so"
    assert fold(story.log) == story.hearing


def test_scenes_have_their_place_in_the_course() -> None:
    """Power while nobody is heard, what follows the course in its course, everything else in session."""
    for story, may, may_not in (
        (prepared(), ("power-up", "power-down", "preparing"), ("debate", "recess", "closed")),
        (opened(), ("open", "debate", "mediation"), ("power-down", "preparing", "recess", "closed")),
        (paused(), ("recess",), ("power-down", "debate", "closed")),
    ):
        for scene in may:
            asked(story, scene)
        for scene in may_not:
            with pytest.raises(Refused, match="not-now"):
                asked(story, scene)


def test_the_bench_and_the_clerk_ask_and_nobody_else() -> None:
    """A party, a technician or a machine changes no scene; only the room's own agent says how it stands."""
    story = opened()
    for actor in (story.person("p-1"), GALLERY, TECHNICIAN, account_actor("account:9", Role.PROSECUTOR)):
        with pytest.raises(Refused):
            story.so(actor, "ask-scene", scene="debate")
    story.so(JUDGE, "ask-scene", scene="debate")
    for actor in (CLERK, OTHER_ROOM):
        with pytest.raises(Refused):
            story.so(actor, "report-scene", scene="debate", asked=story.hearing.seq, outcome="converged")


def test_the_room_answers_what_was_asked() -> None:
    """An answer to a tap that nobody made is refused; the same answer twice is one."""
    story = opened()
    with pytest.raises(Refused, match="unknown-scene"):
        applied(story, "debate", 1)
    number = asked(story, "debate")
    applied(story, "debate", number)
    with pytest.raises(Refused, match="already-so"):
        applied(story, "debate", number)
    applied(story, "open", None)
    assert story.hearing.scene == "debate"


@pytest.mark.parametrize("scene", ["mediation", "witness-protection", "remote-interrogation", "petition"])
def test_public_and_gallery_are_withheld_at_the_tap(scene: str) -> None:
    """One tap: from its own moment on nothing more is composed, released or shown to the gallery (民诉法解释 §146)."""
    story = approved()
    before = story.now
    assert may_release(story.hearing, before)
    assert may_play(story.hearing, GALLERY, "program")

    asked(story, scene)

    state = story.hearing
    assert not may_be_public(state)
    assert not may_release(state, story.now)
    assert may_release(state, before)
    assert not may_play(state, GALLERY, "program")
    assert not public_status(state).on_air
    assert may_record(state, "program")
    assert not may_record(state, "public")
    assert may_play(state, CLERK, "program")


def test_the_wish_to_go_on_opens_nothing() -> None:
    """Another tap alone shows nothing again: the room must have said that its devices are so, all guards at rest."""
    story = approved()
    asked(story, "witness-protection")
    number = asked(story, "debate")
    assert not may_be_public(story.hearing)
    applied(story, "debate", number, guarded=True)
    assert not may_be_public(story.hearing)
    applied(story, "debate", number, outcome="aborted")
    assert not may_be_public(story.hearing)
    closed_until = story.now

    applied(story, "debate", number)

    assert may_be_public(story.hearing)
    assert not may_release(story.hearing, closed_until)
    assert may_release(story.hearing, story.now)


def test_an_answer_to_an_older_tap_opens_nothing() -> None:
    """Debate, then at once mediation: debate's late answer does not end mediation."""
    story = approved()
    asked(story, "mediation")
    debate = asked(story, "debate")
    asked(story, "mediation")

    applied(story, "debate", debate)

    assert not may_be_public(story.hearing)


def test_a_protected_witness_is_in_the_sealed_record_and_on_no_wire() -> None:
    """While protection holds nobody plays single cameras and microphones, not even the bench; they are recorded."""
    story = approved()
    assert may_play(story.hearing, JUDGE, "cam-witness")

    asked(story, "witness-protection")

    for stream in ("cam-witness", "mic-witness", "cam-overview", "multiview"):
        assert may_play(story.hearing, JUDGE, stream).why == "masking"
        assert not flows(story.hearing, stream)
    for stream in ("cam-witness", "mic-witness"):
        assert may_record(story.hearing, stream)
    assert flows(story.hearing, "program")


def test_what_was_said_in_mediation_and_protection_is_sealed() -> None:
    """Each has its own class: whoever may read the hearing may not therefore read a concession (在线调解规则 §18)."""
    story = opened()
    for scene in ("mediation", "debate", "witness-protection", "debate"):
        story.wait(10)
        applied(story, scene, asked(story, scene))

    ranges = sealed_ranges(story.hearing, 10**15)

    assert [one.why for one in ranges] == ["mediation", "protected-person"]
    assert all(10 <= (one.until - one.since) / 1e9 <= 15 for one in ranges)


def test_a_protected_witness_is_not_questioned_openly() -> None:
    """With a protected witness called in, the open witness scene is refused and the right one named."""
    story = opened()
    person = story.so(CLERK, "invite", name="证人甲", role="witness", protected=True, seat="witness")
    story.so(CLERK, "call", participant=person.participant)  # type: ignore[union-attr]

    with pytest.raises(Refused, match="protected-witness"):
        asked(story, "witness")
    asked(story, "witness-protection")


def test_devices_are_the_courts_own_business() -> None:
    """Parties, gallery and other rooms learn nothing of scenes; bench, clerk and technician do."""
    story = opened()
    number = asked(story, "debate")
    applied(story, "debate", number)
    report = SceneNow(room="demo", scene="debate", asked=number)
    for actor, told in (
        (CLERK, True),
        (TECHNICIAN, True),
        (MEDIA, True),
        (story.person("p-1"), False),
        (GALLERY, False),
    ):
        assert (visible(story.hearing, story.log[-1], actor) is not None) is told
        assert bool(cut_state(story.hearing, actor).scenes) is told
        assert (report_concerns(report, story.hearing, actor) is not None) is told
