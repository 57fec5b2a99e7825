"""Lengthens the locks of what lies at the second place, when a term or a hold asks for longer than was locked at first."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hearing.ids import HearingId
from hearing.link import Link, LinkError
from recorder.durable import make_folder, write_whole
from recorder.errors import StoreFault
from recorder.keeping.lock import is_due, lock_until
from recorder.replicas.store import Store

LOCKS = "/api/v1/replicas/locks"
_AGAIN_MS = 24 * 3600 * 1000
_MOST = 500


class KeptFor(BaseModel):
    """How long the panel says that one hearing's record is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    case: str
    """As its folder is called."""
    until: int | None
    """End of the term, UTC ms; ``None``: there is none (yet)."""
    is_held: bool


class Locked(BaseModel):
    """What came of lengthening one hearing's locks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    until: int
    """UTC ms."""
    objects: Annotated[int, Field(ge=0)]
    refused: Annotated[int, Field(ge=0)]
    """Objects whose lock the place did not lengthen."""
    says: Annotated[str, Field(max_length=300)] = ""
    tried_at: int = 0


class _Remembered(BaseModel):
    """``run/replicas/locks.json``: what was done, and of which state of the packages."""

    locked: dict[str, Locked] = {}
    packages: dict[str, str] = {}
    version: str = ""
    looked_at: int = 0


class Lengthening:
    """Tends the locks of the objects in *store*, which are locked for *lock_days* when they are written."""

    def __init__(
        self,
        link: Link,
        data: Path,
        store: Store,
        lock_days: int,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._link, self._store, self._lock_days, self._now_ms = link, store, lock_days, now_ms
        self._path = data / "run" / "replicas" / "locks.json"
        self._known = _Remembered()
        with contextlib.suppress(OSError, ValueError):
            self._known = _Remembered.model_validate_json(self._path.read_bytes())

    async def tend(self, version: str, packages: dict[str, str]) -> None:
        """Lengthen what is due, once a day and whenever the panel's *version* of terms and holds is another one.

        *packages* names the state in which each hearing's package was last copied: an addendum is a new object.

        Raises:
            StoreFault: the place cannot be read.
            LinkError: the panel does not answer.
        """
        now = self._now_ms()
        is_looked_at = version == self._known.version and now < self._known.looked_at + _AGAIN_MS
        if self._lock_days == 0 or (is_looked_at and packages == self._known.packages):
            return
        told = await self._link.request("GET", LOCKS)
        kept = [KeptFor.model_validate(one) for one in told["kept"]]
        done = []
        for one in kept:
            package = packages.get(one.hearing, "")
            if package and self._is_due(one, package, now):
                done.append(await asyncio.to_thread(self._lengthen, one, now))
                self._known.locked[one.hearing] = done[-1]
        for at in range(0, len(done), _MOST):
            locks = [one.model_dump(mode="json") for one in done[at : at + _MOST]]
            with contextlib.suppress(LinkError):
                await self._link.request("POST", LOCKS, {"location": self._store.location, "locks": locks})
        self._known = _Remembered(locked=self._known.locked, packages=packages, version=version, looked_at=now)
        make_folder(self._path.parent)
        write_whole(self._path, self._known.model_dump_json().encode())

    def _is_due(self, kept: KeptFor, package: str, now: int) -> bool:
        if lock_until(kept.until, now, self._lock_days, is_held=kept.is_held) is None:
            return False
        known = self._known.locked.get(kept.hearing)
        if known is None or known.refused or self._known.packages.get(kept.hearing) != package:
            return True
        return is_due(known.until, kept.until, now, self._lock_days, is_held=kept.is_held)

    def _lengthen(self, kept: KeptFor, now: int) -> Locked:
        until = lock_until(kept.until, now, self._lock_days, is_held=kept.is_held)
        assert until is not None, "the caller asked"
        fronts = (f"{kind}/{kept.case}/{kept.hearing}/" for kind in ("archive", "records"))
        found = [one for front in fronts for one in self._store.names(front)]
        refused = []
        for one in found:
            try:
                self._store.lengthen(one, until)
            except StoreFault as fault:
                refused.append(str(fault))
        says = refused[0][:300] if refused else ""
        return Locked(
            hearing=kept.hearing, until=until, objects=len(found), refused=len(refused), says=says, tried_at=now
        )
