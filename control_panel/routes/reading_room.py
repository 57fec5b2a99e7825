"""The reader's side of a grant: the record by range, sound and text to take along, or a capsule; nothing that is sealed.

A code opens it; the browser then holds a cookie of these routes alone. Each request asks anew whether leave still holds.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from control_panel.capsule_copy import make_copy
from control_panel.errors import Refusal
from control_panel.identity import address_of, refuse_stranger
from control_panel.models import ReadingRow
from control_panel.pages import kind_of
from control_panel.panel import Panel, PanelHere
from control_panel.readings import grant_of, refusal_of
from control_panel.routes.record import verified
from hearing.consultation import may_open, may_read
from hearing.facts import HearingState
from hearing.participant import Role
from hearing.sealed_ranges import NS_PER_MS, SealedRange, open_lines, sealed_ranges
from hearing.transcript_rules import text_label
from recorder.archive.capsule_player import open_record
from recorder.errors import BadName
from recorder.index import TrackLine, read_what_is_whole
from recorder.layout import TrackPaths, is_media_name, take_paths
from recorder.open_record import may_read_octets, open_sound, read_octets
from recorder.record_index import record_index

router = APIRouter(prefix="/reading-room", tags=["reading"])
COOKIE = "courtroom_reading"
_AFTER_CLOSING_MS = 60_000
_TOLD_S = 24 * 3600
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})")


class SaidCode(BaseModel):
    """The code of a grant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(min_length=4, max_length=60)]


class Reading:
    """A grant that holds now, and the hearing that it is of."""

    def __init__(self, row: ReadingRow, state: HearingState) -> None:
        self.row, self.state = row, state

    @property
    def sealed(self) -> tuple[SealedRange, ...]:
        """What of the record is not given."""
        end = ((self.state.closed_at or self.state.at) - (self.state.zero_at or 0) + _AFTER_CLOSING_MS) * NS_PER_MS
        return sealed_ranges(self.state, end)

    @property
    def told(self) -> dict[str, Any]:
        """What its page shows."""
        row, state = self.row, self.state
        return {
            "id": row.id,
            "kind": row.kind,
            "reader": row.reader,
            "case": state.case.number,
            "title": state.case.title or state.case.cause,
            "court": state.court,
            "until": row.until,
            "openings": row.openings,
            "opened": row.opened,
            "may_copy_sound": row.may_copy_sound,
            "may_transcribe": row.may_transcribe,
            "mark": f"{row.reader} · {row.id} · {row.opened}/{row.openings}",
        }


def _state_of(panel: Panel, row: ReadingRow) -> HearingState:
    state = panel.hearings.find(row.hearing)
    if state is None or panel.keeping.is_hidden(row.hearing):
        raise Refusal(410, "该录音录像已停止调阅 · This record is shown no more", "", "请联系法院 · Ask the court.")
    return state


def _check(panel: Panel, row: ReadingRow, state: HearingState, *, opening: bool) -> None:
    """Refuse what does not hold now; a capsule's grant is bound by time, number and revocation alone."""
    grant, now = grant_of(row), panel.now_ms()
    role = Role(row.role) if row.kind == "consultation" else Role.DEFENDER
    answer = (may_open if opening else may_read)(grant, state, role, now)
    if not answer and (row.kind == "consultation" or answer.why in {"revoked", "expired"}):
        raise refusal_of(answer.why)


async def reading_here(panel: PanelHere, request: Request) -> Reading:
    """Find the grant that the caller's browser has opened.

    Raises:
        Refusal: none (401), or it holds no more (403).
    """
    row = await panel.readings.of_secret(request.cookies.get(COOKIE, ""))
    if row is None:
        raise refuse_stranger()
    request.scope["courtroom.principal"] = f"reading:{row.id}"
    state = _state_of(panel, row)
    _check(panel, row, state, opening=False)
    return Reading(row, state)


ReadingHere = Annotated[Reading, Depends(reading_here)]


