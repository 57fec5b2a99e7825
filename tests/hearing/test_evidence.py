"""Evidence on record: filed, shown to some, turned, marked, released, withdrawn; and never the public's by itself."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearing.asking import Asked, Settings
from hearing.errors import Refused
from hearing.evidence_audience import evidence_in_public, may_see_exhibit
from hearing.evidence_rules import file_exhibit
from hearing.policy import (
    SYSTEM,
    display_actor,
    flows,
    may_be_public,
    may_play,
    may_publish,
    may_release,
    public_status,
)
from hearing.sealed_ranges import open_events, sealed_ranges
from hearing.shown import evidence_in_program, evidence_in_room, is_evidence_visible
from hearing.state import fold, position
from hearing.view import cut_state, visible
from tests.hearing.story import (
    CLERK,
    GALLERY,
    JUDGE,
    ROOM,
    TECHNICIAN,
    VICE_PRESIDENT,
    Story,
    approved,
    command,
    opened,
)

EXHIBIT = {"kind": "exhibit", "exhibit": "e-1"}
EVERYONE = ["bench", "parties", "witness", "gallery", "remote"]
SHA = [f"{number:064x}" for number in range(4)]
FILE: dict[str, Any] = {
    "title": "血液酒精含量检验报告",
    "kind": "pdf",
    "media_type": "application/pdf",
    "bytes": 1000,
    "page_sha256": SHA[1:],
    "sha256": SHA[0],
    "sm3": SHA[0],
}


def filed(story: Story) -> Story:
    """The clerk has filed a document of three pages."""
    story.so(CLERK, "file-exhibit", **FILE)
    return story


def shown(story: Story, **fields: Any) -> Story:
    """It is shown to everybody in court unless *fields* say otherwise."""
    filed(story).so(CLERK, "present-evidence", **{"source": EXHIBIT, "targets": EVERYONE, **fields})
    return story


def with_people(story: Story) -> Story:
    """A prosecutor ``p-3`` in the courtroom and a remote defender ``p-4`` beside the accused ``p-1``."""
    story.so(CLERK, "invite", name="周某", role="prosecutor", seat="prosecutor")
    story.so(CLERK, "invite", name="王律师", role="defender", remote=True)
    story.so(CLERK, "admit", participant="p-3")
    story.so(CLERK, "arrive", participant="p-4")
    story.so(CLERK, "admit", participant="p-4")
    return story


def test_what_is_shown_is_known_by_the_hash_of_its_page() -> None:
    """The log says which picture was shown from when until when; the fold is the same from the log alone."""
    story = shown(opened())
    story.so(CLERK, "turn-page", showing="s-1", page=3)
    story.so(JUDGE, "mark-evidence", showing="s-1", page=3, points=[[0.1, 0.2], [0.30001, 1]], tool="arrow")
    now = story.hearing.showing

    assert now is not None
    assert (now.page, now.sha256, now.title) == (3, SHA[3], FILE["title"])
    assert now.marks[0].points == ((0.1, 0.2), (0.3, 1.0))
    assert story.hearing.exhibits["e-1"].filed_by == CLERK.principal
    story.so(CLERK, "clear-marks", showing="s-1", page=3)
    story.so(CLERK, "withdraw-evidence", showing="s-1")
    assert story.hearing.showing is None
    assert fold(story.log) == story.hearing


def test_one_thing_is_shown_at_a_time_and_none_in_a_recess() -> None:
    """Showing a camera ends the exhibit; a recess ends the camera, and resuming brings nothing back."""
    story = shown(opened())
    story.so(CLERK, "present-evidence", source={"kind": "camera", "stream": "cam-document"}, title="实物展台")
    assert [one.until is None for one in story.hearing.showings] == [False, True]
    story.so(CLERK, "recess", reason="recess")
    story.wait(10).so(SYSTEM, "take-effect")
    assert story.hearing.showing is None
    assert not is_evidence_visible(story.hearing)
    with pytest.raises(Refused, match="not-now"):
        story.so(CLERK, "present-evidence", source=EXHIBIT)
    story.so(CLERK, "resume")
    story.so(SYSTEM, "confirm-resumed")
    assert story.hearing.showing is None


def test_the_record_cannot_be_taken_out_of_what_it_is_shown_to() -> None:
    """Whatever is tapped, every showing is recorded."""
    story = shown(opened(), targets=["bench"])
    assert story.hearing.showings[0].targets == ("bench", "recording")
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["remote"])
    assert story.hearing.showings[0].targets == ("remote", "recording")
    assert flows(story.hearing, "evidence")


def test_parties_file_and_mark_and_do_not_show() -> None:
    """A prosecutor files and draws on what is shown to the parties; showing it is for clerk and bench."""
    story = with_people(opened())
    prosecutor = story.person("p-3")
    story.so(prosecutor, "file-exhibit", **FILE)
    with pytest.raises(Refused, match="no-right"):
        story.so(prosecutor, "present-evidence", source=EXHIBIT)
    story.so(JUDGE, "present-evidence", source=EXHIBIT, targets=["bench"])
    with pytest.raises(Refused, match="not-shown"):
        story.so(prosecutor, "mark-evidence", showing="s-1", page=1, points=[[0, 0]])
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["parties"])
    story.so(prosecutor, "mark-evidence", showing="s-1", page=1, points=[[0, 0]])
    for actor in (GALLERY, TECHNICIAN, ROOM):
        with pytest.raises(Refused):
            story.so(actor, "mark-evidence", showing="s-1", page=1, points=[[0, 0]])
        with pytest.raises(Refused):
            story.so(actor, "file-exhibit", **FILE)


def test_wrong_wishes_are_refused_in_words() -> None:
    """A page, an exhibit, a showing or a source that is not there."""
    story = shown(opened())
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("turn-page", {"showing": "s-1", "page": 4}, "no-such-page"),
        ("turn-page", {"showing": "s-2", "page": 2}, "not-shown"),
        ("present-evidence", {"source": {"kind": "exhibit", "exhibit": "e-2"}}, "unknown-exhibit"),
        ("present-evidence", {"source": {"kind": "camera", "stream": "mic-judge"}}, "not-a-source"),
        ("present-evidence", {"source": {"kind": "share", "stream": "share-p-9"}}, "not-a-source"),
        ("clear-marks", {"showing": "s-1", "page": 1}, "already-so"),
    ]
    for what, fields, code in wrong:
        with pytest.raises(Refused, match=code):
            story.so(CLERK, what, **fields)
    for number in range(10):
        story.so(CLERK, "mark-evidence", showing="s-1", page=1 + number % 3, points=[[0.5, 0.5]] * 2000)
    with pytest.raises(Refused, match="too-many-marks"):
        story.so(CLERK, "mark-evidence", showing="s-1", page=1, points=[[0.5, 0.5]])


def test_what_is_private_cuts_the_broadcast_in_the_same_action() -> None:
    """One command, two events, in one commit; dark until a judge restores, who cannot while it is shown."""
    story = shown(approved())
    before = story.now
    story.so(CLERK, "present-evidence", source=EXHIBIT, targets=EVERYONE, private=True)

    assert [event.type for event in story.log[-2:]] == ["evidence-presented", "broadcast-cut"]
    assert story.log[-1].at == story.log[-2].at
    first = fold(story.log[:-1])
    assert not may_be_public(first)
    assert not may_release(first, story.now)
    assert not public_status(first).on_air
    assert not may_release(story.hearing, before), "what is still in the delay is taken back"
    assert story.hearing.showings[-1].targets == ("bench", "parties", "witness", "remote", "recording")
    with pytest.raises(Refused, match="private-shown"):
        story.so(JUDGE, "restore-broadcast")
    with pytest.raises(Refused, match="private-shown"):
        story.so(JUDGE, "release-evidence", showing="s-2")
    story.so(CLERK, "withdraw-evidence", showing="s-2")
    assert public_status(story.hearing).status == "cut"
    assert not may_release(story.hearing, story.now)
    story.so(JUDGE, "restore-broadcast")
    assert may_release(story.hearing, story.now)


def test_private_evidence_is_sealed_for_readers_from_outside() -> None:
    """Its time is in no copy that leaves the court without leave for it."""
    story = shown(approved(), private=True)
    story.wait(60).so(CLERK, "withdraw-evidence", showing="s-1")
    showing = story.hearing.showings[0]
    assert showing.until is not None
    (sealed,) = sealed_ranges(story.hearing, 10**15)
    assert (sealed.since, sealed.until, sealed.why) == (
        position(story.hearing, showing.since),
        position(story.hearing, showing.until),
        "closed-hearing",
    )


def test_a_copy_without_sealed_ranges_names_no_exhibit_that_was_shown_in_private_alone() -> None:
    """Its filing came before; what was also shown openly, or never shown, stays in the log's extract."""
    story = filed(filed(filed(approved())))
    for number, (exhibit, private) in enumerate([("e-1", True), ("e-2", True), ("e-2", False)], 1):
        source = {"kind": "exhibit", "exhibit": exhibit}
        story.wait(60).so(CLERK, "present-evidence", source=source, private=private)
        story.wait(60).so(CLERK, "withdraw-evidence", showing=f"s-{number}")
    kept = open_events(story.log, story.hearing, sealed_ranges(story.hearing, 10**15))
    assert [event.exhibit for event in kept if event.type == "exhibit-filed"] == ["e-2", "e-3"]
    assert [event.showing for event in kept if event.type == "evidence-presented"] == ["s-3"]


