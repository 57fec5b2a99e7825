"""Everything that the control process does about evidence: tells the desk, switches the screens, keeps copies."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from courtroom_agent.evidence.larder import Larder
from courtroom_agent.evidence.screens import EvidenceDisplays
from courtroom_agent.evidence.shown import Shown, shown_of, shown_path, write_shown
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
    ) -> None:
        self._path = shown_path(data)
        self._told: Shown | None = None
        self._has_told = False
        self._displays = EvidenceDisplays(room, scenes, link, state)
        self._larder = Larder(data, lambda: link.url, ca, state)

    def steer(self, state: HearingState) -> None:
        """Tell screens and desk what follows from *state*; the screens first."""
        self._displays.steer()
        shown = shown_of(state)
        if shown != self._told or not self._has_told:
            write_shown(self._path, shown)
            self._told, self._has_told = shown, True

    async def run(self) -> None:
        """Switch and fetch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._displays.run())
            tasks.create_task(self._larder.run())
