"""The line to a USB camera's controls, spoken to in lines of text, carried out by Video4Linux.

``set pan 3600 tilt 0`` and ``get pan tilt zoom`` are answered by ``pan=3600 tilt=0 …``: what the camera holds, not what it
was told. ``drive pan 1 40 tilt 0 1`` moves by one step of that speed in percent, and only that: whoever wants more says it
again, so that a camera stops when this program or the computer dies. ``stop pan tilt`` keeps them where they are. What a
camera has not is ``absent focus``; what it cannot be is ``range pan -36000 36000``.
"""

import asyncio
import contextlib
import errno
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from courtroom_agent.drivers.errors import DeviceError, Unreachable
from courtroom_agent.drivers.stream_line import StreamLine
from courtroom_agent.drivers.v4l2_device import CONTROLS, V4l2Device, open_node

STEPS = 16
"""So many full steps go from one end of a control to the other."""
_ORDER = re.compile(r"(?P<verb>set|get|drive|stop)(?P<words>(?: [a-z0-9-]{1,12}){1,9})")
_WAITING_MAX = 64


class V4l2Line:
    """The line to one camera; its ioctls run in threads, one after the other."""

    def __init__(self, path: str, device: V4l2Device) -> None:
        self._path = path
        self._device = device
        self._orders: asyncio.Queue[str] = asyncio.Queue(_WAITING_MAX)
        self._said: asyncio.Queue[bytes | DeviceError] = asyncio.Queue(_WAITING_MAX)
        self._task = asyncio.get_running_loop().create_task(self._work(), name=f"controls of {path}")

    async def read(self) -> bytes:
        """Wait for what the camera answers.

        Raises:
            Unreachable: it was pulled out.
        """
        said = await self._said.get()
        if isinstance(said, DeviceError):
            raise said
        return said

    def write(self, data: bytes) -> None:
        """Do what the lines in *data* say.

        Raises:
            Unreachable: the camera is too slow for all that it is told.
        """
        for order in data.decode("ascii", "replace").splitlines():
            try:
                self._orders.put_nowait(order)
            except asyncio.QueueFull:
                raise Unreachable(f"{self._path}: too much waits. Try again.") from None

    def close(self) -> None:
        """Give the camera up."""
        self._task.cancel()

    async def _work(self) -> None:
        try:
            while True:
                order = await self._orders.get()
                try:
                    answer = await asyncio.to_thread(obey, self._device, order)
                except OSError as error:
                    self._said.put_nowait(_gone(self._path, error))
                    return
                with contextlib.suppress(asyncio.QueueFull):  # nobody reads any more
                    self._said.put_nowait(answer.encode() + b"\n")
        finally:
            self._device.close()


def obey(device: V4l2Device, order: str) -> str:
    """Carry one *order* out on *device* and say what it answers.

    Raises:
        OSError: the camera is gone.
    """
    found = _ORDER.fullmatch(order)
    if found is None:
        return "?"
    words = found["words"].split()
    if found["verb"] == "get":
        return _told(device, words)
    if found["verb"] == "stop":
        return _told(device, words) if _told(device, words).startswith("absent") else _stop(device, words)
    size = 2 if found["verb"] == "set" else 3
    names, figures = words[::size], [word for at, word in enumerate(words) if at % size]
    if len(words) % size or not all(map(_is_figure, figures)):
        return "?"
    if found["verb"] == "set":
        wanted = dict(zip(names, map(int, figures), strict=True))
    else:
        ways, percents = map(int, figures[::2]), map(int, figures[1::2])
        wanted = dict(_stepped(device, zip(names, ways, percents, strict=True)))
    return _set(device, wanted) or _told(device, names)


def _stop(device: V4l2Device, names: list[str]) -> str:
    return _set(device, {name: device.get(name) for name in names}) or _told(device, names)


def _set(device: V4l2Device, wanted: dict[str, int]) -> str:
    """Make the controls what is *wanted*, or say why not; nothing is set when one cannot be."""
    for name, value in wanted.items():
        limits = device.range(name) if name in CONTROLS else None
        if limits is None:
            return f"absent {name}"
        if limits.is_read_only or not limits.low <= value <= limits.high:
            return f"range {name} {limits.low} {limits.high}"
    for name, value in wanted.items():
        device.set(name, value)
    return ""


def _told(device: V4l2Device, names: list[str]) -> str:
    for name in names:
        if name not in CONTROLS or device.range(name) is None:
            return f"absent {name}"
    return " ".join(f"{name}={device.get(name)}" for name in names)


def _stepped(device: V4l2Device, parts: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int]]:
    """Where each control stands after one step its way, at the end when it is there."""
    for name, way, percent in parts:
        limits = device.range(name) if name in CONTROLS else None
        if limits is None:
            yield name, 0  # it is told to be absent when it is set
            continue
        far = max(limits.step, (limits.high - limits.low) * percent // (100 * STEPS))
        stepped = device.get(name) + way * (far - far % limits.step)
        yield name, max(limits.low, min(limits.high, stepped))


def _is_figure(word: str) -> bool:
    return word.removeprefix("-").isdecimal() and len(word) < 12  # noqa: PLR2004 - 32 bits with a sign


def _gone(path: str, error: OSError) -> Unreachable:
    why = "it was pulled out" if error.errno in (errno.ENODEV, errno.EIO) else error.strerror or str(error)
    return Unreachable(f"{path}: {why}. Check the USB cable.")


@dataclass(frozen=True)
class V4l2Opener:
    """Opens the camera at *path*; a socket there is a simulated camera that reads the same orders."""

    path: str

    async def is_there(self) -> bool:
        """Whether the camera is plugged in."""
        return await asyncio.to_thread(Path(self.path).exists)

    async def __call__(self) -> V4l2Line | StreamLine:
        """Open the camera.

        Raises:
            Unreachable: there is none, or we may not use it.
        """
        if await asyncio.to_thread(_is_socket, self.path):
            try:
                return StreamLine(*await asyncio.open_unix_connection(self.path))
            except OSError as error:
                raise Unreachable(f"{self.path}: {error.strerror or error}. Is the simulator running?") from error
        return V4l2Line(self.path, await asyncio.to_thread(open_node, self.path))


def _is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(Path(path).stat().st_mode)
    except OSError:
        return False
