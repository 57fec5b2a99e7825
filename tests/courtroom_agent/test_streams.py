"""The agent's WebRTC client against a stock one: real sockets, real DTLS, real codecs, on the loopback."""

import asyncio
import contextlib
import itertools
import random
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import aioice.ice
import av
import numpy as np
import pytest
import uvicorn
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtp import RtcpPacket
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from courtroom_agent.streams.errors import Refused
from courtroom_agent.streams.inbound import Inbound
from courtroom_agent.streams.outbound import Outbound, ntp_of, utc_of
from courtroom_agent.streams.peer import is_rtcp
from courtroom_agent.streams.player import Player
from courtroom_agent.streams.publisher import Publisher
from courtroom_agent.streams.sdp import lines_of, read_answer
from courtroom_agent.streams.sender_clock import SenderClock
from recorder.rtp import RtpPacket
from tests.courtroom_agent.court_server import running, until

TONE_HZ = 440
SET_BACK = 3
"""So often the clock of what arrives is set back while the shortest way is still being learnt."""


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stock client offers 127.0.0.1 and nothing else."""

    def only_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        return ["127.0.0.1"]

    monkeypatch.setattr(aioice.ice, "get_host_addresses", only_loopback)


class _Colour(MediaStreamTrack):
    """A stock video track: plain green pictures."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._at = 0

    async def recv(self) -> av.VideoFrame:
        """One picture each 40 ms."""
        await asyncio.sleep(0.04)
        frame = av.VideoFrame.from_ndarray(np.full((180, 320, 3), (0, 200, 0), np.uint8), format="rgb24")
        frame.pts, frame.time_base = self._at, Fraction(1, 90000)
        self._at += 3600
        return frame


class _Tone(MediaStreamTrack):
    """A stock audio track: one tone."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._at = 0

    async def recv(self) -> av.AudioFrame:
        """20 ms of it."""
        await asyncio.sleep(0.018)
        frame = av.AudioFrame.from_ndarray(tone(self._at).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, self._at, Fraction(1, 48000)
        self._at += 960
        return frame


@dataclass
class _Front:
    """A WHIP and WHEP server of stock parts, and what it saw."""

    token: str
    url: str = ""
    peers: list[RTCPeerConnection] = field(default_factory=list)
    frames: list[tuple[int, int]] = field(default_factory=list)
    sound: list[np.ndarray] = field(default_factory=list)
    ended: int = 0
    refuse: int = 0
    dropped: int = 0
    loss: random.Random | None = None
    reading: set[asyncio.Task[None]] = field(default_factory=set)

    async def publish(self, request: Request) -> Response:
        """Take a stream."""
        return await self._answer(request, lambda peer: peer.on("track", self._read))

    async def play(self, request: Request) -> Response:
        """Give a stream."""

        def give(peer: RTCPeerConnection) -> None:
            peer.addTrack(_Colour())
            peer.addTrack(_Tone())

        return await self._answer(request, give)

    async def end(self, request: Request) -> Response:
        """End a session."""
        self.ended += 1
        return Response(status_code=200)

    async def _answer(self, request: Request, prepare: Callable[[RTCPeerConnection], Any]) -> Response:
        if self.refuse or request.headers.get("authorization") != f"Bearer {self.token}":
            return Response('{"title":"No.","remedy":"Ask the clerk."}', status_code=self.refuse or 401)
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.peers.append(peer)
        offer = (await request.body()).decode()
        if request.url.path.startswith("/whip"):
            prepare(peer)
            await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        else:
            await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            prepare(peer)
        if self.loss is not None:
            self._lose(peer, self.loss)
        await peer.setLocalDescription(await peer.createAnswer())
        headers = {"Location": f"{request.url.path}/{len(self.peers)}"}
        return Response(peer.localDescription.sdp, 201, headers, "application/sdp")

    def _lose(self, peer: RTCPeerConnection, chance: random.Random) -> None:
        """Lose one packet in twenty the first time it comes."""
        seen: set[bytes] = set()
        path = peer.getTransceivers()[0].receiver.transport.transport
        keep: Callable[[], Awaitable[bytes]] = path._recv

        async def lossy() -> bytes:
            while True:
                data = await keep()
                name = data[2:4] + data[8:12]
                if data[0] < 128 or is_rtcp(data) or name in seen or chance.random() > 0.05:
                    seen.add(name)
                    return data
                seen.add(name)
                self.dropped += 1

        path._recv = lossy

    def _read(self, track: MediaStreamTrack) -> None:
        self.reading.add(asyncio.get_running_loop().create_task(self._read_all(track)))

    async def _read_all(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(Exception):
            while True:
                frame = await track.recv()
                if isinstance(frame, av.VideoFrame):
                    self.frames.append((frame.width, frame.height))
                else:
                    self.sound.append(frame.to_ndarray().reshape(-1)[::2])


@contextlib.asynccontextmanager
async def front(**settings_of_front: Any) -> AsyncIterator[_Front]:
    """Serve WHIP and WHEP on a free port of the loopback."""
    served = _Front("secret", **settings_of_front)
    door = socket.create_server(("127.0.0.1", 0))
    served.url = f"http://127.0.0.1:{door.getsockname()[1]}"
    routes = [
        Route("/whip/{stream}", served.publish, methods=["POST"]),
        Route("/whep/{stream}", served.play, methods=["POST"]),
        Route("/{kind}/{stream}/{number}", served.end, methods=["DELETE"]),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off", ws="none"))
    server.install_signal_handlers = lambda: None
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve(sockets=[door]))
        try:
            yield served
        finally:
            for peer in served.peers:
                await peer.close()
            for task in served.reading:
                task.cancel()
            server.should_exit = True
            await serving
            door.close()


def tone(at: int, hertz: int = TONE_HZ, samples: int = 960) -> np.ndarray:
    """20 ms of a tone that begins at sample *at*."""
    return (8000 * np.sin(2 * np.pi * hertz * (np.arange(samples) + at) / 48000)).astype(np.int16)


def loudest_hertz(sound: np.ndarray) -> float:
    """The frequency with the most energy in 48 kHz sound."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.fft.rfftfreq(len(sound), 1 / 48000)[int(spectrum.argmax())])


