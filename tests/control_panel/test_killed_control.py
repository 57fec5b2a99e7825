"""The agent's control process is killed while cameras move by hand: real panel, real process, simulated heads on real lines."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from control_panel.errors import Refusal
from courtroom_agent.simulated.devices.cast import load_cast
from courtroom_agent.simulated.devices.catalogue import make
from courtroom_agent.simulated.devices.ports import TcpPort
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.profiles import shipped_profiles
from hearing.cameras import MoveCamera
from tests.control_panel.serving import Court, court

log = logging.getLogger("heads")

HEADS = """
simulated-room: heads
devices:
  visca: {behaviour: sony.visca-serial, start: {is_on: true}}
  network: {behaviour: sony.visca-ip, start: {is_on: true}}
  pelco-d: {behaviour: pelco.d}
  pelco-p: {behaviour: pelco.p}
"""
ROOM = """
courtroom: heads
name: {zh: 云台, en: Heads}
court: {zh: 示范区人民法院, en: Demonstration District Court}
simulated: true
profiles: own
seats: [{id: judge, label: {zh: 审判席, en: Bench}, role: judge}]
microphones: []
program: {width: 640, height: 360, rate: 5}
cameras:
"""
CAMERA = (
    '  - {{stream: cam-{0}, label: {{zh: "{0}", en: "{0}"}}, source: "simulated:judge", width: 640, height: 360,'
    " rate: 5, mandatory: false, seats: [judge], device: {0}}}\n"
)
DEVICE = (
    '  - {{name: {0}, label: {{zh: "{0}", en: "{0}"}}, profile: {1}, transport: {{{2}: "{3}"}}, options: {{{4}}}}}\n'
)
NAMES = ("visca", "network", "pelco-d", "pelco-p", "tcp")
STILL_S = 1.2
KILLS = int(os.environ.get("COURTROOM_KILLS", "2"))
"""So often it is killed; each time every head moves."""


class Heads:
    """Five simulated heads in this process, and the room file by which an agent reaches them."""

    def __init__(self, room: SimulatedRoom, port: TcpPort, folder: Path) -> None:
        self._room, self._port = room, port
        self.file = folder / "heads.yaml"
        own = folder / "own"
        own.mkdir()
        profile = shipped_profiles()["sony.visca-serial"].read_text()
        serial = 'serial: {baud: 9600, bits: 8, parity: "N", stop: 1, dtr: true}'
        assert serial in profile
        told = profile.replace("sony.visca-serial", "heads.visca-tcp").replace(serial, "tcp: {port: 5678}")
        (own / "heads.visca-tcp.yaml").write_text(told)
        devices = [self._device(name, role.behaviour) for name, role in room.cast.devices.items()]
        devices.append(DEVICE.format("tcp", "heads.visca-tcp", "tcp", port.address, "address: 1"))
        cameras = "".join(CAMERA.format(name) for name in NAMES)
        self.file.write_text(ROOM + cameras + "devices:\n" + "".join(devices), encoding="utf-8")

    def driven(self, name: str) -> bool:
        """Whether the head moves until it is told otherwise."""
        if name != "tcp":
            return bool(self._room.state(name)["driven"])
        self._port.wiring.act(lambda _: None)
        return bool(self._port.wiring.device.driven)

    def _device(self, name: str, profile: str) -> str:
        way, at = next(iter(self._room.reached(name).items()))
        address = {"pelco-p": "address: 0", "network": ""}.get(name, "address: 1")
        return DEVICE.format(name, profile, way, at, address)


@asynccontextmanager
async def heads(folder: Path) -> AsyncIterator[Heads]:
    """Bring them up, all switched on and in the middle."""
    cast = folder / "cast.yaml"
    cast.write_text(HEADS)
    tcp = TcpPort(make("visca-camera", {"is_on": True, "address": 1}))
    async with SimulatedRoom(load_cast(cast)) as room:
        await tcp.plug()
        yield Heads(room, tcp, folder)
        await tcp.unplug()


@asynccontextmanager
async def control(here: Court, file: Path, data: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The room's control process, joined to the court; ended at the latest when left."""
    options = ["--room", file, "--data", data, "--join", here.url]
    if not (data / "token").exists():
        code, _ = await here.panel.tickets.issue("enrol", "agent:heads", lasts_s=600)
        options += ["--code", code]
    with (data / "control.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "courtroom_agent.control", *map(str, options), stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def passed_until(claim: Callable[[], bool]) -> float:
    """Wait until *claim* holds; say how long that took, s: what a busy machine took from all of us does not count."""
    took_s = 0.0
    while not claim():
        since = time.monotonic()
        await asyncio.sleep(0.005)
        took_s += min(time.monotonic() - since, 0.05)
    return took_s


async def push(here: Court, names: tuple[str, ...]) -> None:
    """Hold every camera's joystick a little to the side until cancelled, pushing further now and then."""
    for count in range(1 << 20):
        for name in names:
            wish = MoveCamera(camera=f"cam-{name}", pan=0.06 if count % 40 < 20 else -0.06)
            with contextlib.suppress(Refusal):
                await here.panel.cameras.ask("heads", wish, "account:1")
        await asyncio.sleep(0.1)


async def stopped_after(
    here: Court, heads: Heads, end: Callable[[asyncio.subprocess.Process], None]
) -> dict[str, float]:
    """Move every head, *end* the control process, and say how long each head moved on, s."""
    data = heads.file.parent / "data"
    data.mkdir(exist_ok=True)
    took_s: dict[str, float] = {}
    async with control(here, heads.file, data) as process:
        hand = asyncio.create_task(push(here, NAMES))
        try:
            await passed_until(lambda: all(map(heads.driven, NAMES)))
            end(process)

            async def one(name: str) -> None:
                took_s[name] = round(await passed_until(lambda: not heads.driven(name)), 3)

            await asyncio.gather(*map(one, NAMES))
            await process.wait()
        finally:
            hand.cancel()
        assert not any(map(heads.driven, NAMES))
    return took_s


@pytest.mark.long
def test_a_killed_control_process_leaves_every_head_still(tmp_path: Path) -> None:
    """VISCA by serial line, UDP and TCP, Pelco D and P: killed in the middle of a movement, or told to end, still in time."""
    seen: list[dict[str, float]] = []

    async def play() -> None:
        async with asyncio.timeout(120 + 60 * KILLS), court() as here, heads(tmp_path) as room:
            for _ in range(KILLS):
                seen.append(await stopped_after(here, room, lambda process: process.kill()))
                log.info("killed: %s", seen[-1])
            told = await stopped_after(here, room, lambda process: process.send_signal(signal.SIGTERM))
            log.info("told to end: %s", told)
            seen.append(told)

    asyncio.run(play())

    assert max(max(one.values()) for one in seen) <= STILL_S
