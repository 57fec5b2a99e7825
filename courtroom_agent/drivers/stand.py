"""A value of a property that stands for something else than the device's own command: a camera's view kept as figures."""

from typing import Protocol

from courtroom_agent.drivers.request import Priority


class Stand(Protocol):
    """How such a value is brought about, and whether it is so."""

    async def bring(self, priority: Priority) -> None:
        """Bring it about.

        Raises:
            DeviceError: the device cannot be reached, does not answer, or refuses.
        """
        ...

    async def is_so(self, priority: Priority) -> bool:
        """Ask the device itself whether it is so.

        Raises:
            DeviceError: it cannot be asked now.
        """
        ...
