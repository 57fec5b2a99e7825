"""The port of a simulated USB camera: a Unix socket in place of the camera's node, which a driver opens by its path."""

import asyncio
from pathlib import Path

from courtroom_agent.simulated.devices.behaviour import SimulatedDevice
from courtroom_agent.simulated.devices.ports import TcpPort
from courtroom_agent.simulated.devices.wiring import Wiring
from hardware_profiles.courtroom import Transport


class UnixPort(TcpPort):
    """A Unix socket at one path for as long as the device lives; it is no Video4Linux node and plays none."""

    def __init__(self, device: SimulatedDevice | Wiring, path: Path) -> None:
        super().__init__(device, "v4l2")
        self._path = path

    @property
    def address(self) -> str:
        """The path of the socket."""
        return str(self._path)

    @property
    def transport(self) -> Transport:
        """Where the device is."""
        return Transport(v4l2=self.address)

    async def plug(self) -> None:
        """Bring the port up."""
        if self._server is None:
            self._server = await asyncio.get_running_loop().create_unix_server(self._answer, self.address)

    async def unplug(self) -> None:
        """Take the camera away; open lines break and its path is gone."""
        await super().unplug()
        self._path.unlink(missing_ok=True)
