"""The audit trail, for administrators; looking at it is on it."""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from control_panel.identity import AdministratorHere, address_of
from control_panel.panel import PanelHere

router = APIRouter(tags=["audit"])


@router.get("/audit")
async def read(
    panel: PanelHere,
    request: Request,
    caller: AdministratorHere,
    before: int | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, list[dict[str, Any]]]:
    """List who did what, newest first, and what was taken out of the archive by command."""
    entries = await panel.audit.read(before, limit)
    await panel.audit.note(caller.principal, "audit-read", address=address_of(request))
    exports = await asyncio.to_thread(exports_of, panel.settings.archive / "exports.jsonl", limit)
    return {"entries": entries, "exports": exports}


def exports_of(journal: Path, most: int) -> list[dict[str, Any]]:
    """Return what was taken out of the archive by command, newest first; a line that was torn is left out."""
    found: list[dict[str, Any]] = []
    for line in reversed(journal.read_bytes().splitlines() if journal.exists() else []):
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
        if len(found) == most:
            break
    return found