def test_the_public_sees_evidence_only_once_it_was_released() -> None:
    """By the judge or who answers for the broadcast, into an approved broadcast; never by the clerk."""
    story = shown(opened())
    with pytest.raises(Refused, match="approval-order"):
        story.so(JUDGE, "release-evidence", showing="s-1")
    for actor in (JUDGE, VICE_PRESIDENT):
        story = shown(approved())
        with pytest.raises(Refused, match="no-right"):
            story.so(CLERK, "release-evidence", showing="s-1")
        assert not evidence_in_public(story.hearing)
        story.so(actor, "release-evidence", showing="s-1")
        assert evidence_in_public(story.hearing)


@pytest.mark.parametrize("private", [False, True])
def test_who_answers_for_the_broadcast_sees_what_may_be_released_and_nothing_private(private: bool) -> None:
    """It is looked at before it is released; what is shown without the public is none of the broadcast's business."""
    story = shown(approved(), targets=["bench", "parties"], private=private)
    state, event = story.hearing, next(event for event in story.log if event.type == "evidence-presented")
    assert bool(cut_state(state, VICE_PRESIDENT).showings) is not private
    assert bool(may_see_exhibit(state, VICE_PRESIDENT, "e-1", 1)) is not private
    assert (visible(state, event, VICE_PRESIDENT) is None) is private


