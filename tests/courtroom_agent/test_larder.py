"""Copies of evidence on the courtroom PC: what cannot be had keeps nothing else away, and ends nothing."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from courtroom_agent.evidence import copying
from courtroom_agent.evidence import larder as copies
from courtroom_agent.evidence.larder import Larder, larder, missing
from hearing.facts import HearingState
from tests.hearing.story import CLERK, opened
from tests.hearing.test_evidence import FILE

PAGES = [b"page one", b"page two", b"page three"]
FILED = {**FILE, "page_sha256": [hashlib.sha256(page).hexdigest() for page in PAGES]}


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until *is_so*, for half a minute at most."""
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(0.02)


async def give(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be a panel that has the second and third page, and nothing else."""
    asked = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
    content = {f"pages/{number}.png": page for number, page in enumerate(PAGES[1:], 2)}.get(asked.partition("e-1/")[2])
    status = "404 Not Found" if content is None else "200 OK"
    writer.write(f"HTTP/1.1 {status}\r\ncontent-length: {len(content or b'')}\r\nconnection: close\r\n\r\n".encode())
    writer.write(content or b"")
    await writer.drain()
    writer.close()


def left(data: Path, state: HearingState) -> list[str]:
    """What is not here yet."""
    return [one.file for one in missing(data, state)]


def test_a_page_that_cannot_be_had_keeps_no_other_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The panel lost a page: the others are copied, and a disk that refuses a folder is tried again once it does not."""
    monkeypatch.setattr(copies, "AGAIN_S", 0.05)
    monkeypatch.setattr(copies, "LOOK_S", 0.05)
    monkeypatch.setattr(copying, "SPARE_BYTES", 0)
    story = opened()
    story.so(CLERK, "file-exhibit", **FILED)
    state = story.hearing
    (tmp_path / "token").write_text("token")
    in_the_way = larder(tmp_path).parent
    in_the_way.write_text("no folder can be made here")

    async def run() -> None:
        server = await asyncio.start_server(give, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        looks: list[int] = []

        def now() -> HearingState:
            looks.append(1)
            return state

        fetching = asyncio.create_task(Larder(tmp_path, lambda: url, None, now).run())
        await until(lambda: len(looks) > 3)
        assert not fetching.done()
        in_the_way.unlink()
        await until(lambda: len(left(tmp_path, state)) == 2)
        assert left(tmp_path, state) == ["0001.png", "content"]
        fetching.cancel()
        server.close()

    asyncio.run(run())
