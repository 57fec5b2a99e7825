"""Exhibits: filing them, and giving their pages and content to those who may see them (docs/PROTOCOL.md §15)."""

import asyncio
import shutil
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from control_panel.errors import Refusal
from control_panel.hearing_log import refusal_of
from control_panel.identity import CallerHere, address_of, hearing_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.errors import Refused
from hearing.evidence import Exhibit, FileExhibit
from hearing.evidence_audience import may_see_exhibit
from hearing.participant import Right
from hearing.policy import Actor
from hearing.state import HearingState
from recorder.evidence.exhibit_store import Coming, ExhibitStore, Taken
from recorder.evidence.faults import WORDS, ExhibitFault

router = APIRouter(tags=["evidence"])
_TITLE = 200
_AT_ONCE = asyncio.Semaphore(2)
"""So many files are drawn at the same time: each takes a core."""


def _refusal(fault: ExhibitFault) -> Refusal:
    words = WORDS[fault.code]
    return Refusal(words.status, words.title, fault.says, words.remedy, code=fault.code)


def _title_of(name: str) -> str:
    """Take what the sender calls it as words to show, and never as a name of a file."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip()
    return plain[:_TITLE] or "证据"


@router.post("/hearings/{hearing}/exhibits", status_code=201)
async def file_exhibit(
    panel: PanelHere,
    request: Request,
    caller: CallerHere,
    hearing: str,
    name: Annotated[str, Query(max_length=1000)] = "",
    identity: Annotated[UUID | None, Query(alias="id")] = None,
) -> dict[str, Any]:
    """File the request's body as evidence; its pages are drawn before it is answered."""
    state = hearing_of(caller, panel.hearings, hearing)
    actor = caller.actor_in(state)
    if Right.FILE_EXHIBIT not in actor.rights:
        raise refuse_right("file-exhibit")
    await panel.hearings.foresee(hearing, _blank(identity), actor, address_of(request))
    store = panel.exhibits
    coming = await asyncio.to_thread(store.begin)
    try:
        taken = await _take_in(request, store, coming, state)
    except ExhibitFault as fault:
        await panel.audit.note(
            caller.principal,
            "file-exhibit",
            done=False,
            hearing=hearing,
            address=address_of(request),
            detail=fault.code,
        )
        raise _refusal(fault) from fault
    except OSError as fault:
        raise Refusal(507, "证据无法保存 · The exhibit cannot be stored", str(fault)[:300], "Call court IT.") from fault
    finally:
        await asyncio.to_thread(coming.drop)
    return await _filed(panel, request, taken, state, actor, _command(taken, name, identity))


async def _take_in(request: Request, store: ExhibitStore, coming: Coming, state: HearingState) -> Taken:
    async for piece in request.stream():
        if piece:
            await asyncio.to_thread(coming.write, piece)
    async with _AT_ONCE:
        return await asyncio.to_thread(store.take, coming, state.case.number, state.hearing)


def _blank(identity: UUID | None) -> FileExhibit:
    """Ask as one will once the file is here: whoever may not file now is told so before the file has come up."""
    return FileExhibit(
        id=identity or uuid4(), title="证据", kind="pdf", media_type="application/pdf", bytes=1, sha256="0" * 64, sm3="0" * 64,
    )  # fmt: skip


def _command(taken: Taken, name: str, identity: UUID | None) -> FileExhibit:
    return FileExhibit(
        id=identity or uuid4(),
        title=_title_of(name),
        kind=taken.kind,
        media_type=taken.media_type,
        bytes=taken.octets,
        page_sha256=taken.page_sha256,
        sha256=taken.sha256,
        sm3=taken.sm3,
        duration_ms=taken.duration_ms,
    )


async def _filed(
    panel: Panel, request: Request, taken: Taken, state: HearingState, actor: Actor, command: FileExhibit
) -> dict[str, Any]:
    """Put it on the log; what the log does not name then does not stay."""
    try:
        event = await panel.hearings.command(state.hearing, command, actor, address_of(request))
    except Refusal:
        await _drop_unfiled(panel, state.hearing, taken)
        raise
    await _drop_unfiled(panel, state.hearing, taken)
    return {"event": event.model_dump(mode="json")}


async def _drop_unfiled(panel: Panel, hearing: str, taken: Taken) -> None:
    filed = {one.sha256 for one in panel.hearings.get(hearing).exhibits.values()}
    if taken.is_new and taken.sha256 not in filed:
        await asyncio.to_thread(shutil.rmtree, taken.folder, ignore_errors=True)


@router.head("/hearings/{hearing}/exhibits/{exhibit}/pages/{page}.png", include_in_schema=False)
@router.get("/hearings/{hearing}/exhibits/{exhibit}/pages/{page}.png")
async def page_of(panel: PanelHere, caller: CallerHere, hearing: str, exhibit: str, page: int) -> Response:
    """Give a page's picture: to bench and clerk, to whoever filed it, and to those to whom just this page is shown."""
    state = hearing_of(caller, panel.hearings, hearing)
    found = _seen(state, caller.actor_in(state), exhibit, page)
    if not 1 <= page <= found.pages:
        raise refusal_of(Refused("no-such-page", f"{exhibit}: {page} / {found.pages}"))
    place = panel.exhibits.page(state.case.number, hearing, found, page)
    return _file(place, "image/png", found.page_sha256[page - 1])


@router.head("/hearings/{hearing}/exhibits/{exhibit}/content", include_in_schema=False)
@router.get("/hearings/{hearing}/exhibits/{exhibit}/content")
async def content_of(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, exhibit: str) -> Response:
    """Give the filed file by ranges: a film or sound also to those to whom it is shown."""
    state = hearing_of(caller, panel.hearings, hearing)
    found = _seen(state, caller.actor_in(state), exhibit, None)
    if request.method == "GET":
        await panel.exhibit_reads.note(caller.principal, hearing, exhibit, address_of(request))
    return _file(panel.exhibits.content(state.case.number, hearing, found), found.media_type, found.sha256)


def _seen(state: HearingState, actor: Actor, exhibit: str, page: int | None) -> Exhibit:
    """Return the exhibit, or say the same of one that is not there and of one that is not shown to the caller."""
    if not may_see_exhibit(state, actor, exhibit, page):
        raise refusal_of(Refused("unknown-exhibit", exhibit[:20]))
    return state.exhibits[exhibit]


def _file(place: Path, media_type: str, sha256: str) -> Response:
    if not place.is_file():
        title = "证据文件不在本机 · The exhibit's file is not here"
        raise Refusal(
            HTTPStatus.NOT_FOUND, title, sha256[:16], "请在提交证据的服务器查看 · Look at the server it was filed at."
        )
    headers = {"cache-control": "private, no-store", "etag": f'"{sha256}"', "x-content-type-options": "nosniff"}
    return FileResponse(place, media_type=media_type, headers=headers, content_disposition_type="inline")
