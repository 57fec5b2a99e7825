"""A simulated power sequencer with words in brackets, and contacts that it tells of. From zixin's control handbook."""

import re
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Reply
from courtroom_agent.simulated.devices.modbus import RelayBoard

_RELAY = re.compile(r"RY_([0-9]{2}),([01])")
_CONTACT = re.compile(r"IO_([0-9]{2}),\?")
_LONGEST = 64


@dataclass
class ZixinSequencer(RelayBoard):
    """The sequencer: relays, and contacts at its back."""

    relays: int = 16
    contacts: int = 8
    shut: set[int] = field(default_factory=set)
    """The contacts that are closed."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _ZixinConversation(self)

    def told(self, contact: int) -> str:
        """How it tells a contact."""
        return f"(IO_{contact:02d},{int(contact in self.shut)})"

    def touched(self, words: list[str], now: float) -> None:
        """``contact NUMBER on|off``, and what every board of relays has."""
        match words:
            case ["contact", number, "on" | "off" as how] if number in map(str, range(1, self.contacts + 1)):
                (self.shut.add if how == "on" else self.shut.discard)(int(number))
                self.notice(f"contact {number}", self.told(int(number)).encode())
            case ["relay" | "stuck", *_]:
                super().touched(words, now)
            case _:
                raise CannotTouch(f"The sequencer has: relay|stuck|contact NUMBER on|off, contacts to {self.contacts}.")


class _ZixinConversation(Conversation):
    """One line to the sequencer."""

    def __init__(self, sequencer: ZixinSequencer) -> None:
        self._sequencer = sequencer
        self._held = ""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take text from the controller."""
        *pieces, self._held = (self._held + data.decode("ascii", "replace")).split(")")
        self._held = self._held[-_LONGEST:]
        answers = (self._words(piece.rpartition("(")[2], now) for piece in pieces if "(" in piece)
        return [Reply(answer.encode("ascii"), self._sequencer.answer_s) for answer in answers if answer]

    def _words(self, words: str, now: float) -> str:
        sequencer = self._sequencer
        relay, contact = _RELAY.fullmatch(words), _CONTACT.fullmatch(words)
        if relay and 1 <= int(relay[1]) <= sequencer.relays:
            sequencer.put(int(relay[1]), relay[2] == "1", now)
            return "OK"
        if contact and 1 <= int(contact[1]) <= sequencer.contacts:
            return sequencer.told(int(contact[1]))
        return ""
