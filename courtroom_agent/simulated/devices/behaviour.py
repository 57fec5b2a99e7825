"""What a simulated device is to the port it hangs on: conversations that answer, and notices that nobody asked for."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field


class CannotTouch(ValueError):
    """This device has no such key; the message says which it has."""


@dataclass(frozen=True)
class Reply:
    """Bytes that leave the device *after_s* from now, in seconds of its own time; no bytes at all: it hangs up."""

    data: bytes
    after_s: float = 0.0
    holds: Callable[[], bool] | None = field(default=None, compare=False)
    """Asked when the time has come: whether this is still to be said."""


@dataclass(frozen=True)
class Notice:
    """Something that happened at the device: ``what`` for those who asked to be told, ``data`` for every open line."""

    what: str
    data: bytes = b""


class Conversation(ABC):
    """One line to a device, from being opened to being closed. Decides; the port acts. Times are seconds."""

    def opened(self) -> list[Reply]:
        """What the device says first."""
        return []

    @abstractmethod
    def received(self, data: bytes, now: float) -> list[Reply]:
        """What the device says to *data*, arriving at *now*."""

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """What this line is told of *notice*; *own* when it was this line that caused it."""
        return [] if own or not notice.data else [Reply(notice.data)]

    def due(self) -> float | None:
        """When this line wants to speak by itself next."""
        return None

    def rang(self, now: float) -> list[Reply]:
        """What this line says by itself, its time having come."""
        return []


@dataclass
class SimulatedDevice(ABC):
    """A device that is not there: its state, its physics and what happened to it since it was last looked at."""

    is_cut: bool = field(default=False, kw_only=True, repr=False)
    """Whether its plug is pulled while others on the same line go on."""
    notices: list[Notice] = field(default_factory=list, kw_only=True, repr=False)

    @abstractmethod
    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""

    def converse_by(self, way: str) -> Conversation:
        """Begin a conversation on a new line of this kind: ``serial``, ``tcp``, ``telnet``, ``udp``, ``http``."""
        return self.converse()

    def touched(self, words: list[str], now: float) -> None:
        """Somebody presses the device's own keys: what, and with which figures.

        Raises:
            CannotTouch: there is no such key.
        """
        raise CannotTouch("It has no keys.")

    def due(self) -> float | None:
        """When something happens at the device by itself next, such as a lamp having warmed up."""
        return None

    def rang(self, now: float) -> None:  # noqa: B027 - to most devices nothing happens by itself
        """Let happen what was due."""

    def lost_mains(self, now: float) -> None:  # noqa: B027 - most devices forget nothing
        """The mains were off and are back: what the device forgets and how it comes up."""

    def state(self, now: float) -> dict[str, object]:
        """What an onlooker sees at *now*, in words and figures that JSON can carry."""
        return {}

    def notice(self, what: str, data: bytes = b"") -> None:
        """Tell the open lines that something happened."""
        self.notices.append(Notice(what, data))

    def take_notices(self) -> list[Notice]:
        """What happened since the last time this was asked."""
        taken, self.notices = self.notices, []
        return taken
