"""A simulated matrix that speaks Extron's SIS. Written by hand from the CrossPoint 300 manual p4-5 to 4-7 and the SW4 p27."""

import re
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Notice, Reply
from courtroom_agent.simulated.devices.matrix import Matrix, are_figures

_TIE = re.compile(r"([0-9]{1,3})\*([0-9]{0,3})([!&%$])")
_VIEW = re.compile(r"([0-9]{1,3})([!&%$])")
_PRESET = re.compile(r"([0-9]{1,3})([.,])")
_VERBOSE = re.compile(r"\x1b([0-3])CV[\r|]", re.ASCII)
_QUICK = re.compile(r"\x1b\+Q((?:[0-9]{1,3}\*[0-9]{1,3}[!&%$])+)[\r|]")
_MUTE = re.compile(r"([0-9]{1,3})\*([01])B")
_WORDS = {"!": "All", "&": "RGB", "%": "Vid", "$": "Aud"}
_SINGLE = re.compile(r"[NIQnq]")
_LONGEST = 200
_TAGGED = 2
"""From this verbose mode on answers say what they are."""
_PRESETS = 32
_WAITING = re.compile(r"(?:[0-9]{1,3}(?:\*[0-9]{0,3})?|\x1b(?:\+?(?:Q[0-9*!&%$]*)?|[0-9](?:C(?:V)?)?))\Z")
"""What may still become a command."""


@dataclass
class ExtronMatrix(Matrix):
    """The matrix. It tells of its own keys by serial always, by network only when asked to be verbose."""

    digits: int = 2
    """How many digits it writes a number with: CrossPoints two, smaller ones one."""
    pause_s: float = 10.0
    """A pause this long inside a command ends it without a word."""
    answer_s: float = 0.01
    password: str = ""
    """Asked for at a telnet connection."""
    presets: dict[int, dict[int, int]] = field(default_factory=dict)

    def converse(self) -> Conversation:
        """Begin a conversation on a serial line."""
        return _ExtronConversation(self, is_network=False)

    def converse_by(self, way: str) -> Conversation:
        """Begin a conversation; by network it greets, may ask for a password and is taciturn."""
        return _ExtronConversation(self, is_network=way != "serial")

    def tied(self, source: int, output: int, word: str = "All") -> str:
        """How it words that *output* shows *source*."""
        return f"Out{output:0{self.digits}d} In{source:0{self.digits}d} {word}"

    def told(self, source: int, output: int) -> bytes:
        """How it tells by itself of a tie."""
        return f"{self.tied(source, output)}\r\n".encode()

    def touched(self, words: list[str], now: float) -> None:
        """``route INPUT OUTPUT``, ``executive on|off``, ``signal INPUT on|off``."""
        match words:
            case ["executive", "on" | "off" as how]:
                self.notice("executive", f"Exe{int(how == 'on')}\r\n".encode())
            case ["signal", source, "on" | "off" as how] if self.has(source, "1"):
                there = (int(one == int(source) and how == "on") for one in range(1, self.inputs + 1))
                self.notice("signal", f"Sig {' '.join(map(str, there))}\r\n".encode())
            case ["route", *_]:
                super().touched(words, now)
            case _:
                raise CannotTouch("The matrix has: route INPUT OUTPUT, executive on|off, signal INPUT on|off.")


