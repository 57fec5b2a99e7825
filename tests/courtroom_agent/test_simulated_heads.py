"""Pictures of simulated cameras follow their heads: what the driver frames is what the picture then shows."""

import asyncio
import time
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from courtroom_agent.cameras.aim import Look as Aimed
from courtroom_agent.cameras.aim import Part, framed
from courtroom_agent.devices import Devices
from courtroom_agent.simulated import counter
from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.devices.head_teller import tell_heads
from courtroom_agent.simulated.heads import HOME, Heads, Look, heads_path
from courtroom_agent.simulated.turned import TurnedCamera
from courtroom_agent.simulated.voices import Voices
from hardware_profiles.optics import Optics
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.rooms import load_room

WIDTH, HEIGHT = 640, 360
DEMO = Path(__file__).parents[2] / "hardware_profiles/courtrooms/demo.yaml"


@pytest.fixture(scope="module")
def voices() -> Voices:
    """The voices, read once."""
    return Voices()


def luma(camera: SimulatedCamera | TurnedCamera) -> npt.NDArray[np.uint8]:
    """The brightness of the camera's picture."""
    frame = camera.picture(4000)
    return frame.to_ndarray(format="yuv420p")[: frame.height]


def optics() -> Optics:
    """What the shipped profile says of its cameras."""
    found = load_profile(shipped_profiles()["sony.visca-serial"]).spec.optics
    assert found is not None
    return found


@pytest.mark.parametrize("part", [Part(0.38, 0.05, 0.24, 0.24), Part(0.3, 0.5, 0.4, 0.4), Part(0.5, 0.3, 0.5, 0.5)])
def test_what_is_drawn_around_fills_the_picture(part: Part, voices: Voices) -> None:
    """Profile and simulated lens were typed apart: the framed part of the court looks as if it had been cut out."""
    court = luma(SimulatedCamera("judge", 1280, 720, voices, labelled=False))
    aimed = framed(Aimed(0, 0, 0), optics(), part, aspect=WIDTH / HEIGHT)
    seen = luma(TurnedCamera("judge", WIDTH, HEIGHT, voices, lambda: Look(aimed.pan, aimed.tilt, aimed.zoom)))

    rows = slice(round(part.top * 720), round((part.top + part.height) * 720))
    columns = slice(round(part.left * 1280), round((part.left + part.width) * 1280))
    cut = cv2.resize(court[rows, columns], (WIDTH, HEIGHT))
    middle = np.s_[60:340, 40:600]
    off = np.abs(seen[middle].astype(int) - cut[middle].astype(int))
    assert off.mean() < 14  # a head that looks aside sees a wall in perspective
    assert np.abs(court[::2, ::2][middle].astype(int) - cut[middle].astype(int)).mean() > 20


def test_a_turned_picture_says_what_it_is_and_when(voices: Voices) -> None:
    """Label and counter stand on it wherever the head looks, also where nothing of the court is seen."""
    straight = luma(TurnedCamera("judge", WIDTH, HEIGHT, voices, lambda: HOME))
    assert np.array_equal(straight, luma(SimulatedCamera("judge", WIDTH, HEIGHT, voices)))
    for look in (Look(100, 50, 4000), Look(1400, 0, 0), Look(-900, 300, 16384)):
        seen = luma(TurnedCamera("judge", WIDTH, HEIGHT, voices, lambda look=look: look))  # type: ignore[misc]
        assert counter.read(seen, counter.Strip.of(WIDTH)) == 100
        assert seen[: HEIGHT // 10, : WIDTH // 5].max() > 190


def test_heads_are_told_across_processes(tmp_path: Path) -> None:
    """The process that has the simulated devices writes where they look; who draws reads it, and nothing means ahead."""

    async def play() -> None:
        room = load_room(DEMO)
        room = room.model_copy(update={"devices": room.devices[:1], "means": {}, "microphones": ()})
        path = heads_path(tmp_path)
        heads = Heads(path)
        assert heads.of("camera-judge") == HOME
        async with Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
            telling = asyncio.create_task(tell_heads(room, devices.simulation, path))
            await devices.ensure("camera-judge.power", "on")
            await devices.ensure("camera-judge.preset", 1)
            async with asyncio.timeout(30):
                while heads.of("camera-judge") != Look(0, -43, 2600):
                    await asyncio.sleep(0.02)
            telling.cancel()
        path.write_text("{")
        assert heads.of("camera-judge") == Look(0, -43, 2600)

    asyncio.run(play())
