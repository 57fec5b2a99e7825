"""An emulated projector that speaks PJLink Class 1. Written by hand from the specification."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Reply

ANSWER_S = 0.02
WARM_UP_S = 1.0
COOL_DOWN_S = 1.0
_LONGEST = 136
_INPUTS = ("11", "31", "32", "51")


@dataclass
class PjlinkProjector:
    """The projector: lamp, input and shutter; ``password`` empty means that it wants none."""

    password: str = ""
    is_on: bool = False
    source: str = "31"
    shutter: str = "30"
    has_fault: bool = False
    warm_up_s: float = WARM_UP_S
    salt: Callable[[], str] = lambda: secrets.token_hex(4)
    _changes_at: float = -1.0

    def converse(self) -> "PjlinkConversation":
        """Begin a conversation on a new line."""
        return PjlinkConversation(self)

    def power(self, now: float) -> str:
        """The power state as the protocol tells it at *now*."""
        if now < self._changes_at:
            return "3" if self.is_on else "2"
        return "1" if self.is_on else "0"

    def switch(self, wanted: str, now: float) -> str:
        """Switch the lamp; not while it warms up or cools down."""
        if wanted not in ("0", "1"):
            return "ERR2"
        if now < self._changes_at and self.is_on != (wanted == "1"):
            return "ERR3"
        if self.is_on != (wanted == "1"):
            self.is_on = wanted == "1"
            self._changes_at = now + (self.warm_up_s if self.is_on else COOL_DOWN_S)
            self.shutter = "30"
        return "OK"


class PjlinkConversation:
    """One connection to the projector."""

    def __init__(self, projector: PjlinkProjector) -> None:
        self._projector = projector
        self._salt = projector.salt() if projector.password else ""
        self._is_trusted = not projector.password
        self._held = ""

    def opened(self) -> list[Reply]:
        """The projector speaks first."""
        return [Reply(f"PJLINK 1 {self._salt}\r".encode() if self._salt else b"PJLINK 0\r")]

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *lines, self._held = (self._held + data.decode("utf-8", "replace")).split("\r")
        self._held = self._held[-_LONGEST:]
        return [Reply(answer.encode(), ANSWER_S) for answer in (self._line(line, now) for line in lines) if answer]

    def _line(self, line: str, now: float) -> str:
        if not self._is_trusted:
            proof, mark, rest = line.partition("%")
            wanted = hashlib.md5((self._salt + self._projector.password).encode(), usedforsecurity=False).hexdigest()
            if not secrets.compare_digest(proof.encode(), wanted.encode()):
                return "PJLINK ERRA\r"
            self._is_trusted = True
            line = mark + rest
        if not line.startswith("%1") or len(line) < 8 or line[6] != " ":  # noqa: PLR2004 - %1, four letters, blank, value
            return ""
        name, value = line[2:6].upper(), line[7:]
        return f"%1{name}={self._ask(name, now) if value == '?' else self._tell(name, value, now)}\r"

    def _ask(self, name: str, now: float) -> str:
        projector = self._projector
        if name == "POWR":
            return "ERR4" if projector.has_fault else projector.power(now)
        if name == "INFO":
            return "Simulated projector"
        if name == "CLSS":
            return "1"
        if name not in ("INPT", "AVMT"):
            return "ERR1"
        if projector.power(now) != "1":
            return "ERR3"
        return projector.source if name == "INPT" else projector.shutter

    def _tell(self, name: str, value: str, now: float) -> str:
        projector = self._projector
        if name == "POWR":
            return projector.switch(value, now)
        if name not in ("INPT", "AVMT"):
            return "ERR1"
        if projector.power(now) != "1":
            return "ERR3"
        if name == "INPT":
            if value not in _INPUTS:
                return "ERR2"
            projector.source = value
        else:
            if value not in ("10", "11", "20", "21", "30", "31"):
                return "ERR2"
            projector.shutter = value if value in ("31", "11", "21") else "30"
        return "OK"
