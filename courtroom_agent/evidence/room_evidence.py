"""Everything that the control process does about evidence: tells the desk, switches the screens, keeps copies."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from courtroom_agent.evidence.cards import Cards
from courtroom_agent.evidence.larder import Larder
from courtroom_agent.evidence.screens import EvidenceDisplays
from courtroom_agent.evidence.shown import Shown, shown_of, shown_path, write_shown
from courtroom_agent.packet_socket import CaptureState
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.courtroom import Courtroom
from hearing.facts import HearingState
from hearing.link import Link


class RoomEvidence:
    """Evidence in one courtroom."""

    def __init__(
        self,
        room: Courtroom,
        data: Path,
        scenes: Scenes,
        link: Link,
        ca: str | None,
        state: Callable[[], HearingState | None],
        captured: Callable[[], CaptureState | None],
    ) -> None:
        self._path = shown_path(data)
        self._told: Shown | None = None
        self._has_told = False
        self._state = state
        self._cards = Cards(room, scenes, state, captured)
        self._cards.when_changed = self._tell_desk
        self._displays = EvidenceDisplays(room, scenes, link, state, self._cards)
        self._larder = Larder(data, lambda: link.url, ca, state)

    def steer(self, state: HearingState) -> None:
        """Tell screens, cards and desk what follows from *state*; the screens first."""
        self._displays.steer()
        self._cards.steer()
        self._tell(state)

    def _tell_desk(self) -> None:
        state = self._state()
        if state is not None:
            self._tell(state)

    def _tell(self, state: HearingState) -> None:
        """Show nothing by a card that has not what is shown, or may still give pictures of something else."""
        shown = shown_of(state) if self._cards.may_show else None
        if shown != self._told or not self._has_told:
            write_shown(self._path, shown)
            self._told, self._has_told = shown, True

    async def run(self) -> None:
        """Switch and fetch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._displays.run())
            tasks.create_task(self._cards.run())
            tasks.create_task(self._larder.run())
