"""What the agent of a custody room may know and do: its own person's part, from admission to leaving."""

import pytest

from hearing.custody import concerns, may_hand_up, part_of, person_at
from hearing.errors import Refused
from hearing.events import EVENT, Invited
from hearing.policy import Actor, access_of, may_play, may_publish, participant_actor
from hearing.view import visible
from tests.hearing.story import CLERK, JUDGE, OTHER_ROOM, SITE, SYSTEM, arraigned, scheduled, summoned

CUSTODY = Actor(f"agent:{SITE}", "agent")


def test_before_admission_the_hearing_is_none_of_its_business() -> None:
    """Scheduling somebody at a detention centre tells the centre's machine nothing."""
    story = summoned()

    assert not concerns(story.hearing, SITE)
    assert access_of(story.hearing, CUSTODY) == "outside"
    assert not may_publish(story.hearing, CUSTODY, "remote-p-1")


def test_it_publishes_and_plays_its_own_persons_streams_and_no_others() -> None:
    """One picture and voice goes, one program comes; the person's own page only looks."""
    story = arraigned()
    names = ("program", "public", "cam-judge", "remote-p-1", "remote-p-2", "program-for-p-1", "program-for-p-2")

    assert {name for name in names if may_publish(story.hearing, CUSTODY, name)} == {"remote-p-1"}
    assert {name for name in names if may_play(story.hearing, CUSTODY, name)} == {"program-for-p-1"}
    assert not may_publish(story.hearing, participant_actor(story.hearing, "p-1"), "remote-p-1")
    assert may_play(story.hearing, participant_actor(story.hearing, "p-1"), "program-for-p-1")
    assert not may_publish(story.hearing, OTHER_ROOM, "remote-p-1")


def test_it_knows_the_course_and_its_own_person_alone() -> None:
    """Neither other people nor words, openness, notes or alarms reach the far end."""
    story = arraigned()
    story.so(CLERK, "note", text="备注")
    part = part_of(story.hearing, SITE)

    assert part.course == "open"
    assert list(part.participants) == ["p-1"]
    assert (part.openness, part.notes, part.lines, part.broadcast.applied_by) == ((), (), (), "")
    assert visible(story.hearing, story.log[-1], CUSTODY) is None


def test_what_it_is_to_record_ends_where_the_person_has_left() -> None:
    """The stretches to record are those of the hearing, cut to the stays."""
    story = arraigned()
    left = story.so(CLERK, "leave", participant="p-1")
    part = part_of(story.hearing, SITE)

    assert [span.until for span in part.spans] == [left.at]
    assert part.course == "preparing", "how it goes on is not told"
    assert part.pending is None
    assert person_at(story.hearing, SITE) is None
    assert not may_publish(story.hearing, CUSTODY, "remote-p-1")


def test_a_recess_ends_the_stretch_there_too() -> None:
    """In a recess nothing is recorded at either end; with resuming the next stretch begins."""
    story = arraigned()
    story.so(CLERK, "recess", reason="recess")
    assert part_of(story.hearing, SITE).pending is not None
    story.wait(10).so(SYSTEM, "take-effect")

    assert part_of(story.hearing, SITE).course == "paused"
    assert all(span.until is not None for span in part_of(story.hearing, SITE).spans)

    story.so(CLERK, "resume")
    assert [span.until is None for span in part_of(story.hearing, SITE).spans] == [False, True]


def test_the_pre_roll_is_the_courtrooms_alone() -> None:
    """An opening that was announced earlier reaches back in the courtroom, never at the far end."""
    story = summoned()
    story.so(CLERK, "admit", participant="p-1")
    story.wait(50)
    asked = story.so(CLERK, "open", announced_at=story.now + 1000 - 20_000)

    assert story.hearing.spans[0].since == asked.at - 20_000
    assert [span.since for span in part_of(story.hearing, SITE).spans] == [asked.at]


def test_it_may_seal_its_own_take_and_say_what_its_own_tracks_lost() -> None:
    """It is no courtroom's agent: it speaks no lines, raises no alarms and seals nobody else's take."""
    story = arraigned()
    story.so(CUSTODY, "note-fault", cause="capture-restarted", track="remote-p-1", text="x")
    for other in ("remote-p-2", "cam-judge", None):
        with pytest.raises(Refused, match="no-right"):
            story.so(CUSTODY, "note-fault", cause="capture-restarted", track=other, text="x")
    with pytest.raises(Refused, match="no-right"):
        story.so(CUSTODY, "note", text="x")
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(CUSTODY, "seal-take", take=f"custody-{SITE}-1", size=3, root="0" * 64)
    with pytest.raises(Refused, match="no-right"):
        story.so(CUSTODY, "seal-take", take="server-1", size=3, root="0" * 64)


def test_each_side_hands_up_its_own_takes() -> None:
    """The far end writes nothing of the court's, the court's agent nothing of the far end's."""
    state = arraigned().hearing

    assert may_hand_up(state, SITE, f"custody-{SITE}-1")
    assert may_hand_up(state, "demo", "room-demo-1")
    assert not may_hand_up(state, SITE, "room-demo-1")
    assert not may_hand_up(state, "demo", f"custody-{SITE}-1")
    assert not may_hand_up(state, "hall-9", "custody-hall-9-1")


def test_a_custody_room_has_one_person_at_a_time() -> None:
    """It has one camera and one microphone; the next person waits until this one has left."""
    story = arraigned()
    with pytest.raises(Refused, match="site-taken"):
        story.so(CLERK, "invite", name="李某", role="witness", remote=True, site=SITE)
    with pytest.raises(Refused, match="not-a-site"):
        story.so(CLERK, "invite", name="李某", role="witness", remote=False, site="centre-2")
    story.so(CLERK, "leave", participant="p-1")
    story.so(CLERK, "invite", name="李某", role="witness", remote=True, site=SITE)


def test_a_witness_there_attends_from_being_called() -> None:
    """Nothing of the hearing reaches the room of a witness who waits."""
    story = scheduled()
    story.so(JUDGE, "set-openness", openness="public", range="whole", judge="李某", reason="依法公开审理")
    story.so(CLERK, "invite", name="王某某", role="witness", remote=True, site=SITE)
    story.so(CLERK, "prepare")
    story.so(CLERK, "arrive", participant="p-1")
    story.so(CLERK, "admit", participant="p-1")
    assert access_of(story.hearing, CUSTODY) == "outside"
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    called = story.so(CLERK, "call", participant="p-1")

    assert [span.since for span in part_of(story.hearing, SITE).spans] == [called.at]


def test_a_log_without_sites_is_spelt_as_it_always_was() -> None:
    """Hashes over older logs stay what they were."""
    story = summoned()
    spelt = [EVENT.dump_json(event) for event in story.log if isinstance(event, Invited)]

    assert [b'"site"' in line for line in spelt] == [True, False]
