"""Signatures as a finger writes them, and a closed hearing that lies out to be signed."""

from typing import Any

from tests.hearing.story import CLERK, JUDGE, ROOM, SYSTEM, Story, opened

ROOT, CODE = "b" * 64, "3" * 40
SECOND = 1_000_000_000


def written(shift: int = 0) -> dict[str, Any]:
    """A signature of two strokes in a field of 1000 by 300."""
    strokes = (range(12), range(12, 24))
    return {
        "height": 300,
        "strokes": [[n for at in part for n in (40 * at % 900 + shift, 100 + 7 * at, 20 * at)] for part in strokes],
    }


def with_witness() -> Story:
    """A hearing with three lines, the second of which the witness ``p-2`` spoke, closed, to be signed over a known root."""
    story = opened()
    story.so(CLERK, "invite", name="李某", role="sole-judge", seat="judge")
    words = {"stream": "mic-judge", "engine": "whisper", "duration": SECOND}
    _say(story, "现在开庭。", speaker="审判员", **words)
    story.so(story.person("p-2"), "consent", participant="p-2", to="remote-hearing")
    story.so(CLERK, "admit", participant="p-2")
    story.so(CLERK, "call", participant="p-2")
    _say(story, "我看见他开车。", speaker="证人", **{**words, "stream": "mic-witness"})
    story.so(CLERK, "dismiss", participant="p-2")
    _say(story, "休庭评议。", speaker="审判员", **words)
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(SYSTEM, "report-closing", root=ROOT, code=CODE, until=story.hearing.seq)
    story.so(CLERK, "sign")
    return story


def _say(story: Story, text: str, **words: Any) -> None:
    start = (story.now + 1000 - (story.hearing.zero_at or 0)) * 1_000_000
    story.wait(2).so(ROOM, "speak-line", text=text, start=start, **words)


def signed_by_bench(story: Story, digest: str) -> None:
    """Judge and clerk sign under their own accounts, by hand."""
    for actor, name in ((JUDGE, "李某"), (CLERK, "赵某")):
        story.so(actor, "sign-transcript", name=name, text_sha256=digest, root=ROOT, hand=written())
