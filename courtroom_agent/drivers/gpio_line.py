"""Pins of the computer itself: relays, lights and contacts on a Linux GPIO chip, spoken to in lines of text.

``set 17 1 high`` drives pin 17, ``get 17 high`` reads it; both answer ``17=1``. ``low`` is for boards whose relays pull in at
0. A pin is taken as it is and only driven when it is set, so that a start of the agent switches nothing.
"""

import asyncio
import re
from typing import TYPE_CHECKING, Protocol

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.drivers.simulated_pins import SIMULATED, SimulatedPins

if TYPE_CHECKING:
    from gpiod import LineRequest

_ORDER = re.compile(r"(?:set (?P<set>[0-9]{1,3}) (?P<value>[01])|get (?P<get>[0-9]{1,3})) (?P<active>high|low)")
_WAITING_MAX = 64


class Pins(Protocol):
    """What takes and drives the pins of one chip; raises OSError when it cannot."""

    def read(self, pin: int, *, active_low: bool) -> bool:
        """Whether the pin is active; it stays as it is."""

    def drive(self, pin: int, value: bool, *, active_low: bool) -> None:
        """Make the pin an output and drive it."""

    def release(self) -> None:
        """Give all pins up."""


class GpioLine:
    """The line to one chip; its pins are asked and driven in a thread, one order after the other."""

    def __init__(self, chip: str, pins: Pins) -> None:
        self._chip = chip
        self._pins = pins
        self._orders: asyncio.Queue[str] = asyncio.Queue(_WAITING_MAX)
        self._said: asyncio.Queue[bytes | Unreachable] = asyncio.Queue(_WAITING_MAX)
        self._task = asyncio.get_running_loop().create_task(self._work(), name=f"pins of {chip}")

    async def read(self) -> bytes:
        """Wait for what a pin answers.

        Raises:
            Unreachable: the chip does not let us.
        """
        said = await self._said.get()
        if isinstance(said, Unreachable):
            raise said
        return said

    def write(self, data: bytes) -> None:
        """Do what the lines in *data* say.

        Raises:
            Unreachable: the chip is too slow for all that it is told.
        """
        for order in data.decode("ascii", "replace").splitlines():
            try:
                self._orders.put_nowait(order)
            except asyncio.QueueFull:
                raise Unreachable(f"{self._chip}: too much waits. Try again.") from None

    def close(self) -> None:
        """Give the pins up."""
        self._task.cancel()

    async def _work(self) -> None:
        try:
            while True:
                order = await self._orders.get()
                try:
                    await self._said.put(await asyncio.to_thread(self._obey, order))
                except OSError as error:
                    why = f"{self._chip}: {error.strerror or error}. Is the pin free, and may we use it?"
                    await self._said.put(Unreachable(why))
                    return
        finally:
            self._pins.release()

    def _obey(self, order: str) -> bytes:
        found = _ORDER.fullmatch(order)
        if found is None:
            return b"?\n"
        active_low = found["active"] == "low"
        pin = int(found["set"] or found["get"])
        if found["set"]:
            self._pins.drive(pin, found["value"] == "1", active_low=active_low)
        return f"{pin}={int(self._pins.read(pin, active_low=active_low))}\n".encode()


class ChipPins:
    """The pins of a real chip, by libgpiod."""

    def __init__(self, chip: str, consumer: str) -> None:
        import gpiod

        self._gpiod = gpiod
        self._chip = chip
        self._consumer = consumer
        self._taken: dict[int, LineRequest] = {}
        with gpiod.Chip(chip):
            pass  # it is there, and may be opened

    def read(self, pin: int, *, active_low: bool) -> bool:
        """Whether the pin is active."""
        return bool(self._take(pin, active_low).get_value(pin).value)

    def drive(self, pin: int, value: bool, *, active_low: bool) -> None:
        """Make the pin an output and drive it."""
        line = self._gpiod.line
        settings = self._gpiod.LineSettings(
            direction=line.Direction.OUTPUT,
            output_value=line.Value.ACTIVE if value else line.Value.INACTIVE,
            active_low=active_low,
        )
        self._take(pin, active_low).reconfigure_lines({pin: settings})

    def release(self) -> None:
        """Give all pins up; what they drive then is the chip's own affair."""
        for request in self._taken.values():
            request.release()
        self._taken.clear()

    def _take(self, pin: int, active_low: bool) -> "LineRequest":
        if pin not in self._taken:
            settings = self._gpiod.LineSettings(active_low=active_low)
            self._taken[pin] = self._gpiod.request_lines(self._chip, consumer=self._consumer, config={pin: settings})
        return self._taken[pin]


async def open_gpio(chip: str, consumer: str) -> GpioLine:
    """Open the chip at *chip*.

    Raises:
        Unreachable: there is none, we may not use it, or this system has no GPIO.
    """
    try:
        if chip.startswith(SIMULATED):
            pins: Pins = await asyncio.to_thread(SimulatedPins, chip.removeprefix(SIMULATED), consumer)
        else:
            pins = ChipPins(chip, consumer)
    except ImportError as error:
        raise Unreachable(f"{chip}: this system has no GPIO. Use a relay board on a serial line instead.") from error
    except OSError as error:
        raise Unreachable(f"{chip}: {error.strerror or error}. Check its name and our rights.") from error
    return GpioLine(chip, pins)
