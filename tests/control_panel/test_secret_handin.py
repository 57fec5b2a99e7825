"""The secret file of a hearing heard alone comes with the hand-in: sealed on the way, proven on arrival, read by the bench."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from control_panel.bench.secret_store import TAKEN
from tests.control_panel.bench_people import SECRET
from tests.control_panel.heard_alone import hand_in
from tests.control_panel.serving import Court, court
from tests.control_panel.test_handin import both


async def bench(client: httpx.AsyncClient, hearing: str, method: str = "GET", path: str = "", **body: Any) -> Any:
    """Call the bench's part of the API."""
    address = f"/api/v1/hearings/{hearing}/bench{path}"
    return await client.request(method, address, json=body if method != "GET" else None)


async def _written(room: Court, hearing: str) -> httpx.AsyncClient:
    """Let the judge who heard it alone write a message and a note."""
    judge = await room.person("li", "sole-judge")
    for method, path, body in (
        ("POST", "/chair", {}),
        ("POST", "/messages", {"text": f"请核对{SECRET}"}),
        ("PUT", "/notes", {"note": str(uuid4()), "text": f"笔记{SECRET}"}),
    ):
        assert (await bench(judge, hearing, method, path, **body)).is_success
    return judge


async def _entries(here: Court, hearing: str) -> list[tuple[Any, ...]]:
    import sqlite3

    with sqlite3.connect(here.data / "panel.sqlite3") as connection:
        query = "SELECT seq, at, who, sealed, chain FROM secret_entries WHERE hearing = ? ORDER BY seq"
        return connection.execute(query, (hearing,)).fetchall()


async def _brought(tmp_path: Path) -> None:
    async with both(tmp_path) as (room, server, hearing):
        judge = await _written(room, hearing)
        staged = server.panel.handins.staging.area(hearing, "secret") / "file.json"
        assert (await hand_in(room, server, hearing, before="/merge")).outcome == "interrupted"
        file = json.loads(staged.read_bytes())
        everything = b"".join(path.read_bytes() for path in (tmp_path / "server").rglob("*") if path.is_file())
        assert SECRET.encode() not in everything
        assert not list((tmp_path / "room" / "handin").glob("*.secret")), "nothing of it lies about in the room"

        file["entries"][1]["who"] = "account:1"
        staged.write_text(json.dumps(file))
        conflicts = await server.panel.handins.secrets.conflicts(hearing, (await room.panel.bench.store.end(hearing)))
        assert [(one.kind, one.stops) for one in conflicts] == [("record-differs", True)]
        staged.unlink()
        conflicts = await server.panel.handins.secrets.conflicts(hearing, (await room.panel.bench.store.end(hearing)))
        assert [(one.kind, one.stops) for one in conflicts] == [("not-whole", True)]

        given = await hand_in(room, server, hearing)
        assert (given.outcome, given.conflicts) == ("merged", [])
        assert await _entries(server, hearing) == await _entries(room, hearing)
        assert (await server.panel.bench.store.read(hearing)) == (await room.panel.bench.store.read(hearing))
        told = [one for one in await server.panel.audit.read(None, 100) if one["what"] == TAKEN]
        end = await server.panel.bench.store.end(hearing)
        assert end is not None
        assert [(one["who"], one["detail"]) for one in told] == [("agent:demo", f"{end.seq} {end.chain}")]
        assert (await bench(judge, hearing)).json()["notes"][0]["text"] == f"笔记{SECRET}", "at the room it is read on"
        assert (await bench(judge, hearing, "POST", "/messages", text="x")).status_code == 409
        await _read_at_the_server(server, hearing)


async def _read_at_the_server(server: Court, hearing: str) -> None:
    admin, other = await server.person("it", "administrator"), await server.person("zhao", "sole-judge")
    assert (await bench(admin, hearing)).status_code == 403
    assert (await bench(other, hearing)).json()["messages"] == [], "another judge of the court reads nothing"
    assert (await bench(other, hearing, "POST", "/chair")).status_code == 409
    freed = await bench(admin, hearing, "POST", "/chair/vacation", reason="移交法院，由承办法官接续")
    assert freed.status_code == 204
    seen = (await bench(other, hearing, "POST", "/chair")).json()
    assert [one["text"] for one in seen["messages"]] == [f"请核对{SECRET}"]
    assert seen["notes"] == [], "a note is its writer's alone"


def test_it_comes_sealed_and_whole_and_the_bench_reads_it(tmp_path: Path) -> None:
    """Nobody on the way can read it, one that was changed or left away stops the hand-in, and the chain goes on here."""
    asyncio.run(_brought(tmp_path))


async def _at_standby() -> None:
    async with court() as here:
        here.panel.bench.is_away = True
        judge = await here.person("li", "sole-judge")
        hearing = await here.hearing(await here.person("chen", "clerk"))
        for method, path in (("GET", ""), ("POST", "/chair")):
            refused = await bench(judge, hearing, method, path)
            assert (refused.status_code, refused.json()["title"].split(" · ")[0]) == (
                503,
                "合议庭副卷在服务器恢复后可用",
            )


def test_a_standby_panel_says_when_the_secret_file_can_be_used() -> None:
    """While the server is lost there is none, in clear words, and nothing is written that could not be brought over."""
    asyncio.run(_at_standby())
