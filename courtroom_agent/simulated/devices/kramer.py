"""An emulated video matrix that speaks Kramer's Protocol 3000. Written by hand from the VS-21HDCP-IR manual."""

from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import Reply

ANSWER_S = 0.01
_LONGEST = 64


@dataclass
class KramerMatrix:
    """The matrix: which input each output shows; input 0 is none."""

    inputs: int = 8
    outputs: int = 8
    machine: int = 1
    routes: dict[int, int] = field(default_factory=dict)

    def converse(self) -> "KramerConversation":
        """Begin a conversation on a new line."""
        return KramerConversation(self)

    def press(self, source: int, output: int) -> bytes:
        """Somebody presses the front panel: what the matrix says about it by itself."""
        self.routes[output] = source
        return f"~{self.machine:02d}@VID {source}>{output}\r\n".encode()


class KramerConversation:
    """One line to the matrix."""

    def __init__(self, matrix: KramerMatrix) -> None:
        self._matrix = matrix
        self._held = ""

    def opened(self) -> list[Reply]:
        """The matrix is silent until spoken to."""
        return []

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *lines, self._held = (self._held + data.decode("ascii", "replace")).replace("\n", "").split("\r")
        self._held = self._held[-_LONGEST:]
        return [Reply(answer.encode(), ANSWER_S) for answer in map(self._line, lines) if answer]

    def _line(self, line: str) -> str:
        head = f"~{self._matrix.machine:02d}@"
        if not line.startswith("#"):
            return ""
        name, _, argument = line[1:].partition(" ")
        if not name:
            return f"{head} OK\r\n"
        if name == "VID":
            source, arrow, output = argument.partition(">")
            if not arrow or not source.isdecimal() or not output.isdecimal():
                return f"{head}VID ERR001\r\n"
            if int(source) > self._matrix.inputs or not 1 <= int(output) <= self._matrix.outputs:
                return f"{head}VID ERR003\r\n"
            self._matrix.routes[int(output)] = int(source)
            return f"{head}VID {int(source)}>{int(output)} OK\r\n"
        if name == "VID?":
            if not argument.isdecimal() or not 1 <= int(argument) <= self._matrix.outputs:
                return f"{head}VID? ERR003\r\n"
            return f"{head}VID {self._matrix.routes.get(int(argument), 0)}>{int(argument)}\r\n"
        return f"{head}{name} ERR002\r\n"
