"""What of a record is sealed: by decisions about the public, and for people who must not be seen."""

from hearing.sealed_ranges import open_events, open_lines, openness_ranges, sealed_ranges
from tests.hearing.story import CLERK, JUDGE, ROOM, SYSTEM, Story, opened

SECOND = 1_000_000_000
END = 3600 * SECOND


def closes(story: Story, openness: str, range_: str) -> int:
    """Let the judge decide about the public; return where on the timeline (ns)."""
    story.wait(10).so(JUDGE, "set-openness", openness=openness, range=range_, judge="李某", reason="依法")
    return (story.hearing.openness[-1].at - (story.hearing.zero_at or 0)) * 1_000_000


def test_what_is_heard_behind_closed_doors_is_sealed_until_it_is_public_again() -> None:
    """From the decision on, not before; opening again reaches nothing that was closed."""
    story = opened()
    since, until = closes(story, "closed", "from-now"), closes(story, "public", "from-now")
    [sealed] = sealed_ranges(story.hearing, END)

    assert (sealed.since, sealed.until, sealed.why) == (since, until, "closed-hearing")
    assert [one.openness for one in openness_ranges(story.hearing)] == ["public", "closed", "public"]


def test_a_hearing_that_is_closed_as_a_whole_is_sealed_from_its_beginning() -> None:
    """Also where that was decided in its middle."""
    story = opened()
    closes(story, "closed", "whole")

    assert [(one.since, one.until) for one in sealed_ranges(story.hearing, END)] == [(0, END)]


def test_the_stand_of_a_protected_witness_is_sealed() -> None:
    """From being called to being dismissed, in a public hearing too (刑诉法 §64)."""
    story = opened()
    witness = story.so(CLERK, "invite", name="证人甲", role="witness", protected=True, seat="witness")
    story.wait(5).so(CLERK, "call", participant=witness.participant)  # type: ignore[union-attr]
    story.wait(30).so(CLERK, "dismiss", participant=witness.participant)  # type: ignore[union-attr]
    [sealed] = sealed_ranges(story.hearing, END)

    assert sealed.why == "protected-person"
    assert 30 * SECOND <= sealed.until - sealed.since <= 32 * SECOND


def test_a_public_hearing_has_nothing_sealed() -> None:
    """A recess and a mute change nothing."""
    story = opened()
    story.so(CLERK, "mute", stream="mic-judge")
    story.so(CLERK, "recess", reason="recess")
    story.wait(10).so(SYSTEM, "take-effect")

    assert sealed_ranges(story.hearing, END) == ()


def test_lines_and_notes_of_a_sealed_range_are_left_out_and_its_decisions_stay() -> None:
    """Also the corrections of a line that was said in it, whenever they were made."""
    story = opened()
    words = {"stream": "mic-judge", "speaker": "审判员", "engine": "vosk", "duration": SECOND}
    story.so(ROOM, "speak-line", text="公开的话。", start=SECOND, **words)
    since = closes(story, "closed", "from-now")
    story.so(ROOM, "speak-line", text="秘密。", start=since + SECOND, **words)
    story.so(CLERK, "note", text="出示配方")
    closes(story, "public", "from-now")
    story.so(CLERK, "correct-line", line=2, text="商业秘密。")
    story.so(CLERK, "note", text="恢复公开")
    sealed = sealed_ranges(story.hearing, END)
    kept = open_events(story.log, story.hearing, sealed)

    assert [line.text for line in open_lines(story.hearing, sealed)] == ["公开的话。"]
    assert sum(event.type == "openness-set" for event in kept) == 3
    assert [event.text for event in kept if event.type == "noted"] == ["恢复公开"]
    assert not any("秘密" in event.model_dump_json() for event in kept)
