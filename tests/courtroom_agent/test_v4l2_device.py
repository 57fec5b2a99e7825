"""A camera's controls and a capture card's signal go by the kernel's own numbers and structures."""

import errno
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from courtroom_agent.drivers import v4l2_device as v4l2
from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.drivers.v4l2_device import V4l2Device, open_node

HEADER = Path("/usr/include/linux/videodev2.h")
PRINTER = r"""
#include <stdio.h>
#include <stddef.h>
#include <linux/videodev2.h>
#define SAY(x) printf("%llu\n", (unsigned long long)(x))
int main(void) {
  SAY(VIDIOC_QUERYCAP); SAY(VIDIOC_ENUMINPUT); SAY(VIDIOC_G_INPUT); SAY(VIDIOC_G_CTRL); SAY(VIDIOC_S_CTRL);
  SAY(VIDIOC_QUERYCTRL); SAY(VIDIOC_QUERY_DV_TIMINGS); SAY(VIDIOC_S_DV_TIMINGS);
  SAY(sizeof(struct v4l2_capability)); SAY(sizeof(struct v4l2_input)); SAY(sizeof(struct v4l2_control));
  SAY(sizeof(struct v4l2_queryctrl)); SAY(sizeof(struct v4l2_dv_timings));
  SAY(V4L2_CID_PAN_ABSOLUTE); SAY(V4L2_CID_TILT_ABSOLUTE); SAY(V4L2_CID_FOCUS_ABSOLUTE); SAY(V4L2_CID_FOCUS_AUTO);
  SAY(V4L2_CID_ZOOM_ABSOLUTE); SAY(V4L2_CID_ZOOM_CONTINUOUS); SAY(V4L2_CID_PRIVACY); SAY(V4L2_CID_PAN_SPEED);
  SAY(V4L2_CID_TILT_SPEED); SAY(V4L2_CID_ILLUMINATORS_1);
  SAY(offsetof(struct v4l2_input, status)); SAY(offsetof(struct v4l2_queryctrl, flags));
  SAY(offsetof(struct v4l2_capability, device_caps)); SAY(offsetof(struct v4l2_dv_timings, bt.width));
  SAY(V4L2_IN_ST_NO_POWER | V4L2_IN_ST_NO_SIGNAL | V4L2_IN_ST_NO_H_LOCK);
  return 0;
}
"""
SPELT = [
    0x80685600, 0xC050561A, 0x80045626, 0xC008561B, 0xC008561C, 0xC0445624, 0x80845663, 0xC0845657,
    104, 80, 8, 68, 132,
    0x009A0908, 0x009A0909, 0x009A090A, 0x009A090C, 0x009A090D, 0x009A090F, 0x009A0910, 0x009A0920, 0x009A0921,
    0x00980925,
    56, 56, 88, 4, 0x103,
]  # fmt: skip
"""What PRINTER printed when it was compiled against the headers of Linux 6.1."""


def said() -> list[int]:
    """The module's own numbers, in PRINTER's order."""
    names = (
        "pan", "tilt", "focus", "autofocus", "zoom", "zoom-speed", "privacy", "pan-speed", "tilt-speed", "light",
    )  # fmt: skip
    orders = (v4l2.QUERYCAP, v4l2.ENUMINPUT, v4l2.G_INPUT, v4l2.G_CTRL, v4l2.S_CTRL, v4l2.QUERYCTRL)
    sizes = (v4l2.CAPABILITY.size, v4l2.INPUT.size, v4l2.CONTROL.size, v4l2.QUERY.size, v4l2.DV_TIMINGS_SIZE)
    places = (struct.calcsize("=I32sIIIQ"), struct.calcsize("=II32siiii"), struct.calcsize("=16s32s32sII"), 4)
    return [
        *orders,
        v4l2.QUERY_DV_TIMINGS,
        v4l2.S_DV_TIMINGS,
        *sizes,
        *(v4l2.CONTROLS[name] for name in names),
        *places,
        v4l2.NO_SIGNAL,
    ]


def test_numbers_and_structures_are_the_kernels(tmp_path: Path) -> None:
    """They agree with what was printed by the kernel's headers, and with these headers themselves where they are here."""
    assert said() == SPELT
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is not None and HEADER.is_file():
        source, program = tmp_path / "say.c", tmp_path / "say"
        source.write_text(PRINTER)
        subprocess.run([compiler, "-o", str(program), str(source)], check=True, timeout=60)
        printed = subprocess.run([str(program)], check=True, capture_output=True, text=True, timeout=60).stdout
        assert [int(line) for line in printed.split()] == SPELT


