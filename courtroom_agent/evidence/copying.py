"""Copies one filed file from the panel to this machine, proven by its hash before anybody finds it under its name."""

import asyncio
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import httpx

from recorder.durable import make_folder, sync_folder

SPARE_BYTES = 5 << 30
"""So much of the disk stays free for the recording."""
_PATIENCE_S = 30.0


class NotCopied(Exception):
    """Why there is no copy, in words."""


@dataclass(frozen=True)
class Panel:
    """Where files are given, and by what right they are asked for."""

    url: str
    ca: str | None
    token: str


async def copy(panel: Panel, route: str, place: Path, sha256: str, most_bytes: int, whose: str = "") -> None:
    """Copy what *route* (below the panel's ``/api/v1``) gives to *place*; *whose* keeps two that copy it at once apart.

    Raises:
        NotCopied: the disk has no room for *most_bytes*, more comes than that, or it is not what is on record.
        httpx.HTTPError: the panel cannot be reached, or refuses.
        OSError: the disk refuses.
    """
    make_folder(place.parent)
    if shutil.disk_usage(place.parent).free < most_bytes + SPARE_BYTES:
        raise NotCopied(f"{place.parent}: the disk keeps {SPARE_BYTES >> 30} GiB for the recording. Make room on it.")
    partial = place.with_name(f".{place.name}{whose}.partial")
    try:
        async with httpx.AsyncClient(verify=panel.ca or True, trust_env=False, timeout=_PATIENCE_S) as client:
            found = await _received(client, panel, route, partial, most_bytes)
        if found != sha256:
            raise NotCopied(f"{route}: the panel gave {found[:16]}…, not what is on record. Call court IT.")
        partial.replace(place)
        sync_folder(place.parent)
    finally:
        partial.unlink(missing_ok=True)


async def _received(client: httpx.AsyncClient, panel: Panel, route: str, partial: Path, most_bytes: int) -> str:
    address = f"{panel.url.rstrip('/')}/api/v1/{route}"
    digest, octets = hashlib.sha256(), 0
    with partial.open("wb") as file:
        async with client.stream("GET", address, headers={"authorization": f"Bearer {panel.token}"}) as answer:
            answer.raise_for_status()
            async for piece in answer.aiter_bytes(1 << 16):
                octets += len(piece)
                if most_bytes and octets > most_bytes:
                    raise NotCopied(f"{route}: more than {most_bytes} bytes. Call court IT.")
                digest.update(piece)
                await asyncio.to_thread(file.write, piece)
    return digest.hexdigest()
