"""Pages, the public folder and the authority's certificate, as browsers get them."""

import asyncio

from control_panel.identity import COOKIE
from tests.control_panel.serving import court


async def _public() -> None:
    async with court() as here:
        public = here.data / "public"
        (public / "live" / "x" / "1").mkdir(parents=True)
        (public / "index.html").write_text("<title>庭审直播</title>")
        (public / "hearings.json").write_text("{}")
        (public / "live" / "x" / "state.json").write_text("{}")
        (public / "live" / "x" / "1" / "master.m3u8").write_text("#EXTM3U")
        (public / "live" / "x" / "1" / "video-1.m4s").write_bytes(b"moof")
        client = here.client()
        names = ["", "hearings.json", "live/x/state.json", "live/x/1/master.m3u8", "live/x/1/video-1.m4s"]
        answers = [await client.get(f"/public/{name}") for name in names]
        head = await client.head("/public/live/x/1/video-1.m4s")
        part = await client.get("/public/live/x/1/video-1.m4s", headers={"range": "bytes=1-2"})
        outside = [
            await client.get("/public/..%2Fpanel.sqlite3"),
            await client.get("/public/%2Fetc%2Fpasswd"),
            await client.get("/public/live"),
            await client.get("/assets/..%2F..%2Fapp.py"),
            await client.get("/..%2Fapp.py"),
            await client.get("/?path=/etc/passwd"),
        ]

        assert [answer.status_code for answer in answers] == [200] * 5
        lifetimes = [answer.headers["cache-control"] for answer in answers]
        assert lifetimes[2] == "no-store"
        assert lifetimes[3] == "public, max-age=1"
        assert "immutable" in lifetimes[4]
        assert answers[3].headers["content-type"].startswith("application/vnd.apple.mpegurl")
        assert (head.status_code, part.status_code, part.content) == (200, 206, b"oo")
        assert [answer.status_code for answer in outside[:5]] == [404] * 5
        assert "root:" not in outside[5].text


def test_the_public_gets_its_folder_with_lifetimes_and_nothing_beside_it() -> None:
    """State is never kept by a cache, media are kept for ever, and no path leads out of the folder."""
    asyncio.run(_public())


async def _player() -> None:
    async with court() as here:
        page = "/player?hearing=h-abcdefghij"
        stranger = await here.client().get(page)
        judge = await here.client().get(page, headers={"cookie": f"{COOKIE}=x"})
        other = await here.client().get("/player?hearing=h-abcdefghij>,<x", headers={"cookie": f"{COOKIE}=x"})
        assert judge.headers["link"] == (
            "</api/v1/hearings/h-abcdefghij/record/index.json>; rel=preload; as=fetch; crossorigin"
        )
        assert "link" not in stranger.headers
        assert "link" not in other.headers


def test_a_players_index_comes_together_with_its_page_for_who_is_signed_in() -> None:
    """The answer names the one file that the player will ask for, and nothing that the address smuggles in."""
    asyncio.run(_player())
