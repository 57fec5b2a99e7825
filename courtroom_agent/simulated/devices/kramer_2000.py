"""A simulated matrix that speaks Kramer's Protocol 2000. Written by hand from the VS-161H manual p20 and the VS-169TP table 9."""

from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.matrix import Matrix

_FRAME = 4
_MARK = 0x80
"""Set in each byte of a frame but the first."""
_FROM_DEVICE = 0x40
_SWITCH, _STATUS, _ERROR, _DEFINE = 0x01, 0x05, 0x10, 0x3E
_INVALID, _RANGE, _BUSY = 1, 2, 3


@dataclass
class Kramer2000Matrix(Matrix):
    """The matrix; ``machine`` is its number on the line."""

    machine: int = 1
    answer_s: float = 0.02
    gap_s: float = 0.0
    """What arrives so soon after the last command is refused: it is busy."""
    _busy_until: float = -1.0

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _Kramer2000Conversation(self)

    def framed(self, instruction: int, source: int, output: int) -> bytes:
        """Four bytes from the device."""
        return bytes([_FROM_DEVICE | instruction, _MARK | source, _MARK | output, _MARK | self.machine])

    def told(self, source: int, output: int) -> bytes:
        """How it tells by itself that an output shows something else now."""
        return self.framed(_SWITCH, source, output)

    def is_busy(self, now: float) -> bool:
        """Whether it has no time for a command at *now*; if it has, it will be busy with that one."""
        if now < self._busy_until:
            return True
        self._busy_until = now + self.gap_s
        return False


class _Kramer2000Conversation(Conversation):
    """One line to the matrix."""

    def __init__(self, matrix: Kramer2000Matrix) -> None:
        self._matrix = matrix
        self._held = bytearray()

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller; a frame begins with the one byte whose highest bit is clear."""
        replies: list[Reply] = []
        for byte in data:
            if not byte & _MARK:
                self._held.clear()
            elif not self._held:
                continue
            self._held.append(byte)
            if len(self._held) == _FRAME:
                frame = bytes(self._held)
                self._held.clear()
                replies += self._frame(frame, now)
        return replies

    def _frame(self, frame: bytes, now: float) -> list[Reply]:
        matrix = self._matrix
        instruction, source, output, machine = frame[0], frame[1] & 0x7F, frame[2] & 0x7F, frame[3] & 0x1F
        if instruction & _FROM_DEVICE or machine not in (matrix.machine, 0):
            return []
        if matrix.is_busy(now):
            return [Reply(matrix.framed(_ERROR, 0, _BUSY), matrix.answer_s)]
        return [Reply(answer, matrix.answer_s) for answer in self._obey(instruction, source, output)]

    def _obey(self, instruction: int, source: int, output: int) -> list[bytes]:
        matrix = self._matrix
        if instruction == _SWITCH:
            if source > matrix.inputs or output > matrix.outputs:
                return [matrix.framed(_ERROR, 0, _RANGE)]
            matrix.route(source, [output] if output else range(1, matrix.outputs + 1))
            return [matrix.framed(_SWITCH, source, output)]
        if instruction == _STATUS:
            if not 1 <= output <= matrix.outputs:
                return [matrix.framed(_ERROR, 0, _RANGE)]
            return [matrix.framed(_STATUS, source, matrix.routes.get(output, 0))]
        if instruction == _DEFINE:
            return [matrix.framed(_DEFINE, source, {1: matrix.inputs, 2: matrix.outputs}.get(source, 0))]
        return [matrix.framed(_ERROR, 0, _INVALID)]
