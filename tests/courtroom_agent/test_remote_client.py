"""A remote person without a browser is a WebRTC client like any other."""

import asyncio
import time

import numpy as np

from courtroom_agent.encoders import PictureEncoder, VoiceEncoder, level_dbfs
from courtroom_agent.remote_client import RemotePerson
from courtroom_agent.simulated.voices import script
from courtroom_agent.streams.player import Player
from courtroom_agent.streams.publisher import Publisher
from tests.courtroom_agent.court_server import HEARING, court_server, running, until
from tests.courtroom_agent.plain_signals import plain, tone


async def hold_court(publisher: Publisher, wishes: list[bool]) -> None:
    """Send the court's program till cancelled."""
    pictures, voice = PictureEncoder(320, 180, 25), VoiceEncoder()
    for tick in range(1 << 30):
        now = time.time_ns()
        packet = voice.encode(tone(tick * 960, 440))
        if packet is not None:
            publisher.send_audio(packet, now)
        if tick % 2 == 0:
            unit = pictures.encode(plain((200, 20, 20)), keyframe=bool(wishes))
            wishes.clear()
            assert unit is not None
            publisher.send_video(unit.data, now, unit.keyframe)
        await asyncio.sleep(0.02)


def test_a_simulated_accused_takes_part_like_anyone_else() -> None:
    """The court sees the accused's face and hears the voice; the accused sees and hears the court."""

    async def sit() -> None:
        sizes: set[tuple[int, int]] = set()
        sounds: list[np.ndarray] = []
        wishes: list[bool] = []
        async with court_server() as url:
            person = RemotePerson(url, "participant:p-1", HEARING, "p-1")
            court = Player(
                f"{url}/whep/{HEARING}/remote-p-1",
                "agent:demo",
                on_video=lambda frame, _at: sizes.add((frame.width, frame.height)),
                on_audio=lambda sound, _at: sounds.append(sound),
            )
            program = Publisher(f"{url}/whip/{HEARING}/program-for-p-1", "agent:demo", video=True, audio=True)
            program.on_keyframe = lambda: wishes.append(True)
            async with running(person.run(), court.run(), program.run(), hold_court(program, wishes)):
                await until(lambda: person.seen.frames > 20 and len(sounds) > 20)
                assert max(level_dbfs(sound) for sound in sounds) < -60, "silent until the hearing begins"
                first = next(line for line in script() if line.seat == "accused")
                person.zero_ms = time.time_ns() // 1_000_000 - int(first.start * 1000)
                await until(lambda: max(level_dbfs(sound) for sound in sounds) > -35)
                await until(lambda: person.seen.voiced_packets > 20)
            assert sizes == {(640, 360)}
            assert person.seen.publishing == person.seen.playing == "closed"

    asyncio.run(sit())
