"""Searching what was said and logged: exact words of any length, where and by whom, page by page, with rights."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from control_panel.database import Database
from control_panel.models import EventRow, HearingRow
from control_panel.settings import Settings
from control_panel.words import grams, match_of, phrases, snippet
from hearing.policy import Actor
from tests.control_panel.serving import CASE, court
from tests.hearing.story import CLERK, HEARING, SYSTEM, Story, opened

OTHER = "h-bcdefghijk"
LINES = [
    ("mic-judge", "审判员", "现在开庭。本院审理张某某危险驾驶一案，"),
    ("mic-prosecutor", "公诉人", "血液中酒精含量为每百毫升156毫克，见DNA鉴定。"),
    ("remote-p-1", "被告人", "没有异议，我认罪。"),
]


def _tell(data: Path, stories: Sequence[Story]) -> None:
    """Put logs where the panel reads them at its start, as an installation without an index would have."""
    database = Database(Settings(data).database)
    for story in stories:
        state = story.hearing
        row = HearingRow(
            hearing=state.hearing, case_number=state.case.number, room=state.room, planned_at=state.planned_at
        )
        rows = [
            EventRow(
                hearing=one.hearing, seq=one.seq, fence=one.fence, at=one.at, who=one.who, type=one.type,
                body=one.model_dump_json(),
            )
            for one in story.log
        ]  # fmt: skip
        database.write_now(lambda session, row=row: session.add(row))
        database.write_now(lambda session, rows=rows: session.add_all(rows))
    database.close()


def _spoken(**changes: Any) -> Story:
    story = opened(**changes)
    for nth, (stream, speaker, text) in enumerate(LINES, 1):
        story.so(
            Actor(f"agent:{story.hearing.room}", "agent"), "speak-line", stream=stream, speaker=speaker, text=text, engine="script",
            start=nth * 10_000_000_000, duration=2_000_000_000,
        )  # fmt: skip
    return story


async def _found(client: httpx.AsyncClient, q: str, **asked: Any) -> list[str]:
    answer = await client.get("/api/v1/search", params={"q": q, **asked})
    assert answer.status_code == 200, answer.text
    return ["".join(piece["text"] for piece in one["snippet"]) for one in answer.json()["found"]]


async def _exact(data: Path) -> None:
    story = _spoken()
    story.so(CLERK, "correct-line", line=3, text="有异议，我不认罪。")
    story.so(CLERK, "recess", reason="recess", note="合议庭评议")
    other = _spoken(hearing=OTHER, room="hall-2", case={**CASE, "number": "（2025）示0101民初7号"})
    _tell(data, [story, other])
    async with court(data=data) as here:
        judge = await here.person("judge", "sole-judge")
        said = {text for _, _, text in LINES}
        for words in ("庭", "案", "张某某危险驾驶一案", "本院审理", '"开庭 本院"', "156毫克", "dna", "毫克 酒精"):
            assert set(await _found(judge, words)) & said, words
        for words in ("庭本", "开庭本院", "15", "審", '"毫克 酒精"', "！？"):
            assert await _found(judge, words) == [], words
        assert await _found(judge, "评议") == ["合议庭评议"]

        answer = (await judge.get("/api/v1/search", params={"q": "异议", "case": "0101刑初128"})).json()["found"]
        assert [(one["superseded"], one["position"], one["role"]) for one in answer] == [
            (False, 30.0, "accused"),
            (True, 30.0, "accused"),
        ]
        assert [piece for piece in answer[0]["snippet"] if piece["hit"]] == [{"text": "异议", "hit": True}]
        zero_at = story.hearing.zero_at or 0
        assert answer[0]["at"] == zero_at + 30_000


def test_exactly_what_holds_the_words_is_found_and_leads_to_its_second(tmp_path: Path) -> None:
    """One sign, a run's last sign, a long phrase, words and figures; not what only looks alike; text as it was and is."""
    asyncio.run(_exact(tmp_path))