def test_only_those_to_whom_it_is_shown_learn_of_it() -> None:
    """Remote people, gallery and witness know nothing of what is shown to bench and parties alone."""
    story = with_people(shown(opened(), targets=["parties"]))
    prosecutor, remote, accused = story.person("p-3"), story.person("p-4"), story.person("p-1")
    showing, event = story.hearing.showings[0], story.log[-6]
    assert event.type == "evidence-presented"
    for actor, sees in (
        (CLERK, True), (JUDGE, True), (prosecutor, True),
        (remote, False), (accused, False), (GALLERY, False), (TECHNICIAN, False),
    ):  # fmt: skip
        assert (showing in cut_state(story.hearing, actor).showings) is sees, actor
        assert (visible(story.hearing, event, actor) is not None) is sees, actor
        assert bool(may_play(story.hearing, actor, "evidence")) is sees, actor
        assert bool(may_see_exhibit(story.hearing, actor, "e-1", 1)) is sees, actor
    assert not may_see_exhibit(story.hearing, prosecutor, "e-1", 2), "no page that is not shown"
    assert may_see_exhibit(story.hearing, CLERK, "e-1", 2)
    assert not evidence_in_program(story.hearing)
    assert may_play(story.hearing, GALLERY, "program")
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["remote"])
    assert evidence_in_program(story.hearing)
    assert not may_play(story.hearing, GALLERY, "program"), "it is in the court's picture, and not shown to the gallery"
    assert not may_play(story.hearing, prosecutor, "program")
    assert may_see_exhibit(story.hearing, remote, "e-1", 1)


def test_the_whole_courtroom_hears_what_the_gallery_may_see() -> None:
    """Loudspeakers are heard by everybody in the room: without the gallery only where no gallery may be."""
    story = shown(opened())
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["bench", "parties", "remote"])
    assert not evidence_in_room(story.hearing), "the public sits there and is not among those to whom it is shown"
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["bench", "gallery"])
    assert evidence_in_room(story.hearing)

    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["bench", "remote"])
    assert not evidence_in_room(story.hearing), "what the bench alone sees, the parties do not hear"
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["bench", "parties"])
    assert evidence_in_room(story.hearing)
    story.so(CLERK, "withdraw-evidence", showing="s-1")
    assert not evidence_in_room(story.hearing)


