"""Keeps copies of what was filed on the courtroom PC, so that evidence can be shown while the server cannot be reached.

They lie where the standby panel looks for exhibits, each proven by the log's hash; they go with the room's recording
(:mod:`courtroom_agent.letting_go`).
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from courtroom_agent.evidence.copying import NotCopied, Panel, copy
from hearing.evidence import Exhibit
from hearing.facts import HearingState
from recorder.evidence.exhibit_copies import files_of
from recorder.evidence.exhibit_store import CONTENT
from recorder.layout import exhibit_folder

LOOK_S = 1.0
AGAIN_S = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Missing:
    """A file that is not here yet."""

    exhibit: str
    file: str
    sha256: str
    bytes: int
    place: Path

    @property
    def route(self) -> str:
        """Where the panel gives it, below the hearing's address."""
        if self.file == CONTENT:
            return f"exhibits/{self.exhibit}/content"
        return f"exhibits/{self.exhibit}/pages/{int(self.file.partition('.')[0])}.png"


def larder(data: Path) -> Path:
    """Store of the copies on the PC whose folder is *data*: the standby panel's own."""
    return data / "standby" / "records"


def missing(data: Path, state: HearingState) -> Iterator[Missing]:
    """Name what is not here: every page first, then the files themselves."""
    files = [
        _missing(data, state, exhibit, file, sha256)
        for exhibit in state.exhibits.values()
        for file, sha256 in files_of(exhibit).items()
    ]
    yield from sorted((one for one in files if not one.place.exists()), key=lambda one: one.file == CONTENT)


def _missing(data: Path, state: HearingState, exhibit: Exhibit, file: str, sha256: str) -> Missing:
    folder = exhibit_folder(larder(data), state.case.number, state.hearing, exhibit.sha256)
    return Missing(exhibit.id, file, sha256, exhibit.bytes if file == CONTENT else 0, folder / file)


class Larder:
    """Fetches what is missing, until cancelled."""

    def __init__(
        self, data: Path, url: Callable[[], str], ca: str | None, state: Callable[[], HearingState | None]
    ) -> None:
        self._data, self._url, self._ca, self._state = data, url, ca, state
        self._not_had: set[Path] = set()
        """What could not be had, until everything else was tried: one bad file keeps no other away."""

    async def run(self) -> None:
        """Look every second."""
        while True:
            state = self._state()
            wanted = next(self._untried(state), None) if state is not None else None
            if state is None or wanted is None:
                self._not_had.clear()
                await asyncio.sleep(LOOK_S)
            elif not await self._fetch(state.hearing, wanted):
                self._not_had.add(wanted.place)
                await asyncio.sleep(AGAIN_S)

    def _untried(self, state: HearingState) -> Iterator[Missing]:
        return (one for one in missing(self._data, state) if one.place not in self._not_had)

    async def _fetch(self, hearing: str, wanted: Missing) -> bool:
        """Copy *wanted*; a disk or a server that refuses is no reason for the courtroom's control to end."""
        route = f"hearings/{hearing}/{wanted.route}"
        try:
            token = (self._data / "token").read_text(encoding="utf-8").strip()
            await copy(Panel(self._url(), self._ca, token), route, wanted.place, wanted.sha256, wanted.bytes)
        except (NotCopied, httpx.HTTPError, OSError) as fault:
            log.info("%s %s: no copy here yet: %s", wanted.exhibit, wanted.file, fault)
            return False
        return True
