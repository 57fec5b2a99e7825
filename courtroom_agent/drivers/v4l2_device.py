"""One Video4Linux node by its ioctls: what it is, its camera controls, and whether a signal is on its input.

Numbers and structures are those of the kernel's ``linux/videodev2.h`` and ``linux/v4l2-controls.h`` (a test compiles
them and compares). They are the same on every Linux of 64 bits.
"""

import errno
import fcntl
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from courtroom_agent.drivers.errors import Unreachable

QUERYCAP = 0x80685600
ENUMINPUT = 0xC050561A
G_INPUT = 0x80045626
G_CTRL = 0xC008561B
S_CTRL = 0xC008561C
QUERYCTRL = 0xC0445624
QUERY_DV_TIMINGS = 0x80845663
S_DV_TIMINGS = 0xC0845657

CAPABILITY = struct.Struct("=16s32s32sIII3I")
INPUT = struct.Struct("=I32sIIIQII3I4x")
CONTROL = struct.Struct("=Ii")
QUERY = struct.Struct("=II32siiiiI2I")
DV_TIMINGS_SIZE = 132
_DV_SIZE = struct.Struct("=III")
"""The beginning of v4l2_dv_timings: its type, and the width and height of v4l2_bt_timings."""

CAP_VIDEO_CAPTURE = 0x1
CAP_VIDEO_CAPTURE_MPLANE = 0x1000
CAP_DEVICE_CAPS = 0x80000000
FLAG_DISABLED = 0x1
FLAG_READ_ONLY = 0x4
NO_SIGNAL = 0x1 | 0x2 | 0x100
"""V4L2_IN_ST_NO_POWER, _NO_SIGNAL and _NO_H_LOCK."""

CONTROLS = {
    "pan": 0x009A0908,
    "tilt": 0x009A0909,
    "focus": 0x009A090A,
    "autofocus": 0x009A090C,
    "zoom": 0x009A090D,
    "zoom-speed": 0x009A090F,
    "privacy": 0x009A0910,
    "pan-speed": 0x009A0920,
    "tilt-speed": 0x009A0921,
    "light": 0x00980925,
}
"""V4L2_CID_PAN_ABSOLUTE, TILT_ABSOLUTE, FOCUS_ABSOLUTE, FOCUS_AUTO, ZOOM_ABSOLUTE, ZOOM_CONTINUOUS, PRIVACY, PAN_SPEED,
TILT_SPEED and ILLUMINATORS_1."""

Ioctl = Callable[[int, int, bytearray], object]
Signal = Literal["present", "absent", "unknown"]


@dataclass(frozen=True)
class Range:
    """What a control may hold, in its own units: pan and tilt in seconds of arc, the others as the maker counts."""

    low: int
    high: int
    step: int
    is_read_only: bool


class V4l2Device:
    """An open node. Its calls take as long as the device takes: call them in a thread."""

    def __init__(self, name: str, handle: int, ioctl: Ioctl = fcntl.ioctl) -> None:
        self._name = name
        self._handle = handle
        self._ioctl = ioctl

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the node at *path*; others may use it at the same time.

        Raises:
            OSError: there is none, or we may not use it.
        """
        return cls(str(path), os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))

    @property
    def captures(self) -> bool:
        """Whether it gives pictures, rather than data about them.

        Raises:
            OSError: it is no Video4Linux device.
        """
        answer = CAPABILITY.unpack(self._ask(QUERYCAP, bytes(CAPABILITY.size)))
        whole, of_node = answer[4], answer[5]
        capabilities = of_node if whole & CAP_DEVICE_CAPS else whole
        return bool(capabilities & (CAP_VIDEO_CAPTURE | CAP_VIDEO_CAPTURE_MPLANE))

    def range(self, control: str) -> Range | None:
        """What *control* of ``CONTROLS`` may hold, or none where the device has no such control.

        Raises:
            OSError: the device is gone.
        """
        asked = QUERY.pack(CONTROLS[control], 0, b"", 0, 0, 0, 0, 0, 0, 0)
        try:
            answer = QUERY.unpack(self._ask(QUERYCTRL, asked))
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.ENOTTY):
                return None
            raise
        low, high, step, flags = answer[3], answer[4], answer[5], answer[7]
        if flags & FLAG_DISABLED:
            return None
        return Range(low, high, max(1, step), bool(flags & FLAG_READ_ONLY))

    def get(self, control: str) -> int:
        """What *control* holds.

        Raises:
            OSError: it has none, or it is gone.
        """
        return int(CONTROL.unpack(self._ask(G_CTRL, CONTROL.pack(CONTROLS[control], 0)))[1])

    def set(self, control: str, value: int) -> None:
        """Make *control* hold *value*.

        Raises:
            OSError: it has none, it is out of its range, or the device is gone.
        """
        self._ask(S_CTRL, CONTROL.pack(CONTROLS[control], value))

    def signal(self) -> tuple[Signal, tuple[int, int] | None]:
        """Whether a picture is on its input, and its size where the device measures it; USB cameras know neither.

        Raises:
            OSError: the device is gone.
        """
        try:
            timings = self._ask(QUERY_DV_TIMINGS, bytes(DV_TIMINGS_SIZE))
        except OSError as error:
            if error.errno in (errno.ENOLINK, errno.ENOLCK, errno.ERANGE):
                return "absent", None
            if error.errno not in (errno.ENOTTY, errno.EINVAL, errno.ENODATA):
                raise
            return self._input_status(), None
        _, width, height = _DV_SIZE.unpack_from(timings)
        return "present", (width, height)

    def follow(self) -> None:
        """Let the card capture in the format that is on its input now, where it has to be told; nothing may be capturing.

        Raises:
            OSError: there is no signal any more, or the device is gone.
        """
        try:
            self._ask(S_DV_TIMINGS, self._ask(QUERY_DV_TIMINGS, bytes(DV_TIMINGS_SIZE)))
        except OSError as error:
            if error.errno not in (errno.ENOTTY, errno.EINVAL, errno.ENODATA):
                raise

    def _input_status(self) -> Signal:
        """What an input without timings says of itself; most say nothing, which is not the same as a signal."""
        try:
            number = int.from_bytes(self._ask(G_INPUT, bytes(4)), "little")
            status = INPUT.unpack(self._ask(ENUMINPUT, INPUT.pack(number, b"", 0, 0, 0, 0, 0, 0, 0, 0, 0)))[6]
        except OSError as error:
            if error.errno in (errno.ENOTTY, errno.EINVAL):
                return "unknown"
            raise
        return "absent" if status & NO_SIGNAL else "unknown"

    def close(self) -> None:
        """Let go of the node."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, order: int, said: bytes) -> bytes:
        buffer = bytearray(said)
        self._ioctl(self._handle, order, buffer)
        return bytes(buffer)


def open_node(path: str) -> V4l2Device:
    """Open the node at *path* for its controls.

    Raises:
        Unreachable: there is none, or we may not use it.
    """
    try:
        return V4l2Device.open(Path(path))
    except OSError as error:
        raise Unreachable(f"{path}: {error.strerror or error}. Check the USB cable, and our rights to it.") from error
