"""What can go wrong with a device.

::

    DeviceError           everything below
    ├── Unreachable       no line to the device now
    ├── Silent            the line is open, but the device does not answer
    ├── Refused           the device answers that it will not
    ├── Unauthorised      the device does not accept our password; trying on would lock it
    └── Superseded        a newer request for the same property took this one's place
"""


class DeviceError(Exception):
    """A device did not do what was asked."""


class Unreachable(DeviceError):
    """There is no line to the device."""


class Silent(DeviceError):
    """The device does not answer."""


class Refused(DeviceError):
    """The device answered with a fault of its profile: its name, what to do, and when to ask again (ms)."""

    def __init__(self, device: str, fault: str, act: str, after_ms: int) -> None:
        super().__init__(f"{device}: the device answers {fault!r}. Look at the device itself.")
        self.fault = fault
        self.act = act
        self.after_ms = after_ms


class Unauthorised(DeviceError):
    """The device does not accept our password."""


class Superseded(DeviceError):
    """A newer request took this one's place."""
