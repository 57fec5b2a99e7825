"""A stored view in a scene's hands: in place of the number in the camera's memory that the room file calls the same."""

from dataclasses import dataclass

from courtroom_agent.cameras.aim import Look
from courtroom_agent.cameras.moving_camera import MovingCamera
from courtroom_agent.drivers.errors import Silent
from courtroom_agent.drivers.request import Priority


@dataclass(frozen=True)
class StoredView:
    """The view *name* of *camera*: there is where the camera itself says to look."""

    camera: MovingCamera
    look: Look
    name: str

    async def bring(self, priority: Priority) -> None:
        """Send the camera there.

        Raises:
            DeviceError: it does not go there.
        """
        await self.camera.travel(self.look, self.name, priority)

    async def is_so(self, priority: Priority) -> bool:
        """Ask the camera whether it looks there.

        Raises:
            Silent: it does not say.
        """
        if await self.camera.see(priority) is None:
            raise Silent(f"{self.camera.camera.stream}: the camera does not say where it looks. Look at the camera.")
        return self.camera.is_at(self.look)
