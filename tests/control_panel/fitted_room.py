"""A courtroom that can be fitted: the real desk of its agent, real drivers and simulated devices, on a real link."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from control_panel.rooms import RoomDescription
from courtroom_agent.devices import Devices
from courtroom_agent.fitting.desk import FittingDesk
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.discovered import Discovered, Discovery
from hardware_profiles.rooms import load_room
from hearing.facts import HearingState
from hearing.link import Handler, Link
from tests.control_panel.serving import Court, until

ROOMS = Path(__file__).parents[2] / "hardware_profiles/courtrooms"
PLUGGED = Discovered(
    key="serial:usb-serial:A10K", kind="serial", path="usb-serial:A10K", serial_number="A10K", vendor="FTDI",
    product="FT232R USB UART", address="/dev/ttyUSB0",
)  # fmt: skip
"""What is plugged into the courtroom's computer, which no test machine has."""


class _Agent(Handler):
    """The part of an agent that answers whoever fits its room."""

    def __init__(self, desk: FittingDesk) -> None:
        self._desk = desk

    async def on_request(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer as the control process does."""
        return await self._desk.ask(body) if op == "fitting" else await super().on_request(op, body)


async def _plugged(room: str) -> Discovery:
    return Discovery(room=room, found=(PLUGGED,))


@contextlib.asynccontextmanager
async def fitted_room(
    here: Court, file: Path, hearing: Callable[[], HearingState | None] = lambda: None
) -> AsyncIterator[Courtroom]:
    """Enrol the room of *file* and keep its agent's desk on the link until left."""
    room = load_room(file)
    seats = tuple({"id": seat.id, "label": seat.label.zh} for seat in room.seats)
    described = {"room": room.courtroom, "room_name": room.name.zh, "seats": seats}
    await here.panel.rooms.put(RoomDescription.model_validate(described))
    token = await here.panel.tokens.issue("agent", f"agent:{room.courtroom}", alone=True)
    async with (
        Devices.open(room, now=here.panel.now_ms) as devices,
        Link(here.url, token, kind="agent", name=room.courtroom) as link,
    ):
        desk = FittingDesk(room, file, devices, hearing, _plugged)
        link.detail = {"fitted": desk.digest}
        running = [asyncio.create_task(desk.run()), asyncio.create_task(link.run(_Agent(desk)))]
        await until(lambda: here.panel.links.agent_of(room.courtroom) is not None, 30)
        try:
            yield room
        finally:
            for task in running:
                if not task.cancelling():  # else it is on its way out: a second time would cut that short
                    task.cancel()
            await asyncio.wait(running)
