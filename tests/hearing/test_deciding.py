"""What may be done in a hearing, by whom and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearing.deciding import Settings, decide
from hearing.errors import Refused, Stale
from hearing.participant import Role
from hearing.policy import SYSTEM, account_actor
from hearing.words import REFUSALS
from tests.hearing.story import (
    CLERK,
    JUDGE,
    MEDIA,
    OTHER_ROOM,
    REVIEWER,
    ROOM,
    SCHEDULE,
    TECHNICIAN,
    VICE_PRESIDENT,
    ZERO,
    Story,
    approved,
    command,
    opened,
    paused,
    prepared,
    scheduled,
)


def _refusal(story: Story, *asked: object, **fields: object) -> Refused:
    before = story.state
    with pytest.raises(Refused) as caught:
        story.so(*asked, **fields)  # type: ignore[arg-type]
    assert story.state == before
    return caught.value


def test_a_hearing_goes_from_the_schedule_to_the_archive() -> None:
    """排期, 准备, 开庭, 休庭, 恢复, 闭庭, 签名, 归档: each step follows the one before."""
    story = paused()
    story.so(CLERK, "resume")
    assert story.hearing.course == "resuming"
    story.so(SYSTEM, "confirm-resumed")
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(CLERK, "sign")
    story.so(CLERK, "archive")
    story.so(MEDIA, "report-archived", root="0" * 64, package="x")

    assert story.hearing.course == "archived"
    assert story.hearing.root == "0" * 64


def test_nobody_but_the_system_says_that_a_hearing_is_open() -> None:
    """The lamp shows a state: a clerk asks for opening, and the writers' proof opens."""
    story = prepared()
    story.so(CLERK, "open")

    assert story.hearing.course == "opening"
    assert _refusal(story, CLERK, "confirm-open").code == "services-only"


def test_a_recess_takes_effect_after_the_time_to_undo_and_not_before() -> None:
    """The record goes on for ten seconds, and the gap begins exactly then."""
    story = opened()
    asked = story.so(CLERK, "recess", reason="recess")

    assert story.hearing.course == "open"
    assert _refusal(story, SYSTEM, "take-effect").code == "not-yet"
    event = story.wait(30).so(SYSTEM, "take-effect")
    assert event.type == "paused"
    assert event.since == asked.at + 10_000


def test_a_recess_can_be_taken_back_until_it_takes_effect() -> None:
    """A slip of the finger costs nothing for ten seconds, and everything after is honest."""
    story = opened()
    story.so(CLERK, "recess", reason="recess")
    story.so(CLERK, "undo-recess")
    assert story.hearing.pending is None

    story.so(CLERK, "recess", reason="recess")
    story.wait(10)
    assert _refusal(story, CLERK, "undo-recess").code == "undo-over"


def test_an_undo_takes_back_only_what_was_asked() -> None:
    """撤销休庭 does not take a closing back."""
    story = opened()
    story.so(CLERK, "close")

    assert _refusal(story, CLERK, "undo-recess").code == "nothing-to-undo"
    assert story.so(CLERK, "undo-close").type == "close-undone"


def test_a_paused_hearing_may_be_closed() -> None:
    """宣布休庭 for the day may end in closing; the gap ends with it."""
    story = paused()
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")

    assert story.hearing.course == "closed"
    assert story.hearing.pauses[-1].until == story.hearing.closed_at


def test_a_closed_hearing_is_never_opened_again() -> None:
    """闭庭 is final."""
    story = opened()
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")

    for kind in ("open", "resume", "prepare"):
        assert _refusal(story, CLERK, kind).code == "not-now"


def test_a_hearing_closed_as_a_whole_has_no_gap_for_closed_evidence() -> None:
    """不公开审理的案件 is recorded like any other: 不公开举证质证 is no reason to stop there."""
    story = opened()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")

    assert _refusal(story, CLERK, "recess", reason="closed-evidence").code == "closed-as-a-whole"
    assert story.so(CLERK, "recess", reason="recess").type == "recess-asked"


def test_there_is_no_fourth_reason_to_stop_the_record() -> None:
    """Only 休庭, 不公开举证质证 and 不宜录制的调解 are lawful."""
    with pytest.raises(ValueError, match="reason"):
        command("recess", reason="fault")


def test_an_accused_takes_part_from_afar_only_on_a_ground_and_by_consent() -> None:
    """在线诉讼规则 §4 and §37: both are on record before the door opens."""
    story = prepared()
    assert _refusal(story, CLERK, "admit", participant="p-1").code == "no-consent"
    story.so(CLERK, "consent", participant="p-1", to="remote-hearing")
    assert story.so(CLERK, "admit", participant="p-1").type == "admitted"

    groundless = prepared(remote_ground="")
    assert _refusal(groundless, CLERK, "admit", participant="p-1").code == "no-ground"


def test_a_protected_witness_is_not_let_in_from_afar_unmasked() -> None:
    """As long as nothing masks picture and voice, a protected person is on no wire."""
    story = opened()
    story.so(CLERK, "invite", name="证人甲", role="witness", remote=True, protected=True)
    story.so(story.person("p-3"), "arrive", participant="p-3")

    assert _refusal(story, CLERK, "call", participant="p-3").code == "no-masking"


