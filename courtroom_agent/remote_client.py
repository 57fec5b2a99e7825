"""A remote person without a browser: publishes a simulated face and voice, plays the court's program and counts it.

A real WebRTC client over the same WHIP and WHEP as everybody's page; only camera and microphone are simulated, and the
picture says so.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import av

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.encoders import PictureEncoder, VoiceEncoder, level_dbfs
from courtroom_agent.program_clock import Ticker
from courtroom_agent.simulated.person import SimulatedPerson
from courtroom_agent.streams.decoding import Pcm
from courtroom_agent.streams.player import Player
from courtroom_agent.streams.publisher import Publisher

WIDTH, HEIGHT, RATE = 640, 360, 12
PICTURE_NS = 80_000_000
"""Every second step of the counter that is burnt in, so that what it shows is never between two steps."""
OPUS_NS = 20_000_000
AUDIBLE_DBFS = -50.0
"""Louder than this is somebody's voice and not the room."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the remote person has seen and heard of the court, and how the connections stand."""

    frames: int
    sound_packets: int
    voiced_packets: int
    """Packets of 20 ms in which somebody was heard to speak."""
    publishing: str
    playing: str
    says: str


class RemotePerson:
    """Someone far away, on the streams ``remote-<participant>`` and ``program-for-<participant>``."""

    def __init__(
        self,
        url: str,
        token: str,
        hearing: str,
        participant: str,
        *,
        seat: str = "accused",
        verify: str | bool = True,
        utc_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        """*url* is the court's server; *seat* the simulated court's voice that this person speaks with."""
        self.zero_ms: int | None = None
        """When the simulated hearing began to be spoken (UTC ms); silent until it is known."""
        base = url.rstrip("/")
        self._person = SimulatedPerson(seat, width=WIDTH, height=HEIGHT)
        self._pictures, self._voice = PictureEncoder(WIDTH, HEIGHT, RATE), VoiceEncoder()
        self._clock = PanelClock(wall=utc_ns)
        self._keyframe = True
        self._voiced = 0
        self._publisher = Publisher(
            f"{base}/whip/{hearing}/remote-{participant}",
            token,
            video=True,
            audio=True,
            verify=verify,
            on_keyframe=self._want_keyframe,
            utc_ns=self._clock.now,
        )
        self._player = Player(
            f"{base}/whep/{hearing}/program-for-{participant}",
            token,
            verify=verify,
            on_video=self._see,
            on_audio=self._hear,
            utc_ns=self._clock.now,
        )

    @property
    def seen(self) -> Seen:
        """What was seen and heard so far."""
        return Seen(
            frames=self._player.frames,
            sound_packets=self._player.sound_packets,
            voiced_packets=self._voiced,
            publishing=self._publisher.state,
            playing=self._player.state,
            says=self._publisher.says or self._player.says,
        )

    async def run(self) -> None:
        """Take part until cancelled; both connections come back by themselves."""
        loop = asyncio.get_running_loop()

        def sender(work: Callable[[int], Callable[[], None] | None]) -> Callable[[int], None]:
            def tick(at_ns: int) -> None:
                send = work(at_ns)
                if send is not None and not loop.is_closed():
                    loop.call_soon_threadsafe(send)

            return tick

        tickers = (
            Ticker("face", PICTURE_NS, self._clock, sender(self._show), delay_ns=0),
            Ticker("voice", OPUS_NS, self._clock, sender(self._speak), delay_ns=0),
        )
        try:
            for ticker in tickers:
                ticker.start()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._publisher.run())
                group.create_task(self._player.run())
                group.create_task(_watch(tickers))
        finally:
            for ticker in tickers:
                ticker.stop()

    def _show(self, at_ns: int) -> Callable[[], None] | None:
        wanted, self._keyframe = self._keyframe, False
        unit = self._pictures.encode(self._person.picture(self._position(at_ns)), keyframe=wanted)
        if unit is None:
            return None
        return lambda: self._publisher.send_video(unit.data, at_ns, unit.keyframe)

    def _speak(self, at_ns: int) -> Callable[[], None] | None:
        sound = self._person.sound(self._position(at_ns))
        packet = self._voice.encode(sound if self.zero_ms is not None else sound * 0)
        return None if packet is None else lambda: self._publisher.send_audio(packet, at_ns)

    def _position(self, at_ns: int) -> int:
        return at_ns // 1_000_000 - (self.zero_ms or 0)

    def _want_keyframe(self) -> None:
        self._keyframe = True

    def _see(self, frame: av.VideoFrame, at_ns: int) -> None:
        """Pictures are counted by the player."""

    def _hear(self, sound: Pcm, at_ns: int) -> None:
        self._voiced += level_dbfs(sound) > AUDIBLE_DBFS


async def _watch(tickers: tuple[Ticker, ...]) -> None:
    """End with the fault of a ticker that could not go on."""
    while True:
        for ticker in tickers:
            if ticker.fault is not None:
                raise ticker.fault
        await asyncio.sleep(0.5)
