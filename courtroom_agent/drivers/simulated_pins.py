"""The pins of a simulated chip, reached by a Unix socket in place of the chip's device file; it says that it is none.

``take 17 low courtroom`` takes a pin, active at its low level, under a name; ``get 17`` and ``drive 17 1`` speak of active
and not. It answers ``ok``, ``ok 1`` or ``error 16``, the system's own number of what is wrong.
"""

import errno
import os
import socket

SIMULATED = "simulated:"
"""What comes before the socket's path in a room file."""
_PATIENCE_S = 5.0


class SimulatedPins:
    """The pins of the simulated chip behind the socket at *path*; speaks and waits, so it is used from a thread."""

    def __init__(self, path: str, consumer: str) -> None:
        """Open it.

        Raises:
            OSError: nothing is simulated there.
        """
        self._consumer = consumer
        self._taken: set[int] = set()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_PATIENCE_S)
        try:
            self._socket.connect(path)
        except OSError:
            self._socket.close()
            raise
        self._held = b""

    def read(self, pin: int, *, active_low: bool) -> bool:
        """Whether the pin is active."""
        self._take(pin, active_low)
        return self._ask(f"get {pin}") == "1"

    def drive(self, pin: int, value: bool, *, active_low: bool) -> None:
        """Make the pin an output and drive it."""
        self._take(pin, active_low)
        self._ask(f"drive {pin} {int(value)}")

    def release(self) -> None:
        """Give all pins up."""
        self._socket.close()

    def _take(self, pin: int, active_low: bool) -> None:
        if pin not in self._taken:
            self._ask(f"take {pin} {'low' if active_low else 'high'} {self._consumer}")
            self._taken.add(pin)

    def _ask(self, order: str) -> str:
        self._socket.sendall(order.encode() + b"\n")
        while b"\n" not in self._held:
            said = self._socket.recv(256)
            if not said:
                raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
            self._held += said
        line, self._held = self._held.split(b"\n", 1)
        verdict, _, value = line.decode("ascii", "replace").partition(" ")
        if verdict != "ok":
            number = int(value) if value.isdecimal() else errno.EPROTO
            raise OSError(number, os.strerror(number))
        return value
