"""Takes a hearing's own recording off the courtroom PC when the court's server orders it, and remembers that it did.

    DATA/run/let-go/<hearing>.json   an order that is not carried out yet
    DATA/gone/<hearing>.json         what was taken away, when and why

The order is on the disk before anything goes, so that what was begun is finished at the next start. Files are deleted,
not written over; spoken lines are written over where they stand, since their file is shared by all hearings.
"""

import asyncio
import contextlib
import json
import logging
import os
import shutil
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from courtroom_agent.courier import kept_path
from courtroom_agent.evidence.larder import larder
from hearing.ids import HearingId, TakeName
from recorder.archive.coverage import last_line
from recorder.durable import make_folder, sync_folder, write_whole
from recorder.errors import BadName
from recorder.failpoint import reached
from recorder.index import Sha256, sha256_hex
from recorder.layout import exhibits_folder, hearing_folder, takes_of

_log = logging.getLogger("control")
_PATIENCE_S = 8.0
"""How long an order's answer waits; a long recording is answered when the server asks again."""
_BLANK = b'{"gone":"'
_BLANK_END = b'"}'


class LetGo(BaseModel):
    """An order of the server."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    case: Annotated[str, Field(max_length=80)]
    why: Literal["shredded", "cleaned-up"]
    takes: dict[TakeName, Sha256] = {}
    """Of a clean-up: what the package holds, and the hash of each take's last seal there."""
    exhibits: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}/(content|[0-9]{4}\.png)$")], ...] = ()
    """Of a clean-up: files of exhibits that the package lacks."""


class Gone(BaseModel):
    """What was taken away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    why: str
    files: int
    bytes: int


def gone_folder(data: Path) -> Path:
    """Folder that names the hearings whose recording was taken away; the standby panel looks at it too."""
    return data / "gone"


def standby_path(data: Path) -> Path:
    """The standby panel's database."""
    return data / "standby" / "panel.sqlite3"


def forgotten_path(data: Path, hearing: str) -> Path:
    """File by which the standby panel says that it has forgotten a hearing."""
    return data / "standby" / "forgotten" / f"{hearing}.json"


