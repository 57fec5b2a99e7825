"""A page's hand on a simulated camera: real panel, the room's real control, real lines; whoever is gone has let go."""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from control_panel.rooms import RoomDescription
from courtroom_agent import control
from courtroom_agent.devices import Devices
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.rooms import load_room
from hearing.cameras import CamerasNow
from tests.control_panel.serving import Court, court

FULL = Path(__file__).parents[2] / "hardware_profiles/courtrooms/full.yaml"
PATIENCE_S = 80.0
STILL_S = 1.2
_AT_WORK: list["asyncio.Task[None]"] = []
"""Kept for as long as they run."""


def bench() -> Courtroom:
    """The full room with its bench camera alone."""
    room = load_room(FULL)
    kept = tuple(one for one in room.devices if one.name == "camera-bench")
    means = {name: mean for name, mean in room.means.items() if mean.by.startswith("camera-bench.")}
    cameras = tuple(one for one in room.cameras if one.device in (None, "camera-bench"))
    mutes = tuple(one.model_copy(update={"mute": None}) for one in room.microphones)
    update = {"devices": kept, "means": means, "cameras": cameras, "courtroom": "bench", "microphones": mutes}
    return room.model_copy(update=update)


async def awaited(claim: Callable[[], bool], patience_s: float) -> float:
    """Wait until *claim* holds; say how long that took, s: a look that comes late counts 50 ms at most."""
    took_s = 0.0
    async with asyncio.timeout(patience_s):
        while not claim():
            since = time.monotonic()
            await asyncio.sleep(0.01)
            took_s += min(time.monotonic() - since, 0.05)
    return took_s


class Room:
    """The room under its real control's code, and what an onlooker sees of its camera."""

    def __init__(self, here: Court, devices: Devices) -> None:
        self.here, self.devices = here, devices

    def moves(self) -> bool:
        """Whether the head moves."""
        assert self.devices.simulation is not None
        return bool(self.devices.simulation.state("camera-bench")["moves"])

    async def until(self, claim: Callable[[], bool]) -> float:
        """Wait until *claim* holds; say how long that took, s, without the time in which a busy machine ran none of us."""
        return await awaited(claim, PATIENCE_S)


async def join_room(here: Court, data: Path, working: list["asyncio.Task[None]"] | None = None) -> Devices:
    """Let the room join the court under its real control's code, its camera switched on; its task goes to *working*."""
    opened: list[Devices] = []

    class Watched(control.Control):
        def __init__(self, *parts: Any) -> None:
            super().__init__(*parts)
            opened.append(self._devices)

    (data / "run").mkdir(parents=True)
    code, _ = await here.panel.tickets.issue("enrol", "agent:bench", lasts_s=600)
    options = argparse.Namespace(room=FULL, data=data, join=here.url, code=code, ca=None, upload_mbit=24, models=None)
    task = asyncio.create_task(control.run(bench(), options, Watched))
    _AT_WORK.append(task)
    if working is not None:
        working.append(task)
    async with asyncio.timeout(PATIENCE_S):
        while not opened or here.panel.links.agent_of("bench") is None:
            assert not task.done(), task.exception()
            await asyncio.sleep(0.02)
        await opened[0].ensure("camera-bench.power", "on")
    return opened[0]


@asynccontextmanager
async def room_at_work(data: Path) -> AsyncIterator[Room]:
    """A court and the room, joined."""
    working: list[asyncio.Task[None]] = []
    async with court() as here:
        try:
            yield Room(here, await join_room(here, data, working))
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)


@asynccontextmanager
async def page(here: Court, account: str, role: str) -> AsyncIterator[ClientConnection]:
    """A page of *account* at the room's cameras."""
    await here.person(account, role)
    token = await here.account_token(account)
    async with connect(f"ws{here.url.removeprefix('http')}/api/v1/rooms/bench/cameras", proxy=None) as socket:
        await socket.send(json.dumps({"type": "hello", "token": token, "after": None}))
        yield socket


