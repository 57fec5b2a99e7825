"""The telnet side of a simulated device: it offers options, and takes the controller's refusals out of what it hears."""

from courtroom_agent.simulated.devices.behaviour import Conversation, Notice, Reply

_IAC, _WILL, _DO = 0xFF, 0xFB, 0xFD
_ECHO, _SUPPRESS_GO_AHEAD, _TERMINAL = 1, 3, 24
_VERBS = range(0xFB, 0xFF)
_OFFERS = bytes([_IAC, _WILL, _ECHO, _IAC, _WILL, _SUPPRESS_GO_AHEAD, _IAC, _DO, _TERMINAL])
"""RFC 854: it would echo, would not send go-aheads, and would like to know the terminal."""


class TelnetConversation(Conversation):
    """A conversation by telnet."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk
        self._held = bytearray()

    def opened(self) -> list[Reply]:
        """Offer options, then begin."""
        return [Reply(_OFFERS), *self._talk.opened()]

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Hear what is no negotiation."""
        self._held += data
        plain = self._plain()
        return self._talk.received(plain, now) if plain else []

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """As without telnet."""
        return self._talk.noticed(notice, now, own=own)

    def due(self) -> float | None:
        """As without telnet."""
        return self._talk.due()

    def rang(self, now: float) -> list[Reply]:
        """As without telnet."""
        return self._talk.rang(now)

    def _plain(self) -> bytes:
        plain = bytearray()
        while self._held:
            if self._held[0] != _IAC:
                plain.append(self._held.pop(0))
                continue
            if len(self._held) < 2:  # noqa: PLR2004 - the verb is still on its way
                break
            size = 3 if self._held[1] in _VERBS else 2
            if len(self._held) < size:
                break
            if self._held[1] == _IAC:
                plain.append(_IAC)
            del self._held[:size]
        return bytes(plain)
