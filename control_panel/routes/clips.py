"""Clips: one stretch of one track with what proves it, taken out of an archived package and sent as one file."""

import asyncio
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask

from control_panel.apart import run_apart
from control_panel.errors import Refusal
from control_panel.identity import CallerHere, address_of, refuse_right
from control_panel.panel import PanelHere
from control_panel.routes.record import may_review
from hearing.ids import TakeName, TrackName
from hearing.participant import Right

router = APIRouter(tags=["clips"])
_LONGEST_NS = 4 * 3600 * 1_000_000_000
_NICENESS = 10


class Asked(BaseModel):
    """What is taken out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    take: TakeName
    track: TrackName
    since: Annotated[int, Field(ge=0, lt=1 << 62)]
    """Nanoseconds of the timeline."""
    until: Annotated[int, Field(ge=0, lt=1 << 62)]


@router.get("/hearings/{hearing}/clip")
async def clip(
    panel: PanelHere, request: Request, caller: CallerHere, hearing: str, asked: Annotated[Asked, Query()]
) -> FileResponse:
    """Give the stretch as a ZIP file of track file, proof and verifier, and a copy with content credentials to play.

    It is on the audit before and after.

    Nothing is copied without the court's leave (法释〔2017〕5号 §15): only whoever may give it takes clips here.
    """
    state = may_review(caller, panel, hearing)
    if caller.holder.kind != "session" or Right.GRANT_READING not in caller.actor_in(state).rights:
        raise refuse_right("grant-reading")
    if state.package is None:
        raise Refusal(409, "尚未归档 · Not archived yet", "", "闭庭归档后即可导出片段 · Take clips after archiving.")
    if not 0 < asked.until - asked.since <= _LONGEST_NS:
        raise Refusal(
            422,
            "起止时间不对 · That is no stretch",
            "",
            "止于起之后，至多 4 小时 · End after the beginning, 4 h at most.",
        )
    detail = f"{asked.take}/{asked.track} {asked.since // 1_000_000}-{asked.until // 1_000_000} ms"

    async def note(what: str, *, done: bool = True) -> None:
        await panel.audit.note(
            caller.principal, what, done=done, hearing=hearing, address=address_of(request), detail=detail
        )

    await note("clip-asked")
    work = Path(tempfile.mkdtemp(prefix="clip-", dir=_folder(panel.settings.run)))
    try:
        folder = await _cut(panel.settings.archive / state.package, asked, work, leave_by=caller.name)
        packed = await asyncio.to_thread(_zipped, folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        await note("clip", done=False)
        raise
    await note("clip")
    name = f"{folder.name}.zip"
    return FileResponse(
        packed,
        media_type="application/zip",
        headers={"cache-control": "no-store", "content-disposition": f"attachment; filename={quote(name)}"},
        background=BackgroundTask(shutil.rmtree, work, ignore_errors=True),
    )


def _folder(run: Path) -> Path:
    folder = run / "clips"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


async def _cut(package: Path, asked: Asked, work: Path, *, leave_by: str) -> Path:
    """Run ``courtroom export --clip``: it verifies the whole package first, and notes the clip in the archive's journal."""
    stretch = (f"{asked.take}/{asked.track}", f"{asked.since / 1e9:.9f}", f"{asked.until / 1e9:.9f}")
    command = [sys.executable, "-m", "control_panel", "export", str(package), "--to", str(work), "--clip", *stretch]
    command += ["--leave-by", leave_by]
    done = await run_apart(*command, niceness=_NICENESS)
    made = next((path for path in work.iterdir() if path.is_dir() and not path.name.startswith(".")), None)
    if done.code == 0 and made is not None:
        return made
    words = done.fault.decode("utf-8", "replace").strip()[-300:]
    if done.code == 2 and "nothing was recorded" in words:  # noqa: PLR2004
        raise Refusal(
            404, "此段没有录制 · Nothing of it was recorded then", words, "换一段时间 · Choose another stretch."
        )
    raise Refusal(500, "无法导出片段 · The clip cannot be taken", words, "请先校验案卷 · Verify the package first.")


def _zipped(folder: Path) -> Path:
    packed = folder.parent / "clip.zip"
    films = folder.parent.glob(f"{folder.name}*.mp4")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
        for path in sorted([*films, *folder.rglob("*")]):
            if path.is_file():
                file.write(path, path.relative_to(folder.parent).as_posix())
    return packed
