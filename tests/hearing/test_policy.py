"""Who may publish and play what, what is recorded, and what the public sees."""

import pytest

from hearing.participant import Role
from hearing.policy import (
    Actor,
    account_actor,
    flows,
    is_muted,
    may_play,
    may_publish,
    may_record,
    may_release,
    participant_actor,
    public_status,
    rights_of,
)
from hearing.streams import parse_stream
from tests.hearing.story import (
    CLERK,
    GALLERY,
    JUDGE,
    MEDIA,
    OTHER_ROOM,
    ROOM,
    SYSTEM,
    TECHNICIAN,
    approved,
    opened,
    paused,
    prepared,
    scheduled,
)

NAMES = (
    "program",
    "program-room",
    "public",
    "multiview",
    "evidence",
    "cam-judge",
    "mic-judge",
    "interp-en",
    "remote-p-1",
    "remote-p-2",
    "program-for-p-1",
    "program-for-p-2",
)


def _played(story: object, actor: Actor) -> set[str]:
    return {name for name in NAMES if may_play(story.hearing, actor, name)}  # type: ignore[attr-defined]


def _published(story: object, actor: Actor) -> set[str]:
    return {name for name in NAMES if may_publish(story.hearing, actor, name)}  # type: ignore[attr-defined]


def test_the_accused_afar_plays_and_publishes_the_own_stream_only() -> None:
    """One picture with everyone's voice but the own comes; the own camera and voice go."""
    story = opened()
    accused = story.person("p-1")

    assert _played(story, accused) == {"program-for-p-1"}
    assert _published(story, accused) == {"remote-p-1"}


def test_who_waits_or_was_removed_plays_nothing() -> None:
    """The waiting room has no picture of the court, and the door closes behind who is removed."""
    story = prepared()
    assert _played(story, story.person("p-1")) == set()
    assert _published(story, story.person("p-1")) == set()

    story = opened()
    story.so(CLERK, "remove", participant="p-1", reason="x")
    assert _played(story, story.person("p-1")) | _published(story, story.person("p-1")) == set()
    assert not flows(story.hearing, "remote-p-1")


def test_a_witness_sees_the_court_only_while_on_the_stand() -> None:
    """Before being called nothing, even when admitted by mistake; after being dismissed nothing again."""
    story = opened()
    story.so(CLERK, "admit", participant="p-2")
    assert _played(story, story.person("p-2")) == set()
    story.so(CLERK, "call", participant="p-2")
    assert _played(story, story.person("p-2")) == {"program-for-p-2"}
    story.so(CLERK, "dismiss", participant="p-2")
    assert _played(story, story.person("p-2")) == set()


def test_the_bench_and_the_clerk_watch_every_angle() -> None:
    """They see program, mosaic, cameras and remote people, and nobody's private mix."""
    for actor in (JUDGE, CLERK):
        played = _played(opened(), actor)
        assert {"program", "multiview", "cam-judge", "remote-p-1", "evidence"} <= played
        assert not played & {"program-for-p-1", "program-room"}


def test_in_a_closed_hearing_gallery_and_control_centre_see_nothing() -> None:
    """旁听 and 集控中心 have no picture of 不公开审理."""
    story = opened()
    assert _played(story, GALLERY) == {"program"}
    assert _played(story, TECHNICIAN) == {"multiview"}
    story.so(JUDGE, "set-openness", openness="closed", range="from-now", judge="李某", reason="涉及商业秘密")

    assert _played(story, GALLERY) | _played(story, TECHNICIAN) == set()


def test_the_gallery_sees_nothing_before_the_judge_has_said_that_it_is_public() -> None:
    """Default is no, for the gallery too."""
    story = scheduled()
    story.so(CLERK, "prepare")
    story.so(CLERK, "open")

    assert _played(story, GALLERY) == set()


