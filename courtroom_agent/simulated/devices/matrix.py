"""A simulated video matrix: which input each output shows; the protocols that switch it stand elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, SimulatedDevice

_FIGURE = 4
"""A figure is shorter."""


@dataclass
class Matrix(SimulatedDevice):
    """The matrix; input 0 is none. What it shows survives a cut of the mains, as in real ones."""

    inputs: int = 8
    outputs: int = 8
    routes: dict[int, int] = field(default_factory=dict)
    muted: set[int] = field(default_factory=set)
    """Outputs that show nothing, whatever is routed to them."""

    def route(self, source: int, outputs: Iterable[int]) -> None:
        """Show *source* on *outputs*, and tell every other line."""
        for output in outputs:
            self.routes[output] = source
            self.notice(f"route {source} {output}", self.told(source, output))

    def told(self, source: int, output: int) -> bytes:
        """How it tells by itself that an output shows something else now; nothing when it does not."""
        return b""

    def has(self, source: str, output: str) -> bool:
        """Whether there are such an input (0: none) and such an output."""
        return are_figures(source, output) and int(source) <= self.inputs and 1 <= int(output) <= self.outputs

    def touched(self, words: list[str], now: float) -> None:
        """``route INPUT OUTPUT``."""
        match words:
            case ["route", source, output] if self.has(source, output):
                self.route(int(source), [int(output)])
            case _:
                raise CannotTouch(f"The matrix has: route INPUT OUTPUT, up to {self.inputs} and {self.outputs}.")

    def state(self, now: float) -> dict[str, object]:
        """Which input each output shows."""
        routes = {str(output): source for output, source in sorted(self.routes.items())}
        return {"routes": routes, "muted": sorted(self.muted)}


def are_figures(*words: str) -> bool:
    """Whether every word is a short whole number."""
    return all(word.isascii() and word.isdecimal() and len(word) < _FIGURE for word in words)
