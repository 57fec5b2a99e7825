"""The process that keeps a second copy: of each hearing while it runs, of each package, and of the installation.

It only reads the first place, and is a process of its own: whatever the second place does, slow, full, gone, nobody
else waits for it. Whether it keeps up is told within a second or two.
"""

import asyncio
import contextlib
import json
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from hearing.events import HearingEvent
from hearing.facts import RUNNING, HearingState
from hearing.link import Handler, Link, LinkError, LinkLost
from hearing.reports import Health
from hearing.state import apply
from recorder.archive.addendum import next_number
from recorder.archive.verification import verify
from recorder.durable import make_folder, write_whole
from recorder.errors import RecordDamaged, RecorderError, StoreFault
from recorder.keeping.shredding import is_shredded
from recorder.layout import case_folder
from recorder.replicas.installation_copier import InstallationCopier
from recorder.replicas.kept_out import KeptOut
from recorder.replicas.lengthening import Lengthening
from recorder.replicas.letting_go import LettingGo
from recorder.replicas.package_copy import LAST, copy_package, package_name
from recorder.replicas.record_copier import RecordCopier, hearing_folders
from recorder.replicas.scrubber import Finding, Scrubber
from recorder.replicas.store import Placed, Store, read_target

NAME = "second-target"
log = logging.getLogger("replicas")
_LOOK_S = 0.5
_ALL_S = 60.0
_AGAIN_S = 1.0
_TELL_S = 0.25
_SAY_AGAIN_S = 5.0
_SLOW_S = 0.8
_MOST_ROWS = 500
T = TypeVar("T")


def proof_of(address: str) -> Callable[[], str]:
    """Return what asks the place at *address* whether it keeps its locks: only of a bucket that shall lock."""
    target = read_target(address)

    def ask() -> str:
        from recorder.replicas.lock_probe import probe

        verdict = probe(target)
        said = "; ".join(check.what for check in verdict.failed[:3])
        return "" if verdict.locks else f"s3://{target.bucket}: this bucket does not lock ({said}). Take one that does."

    return ask if target.lock_days else lambda: ""


