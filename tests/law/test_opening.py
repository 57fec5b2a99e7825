"""法释〔2017〕5号 §1 at the very opening: what is not recorded then, somebody answers for by name."""

import pytest

from hearing.errors import Refused
from recorder.archive.statement import make_statement
from tests.hearing.story import CLERK, JUDGE, SYSTEM, Story, prepared
from tests.recorder.recording import SECOND
from tests.recorder.test_ledger import account, closed, take, track

MISSING = "mic-judge"
REASON = "当事人远道而来，话筒故障，改用备用录音笔"


def hindered() -> Story:
    """Opening was asked for, and after its time one microphone is still not written."""
    story = prepared()
    story.so(CLERK, "open", announced_at=story.now)
    story.wait(9).so(SYSTEM, "report-hindrance", tracks=[MISSING])
    return story


def test_article_1_no_hearing_opens_by_itself_while_something_is_not_recorded() -> None:
    """应当全程录音录像: however long it takes, opening waits; only who runs the hearing may decide, by name and reason."""
    story = hindered()
    story.wait(600)
    assert story.hearing.course == "opening"
    with pytest.raises(Refused, match="not-in-court"):
        story.so(story.person("p-1"), "open-without", name="张某某", reason="快开庭")
    with pytest.raises(ValueError, match="reason"):
        story.so(CLERK, "open-without", name="李某", reason="")
    story.so(JUDGE, "open-without", name="李某", reason=REASON)

    assert story.hearing.course == "open"
    assert story.hearing.opened_without is not None
    assert story.hearing.opened_without.tracks == (MISSING,)


def test_article_1_before_the_wait_is_over_nobody_opens_without_a_recorder() -> None:
    """The reason is given for what is known to be missing, not beforehand."""
    story = prepared()
    story.so(CLERK, "open")

    with pytest.raises(Refused, match="not-yet"):
        story.so(JUDGE, "open-without", name="李某", reason=REASON)


def test_article_1_what_was_not_recorded_at_the_opening_is_a_fault_from_the_first_second() -> None:
    """From the announcement on, also for a track of which nothing ever came; archiving waits for explanation and signature."""
    story = hindered()
    announced = story.hearing.spans[0].since
    story.wait(20).so(JUDGE, "open-without", name="李某", reason=REASON)
    assert [(one.track, one.since) for one in story.hearing.faults] == [(MISSING, announced)]
    story.wait(29)
    closed(story)
    length = ((story.hearing.closed_at or 0) - announced) // 1000
    held = take(track("cam-judge", (0, length)))
    found = account(story, held)
    [fault] = next(one for one in found.tracks if one.name == MISSING).faults

    assert (fault.since, fault.until) == (0, length * SECOND)
    assert MISSING in found.objection()
    assert "cam-judge" not in found.objection()
    stretch = {"track": MISSING, "since": fault.since, "until": fault.until}
    story.so(CLERK, "explain-fault", **stretch, text="话筒接线断开")
    story.so(JUDGE, "sign-fault", **stretch, judge="李某")
    assert account(story, held).objection() == ""


def test_article_1_the_statement_says_who_opened_without_what_and_why() -> None:
    """录制情况说明: name, reason and tracks stand at its head."""
    story = hindered()
    story.so(JUDGE, "open-without", name="李某", reason=REASON)
    closed(story)
    told = make_statement(account(story, take(track("cam-judge", (0, 60)))), story.hearing, {})

    assert any(f"李某：{REASON}（{MISSING}）" in value for _, value in told.facts)


def test_article_1_a_recorder_that_comes_late_needs_no_reason() -> None:
    """Once every mandatory track is seen writing, the hearing opens by itself, and nothing is held against the record."""
    story = hindered()
    story.so(SYSTEM, "confirm-open")

    assert (story.hearing.course, story.hearing.faults, story.hearing.hindrance) == ("open", (), None)
