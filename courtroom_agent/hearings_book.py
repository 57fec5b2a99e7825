"""The room's hearings as the hub tells them: each folded to its state, the log asked again where an event is missing."""

from hearing.events import HearingEvent
from hearing.facts import HearingState
from hearing.link import Link
from hearing.state import apply, fold


class HearingsBook:
    """States of all hearings of concern."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.states: dict[str, HearingState] = {}

    def put(self, state: HearingState) -> None:
        """Take a whole state; an older one than is known changes nothing."""
        known = self.states.get(state.hearing)
        if known is None or known.seq <= state.seq:
            self.states[state.hearing] = state

    def drop(self, hearing: str) -> None:
        """Forget a hearing."""
        self.states.pop(hearing, None)

    async def take(self, event: HearingEvent) -> HearingState | None:
        """Apply *event* and return the state after it; ``None`` when it says nothing new.

        Raises:
            LinkError: events are missing and the log cannot be had now.
        """
        known = self.states.get(event.hearing)
        if known is None or event.seq <= known.seq:
            return None
        if event.seq == known.seq + 1:
            self.states[event.hearing] = apply(known, event)
        else:
            self.states[event.hearing] = fold(await self._link.log(event.hearing))
        return self.states[event.hearing]
