"""What each person's page receives: cut on the server to that person's rights at that moment."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearing.errors import Refused
from hearing.facts import HearingState
from hearing.participant import Right
from hearing.policy import Actor, participant_actor
from hearing.reports import REPORT, report_concerns
from hearing.state import fold
from hearing.view import HearingView, view, visible
from tests.hearing.story import (
    CLERK,
    GALLERY,
    HEARING,
    JUDGE,
    MEDIA,
    REVIEWER,
    ROOM,
    SYSTEM,
    TECHNICIAN,
    Story,
    approved,
    opened,
    paused,
    prepared,
)


def _spoken(story: Story, text: str, *, seconds_ago: int = 1) -> None:
    """Let the judge say *text* a while ago, as the recogniser would report it."""
    zero_at = story.hearing.zero_at or 0
    start = (story.now - seconds_ago * 1000 - zero_at) * 1_000_000
    story.so(
        ROOM, "speak-line", stream="mic-judge", speaker="审判员", text=text, start=start, duration=10**8, engine="v"
    )


def _busy() -> Story:
    """A hearing in which something of every kind has happened, the witness still waiting."""
    story = approved()
    story.so(CLERK, "invite", name="吴某", role="defender", seat="defender")
    story.so(CLERK, "admit", participant="p-3")
    _spoken(story, "被告人是否认罪")
    story.so(CLERK, "note", text="公诉人出示证据一")
    story.so(ROOM, "note-fault", cause="network-loss")
    story.so(CLERK, "mute", stream="mic-judge")
    story.so(story.person("p-1"), "ask-help", kind="medical", text="不适")
    story.so(story.person("p-1"), "raise-hand", participant="p-1")
    story.so(CLERK, "join-case", case={"number": "（2026）示0101刑初129号", "cause": "危险驾驶"})
    return story


def _seen(story: Story, actor: Actor) -> list[str]:
    """The types of the events of the whole log that *actor* would have been sent, each at its moment."""
    seen = []
    for end in range(1, len(story.log) + 1):
        event = visible(fold(story.log[:end]), story.log[end - 1], actor)
        if event is not None:
            seen.append(event.type)
    return seen


def _assert_holds_nothing(state: HearingState, participant: str) -> None:
    assert set(state.participants) <= {participant}
    assert state.lines == ()
    assert state.stages == ()
    assert state.notes == ()
    assert state.faults == ()
    assert state.joined == ()
    assert state.openness == ()
    assert state.spans == ()
    assert state.pauses == ()
    assert state.broadcast.applicant == ""
    assert state.course in {"scheduled", "preparing", "closed", "postponed", "cancelled", "archived"}
    assert set(state.touched) <= {f"participant:{participant}"}


def test_the_view_of_a_witness_before_being_called_holds_nothing_of_the_hearing() -> None:
    """证人 waits: no people, no words, no stage, no course, and no stream."""
    story = _busy()
    seen = view(story.hearing, story.person("p-2"))

    _assert_holds_nothing(seen.state, "p-2")
    assert seen.may_play == ()
    assert seen.may_publish == ()
    assert "认罪" not in seen.model_dump_json()
    assert "张某某" not in seen.state.model_dump_json(exclude={"case"})


def test_events_that_a_waiting_witness_receives_concern_only_the_witness() -> None:
    """Being summoned and arriving; when the court gets ready; nothing of what happens inside."""
    story = _busy()

    assert _seen(story, participant_actor(story.hearing, "p-2")) == ["scheduled", "invited", "preparing", "arrived"]


def test_a_called_witness_receives_the_own_part_and_no_more() -> None:
    """Lines spoken while on the stand, not those before or after."""
    story = _busy()
    story.so(CLERK, "call", participant="p-2")
    story.wait(5)
    _spoken(story, "请证人陈述")
    on_the_stand = view(story.hearing, story.person("p-2"))
    story.so(CLERK, "dismiss", participant="p-2")
    story.wait(20)
    _spoken(story, "继续质证")
    afterwards = view(story.hearing, story.person("p-2"))

    assert [line.text for line in on_the_stand.state.lines] == ["请证人陈述"]
    assert set(on_the_stand.state.participants) == {"p-2"}
    assert on_the_stand.may_play == ("program-for-p-2",)
    assert on_the_stand.may_publish == ("remote-p-2",)
    assert [line.text for line in afterwards.state.lines] == ["请证人陈述"]
    assert afterwards.may_play == ()
    assert _seen(story, story.person("p-2")).count("line-spoken") == 1


def test_a_line_from_before_the_call_does_not_reach_the_witness_late() -> None:
    """The recogniser lags; the moment of speaking decides."""
    story = _busy().wait(60)
    story.so(CLERK, "call", participant="p-2")
    _spoken(story, "证人来之前说的话", seconds_ago=30)

    assert visible(story.hearing, story.log[-1], story.person("p-2")) is None
    assert view(story.hearing, story.person("p-2")).state.lines == ()


def test_the_bench_and_the_clerk_see_all() -> None:
    """What they get is the state itself."""
    story = _busy()

    for actor in (JUDGE, CLERK, MEDIA, ROOM):
        assert view(story.hearing, actor).state == story.hearing
        assert len(_seen(story, actor)) == len(story.log)


def test_parties_see_the_hearing_but_not_the_clerks_notes() -> None:
    """The accused reads the draft and sees who is there, not notes, faults, or other people's consents and calls."""
    story = _busy()
    state = view(story.hearing, story.person("p-1")).state
    defender = view(story.hearing, story.person("p-3")).state

    assert [line.text for line in state.lines] == ["被告人是否认罪"]
    assert set(state.participants) == {"p-1", "p-2", "p-3"}
    assert state.notes == ()
    assert state.faults == ()
    assert [call.kind for call in state.help] == ["medical"]
    assert defender.help == ()
    assert defender.participants["p-1"].consents == ()
    assert state.participants["p-1"].consents == ("remote-hearing",)
    assert not {"noted", "fault-noted"} & set(_seen(story, story.person("p-1")))


