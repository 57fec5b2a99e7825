"""Cameras and capture cards of this computer, by Video4Linux: only nodes that give pictures, by names that last."""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

from courtroom_agent.discovery.usb import text_of, usb_of
from courtroom_agent.drivers.v4l2_device import V4l2Device
from hardware_profiles.discovered import Discovered

Captures = Callable[[Path], bool]


def cameras(
    system: Path = Path("/sys/class/video4linux"),
    devices: Path = Path("/dev"),
    captures: Captures | None = None,
) -> Iterator[Discovered]:
    """The cameras that *system* lists and whose nodes lie in *devices*; *captures* says whether a node gives pictures.

    One camera has several nodes, of which some carry only data about its pictures: they are left out.
    """
    gives_pictures = captures or _captures
    for entry in sorted(system.iterdir(), key=lambda one: one.name) if system.is_dir() else ():
        node = devices / entry.name
        try:
            if not gives_pictures(node):
                continue
            note = ""
        except OSError as error:
            note = f"打不开 · cannot be opened: {errno.errorcode.get(error.errno or 0, 'error')}"
        usb = usb_of(entry)
        name = _lasting(node, devices)
        yield Discovered(
            key=f"camera:{name}"[:200],
            kind="camera",
            path=f"v4l2:{name}"[:200],
            serial_number=text_of(usb / "serial") if usb else "",
            vendor=text_of(usb / "manufacturer") if usb else "",
            product=text_of(entry / "name"),
            address=f"{node}{f' ({usb.name})' if usb else ''}"[:200],
            note=note,
        )


def _captures(node: Path) -> bool:
    with V4l2Device.open(node) as device:
        return device.captures


def _lasting(node: Path, devices: Path) -> str:
    """The name of *node* by what it is or where it hangs, whichever the system gives."""
    for folder in (devices / "v4l" / "by-id", devices / "v4l" / "by-path"):
        if folder.is_dir():
            for link in sorted(folder.iterdir()):
                if link.resolve() == node.resolve():
                    return str(link)
    return str(node)
