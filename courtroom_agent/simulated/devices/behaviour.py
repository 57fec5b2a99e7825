"""What an emulated device is to the port it hangs on."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Reply:
    """Bytes that leave the device *after_s* from now."""

    data: bytes
    after_s: float = 0.0


class Conversation(Protocol):
    """One line to the device, from being opened to being closed."""

    def opened(self) -> list[Reply]:
        """What the device says first."""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """What the device says to *data*, arriving at *now* (s)."""


class Behaviour(Protocol):
    """An emulated device."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
