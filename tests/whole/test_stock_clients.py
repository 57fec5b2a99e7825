"""A URL and a bearer token are all that a stock client needs to publish and to play."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from playwright.async_api import Page, async_playwright

from hearing.link import Link
from media_server.hearing_media import HearingMedia
from media_server.worker import Worker
from tests.control_panel.serving import Court, court
from tests.media_server.clients import Frames, Picture, Tone, offer_of, only_loopback, until

SDP = {"content-type": "application/sdp"}
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--allow-loopback-in-peer-connection",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip
OFFER = """async ({url, token, publishes}) => {
    const connection = new RTCPeerConnection()
    globalThis.connection = connection
    if (publishes) {
        const captured = await navigator.mediaDevices.getUserMedia({audio: true, video: {width: 640, height: 360}})
        for (const track of captured.getTracks()) connection.addTrack(track, captured)
    } else {
        for (const kind of ['audio', 'video']) connection.addTransceiver(kind, {direction: 'recvonly'})
    }
    await connection.setLocalDescription()
    const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/sdp'}
    const answer = await fetch(url, {method: 'POST', headers, body: connection.localDescription.sdp})
    if (answer.status === 201) await connection.setRemoteDescription({type: 'answer', sdp: await answer.text()})
    return {status: answer.status, location: answer.headers.get('location')}
}"""
DECODED = """async () => [...(await globalThis.connection.getStats()).values()]
    .filter(one => one.type === 'inbound-rtp' && one.kind === 'video').reduce((sum, one) => sum + one.framesDecoded, 0)"""
LISTENED = """async () => [...(await globalThis.connection.getStats()).values()]
    .filter(one => one.type === 'inbound-rtp' && one.kind === 'audio').reduce((sum, one) => sum + one.packetsReceived, 0)"""


@asynccontextmanager
async def court_with_media() -> AsyncIterator[Court]:
    """A panel with a media worker beside it, as ``courtroom serve`` has one in another process."""
    only_loopback()
    async with court() as here:
        worker = Worker("127.0.0.1")
        token = await here.panel.tokens.issue("service", "service:media-1")
        async with Link(here.url, token, kind="media", name="media-1") as link:
            media = HearingMedia(worker, None, lambda: link.panel_ns() // 1_000_000)
            tasks = [asyncio.create_task(work) for work in (worker.run(), media.run(link), link.run(media))]
            try:
                yield here
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def prepared(here: Court, *people: str) -> AsyncIterator[tuple[str, httpx.AsyncClient, dict[str, str]]]:
    """A hearing in preparation with remote people in it; gives it, the clerk, and the people's tokens by stream."""
    clerk = await here.person("clerk", "clerk")
    hearing = await here.hearing(clerk)
    await here.done(clerk, hearing, "prepare")
    tokens = {}
    for role in people:
        participant, token = await here.join(clerk, hearing, name="某某某", role=role, remote=True)
        person = here.client(token)
        await here.done(person, hearing, "arrive", participant=participant, checks={})
        await here.done(person, hearing, "consent", participant=participant, to="remote-hearing")
        await here.done(clerk, hearing, "admit", participant=participant)
        tokens[f"remote-{participant}"] = token
    yield hearing, clerk, tokens


class StockClient:
    """Stock aiortc with nothing but a URL and a token."""

    def __init__(self) -> None:
        self.frames = {"video": Frames(), "audio": Frames()}
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._tasks: list[asyncio.Task[None]] = []

    async def call(self, client: httpx.AsyncClient, path: str, *, publishes: bool) -> httpx.Response:
        """Offer sound and picture at *path*."""
        for medium in ("audio", "video"):
            track = Tone() if medium == "audio" else Picture()
            self._connection.addTransceiver(
                track if publishes else medium, direction="sendonly" if publishes else "recvonly"
            )
        self._connection.on(
            "track", lambda track: self._tasks.append(asyncio.create_task(self.frames[track.kind].watch(track)))
        )
        answer = await client.post(path, content=await offer_of(self._connection), headers=SDP)
        if answer.status_code == 201:
            await self._connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        return answer

    async def close(self) -> None:
        """Hang up."""
        await self._connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def stock_client() -> AsyncIterator[StockClient]:
    """A client for the time of the block."""
    client = StockClient()
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def chromium_page(url: str) -> AsyncIterator[Page]:
    """An empty page of the court's own origin in Debian's Chromium, with a false camera and microphone."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        page = await browser.new_page()
        await page.goto(f"{url}/healthz")
        try:
            yield page
        finally:
            await browser.close()


async def rises(page: Page, counter: str, beyond: int, within_s: float = 60) -> None:
    """Wait until a counter of the page's connection has passed *beyond*."""
    async with asyncio.timeout(within_s):
        while await page.evaluate(counter) <= beyond:
            await asyncio.sleep(0.1)


