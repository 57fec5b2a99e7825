"""An opening may be moved back to the announcement: by a minute at most, never before the preparation."""

import pytest

from hearing.errors import Refused
from hearing.state import fold
from tests.hearing.story import CLERK, ROOM, SYSTEM, Story, prepared


def ready() -> Story:
    """A hearing that has been prepared for two minutes."""
    return prepared().wait(120)


def test_the_record_begins_with_the_announcement() -> None:
    """Zero, span and opening lie at the announced second; who asked when stays in the log."""
    story = ready()
    asked = story.now + 1000
    story.so(CLERK, "open", announced_at=asked - 20_400)
    story.so(SYSTEM, "confirm-open")
    state, [span] = story.hearing, story.hearing.spans

    announced = (asked - 20_400) // 1000 * 1000
    assert (state.zero_at, span.since, span.live, span.asked) == (announced, announced, announced, asked)
    assert fold(story.log) == state


def test_without_an_announcement_everything_is_as_it_was() -> None:
    """It opens now."""
    story = ready()
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    [span] = story.hearing.spans
    assert (span.asked, span.since, span.live) == (None, story.now - 1000, story.now)


@pytest.mark.parametrize("back_s", [61, 3600, -5])
def test_further_back_than_the_room_keeps_it_cannot_be_moved(back_s: int) -> None:
    """Neither beyond a minute nor into the future."""
    story = ready()
    with pytest.raises(Refused, match="not-kept"):
        story.so(CLERK, "open", announced_at=story.now + 1000 - back_s * 1000)


def test_nothing_before_the_preparation_becomes_record() -> None:
    """What was said before the court prepared is nobody's record."""
    story = prepared()
    prepared_at = story.hearing.prepared_at
    assert prepared_at is not None
    with pytest.raises(Refused, match="not-kept"):
        story.so(CLERK, "open", announced_at=prepared_at - 1)
    story.so(CLERK, "open", announced_at=prepared_at)
    assert story.hearing.zero_at == prepared_at


def test_only_who_runs_the_hearing_moves_it() -> None:
    """The clerk and the leading judge."""
    with pytest.raises(Refused, match="no-right"):
        ready().so(ROOM, "open", announced_at=0)
