"""The stopper: a small process beside the agent that stops what the agent left moving when it died.

The agent hands it a will (``will.py``) before each movement and takes it back once the device stands still. The socket
between both ends with the agent, however that came about; what is still held then is said on lines of the stopper's own,
and the stopper ends. It takes no lock on a port, binds no port that devices answer to, and lets a line go within a second:
the agent that comes next finds everything free. It imports only what a bare interpreter has.
"""

import contextlib
import fcntl
import os
import select
import socket
import struct
import sys
import termios
import threading
import time
from collections.abc import Sequence

from courtroom_agent.drivers.will import Way, Will, read_will

ROUNDS_S = (0.0, 0.1, 0.3, 0.6, 0.9)
"""When the stops are said and said again, from the opening of the line on: nobody listens to answers."""
GIVEN_UP_S = 5.0
"""So long after the agent's death a line that cannot be opened is tried; the next agent stops what is left."""
_AGAIN_S = 0.02
_LEAST_GAP_S = 0.005
_CONNECT_S = 1.0
_MESSAGE_MAX = 1 << 16


class SerialPort:
    """A serial port, opened beside whoever else may have it open."""

    def __init__(self, way: Way) -> None:
        self._number = os.open(way.at, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            self._set(way)
        except termios.error as error:
            self.close()
            raise OSError(*error.args) from error

    def say(self, frame: bytes) -> None:
        """Put *frame* on the line."""
        while frame:
            try:
                frame = frame[os.write(self._number, frame) :]
            except BlockingIOError:
                time.sleep(_AGAIN_S)

    def hear(self) -> None:
        """Throw away what was answered."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._number, _MESSAGE_MAX)

    def close(self) -> None:
        """Give the port up."""
        os.close(self._number)

    def _set(self, way: Way) -> None:
        speed = getattr(termios, f"B{way.baud}")
        flags = termios.CREAD | termios.CLOCAL | (termios.CS7 if way.bits == 7 else termios.CS8)  # noqa: PLR2004 - bits
        flags |= {"N": 0, "E": termios.PARENB, "O": termios.PARENB | termios.PARODD}[way.parity]
        flags |= termios.CSTOPB if way.stop == 2 else 0  # noqa: PLR2004 - bits
        characters = termios.tcgetattr(self._number)[6]
        termios.tcsetattr(self._number, termios.TCSANOW, [0, 0, flags, 0, speed, speed, characters])
        if not way.dtr:
            with contextlib.suppress(OSError):  # a line without control wires
                fcntl.ioctl(self._number, termios.TIOCMBIC, struct.pack("I", termios.TIOCM_DTR))


class NetworkSocket:
    """A TCP or telnet connection, or datagrams from a port of our own."""

    def __init__(self, way: Way) -> None:
        host, _, port = way.at.rpartition(":")
        self._doubled = way.kind == "telnet"
        if way.kind == "udp":
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.connect((host, int(port)))
        else:
            self._socket = socket.create_connection((host, int(port)), _CONNECT_S)

    def say(self, frame: bytes) -> None:
        """Send *frame*; on telnet a byte FF is doubled."""
        self._socket.sendall(frame.replace(b"\xff", b"\xff\xff") if self._doubled else frame)

    def hear(self) -> None:
        """Throw away what was answered.

        Raises:
            OSError: the other end has hung up.
        """
        if select.select([self._socket], [], [], 0)[0] and not self._socket.recv(_MESSAGE_MAX):
            raise ConnectionResetError

    def close(self) -> None:
        """Give the connection up."""
        self._socket.close()


def hear_out(agent: socket.socket) -> list[Will]:
    """Take wills and take them back until the agent is gone; give those that are left."""
    held: dict[str, Will] = {}
    with contextlib.suppress(ConnectionError):
        while message := agent.recv(_MESSAGE_MAX):
            will = read_will(message)
            held[will.device] = will
    return [will for will in held.values() if will.frames and will.way is not None]


def execute(way: Way, wills: Sequence[Will], died_s: float) -> None:
    """Say what *wills* say on the line to which *way* leads; *died_s* is when the agent died, by the monotonic clock."""
    names = ", ".join(will.device for will in wills)
    while time.monotonic() - died_s < GIVEN_UP_S:
        try:
            line = SerialPort(way) if way.kind == "serial" else NetworkSocket(way)
        except OSError:
            time.sleep(_AGAIN_S)
            continue
        try:
            _say(line, wills)
        except OSError:
            time.sleep(_AGAIN_S)
        else:
            _log(f"the agent is gone; {names} told to stop")
            return
        finally:
            line.close()
    _log(f"the agent is gone; {names} cannot be reached at {way.at}")


def _say(line: SerialPort | NetworkSocket, wills: Sequence[Will]) -> None:
    began_s = time.monotonic()
    for after_s in ROUNDS_S:
        time.sleep(max(0.0, began_s + after_s - time.monotonic()))
        for will in wills:
            for frame in will.frames:
                line.say(frame)
                time.sleep(max(will.gap_s, _LEAST_GAP_S))
        line.hear()


def _log(words: str) -> None:
    with contextlib.suppress(OSError):
        os.write(2, f"stopper: {words}\n".encode())


def main() -> int:
    """Wait for the end of the agent that holds the other end of standard input, deaf to signals: so it was started."""
    agent = socket.socket(fileno=0)
    lines: dict[Way, list[Will]] = {}
    for will in hear_out(agent):
        if will.way is not None:
            lines.setdefault(will.way, []).append(will)
    died_s = time.monotonic()
    threads = [threading.Thread(target=execute, args=(*line, died_s), daemon=True) for line in lines.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, died_s + GIVEN_UP_S + 2 * ROUNDS_S[-1] - time.monotonic()))
    os._exit(0)  # a port that takes nothing holds nobody


if __name__ == "__main__":
    sys.exit(main())