def test_whoever_asked_for_help_hears_that_it_is_coming() -> None:
    """The answer reaches the one who called and nobody else in court."""
    story = _busy()
    answer = story.so(CLERK, "answer-help", kind="medical")

    assert visible(story.hearing, answer, story.person("p-1")) == answer
    assert visible(story.hearing, answer, story.person("p-3")) is None


def test_where_a_protected_person_is_stays_with_the_court() -> None:
    """Place and device check are for the clerk only."""
    story = opened()
    event = story.so(CLERK, "invite", name="证人甲", role="witness", place="某地作证室", protected=True)
    shown = visible(story.hearing, event, story.person("p-1"))

    assert shown is not None
    assert "某地" not in shown.model_dump_json()
    assert "某地" not in view(story.hearing, story.person("p-1")).model_dump_json()


def test_control_centre_and_gallery_get_no_words_and_no_people() -> None:
    """集控中心 sees course and faults; 旁听 sees where the hearing stands."""
    story = _busy()
    for actor in (TECHNICIAN, GALLERY, REVIEWER):
        state = view(story.hearing, actor).state
        assert state.participants == {}
        assert state.lines == ()
        assert state.notes == ()
        assert state.course == "open"
        assert not {"line-spoken", "noted", "invited", "hand-raised"} & set(_seen(story, actor))
    assert view(story.hearing, TECHNICIAN).state.faults
    assert view(story.hearing, REVIEWER).state.broadcast.is_approved


def test_an_administrator_learns_how_the_system_is_and_nothing_of_the_case() -> None:
    """Who runs the machines runs no hearings: no people, no words, no picture."""
    administrator = Actor("account:9", "account", rights=frozenset({Right.WATCH_HEALTH}))
    seen = view(_busy().hearing, administrator)

    assert seen.state.participants == {}
    assert seen.state.lines == ()
    assert seen.state.faults
    assert seen.may_play == ()


def test_in_a_closed_hearing_the_gallery_is_told_no_stage() -> None:
    """不公开审理: not even where it stands."""
    story = _busy()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")
    entered = story.so(CLERK, "enter-stage", stage="debate")

    assert view(story.hearing, GALLERY).state.stages == ()
    assert visible(story.hearing, entered, GALLERY) is None


def test_a_view_survives_json() -> None:
    """What the page gets is what was sent."""
    story = _busy()
    for actor in (JUDGE, story.person("p-1"), story.person("p-2"), TECHNICIAN):
        seen = view(story.hearing, actor, ["cam-judge", "mic-judge"])
        assert HearingView.model_validate_json(seen.model_dump_json()) == seen


def test_a_view_names_the_rooms_own_streams_when_told() -> None:
    """Cameras follow from what the room's agent registered."""
    assert "cam-judge" in view(opened().hearing, CLERK, ["cam-judge"]).may_play