async def plays(client: httpx.AsyncClient, path: str) -> None:
    """Play with stock aiortc until pictures and sound come.

    aiortc 1.16 ends its H.264 decoder for good at a packet without payload, and Chromium sends such padding
    (RFC 3550 §5.1) to measure the path when it is short of time. That player calls again, as a reloaded page does.
    """
    for _ in range(5):
        async with stock_client() as player:
            answer = await player.call(client, path, publishes=False)
            assert answer.status_code == 201
            with suppress(TimeoutError):
                await until(lambda: player.frames["video"].count > 15 and player.frames["audio"].count > 25, 12)
                return
    pytest.fail(f"{path}: stock aiortc never got pictures and sound.")


async def _both_ways() -> None:
    async with (
        court_with_media() as here,
        prepared(here, "accused", "defender") as (hearing, _, tokens),
        stock_client() as publisher,
        chromium_page(here.url) as seeing,
        chromium_page(here.url) as shown,
    ):
        clerk = await here.account_token("clerk")
        first, second = tokens
        offered = await publisher.call(here.client(tokens[first]), f"/whip/{hearing}/{first}", publishes=True)
        played: Any = await seeing.evaluate(
            OFFER, {"url": f"/whep/{hearing}/{first}", "token": clerk, "publishes": False}
        )
        published: Any = await shown.evaluate(
            OFFER, {"url": f"/whip/{hearing}/{second}", "token": tokens[second], "publishes": True}
        )

        assert (offered.status_code, played["status"], published["status"]) == (201, 201, 201)
        await rises(seeing, DECODED, 15)
        await rises(seeing, LISTENED, 25)
        await plays(here.client(clerk), f"/whep/{hearing}/{second}")


@pytest.mark.browser
def test_stock_aiortc_and_chromium_publish_and_play_with_a_url_and_a_token() -> None:
    """What stock aiortc publishes Chromium decodes, and what Chromium publishes stock aiortc decodes."""
    asyncio.run(_both_ways())


async def _offer_without_h264() -> str:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    others = [codec for codec in RTCRtpSender.getCapabilities("video").codecs if codec.mimeType == "video/VP8"]
    connection.addTransceiver(Picture(), direction="sendonly").setCodecPreferences(others)
    try:
        return await offer_of(connection)
    finally:
        await connection.close()


async def _refused() -> None:
    async with (
        court_with_media() as here,
        prepared(here, "accused") as (hearing, clerk, tokens),
        stock_client() as publisher,
        stock_client() as intruder,
        stock_client() as player,
    ):
        [(stream, token)] = tokens.items()
        path = f"/whip/{hearing}/{stream}"
        person = here.client(token)
        expired = await here.panel.tokens.issue("participant", "participant:p-1", hearing=hearing, lasts_s=-1)
        without = {
            "a wrong token": (await here.client("no such token").post(path, content="v=0", headers=SDP), 401),
            "an expired token": (await here.client(expired).post(path, content="v=0", headers=SDP), 401),
            "no SDP": (await person.post(path, content="hello", headers=SDP), 400),
            "half an SDP": (await person.post(path, content="v=0\r\nm=video 9\r\n", headers=SDP), 400),
            "a book": (await person.post(path, content="v=0\r\n" + "a=x\r\n" * 20_000, headers=SDP), 413),
            "no H.264": (await person.post(path, content=await _offer_without_h264(), headers=SDP), 406),
        }
        published = await publisher.call(person, path, publishes=True)
        await player.call(clerk, f"/whep/{hearing}/{stream}", publishes=False)
        await until(lambda: player.frames["video"].count > 5, 20)
        location = published.headers["location"]
        during = {
            "a second publisher": (await intruder.call(person, path, publishes=True), 409),
            "hanging up for another": (await clerk.delete(location), 404),
            "moving another": (await clerk.patch(location, content="a=ice-ufrag:else"), 404),
        }
        shown = player.frames["video"].count
        await until(lambda: player.frames["video"].count > shown + 10, 20)
        hung_up = await person.delete(location)

        for what, (answer, status) in {**without, **during}.items():
            assert answer.status_code == status, (what, answer.text)
            problem = answer.json()
            assert problem["title"], what
            assert problem["remedy"] or problem["detail"], what
        assert "Chrome" in without["no H.264"][0].json()["remedy"]
        assert hung_up.status_code == 200


def test_what_is_refused_is_refused_in_words_and_the_stream_goes_on() -> None:
    """Broken, oversized and foreign requests end in a clear refusal; the person on the air stays on the air."""
    asyncio.run(_refused())
