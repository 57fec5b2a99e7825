"""How the panel itself is: said like every other process says it (docs/PROTOCOL.md §6)."""

import asyncio
import shutil
import time
from pathlib import Path
from typing import Literal

from control_panel.report_board import ReportBoard
from hearing.reports import Health
from recorder.disk_watch import DiskWatch

EVERY_S = 5
_WATCH_S = 0.2
_SCARCE = 10 << 30
_GONE = 1 << 30


def disk_health(free: int) -> Health:
    """Say how the panel is when *free* bytes are left for the record: warn below 10 GiB, alarm below 1 GiB."""
    gib = free / (1 << 30)
    says = f"存储剩余 {gib:.1f} GiB · {gib:.1f} GiB left for the record" if free < _SCARCE else ""
    state: Literal["pass", "warn", "fail"] = "fail" if free < _GONE else "warn" if free < _SCARCE else "pass"
    return Health(process="panel", state=state, says=says, detail={"free_bytes": free})


async def watch_store(board: ReportBoard, disk: DiskWatch) -> None:
    """Say when the record's disk does not answer, and when it does again, until cancelled."""
    told = False
    while True:
        says = disk.says()
        if bool(says) != told:
            told = bool(says)
            if told or not board.is_failing("store"):  # What it refused meanwhile still stands.
                board.say(Health(process="store", state="warn" if says else "pass", says=says), "system")
        await asyncio.sleep(_WATCH_S)


async def tell_health(board: ReportBoard, data: Path) -> None:
    """Say every 5 s how the panel is, until cancelled."""
    spent, at = time.process_time(), time.monotonic()
    while True:
        report = disk_health(shutil.disk_usage(data).free)
        now_spent, now = time.process_time(), time.monotonic()
        cpu = round(100 * (now_spent - spent) / max(now - at, 0.001), 1)
        board.say(report.model_copy(update={"cpu": cpu}), "system")
        spent, at = now_spent, now
        await asyncio.sleep(EVERY_S)
