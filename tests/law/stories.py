"""Hearings that the articles of the regulation are tried on."""

from typing import Any

from hearing.transcript_rules import REPLACES
from tests.hearing.story import CLERK, ROOM, SYSTEM, Story, opened, prepared
from tests.recorder.recording import SECOND

CIVIL = "（2026）示0101民初7号"


def opened_as(procedure: str) -> Story:
    """An open hearing of *procedure*."""
    story = prepared(procedure=procedure)
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    return story


def over(story: Story) -> Story:
    """Close the hearing, and lay the text out to be read."""
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(CLERK, "sign")
    return story


def read_back() -> Story:
    """A closed hearing with a line of text, laid out to be read and signed; the accused took part."""
    story = opened()
    words = {"stream": "mic-judge", "speaker": "审判员", "engine": "whisper", "duration": SECOND, "start": SECOND}
    story.so(ROOM, "speak-line", text="没有异议。", **words)
    return over(story)


def summary_hearing(
    consents: tuple[str, ...] = ("p-3", "p-4"), confirms: tuple[str, ...] = ("p-3", "p-4"), **changes: Any
) -> Story:
    """A civil case by summary procedure, with who of its two parties consented and confirmed the code."""
    story = opened(**{"summary_track": "summary", "case": {"number": CIVIL, "cause": "买卖合同纠纷"}, **changes})
    for name, role in (("甲公司", "plaintiff"), ("乙公司", "defendant")):
        story.so(CLERK, "invite", name=name, role=role, seat=role)
    for party in consents:
        story.so(CLERK, "consent", participant=party, to=REPLACES)
    over(story)
    story.so(SYSTEM, "report-closing", root="b" * 64, code="3" * 40, until=5)
    for party in confirms:
        story.so(CLERK, "confirm-integrity", participant=party, code="3" * 40)
    return story
