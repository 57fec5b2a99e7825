"""Cameras turn to whoever speaks, where neither a scene nor a hand has framed them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import hardware_profiles
from courtroom_agent.devices import Devices
from courtroom_agent.director.aiming import Aim, Aiming, aim_of
from courtroom_agent.drivers.journal import Told
from courtroom_agent.drivers.request import Priority
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.rooms import load_room
from hardware_profiles.scene import Mean
from tests.hearing.story import CLERK, Story, opened

ROOMS = Path(hardware_profiles.__file__).parent / "courtrooms"


def now() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Hand:
    """Somebody at a page who moves a camera, or does not."""

    moved_ms: int | None = None

    def last(self, _device: str) -> int | None:
        """When the hand moved a camera last."""
        return self.moved_ms


Act = Callable[[Aiming, Devices, Scenes, Hand, Any], Awaitable[None]]


def in_court(act: Act) -> None:
    """Run *act* in the demonstration room; the last it gets is the simulated bench camera."""

    async def play() -> None:
        room = load_room(ROOMS / "demo.yaml")
        async with asyncio.timeout(120), Devices.open(room, now=now) as devices:
            assert devices.simulation is not None
            scenes, hand = Scenes(room, devices), Hand()
            aiming = Aiming(room, devices, scenes, hand.last, now)
            await act(aiming, devices, scenes, hand, devices.simulation.devices["camera-judge"])

    asyncio.run(play())


def stands_close(devices: Devices) -> bool:
    """Whether the bench camera says that it shows the judge closely."""
    state = devices.state("camera-judge.preset")
    return state.value == 1 and state.holds


async def in_debate(scenes: Scenes) -> None:
    """Open, so that the camera has power, then go on to a scene that does not frame it."""
    await scenes.apply("open")
    await scenes.apply("debate")


async def followed(aiming: Aiming, story: Story, claim: Callable[[], bool]) -> None:
    """Let the judge speak until *claim* holds."""
    while not claim():
        aiming.follow(asyncio.get_running_loop().time(), story.hearing, "cam-judge", "mic-judge")
        await asyncio.sleep(0.05)


def test_the_view_is_the_seats_own_before_the_cameras() -> None:
    """A camera for several seats has a view for each; a shot without a word in the room file moves nothing."""
    room = load_room(ROOMS / "full.yaml")
    assert aim_of(room, "cam-judge", "mic-judge") == Aim("camera-bench", "camera-bench.preset", 1)
    assert aim_of(room, "cam-accused", "mic-accused") == Aim("camera-parties", "camera-parties.preset", 2)
    assert aim_of(room, "parties", None) == Aim("camera-parties", "camera-parties.preset", 0)
    assert aim_of(room, "witness", None) == Aim("camera-witness", "camera-witness.preset", 1)
    assert aim_of(room, "cam-defender", "mic-defender") is None
    assert aim_of(room, "court", "mic-judge") is None
    left = {**room.means, "camera.judge-left": Mean(by="camera-bench.preset", words={"close": 7})}
    microphone = room.microphones[0].model_copy(update={"stream": "mic-left", "seat": "judge-left"})
    bench = room.model_copy(update={"means": left, "microphones": (*room.microphones, microphone)})
    assert aim_of(bench, "cam-judge", "mic-left") == Aim("camera-bench", "camera-bench.preset", 7)


def test_a_free_camera_turns_once_to_who_speaks() -> None:
    """In a scene that does not frame it, and by its own word; asked again it is told nothing more."""

    async def act(aiming: Aiming, devices: Devices, scenes: Scenes, _hand: Hand, _camera: Any) -> None:
        story = opened()
        await in_debate(scenes)
        await devices.ensure("camera-judge.preset", 0, Priority.OPERATOR)
        await followed(aiming, story, lambda: stands_close(devices))
        told: list[Told] = []
        devices.drivers["camera-judge"].station.journal = told.append
        for _ in range(20):
            await followed(aiming, story, lambda: True)
            aiming.follow(asyncio.get_running_loop().time() + 60, story.hearing, "cam-judge", "mic-judge")
            await asyncio.sleep(0.02)
        assert told == []
        assert aiming.held() == ()

    in_court(act)


def test_a_camera_that_the_scene_frames_is_the_scenes() -> None:
    """开庭 frames the bench camera: the director never touches it."""

    async def act(aiming: Aiming, devices: Devices, scenes: Scenes, _hand: Hand, _camera: Any) -> None:
        await scenes.apply("open")
        await devices.ensure("camera-judge.preset", 0, Priority.OPERATOR)
        story, until = opened(), asyncio.get_running_loop().time() + 1.0
        await followed(aiming, story, lambda: asyncio.get_running_loop().time() > until)
        assert devices.state("camera-judge.preset").asked == 0

    in_court(act)


def test_a_hand_at_a_page_keeps_its_camera_until_the_next_stage() -> None:
    """Moved by a joystick, the camera stays as it is, however much the judge speaks."""

    async def act(aiming: Aiming, devices: Devices, scenes: Scenes, hand: Hand, _camera: Any) -> None:
        story = opened()
        await in_debate(scenes)
        await devices.ensure("camera-judge.preset", 0, Priority.OPERATOR)
        aiming.watch(story.hearing)
        hand.moved_ms = now()
        until = asyncio.get_running_loop().time() + 1.0
        await followed(aiming, story, lambda: asyncio.get_running_loop().time() > until)
        assert devices.state("camera-judge.preset").asked == 0
        assert aiming.held() == ("camera-judge",)
        await asyncio.sleep(0.01)
        story.so(CLERK, "enter-stage", stage="rights")
        await followed(aiming, story, lambda: stands_close(devices))

    in_court(act)


def test_a_hand_at_the_camera_itself_keeps_it_too() -> None:
    """Somebody turns it at its own keys: it is left alone from then on."""

    async def act(aiming: Aiming, devices: Devices, scenes: Scenes, _hand: Hand, camera: Any) -> None:
        story = opened()
        await in_debate(scenes)
        await followed(aiming, story, lambda: stands_close(devices))
        assert aiming.held() == ()
        camera.nudge(300, 0)
        await followed(aiming, story, lambda: aiming.held() == ("camera-judge",))
        before = devices.drivers["camera-judge"].station.sent
        assert before > 0
        await devices.drivers["camera-judge"].look("preset")
        await followed(aiming, story, lambda: True)
        assert not devices.state("camera-judge.preset").holds

    in_court(act)
