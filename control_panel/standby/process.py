"""The standby panel's process on a courtroom PC: ``python -m control_panel.standby.process``, started by the agent.

A whole panel with a database of its own, which may write nothing until the room has a hearing. It tells the agent's
control process by ``run/standby.json`` whether it has one, and where.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import signal
import socket
import sys
from pathlib import Path

import uvloop

from control_panel.errors import StartError
from control_panel.panel import make_panel
from control_panel.rooms import RoomDescription
from control_panel.server import serving
from control_panel.settings import Settings
from control_panel.standby.following import Following
from control_panel.standby.forgetting import forget_shredded
from control_panel.standby.room_panel import RoomPanel
from control_panel.standby.room_people import RoomPeople
from control_panel.standby.server_clock import ServerClock
from control_panel.tls import local_addresses
from courtroom_agent.enrolment import described
from courtroom_agent.standby_notice import StandbyNotice, write_notice
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.rooms import load_room

_log = logging.getLogger("standby")


class StandbyProcess:
    """One room's standby panel and its line to the server."""

    def __init__(self, said: argparse.Namespace, plain: socket.socket, secure: socket.socket) -> None:
        self._said = said
        self._plain, self._secure = plain, secure
        room = load_room(said.room)
        self._described = RoomDescription.model_validate(described(room))
        clock = ServerClock()
        self.panel = make_panel(self._settings(room), clock.now_ns)
        people = RoomPeople(self.panel.database)
        self._room = RoomPanel(room.courtroom, self.panel.tenures, self.panel.hearings, people, clock, self._tell)
        self.panel.hearings.writer = self._room
        self.panel.bench.is_away = True
        self._token_file = said.data / "token"

    @property
    def _origin(self) -> str:
        host, port = self._secure.getsockname()[:2]
        name = local_addresses()[0] if host in ("0.0.0.0", "::") else host  # noqa: S104
        return f"https://{name}:{port}"

    def _settings(self, room: Courtroom) -> Settings:
        data = self._said.data / "standby"
        return Settings(data, origin=self._origin, alone=room.courtroom, court=room.court.zh)

    @property
    def _local(self) -> str:
        return f"http://127.0.0.1:{self._plain.getsockname()[1]}"

    def _tell(self, has_any: bool) -> None:
        """Tell the agent where to go, and send pages of a hearing that went back to the server."""
        write_notice(self._said.data, StandbyNotice(url=self._local, has_hearing=has_any))
        if not has_any:
            for hearing in self.panel.tenures.all:
                for page in self.panel.audience.pages(hearing):
                    page.end("handed-back", f"{self._room.server_url}/panel?hearing={hearing}")

    async def run(self) -> None:
        """Serve, follow and take over until SIGTERM or SIGINT."""
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        if not await self._enrolled(stop):
            return
        async with serving(self.panel, self._plain, self._secure):
            await self._make_known()
            async with asyncio.TaskGroup() as tasks:
                token = self._token_file.read_text().strip()
                following = Following(self._room, self.panel.hearings, self._said.join, token, self._said.ca)
                following.origin = self._origin
                forgetting = forget_shredded(self.panel, self._said.data)
                kept = [tasks.create_task(one) for one in (self._room.look_after(), following.run(stop), forgetting)]
                await stop.wait()
                await asyncio.wait([kept[1]], timeout=2)
                for task in kept:
                    task.cancel()

    async def _enrolled(self, stop: asyncio.Event) -> bool:
        """Wait until the agent has its token; false when told to end before."""
        while not self._token_file.exists():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    await stop.wait()
                    return False
        return True

    async def _make_known(self) -> None:
        await self.panel.register({"service:operator": self.panel.settings.secrets / "operator.token"})
        await self.panel.tokens.register(self._token_file, f"agent:{self._described.room}", kind="agent")
        await self.panel.rooms.put(self._described)
        addresses = {"http": self._local, "https": self._origin}
        run = self.panel.settings.run
        run.mkdir(parents=True, exist_ok=True)
        (run / "panel.json").write_text(json.dumps(addresses))


def _listen(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), backlog=256)


def main(arguments: list[str]) -> int:
    """Run the process as the agent says."""
    parser = argparse.ArgumentParser(prog="python -m control_panel.standby.process", description=__doc__)
    parser.add_argument("--room", type=Path, required=True, help="the courtroom's room file")
    parser.add_argument("--data", type=Path, required=True, help="the agent's data folder")
    parser.add_argument("--join", required=True, metavar="URL", help="address of the court's server")
    parser.add_argument("--ca", help="file of the CA that signed the server's certificate")
    parser.add_argument("--host", default="0.0.0.0", help="address that the standby panel listens on")  # noqa: S104
    parser.add_argument("--port", type=int, default=8444, help="port of its pages; 0 chooses one")
    said = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    try:
        uvloop.run(StandbyProcess(said, _listen("127.0.0.1", 0), _listen(said.host, said.port)).run())
    except (StartError, OSError) as fault:
        print(f"{said.data}: {fault}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