class _ExtronConversation(Conversation):
    """One line to the matrix."""

    def __init__(self, matrix: ExtronMatrix, *, is_network: bool) -> None:
        self._matrix = matrix
        self._is_network = is_network
        self._verbosity = 0 if is_network else 1
        self._is_trusted = not (is_network and matrix.password)
        self._held = ""
        self._heard_at = 0.0

    def opened(self) -> list[Reply]:
        """By network it says whose it is, and may ask for a password."""
        if not self._is_network:
            return []
        hello = "\r\n(c) Copyright 2026, Simulated Matrix, V1.00, 60-000-00\r\n"
        return [Reply((hello + ("" if self._is_trusted else "\r\nPassword:")).encode())]

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """A taciturn line is told nothing that it did not ask for."""
        return super().noticed(notice, now, own=own) if self._verbosity in (1, 3) and self._is_trusted else []

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller; commands need no end of line."""
        if self._held and now - self._heard_at >= self._matrix.pause_s:
            self._held = ""
        self._heard_at = now
        self._held += data.decode("ascii", "replace")
        said: list[str] = []
        if not self._is_trusted:
            said += self._ask_password()
        while self._is_trusted and self._held:
            taken = self._next()
            if taken is None:
                break
            said += taken
        self._held = self._held[-_LONGEST:]
        return [Reply(line.encode("ascii", "replace"), self._matrix.answer_s) for line in said]

    def _ask_password(self) -> list[str]:
        line, end, rest = self._held.partition("\r")
        if not end:
            return []
        self._held = rest
        self._is_trusted = line.strip() == self._matrix.password
        return ["\r\nLogin Administrator\r\n"] if self._is_trusted else ["\r\nPassword:"]

    def _next(self) -> list[str] | None:
        """Take the next command off what was heard and answer it; nothing while it may still be going on."""
        for pattern, answer in (
            (_TIE, self._tie),
            (_VIEW, self._view),
            (_QUICK, self._quick),
            (_VERBOSE, self._verbose),
            (_MUTE, self._mute),
            (_PRESET, self._preset),
            (_SINGLE, self._single),
        ):
            found = pattern.match(self._held)
            if found is not None:
                self._held = self._held[found.end() :]
                return [f"{line}\r\n" for line in answer(found)]
        if self._held[0] in "\r\n":
            self._held = self._held[1:]
            return []
        if _WAITING.match(self._held):
            return None
        self._held = self._held[1:]
        return ["E10\r\n"]

    def _tie(self, found: re.Match[str]) -> list[str]:
        source, output, kind = found.groups()
        matrix = self._matrix
        if int(source) > matrix.inputs:
            return ["E01"]
        if not output:
            matrix.route(int(source), range(1, matrix.outputs + 1))
            return [f"In{int(source):0{matrix.digits}d} {_WORDS[kind]}"]
        if not matrix.has("0", output):
            return ["E12"]
        matrix.route(int(source), [int(output)])
        return [matrix.tied(int(source), int(output), _WORDS[kind])]

    def _view(self, found: re.Match[str]) -> list[str]:
        """What an output shows: in words from verbose mode 2 on, otherwise the number alone."""
        matrix = self._matrix
        if not matrix.has("0", found[1]):
            return ["E12"]
        source = matrix.routes.get(int(found[1]), 0)
        if self._verbosity < _TAGGED:
            return [f"{source:0{matrix.digits}d}"]
        return [matrix.tied(source, int(found[1]), _WORDS[found[2]])]

    def _quick(self, found: re.Match[str]) -> list[str]:
        ties = _TIE.findall(found[1])
        if not all(are_figures(source, output) and self._matrix.has(source, output) for source, output, _ in ties):
            return ["E01"]
        for source, output, _ in ties:
            self._matrix.route(int(source), [int(output)])
        return ["Qik"]

    def _verbose(self, found: re.Match[str]) -> list[str]:
        self._verbosity = int(found[1])
        return [f"Vrb{found[1]}"]

    def _mute(self, found: re.Match[str]) -> list[str]:
        output, how = int(found[1]), found[2]
        if not self._matrix.has("0", found[1]):
            return ["E12"]
        (self._matrix.muted.add if how == "1" else self._matrix.muted.discard)(output)
        return [f"Vmt{output:0{self._matrix.digits}d}*{how}"]

    def _preset(self, found: re.Match[str]) -> list[str]:
        number, matrix = int(found[1]), self._matrix
        if not 1 <= number <= _PRESETS:
            return ["E11"]
        if found[2] == ",":
            matrix.presets[number] = dict(matrix.routes)
            return [f"Spr{number:0{matrix.digits}d}"]
        for output, source in matrix.presets.get(number, {}).items():
            matrix.route(source, [output])
        return [f"Rpr{number:0{matrix.digits}d}"]

    def _single(self, found: re.Match[str]) -> list[str]:
        matrix = self._matrix
        answers = {
            "N": "60-000-00",
            "Q": "1.00",
            "I": f"V{matrix.inputs}X{matrix.outputs} A{matrix.inputs}X{matrix.outputs}",
        }
        return [answers[found[0].upper()]]
