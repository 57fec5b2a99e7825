"""Makes one reader's copy of a capsule, by a process of its own, as one file that can be sent."""

import asyncio
import json
import shutil
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from starlette.background import BackgroundTask

from control_panel.apart import run_apart
from control_panel.errors import Refusal
from control_panel.models import CaseTerm, ReadingRow
from control_panel.panel import Panel
from hearing.facts import HearingState


@dataclass(frozen=True)
class Made:
    """A copy, and what takes it away once it was sent."""

    path: Path
    forget: BackgroundTask


async def make_copy(panel: Panel, row: ReadingRow, state: HearingState, number: int) -> Made:
    """Make copy *number* of what *row* grants.

    Raises:
        Refusal: it cannot be made; says why.
    """
    if state.package is None:
        raise Refusal(409, "尚未归档 · Not archived yet", "", "")
    panel.settings.run.mkdir(parents=True, exist_ok=True)
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="capsule-", dir=panel.settings.run))
    try:
        case = await panel.database.read(lambda session: session.get(CaseTerm, state.case.number))
        kept = (await panel.keeping.look(state))["kept_until"]
        term = case.term if case is not None else None
        said = await _run(_command(panel, row, (state.package, folder, number), (term, kept)))
        made = Path(json.loads(said.strip().splitlines()[-1])["capsules"][0]["capsule"])
        packed = folder / f"{made.name}.tar"
        await asyncio.to_thread(_pack, made, packed)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Made(packed, BackgroundTask(shutil.rmtree, folder, ignore_errors=True))


def _command(
    panel: Panel, row: ReadingRow, what: tuple[str, Path, int], label: tuple[str | None, int | None]
) -> list[str]:
    package, folder, number = what
    said = [sys.executable, "-m", "control_panel", "capsule", str(panel.settings.archive / package), "--json"]
    said += ["--to", str(folder), "--data", str(panel.settings.data), "--for", row.reader, "--purpose", row.purpose]
    said += ["--leave-by", row.granter_name or row.granted_by, "--until-ms", str(row.until)]
    said += [
        "--grant",
        row.id,
        "--copies",
        str(row.openings),
        "--copy-number",
        str(number),
        "--channels",
        *(row.channels or ["all"]),
    ]
    if row.sealed_reason:
        said += ["--with-sealed", row.granter_name or row.granted_by, "--reason", row.sealed_reason]
    term, kept_until = label
    said += ["--term", term] if term else []
    return said + (["--kept-until", str(kept_until)] if kept_until else [])


async def _run(command: list[str]) -> str:
    done = await run_apart(*command)
    if done.code != 0:
        why = done.fault.decode("utf-8", "replace").strip()[-400:]
        raise Refusal(409, "音视频包未能制作 · The capsule could not be made", why, "请联系法院 · Ask the court.")
    return done.said.decode("utf-8", "replace")


def _pack(folder: Path, to: Path) -> None:
    with tarfile.open(to, "w") as tar:
        tar.add(folder, arcname=folder.name)
    shutil.rmtree(folder)
