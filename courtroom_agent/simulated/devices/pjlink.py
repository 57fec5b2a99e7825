"""A simulated projector that speaks PJLink Class 1 and 2. Written by hand from the specifications v1.04 and v2.10."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Notice, Reply
from courtroom_agent.simulated.devices.power import Power, PoweredDevice

ANSWER_S = 0.02
_LONGEST = 136
_INPUTS = ("11", "31", "32", "51")
_POWER: dict[Power, str] = {"off": "0", "on": "1", "cooling": "2", "warming": "3"}
_SHUTTERS = ("10", "11", "20", "21", "30", "31")
_ADDRESS = "02:00:00:00:43:52"


@dataclass
class PjlinkProjector(PoweredDevice):
    """The projector: lamp, input and shutter; ``password`` empty means that it wants none."""

    grade: int = 1
    """Its class: 1 or 2."""
    password: str = ""
    source: str = "31"
    shutter: str = "30"
    is_frozen: bool = False
    has_fault: bool = False
    lamp_h: int = 1234
    idle_close_s: float = 30.0
    """It hangs up so long after its last answer."""
    is_mute_changing: bool = False
    """It says nothing at all while it warms up or cools down."""
    answers_lower_case: bool = False
    """It answers in lower case, as some do."""
    pads_with_nul: bool = False
    """It puts a NUL before each answer, as some do."""
    offers_sha256: bool = False
    """It answers a controller that asks for SHA-256, from v2.10 on; else such a question is a wrong password."""
    salt: Callable[[], str] = lambda: secrets.token_hex(4)

    def converse(self) -> Conversation:
        """Begin a conversation on a new connection."""
        return _PjlinkConversation(self)

    def converse_by(self, way: str) -> Conversation:
        """By UDP it is searched for and tells what happens to it (Class 2)."""
        return _PjlinkNotices(self) if way == "udp" else self.converse()

    def switch(self, wanted: str, now: float) -> str:
        """Switch the lamp; not while it warms up or cools down."""
        if wanted not in ("0", "1"):
            return "ERR2"
        was = self.is_on
        if not self.switch_power(wanted == "1", now):
            return "ERR3"
        if was != self.is_on:
            self.shutter = "30"
        return "OK"

    def power_changed(self, now: float) -> None:
        """Class 2 tells its power to whoever wants to know."""
        self.notice(f"POWR={_POWER[self.power(now)]}")

    def touched(self, words: list[str], now: float) -> None:
        """``power on|off``, ``input 31``, ``shutter 31``, ``fault on|off``."""
        match words:
            case ["input", source] if source in _INPUTS:
                self.source = source
                self.notice(f"INPT={source}")
            case ["shutter", shutter] if shutter in _SHUTTERS:
                self.shutter = shutter
            case ["fault", "on" | "off" as how]:
                self.has_fault = how == "on"
                self.notice(f"ERST={self.errors()}")
            case ["power", "on" | "off"]:
                super().touched(words, now)
            case _:
                raise CannotTouch("A projector has: power on|off, input 31, shutter 31, fault on|off.")

    def errors(self) -> str:
        """Fan, lamp, temperature, cover, filter and other: 0 well, 1 warning, 2 failure."""
        return "020000" if self.has_fault else "000000"

    def lost_mains(self, now: float) -> None:
        """It comes up in standby, and says that it is there again."""
        super().lost_mains(now)
        self.notice(f"LKUP={_ADDRESS}")

    def state(self, now: float) -> dict[str, object]:
        """What an onlooker sees."""
        return {"power": self.power(now), "input": self.source, "shutter": self.shutter, "hot cuts": self.hot_cuts}


class _PjlinkNotices(Conversation):
    """One controller by UDP: it may search, and is told of changes."""

    def __init__(self, projector: PjlinkProjector) -> None:
        self._projector = projector

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take one datagram."""
        return [Reply(f"%2ACKN={_ADDRESS}\r".encode(), ANSWER_S)] if data.upper() == b"%2SRCH\r" else []

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """Tell what happened."""
        return [Reply(f"%2{notice.what}\r".encode())]


