"""Single cameras go to whoever watches them, as they were encoded, and to nobody when nobody does."""

import asyncio
import tempfile
import time
from pathlib import Path

import numpy as np

from courtroom_agent.camera_outlets import CameraOutlets
from courtroom_agent.packet_socket import socket_path
from courtroom_agent.program_inlet import Inlet
from courtroom_agent.program_orders import ProgramOrders
from courtroom_agent.streams.player import Player
from tests.courtroom_agent.court_server import HEARING, court_server, running, until
from tests.courtroom_agent.performing_room import Room

COLOURS = {"cam-judge": (200, 40, 40), "cam-defender": (40, 60, 200)}


class Composed:
    """What takes the pictures for the composed one."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def offer(self, stream: str, _unit: bytes, _at_ns: int, _keyframe: bool) -> None:
        """Take an access unit."""
        self.taken.add(stream)

    def lose(self, stream: str) -> None:
        """Know that something is missing."""


class Deaf:
    """Who takes no sound."""

    def offer(self, stream: str, packet: bytes, at_ns: int) -> None:
        """Let it pass."""


def test_a_watched_camera_is_seen_alone_and_an_unwatched_one_is_not_sent() -> None:
    """Its own colours arrive at the browser's end; in a recess nothing does; the composed picture has all meanwhile."""

    async def sit(data: Path, url: str) -> None:
        live = [True]
        seen: list[np.ndarray] = []
        composed = Composed()
        outlets = CameraOutlets(composed, lambda: live[0])
        inlet = Inlet(socket_path(data), outlets, Deaf())
        outlets.want_keyframe = inlet.want_keyframe
        orders = ProgramOrders(url=url, token_file=data / "token", hearing=HEARING, cameras=("cam-judge",))
        player = Player(
            f"{url}/whep/{HEARING}/cam-judge",
            "account:2",
            on_video=lambda frame, _at: seen.append(frame.to_ndarray(format="rgb24")[::8, ::8]),
        )
        async with asyncio.TaskGroup() as group:
            outlets.obey(orders, group, time.time_ns)
            async with running(inlet.run(), player.run()):
                await until(lambda: len(seen) > 5, 40)
                assert np.abs(seen[-1].astype(int) - COLOURS["cam-judge"]).max() < 40
                assert outlets.states().keys() == {"cam-judge"}
                assert composed.taken == set(COLOURS)
                live[0] = False
                await asyncio.sleep(1)
                shown = len(seen)
                await asyncio.sleep(1)
                assert len(seen) <= shown + 1
                outlets.obey(orders.model_copy(update={"cameras": ()}), group, time.time_ns)
                assert outlets.states() == {}
            outlets.close()

    async def play() -> None:
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            data = Path(folder)
            (data / "run").mkdir()
            (data / "token").write_text("agent:demo")
            async with court_server() as url:
                with Room(socket_path(data), COLOURS, {}):
                    await sit(data, url)

    asyncio.run(play())