class Kernel:
    """Plays the kernel's side of the ioctls, byte by byte, for one camera."""

    def __init__(self) -> None:
        self.values = {0x009A0908: -3600, 0x009A090D: 100}
        self.caps = (0x84A00001, 0x04200001)
        self.timings: bytes | int = errno.ENOTTY
        self.input_status: int | None = None
        self.taken = b""

    def __call__(self, handle: int, order: int, buffer: bytearray) -> int:
        answers: dict[int, Callable[[bytearray], None]] = {
            0x80685600: self._capability,
            0xC0445624: self._query,
            0xC008561B: self._get,
            0xC008561C: self._set,
            0x80845663: self._timings,
            0xC0845657: self._take_timings,
            0x80045626: self._number,
            0xC050561A: self._input,
        }
        answers[order](buffer)
        return 0

    def _capability(self, buffer: bytearray) -> None:
        buffer[84:92] = struct.pack("<II", *self.caps)

    def _query(self, buffer: bytearray) -> None:
        control = int.from_bytes(buffer[0:4], "little")
        if control not in self.values:
            raise OSError(errno.EINVAL, "Invalid argument")
        buffer[40:60] = struct.pack("<iiiiI", -36000, 36000, 3600, 0, 0)

    def _get(self, buffer: bytearray) -> None:
        buffer[4:8] = struct.pack("<i", self.values[int.from_bytes(buffer[0:4], "little")])

    def _set(self, buffer: bytearray) -> None:
        self.values[int.from_bytes(buffer[0:4], "little")] = struct.unpack("<i", buffer[4:8])[0]

    def _timings(self, buffer: bytearray) -> None:
        if isinstance(self.timings, int):
            raise OSError(self.timings, "no timings")
        buffer[: len(self.timings)] = self.timings

    def _take_timings(self, buffer: bytearray) -> None:
        self.taken = bytes(buffer)

    def _number(self, buffer: bytearray) -> None:
        if self.input_status is None:
            raise OSError(errno.ENOTTY, "no inputs")
        buffer[0:4] = bytes(4)

    def _input(self, buffer: bytearray) -> None:
        buffer[56:60] = struct.pack("<I", self.input_status or 0)


def test_a_camera_is_asked_and_told_in_the_kernels_bytes() -> None:
    """Range, value and change of a control, below zero too; a control that is not there is none."""
    kernel = Kernel()
    camera = V4l2Device("camera", -1, kernel)
    assert camera.captures
    assert camera.range("pan") == v4l2.Range(-36000, 36000, 3600, is_read_only=False)
    assert camera.get("pan") == -3600
    camera.set("pan", -7200)
    assert kernel.values[0x009A0908] == -7200
    assert camera.range("focus") is None


def test_a_node_of_data_gives_no_pictures() -> None:
    """The whole device captures video, this node of it carries metadata."""
    kernel = Kernel()
    kernel.caps = (0x84A00001, 0x04A00000)
    assert not V4l2Device("camera", -1, kernel).captures


@pytest.mark.parametrize(
    ("timings", "status", "says"),
    [
        (struct.pack("<III", 0, 1920, 1080), None, ("present", (1920, 1080))),
        (errno.ENOLINK, None, ("absent", None)),
        (errno.ENOLCK, None, ("absent", None)),
        (errno.ERANGE, None, ("absent", None)),
        (errno.ENOTTY, None, ("unknown", None)),
        (errno.ENOTTY, 0x2, ("absent", None)),
        (errno.ENOTTY, 0, ("unknown", None)),
    ],
)
def test_a_capture_card_says_whether_there_is_a_signal(
    timings: bytes | int, status: int | None, says: tuple[str, tuple[int, int] | None]
) -> None:
    """No link and no lock are no signal; a device that cannot say is never taken for one that has a picture."""
    kernel = Kernel()
    kernel.timings, kernel.input_status = timings, status
    assert V4l2Device("card", -1, kernel).signal() == says


def test_a_card_is_told_to_capture_what_is_on_its_input() -> None:
    """It is given the timings that it measured; a camera that has none needs no telling."""
    kernel = Kernel()
    card = V4l2Device("card", -1, kernel)
    card.follow()
    assert kernel.taken == b""
    kernel.timings = struct.pack("<III", 0, 1280, 720)
    card.follow()
    assert kernel.taken[:12] == kernel.timings
    kernel.timings = errno.ENOLINK
    with pytest.raises(OSError, match="no timings"):
        card.follow()


def test_a_camera_that_was_pulled_out_is_an_error() -> None:
    """It is not taken for a camera without a signal."""
    kernel = Kernel()
    kernel.timings = errno.ENODEV
    with pytest.raises(OSError, match="no timings"):
        V4l2Device("card", -1, kernel).signal()


def test_a_camera_that_is_not_there_is_said_with_the_remedy(tmp_path: Path) -> None:
    """Neither a path that is missing nor a file that is no camera ends in anything but words."""
    with pytest.raises(Unreachable, match="Check the USB cable"):
        open_node(str(tmp_path / "video9"))
    (tmp_path / "file").touch()
    with open_node(str(tmp_path / "file")) as device, pytest.raises(OSError, match="ioctl"):
        _ = device.captures
