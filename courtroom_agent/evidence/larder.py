"""Keeps copies of what was filed on the courtroom PC, so that evidence can be shown while the server cannot be reached.

They lie where the standby panel looks for exhibits, each proven by the log's hash; they go with the room's recording
(:mod:`courtroom_agent.letting_go`).
"""

import asyncio
import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from hearing.evidence import Exhibit
from hearing.facts import HearingState
from recorder.durable import make_folder, sync_folder
from recorder.evidence.exhibit_copies import files_of
from recorder.evidence.exhibit_store import CONTENT
from recorder.layout import exhibit_folder

LOOK_S = 1.0
AGAIN_S = 5.0
SPARE_BYTES = 5 << 30
"""So much of the disk stays free for the recording."""
_PATIENCE_S = 30.0
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
        try:
            make_folder(wanted.place.parent)
            if shutil.disk_usage(wanted.place.parent).free < wanted.bytes + SPARE_BYTES:
                return False
            return await self._copy(hearing, wanted)
        except (httpx.HTTPError, OSError) as fault:
            log.info("%s %s: no copy here yet: %s", wanted.exhibit, wanted.file, fault)
            return False

    async def _copy(self, hearing: str, wanted: Missing) -> bool:
        address = f"{self._url().rstrip('/')}/api/v1/hearings/{hearing}/{wanted.route}"
        partial = wanted.place.with_name(f".{wanted.place.name}.partial")
        try:
            async with httpx.AsyncClient(verify=self._ca or True, trust_env=False, timeout=_PATIENCE_S) as client:
                found = await self._received(client, address, partial)
            if found != wanted.sha256:
                log.warning("%s %s: the panel gave %s…, not what is on record", wanted.exhibit, wanted.file, found[:16])
                return False
            partial.replace(wanted.place)
            sync_folder(wanted.place.parent)
        finally:
            partial.unlink(missing_ok=True)
        return True

    async def _received(self, client: httpx.AsyncClient, address: str, partial: Path) -> str:
        token = (self._data / "token").read_text(encoding="utf-8").strip()
        digest = hashlib.sha256()
        with partial.open("wb") as file:
            async with client.stream("GET", address, headers={"authorization": f"Bearer {token}"}) as answer:
                answer.raise_for_status()
                async for piece in answer.aiter_bytes(1 << 16):
                    digest.update(piece)
                    await asyncio.to_thread(file.write, piece)
        return digest.hexdigest()
