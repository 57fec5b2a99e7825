"""An emulated video matrix that speaks Kramer's Protocol 3000. Written by hand from the VS-21HDCP-IR manual."""

from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.matrix import Matrix, are_figures

ANSWER_S = 0.01
_LONGEST = 64
_LAYERS = ("VID", "AV", "AUD")
"""This matrix switches sound and picture together."""


@dataclass
class KramerMatrix(Matrix):
    """The matrix; ``machine`` is its number on the line."""

    machine: int = 1

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return KramerConversation(self)

    def told(self, source: int, output: int) -> bytes:
        """How it tells by itself that an output shows something else now."""
        return f"~{self.machine:02d}@VID {source}>{output}\r\n".encode()

    def press(self, source: int, output: int) -> bytes:
        """Somebody presses the front panel: what the matrix says about it by itself."""
        self.routes[output] = source
        return self.told(source, output)


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
        if not arrow or not are_figures(source, output if output != "*" else "1"):
            return f"{name} ERR001"
        outputs = range(1, self._matrix.outputs + 1) if output == "*" else [int(output)]
        if not all(self._matrix.has(source, str(each)) for each in outputs):
            return f"{name} ERR003"
        self._matrix.route(int(source), outputs)
        return f"{name} {int(source)}>{output if output == '*' else int(output)} OK"

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
        if len(words) != 3 or not are_figures(*words):  # noqa: PLR2004 - layer, output, input
            return "ROUTE ERR001"
        layer, output, source = words
        if layer not in ("1", "2", "12") or not self._matrix.has(source, output):
            return "ROUTE ERR003"
        self._matrix.route(int(source), [int(output)])
        return f"ROUTE {layer},{output},{source} OK"

    def _mute(self, argument: str) -> str:
        output, _, wanted = argument.replace(" ", "").partition(",")
        if not self._matrix.has("0", output) or wanted not in ("0", "1"):
            return "VMUTE ERR003"
        (self._matrix.muted.add if wanted == "1" else self._matrix.muted.discard)(int(output))
        return f"VMUTE {output},{wanted} OK"
