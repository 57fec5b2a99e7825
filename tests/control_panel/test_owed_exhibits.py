"""Evidence that was filed in the room while the server was lost comes to the server, proven, before anything is packed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from courtroom_agent.courier import Courier
from courtroom_agent.evidence.bringing import PIECE_BYTES, Bringing
from courtroom_agent.evidence.larder import larder
from hearing.evidence import FileExhibit
from hearing.facts import HearingState
from hearing.link import Link
from hearing.participant import Role
from hearing.policy import account_actor
from recorder.evidence.owed import named_files, owed_files
from recorder.evidence.waiting import LONGEST_S, ExhibitWait
from recorder.layout import exhibits_folder
from tests.control_panel.filed import picture
from tests.control_panel.serving import CASE, Court, court, until
from tests.control_panel.standing_by import SETTINGS, opened, standing_by
from tests.hearing.test_link import linked

PAGES = (b"page one" * 50, b"page two" * 80)
CONTENT = b"%PDF-1.7 as it came" * 100


def sha(content: bytes) -> str:
    """SHA-256, as the log has it."""
    return hashlib.sha256(content).hexdigest()


async def file_it(client: httpx.AsyncClient, hearing: str, content: bytes, name: str) -> None:
    """File *content* as evidence."""
    answer = await client.post(f"/api/v1/hearings/{hearing}/exhibits", params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text


def lacking(here: Court, state: HearingState) -> list[str]:
    """Name the files that a panel's record lacks."""
    return [one.name for one in owed_files(here.data / "records", state)]


async def noted(here: Court) -> list[tuple[str, str]]:
    """List what the audit says of exhibits that were brought, oldest first."""
    entries = await here.panel.audit.read(None, 200)
    return [(one["outcome"], one["detail"]) for one in reversed(entries) if one["what"] == "exhibit-brought"]


@pytest.mark.long
def test_what_is_filed_while_the_server_is_lost_comes_to_it_afterwards(tmp_path: Path) -> None:
    """The clerk files a picture at the standby panel; the hearing goes back, and the agent brings the file by its hash."""

    async def work() -> None:
        (tmp_path / "r").mkdir()
        async with (
            court(tmp_path / "s", **SETTINGS) as server,
            standing_by(tmp_path / "r" / "standby", server) as standby,
        ):
            hearing = await opened(server, standby)
            async with server.page(hearing, await server.account_token("chen")) as page:
                ticket = (await page.frame("standby"))["url"].partition("#ticket=")[2]
            await standby.cut()
            await until(lambda: standby.has(hearing), 30)
            clerk = standby.here.client()
            assert (await clerk.post("/api/v1/tickets/redeem", json={"ticket": ticket})).status_code == 200
            await file_it(clerk, hearing, picture(), "现场照片")
            standby.mend(server)
            await until(lambda: not standby.has(hearing) and server.panel.hearings.may_write(hearing), 30)
            state = server.panel.hearings.get(hearing)
            assert len(lacking(server, state)) == 2, "the log came, the picture and its page not yet"
            async with linked(server, "agent", "agent:demo") as (link, _):
                courier = asyncio.create_task(Courier(link, tmp_path / "r", lambda: [state]).run())
                await until(lambda: not lacking(server, state), 30)
                async with asyncio.timeout(30):  # it is said once it is there
                    while not (said := await noted(server)):
                        await asyncio.sleep(0.02)
                courier.cancel()
            content = exhibits_folder(server.data / "records", CASE["number"], hearing) / state.exhibits["e-1"].sha256
            assert (content / "content").read_bytes() == picture()
            page_sha256 = hashlib.sha256((content / "0001.png").read_bytes()).hexdigest()
            assert page_sha256 == state.exhibits["e-1"].page_sha256[0]
            assert said == [("done", "e-1 content")]

    (tmp_path / "s").mkdir()
    asyncio.run(work())


@dataclass
class Owing:
    """A server that lost what was filed; the room has it all."""

    here: Court
    room: Path
    link: Link
    hearing: str

    @property
    def state(self) -> HearingState:
        """The hearing as it stands."""
        return self.here.panel.hearings.get(self.hearing)

    async def asked(self) -> dict[str, Any]:
        """What the server says it lacks."""
        told: dict[str, Any] = await self.link.request("GET", f"/api/v1/hearings/{self.hearing}/exhibits/owed")
        return told

    async def bring(self, most: int = PIECE_BYTES, *, until_so: Callable[[], bool] = lambda: False) -> list[int]:
        """Bring piece after piece, by an agent that was started anew; return how long each was."""
        bringing, pieces = Bringing(self.room), []
        while not until_so() and (sent := await bringing.bring_some(self.link, [self.state], most, _at_once)):
            pieces.append(sent)
        return pieces

    async def put(self, name: str, content: bytes, offset: int = 0, of: int | None = None) -> httpx.Response:
        """Send octets as somebody who has the room's token may."""
        client = self.here.client(await self.here.panel.tokens.issue("agent", "agent:demo"))
        address = f"/api/v1/hearings/{self.hearing}/exhibits/owed/{name}"
        return await client.put(address, params={"offset": offset, "of": of or len(content)}, content=content)


