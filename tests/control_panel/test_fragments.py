"""Fragments come up from the courtroom: stored once, never changed, and read back by range."""

import asyncio
import hashlib
import json
from typing import Any

import httpx
import pytest

from tests.control_panel.serving import Court, court

KIND = {"content-type": "application/vnd.courtroom.fragments"}
TAKE, TRACK, FILE = "room-demo-1", "cam-judge", "000000000000.mp4"
HEADER = b"ftyp and moov"


def record(line: dict[str, Any], content: bytes) -> bytes:
    """Write one record of a request."""
    return json.dumps({**line, "bytes": len(content)}).encode() + b"\n" + content


def header() -> bytes:
    """Write the record of a track file's header."""
    sha256 = hashlib.sha256(HEADER).hexdigest()
    return record({"kind": "header", "take": TAKE, "track": TRACK, "file": FILE, "sha256": sha256}, HEADER)


def fragment(seq: int, content: bytes, offset: int, sha256: str | None = None) -> bytes:
    """Write the record of a fragment."""
    line = {
        "seq": seq, "file": FILE, "offset": offset, "bytes": len(content), "start": (seq - 1) * 10**9,
        "duration": 10**9, "samples": 25, "keyframe": True, "sha256": sha256 or hashlib.sha256(content).hexdigest(),
        "source": "ns", "source_time": seq * 10**9, "fence": 1,
    }  # fmt: skip
    return record({"kind": "fragment", "take": TAKE, "track": TRACK, "line": line}, content)


async def _up(client: httpx.AsyncClient, hearing: str, *parts: bytes) -> httpx.Response:
    return await client.post(f"/api/v1/hearings/{hearing}/fragments", content=b"".join(parts), headers=KIND)


async def _agent(here: Court) -> tuple[httpx.AsyncClient, httpx.AsyncClient, str]:
    clerk = await here.person("clerk", "clerk")
    hearing = await here.hearing(clerk)
    return clerk, here.client(await here.panel.tokens.issue("agent", "agent:demo")), hearing


async def _stores() -> None:
    async with court() as here:
        clerk, agent, hearing = await _agent(here)
        first, second = b"a" * 1000, b"b" * 500
        parts = (header(), fragment(1, first, 13), fragment(2, second, 1013))
        about = record({"kind": "leaves", "take": TAKE, "offset": 0}, b'{"n":0}\n')
        stored = await _up(agent, hearing, *parts, about)
        again = await _up(agent, hearing, *parts, about)
        path = f"/api/v1/hearings/{hearing}/record"
        media = await clerk.get(f"{path}/{TAKE}/{TRACK}/{FILE}")
        part = await clerk.get(f"{path}/{TAKE}/{TRACK}/{FILE}", headers={"range": "bytes=1013-1022"})
        index = (await clerk.get(f"{path}/index.json")).json()
        outside = await clerk.get(f"{path}/{TAKE}/{TRACK}/..%2F..%2F..%2F..%2F..%2Fpanel.sqlite3")

        assert (stored.status_code, stored.json()) == (200, {"stored": 4, "known": 0, "refused": []})
        assert (again.status_code, again.json()) == (200, {"stored": 0, "known": 4, "refused": []})
        assert media.content == HEADER + first + second
        assert (part.status_code, part.content) == (206, second[:10])
        assert index["takes"][0]["tracks"][0]["files"] == [
            {"file": FILE, "header": 13, "head": 0, "runs": [[0, 13, 1, 10**9, 1000, 0, 500]]}
        ]
        assert outside.status_code == 404


def test_fragments_are_stored_once_however_often_they_are_sent() -> None:
    """After an outage the courtroom sends again what it is not sure of; the record holds each second once."""
    asyncio.run(_stores())


async def _differs() -> None:
    async with court() as here:
        clerk, agent, hearing = await _agent(here)
        await _up(agent, hearing, header(), fragment(1, b"a" * 100, 13))
        forged = await _up(agent, hearing, fragment(1, b"x" * 100, 13))
        gap = await _up(agent, hearing, fragment(3, b"c" * 100, 213))
        torn = await _up(agent, hearing, fragment(2, b"b" * 100, 113, sha256="0" * 64))
        shifted = await _up(agent, hearing, fragment(2, b"b" * 100, 99))
        good = await _up(agent, hearing, fragment(2, b"b" * 100, 113))
        media = await clerk.get(f"/api/v1/hearings/{hearing}/record/{TAKE}/{TRACK}/{FILE}")
        aside = list((here.data / "refused").rglob("*.bin"))

        assert [answer.status_code for answer in (forged, gap, torn, shifted, good)] == [409, 409, 409, 409, 200]
        assert [answer.json()["refused"][0]["why"] for answer in (forged, gap, torn, shifted)] == [
            "differs", "gap", "hash", "offset",
        ]  # fmt: skip
        assert media.content == HEADER + b"a" * 100 + b"b" * 100
        assert any(path.read_bytes() == b"x" * 100 for path in aside)


def test_a_fragment_that_differs_from_what_is_stored_is_refused_and_kept_aside() -> None:
    """Nothing that is in the record is replaced; what someone tried to put there instead is kept for the inquiry."""
    asyncio.run(_differs())


async def _nonsense() -> None:
    async with court(fragments_bytes=4096) as here:
        clerk, agent, hearing = await _agent(here)
        other = await here.hearing(clerk, room="hall-9")
        stranger = here.client(await here.panel.tokens.issue("agent", "agent:hall-9"))
        bad = [b"\0\1\2", b"{}\n", header()[:-1], header().replace(TAKE.encode(), b"../../etc"), b"[" * 70_000]
        answers = [await _up(agent, hearing, body) for body in bad]
        heavy = await _up(agent, hearing, b"x" * 5000)
        theirs = await _up(stranger, hearing, header())
        clerks = await _up(clerk, hearing, header())
        kind = await agent.post(f"/api/v1/hearings/{hearing}/fragments", content=header())

        assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 413]
        assert [answer.status_code for answer in (heavy, theirs, clerks, kind)] == [413, 404, 403, 415]
        assert not (here.data / "records").exists()
        assert other != hearing


def test_what_is_no_fragment_is_refused_with_the_place_of_the_fault() -> None:
    """Noise, torn records, names that lead elsewhere, too much at once, another room's agent: nothing is stored."""
    asyncio.run(_nonsense())


async def _crash(torn: str) -> None:
    async with court() as here:
        _, agent, hearing = await _agent(here)
        await _up(agent, hearing, header(), fragment(1, b"a" * 100, 13))
        folder = next((here.data / "records").rglob(TRACK))
        with (folder / torn).open("ab") as file:
            file.write(b'{"torn')
        here.panel.intake.forget()
        answer = await _up(agent, hearing, fragment(2, b"b" * 100, 113))

        assert answer.json() == {"stored": 1, "known": 0, "refused": []}
        assert (folder / FILE).read_bytes() == HEADER + b"a" * 100 + b"b" * 100
        assert len((folder / "index.jsonl").read_bytes().splitlines()) == 2


@pytest.mark.parametrize("torn", [FILE, "index.jsonl"])
def test_what_a_power_cut_left_half_written_is_cut_off_and_sent_again(torn: str) -> None:
    """Only whole, indexed fragments count; half a fragment or half a line is replaced by the whole one."""
    asyncio.run(_crash(torn))
