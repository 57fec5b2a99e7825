"""The ledger of every second (无缺秒台账) and the statement on the record made of it (录制情况说明)."""

import asyncio
import json
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from control_panel.errors import Refusal
from control_panel.identity import CallerHere, address_of, hearing_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.ledger import Ledger
from hearing.participant import Right
from hearing.reports import LedgerKept
from hearing.state import HearingState
from recorder.archive.statement import make_statement
from recorder.archive.statement_docx import statement_docx
from recorder.archive.statement_pdf import statement_pdf
from recorder.archive.statement_words import Language

router = APIRouter(tags=["ledger"])
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


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
        raise _no_ledger()
    return {**found.model_dump(mode="json"), "says": found.objection()}


@router.get("/hearings/{hearing}/names")
async def names(panel: PanelHere, caller: CallerHere, hearing: str) -> dict[str, str]:
    """Name the accounts whose principals stand in the hearing's log: for whoever may know it whole."""
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state):
        raise refuse_right("names")
    return await _names(panel, hearing)


@router.get("/hearings/{hearing}/record-statement.{form}")
async def statement(
    panel: PanelHere,
    request: Request,
    caller: CallerHere,
    hearing: str,
    form: Literal["docx", "pdf"],
    language: Language = "both",
) -> Response:
    """Give the statement on the record of a closed hearing, in Chinese, in English or in both.

    An archived one's in both is the package's own; in one language it is made from the package's ledger.
    """
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state):
        raise refuse_right("record-statement")
    packed = await _packed_statement(panel, state, form) if language == "both" else None
    content = packed or await _made_statement(panel, state, form, language)
    await panel.audit.note(caller.principal, "record-statement", hearing=hearing, address=address_of(request))
    tongue = "" if language == "both" else f".{language}"
    said = f'attachment; filename="record-statement-{hearing}{tongue}.{form}"'
    return Response(
        content, media_type=_TYPES[form], headers={"content-disposition": said, "cache-control": "no-store"}
    )


async def _packed_statement(panel: Panel, state: HearingState, form: str) -> bytes | None:
    if state.package is None:
        return None
    path = panel.settings.archive / state.package / "data" / "documents" / f"record-statement.{form}"
    return await asyncio.to_thread(path.read_bytes) if path.is_file() else None


async def _made_statement(panel: Panel, state: HearingState, form: str, language: Language) -> bytes:
    found = await _packed_ledger(panel, state) or last_ledger(panel, state)
    if found is None or state.closed_at is None:
        raise _no_ledger()
    told = make_statement(found, state, await _names(panel, state.hearing), state.root or "", language)
    return await asyncio.to_thread(statement_docx if form == "docx" else statement_pdf, told)


async def _packed_ledger(panel: Panel, state: HearingState) -> Ledger | None:
    if state.package is None:
        return None
    path = panel.settings.archive / state.package / "data" / "ledger.json"
    return Ledger.model_validate_json(await asyncio.to_thread(path.read_bytes)) if path.is_file() else None


async def _names(panel: Panel, hearing: str) -> dict[str, str]:
    people = {event.who for event in await panel.hearings.events(hearing)}
    here = {f"account:{row.id}": row.name for row in await panel.accounts.all()}
    known = {**here, **panel.handins.names(hearing)}
    return {principal: name for principal, name in known.items() if principal in people}


def _no_ledger() -> Refusal:
    return Refusal(
        404,
        "台账尚未生成 · There is no ledger yet",
        "",
        "开庭后由录制服务生成，闭庭后可下载说明 · The recorder makes it once the hearing is open; the statement after closing.",
    )