async def frame(socket: ClientConnection, *types: str) -> dict[str, Any]:
    """Wait for the next frame of one of *types*."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            said: dict[str, Any] = json.loads(await socket.recv())
            if said["type"] in types:
                return said


async def push(socket: ClientConnection, **way: float) -> None:
    """Say once that the finger pushes."""
    await socket.send(json.dumps({"do": "move", "camera": "cam-judge", **way}))


async def held(socket: ClientConnection, room: Room) -> asyncio.Task[None]:
    """Push and keep pushing, as a page does, until the task is cancelled; returns once the head moves."""

    async def renew() -> None:
        while True:
            await push(socket, pan=0.2)
            await asyncio.sleep(0.1)

    pushing = asyncio.create_task(renew())
    await room.until(room.moves)
    return pushing


def test_whoever_lets_go_or_is_gone_leaves_the_camera_still(tmp_path: Path) -> None:
    """Finger lifted, page silent, page's socket torn, the agent's link lost: each time the head stands within 1.2 s."""

    async def play() -> None:
        async with room_at_work(tmp_path / "agent") as room:
            taken: dict[str, float] = {}
            async with page(room.here, "clerk", "clerk") as socket:
                pushing = await held(socket, room)
                pushing.cancel()
                await socket.send(json.dumps({"do": "stop", "camera": "cam-judge"}))
                taken["finger"] = await room.until(lambda: not room.moves())

                pushing = await held(socket, room)
                pushing.cancel()
                taken["silence"] = await room.until(lambda: not room.moves())

                pushing = await held(socket, room)
                agent = room.here.panel.links.agent_of("bench")
                assert agent is not None
                agent.end()
                pushing.cancel()
                taken["link"] = await room.until(lambda: not room.moves())
                await socket.send(
                    json.dumps({"do": "stop", "camera": "cam-judge"})
                )  # whoever was refused lifts the finger
                await room.until(lambda: room.here.panel.links.agent_of("bench") not in (None, agent))

                pushing = await held(socket, room)
                pushing.cancel()
                socket.transport.abort()
                taken["page"] = await room.until(lambda: not room.moves())
            assert all(lasted <= STILL_S for lasted in taken.values()), taken
            async with asyncio.timeout(PATIENCE_S):
                while await _noted(room.here) != {"camera-moved": 4, "camera-stopped": 4}:
                    await asyncio.sleep(0.05)

    asyncio.run(play())


def test_views_are_stored_by_name_and_audited(tmp_path: Path) -> None:
    """The clerk stores what the camera shows; the panel is told of it, and the audit trail says who and when."""

    async def play() -> None:
        async with room_at_work(tmp_path / "agent") as room, page(room.here, "clerk", "clerk") as socket:
            await room.until(lambda: _stores(room.here))
            await socket.send(json.dumps({"do": "store", "camera": "cam-judge", "preset": "合议庭"}))
            assert (await frame(socket, "done", "refused"))["type"] == "done"
            await room.until(lambda: _presets(room.here).get("合议庭") == "on")
            await socket.send(json.dumps({"do": "recall", "camera": "cam-judge", "preset": "nowhere"}))
            assert (await frame(socket, "done", "refused"))["type"] == "refused"
            entries = await room.here.panel.audit.read(None, 50)
            said = {one["what"]: (one["outcome"], one["detail"]) for one in entries}
            assert said["camera-store"] == ("done", "bench cam-judge 合议庭")
            assert said["camera-recall"] == ("refused", "bench cam-judge nowhere")

    asyncio.run(play())


def test_only_the_bench_its_clerk_and_technicians_move_cameras(tmp_path: Path) -> None:
    """Others are sent away and noted; so is whoever shows no token, and whoever names a room that is not there."""

    async def play() -> None:
        async with room_at_work(tmp_path / "agent") as room:
            reasons = {}
            for role in ("gallery", "bailiff", "broadcast-approver", "administrator"):
                async with page(room.here, role, role) as socket:
                    reasons[role] = (await frame(socket, "bye"))["reason"]
            assert set(reasons.values()) == {"no-right"}
            for role in ("technician", "sole-judge"):
                async with page(room.here, role, role) as socket:
                    assert (await frame(socket, "ping", "bye"))["type"] == "ping"
            hearing_clerk = await room.here.person("clerk", "clerk")
            hearing = await room.here.hearing(hearing_clerk, room="bench")
            await room.here.done(hearing_clerk, hearing, "prepare")
            async with page(room.here, "technician", "technician") as socket:
                await push(socket, pan=0.2)
                assert (await frame(socket, "refused"))["status"] == 403  # nobody has said that the hearing is public
            assert not room.moves()
            entries = await room.here.panel.audit.read(None, 50)
            refused = [one["who"] for one in entries if one["what"] == "cameras" and one["outcome"] == "refused"]
            assert len(refused) == 4

    asyncio.run(play())


def test_nobodys_pictures_are_sent_for_a_page_that_is_gone() -> None:
    """A page that goes while its wish is looked at leaves nothing that is watched; who is there still is."""

    async def play() -> None:
        async with court() as here:
            await here.panel.rooms.put(RoomDescription(room="bench", room_name="第三法庭"))
            for _ in range(10):
                async with page(here, "clerk", "clerk") as gone:
                    await frame(gone, "ping")
                    await gone.send(json.dumps({"do": "watch", "cameras": ["cam-witness"]}))
            async with page(here, "clerk", "clerk") as there:
                await there.send(json.dumps({"do": "watch", "cameras": ["cam-judge"]}))
                await awaited(lambda: here.panel.cameras.watching.all("bench") == ("cam-judge",), PATIENCE_S)

    asyncio.run(play())


async def _noted(here: Court) -> dict[str, int]:
    """How often which movement stands in the audit trail."""
    entries = [one["what"] for one in await here.panel.audit.read(None, 50) if one["outcome"] == "done"]
    return {what: entries.count(what) for what in ("camera-moved", "camera-stopped")}


def _now(here: Court) -> CamerasNow | None:
    return next((one for one in here.panel.board.all() if isinstance(one, CamerasNow)), None)


def _stores(here: Court) -> bool:
    now = _now(here)
    return now is not None and any(one.stores for one in now.cameras)


def _presets(here: Court) -> dict[str, str]:
    now = _now(here)
    cameras = now.cameras if now is not None else ()
    return {one.name: one.standing for camera in cameras for one in camera.presets}
