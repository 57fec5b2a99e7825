"""Takes away in the second place what must not lie there any more, again and again until it is gone, and says how far it is.

What a place has locked stays until the lock ends; it is tried again then, and once a day where the place does not say.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from hearing.link import Link, LinkError
from recorder.durable import make_folder, write_whole
from recorder.errors import StoreFault
from recorder.keeping.shredding import Stays, Tombstone, shred_second, tombstones
from recorder.replicas.closed_hearings import CLOSED
from recorder.replicas.installation import INSTALLATION
from recorder.replicas.store import Store

_DAY_MS = 24 * 3600 * 1000
_MOST_NAMES = 2000
_OBJECT_PARTS = 4
_DATABASES = (INSTALLATION, CLOSED)
ORDERS = "/api/v1/replicas/orders"


class SecondOrders(BaseModel):
    """What the panel wants of the second place beside copies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    installations_since: int = 0
    """Copies of the installation whose database is older than this (ns) must go; 0: all may stay."""


class Standing(BaseModel):
    """How far one thing is on its way out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: int
    again_at: int
    """UTC ms."""


class Remembered(BaseModel):
    """What was done before this process, in ``run/replicas/let-go.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shredded: dict[str, Standing] = {}
    installations: dict[str, int] = {}
    """How old the database is in each copy of the installation, ns; of one that is not listed it is older."""
    forgotten: dict[str, Standing] = {}
    """By the moment since when they may stay."""


class LettingGo:
    """Tends the second place *store* of the installation at *data*; *link* leads to its panel."""

    def __init__(
        self, link: Link, data: Path, store: Store, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        self._link, self._data, self._store, self._now_ms = link, data, store, now_ms
        self._path = data / "run" / "replicas" / "let-go.json"
        with contextlib.suppress(OSError, ValueError):
            self._known = Remembered.model_validate_json(self._path.read_bytes())
            return
        self._known = Remembered()

    async def tend(self) -> None:
        """Do what is due now.

        Raises:
            StoreFault: the place cannot be read.
            RecordDamaged: a tombstone cannot be read.
            OSError: the first disk refused.
        """
        for stone in await asyncio.to_thread(tombstones, self._data):
            if self._is_due(self._known.shredded.get(stone.hearing)):
                await self._shred(stone)
        with contextlib.suppress(LinkError):
            orders = SecondOrders.model_validate(await self._link.request("GET", ORDERS))
            await self._forget_installations(orders.installations_since)

    def note_installation(self, name: str, database_ns: int) -> None:
        """Remember how old the database in a copy of the installation is."""
        self._keep(installations={**self._known.installations, name: database_ns})

    def _is_due(self, standing: Standing | None) -> bool:
        return standing is None or (standing.left > 0 and self._now_ms() >= standing.again_at)

    async def _shred(self, stone: Tombstone) -> None:
        stays = await asyncio.to_thread(shred_second, self._store, stone)
        told = [(_row_of(one.name), one.until) for one in stays]
        with contextlib.suppress(LinkError):
            for at in range(0, max(1, len(told)), _MOST_NAMES):
                part = [{"object": name, "until": until} for name, until in told[at : at + _MOST_NAMES]]
                body: dict[str, Any] = {"hearing": stone.hearing, "location": self._store.location, "left": part}
                await self._link.request("POST", "/api/v1/replicas/shredded", {**body, "is_rest": at > 0})
            self._keep(shredded={**self._known.shredded, stone.hearing: self._standing(stays)})

    async def _forget_installations(self, since: int) -> None:
        """Take copies of the database away that still hold what was shredded, once a later one lies there."""
        if not since or not self._is_due(self._known.forgotten.get(str(since))):
            return
        ages = self._known.installations
        found = [one for front in _DATABASES for one in await asyncio.to_thread(self._store.names, f"{front}/")]
        old = [one for one in found if ages.get(one.name, 0) < since]
        if not any(one.name.startswith(f"{INSTALLATION}/") for one in found if one not in old):
            return  # The court shall never be without one.
        stays = []
        for one in old:
            try:
                await asyncio.to_thread(self._store.remove, one)
            except StoreFault:
                stays.append(Stays(one.name, await asyncio.to_thread(self._store.locked_until, one)))
        left = [{"object": one.name, "until": one.until} for one in stays]
        body = {"location": self._store.location, "since": since, "left": left}
        await self._link.request("POST", "/api/v1/replicas/forgotten", body)
        there = {one.name for one in found} - {one.name for one in old}
        ages = {name: age for name, age in ages.items() if name in there}
        self._keep(installations=ages, forgotten={str(since): self._standing(stays)})

    def _standing(self, stays: Sequence[Stays]) -> Standing:
        known = [one.until for one in stays if one.until is not None]
        tomorrow = self._now_ms() + _DAY_MS
        return Standing(left=len(stays), again_at=min([*known, tomorrow]))

    def _keep(self, **changed: Any) -> None:
        self._known = self._known.model_copy(update=changed)
        make_folder(self._path.parent)
        write_whole(self._path, json.dumps(self._known.model_dump(mode="json")).encode())


def _row_of(name: str) -> str:
    """Name the copy that an object belongs to, as the panel lists it: a batch by itself, a package as one."""
    parts = name.split("/")
    return "/".join(parts[:_OBJECT_PARTS]) if parts[0] == "archive" else name