class _PjlinkConversation(Conversation):
    """One connection to the projector."""

    def __init__(self, projector: PjlinkProjector) -> None:
        self._projector = projector
        self._salt = projector.salt() if projector.password else ""
        self._is_trusted = not projector.password
        self._random = ""
        self._held = ""
        self._heard_at: float | None = None

    def opened(self) -> list[Reply]:
        """The projector speaks first."""
        return [Reply(f"PJLINK 1 {self._salt}\r".encode() if self._salt else b"PJLINK 0\r")]

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        self._heard_at = now
        *lines, self._held = (self._held + data.decode("utf-8", "replace")).split("\r")
        self._held = self._held[-_LONGEST:]
        answers = [answer for answer in (self._line(line, now) for line in lines) if answer]
        replies = [Reply(self._spelt(answer), ANSWER_S) for answer in answers]
        if any(answer == "PJLINK ERRA\r" for answer in answers):
            replies.append(Reply(b"", ANSWER_S * 2))
        return replies

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """Connections are told nothing; notices go by UDP."""
        return []

    def due(self) -> float | None:
        """When it hangs up for want of questions."""
        return None if self._heard_at is None else self._heard_at + self._projector.idle_close_s

    def rang(self, now: float) -> list[Reply]:
        """Hang up."""
        self._heard_at = None
        return [Reply(b"")]

    def _spelt(self, answer: str) -> bytes:
        if self._projector.answers_lower_case and answer.startswith("%"):
            answer = answer.lower()
        return (b"\0" if self._projector.pads_with_nul else b"") + answer.encode("utf-8", "replace")

    def _line(self, line: str, now: float) -> str:
        if not self._is_trusted and line == "PJLINK 2" and self._projector.offers_sha256:
            self._random = secrets.token_hex(16)
            return f"PJLINK 2 {self._random}\r"
        if not self._is_trusted:
            proof, mark, rest = line.partition("%")
            if not secrets.compare_digest(proof.encode(), self._wanted(proof).encode()):
                return "PJLINK ERRA\r"
            self._is_trusted = True
            line = mark + rest
        if self._projector.is_mute_changing and self._projector.power(now) in ("warming", "cooling"):
            return ""
        if not line.startswith(("%1", "%2")[: self._projector.grade]) or len(line) < 8 or line[6] != " ":  # noqa: PLR2004 - %1, four letters, blank, value
            return ""
        name, value = line[2:6].upper(), line[7:]
        return f"%{line[1]}{name}={self._ask(name, line[1], now) if value == '?' else self._tell(name, value, now)}\r"

    def _wanted(self, proof: str) -> str:
        """What has to stand before the first command.

        The MD5 of salt and password; or, in hex, the controller's 16 bytes and the SHA-256 of both sides' and the password.
        """
        password = self._projector.password
        if not self._random:
            return hashlib.md5((self._salt + password).encode(), usedforsecurity=False).hexdigest()
        try:
            combined = int(proof[:32], 16) ^ int(self._random, 16)
        except ValueError:
            return "-"
        return proof[:32] + hashlib.sha256(f"{combined:032x}{password}".encode()).hexdigest()

    def _ask(self, name: str, grade: str, now: float) -> str:
        projector = self._projector
        if name == "POWR":
            return "ERR4" if projector.has_fault else _POWER[projector.power(now)]
        always = {
            "INFO": "Simulated projector",
            "CLSS": str(projector.grade),
            "NAME": "Simulated",
            "INF1": "Courtroom",
            "INF2": "Simulated",
            "ERST": projector.errors(),
            "INST": " ".join(_INPUTS),
            "LAMP": f"{projector.lamp_h} {int(projector.power(now) in ('on', 'warming'))}",
        }
        second = {"SNUM": "SIM4352", "SVER": "1.0", "RLMP": "SIM-LAMP", "RFIL": "SIM-FILTER", "FILT": "100", "RRES": "1920x1080"}  # fmt: skip
        if name in always:
            return always[name]
        if grade == "2" and name in second:
            return second[name]
        shown = {"INPT": projector.source, "AVMT": projector.shutter}
        if grade == "2":
            shown |= {"FREZ": str(int(projector.is_frozen)), "IRES": "1920x1080"}
        if name not in shown:
            return "ERR1"
        return shown[name] if projector.power(now) == "on" else "ERR3"

    def _tell(self, name: str, value: str, now: float) -> str:
        projector = self._projector
        if name == "POWR":
            return projector.switch(value, now)
        if name not in ("INPT", "AVMT", "FREZ"):
            return "ERR1"
        if projector.power(now) != "on":
            return "ERR3"
        if value not in {"INPT": _INPUTS, "AVMT": _SHUTTERS, "FREZ": ("0", "1")}[name]:
            return "ERR2"
        if name == "INPT":
            projector.source = value
            projector.notice(f"INPT={value}")
        elif name == "AVMT":
            projector.shutter = value if value in ("31", "11", "21") else "30"
        else:
            projector.is_frozen = value == "1"
        return "OK"