def test_an_agent_publishes_its_own_room_and_no_other() -> None:
    """The room's cameras and mixes come from its agent; it plays remote voices to mix them."""
    story = opened()

    assert _published(story, ROOM) == set(NAMES) - {"remote-p-1", "remote-p-2", "program-for-p-2"}
    assert _played(story, ROOM) == {"interp-en", "remote-p-1", "remote-p-2"}
    assert _published(story, OTHER_ROOM) | _played(story, OTHER_ROOM) == set()


@pytest.mark.parametrize("actor", [CLERK, JUDGE, TECHNICIAN, MEDIA])
def test_accounts_and_services_publish_nothing(actor: Actor) -> None:
    """A person at a desk has no camera in the hearing."""
    assert _published(opened(), actor) == set()


def test_a_remote_interpreter_publishes_a_channel() -> None:
    """翻译 has a track of its own."""
    story = opened()
    story.so(CLERK, "invite", name="周某", role="interpreter", remote=True)
    story.so(story.person("p-3"), "arrive", participant="p-3")
    story.so(CLERK, "admit", participant="p-3")

    assert may_publish(story.hearing, story.person("p-3"), "interp-en")
    assert not may_publish(story.hearing, story.person("p-1"), "interp-en")


def test_devices_show_previews_before_opening_and_nothing_is_recorded() -> None:
    """准备 is for looking, not for keeping."""
    story = prepared()

    assert may_publish(story.hearing, ROOM, "cam-judge")
    assert flows(story.hearing, "cam-judge")
    assert not may_record(story.hearing, "cam-judge")


def test_in_a_recess_links_stay_up_and_nothing_passes() -> None:
    """The connection may be held or made anew, and carries nothing."""
    story = paused()

    assert may_publish(story.hearing, story.person("p-1"), "remote-p-1")
    assert not any(flows(story.hearing, name) or may_record(story.hearing, name) for name in NAMES)


def test_media_stop_when_the_undo_is_over_even_before_anyone_says_so() -> None:
    """The effective moment counts, not the message about it."""
    story = opened()
    asked = story.so(CLERK, "recess", reason="recess")

    assert flows(story.hearing, "cam-judge", asked.at + 9_999)
    assert not flows(story.hearing, "cam-judge", asked.at + 10_000)
    assert not may_record(story.hearing, "cam-judge", asked.at + 10_000)


def test_no_stream_is_published_before_preparing_or_after_closing() -> None:
    """Cameras are off outside the hearing."""
    story = opened()
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")

    for silent in (scheduled(), story):
        assert _published(silent, ROOM) | _played(silent, JUDGE) == set()
        assert not any(flows(silent.hearing, name) for name in NAMES)


def test_a_muted_microphone_is_recorded_as_silence() -> None:
    """Neither gap nor fault: the track goes on and says by whom it is silent."""
    story = opened()
    story.so(CLERK, "mute", stream="mic-judge")

    assert is_muted(story.hearing, "mic-judge")
    assert story.hearing.muted["mic-judge"] == "account:2"
    assert may_record(story.hearing, "mic-judge")


def test_a_protected_person_afar_is_on_no_wire() -> None:
    """Even one who was admitted somehow neither publishes nor is played."""
    story = opened()
    people = story.hearing.participants
    masked = people["p-1"].model_copy(update={"protected": True})
    state = story.hearing.but(participants={**people, "p-1": masked})

    assert may_publish(state, participant_actor(state, "p-1"), "remote-p-1").why == "masking"
    assert may_play(state, JUDGE, "remote-p-1").why == "masking"
    assert not flows(state, "remote-p-1")


def test_mixes_are_not_recorded_twice() -> None:
    """What can be made from other tracks is no track: the mosaic and each person's own mix."""
    story = opened()

    assert {name for name in NAMES if may_record(story.hearing, name).why == "not-recorded"} == {
        "multiview",
        "program-room",
        "program-for-p-1",
        "program-for-p-2",
    }