async def _at_once(_octets: int) -> None:
    """Wait for nothing."""


@asynccontextmanager
async def owing(folder: Path) -> AsyncIterator[Owing]:
    """Let the room have what was filed where its standby panel keeps it, and the server have the log alone."""
    (folder / "s").mkdir()
    async with court(folder / "s", **SETTINGS) as here, linked(here, "agent", "agent:demo") as (link, _):
        hearing = await here.hearing(await here.person("chen", "clerk"))
        filed = FileExhibit(
            id=uuid4(), title="借条", kind="pdf", media_type="application/pdf", bytes=len(CONTENT), sha256=sha(CONTENT),
            sm3="0" * 64, page_sha256=tuple(map(sha, PAGES)),
        )  # fmt: skip
        await here.panel.hearings.command(hearing, filed, account_actor("account:1", Role.CLERK))
        kept = exhibits_folder(larder(folder / "room"), CASE["number"], hearing) / sha(CONTENT)
        kept.mkdir(parents=True)
        for name, content in zip(("content", "0001.png", "0002.png"), (CONTENT, *PAGES), strict=True):
            (kept / name).write_bytes(content)
        yield Owing(here, folder / "room", link, hearing)


def test_a_file_that_broke_off_goes_on_where_it_was(tmp_path: Path) -> None:
    """In pieces, by an agent that is started again in the middle: nothing is sent twice, and all of it arrives."""

    async def work() -> None:
        async with owing(tmp_path) as room:
            names = lacking(room.here, room.state)
            assert names == [one.name for one in named_files(room.state)]
            assert (await room.asked())["awaited"] is True
            sizes = [one.place(larder(room.room), room.state).stat().st_size for one in named_files(room.state)]
            most, first = max(sizes) // 3, []
            while not any(one["held"] for one in (await room.asked())["files"]):
                first += await room.bring(most, until_so=iter([False, True]).__next__)
            pieces = first + await room.bring(most)
            assert sum(pieces) == sum(sizes)
            assert lacking(room.here, room.state) == []
            assert (await room.asked()) == {"files": [], "awaited": False}
            assert list((room.here.data / "exhibits-owed").iterdir()) == []

    asyncio.run(work())


def test_another_content_under_a_right_name_is_refused_in_words(tmp_path: Path) -> None:
    """Of the same length, longer, or never filed: nothing of it stays, the audit has it, and the true file still comes."""

    async def work() -> None:
        async with owing(tmp_path) as room:
            page, _, content = lacking(room.here, room.state)
            forged = bytes(len(CONTENT))
            answer = await room.put(content, forged)
            assert (answer.status_code, answer.json()["code"]) == (409, "other-exhibit")
            assert answer.json()["title"].startswith("与日志记载的证据不符")
            assert (await room.put(content, b"x", of=1 << 40)).status_code == 409
            assert (await room.put(page, b"no picture")).json()["code"] == "other-exhibit"
            assert (await room.put(f"{'0' * 64}/content", b"x")).status_code == 404
            assert (await room.put(f"{'0' * 64}/..%2f..%2fx", b"x")).status_code in (404, 422)
            gap = await room.put(content, forged[10:], offset=10, of=len(forged))
            assert (gap.status_code, gap.json()["bytes"]) == (409, 0)
            assert lacking(room.here, room.state)[::2] == [page, content]
            assert [outcome for outcome, _ in await noted(room.here)] == ["refused"] * 3
            address = f"/api/v1/hearings/{room.hearing}/exhibits/owed"
            other = room.here.client(await room.here.panel.tokens.issue("agent", "agent:other"))
            clerk = await room.here.person("chen", "clerk")
            assert [(await one.get(address)).status_code for one in (other, clerk)] == [404, 403]
            assert (await room.put(content, forged[:10], of=len(forged))).json() == {"bytes": 10, "whole": False}
            await room.bring()
            assert lacking(room.here, room.state) == []

    asyncio.run(work())


def test_packing_waits_for_what_the_room_has_and_for_nothing_else(tmp_path: Path) -> None:
    """It waits while the room may bring something, not for a file that is damaged there, and not for ever."""

    async def work() -> None:
        async with (
            owing(tmp_path) as room,
            linked(room.here, "recorder", "service:recorder") as (link, _),
        ):
            now_s = 0.0
            wait = ExhibitWait(link, room.here.data / "records", lambda: now_s)
            assert "e-1" in await wait.objection(room.state)
            now_s = LONGEST_S
            assert await wait.objection(room.state) == "", "a room that does not come back keeps no record open"
            now_s = 1.0
            *_, content = list(named_files(room.state))
            content.place(larder(room.room), room.state).write_bytes(b"damaged on the room's disk")
            await room.bring()
            assert lacking(room.here, room.state) == [content.name]
            assert await wait.objection(room.state) == "", "the room has said that it has not got it either"

    asyncio.run(work())