def test_a_party_shares_the_own_screen_only_while_it_is_what_is_shown() -> None:
    """Asking for it is the leave to publish; withdrawing takes the leave away."""
    story = with_people(opened())
    assert not may_publish(story.hearing, story.person("p-4"), "share-p-4")
    story.so(CLERK, "present-evidence", source={"kind": "share", "stream": "share-p-4"}, targets=["bench"])
    defender = story.person("p-4")
    assert may_publish(story.hearing, defender, "share-p-4")
    assert not may_publish(story.hearing, story.person("p-1"), "share-p-4")
    assert flows(story.hearing, "share-p-4")
    assert may_play(story.hearing, ROOM, "share-p-4")
    assert not may_play(story.hearing, GALLERY, "share-p-4")
    assert cut_state(story.hearing, defender).showings, "who shares knows that it is shown"
    line = {"showing": "s-1", "page": 1, "points": [[0.1, 0.1], [0.5, 0.5]], "tool": "pen", "colour": "red"}
    assert story.so(defender, "mark-evidence", **line).who == "participant:p-4", "who shares draws on the own window"
    with pytest.raises(Refused, match="not-shown"):
        story.so(story.person("p-1"), "mark-evidence", **line)
    story.so(CLERK, "withdraw-evidence", showing="s-1")
    assert not may_publish(story.hearing, defender, "share-p-4")
    assert not flows(story.hearing, "share-p-4")


def test_a_hidden_witness_is_shown_by_no_camera() -> None:
    """While single cameras are withheld none of them is evidence, also one that was shown before."""
    story = opened()
    story.so(CLERK, "present-evidence", source={"kind": "camera", "stream": "cam-witness"}, targets=EVERYONE)
    assert is_evidence_visible(story.hearing)
    story.so(CLERK, "ask-scene", scene="witness-protection")
    assert not is_evidence_visible(story.hearing)
    assert not flows(story.hearing, "evidence")
    with pytest.raises(Refused, match="not-a-source"):
        story.so(CLERK, "present-evidence", source={"kind": "camera", "stream": "cam-witness"})


WISHES = st.sampled_from(
    [
        (CLERK, "present-evidence", {"source": EXHIBIT, "targets": EVERYONE}),
        (CLERK, "present-evidence", {"source": EXHIBIT, "targets": EVERYONE, "private": True}),
        (CLERK, "present-evidence", {"source": {"kind": "camera", "stream": "cam-judge"}, "targets": ["gallery"]}),
        (JUDGE, "release-evidence", {}),
        (CLERK, "release-evidence", {}),
        (CLERK, "withdraw-evidence", {}),
        (CLERK, "set-evidence-targets", {"targets": ["gallery", "remote"]}),
        (CLERK, "turn-page", {"page": 2}),
        (CLERK, "cut-broadcast", {}),
        (JUDGE, "restore-broadcast", {}),
        (CLERK, "enter-stage", {"stage": "evidence"}),
        (CLERK, "recess", {"reason": "recess"}),
        (SYSTEM, "take-effect", {}),
        (CLERK, "resume", {}),
        (SYSTEM, "confirm-resumed", {}),
        (JUDGE, "set-openness", {"openness": "closed", "range": "from-now", "judge": "李某", "reason": "隐私"}),
        (JUDGE, "set-openness", {"openness": "public", "range": "from-now", "judge": "李某", "reason": "公开"}),
    ]
)


def test_a_hearing_takes_so_many_exhibits_and_no_more() -> None:
    """The first that is too many is refused in words, and says how many there may be."""
    story = filed(opened())
    asked = Asked(story.hearing, command("file-exhibit", **FILE), CLERK, story.now, Settings())
    assert file_exhibit(asked.command, asked, most=2).exhibit == "e-2"  # type: ignore[arg-type, union-attr]
    with pytest.raises(Refused) as refused:
        file_exhibit(asked.command, asked, most=1)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.detail) == ("too-much-evidence", "1")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WISHES, max_size=25))