def test_an_unknown_stream_is_nobodys() -> None:
    """A name that does not exist is refused by that word."""
    story = opened()

    assert may_play(story.hearing, JUDGE, "camera 1").why == "unknown-stream"
    assert may_publish(story.hearing, ROOM, "program-").why == "unknown-stream"
    with pytest.raises(ValueError, match="Streams are"):
        parse_stream("camera 1")


def test_the_public_sees_an_approved_hearing_in_investigation() -> None:
    """直播: approved, public, open, and past 核对身份."""
    story = approved().wait(5)

    assert may_release(story.hearing, story.now)
    assert public_status(story.hearing).status == "live"


def test_identity_is_never_released_also_not_afterwards() -> None:
    """核对身份 is spoken with numbers and addresses; its seconds stay inside for good."""
    story = opened()
    story.so(JUDGE, "apply-for-broadcast", applicant="李某", reason="x")
    in_identity = story.now
    story = approved()

    assert may_release(story.hearing, in_identity).why in {"stage", "not-approved"}
    entered = story.hearing.stages[-1].at
    assert may_release(story.hearing, entered)
    assert may_release(story.hearing, entered - 1).why == "stage"


def test_what_was_captured_before_the_approval_stays_inside() -> None:
    """An approval in mid-hearing does not reach back."""
    story = approved()

    assert may_release(story.hearing, (story.hearing.broadcast.approved_at or 0) - 1).why == "not-approved"


def test_a_cut_holds_until_the_judge_restores() -> None:
    """What was captured while cut never goes out, not in the replay either."""
    story = approved().wait(60)
    cut = story.so(CLERK, "cut-broadcast")
    assert public_status(story.hearing).why == "cut"
    story.wait(20).so(JUDGE, "restore-broadcast")
    story.wait(20)

    assert may_release(story.hearing, cut.at + 5000).why == "cut"
    assert may_release(story.hearing, cut.from_at).why == "cut"
    assert may_release(story.hearing, cut.from_at - 1)
    assert may_release(story.hearing, story.now)


def test_closing_the_whole_hearing_to_the_public_reaches_back() -> None:
    """A hearing found to be secret is in no public file and no list, from its first second."""
    story = approved().wait(30)
    captured = story.now
    assert may_release(story.hearing, captured)
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及国家秘密")

    assert may_release(story.hearing, captured).why == "closed"
    assert not public_status(story.hearing).listed


def test_opening_to_the_public_never_reaches_back() -> None:
    """From-now closing keeps its seconds inside when the hearing turns public again."""
    story = approved().wait(10)
    before = story.now
    story.so(JUDGE, "set-openness", openness="closed", range="from-now", judge="李某", reason="涉及个人隐私")
    inside = story.wait(10).now
    assert public_status(story.hearing).why == "closed"
    story.so(JUDGE, "set-openness", openness="public", range="whole", judge="李某", reason="恢复公开")
    story.wait(10)

    assert may_release(story.hearing, before)
    assert may_release(story.hearing, inside).why == "closed"
    assert may_release(story.hearing, story.now)


def test_a_refusal_after_approval_takes_everything_back() -> None:
    """When the vice-president withdraws, nothing may be released any more."""
    story = approved().wait(10)
    story.so(account_actor("account:4", Role.BROADCAST_APPROVER), "refuse-broadcast", reason="不宜")

    assert may_release(story.hearing, story.now).why == "not-approved"
    assert not public_status(story.hearing).listed


def test_the_public_list_says_where_a_hearing_stands() -> None:
    """预告, 直播, 休庭, 已结束: each from the course, and an unapproved hearing is not listed."""
    assert not public_status(opened().hearing).listed
    story = approved()
    story.so(CLERK, "recess", reason="closed-evidence")
    story.wait(10).so(SYSTEM, "take-effect")
    assert (public_status(story.hearing).status, public_status(story.hearing).why) == ("withheld", "closed")
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    assert public_status(story.hearing).status == "ended"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_rights(role: Role) -> None:
    """No role is forgotten, and only those who run the court hold its keys."""
    assert rights_of(role)
