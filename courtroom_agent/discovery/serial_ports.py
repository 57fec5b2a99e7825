"""Serial ports of this computer, named so that the name still holds when the system counts them otherwise."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from serial.tools.list_ports_common import ListPortInfo

from courtroom_agent.drivers.serial_line import BY_NUMBER, BY_PLACE, place_of
from hardware_profiles.discovered import Discovered

_UNNAMED = "没有序列号，按所插 USB 口命名；换口即失效 · no serial number: named by its USB socket, keep it there"
_FIXED = "主板自带串口 · a port of the board itself"


def serial_ports(ports: Iterable[ListPortInfo], by_path: Path = Path("/dev/serial/by-path")) -> Iterator[Discovered]:
    """What hangs on serial ports; *by_path* is where the system names them by their place.

    Two adapters with one serial number, as cheap ones have, are told apart by their sockets.
    """
    known = list(ports)
    numbers = Counter(port.serial_number for port in known if port.serial_number)
    for port in known:
        if port.serial_number and numbers[port.serial_number] == 1:
            name, note = f"{BY_NUMBER}{port.serial_number}", ""
        elif place_of(port):
            name, note = f"{BY_PLACE}{place_of(port)}", _UNNAMED
        else:
            name, note = _by_path(port.device, by_path), _FIXED
        yield Discovered(
            key=f"serial:{name}"[:200],
            kind="serial",
            path=name[:200],
            serial_number=(port.serial_number or "")[:200],
            vendor=(port.manufacturer or "")[:200],
            product=(port.product or "")[:200],
            address=str(port.device)[:200],
            note=note,
        )


def _by_path(device: str, folder: Path) -> str:
    """The name by place of the port *device*, or its own where the system gives it none."""
    if not folder.is_dir():
        return device
    here = Path(device).resolve()
    return next((str(link) for link in sorted(folder.iterdir()) if link.resolve() == here), device)
