"""The secret file of a hearing that was heard alone, at the server: staged sealed, proven, and kept with the hearing."""

import asyncio
from pathlib import Path

from pydantic import ValidationError

from control_panel.bench.given_file import FileEnd, GivenFile
from control_panel.bench.sealing import Tampered
from control_panel.bench.secret_store import SecretStore
from control_panel.handin.staging import Staging
from control_panel.handin.wire import Conflict

AREA = "secret"
FILE = "file.json"


class SecretArrival:
    """Brings secret files from *staging* into *store*."""

    def __init__(self, staging: Staging, store: SecretStore) -> None:
        self._staging, self._store = staging, store

    async def key(self) -> str:
        """Return the public key (hex) to which a room seals."""
        return await self._store.public_key()

    async def conflicts(self, hearing: str, end: FileEnd | None) -> list[Conflict]:
        """Say what keeps the staged file from being taken in; *end* is where the room says that it ends.

        A file that was changed or is not whole stops the hand-in. One that the server began itself stays, and stops
        nothing: the room keeps its own.
        """
        try:
            given = await asyncio.to_thread(self._read, hearing)
            if (given.end if given is not None else None) != end:
                return [_conflict("not-whole", "" if given is None else str(given.end.seq), end, stops=True)]
            if given is None:
                return []
            await self._store.prove(hearing, given)
        except (Tampered, ValidationError, ValueError) as fault:
            return [_conflict("record-differs", type(fault).__name__, end, stops=True)]
        other = await self._store.end(hearing)
        if other is not None and other != given.end:
            return [_conflict("secret-file", str(other.seq), end, stops=False)]
        return []

    async def take_in(self, hearing: str, who: str, address: str) -> None:
        """Keep the staged file with the hearing, unless one lies here; again does no harm."""
        given = await asyncio.to_thread(self._read, hearing)
        if given is not None:
            await self._store.take_in(given, who, address)

    def _read(self, hearing: str) -> GivenFile | None:
        place: Path = self._staging.area(hearing, AREA) / FILE
        if not place.is_file():
            return None
        return GivenFile.model_validate_json(place.read_bytes())


def _conflict(kind: str, here: str, end: FileEnd | None, *, stops: bool) -> Conflict:
    there = "" if end is None else f"{end.seq} {end.chain[:16]}"
    return Conflict.model_validate({"kind": kind, "place": "secret-file", "here": here, "there": there, "stops": stops})
