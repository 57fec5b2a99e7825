"""Whatever was shown in whatever order, a capsule without sealed ranges tells nothing of what was shown in them."""

import hashlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hearing.errors import Refused
from hearing.events import EVENT
from hearing.sealed_ranges import NS_PER_MS, SealedRange, is_sealed, open_events, open_exhibits, sealed_ranges
from recorder.archive.exhibits import exhibits_timeline, outside
from recorder.index import canonical
from tests.hearing.story import CLERK, JUDGE, Story, opened

FILED = 3
SECOND = 1_000_000_000


def _wishes() -> st.SearchStrategy[tuple[Any, str, dict[str, Any]]]:
    exhibit = st.integers(1, FILED).map(lambda number: {"kind": "exhibit", "exhibit": f"e-{number}"})
    targets = st.sampled_from([["bench"], ["bench", "parties"], ["gallery"]])
    openness = st.sampled_from([("closed", "from-now"), ("public", "from-now"), ("closed", "whole")])
    said = {"judge": "李某", "reason": "x"}
    page = st.integers(1, 2)
    return st.one_of(
        st.builds(
            lambda source, to, private: (
                CLERK, "present-evidence", {"source": source, "targets": to, "private": private},
            ),
            exhibit, targets, st.booleans(),
        ),
        page.map(lambda number: (CLERK, "turn-page", {"page": number})),
        page.map(lambda number: (CLERK, "mark-evidence", {"page": number, "points": [[0.25, 0.5]]})),
        targets.map(lambda to: (CLERK, "set-evidence-targets", {"targets": to})),
        st.just((CLERK, "withdraw-evidence", {})),
        openness.map(lambda one: (JUDGE, "set-openness", {"openness": one[0], "range": one[1], **said})),
    )  # fmt: skip


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _told(wishes: list[tuple[Any, str, dict[str, Any]]]) -> Story:
    """Carry the wishes out as far as the rules let them."""
    story = opened()
    for number in range(1, FILED + 1):
        pages = [_sha(f"page {number} {page}") for page in (1, 2)]
        told = {"kind": "pdf", "media_type": "application/pdf", "bytes": 9, "sm3": "0" * 64, "page_sha256": pages}
        story.so(CLERK, "file-exhibit", title=f"证据甲乙丙{number}", sha256=_sha(f"file {number}"), **told)
    for actor, what, parts in wishes:
        now = story.hearing.showing
        own = {} if what in {"present-evidence", "set-openness"} else {"showing": now.id if now is not None else "s-1"}
        try:
            story.so(actor, what, **parts, **own)
        except Refused:
            continue
    return story


@given(st.lists(_wishes(), max_size=18))
@settings(max_examples=60, deadline=None)
def test_nothing_of_a_sealed_showing_is_told(wishes: list[tuple[Any, str, dict[str, Any]]]) -> None:
    """Neither its title nor a hash nor a mark nor when it was; and no file of an exhibit that was ever shown sealed."""
    story = _told(wishes)
    state, zero = story.hearing, story.hearing.zero_at or 0
    sealed = sealed_ranges(state, (story.now + 1 - zero) * NS_PER_MS)
    extract = [EVENT.dump_python(one, mode="json") for one in open_events(story.log, state, sealed)]
    heard = exhibits_timeline(story.log, state, [], sealed)
    text = json.dumps([extract, heard["showings"]], ensure_ascii=False)

    begun = {one.id: is_sealed(sealed, *_span(one.since, one.since, zero)) for one in state.showings}
    for number, exhibit in enumerate(state.exhibits.values(), 1):
        of_it = [begun[one.id] for one in state.showings if one.source.exhibit == exhibit.id]
        if of_it and all(of_it):
            for trace in (exhibit.title, exhibit.sha256, *exhibit.page_sha256):
                assert trace not in text, number
    assert {one["showing"] for one in heard["showings"]} == {name for name, is_in in begun.items() if not is_in}
    assert not [one for one in extract if begun.get(one.get("showing", ""))]
    for one in heard["showings"]:
        assert not [stretch for stretch in one["shown"] if is_sealed(sealed, *stretch)]
        for listed in ("to", "pages", "marks", "cleared", "played", "released"):
            assert not [told for told in one[listed] if is_sealed(sealed, told["at"], told["at"] + 1)]
    for name in open_exhibits(state, sealed):
        shown = [one for one in state.showings if one.source.exhibit == name]
        assert shown
        assert not [one for one in shown if one.private]
        spans = (_span(one.since, one.until if one.until is not None else state.at, zero) for one in shown)
        assert not [span for span in spans if is_sealed(sealed, *span)]
        assert state.exhibits[name].sha256 in canonical(extract).decode(), "what goes along is named in the extract"


def _span(since: int, until: int, zero: int) -> tuple[int, int]:
    begin, end = (since - zero) * NS_PER_MS, (until - zero) * NS_PER_MS
    return begin, max(end, begin + 1)


def test_a_showing_that_runs_into_a_sealed_range_is_told_up_to_it_and_from_its_end() -> None:
    """What was to be seen before and after stays; what lay in between does not."""
    sealed = [
        SealedRange(since=since * SECOND, until=until * SECOND, why="closed-hearing")
        for since, until in ((2, 4), (3, 6))
    ]

    def parts(since: int, until: int) -> list[list[int]]:
        return [[begin // SECOND, end // SECOND] for begin, end in outside(sealed, since * SECOND, until * SECOND)]

    assert parts(0, 9) == [[0, 2], [6, 9]]
    assert parts(3, 5) == []
    assert parts(0, 3) == [[0, 2]]
    assert parts(7, 8) == [[7, 8]]