def test_the_public_never_gets_what_was_not_released(wishes: list[Any]) -> None:
    """In whatever order people tap: unreleased evidence is in no public picture, and private evidence makes it dark."""
    story = filed(approved())
    released: set[str] = set()
    private: list[tuple[int, int]] = []
    for actor, what, told in wishes:
        now, fields = story.hearing.showing, dict(told)
        if what in {"release-evidence", "withdraw-evidence", "set-evidence-targets", "turn-page"}:
            fields["showing"] = now.id if now is not None else "s-1"
        try:
            event = story.so(actor, what, **fields)
        except Refused:
            continue
        finally:
            story.wait(9)
        if event.type == "evidence-released":
            assert actor is JUDGE
            released.add(event.showing)
        _check(story, released, private)


def _check(story: Story, released: set[str], private: list[tuple[int, int]]) -> None:
    state, now = story.hearing, story.hearing.showing
    if now is not None and now.private:
        private.append((state.at, story.now))
        assert not may_be_public(state)
        assert not may_release(state, story.now)
        assert not public_status(state).on_air
        assert not may_play(state, GALLERY, "evidence")
        assert not may_play(state, GALLERY, "program"), "what is private is spoken of in it"
    assert not evidence_in_public(state) or (now is not None and now.id in released)
    for since, until in private:
        assert not may_release(state, since)
        assert not may_release(state, until)
    if now is not None and "gallery" not in now.targets:
        assert not may_see_exhibit(state, GALLERY, "e-1", now.page)
        assert not cut_state(state, GALLERY).showings
    assert not cut_state(state, TECHNICIAN).showings


def test_a_display_shows_what_is_shown_to_those_before_it() -> None:
    """Each screen of the room shows what its place is shown; the door, and another room's screens, show nothing."""
    story = shown(opened(), targets=["bench", "gallery"])
    showing = story.hearing.showings[0]
    seen = {
        place: (
            bool(may_play(story.hearing, display, "evidence")),
            showing in cut_state(story.hearing, display).showings,
        )
        for place in ("bench", "gallery", "parties", "witness", "door")
        for display in [display_actor(f"display:demo/{place}")]
    }
    assert seen == {
        "bench": (True, True), "gallery": (True, True),
        "parties": (False, False), "witness": (False, False), "door": (False, False),
    }  # fmt: skip
    other = display_actor("display:hall-9/bench")
    assert not may_see_exhibit(story.hearing, other, "e-1", 1)
    assert may_see_exhibit(story.hearing, display_actor("display:demo/bench"), "e-1", 1)
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["remote", "bench"])
    assert may_play(story.hearing, display_actor("display:demo/bench"), "program")
    assert not may_play(story.hearing, display_actor("display:demo/gallery"), "program")


def test_a_witness_draws_by_the_screen_at_the_stand_while_called_there() -> None:
    """What is shown at the stand, once a witness was called in the courtroom; the log names the place. No other screen draws."""
    stand, bench = display_actor("display:demo/witness"), display_actor("display:demo/bench")
    story = shown(opened(), targets=["bench", "witness"])
    line = {"showing": "s-1", "page": 1, "points": [[0.1, 0.1], [0.5, 0.5]], "tool": "arrow", "colour": "red"}
    for screen in (stand, bench):
        with pytest.raises(Refused, match="no-right"):
            story.so(screen, "mark-evidence", **line)
    story.so(CLERK, "invite", name="李某", role="witness", seat="witness")
    witness = list(story.hearing.participants)[-1]
    story.so(CLERK, "admit", participant=witness)
    story.so(CLERK, "call", participant=witness)
    assert story.so(stand, "mark-evidence", **line).who == "display:demo/witness"
    assert story.hearing.showings[-1].marks[0].points == ((0.1, 0.1), (0.5, 0.5))
    for screen in (bench, display_actor("display:hall-9/witness")):
        with pytest.raises(Refused, match=r"no-right|not-shown"):
            story.so(screen, "mark-evidence", **line)
    for what in ("clear-marks", "turn-page"):
        with pytest.raises(Refused, match="no-right"):
            story.so(stand, what, showing="s-1", page=1)
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["bench"])
    with pytest.raises(Refused, match="not-shown"):
        story.so(stand, "mark-evidence", **line)
    story.so(CLERK, "set-evidence-targets", showing="s-1", targets=["witness"])
    story.so(CLERK, "dismiss", participant=witness)
    with pytest.raises(Refused, match="no-right"):
        story.so(stand, "mark-evidence", **line)
    assert fold(story.log) == story.hearing