class Camera:
    """A camera with an encoder of its own: noise, so that a picture takes several packets."""

    def __init__(self, gop: int = 25) -> None:
        self.encoder = av.CodecContext.create("libx264", "w")
        self.encoder.width, self.encoder.height, self.encoder.pix_fmt = 320, 180, "yuv420p"
        self.encoder.bit_rate, self.encoder.time_base = 800_000, Fraction(1, 25)
        self.encoder.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "profile": "baseline",
            "x264-params": f"keyint={gop}:min-keyint={gop}:repeat-headers=1:annexb=1:scenecut=0:slices=1",
        }
        self.wanted = False
        self.keyframes = 0
        self._noise = np.random.default_rng(7)
        self.shot = 0

    def want(self) -> None:
        """The next picture shall be a keyframe."""
        self.wanted = True

    def shoot(self) -> tuple[bytes, bool]:
        """Take and encode one picture."""
        picture = self._noise.integers(0, 255, (180, 320, 3), np.uint8)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = self.shot
        frame.pict_type = av.video.frame.PictureType.I if self.wanted else av.video.frame.PictureType.NONE
        self.shot += 1
        self.wanted = False
        [packet] = self.encoder.encode(frame)
        self.keyframes += packet.is_keyframe
        return bytes(packet), bool(packet.is_keyframe)


def speaker() -> Iterator[bytes]:
    """Encode a tone to Opus, 20 ms a packet."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, "mono", "s16"
    encoder.time_base = Fraction(1, 48000)
    for at in range(0, 1 << 30, 960):
        frame = av.AudioFrame.from_ndarray(tone(at).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48000, at
        for packet in encoder.encode(frame):
            yield bytes(packet)


async def perform(publisher: Publisher, camera: Camera) -> None:
    """Send pictures and sound till cancelled."""
    voice = speaker()
    for tick in range(1 << 30):
        now = time.time_ns()
        publisher.send_audio(next(voice), now)
        if tick % 2 == 0:
            picture, keyframe = camera.shoot()
            publisher.send_video(picture, now, keyframe)
        await asyncio.sleep(0.02)


def published(served: _Front, camera: Camera, token: str = "secret") -> Publisher:
    """A publisher of the camera's stream."""
    url = f"{served.url}/whip/cam-judge"
    return Publisher(url, token, video=True, audio=True, on_keyframe=camera.want)


