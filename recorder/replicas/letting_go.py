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

from hearing.ids import HearingId
from hearing.link import Link, LinkError
from recorder.durable import make_folder, write_whole
from recorder.errors import StoreFault
from recorder.failpoint import reached
from recorder.keeping.shredding import Stays, Tombstone, shred_second, take_away, tombstones
from recorder.replicas.batch import RECORDS
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
    clear: dict[HearingId, str] = {}
    """Hearings whose batches are needed no longer, since their packages are proven; with the folder of their case."""
    locks: str = ""
    """Another word when terms or holds have changed."""


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
    cleared: dict[str, Standing] = {}
    """Hearings whose batches are not kept any more: nobody copies or misses them."""


class LettingGo:
    """Tends the second place *store* of the installation at *data*; *link* leads to its panel."""

    def __init__(
        self, link: Link, data: Path, store: Store, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        self._link, self._data, self._store, self._now_ms = link, data, store, now_ms
        self._known = remembered(data)
        self.orders = SecondOrders()
        """What the panel said last."""

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
            self.orders = SecondOrders.model_validate(await self._link.request("GET", ORDERS))
            for hearing, case in self.orders.clear.items():
                if self._is_due(self._known.cleared.get(hearing)):
                    await self._clear(hearing, case)

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

    def is_cleared(self, hearing: str) -> bool:
        """Whether a hearing's batches are not kept here any more."""
        return hearing in self._known.cleared

    def clear_batches(self, hearing: str, case: str) -> list[Stays]:
        """Take a hearing's batches away; from the first moment on nobody copies or misses them. Return what stays.

        Raises:
            StoreFault: the place cannot be read.
            OSError: the first disk refused.
        """
        begun = Standing(left=1, again_at=self._now_ms())
        self._keep(cleared={**self._known.cleared, hearing: begun})
        reached("clear.begun")
        stays = take_away(self._store, [f"{RECORDS}/{case}/{hearing}/"])
        for path in (self._data / "run" / "replicas").glob(f"{hearing}.*"):
            path.unlink()
        reached("clear.done")
        return stays

    async def _clear(self, hearing: str, case: str) -> None:
        """Clear a hearing's batches, whose package is proven, and say so."""
        stays = await asyncio.to_thread(self.clear_batches, hearing, case)
        told = [{"object": one.name, "until": one.until} for one in stays]
        for at in range(0, max(1, len(told)), _MOST_NAMES):
            body = {"hearing": hearing, "location": self._store.location, "left": told[at : at + _MOST_NAMES]}
            await self._link.request("POST", "/api/v1/replicas/cleared", {**body, "is_rest": at > 0})
        self._keep(cleared={**self._known.cleared, hearing: self._standing(stays)})

    async def forget_installations(self) -> None:
        """Take copies of the database away that still hold what was shredded, once a later one lies there.

        Raises:
            StoreFault: the place cannot be read.
        """
        since = self.orders.installations_since
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
        try:
            await self._link.request("POST", "/api/v1/replicas/forgotten", body)
        except LinkError:
            return  # It is said next time.
        there = {one.name for one in found} - {one.name for one in old}
        ages = {name: age for name, age in ages.items() if name in there}
        self._keep(installations=ages, forgotten={str(since): self._standing(stays)})

    def _standing(self, stays: Sequence[Stays]) -> Standing:
        known = [one.until for one in stays if one.until is not None]
        tomorrow = self._now_ms() + _DAY_MS
        return Standing(left=len(stays), again_at=min([*known, tomorrow]))

    def _keep(self, **changed: Any) -> None:
        self._known = self._known.model_copy(update=changed)
        path = _path(self._data)
        make_folder(path.parent)
        write_whole(path, json.dumps(self._known.model_dump(mode="json")).encode())


def remembered(data: Path) -> Remembered:
    """Read what was done before."""
    with contextlib.suppress(OSError, ValueError):
        return Remembered.model_validate_json(_path(data).read_bytes())
    return Remembered()


def _path(data: Path) -> Path:
    return data / "run" / "replicas" / "let-go.json"


def _row_of(name: str) -> str:
    """Name the copy that an object belongs to, as the panel lists it: a batch by itself, a package as one."""
    parts = name.split("/")
    return "/".join(parts[:_OBJECT_PARTS]) if parts[0] == "archive" else name
