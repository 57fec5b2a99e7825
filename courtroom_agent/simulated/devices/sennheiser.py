"""A simulated Sennheiser SDC 8000 conference unit at its camera port, which only tells. From the SDC 8000 and TCS5500 manuals."""

from dataclasses import dataclass

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.conference import ConferenceUnit


@dataclass
class SennheiserUnit(ConferenceUnit):
    """The unit: each key is told as a line, capital when the microphone opens, P for the chairman's and M for others."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return _SennheiserConversation()

    def told(self, seat: int, *, on: bool) -> bytes:
        """One key: letter, four digits of the seat, and the sum of these five characters as four hex digits."""
        letter = "P" if seat == 1 else "M"
        content = f"{letter if on else letter.lower()}{seat:04d}"
        return f"%{content}{sum(content.encode()):04X}\r".encode()


class _SennheiserConversation(Conversation):
    """The camera port, at which the unit does not listen."""

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Hear nothing."""
        return []
