"""Filing evidence: what is taken in, what is refused in words, and who may see which page."""

import asyncio
import hashlib
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image

from control_panel.exhibit_reads import ExhibitReads
from courtroom_agent.evidence.larder import Larder, larder, missing
from courtroom_agent.evidence.pages import Pages
from courtroom_agent.evidence.shown import shown_of
from courtroom_agent.letting_go import LetGo, only_here, take_away
from courtroom_agent.program_orders import ProgramOrders
from recorder.evidence.exhibit_store import ExhibitStore
from recorder.layout import exhibits_folder
from tests.control_panel.filed import bomb, film, pdf, picture, sound
from tests.control_panel.serving import CASE, Court, court, until
from tests.recorder.recording import Clock


async def _file(client: httpx.AsyncClient, hearing: str, content: bytes, **query: str) -> httpx.Response:
    return await client.post(f"/api/v1/hearings/{hearing}/exhibits", params=query, content=content, timeout=60)


def _kept(here: Court, hearing: str) -> list[str]:
    folder = exhibits_folder(here.data / "records", CASE["number"], hearing)
    return sorted(path.name for path in folder.glob("*")) if folder.is_dir() else []


async def _reads(here: Court) -> list[str]:
    entries = await here.panel.audit.read(None, 200)
    return [one["detail"] for one in entries if one["what"] == "exhibit-read"]


async def _filing() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        document, again = pdf(), str(uuid4())
        answer = await _file(clerk, hearing, document, name="../../etc/鉴定意见.pdf\n", id=again)
        assert answer.status_code == 201, answer.text
        event = answer.json()["event"]
        assert (event["exhibit"], event["kind"], event["pages"]) == ("e-1", "pdf", 3)
        assert event["title"] == "鉴定意见.pdf"
        assert event["sha256"] == hashlib.sha256(document).hexdigest()
        repeated = await _file(clerk, hearing, document, name="鉴定意见.pdf", id=again)
        assert repeated.json()["event"] == event, "the same command is carried out once"
        other = await _file(clerk, hearing, picture("PNG", (300, 200)), name="另一份", id=again)
        assert other.json()["event"] == event
        assert _kept(here, hearing) == [event["sha256"]], "what the log does not name does not stay"
        page = await clerk.get(f"/api/v1/hearings/{hearing}/exhibits/e-1/pages/2.png")
        assert page.headers["content-type"] == "image/png"
        assert hashlib.sha256(page.content).hexdigest() == event["page_sha256"][1]
        assert max(Image.open(io.BytesIO(page.content)).size) == 1600
        for content, kind, pages, length in (
            (picture("WEBP"), "image", 1, None), (film(), "video", 1, 1000), (sound(), "audio", 0, 1000),
        ):  # fmt: skip
            filed = await _file(clerk, hearing, content, name="x")
            assert filed.status_code == 201, filed.text
            told = filed.json()["event"]
            assert (told["kind"], told["pages"], told.get("duration_ms")) == (kind, pages, length)
        for asked, found in (("bytes=4-7", b"ftyp"), ("bytes=1-3", film()[1:4])):
            part = await clerk.get(f"/api/v1/hearings/{hearing}/exhibits/e-3/content", headers={"range": asked})
            assert (part.status_code, part.content) == (206, found)
        assert await _reads(here) == ["e-3"], "the first read is on the audit whatever its range, and is one read"
        clock = Clock()
        reads = ExhibitReads(here.panel.audit, clock)
        for at, who in ((0, "a"), (1000, "a"), (1000, "b"), (3_600_000, "a")):
            clock.ms = at
            await reads.note(who, hearing, "e-1", "")
        assert len(await _reads(here)) == 4, "each person's, and again after an hour"
        missing = await clerk.get(f"/api/v1/hearings/{hearing}/exhibits/e-1/pages/4.png")
        assert missing.status_code == 422
        direct = await here.say(clerk, hearing, "file-exhibit", title="x", kind="pdf", media_type="application/pdf",
                                bytes=1, sha256="0" * 64, sm3="0" * 64)  # fmt: skip
        assert direct.status_code == 409
        await here.done(clerk, hearing, "cancel", reason="撤诉")
        late = await _file(clerk, hearing, b"#!/bin/sh\n" * 4000, name="x")
        assert (late.status_code, late.json()["detail"]) == (409, "file-exhibit: cancelled"), (
            "refused before the file is looked at"
        )
        assert (await _file(clerk, hearing, document, id=again)).json()["event"] == event, (
            "what was done is not refused"
        )


