"""An adapter that is pulled out and put back is used again at once, by whatever name the system gives it then."""

import asyncio
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest

from courtroom_agent.drivers import bus as bus_module
from courtroom_agent.drivers.bus import Bus
from courtroom_agent.drivers.driver import Driver
from courtroom_agent.drivers.line import opener_for
from courtroom_agent.drivers.plugs import Plugs
from hardware_profiles.courtroom import Device, Transport
from hardware_profiles.profiles import load_profile, shipped_profiles
from tests.courtroom_agent.bare_line import BareLine
from tests.courtroom_agent.turning_head import TurningHead

UEVENT = Path("/sys/class/tty/ttyS0/uevent")


class Netlink:
    """Plays the kernel's socket: an event is a datagram."""

    def __init__(self) -> None:
        self.kernel, self._ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ours.setblocking(False)
        self.is_flooded = False

    def fileno(self) -> int:
        return self._ours.fileno()

    def poll(self, timeout: float) -> bytes | None:
        assert timeout == 0
        if self.is_flooded:
            self.is_flooded = False
            self._ours.recv(100)
            raise OSError(105, "No buffer space available")
        try:
            return self._ours.recv(100)
        except BlockingIOError:
            return None

    def close(self) -> None:
        self.kernel.close()
        self._ours.close()


def camera_at(line: BareLine, plugs: Plugs) -> Driver:
    """The driver of a camera on a real serial port."""
    profile = load_profile(shipped_profiles()["sony.visca-serial"])
    device = Device.model_validate(
        {
            "name": "camera",
            "label": {"zh": "摄像机", "en": "Camera"},
            "profile": "sony.visca-serial",
            "transport": {"serial": str(line.path)},
        }
    )
    opener = opener_for(Transport(serial=str(line.path)), profile.spec.lines)
    return Driver(device, profile, [], Bus(opener, plugs=plugs), lambda: 0)


def test_a_plug_is_noticed_at_once_by_the_kernels_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking would take minutes here; the event takes none, and the camera answers as soon as it is there."""
    monkeypatch.setattr(bus_module, "LOOK_S", 600.0)
    monkeypatch.setattr(bus_module, "BACKOFF_S", (600.0, 600.0))

    async def run() -> None:
        netlink, plugs = Netlink(), Plugs()
        with tempfile.TemporaryDirectory(prefix="c-") as folder, plugs.listening(lambda: netlink):
            line = BareLine(Path(folder) / "camera")
            TurningHead().heard_on(line)
            driver = camera_at(line, plugs)
            bus = asyncio.create_task(driver.station._bus.run())
            assert plugs.is_told
            async with asyncio.timeout(60):
                while not plugs._waiting:
                    await asyncio.sleep(0.02)  # it has found nothing, and waits
                netlink.kernel.send(b"remove@/devices/another")
                while not plugs.seen:
                    await asyncio.sleep(0.02)
                assert not driver.station.opened.is_set()
                line.plug()
                netlink.is_flooded = True  # one event of many that were lost
                netlink.kernel.send(b"add@/devices/camera")
                await driver.station.opened.wait()
            bus.cancel()
            await asyncio.gather(bus, return_exceptions=True)
            line.unplug()
        netlink.close()
        assert not plugs.is_told

    asyncio.run(run())


def no_library() -> Any:
    """This system has no pyudev."""
    raise ImportError("No module named 'pyudev'")


def test_without_the_kernels_events_ports_are_looked_at() -> None:
    """A system without udev's library finds the adapter all the same, half a second later."""

    async def run() -> None:
        plugs = Plugs()
        with tempfile.TemporaryDirectory(prefix="c-") as folder, plugs.listening(no_library):
            assert not plugs.is_told
            line = BareLine(Path(folder) / "camera")
            TurningHead().heard_on(line)
            driver = camera_at(line, plugs)
            bus = asyncio.create_task(driver.station._bus.run())
            await asyncio.sleep(0.1)
            line.plug()
            async with asyncio.timeout(60):
                await driver.station.opened.wait()
            bus.cancel()
            await asyncio.gather(bus, return_exceptions=True)
            line.unplug()

    asyncio.run(run())


def test_the_real_kernels_events_are_heard_where_they_may_be() -> None:
    """With pyudev and a kernel that lets us make an event, it arrives; else the monitor says that there are none."""

    async def run() -> None:
        plugs = Plugs()
        with plugs.listening():
            try:
                await asyncio.to_thread(UEVENT.write_text, "change")
            except OSError:
                return  # only the kernel itself may make one here
            async with asyncio.timeout(30):
                while plugs.is_told and not plugs.seen:
                    await plugs.wait(5)

    asyncio.run(run())