@dataclass(frozen=True, slots=True)
class Row:
    """One object in one place, as the panel keeps it."""

    object: str
    hearing: str
    kind: Literal["batch", "package", "installation"]
    location: str
    uri: str
    version: str
    bytes: int
    sha256: str
    status: Literal["stored", "verified", "damaged"]

    def as_json(self) -> dict[str, Any]:
        """Spell it for the panel."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass
class Watch:
    """What the second place is doing, for the alarm: told within two seconds."""

    now_s: Callable[[], float] = time.monotonic
    fault: str = ""
    since: float | None = None
    """When the write that is under way began."""
    written: int = 0
    lost: str = ""
    """What the last scrub found damaged in both places."""

    def says(self) -> tuple[Literal["pass", "warn", "fail"], str]:
        """Return state and words of now."""
        if self.fault:
            return "fail", f"第二存储不可用，第一份照常 · The second target fails, the first goes on: {self.fault}"
        if self.since is not None and (waited := self.now_s() - self.since) > _SLOW_S:
            return "warn", f"第二存储缓慢（{waited:.0f} 秒），第一份照常 · The second target is slow, the first goes on"
        if self.lost:
            return "fail", f"两处副本均损坏 · Damaged in both places: {self.lost}"
        return "pass", ""


@dataclass
class SecondTarget(Handler):
    """Copies what lies below *data* to *store*, and tells the panel through *link*."""

    link: Link
    data: Path
    store: Store
    proof: Callable[[], str] = lambda: ""
    """Asked before anything is written: why the place does not keep what it promises; empty when it does."""
    scrub_s: float = 24 * 3600
    """How often everything is read again, in both places; waits while a hearing is in session."""
    lock_days: int = 0
    """For how long objects are locked when they are written; 0 where nothing is locked."""
    watch: Watch = field(default_factory=Watch)
    _is_proven: bool = False
    _kept_out: KeptOut = field(init=False)
    _installation: InstallationCopier = field(init=False)
    _states: dict[str, HearingState] = field(default_factory=dict)
    _copiers: dict[Path, RecordCopier] = field(default_factory=dict)
    _rows: list[Row] = field(default_factory=list)
    _all_at: float = float("-inf")

    def __post_init__(self) -> None:
        """Remember what was kept out before."""
        self._kept_out = KeptOut(self._kept("kept-out.json"), self.store.location)
        self._installation = InstallationCopier(self.data, self.store, self._kept_out)
        self._letting_go = LettingGo(self.link, self.data, self.store)
        self._lengthening = Lengthening(self.link, self.data, self.store, self.lock_days)

    async def on_hearing(self, state: HearingState) -> None:
        """Look at this hearing's record each second from now on."""
        self._states[state.hearing] = state

    async def on_event(self, event: HearingEvent) -> None:
        """Follow the hearing's course."""
        state = self._states.get(event.hearing)
        if state is not None and event.seq == state.seq + 1:
            self._states[event.hearing] = apply(state, event)

    async def on_released(self, hearing: str) -> None:
        """Look at it once more with all the others."""
        self._states.pop(hearing, None)
        self._all_at = float("-inf")

    async def run(self) -> None:
        """Copy until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.link.run(self))
            tasks.create_task(self._copy_forever())
            tasks.create_task(self._tell_health())
            tasks.create_task(self._tell_rows())
            tasks.create_task(self._scrub_forever())

    async def _copy_forever(self) -> None:
        while True:
            try:
                await self._copy_once()
                self.watch.fault = ""
            except (RecorderError, sqlite3.Error, OSError, ValueError) as fault:
                if self.watch.fault != str(fault)[:300]:
                    log.warning("%s", fault)
                self.watch.fault = str(fault)[:300]
                await asyncio.sleep(_AGAIN_S)
            await asyncio.sleep(_LOOK_S)

    async def _copy_once(self) -> None:
        if not self._is_proven:
            why = await self._timed(self.proof)
            if why:
                raise StoreFault(why)
            self._is_proven = True
        is_all = time.monotonic() - self._all_at > _ALL_S
        await asyncio.to_thread(self._installation.read_labels)
        if is_all:
            await self._letting_go.tend()
        folders = hearing_folders(self.data / "records") if is_all else self._current()
        for folder in folders:
            if self._may_go(folder.name) and not self._letting_go.is_cleared(folder.name):
                await self._copy_record(folder)
        await self._copy_installation()
        if is_all:
            await self._copy_packages()
            await self._letting_go.forget_installations()
            with contextlib.suppress(LinkError):
                await self._lengthening.tend(self._letting_go.orders.locks, self._packages())
            self._all_at = time.monotonic()

    def _may_go(self, hearing: str) -> bool:
        """Outside nothing goes before its label is known: from the hearing itself, or from the database."""
        if is_shredded(self.data, hearing):
            return False
        state = self._states.get(hearing)
        if not self._kept_out.may_go(hearing, state):
            return False
        return not self._kept_out.is_outside or state is not None or self._installation.knows(hearing)

    def _current(self) -> list[Path]:
        records = self.data / "records"
        folders = [case_folder(records, one.case.number) / one.hearing for one in self._states.values()]
        return [folder for folder in folders if folder.is_dir()]

    async def _copy_record(self, folder: Path) -> None:
        copier = self._copiers.get(folder)
        if copier is None:
            kept = self._kept(f"{folder.name}.json")
            copier = await self._timed(lambda: RecordCopier(folder, kept, self.store))
            self._copiers[folder] = copier
        while (batch := await self._timed(copier.copy_some)) is not None:
            self.watch.written += batch.bytes
            self._note("batch", batch.name, folder.name, batch.placed, (batch.bytes, batch.sha256), "stored")

    async def _copy_packages(self) -> None:
        kept, done = self._kept("packages.json"), self._packages()
        for package in sorted((self.data / "archive").glob("*/h-*")):
            name = package_name(package)
            version = f"{name} v{next_number(package) - 1}"
            if done.get(package.name) == version or not self._may_go(package.name):
                continue
            report = await asyncio.to_thread(verify, package)
            if not report.whole:
                raise RecordDamaged(f"{package}: not copied, it is damaged: {report.faults[0]}")
            digest = await self._timed(lambda one=package: copy_package(one, self.store))  # type: ignore[misc]
            size = (package / LAST).stat().st_size
            first = Placed(package.as_uri())
            self._note("package", name, package.name, first, (size, digest), "verified", "archive")
            second = Placed(f"{self.store.location}/{name}")
            self._note("package", name, package.name, second, (size, digest), "verified")
            done[package.name] = version
            make_folder(kept.parent)
            write_whole(kept, json.dumps(done).encode())

    def _packages(self) -> dict[str, str]:
        """Say which packages were copied, each with its name there and its last addendum."""
        kept = self._kept("packages.json")
        done: dict[str, str] = json.loads(kept.read_bytes()) if kept.exists() else {}
        return done

    async def _copy_installation(self) -> None:
        """Send the panel's latest copy of its database, with keys and certificates."""
        for name, placed in await self._timed(self._installation.copy):
            self._letting_go.note_installation(name, self._installation.copied_at)
            self._note("installation", name, "", placed, (0, name.rpartition("-")[2]), "stored")

    async def _timed(self, work: Callable[[], T]) -> T:
        self.watch.since = self.watch.now_s()
        try:
            return await asyncio.to_thread(work)
        finally:
            self.watch.since = None

    def _kept(self, name: str) -> Path:
        return self.data / "run" / "replicas" / name

    def _note(
        self,
        kind: Literal["batch", "package", "installation"],
        name: str,
        hearing: str,
        placed: Placed,
        measured: tuple[int, str],
        status: Literal["stored", "verified"],
        location: str = "",
    ) -> None:
        where = location or self.store.location
        self._rows.append(Row(name, hearing, kind, where, placed.uri, placed.version, *measured, status))

    async def _tell_rows(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            told = self._rows[:_MOST_ROWS]
            if not told:
                continue
            with contextlib.suppress(LinkError):
                body = {"replicas": [row.as_json() for row in told]}
                await self.link.request("POST", "/api/v1/replicas", body)
                del self._rows[: len(told)]

    async def _scrub_forever(self) -> None:
        while True:
            await asyncio.sleep(self.scrub_s if not self._is_in_session() else _ALL_S)
            if self._is_in_session():
                continue
            try:
                findings = await asyncio.to_thread(lambda: list(Scrubber(self.data, self.store).scrub()))
            except (RecorderError, OSError) as fault:
                log.warning("not scrubbed: %s", fault)
                continue
            self.watch.lost = next((one.object for one in findings if not one.repaired), "")
            await self._tell_scrub(findings)

    def _is_in_session(self) -> bool:
        return any(state.course in RUNNING for state in self._states.values())

    async def _tell_scrub(self, findings: list[Finding]) -> None:
        told = [asdict(one) for one in findings[:_MOST_ROWS]]
        body = {"location": self.store.location, "findings": told}
        while True:
            try:
                await self.link.request("POST", "/api/v1/replicas/scrub", body)
            except LinkLost:
                await asyncio.sleep(_AGAIN_S)
                continue
            except LinkError as refused:
                log.warning("the scrub was not noted: %s", refused)
            return

    async def _tell_health(self) -> None:
        last: tuple[str, str] = ("", "")
        said_at = float("-inf")
        while True:
            now = self.watch.says()
            if now[0] != last[0] or time.monotonic() - said_at > _SAY_AGAIN_S:
                kept_out = self._kept_out.says
                written: dict[str, float | int | str | bool | None] = {
                    "written_bytes": self.watch.written,
                    "kept_out": kept_out,
                }
                await self.link.report(Health(process=NAME, state=now[0], says=now[1], detail=written))
                last, said_at = now, time.monotonic()
            await asyncio.sleep(_TELL_S)
