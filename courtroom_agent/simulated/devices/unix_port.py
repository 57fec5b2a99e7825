"""The port of a simulated USB camera or GPIO chip: a Unix socket in place of its node, which a driver opens by its path."""

import asyncio
from pathlib import Path

from courtroom_agent.simulated.devices.behaviour import SimulatedDevice
from courtroom_agent.simulated.devices.ports import TcpPort, Way
from courtroom_agent.simulated.devices.wiring import Wiring
from hardware_profiles.courtroom import Transport


class UnixPort(TcpPort):
    """A Unix socket at one path for as long as the device lives; it is no node of the kernel's and plays none."""

    def __init__(self, device: SimulatedDevice | Wiring, path: Path, way: Way = "v4l2") -> None:
        super().__init__(device, way)
        self._path = path

    @property
    def address(self) -> str:
        """The path of the socket; a chip's says that it is simulated, since real ones are named by number."""
        return f"simulated:{self._path}" if self._way == "gpio" else str(self._path)

    @property
    def transport(self) -> Transport:
        """Where the device is."""
        return Transport.model_validate({self._way: self.address})

    async def plug(self) -> None:
        """Bring the port up."""
        if self._server is None:
            self._server = await asyncio.get_running_loop().create_unix_server(self._answer, self._path)

    async def unplug(self) -> None:
        """Take the device away; open lines break and its path is gone."""
        await super().unplug()
        self._path.unlink(missing_ok=True)
