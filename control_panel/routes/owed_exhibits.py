"""Exhibits' files that a room brings after the server was lost: what is owed, its pieces, what the room has not either."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.errors import Refusal
from control_panel.handin.wire import Digest, FileStanding
from control_panel.identity import CallerHere, address_of, hearing_of, refuse_right
from control_panel.panel import Panel, PanelHere
from hearing.facts import HearingState
from hearing.policy import room_of
from recorder.evidence.exhibit_store import CONTENT
from recorder.evidence.owed import NamedFile, named_files

router = APIRouter(tags=["evidence"])
_MOST_NAMES = 300_000
_ONE_AT_A_TIME = asyncio.Lock()
FileName = Annotated[str, Field(pattern=r"^(content|[0-9]{4}\.png)$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OwedFile(_Part):
    """One file that is not here, and how much of it has come."""

    exhibit: str
    name: str
    held: int


class Owed(_Part):
    """What a record store lacks of a hearing's exhibits."""

    files: tuple[OwedFile, ...]
    awaited: bool
    """Its room may still bring something of it."""


class NotThere(_Part):
    """What the room has not either."""

    names: Annotated[tuple[Annotated[str, Field(max_length=80)], ...], Field(max_length=_MOST_NAMES)]


def _room_here(panel: Panel, caller: CallerHere, hearing: str) -> HearingState:
    """Return a hearing of the room whose agent calls."""
    state = hearing_of(caller, panel.hearings, hearing)
    if caller.holder.kind != "agent" or room_of(caller.actor()) != state.room:
        raise refuse_right("owed-exhibits")
    return state


@router.get("/hearings/{hearing}/exhibits/owed")
async def owed(panel: PanelHere, caller: CallerHere, hearing: str) -> Owed:
    """Say what is not here, to the room's agent and to the recorder, which waits for it before packing."""
    if caller.principal == "service:recorder":
        state = hearing_of(caller, panel.hearings, hearing)
    else:
        state = _room_here(panel, caller, hearing)
    return await asyncio.to_thread(_owed, panel, state)


def _owed(panel: Panel, state: HearingState) -> Owed:
    files = tuple(
        OwedFile(exhibit=one.exhibit, name=one.name, held=panel.owed_exhibits.held(state, one))
        for one in panel.owed_exhibits.owed(state)
    )
    is_own = bool(state.room) and not panel.handins.is_merged(state.hearing)
    return Owed(files=files, awaited=is_own and panel.owed_exhibits.is_awaited(state))


@router.put("/hearings/{hearing}/exhibits/owed/{folder}/{file}")
async def bring(
    panel: PanelHere,
    request: Request,
    caller: CallerHere,
    hearing: str,
    folder: Digest,
    file: FileName,
    *,
    offset: Annotated[int, Query(ge=0)],
    of: Annotated[int, Query(ge=1)],
) -> FileStanding:
    """Add octets to a file that is owed; what is not on record is refused, and nothing of it stays."""
    state = _room_here(panel, caller, hearing)
    named = _named(state, f"{folder}/{file}")
    content = await request.body()
    try:
        async with _ONE_AT_A_TIME:
            standing = await asyncio.to_thread(panel.owed_exhibits.put, state, named, offset, content, of=of)
    except Refusal as refusal:
        if refusal.more.get("code") == "other-exhibit":
            await _note(panel, request, caller, state, named, done=False)
        raise
    except OSError as fault:
        raise Refusal(507, "证据无法保存 · The exhibit cannot be stored", str(fault)[:300], "Call court IT.") from fault
    if standing.whole and file == CONTENT:
        await _note(panel, request, caller, state, named, done=True)
    return standing


@router.post("/hearings/{hearing}/exhibits/owed/not-there")
async def not_there(panel: PanelHere, caller: CallerHere, hearing: str, body: NotThere) -> Owed:
    """Hear from the room which files it has not got: nobody waits for those."""
    state = _room_here(panel, caller, hearing)
    panel.owed_exhibits.not_there(state.hearing, set(body.names))
    return await asyncio.to_thread(_owed, panel, state)


def _named(state: HearingState, name: str) -> NamedFile:
    found = next((one for one in named_files(state) if one.name == name), None)
    if found is None:
        title = "日志中没有该证据文件 · The log names no such file of an exhibit"
        raise Refusal(404, title, name[:80], "仅接收已提交的证据 · Only what was filed is taken in.")
    return found


async def _note(
    panel: Panel, request: Request, caller: CallerHere, state: HearingState, named: NamedFile, *, done: bool
) -> None:
    detail = f"{named.exhibit} {named.file}"
    address = address_of(request)
    await panel.audit.note(
        caller.principal, "exhibit-brought", done=done, hearing=state.hearing, address=address, detail=detail
    )
