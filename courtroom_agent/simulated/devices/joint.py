"""Several simulated devices on one line, as on an RS-485 bus: each hears everything and answers for itself."""

from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import Conversation, Notice, Reply, SimulatedDevice


@dataclass
class Joint(SimulatedDevice):
    """Devices that share a line."""

    members: list[SimulatedDevice] = field(default_factory=list)

    def converse(self) -> Conversation:
        """Begin a conversation with all of them."""
        return _Joined(self.members)

    def due(self) -> float | None:
        """When something happens at one of them next."""
        return min((due for due in (member.due() for member in self.members) if due is not None), default=None)

    def rang(self, now: float) -> None:
        """Let happen what was due at each."""
        for member in self.members:
            due = member.due()
            if due is not None and due <= now:
                member.rang(now)

    def take_notices(self) -> list[Notice]:
        """What happened at each of them."""
        return [notice for member in self.members for notice in member.take_notices()]


class _Joined(Conversation):
    """One line to all of them."""

    def __init__(self, members: list[SimulatedDevice]) -> None:
        self._talks = [(member, member.converse()) for member in members]

    def opened(self) -> list[Reply]:
        """What each says first."""
        return [reply for _, talk in self._there() for reply in talk.opened()]

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Let each hear *data*."""
        return [reply for _, talk in self._there() for reply in talk.received(data, now)]

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """Tell of it as a device with nothing to add would."""
        return [] if own or not notice.data else [Reply(notice.data)]

    def due(self) -> float | None:
        """When one of them wants to speak by itself next."""
        return min((due for due in (talk.due() for _, talk in self._there()) if due is not None), default=None)

    def rang(self, now: float) -> list[Reply]:
        """What those say whose time has come."""
        dues = ((talk.due(), talk) for _, talk in self._there())
        return [reply for due, talk in dues if due is not None and due <= now for reply in talk.rang(now)]

    def _there(self) -> list[tuple[SimulatedDevice, Conversation]]:
        return [(member, talk) for member, talk in self._talks if not member.is_cut]
