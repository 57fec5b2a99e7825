"""A film or sound that is shown plays by one state for all: who may change it, what is refused, where it is."""

from typing import Any

import pytest

from courtroom_agent.evidence.shown import shown_of
from hearing.errors import Refused
from hearing.events import EVENT
from hearing.log_chain import chain
from hearing.participant import Role
from hearing.playing import Playback, position
from hearing.policy import Actor, account_actor
from hearing.state import fold
from hearing.view import cut_state, visible
from tests.hearing.story import CLERK, GALLERY, JUDGE, REVIEWER, ROOM, Story, opened
from tests.hearing.test_evidence import EXHIBIT, SHA, with_people

FILM: dict[str, Any] = {
    "title": "执法记录仪片段", "kind": "video", "media_type": "video/mp4", "bytes": 1000, "page_sha256": SHA[1:2],
    "sha256": SHA[0], "sm3": SHA[0], "duration_ms": 90_000,
}  # fmt: skip


def film(story: Story, **fields: Any) -> Story:
    """The clerk shows a film of ninety seconds to bench and parties."""
    story.so(CLERK, "file-exhibit", **{**FILM, **fields})
    story.so(CLERK, "present-evidence", source=EXHIBIT, targets=["bench", "parties"])
    return story


def play(
    story: Story, actor: Actor = CLERK, *, playing: bool = True, position_ms: int = 0, showing: str = "s-1"
) -> Any:
    """Ask for it."""
    return story.so(actor, "play-evidence", showing=showing, playing=playing, position_ms=position_ms)


def test_it_is_paused_at_its_beginning_and_then_as_was_last_said() -> None:
    """Start, seek and pause are one word; the fold from the log alone, and what the desk reads, say the same."""
    story = film(opened())
    now = story.hearing.showing
    assert now is not None
    assert (now.duration_ms, now.playback) == (90_000, Playback(playing=False, position_ms=0, at=now.since))
    play(story)
    last = play(story, JUDGE, playing=False, position_ms=42_000)
    told = Playback(playing=False, position_ms=42_000, at=last.at)
    shown = shown_of(story.hearing)
    assert shown is not None
    assert (shown.playback, shown.duration_ms, shown.content) == (told, 90_000, SHA[0])
    assert fold(story.log) == story.hearing
    story.so(CLERK, "withdraw-evidence", showing="s-1")
    assert story.hearing.showings[0].playback is None


def test_where_it_is_follows_from_state_and_clock() -> None:
    """It goes on with the clock, stands while paused, plays until its end and never before its beginning."""
    playing, paused = Playback(playing=True, position_ms=10_000, at=500), Playback(playing=False, position_ms=7, at=0)
    assert [position(playing, now, 12_000) for now in (400, 500, 1_500, 99_999)] == [10_000, 10_000, 11_000, 12_000]
    assert position(playing, 99_999, None) == 109_499
    assert position(paused, 10**9, 12_000) == 7


def test_only_who_turns_pages_plays() -> None:
    """Clerk and judge; no party, even the one that it is shown to, no gallery and no machine."""
    story = with_people(film(opened()))
    play(story)
    play(story, JUDGE, playing=False, position_ms=5_000)
    for actor in (story.person("p-3"), GALLERY, REVIEWER, ROOM, account_actor("account:9", Role.TECHNICIAN)):
        with pytest.raises(Refused, match="no-right"):
            play(story, actor)


def test_what_is_over_or_does_not_play_or_is_not_that_long_is_refused() -> None:
    """Its last moment is a place, the one after it is not; a picture and a showing that is over do not play."""
    story = film(opened())
    play(story, playing=False, position_ms=90_000)
    with pytest.raises(Refused, match="beyond-end"):
        play(story, position_ms=90_001)
    story.so(CLERK, "present-evidence", source={"kind": "camera", "stream": "cam-document"})
    with pytest.raises(Refused, match="not-shown"):
        play(story)
    with pytest.raises(Refused, match="not-played"):
        play(story, showing="s-2")


def test_it_is_told_to_those_to_whom_it_is_shown() -> None:
    """A party sees it play; a gallery to which it is not shown learns neither the event nor the state."""
    story = with_people(film(opened()))
    event, party = play(story), story.person("p-3")
    assert visible(story.hearing, event, party) == event
    assert cut_state(story.hearing, party).showings == story.hearing.showings
    assert visible(story.hearing, event, GALLERY) is None


def test_a_log_from_before_lengths_were_measured_reads_and_hashes_as_it_did() -> None:
    """Entries without a length are spelt without it; such a film plays, and is cut off nowhere."""
    story = film(opened(), duration_ms=None)
    filed, presented = story.log[-2:]
    for event in (filed, presented):
        spelt = EVENT.dump_json(event)
        assert b"duration_ms" not in spelt
        assert EVENT.dump_json(EVENT.validate_json(spelt)) == spelt
    assert chain([EVENT.validate_json(EVENT.dump_json(one)) for one in story.log]) == chain(story.log)
    play(story, position_ms=10**7)
    assert story.hearing.showing is not None
    assert story.hearing.showing.duration_ms is None