@router.post("/open", status_code=201)
async def open_it(panel: PanelHere, request: Request, response: Response, said: SaidCode) -> dict[str, Any]:
    """Open a grant by its code: counted, and on the audit. An earlier opening of it ends."""
    row = await panel.readings.by_code(said.code, address_of(request))
    request.scope["courtroom.principal"] = f"reading:{row.id}"
    state = _state_of(panel, row)
    _check(panel, row, state, opening=True)
    secret = await (panel.readings.open(row.id) if row.kind == "consultation" else panel.readings.admit(row.id))
    await _note(panel, request, Reading(row, state), "reading-opened")
    response.set_cookie(
        COOKIE,
        secret,
        max_age=(row.until - panel.now_ms()) // 1000 + _TOLD_S,
        path="/api/v1/reading-room",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    now = await panel.readings.of_secret(secret)
    return Reading(now if now is not None else row, state).told


@router.get("")
async def look(reading: ReadingHere) -> dict[str, Any]:
    """Say what was granted; refused as soon as it holds no more."""
    return reading.told


@router.get("/record/index.json")
async def index(panel: PanelHere, request: Request, reading: ReadingHere) -> Response:
    """Say what there is to see and hear: without sealed ranges, and without the clerk's notes."""
    _only(reading, "consultation")
    found = await asyncio.to_thread(record_index, panel.settings.records, reading.state)
    told = open_record({**found, "notes": [], "faults": []}, None, reading.sealed)
    await _note(panel, request, reading, "reading-index")
    return JSONResponse(told, headers={"cache-control": "no-store"})


@router.get("/record/{take}/{track}/{file}")
async def octets(
    panel: PanelHere, request: Request, reading: ReadingHere, take: str, track: str, file: str
) -> Response:
    """Give a range of a track's file; a range that touches something sealed is refused."""
    _only(reading, "consultation")
    paths = _track(panel, reading, take, track)
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if not is_media_name(file) or asked is None:
        raise _nothing()
    since, until = int(asked[1]), int(asked[2]) + 1
    if not await asyncio.to_thread(may_read_octets, paths, file, since, until, reading.sealed):
        raise Refusal(403, "此段依法不予提供 · This stretch is sealed", f"{take}/{track}/{file}", "")
    if since == 0:
        await _note(panel, request, reading, "reading-read", f"{take}/{track}/{file}")
    path = paths.folder / file
    return FileResponse(path, media_type=kind_of(path), headers={"cache-control": "no-store"})


@router.get("/sound/{take}/{track}")
async def sound(panel: PanelHere, request: Request, reading: ReadingHere, take: str, track: str) -> Response:
    """Give a copy of one sound track without what is sealed, where that was allowed (§11); never a picture."""
    _only(reading, "consultation")
    if not reading.row.may_copy_sound:
        raise Refusal(403, "未准许复制录音 · Copying the sound was not allowed", "", "请向法院申请 · Ask the court.")
    paths = _track(panel, reading, take, track)
    lines, _ = await asyncio.to_thread(read_what_is_whole, paths.folder.parent / "tracks.jsonl", TrackLine)
    if not any(line.name == track and line.kind == "audio" for line in lines):
        raise _nothing()
    parts = await asyncio.to_thread(open_sound, paths, reading.sealed)
    await _note(panel, request, reading, "reading-sound", f"{take}/{track}")
    name = f"{reading.state.hearing}-{track}-{reading.row.id}.mp4"

    def blocks() -> Iterator[bytes]:
        yield from read_octets(paths, parts)

    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(blocks(), media_type="audio/mp4", headers=headers)


@router.get("/text.txt")
async def text(panel: PanelHere, request: Request, reading: ReadingHere) -> Response:
    """Give the open part of the text to take down, where that was allowed (§11); it says whether it is a draft."""
    _only(reading, "consultation")
    if not reading.row.may_transcribe:
        raise Refusal(403, "未准许誊录 · Transcribing was not allowed", "", "请向法院申请 · Ask the court.")
    await _note(panel, request, reading, "reading-text")
    told = reading.told
    front = [told["case"], text_label(reading.state), told["mark"], "未经许可不得传播 · not to be passed on", ""]
    lines = [
        f"[{_clock(line.start)}] {line.speaker}：{line.text}" for line in open_lines(reading.state, reading.sealed)
    ]
    name = f"{reading.state.hearing}-{reading.row.id}.txt"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return PlainTextResponse("\n".join([*front, *lines, ""]), headers=headers)


@router.get("/verification")
async def verification(panel: PanelHere, reading: ReadingHere) -> Any:
    """Verify the archived package now."""
    if reading.state.package is None:
        raise Refusal(409, "尚未归档 · Not archived yet", "", "")
    return await verified(panel.settings.archive / reading.state.package)


@router.get("/capsule.tar")
async def capsule(panel: PanelHere, request: Request, reading: ReadingHere) -> Response:
    """Make and give the reader's next copy of a capsule: counted, with an id and a mark of its own."""
    _only(reading, "capsule")
    number = await panel.readings.take_copy(reading.row.id)
    try:
        made = await make_copy(panel, reading.row, reading.state, number)
    except Refusal:
        await panel.readings.give_back(reading.row.id)
        await panel.audit.note(
            f"reading:{reading.row.id}", "capsule-copy", done=False, hearing=reading.state.hearing, detail=str(number)
        )
        raise
    await _note(panel, request, reading, "capsule-copy", f"{number}/{reading.row.openings} {made.path.stem}")
    return FileResponse(made.path, media_type="application/x-tar", filename=made.path.name, background=made.forget)


def _only(reading: Reading, kind: str) -> None:
    if reading.row.kind != kind:
        raise _nothing()


def _track(panel: Panel, reading: Reading, take: str, track: str) -> TrackPaths:
    state = reading.state
    try:
        paths = take_paths(panel.settings.records, state.case.number, state.hearing, take).track(track)
    except BadName as fault:
        raise _nothing() from fault
    if not paths.index.is_file():
        raise _nothing()
    return paths


async def _note(panel: Panel, request: Request, reading: Reading, what: str, detail: str = "") -> None:
    who, hearing = f"reading:{reading.row.id}", reading.state.hearing
    await panel.audit.note(who, what, hearing=hearing, address=address_of(request), detail=detail)


def _clock(position: int) -> str:
    seconds = position // 1_000_000_000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _nothing() -> Refusal:
    return Refusal(404, "没有这一项 · There is no such thing here", "", "See record/index.json.")