def test_nobody_speaks_for_another_person() -> None:
    """A participant arrives, leaves, consents and raises a hand for no one else."""
    story = opened()
    accused = story.person("p-1")

    for kind, fields in (("leave", {}), ("consent", {"to": "recording"}), ("raise-hand", {})):
        assert _refusal(story, accused, kind, participant="p-2", **fields).code == "no-right"


def test_a_person_outside_can_ask_for_help_but_run_nothing() -> None:
    """A witness who waits may call the bailiff; a judge who is not yet admitted opens nothing."""
    story = prepared()
    story.so(CLERK, "invite", name="孙某", role="presiding-judge", remote=True)

    assert story.so(story.person("p-2"), "ask-help", kind="bailiff").type == "help-asked"
    assert _refusal(story, story.person("p-3"), "open").code == "not-in-court"


def test_who_is_removed_stays_outside() -> None:
    """责令退出法庭 holds."""
    story = opened()
    story.so(CLERK, "remove", participant="p-1", reason="扰乱法庭秩序")

    assert _refusal(story, story.person("p-1"), "arrive", participant="p-1").code == "removed"
    assert _refusal(story, CLERK, "admit", participant="p-1").code == "removed"


def test_one_may_mute_oneself_but_not_undo_the_courts_muting() -> None:
    """The accused mutes and unmutes the own voice; what the clerk mutes only the court opens."""
    story = opened()
    accused = story.person("p-1")
    story.so(accused, "mute", stream="remote-p-1")
    story.so(accused, "unmute", stream="remote-p-1")
    story.so(CLERK, "mute", stream="remote-p-1")

    assert _refusal(story, accused, "unmute", stream="remote-p-1").code == "muted-by-court"
    assert _refusal(story, accused, "mute", stream="mic-judge").code == "no-right"
    assert story.so(CLERK, "unmute", stream="remote-p-1").type == "mic-unmuted"


def test_a_tap_on_an_old_picture_is_refused_with_the_newer_seq() -> None:
    """What the clerk saw has changed: the answer says so instead of acting."""
    story = opened()
    seen = story.hearing.touched["course"]
    story.so(CLERK, "recess", reason="recess", expect=seen)
    story.so(CLERK, "undo-recess")

    refusal = _refusal(story, CLERK, "close", expect=seen)
    assert isinstance(refusal, Stale)
    assert refusal.status == 409
    assert refusal.problem("en")["seq"] == story.hearing.touched["course"]


def test_other_peoples_events_do_not_make_a_tap_stale() -> None:
    """``expect`` guards what the command touches and nothing else."""
    story = opened()
    seen = story.hearing.touched["course"]
    story.so(CLERK, "note", text="被告人到庭")
    story.so(story.person("p-1"), "raise-hand", participant="p-1")

    assert story.so(CLERK, "recess", reason="recess", expect=seen).type == "recess-asked"


def test_cutting_the_broadcast_is_never_too_late() -> None:
    """Cutting has no guard: an old ``expect`` and a second tap both cut."""
    story = approved()

    assert story.so(CLERK, "cut-broadcast", expect=1).type == "broadcast-cut"
    assert story.so(CLERK, "cut-broadcast").type == "broadcast-cut"
    assert len(story.hearing.broadcast.cuts) == 1


def test_a_cut_takes_back_what_is_still_in_the_delay() -> None:
    """Nothing captured in the last seconds before the tap gets out."""
    story = approved()
    event = story.so(CLERK, "cut-broadcast")

    assert event.from_at == event.at - Settings().delay_ms


def test_only_the_judge_restores_the_broadcast() -> None:
    """The clerk cuts; the judge alone lets it go on."""
    story = approved()
    story.so(CLERK, "cut-broadcast")

    assert _refusal(story, CLERK, "restore-broadcast").code == "judge-only"
    assert story.so(JUDGE, "restore-broadcast").type == "broadcast-restored"


def test_a_broadcast_takes_three_people() -> None:
    """申请, 审核, 主管副院长批准: in this order, by three people."""
    story = opened()
    assert _refusal(story, REVIEWER, "review-broadcast", reviewer="赵某").code == "approval-order"
    story.so(JUDGE, "apply-for-broadcast", applicant="李某", reason="典型案例")
    assert _refusal(story, VICE_PRESIDENT, "approve-broadcast", vice_president="钱某").code == "approval-order"
    story.so(REVIEWER, "review-broadcast", reviewer="赵某")
    assert _refusal(story, REVIEWER, "approve-broadcast", vice_president="赵某").code == "same-person"
    story.so(VICE_PRESIDENT, "approve-broadcast", vice_president="钱某")

    assert story.hearing.broadcast.is_approved


def test_an_interrogation_is_never_broadcast() -> None:
    """只有庭审和宣判可以直播."""
    story = scheduled(procedure="interrogation")

    refusal = _refusal(story, JUDGE, "apply-for-broadcast", applicant="李某", reason="x")
    assert refusal.code == "never-broadcast"


