"""One hearing over several recesses and days: when it goes on is announced, and each session counts."""

import pytest

from hearing.errors import Refused
from hearing.events import EVENT
from hearing.state import fold
from tests.hearing.story import CLERK, SYSTEM, opened

DAY_MS = 86_400_000


def test_a_recess_says_when_it_goes_on_and_the_record_counts_both_days() -> None:
    """Adjourned to tomorrow morning; the pause holds the moment, the sessions stand one after another."""
    story = opened()
    tomorrow = story.now + DAY_MS
    story.so(CLERK, "recess", reason="recess", resumes_at=tomorrow)
    assert story.hearing.pending is not None
    assert story.hearing.pending.resumes_at == tomorrow
    story.wait(10).so(SYSTEM, "take-effect")
    assert story.hearing.pauses[-1].resumes_at == tomorrow
    story.wait(86_400).so(CLERK, "resume")
    story.so(SYSTEM, "confirm-resumed")
    story.wait(60).so(CLERK, "recess", reason="recess")
    story.wait(10).so(SYSTEM, "take-effect")

    assert len(story.hearing.spans) == 2
    assert [pause.resumes_at for pause in story.hearing.pauses] == [tomorrow, None]
    assert fold(story.log) == story.hearing


def test_it_cannot_go_on_before_it_has_paused() -> None:
    """A moment in the past, or within the time to undo, is refused."""
    story = opened()
    with pytest.raises(Refused, match="no-stretch"):
        story.so(CLERK, "recess", reason="recess", resumes_at=story.now)


def test_a_recess_without_a_moment_is_spelt_in_the_log_as_it_always_was() -> None:
    """Older logs keep their hash."""
    story = opened()
    event = story.so(CLERK, "recess", reason="recess")

    assert b"resumes_at" not in EVENT.dump_json(event)