async def _torn(data: Path) -> None:
    torn = ExhibitStore(data / "records", data, 1 << 20).begin()
    torn.write(pdf())
    torn.end()
    async with court(data):
        assert not torn.folder.exists()


def test_what_was_on_its_way_in_when_the_panel_stopped_is_let_go(tmp_path: Path) -> None:
    """A power cut during filing leaves no half file that grows old on the disk."""
    asyncio.run(_torn(tmp_path))


def test_a_file_is_filed_once_with_the_hashes_of_its_pages() -> None:
    """A document's pages are pictures whose hashes the log has; what its sender calls it is words and no path."""
    asyncio.run(_filing())


async def _bad() -> None:
    async with court(exhibit_bytes=300_000) as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        whole, moving = pdf(), film(40)
        assert len(whole) < 300_000 < len(moving) + 300_000
        bad: list[tuple[str, bytes, int, str]] = [
            ("empty", b"", 422, "empty"),
            ("a script that is called .pdf", b"#!/bin/sh\nrm -rf /\n" * 400, 415, "unknown-kind"),
            ("html", b"<html><script>alert(1)</script></html>", 415, "unknown-kind"),
            ("half a pdf", whole[: len(whole) // 2], 422, "truncated"),
            ("a pdf of noise", b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"%%EOF", 422, "broken"),
            ("a locked pdf", pdf(password="secret"), 422, "encrypted"),
            ("half a picture", picture("JPEG", (1600, 1200))[:3000], 422, "truncated"),
            ("a picture of 400 million pixels", bomb(), 422, "too-large"),
            ("half a film", moving[: len(moving) // 2], 422, "truncated"),
            ("a film of another kind", film(codec="mpeg4"), 415, "unknown-kind"),
            ("half a sound", sound()[:1000], 422, "truncated"),
            ("noise that begins like a film", b"\0\0\0\x18ftypisom" + bytes(5000), 422, "broken"),
        ]
        for what, content, status, code in bad:
            answer = await _file(clerk, hearing, content, name=what)
            told: dict[str, Any] = answer.json()
            assert (answer.status_code, told.get("code")) == (status, code), (what, told)
            assert told["title"], what
            assert told["remedy"], what
        heavy = await _file(clerk, hearing, picture("PNG") + bytes(400_000), name="heavy")
        assert heavy.status_code == 413
        assert _kept(here, hearing) == [], "nothing of what was refused stays"
        coming = here.data / "exhibits-coming"
        assert list(coming.iterdir()) == []
        assert (await clerk.get(f"/api/v1/hearings/{hearing}")).json()["state"]["exhibits"] == {}


def test_what_cannot_be_shown_is_refused_in_words() -> None:
    """Wrong kind, too large, cut off, locked, hostile: named with a remedy in both languages, and nothing of it stays."""
    asyncio.run(_bad())


async def _rights() -> None:
    async with court(writing_patience_s=0) as here:
        clerk, gallery = await here.person("clerk", "clerk"), await here.person("visitor", "gallery")
        await here.person("judge", "sole-judge")
        hearing = await here.hearing(clerk)
        _, token = await here.join(clerk, hearing, name="王律师", role="defender", seat="defender")
        _, other = await here.join(clerk, hearing, name="周某", role="prosecutor", seat="prosecutor")
        defender, prosecutor, stranger = here.client(token), here.client(other), here.client()
        await here.done(clerk, hearing, "prepare")
        early = await _file(defender, hearing, b"#!/bin/sh\n" * 4000, name="x")
        assert early.status_code == 403, "who is not in court files nothing"
        assert _kept(here, hearing) == []
        for person in ("p-1", "p-2"):
            await here.done(clerk, hearing, "admit", participant=person)
        await here.opened(clerk, hearing)
        assert (await _file(stranger, hearing, picture(), name="x")).status_code == 401
        assert (await _file(gallery, hearing, picture(), name="x")).status_code in {403, 404}
        assert (await _file(defender, hearing, pdf(2), name="借条")).status_code == 201
        address = f"/api/v1/hearings/{hearing}/exhibits/e-1"

        async def seen(client: httpx.AsyncClient, what: str) -> int:
            return (await client.get(f"{address}/{what}")).status_code

        assert [await seen(one, "pages/1.png") for one in (clerk, defender, prosecutor)] == [200, 200, 404]
        source = {"kind": "exhibit", "exhibit": "e-1"}
        async with here.page(hearing, other) as page:
            await page.frame("snapshot")
            await here.done(clerk, hearing, "present-evidence", source=source, targets=["bench"])
            await here.done(clerk, hearing, "set-evidence-targets", showing="s-1", targets=["parties"])
            view = await page.frame("view")
            assert view["view"]["state"]["showings"][0]["title"] == "借条"
            assert "evidence" in view["view"]["may_play"]
            assert [await seen(prosecutor, f"pages/{n}.png") for n in (1, 2)] == [200, 404], "this page alone"
            assert await seen(prosecutor, "content") == 404, "the file itself is not shown"
            await here.done(prosecutor, hearing, "mark-evidence", showing="s-1", page=1, points=[[0.1, 0.1]])
            await page.event("evidence-marked")
            await here.done(clerk, hearing, "withdraw-evidence", showing="s-1")
            assert (await page.frame("view"))["view"]["state"]["showings"] == []
        assert await seen(prosecutor, "pages/1.png") == 404
        assert await seen(gallery, "pages/1.png") == 404


def test_a_page_is_seen_by_those_to_whom_it_is_shown_and_only_then() -> None:
    """Filed by the defence, shown to the bench, then to the parties, then to nobody."""
    asyncio.run(_rights())


async def _kept_copies(here: Court, hearing: str) -> None:
    """The room fetches everything that was filed; then the desk and the standby panel need no server."""
    state, room = here.panel.hearings.get(hearing), here.data / "room"
    room.mkdir()
    (room / "token").write_bytes((here.data / "token").read_bytes())
    fetching = asyncio.create_task(Larder(room, lambda: here.url, None, lambda: state).run())
    await until(lambda: not list(missing(room, state)), within_s=30)
    fetching.cancel()
    shown = shown_of(state)
    assert shown is not None
    alone = Pages(room)
    reading = asyncio.create_task(alone.run())
    alone.want(shown, ProgramOrders(url="http://127.0.0.1:9", token_file=room / "token"))
    await until(lambda: alone.of(shown.sha256) is not None, within_s=30)
    reading.cancel()
    standby = ExhibitStore(larder(room), room, 1)
    content = standby.content(state.case.number, hearing, state.exhibits["e-1"])
    assert hashlib.sha256(content.read_bytes()).hexdigest() == state.exhibits["e-1"].sha256
    place = f"{state.exhibits['e-1'].sha256}/content"
    tidy = LetGo(hearing=hearing, case=state.case.number, why="cleaned-up", exhibits=(place,))
    assert only_here(room, tidy) == place, "what the package lacks stays in the room"
    take_away(room, LetGo(hearing=hearing, case=state.case.number, why="shredded"))
    assert not content.exists(), "copies go with the recording"


async def _desk() -> None:
    async with court(writing_patience_s=0) as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        await here.done(clerk, hearing, "prepare")
        await here.opened(clerk, hearing)
        await _file(clerk, hearing, pdf(2), name="鉴定意见")
        source = {"kind": "exhibit", "exhibit": "e-1"}
        await here.done(clerk, hearing, "present-evidence", source=source, targets=["remote"], page=2)
        token = here.data / "token"
        token.write_text(await here.panel.tokens.issue("agent", "agent:demo"))
        shown = shown_of(here.panel.hearings.get(hearing))
        assert shown is not None
        pages = Pages(here.data)
        fetching = asyncio.create_task(pages.run())
        pages.want(shown, ProgramOrders(url=here.url, token_file=token, hearing=hearing))
        await until(lambda: pages.of(shown.sha256) is not None, within_s=30)
        picture = pages.of(shown.sha256)
        assert picture is not None
        assert picture.y.shape[0] == 1600
        assert pages.says == ""
        await _kept_copies(here, hearing)
        pages.want(shown.model_copy(update={"sha256": "0" * 64}), ProgramOrders(url=here.url, token_file=token))
        await until(lambda: "not the one on record" in pages.says, within_s=30)
        fetching.cancel()


def test_the_rooms_desk_fetches_the_page_that_is_shown_and_no_other() -> None:
    """The courtroom's agent gets the page from the panel by its hash; a picture that differs is not taken."""
    asyncio.run(_desk())