class LettingGo:
    """Carries orders out on the PC whose folder is *data*."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._working: dict[str, asyncio.Task[Gone]] = {}

    async def resume(self) -> None:
        """Finish what was begun before the last end of this process."""
        for path in sorted((self._data / "run" / "let-go").glob("h-*.json")):
            try:
                await self._carry_out(LetGo.model_validate_json(path.read_bytes()))
            except (ValidationError, OSError) as fault:
                _log.warning("%s: not carried out yet: %s", path, fault)

    async def ask(self, body: dict[str, Any], *, is_held: bool) -> tuple[int, dict[str, Any]]:
        """Carry an order out, or say how far it is; *is_held* when the hearing still goes on here."""
        try:
            order = LetGo.model_validate(body)
            hearing_folder(self._data / "records", order.case, order.hearing)
        except (ValidationError, BadName) as fault:
            return 422, {"says": str(fault)[:200]}
        if is_held:
            return 409, {"says": "庭审尚未归档，不予清除 · The hearing goes on here; nothing is taken away."}
        if order.why == "cleaned-up" and (take := await asyncio.to_thread(only_here, self._data, order)):
            return 409, {"says": f"仅存于本机，不予清除 · Only this machine has it, it stays: {take}"}
        if not self._is_done(order):
            make_folder(self._data / "run" / "let-go")
            write_whole(self._order_path(order.hearing), order.model_dump_json().encode())
            reached("letgo.ordered")
            task = self._task(order)
            done, _ = await asyncio.wait([task], timeout=_PATIENCE_S)
            if not done:
                return 202, {"says": "正在清除 · It is being taken away."}
            if task.exception() is not None:
                return 507, {"says": str(task.exception())[:200]}
        return 200, self._told(order)

    def _is_done(self, order: LetGo) -> bool:
        noted = noted_gone(self._data, order.hearing)
        is_noted = noted is not None and noted.why in (order.why, "shredded")
        return is_noted and not hearing_folder(self._data / "records", order.case, order.hearing).exists()

    def _told(self, order: LetGo) -> dict[str, Any]:
        """Say what is gone; the standby panel forgets a shredded hearing by itself, while it runs."""
        has_log = standby_path(self._data).exists() and not forgotten_path(self._data, order.hearing).exists()
        says = "备用控制台须运行 · The standby panel has to run, to forget the log." if has_log else ""
        return {"recording": "gone", "standby": "going" if has_log else "gone", "says": says}

    def _order_path(self, hearing: str) -> Path:
        return self._data / "run" / "let-go" / f"{hearing}.json"

    def _task(self, order: LetGo) -> asyncio.Task[Gone]:
        task = self._working.get(order.hearing)
        if task is None or task.done():
            task = asyncio.ensure_future(self._carry_out(order))
            self._working[order.hearing] = task
        return task

    async def _carry_out(self, order: LetGo) -> Gone:
        return await asyncio.to_thread(take_away, self._data, order)


def only_here(data: Path, order: LetGo) -> str:
    """Name what lies here and is not in the package as it is here; empty when the package holds everything."""
    for name in order.exhibits:
        if (exhibits_folder(larder(data), order.case, order.hearing) / name).is_file():
            return name
    for take in takes_of(data / "records", order.case, order.hearing):
        seal = last_line(take.seals)
        if seal is None or sha256_hex(seal) != order.takes.get(take.name):
            return take.name
    return ""


def take_away(data: Path, order: LetGo) -> Gone:
    """Take the recording of a hearing away, and note it. Again does no harm.

    Raises:
        OSError: the disk refused; what is left is taken away when it is asked for again.
    """
    folder = hearing_folder(data / "records", order.case, order.hearing)
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    before = noted_gone(data, order.hearing) or Gone(hearing=order.hearing, why=order.why, files=0, bytes=0)
    files, octets = before.files + len(sizes), before.bytes + sum(sizes)
    gone = Gone(hearing=order.hearing, why=order.why, files=files, bytes=octets)
    if folder.exists():
        shutil.rmtree(folder)
        reached("letgo.folder-gone")
        sync_folder(folder.parent)
        with contextlib.suppress(OSError):
            folder.parent.rmdir()
    shutil.rmtree(hearing_folder(larder(data), order.case, order.hearing), ignore_errors=True)
    kept_path(data, order.hearing).unlink(missing_ok=True)
    blank_lines(data / "run" / "lines.jsonl", order.hearing)
    noted = gone_folder(data) / f"{order.hearing}.json"
    make_folder(noted.parent)
    write_whole(noted, gone.model_dump_json().encode())
    reached("letgo.done")
    (data / "run" / "let-go" / f"{order.hearing}.json").unlink(missing_ok=True)
    _log.warning("%s: %s, %d files taken away", order.hearing, order.why, gone.files)
    return gone


def noted_gone(data: Path, hearing: str) -> Gone | None:
    """Read what was noted of a hearing that was taken away; ``None`` where nothing was."""
    try:
        return Gone.model_validate_json((gone_folder(data) / f"{hearing}.json").read_bytes())
    except (OSError, ValidationError):
        return None


def blank_lines(lines: Path, hearing: str) -> int:
    """Write over what was said in *hearing* in the file of spoken lines, which goes on growing; return how many lines."""
    if not lines.exists():
        return 0
    count, at = 0, 0
    with lines.open("r+b") as file:
        for line in file:
            if line.endswith(b"\n") and _is_of(line, hearing):
                filling = b" " * (len(line) - len(_BLANK) - len(_BLANK_END) - 1)
                os.pwrite(file.fileno(), _BLANK + filling + _BLANK_END + b"\n", at)
                count += 1
            at += len(line)
        os.fsync(file.fileno())
    return count


def _is_of(line: bytes, hearing: str) -> bool:
    try:
        return bool(json.loads(line).get("hearing") == hearing)
    except (ValueError, AttributeError):
        return False