def test_a_closed_hearing_is_not_approved_for_broadcast() -> None:
    """不公开审理的案件 has no broadcast to apply for."""
    story = scheduled()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及国家秘密")

    assert _refusal(story, JUDGE, "apply-for-broadcast", applicant="李某", reason="x").code == "not-public"


def test_a_stage_of_another_procedure_is_refused() -> None:
    """A trial has no 讯问笔录核对."""
    assert _refusal(opened(), CLERK, "enter-stage", stage="reading-back").code == "other-stage"


def test_words_spoken_in_a_recess_never_enter_the_log() -> None:
    """A line whose whole time lies in the gap is refused; one from before it may come late."""
    story = paused()
    spoken = {"stream": "mic-judge", "speaker": "审判员", "text": "现在休庭", "engine": "vosk"}
    recess_began = (story.hearing.pauses[-1].since - (story.hearing.zero_at or 0)) * 1_000_000

    assert _refusal(story, ROOM, "speak-line", start=recess_began, duration=10**6, **spoken).code == "not-now"
    assert story.so(ROOM, "speak-line", start=recess_began - 2 * 10**9, duration=10**9, **spoken).type == "line-spoken"


def test_another_courtrooms_agent_has_no_say() -> None:
    """An agent speaks for the hearings of its own room."""
    story = opened()
    spoken = {"stream": "mic-judge", "speaker": "x", "text": "x", "engine": "vosk", "start": 0, "duration": 10**9}

    assert _refusal(story, OTHER_ROOM, "speak-line", **spoken).code == "no-right"
    assert _refusal(story, TECHNICIAN, "speak-line", **spoken).code == "services-only"


def test_a_corrected_line_keeps_what_was_recognised() -> None:
    """识别稿 is corrected by revision; what the machine heard stays."""
    story = opened()
    story.so(ROOM, "speak-line", stream="mic-judge", speaker="审判员", text="现在开亭", start=0, duration=1, engine="v")
    story.so(CLERK, "correct-line", line=1, text="现在开庭")

    line = story.hearing.lines[0]
    assert (line.recognised, line.text, line.revision, line.corrected_by) == ("现在开亭", "现在开庭", 1, "account:2")
    assert _refusal(story, CLERK, "correct-line", line=2, text="x").code == "unknown-line"


def test_a_joined_case_can_be_severed_again() -> None:
    """并案 and 分案 are events; the lead case stays."""
    story = opened()
    other = {"number": "(2026)示0101刑初129号", "cause": "危险驾驶"}
    story.so(CLERK, "join-case", case=other)
    assert _refusal(story, CLERK, "join-case", case=other).code == "case-joined"
    story.so(CLERK, "sever-case", number="(2026)示0101刑初129号")

    assert story.hearing.joined == ()


def test_the_log_never_runs_backwards() -> None:
    """When the panel's clock is set back, the next event carries the last one's time."""
    story = opened()
    last = story.log[-1].at
    (event,) = decide(story.state, command("note", text="x"), CLERK, last - 60_000)

    assert event.at == last


def test_an_archived_hearing_takes_no_more_events_but_a_cut() -> None:
    """What is sealed is sealed; only the public copy can still be taken away."""
    story = opened()
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(CLERK, "sign")
    story.so(CLERK, "archive")
    story.so(MEDIA, "report-archived", root="a" * 64, package="x")

    assert _refusal(story, CLERK, "note", text="x").code == "not-now"
    assert story.so(CLERK, "cut-broadcast").type == "broadcast-cut"


def test_scheduling_needs_an_account_that_runs_hearings() -> None:
    """A participant or a technician schedules nothing, and no hearing is scheduled twice."""
    with pytest.raises(Refused, match="no-right"):
        decide(None, command("schedule", **SCHEDULE), TECHNICIAN, ZERO)
    with pytest.raises(Refused, match="already-scheduled"):
        decide(scheduled().state, command("schedule", **SCHEDULE), CLERK, ZERO)
    with pytest.raises(Refused, match="not-scheduled"):
        decide(None, command("prepare"), CLERK, ZERO)


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_says_what_is_wrong_and_what_helps(code: str) -> None:
    """In Chinese and in English, with the status that fits."""
    refusal = Refused(code)  # type: ignore[arg-type]

    for language in ("zh-CN", "en"):
        problem = refusal.problem(language)  # type: ignore[arg-type]
        assert problem["title"]
        assert problem["remedy"]
        assert problem["status"] in {403, 404, 409, 422}


@given(st.sampled_from(list(Role)))
def test_only_judges_decide_about_the_public(role: Role) -> None:
    """Openness and restoring are the presiding or sole judge's alone."""
    story = approved()
    story.so(CLERK, "cut-broadcast")
    actor = account_actor("account:9", role)
    fields = {"openness": "closed", "range": "from-now", "judge": "x", "reason": "x"}

    for kind, given_fields in (("restore-broadcast", {}), ("set-openness", fields)):
        if role.is_presiding:
            story.so(actor, kind, **given_fields)
        else:
            assert _refusal(story, actor, kind, **given_fields).status == 403
