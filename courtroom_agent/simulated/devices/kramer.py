"""An emulated video matrix that speaks Kramer's Protocol 3000. Written by hand from the VS-21HDCP-IR manual."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Reply, SimulatedDevice

ANSWER_S = 0.01
_LONGEST = 64
_FIGURE = 4
"""A figure is shorter."""
_LAYERS = ("VID", "AV", "AUD")
"""This matrix switches sound and picture together."""


@dataclass
class KramerMatrix(SimulatedDevice):
    """The matrix: which input each output shows; input 0 is none."""

    inputs: int = 8
    outputs: int = 8
    machine: int = 1
    routes: dict[int, int] = field(default_factory=dict)
    muted: set[int] = field(default_factory=set)

    def converse(self) -> "KramerConversation":
        """Begin a conversation on a new line."""
        return KramerConversation(self)

    def touched(self, words: list[str], now: float) -> None:
        """``route INPUT OUTPUT``."""
        match words:
            case ["route", source, output] if self.has(source, output):
                self.notice(f"route {source} {output}", self.press(int(source), int(output)))
            case _:
                raise CannotTouch(f"The matrix has: route INPUT OUTPUT, up to {self.inputs} and {self.outputs}.")

    def has(self, source: str, output: str) -> bool:
        """Whether there are such an input (0: none) and such an output."""
        return _are_figures(source, output) and int(source) <= self.inputs and 1 <= int(output) <= self.outputs

    def state(self, now: float) -> dict[str, object]:
        """Which input each output shows."""
        return {"routes": {str(output): source for output, source in sorted(self.routes.items())}}

    def press(self, source: int, output: int) -> bytes:
        """Somebody presses the front panel: what the matrix says about it by itself."""
        self.routes[output] = source
        return f"~{self.machine:02d}@VID {source}>{output}\r\n".encode()


class KramerConversation(Conversation):
    """One line to the matrix."""

    def __init__(self, matrix: KramerMatrix) -> None:
        self._matrix = matrix
        self._held = ""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *lines, self._held = (self._held + data.decode("ascii", "replace")).replace("\n", "").split("\r")
        self._held = self._held[-_LONGEST:]
        answers = (answer for line in lines for answer in self._line(line))
        return [Reply(f"{answer}\r\n".encode("ascii", "replace"), ANSWER_S) for answer in answers]

    def _line(self, line: str) -> list[str]:
        """Answer one line; several commands may be chained by a bar."""
        to, at, rest = line[1:].partition("@")
        if not line.startswith("#") or len(line) > _LONGEST or (at and not to.isdecimal()):
            return []
        if at and int(to) != self._matrix.machine:
            return []
        head = f"~{self._matrix.machine:02d}@"
        return [f"{head}{self._command(part.strip())}" for part in (rest if at else line[1:]).split("|")]

    def _command(self, command: str) -> str:
        name, _, argument = command.partition(" ")
        name = name.upper()
        if not name:
            return " OK"
        if name in _LAYERS:
            return self._switch(name, argument)
        if name.removesuffix("?") in _LAYERS:
            return self._tell(name.removesuffix("?"), argument)
        if name == "ROUTE":
            return self._route(argument)
        if name == "VMUTE":
            return self._mute(argument)
        facts = {"MODEL?": "MODEL Simulated matrix", "PROT-VER?": "PROT-VER 3000:1.0"}
        return facts.get(name, f"{name} ERR002")

    def _switch(self, name: str, argument: str) -> str:
        source, arrow, output = argument.partition(">")
        if not arrow or not _are_figures(source, output if output != "*" else "1"):
            return f"{name} ERR001"
        outputs = range(1, self._matrix.outputs + 1) if output == "*" else [int(output)]
        if not all(self._matrix.has(source, str(each)) for each in outputs):
            return f"{name} ERR003"
        self._put(int(source), outputs)
        return f"{name} {int(source)}>{output if output == '*' else int(output)} OK"

    def _put(self, source: int, outputs: Iterable[int]) -> None:
        for output in outputs:
            self._matrix.notice(f"route {source} {output}", self._matrix.press(source, output))

    def _tell(self, name: str, argument: str) -> str:
        routes = self._matrix.routes
        if argument == "*":
            told = ",".join(f"{routes.get(output, 0)}>{output}" for output in range(1, self._matrix.outputs + 1))
            return f"{name} {told}"
        if not self._matrix.has("0", argument):
            return f"{name}? ERR003"
        return f"{name} {routes.get(int(argument), 0)}>{int(argument)}"

    def _route(self, argument: str) -> str:
        words = argument.replace(" ", "").split(",")
        if len(words) != 3 or not _are_figures(*words):  # noqa: PLR2004 - layer, output, input
            return "ROUTE ERR001"
        layer, output, source = words
        if layer not in ("1", "2", "12") or not self._matrix.has(source, output):
            return "ROUTE ERR003"
        self._put(int(source), [int(output)])
        return f"ROUTE {layer},{output},{source} OK"

    def _mute(self, argument: str) -> str:
        output, _, wanted = argument.replace(" ", "").partition(",")
        if not self._matrix.has("0", output) or wanted not in ("0", "1"):
            return "VMUTE ERR003"
        (self._matrix.muted.add if wanted == "1" else self._matrix.muted.discard)(int(output))
        return f"VMUTE {output},{wanted} OK"


def _are_figures(*words: str) -> bool:
    return all(word.isascii() and word.isdecimal() and len(word) < _FIGURE for word in words)