def test_a_stock_client_sees_and_hears_what_the_courtroom_publishes() -> None:
    """Whoever speaks WebRTC can watch the bench: the pictures have their size and the voice its pitch."""

    async def watch() -> None:
        camera = Camera()
        async with front() as served:
            publisher = published(served, camera)
            async with running(publisher.run(), perform(publisher, camera)):
                await until(lambda: len(served.frames) > 20 and len(served.sound) > 60)
            assert set(served.frames) == {(320, 180)}
            assert loudest_hertz(np.concatenate(served.sound[20:])) == pytest.approx(TONE_HZ, abs=5)
            assert served.ended == 1

    asyncio.run(watch())


def test_the_courtroom_sees_and_hears_a_stock_client() -> None:
    """A person at the other end appears with picture and voice, on one clock."""

    async def watch() -> None:
        pictures: list[tuple[int, np.ndarray]] = []
        sounds: list[tuple[int, np.ndarray]] = []
        async with front() as served:
            player = Player(
                f"{served.url}/whep/remote-p-1",
                "secret",
                on_video=lambda frame, at: pictures.append((at, frame.to_ndarray(format="rgb24"))),
                on_audio=lambda pcm, at: sounds.append((at, pcm)),
            )
            async with running(player.run()):
                await until(lambda: len(pictures) > 20 and len(sounds) > 60)

        red, green, blue = pictures[-1][1].reshape(-1, 3).mean(axis=0)
        assert green > 150
        assert max(red, blue) < 60
        assert loudest_hertz(np.concatenate([pcm for _, pcm in sounds[20:]])) == pytest.approx(TONE_HZ, abs=5)
        assert abs(pictures[-1][0] - time.time_ns()) < 20e9
        back = [later[0] <= earlier[0] for earlier, later in itertools.pairwise(sounds)]
        assert sum(back) <= SET_BACK, (
            "the clock is set back by the first report, and when a packet comes faster than any before"
        )

    asyncio.run(watch())


def test_a_wish_for_a_keyframe_is_met_by_the_encoder() -> None:
    """Who joins late need not wait for the next second: the encoder itself begins anew."""

    async def watch() -> None:
        camera = Camera(gop=10_000)
        async with front() as served:
            publisher = published(served, camera)
            async with running(publisher.run(), perform(publisher, camera)):
                await until(lambda: len(served.frames) > 10)
                await asyncio.sleep(0.5)
                before = camera.keyframes
                [receiver] = [each.receiver for each in served.peers[0].getTransceivers() if each.kind == "video"]
                for _ in range(5):
                    await receiver._send_rtcp_pli(receiver._RTCRtpReceiver__active_ssrc.copy().popitem()[0])
                await until(lambda: camera.keyframes > before)
                await asyncio.sleep(0.2)
                assert camera.keyframes == before + 1

    asyncio.run(watch())


def test_lost_packets_are_sent_again() -> None:
    """One packet in twenty lost on the way costs no picture."""

    async def watch() -> None:
        camera = Camera()
        async with front(loss=random.Random(3)) as served:
            publisher = published(served, camera)
            async with running(publisher.run(), perform(publisher, camera)):
                await until(lambda: len(served.frames) > 40 and served.dropped > 10)
                await until(lambda: publisher.resent > 0.3 * served.dropped)
                await until(lambda: len(served.frames) > 0.8 * camera.shot)

    asyncio.run(watch())


def test_a_publisher_returns_after_its_server_died() -> None:
    """When the media server falls over, the camera is back by itself."""

    async def watch() -> None:
        camera = Camera()
        async with front() as served:
            publisher = published(served, camera)
            async with running(publisher.run(), perform(publisher, camera)):
                await until(lambda: len(served.frames) > 5)
                await served.peers[0].close()
                died = time.monotonic()
                seen = len(served.frames)
                await until(lambda: publisher.connections == 2 and publisher.state == "connected")
                assert time.monotonic() - died < 4
                await until(lambda: len(served.frames) > seen + 5)

    asyncio.run(watch())


def test_a_player_returns_after_its_server_died() -> None:
    """When the media server falls over, the remote person's picture is back by itself."""

    async def watch() -> None:
        async with front() as served:
            states: list[str] = []
            player = Player(f"{served.url}/whep/remote-p-1", "secret", on_video=lambda _frame, _at: None)
            player.on_state = states.append
            async with running(player.run()):
                await until(lambda: player.frames > 5)
                await served.peers[0].close()
                await until(lambda: player.connections == 2 and player.state == "connected")
                seen = player.frames
                await until(lambda: player.frames > seen + 5)
            assert states[:3] == ["connecting", "connected", "waiting"]
            assert states[-1] == "closed"

    asyncio.run(watch())


