"""The audit trail, for administrators; looking at it is on it."""

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
    """List who did what, newest first."""
    entries = await panel.audit.read(before, limit)
    await panel.audit.note(caller.principal, "audit-read", address=address_of(request))
    return {"entries": entries}
