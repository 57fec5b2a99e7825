"""The ledger of every second (无缺秒台账): for whoever may know the hearing whole, and for its technicians."""

import asyncio
import json
from typing import Any

from fastapi import APIRouter

from control_panel.errors import Refusal
from control_panel.identity import CallerHere, hearing_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.ledger import Ledger
from hearing.participant import Right
from hearing.reports import LedgerKept
from hearing.state import HearingState

router = APIRouter(tags=["ledger"])


def last_ledger(panel: Panel, state: HearingState) -> Ledger | None:
    """Return what the recorder last said, with the explanations and signatures of this moment."""
    said = [
        report for report in panel.board.all() if isinstance(report, LedgerKept) and report.hearing == state.hearing
    ]
    return said[-1].ledger.answered(state) if said else None


@router.get("/hearings/{hearing}/ledger")
async def ledger(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, Any]:
    """Account for every second: the running hearing's as it is known now, an archived one's from its package."""
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state) and Right.WATCH_HEALTH not in caller.actor_in(state).rights:
        raise refuse_right("ledger")
    if state.package is not None:
        path = panel.settings.archive / state.package / "data" / "ledger.json"
        packed: dict[str, Any] = json.loads(await asyncio.to_thread(path.read_bytes))
        return {**packed, "says": ""}
    found = last_ledger(panel, state)
    if found is None:
        raise Refusal(
            404,
            "台账尚未生成 · There is no ledger yet",
            "",
            "开庭后由录制服务生成 · The recorder makes it once the hearing is open.",
        )
    return {**found.model_dump(mode="json"), "says": found.objection()}