def test_who_may_not_publish_is_told_so() -> None:
    """A wrong token is refused in the server's words, and is no reason to hammer at the door."""

    async def knock() -> None:
        async with front() as served:
            publisher = published(served, Camera(), token="wrong")
            async with running(publisher.run()):
                await until(lambda: publisher.state == "refused")
            assert "401" in publisher.says
            assert "Ask the clerk." in publisher.says
            assert not served.peers

    asyncio.run(knock())


@given(st.text(max_size=400))
@settings(max_examples=60)
def test_an_answer_that_makes_no_sense_is_refused(answer: str) -> None:
    """Whatever a server answers, the agent says what is wrong instead of falling over."""
    with pytest.raises(Refused):
        read_answer("v=0\r\n" + answer, lines_of(video=True, audio=True))


@given(st.permutations(list(range(12))), st.sets(st.integers(1, 10), max_size=4))
@settings(max_examples=100)
def test_packets_come_out_in_order(order: list[int], gone: set[int]) -> None:
    """However the network shuffles and loses, what comes out is in order and tells where something is missing."""
    source = Inbound(7, 90000, wait_ns=50)
    out = []
    for step, number in enumerate([0, *[n for n in order if n not in gone and n], 12]):
        out += source.push(packet(65530 + number), arrival_ns=step)
    out += source.overdue(now_ns=1000)
    for _ in range(12):
        out += source.overdue(now_ns=2000)

    numbers = [(each.packet.sequence - 65530) & 0xFFFF for each in out]
    assert numbers == sorted(set(range(13)) - gone)
    assert [number for number, each in zip(numbers, out, strict=True) if each.after_loss] == [
        number for number in numbers if number - 1 in gone
    ]


def test_a_hole_is_asked_for_a_few_times_only() -> None:
    """A packet that is gone for good does not make us ask for ever."""
    source = Inbound(7, 90000, wait_ns=10**12)
    source.push(packet(1), 0)
    source.push(packet(3), 0)

    asked = [source.missing(now_ns=step * 20_000_000) for step in range(1, 60)]

    assert asked[0] == [2]
    assert sum(len(numbers) for numbers in asked) == 4


def test_sound_and_picture_of_one_moment_stay_one_moment() -> None:
    """The sender's reports put lips and voice back together, though the picture took longer."""
    sender = SenderClock()
    sender.reported("video", 90000, rtp=5000, ntp=ntp_of(1_000_000_000_000_000_000))
    sender.reported("audio", 48000, rtp=77, ntp=ntp_of(1_000_000_000_000_000_000))
    for step in range(10):
        heard = sender.moment("audio", 48000, 77 + step * 960, arrival_ns=10**15 + step * 20_000_000)
        seen = sender.moment("video", 90000, 5000 + step * 1800, arrival_ns=10**15 + step * 20_000_000 + 90_000_000)
        assert abs(seen - heard) < 100_000


@given(st.integers(0, 4_000_000_000 * 10**9))
def test_the_network_time_protocols_clock_reads_back(utc_ns: int) -> None:
    """A moment written into a report is the same moment when read."""
    wrapped = utc_ns % ((1 << 32) * 10**9 - 2208988800 * 10**9)

    assert abs(utc_of(ntp_of(wrapped)) - wrapped) <= 1


def test_a_wobbling_capture_clock_leaves_sound_seamless() -> None:
    """Sound whose capture times tremble by a millisecond follows on sample by sample; the report tells the truth."""
    out = Outbound(9, 111, 48000)
    chance = random.Random(5)
    times = []
    for step in range(50):
        wrapped = out.audio(b"x", 10**18 + step * 20_000_000 + chance.randrange(1_000_000), 960)
        times.append(int.from_bytes(wrapped[4:8], "big"))

    assert {(later - earlier) & 0xFFFFFFFF for earlier, later in itertools.pairwise(times)} == {960}
    [report] = RtcpPacket.parse(out.report(10**18 + 50 * 20_000_000))
    assert abs(((report.sender_info.rtp_timestamp - times[-1]) & 0xFFFFFFFF) - 960) < 60


def packet(number: int) -> RtpPacket:
    """A packet with a sequence number."""
    return RtpPacket(payload_type=102, marker=False, sequence=number & 0xFFFF, timestamp=0, ssrc=7, payload=b"x")
