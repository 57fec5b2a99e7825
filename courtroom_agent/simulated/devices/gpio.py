"""A simulated GPIO chip: pins that are taken, read and driven as the kernel's character device lets programs do it.

Written from the kernel's documentation (Documentation/userspace-api/gpio) and the words of ``drivers/simulated_pins.py``. A pin
that nobody drives has the level of what is wired to it; one that is driven has the level it is driven to, unless the wire
is tied to another.
"""

import errno
import re
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Reply, SimulatedDevice

_ORDER = re.compile(
    r"take (?P<take>[0-9]{1,3}) (?P<active>high|low) (?P<name>\S{1,32})|get (?P<get>[0-9]{1,3})"
    r"|drive (?P<drive>[0-9]{1,3}) (?P<value>[01])"
)
_LONGEST = 256


@dataclass
class GpioChip(SimulatedDevice):
    """The chip: how many pins, which wires are at their high level, and which pins another program has."""

    pins: int = 28
    high: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    tied: dict[int, bool] = field(default_factory=dict)
    """Wires that stay at a level whatever drives them."""
    answer_s: float = 0.001

    def __post_init__(self) -> None:
        self.outputs: dict[int, bool] = {}

    def converse(self) -> Conversation:
        """Begin a conversation with one program."""
        return _GpioConversation(self)

    def level(self, pin: int) -> bool:
        """Whether the pin is at its high level."""
        return self.tied.get(pin, self.outputs.get(pin, pin in self.high))

    def touched(self, words: list[str], now: float) -> None:
        """``level PIN high|low``, ``taken PIN on|off``, ``tied PIN high|low|off``."""
        match words:
            case ["level", pin, "high" | "low" as how] if self._has(pin):
                (self.high.add if how == "high" else self.high.discard)(int(pin))
            case ["taken", pin, "on" | "off" as how] if self._has(pin):
                (self.taken.add if how == "on" else self.taken.discard)(int(pin))
            case ["tied", pin, "off"] if self._has(pin):
                self.tied.pop(int(pin), None)
            case ["tied", pin, "high" | "low" as how] if self._has(pin):
                self.tied[int(pin)] = how == "high"
            case _:
                raise CannotTouch(
                    f"The chip has: level PIN high|low, taken PIN on|off, tied PIN high|low|off, 0 to {self.pins - 1}."
                )

    def lost_mains(self, now: float) -> None:
        """Every pin comes up as an input."""
        self.outputs.clear()

    def state(self, now: float) -> dict[str, object]:
        """Which pins are driven, and which are at their high level."""
        high = [pin for pin in range(self.pins) if self.level(pin)]
        return {"driven": sorted(self.outputs), "high": high, "taken": sorted(self.taken)}

    def _has(self, pin: str) -> bool:
        return pin.isascii() and pin.isdecimal() and len(pin) < 4 and int(pin) < self.pins  # noqa: PLR2004 - digits


class _GpioConversation(Conversation):
    """One program at the chip, and which of its pins are active low."""

    def __init__(self, chip: GpioChip) -> None:
        self._chip = chip
        self._held = b""
        self._low: dict[int, bool] = {}

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take lines from the program."""
        *orders, self._held = (self._held + data).split(b"\n")
        self._held = self._held[-_LONGEST:]
        said = (self._obey(order.decode("ascii", "replace")) for order in orders)
        return [Reply(answer.encode() + b"\n", self._chip.answer_s) for answer in said]

    def _obey(self, order: str) -> str:
        found = _ORDER.fullmatch(order)
        if found is None:
            return f"error {errno.EPROTO}"
        pin = int(found["take"] or found["get"] or found["drive"])
        if pin >= self._chip.pins:
            return f"error {errno.EINVAL}"
        if found["take"]:
            if pin in self._chip.taken or pin in self._low:
                return f"error {errno.EBUSY}"
            self._low[pin] = found["active"] == "low"
            return "ok"
        if pin not in self._low:
            return f"error {errno.EPERM}"
        if found["drive"]:
            self._chip.outputs[pin] = (found["value"] == "1") != self._low[pin]
            return "ok"
        return f"ok {int(self._chip.level(pin) != self._low[pin])}"
