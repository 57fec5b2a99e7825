"""What can be wrong with a file of this package.

::

    ProfileError              everything below
    ├── FaultsError           a file with faults: all of them, each with its line
    │   ├── RoomError         a courtroom's file
    │   ├── DeviceFileError   a device profile
    │   └── SceneFileError    a book of scenes
    └── WireError             bytes or values that a profile cannot express
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of a file: where it is, what is wrong, and what to do about it."""

    file: str
    line: int
    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        place = f" {self.place}:" if self.place else ""
        return f"{self.file}:{self.line}:{place} {self.fault} {self.remedy}".rstrip()


class ProfileError(Exception):
    """Something about a room or a device profile is wrong."""


class FaultsError(ProfileError):
    """A file cannot be used; ``faults`` holds every fault that was found, in the order of lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class RoomError(FaultsError):
    """A courtroom's file has faults."""


class DeviceFileError(FaultsError):
    """A device profile has faults."""


class SceneFileError(FaultsError):
    """A book of scenes has faults."""


class WireError(ProfileError):
    """A value does not fit a template's field, or a template cannot be compiled."""
