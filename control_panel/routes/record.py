"""The record, for the people of a hearing: what there is, and its bytes by range."""

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from control_panel.apart import run_apart
from control_panel.errors import Refusal
from control_panel.identity import Caller, CallerHere, address_of, hearing_of, refuse_right
from control_panel.pages import kind_of
from control_panel.panel import Panel, PanelHere
from hearing.state import HearingState
from recorder.closing_code import qr_code, read_closing
from recorder.errors import BadName, RecordDamaged
from recorder.layout import is_media_name, seals_folder, take_paths

router = APIRouter(tags=["record"])
_NICENESS = 10
"""Verifying reads everything with all cores: whoever looks at the record meanwhile comes first."""
_LOG = logging.getLogger(__name__)
_NOTING: set[asyncio.Task[None]] = set()
_TAKE_FILES = frozenset({"about.json", "tracks.jsonl", "leaves.jsonl", "seals.jsonl"})
_TRACK_FILES = frozenset({"index.jsonl", "headers.jsonl", "clock.jsonl"})


def _noted(task: asyncio.Task[None]) -> None:
    _NOTING.discard(task)
    if not task.cancelled() and (fault := task.exception()) is not None:
        _LOG.error("the audit could not be written: %s", fault)


def may_review(caller: Caller, panel: Panel, hearing: str) -> HearingState:
    """Return the hearing if the caller may see its record whole.

    Raises:
        Refusal: someone else.
    """
    state = hearing_of(caller, panel.hearings, hearing)
    if not caller.knows_whole(state):
        raise refuse_right("record")
    return state


@router.get("/hearings/{hearing}/record/index.json")
async def index(panel: PanelHere, request: Request, caller: CallerHere, hearing: str) -> Response:
    """Say which takes, tracks, files and fragments there are, as compact arrays for the player."""
    state = may_review(caller, panel, hearing)
    noted = panel.audit.note(caller.principal, "record-index", hearing=hearing, address=address_of(request))
    try:
        found, _ = await asyncio.gather(panel.record_indexes.get(state), noted)
    except RecordDamaged as fault:
        raise Refusal(500, "录音录像索引已损坏 · The record's index is damaged", str(fault)[:400], "Verify.") from fault
    return Response(found, media_type="application/json", headers={"cache-control": "no-store"})


@router.head("/hearings/{hearing}/record/{take}/{track}/{file}", include_in_schema=False)
@router.get("/hearings/{hearing}/record/{take}/{track}/{file}")
async def track_file(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, take: str, track: str, file: str
) -> Response:
    """Give a track's file, whole or by range; the access is on the audit when it begins at the file's front."""
    state = may_review(caller, panel, hearing)
    try:
        paths = take_paths(panel.settings.records, state.case.number, hearing, take).track(track)
    except BadName as fault:
        raise _no_file() from fault
    if not is_media_name(file) and file not in _TRACK_FILES:
        raise _no_file()
    path = paths.folder / file
    if not path.is_file():
        raise _no_file()
    if is_media_name(file) and request.headers.get("range", "bytes=0-").startswith("bytes=0-"):
        detail, address = f"{take}/{track}/{file}", address_of(request)
        noting = asyncio.create_task(
            panel.audit.note(caller.principal, "record-read", hearing=hearing, address=address, detail=detail)
        )
        _NOTING.add(noting)  # the disk's answer is not waited for: a player asks for nine files at once
        noting.add_done_callback(_noted)
    return FileResponse(path, media_type=kind_of(path), headers={"cache-control": "no-store"})


@router.get("/hearings/{hearing}/record/{take}/{file}")
async def take_file(panel: PanelHere, caller: CallerHere, hearing: str, take: str, file: str) -> Response:
    """Give a take's seals, leaves, tracks or description."""
    state = may_review(caller, panel, hearing)
    try:
        path = take_paths(panel.settings.records, state.case.number, hearing, take).folder / file
    except BadName as fault:
        raise _no_file() from fault
    if file not in _TAKE_FILES or not path.is_file():
        raise _no_file()
    return FileResponse(path, media_type=kind_of(path), headers={"cache-control": "no-store"})


@router.get("/hearings/{hearing}/closing.svg")
async def closing_code(panel: PanelHere, caller: CallerHere, hearing: str) -> Response:
    """Draw the QR code of the closing root: hearing, root and time, nothing of the case."""
    state = may_review(caller, panel, hearing)
    path = seals_folder(panel.settings.records, state.case.number, hearing) / "closing.json"
    closing = await asyncio.to_thread(read_closing, path)
    if closing is None:
        raise _no_file()
    drawn = await asyncio.to_thread(qr_code, closing)
    return Response(drawn, media_type="image/svg+xml", headers={"cache-control": "no-store"})


@router.get("/hearings/{hearing}/verification")
async def verification(panel: PanelHere, request: Request, caller: CallerHere, hearing: str) -> Any:
    """Verify the archived package now, and say what ``courtroom verify --json`` says of it."""
    state = may_review(caller, panel, hearing)
    if state.package is None:
        raise Refusal(409, "尚未归档 · Not archived yet", "", "闭庭归档后即可校验 · Verify after archiving.")
    result = await verified(panel.settings.archive / state.package)
    await panel.audit.note(caller.principal, "verification", hearing=hearing, address=address_of(request))
    return result


async def verified(package: Path) -> Any:
    """Say what ``courtroom verify --json`` says of *package*, by a process of its own."""
    command = [sys.executable, "-m", "control_panel", "verify", str(package), "--json"]
    done = await run_apart(*command, niceness=_NICENESS)
    lines = done.said.decode("utf-8", "replace").strip().splitlines()
    if done.code not in (0, 4) or not lines:
        raise Refusal(503, "无法校验 · It cannot be verified now", f"Exit code {done.code}.", "Call court IT.")
    return json.loads(lines[-1])


def _no_file() -> Refusal:
    return Refusal(404, "没有这个文件 · There is no such file", "", "See record/index.json.")
