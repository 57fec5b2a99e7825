"""A party's shared screen: sent to the court's media server, shown by the room's desk, recorded, and over with the showing."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.encoders import PictureEncoder
from courtroom_agent.evidence.shown import Shown, shown_path, write_shown
from courtroom_agent.orders import Orders, orders_path, write_orders
from courtroom_agent.program import Program
from courtroom_agent.program_orders import ProgramOrders, program_orders_path, write_program_orders
from courtroom_agent.streams.player import Player
from courtroom_agent.streams.publisher import Publisher
from hardware_profiles.rooms import load_room
from recorder.layout import take_paths
from tests.courtroom_agent.court_server import HEARING, court_server, running, until
from tests.courtroom_agent.plain_signals import plain

CASE = "（2026）示0101刑初128号"
MAGENTA = (200, 20, 200)
SHARE = "share-p-4"


@pytest.fixture
def data() -> Iterator[Path]:
    """An agent's data folder whose sockets' paths are short enough."""
    with tempfile.TemporaryDirectory(prefix="c-") as folder:
        (Path(folder) / "token").write_text("agent:demo")
        yield Path(folder)


def _tell(data: Path, url: str, shown: Shown | None) -> None:
    """Write what the control process would."""
    at = time.time_ns() // 1_000_000
    take = {"hearing": HEARING, "case": CASE, "take": "room-demo-1", "zero_at": at, "spans": ((at, None),)}
    write_orders(orders_path(data), Orders.model_validate({**take, "live": True}))
    program = ProgramOrders(url=url, token_file=data / "token", hearing=HEARING, course="open", publish=("evidence",))
    write_program_orders(program_orders_path(data), program)
    write_shown(shown_path(data), shown)


async def _perform(publisher: Publisher) -> None:
    """Share a screen on which nothing moves."""
    pictures = PictureEncoder(320, 180, 10)
    while True:
        unit = pictures.encode(plain(MAGENTA))
        assert unit is not None
        publisher.send_video(unit.data, time.time_ns(), unit.keyframe)
        await asyncio.sleep(0.1)


def _is_magenta(frames: list[np.ndarray]) -> bool:
    return bool(frames) and float((np.abs(frames[-1].astype(int) - MAGENTA).max(axis=2) < 50).mean()) > 0.5


async def _share(data: Path) -> None:
    seen: list[np.ndarray] = []
    room = load_room(Path("hardware_profiles/courtrooms/demo.yaml"))
    shown = Shown(hearing=HEARING, showing="s-1", stream=SHARE, title="共享屏幕", in_program=True)
    async with court_server() as url:
        _tell(data, url, shown)
        program, stopping = Program(room, data, PanelClock()), asyncio.Event()
        publisher = Publisher(f"{url}/whip/{HEARING}/{SHARE}", "participant:p-4", video=True, audio=False)
        bench = Player(
            f"{url}/whep/{HEARING}/evidence",
            "account:1",
            audio=False,
            on_video=lambda frame, _at: seen.append(frame.to_ndarray(format="rgb24")[::4, ::4]),
        )
        async with running(program.run(stopping), publisher.run(), _perform(publisher), bench.run()):
            await until(lambda: _is_magenta(seen), 60)
            index = take_paths(data / "records", CASE, HEARING, "program-demo-1").track("evidence").index
            await until(lambda: index.exists() and index.read_text().count("\n") > 1, 60)
            write_shown(shown_path(data), None)
            await until(lambda: publisher.state == "connected" and not program._people._connections.ends, 60)
            stopping.set()


def test_a_shared_screen_is_on_the_desk_while_it_is_shown(data: Path) -> None:
    """By real WebRTC: the bench sees the party's screen as evidence, it is recorded, and nobody plays it afterwards."""
    asyncio.run(_share(data))
