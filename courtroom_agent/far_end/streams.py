"""A custody room's streams: publishes its person's picture and voice, plays the program made for that person.

``python -m courtroom_agent.far_end.streams --room ROOM.yaml --data AGENT_DATA``

    capture.sock ──► Inlet ──► Publisher remote-<p> ──► media server ──► Player program-for-<p>
    orders.json, program-orders.json ──► who attends, and whether anything may go out now

What goes out was encoded once, by capture, for the take too. Nothing here can hold up the record.
"""

import argparse
import asyncio
import logging
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import uvloop

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.errors import AgentError, BadOrders
from courtroom_agent.orders import Orders, orders_path, read_orders, steady_offset
from courtroom_agent.packet_socket import socket_path
from courtroom_agent.program_inlet import Inlet
from courtroom_agent.program_orders import ProgramOrders, program_orders_path, read_program_orders
from courtroom_agent.program_outlets import endpoint, read_token
from courtroom_agent.room_state import ProgramState, write_state
from courtroom_agent.streams.player import Player
from courtroom_agent.streams.publisher import Publisher

_log = logging.getLogger(__name__)
LOOK_S = 0.05
STATE_S = 0.5


@dataclass(frozen=True)
class _Standing:
    """One person's two connections."""

    orders: ProgramOrders
    publisher: Publisher
    player: Player
    tasks: tuple[asyncio.Task[None], ...]

    @property
    def participant(self) -> str:
        return self.orders.remotes[0].participant


class FarStreams:
    """The streams of whoever attends from this room; takes what capture gives (:class:`Inlet`'s pictures and sounds)."""

    def __init__(self, data: Path, clock: PanelClock) -> None:
        self._data, self._clock = data, clock
        self._orders, self._program = Orders(), ProgramOrders()
        self._standing: _Standing | None = None
        self._camera = ""
        self._inlet = Inlet(socket_path(data), self, _Sounds(self))

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until *stopping*."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in (self._inlet.run(), self._looking(group), self._telling())]
            await stopping.wait()
            for task in (*tasks, *(self._standing.tasks if self._standing else ())):
                task.cancel()

    def offer(self, stream: str, unit: bytes, at_ns: int, keyframe: bool) -> None:
        """Send a picture out, while the person may be seen."""
        self._camera = stream
        if self._standing is not None and self._is_live(at_ns):
            self._standing.publisher.send_video(unit, at_ns, keyframe)

    def lose(self, stream: str) -> None:
        """Begin anew with a keyframe: whoever watches cannot decode what follows a hole."""
        self._inlet.want_keyframe(stream)

    def hear(self, packet: bytes, at_ns: int) -> None:
        """Send a packet of sound out, while the person may be heard; capture has silenced a muted one."""
        if self._standing is not None and self._is_live(at_ns):
            self._standing.publisher.send_audio(packet, at_ns)

    def _is_live(self, at_ns: int) -> bool:
        ours = self._orders.hearing == self._program.hearing
        return ours and (self._orders.live or self._orders.records_at(at_ns / 1e6))

    async def _looking(self, group: asyncio.TaskGroup) -> None:
        while True:
            try:
                self._orders = read_orders(orders_path(self._data))
                self._program = read_program_orders(program_orders_path(self._data))
            except BadOrders as fault:
                _log.error("%s", fault)
            self._clock.aim(self._orders.clock_offset_ns, steady_offset(self._orders))
            self._obey(group)
            await asyncio.sleep(LOOK_S)

    def _obey(self, group: asyncio.TaskGroup) -> None:
        """Stand for whoever the orders name, and for nobody when they name none."""
        standing, orders = self._standing, self._program
        wanted = (orders.hearing, orders.remotes[0].participant) if orders.hearing and orders.remotes else None
        if standing is not None and wanted != (standing.orders.hearing, standing.participant):
            for task in standing.tasks:
                task.cancel()
            self._standing = None
        if self._standing is None and wanted is not None:
            self._standing = self._stand(group, orders)

    def _stand(self, group: asyncio.TaskGroup, orders: ProgramOrders) -> _Standing:
        token, verify, person = read_token(orders.token_file), orders.ca or True, orders.remotes[0].participant
        publisher = Publisher(
            f"{endpoint(orders, 'whip')}/remote-{person}",
            token,
            video=True,
            audio=True,
            verify=verify,
            on_keyframe=lambda: self._inlet.want_keyframe(self._camera),
            utc_ns=self._clock.now,
        )
        player = Player(
            f"{endpoint(orders, 'whep')}/program-for-{person}", token, verify=verify, utc_ns=self._clock.now
        )
        tasks = group.create_task(publisher.run()), group.create_task(player.run())
        return _Standing(orders, publisher, player, tasks)

    async def _telling(self) -> None:
        path = self._data / "run" / "program-state.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            write_state(path, self._state())
            await asyncio.sleep(STATE_S)

    def _state(self) -> ProgramState:
        standing = self._standing
        if standing is None:
            return ProgramState()
        heard = {
            "state": standing.player.state,
            "frames": standing.player.frames,
            "audio": standing.player.sound_packets,
            "says": standing.player.says,
        }
        person = standing.participant
        return ProgramState(
            publishing={f"remote-{person}": standing.publisher.state},
            playing={person: heard},
            says=standing.publisher.says,
        )


@dataclass(frozen=True)
class _Sounds:
    """What capture's microphones give."""

    streams: FarStreams

    def offer(self, stream: str, packet: bytes, at_ns: int) -> None:
        """Take a packet of the room's one microphone."""
        self.streams.hear(packet, at_ns)


async def _serve(data: Path) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await FarStreams(data, PanelClock()).run(stopping)


def main() -> int:
    """Run the far end's streams until it is told to end."""
    read = argparse.ArgumentParser(prog="courtroom_agent.far_end.streams", description=__doc__)
    read.add_argument("--room", type=Path, required=True, help="the custody room's room file")
    read.add_argument("--data", type=Path, required=True, help="the agent's data folder")
    given = read.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s streams %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(given.data))
    except AgentError as fault:
        _log.error("%s", fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