SAID = st.lists(
    st.sampled_from(
        [
            ("note", {"text": "x"}),
            ("enter-stage", {"stage": "debate"}),
            ("recess", {"reason": "recess"}),
            ("undo-recess", {}),
            ("admit", {"participant": "p-2"}),
            ("mute", {"stream": "mic-judge"}),
            ("invite", {"name": "某", "role": "victim"}),
            ("close", {}),
            ("undo-close", {}),
        ]
    ),
    min_size=5,
    max_size=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SAID)
def test_whatever_happens_a_waiting_witness_learns_nothing(said: list[tuple[str, dict[str, object]]]) -> None:
    """As long as nobody calls the witness, no command of the court shows through."""
    story = opened()
    for kind, fields in said:
        try:
            story.so(CLERK, kind, **fields)
        except Refused:
            continue
        _assert_holds_nothing(view(story.hearing, story.person("p-2")).state, "p-2")
        event = visible(story.hearing, story.log[-1], story.person("p-2"))
        assert event is None or getattr(event, "participant", None) == "p-2"


REPORTS = {
    "streams": {
        "hearing": HEARING,
        "streams": [
            {"name": name, "session": "s", "principal": "x", "since": 1, "video": True, "audio": True}
            for name in ("remote-p-1", "cam-judge")
        ],
    },
    "levels": {"hearing": HEARING, "levels": {"mic-judge": -20.0}},
    "devices": {"room": "demo"},
    "tracks": {"hearing": HEARING, "writer": "room-demo"},
    "upload": {"hearing": HEARING},
    "partial": {"hearing": HEARING, "stream": "mic-judge", "speaker": "审判员", "text": "现在"},
    "recognition": {"room": "demo", "engine": "vosk"},
    "release": {"hearing": HEARING, "on_air": True, "delay_s": 6, "viewers": 7},
    "health": {"process": "media-1", "state": "pass"},
}


def _concerns(story: Story, actor: Actor) -> set[str]:
    reports = [REPORT.validate_python({"type": kind, **fields}) for kind, fields in REPORTS.items()]
    return {shown.type for report in reports if (shown := report_concerns(report, story.hearing, actor))}


def test_reports_reach_those_whom_they_concern() -> None:
    """The clerk sees all, the technician the system, a party the own stream and that it is on air."""
    story = approved()
    system = {"devices", "tracks", "upload", "recognition", "health"}

    assert _concerns(story, CLERK) == set(REPORTS)
    assert _concerns(story, TECHNICIAN) == system
    assert _concerns(story, story.person("p-1")) == {"streams", "partial", "release"}
    assert _concerns(story, story.person("p-2")) == set()
    assert _concerns(story, GALLERY) == set()


def test_a_party_sees_the_statistics_of_the_own_stream_only() -> None:
    """Other people's connections are not a party's business."""
    story = opened()
    report = REPORT.validate_python({"type": "streams", **REPORTS["streams"]})
    shown = report_concerns(report, story.hearing, story.person("p-1"))

    assert shown is not None
    assert shown.type == "streams"
    assert [stream.name for stream in shown.streams] == ["remote-p-1"]


def test_no_level_and_no_half_word_is_shown_in_a_recess() -> None:
    """休庭: not even the meters move."""
    story = paused()

    assert not {"levels", "partial"} & _concerns(story, JUDGE)


def test_reports_of_another_hearing_or_room_are_not_shown() -> None:
    """A panel shows its own courtroom."""
    story = prepared()
    other = REPORT.validate_python({"type": "devices", "room": "hall-9"})
    elsewhere = REPORT.validate_python({"type": "upload", "hearing": "h-zzzzzzzzzz"})

    assert report_concerns(other, story.hearing, CLERK) is None
    assert report_concerns(elsewhere, story.hearing, CLERK) is None
    assert report_concerns(other, None, TECHNICIAN) == other
    assert report_concerns(other, None, GALLERY) is None


@pytest.mark.parametrize("kind", sorted(REPORTS))
def test_every_report_survives_json(kind: str) -> None:
    """What a process says arrives as it was said; an unknown key is refused."""
    report = REPORT.validate_python({"type": kind, **REPORTS[kind]})

    assert REPORT.validate_json(REPORT.dump_json(report)) == report
    with pytest.raises(ValueError, match="secret"):
        REPORT.validate_python({"type": kind, **REPORTS[kind], "secret": 1})


def test_the_system_restores_order_for_late_comers() -> None:
    """A page that comes back after the recess sees the hearing open again."""
    story = paused()
    story.so(CLERK, "resume")
    story.so(SYSTEM, "confirm-resumed")

    assert view(story.hearing, story.person("p-1")).state.course == "open"
