"""The disks of a running court fill up, turn read-only or stop: it is told within two seconds, and the others go on."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from recorder.archive.verification import verify
from tests.whole.crash.cut_disk import CutDisk
from tests.whole.held_hearing import HeldHearing, held_hearing

ALARM_S = 2.0
_log = logging.getLogger("disks")
ROOM, RECORDER, STORE = "agent:demo", "recorder", "store"
"""Who tells of a disk: the room of its own, and of the court's the recorder and the panel, which takes in what comes up."""


@contextmanager
def disks(data: Path) -> Iterator[tuple[CutDisk, CutDisk]]:
    """Give the room's record a disk of its own, and the court's another."""
    for name in ("room", "court"):
        (data / "images" / name).mkdir(parents=True)
    room = CutDisk(data / "images" / "room", data / "agent" / "records", 96 << 20)
    court = CutDisk(data / "images" / "court", data / "records", 96 << 20)
    try:
        yield room, court
    finally:
        for disk in (room, court):
            disk.unmount()


class Sickness:
    """One hearing with two disks, and how long each alarm took."""

    def __init__(self, held: HeldHearing) -> None:
        self.held = held
        self.alarms: dict[str, float] = {}

    def health(self, process: str) -> str:
        """What a process last said of itself."""
        said: str = self.held.watch.reports.get(f"health/{process}", {}).get("state", "pass")
        return said

    def positions(self, writer: str) -> dict[str, int]:
        """How far a writer's tracks are on the disk."""
        tracks: list[dict[str, Any]] = self.held.watch.reports.get(f"tracks/{writer}", {}).get("tracks", [])
        return {track["name"]: track["position"] for track in tracks}

    async def told(self, name: str, harm: Callable[[], None], *processes: str) -> None:
        """Do harm, wait for each alarm, and see that the other disk's tracks go on."""
        await self._until(lambda: all(self.health(process) == "pass" for process in processes))
        other = "service:recorder" if ROOM in processes else "room-demo"
        before = self.positions(other)
        await asyncio.to_thread(harm)
        began = time.monotonic()  # Filling a disk takes its time; it is full now.
        waiting = [*processes]
        while waiting:
            await self._until(lambda: any(self.health(process) != "pass" for process in waiting))
            for process in [process for process in waiting if self.health(process) != "pass"]:
                self.alarms[f"{name}, {process}"] = round(time.monotonic() - began, 2)
                waiting.remove(process)
        await asyncio.sleep(3)
        after = self.positions(other)
        assert all(after[track] > before[track] for track in before), f"{name}: {other} stands still"

    async def well(self, mend: Callable[[], None], *processes: str) -> None:
        """Mend it, and wait until everything is written again and nobody complains."""
        await asyncio.to_thread(mend)
        await self._until(lambda: all(self.health(process) == "pass" for process in processes))
        await self.held.works("nobody", round(time.time() * 1000))

    @staticmethod
    async def _until(is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_so():
                await asyncio.sleep(0.02)


def fill(disk: CutDisk) -> None:
    """Take all space that is left."""
    with (disk.folder / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(1 << 16))
        except OSError:
            return


def empty(disk: CutDisk) -> None:
    """Give it back."""
    (disk.folder / "ballast").unlink()


async def _fall_ill(data: Path, room: CutDisk, court: CutDisk) -> tuple[dict[str, float], Path]:
    async with held_hearing(data) as held:
        one = Sickness(held)
        try:
            for disk, whose, processes in ((room, "room", (ROOM,)), (court, "court", (RECORDER, STORE))):
                await one.told(f"{whose} full", partial(fill, disk), *processes)
                await one.well(partial(empty, disk), *processes)
                await one.told(f"{whose} stops", disk.freeze, *processes)
                await one.well(disk.thaw, *processes)
        finally:
            for disk in (room, court):
                disk.thaw()
        return one.alarms, await held.archive()


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_disk_that_is_full_or_stops_is_told_and_the_other_goes_on() -> None:
    """The room's own and the court's, each full and each without an answer; in the end the package is whole."""
    with TemporaryDirectory(prefix="s-") as folder, disks(Path(folder)) as (room, court):
        alarms, package = asyncio.run(_fall_ill(Path(folder), room, court))
        log = [json.loads(line) for line in (package / "data" / "log.jsonl").read_text().splitlines()]
        _log.info("alarms, s: %s", alarms)

        assert verify(package).whole
    assert {name: took for name, took in alarms.items() if took > ALARM_S} == {}
    assert len(alarms) == 6
    assert {"disk-full", "disk-slow"} <= {event["cause"] for event in log if event["type"] == "fault-noted"}


async def _turn_read_only(data: Path, room: CutDisk) -> dict[str, float]:
    async with held_hearing(data) as held:
        one = Sickness(held)
        await one.told("room read-only", room.turn_read_only, ROOM)
        return one.alarms


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_disk_that_turns_read_only_is_told_and_the_other_goes_on() -> None:
    """As failing disks do, under open files; nobody crashes, and the court's record goes on."""
    with TemporaryDirectory(prefix="s-") as folder, disks(Path(folder)) as (room, _):
        alarms = asyncio.run(_turn_read_only(Path(folder), room))
    _log.info("alarms, s: %s", alarms)

    assert {name: took for name, took in alarms.items() if took > ALARM_S} == {}