async def _narrowed(data: Path) -> None:
    story = _spoken()
    story.wait(86_400)
    story.so(SYSTEM, "note-fault", cause="network-loss", text="网络中断")
    _tell(data, [story, _spoken(hearing=OTHER, room="hall-2", case={**CASE, "number": "（2025）示0101民初7号"})])
    async with court(data=data) as here:
        judge, clerk = await here.person("judge", "sole-judge"), await here.person("clerk", "clerk")
        assert len(await _found(judge, "异议")) == 2
        for narrowed in ({"case": "民初7号"}, {"room": "hall-2"}, {"case": "(2026)示0101刑初128号"}):
            assert len(await _found(judge, "异议", **narrowed)) == 1, narrowed
        assert await _found(judge, "异议", case="（1999）") == []
        assert len(await _found(judge, "开庭", role=["sole-judge", "judge"])) == 2
        assert await _found(judge, "开庭", role="accused") == []
        late = story.now - 3_600_000
        assert (await _found(judge, "中断"), await _found(judge, "中断", since=late)) == (["网络中断"], ["网络中断"])
        assert await _found(judge, "中断", until=late) == []

        for number in range(7):
            await here.done(clerk, await here.hearing(clerk), "cancel", reason=f"改期第{number}次")
        first = (await judge.get("/api/v1/search", params={"q": "改期", "limit": 4})).json()
        rest = (await judge.get("/api/v1/search", params={"q": "改期", "limit": 4, "before": first["next"]})).json()
        numbers = [one["event"]["reason"][3] for one in first["found"] + rest["found"]]
        assert (numbers, rest["next"]) == (list("6543210"), None)
        assert (await judge.get("/api/v1/search", params={"q": "改", "colour": "red"})).status_code == 422


def test_a_search_is_narrowed_by_case_room_time_and_role_and_read_page_by_page(tmp_path: Path) -> None:
    """Each filter leaves what belongs to it; two pages together are everything, newest first, nothing twice."""
    asyncio.run(_narrowed(tmp_path))


async def _kept_from(data: Path) -> None:
    _tell(data, [_spoken(), _spoken(hearing=OTHER)])
    async with court(data=data) as here:
        people = [await here.person(role, role) for role in ("bailiff", "technician", "administrator", "gallery")]
        for person in people:
            answer = await person.get("/api/v1/search", params={"q": "异议"})
            assert answer.status_code == 403 or answer.json()["found"] == []
        judge = await here.person("judge", "sole-judge")
        assert len(await _found(judge, "异议")) == 2
        here.panel.keeping._hidden.add(HEARING)
        kept = (await judge.get("/api/v1/search", params={"q": "异议"})).json()["found"]
        assert [one["hearing"] for one in kept] == [OTHER]


def test_nobody_finds_what_that_person_may_not_read(tmp_path: Path) -> None:
    """Bailiffs, technicians, court IT and the gallery find nothing; a record that is being removed is found by nobody."""
    asyncio.run(_kept_from(tmp_path))


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("人", '"人"*'),
        ("被告人", '"被告 告人"'),
        ("A民", '"a 民"*'),
        ("“开庭，本院”", '"开庭 庭 本院"'),
        ("２０２６", '"2026"'),
        ("𠮷田", '"𠮷田"'),
    ],
)
def test_words_are_asked_for_as_phrases_of_pairs(query: str, match: str) -> None:
    """However it is written, by full or half width, with signs from any plane, it becomes one phrase."""
    assert [match_of(phrase) for phrase in phrases(query)] == [match]


def test_a_snippet_shows_each_hit_where_it_stands() -> None:
    """Marks lie on the text as it was written, also where widths differ and where it is long."""
    text = "甲" * 100 + "血液１５６毫克，" + "乙" * 200
    pieces = snippet(text, "156毫克")

    assert [piece.text for piece in pieces if piece.hit] == ["１５６毫克"]
    assert pieces[0].text == "…"
    assert len("".join(piece.text for piece in pieces)) < 160
    assert snippet("", "某")[:1] == []
    assert grams("。") == []
