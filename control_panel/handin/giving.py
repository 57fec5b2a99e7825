"""The room's side of a hand-in: gives one hearing after another to the court's server, and goes on where it broke off.

Order: nothing more is written here; the log is staged and compared; media, seals and package follow, each proven by
hash; then the server merges all of it at once. Everything may be repeated and broken off anywhere.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from control_panel.handin.wire import CHUNK_BYTES, MOST_EVENTS, Standing
from courtroom_agent.upload import Uploader
from hearing.events import EVENT, HearingEvent
from hearing.facts import HearingState
from hearing.link import Link, LinkLost, LinkRefused, checked
from hearing.log_chain import chain
from hearing.state import fold
from recorder.closing import last_seal
from recorder.durable import write_whole
from recorder.ended_take import endings_of
from recorder.evidence.owed import named_files
from recorder.layout import EXHIBITS, hearing_folder, seals_folder, takes_of

_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)
_MERGE_S = 3600.0
"""Merging reads every octet of the record."""
_SETTLED_BY_PEOPLE = frozenset({404, 409, 422})
"""What trying again would not change; a full disk or a lost enrolment is mended and the hand-in goes on."""
_MAY_LEAVE = frozenset({"closed", "signing", "archived"})
Tell = Callable[[dict[str, Any]], None]


class NotYet(Exception):
    """A hearing cannot be handed in yet; says why and what to wait for."""


@dataclass
class Given:
    """What became of one hearing."""

    hearing: str
    case: str
    outcome: str
    """``merged``, ``aside`` (kept beside the server's, as people settled), ``known`` (it is there), ``waits``,
    ``conflict`` or ``interrupted``."""
    says: str = ""
    seq: int = 0
    bytes: int = 0
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


@dataclass
class Giver:
    """Gives hearings. *here* calls the room's own panel as its operator, *server* the court's; *data* is the room's folder."""

    here: httpx.AsyncClient
    server: Link
    data: Path
    tell: Tell
    patience_s: float = 60.0

    async def hearings(self) -> list[dict[str, Any]]:
        """List what lies here and was not handed in."""
        listed = (await self._here("GET", "/api/v1/hearings"))["hearings"]
        return [one for one in listed if one["course"] in _MAY_LEAVE | {"archiving", "open", "paused"}]

    async def give(self, about: dict[str, Any]) -> Given:
        """Hand one hearing in, whole."""
        given = Given(about["hearing"], about["case"]["number"], "merged")
        try:
            await self._give(given)
        except NotYet as wait:
            given.outcome, given.says = "waits", str(wait)
        except LinkRefused as refused:
            given.outcome, given.says = "interrupted", str(refused)
            if refused.status in _SETTLED_BY_PEOPLE:
                given.outcome, given.conflicts = "conflict", refused.problem.get("conflicts", [])
                await self._leaving(given.hearing, "here")
        except LinkLost as lost:
            given.outcome, given.says = "interrupted", str(lost)
        self._say(given, given.outcome)
        return given

    async def _give(self, given: Given) -> None:
        events = await self._log(given.hearing)
        state = fold(events)
        there = Standing.model_validate(await self._server("GET", f"/api/v1/handin/{given.hearing}"))
        if there.status in ("merged", "aside"):
            given.outcome, given.seq = "known", there.seq
            await self._leaving(given.hearing, "left", chain(events))
            return
        self._must_be_ready(state)
        await self._leaving(given.hearing, "leaving")
        events = await self._log(given.hearing)
        await self._stage(given, events, there.staged)
        await self._stage_commands(given.hearing)
        await self._server("GET", f"/api/v1/handin/{given.hearing}/conflicts")
        await self._record(given, state)
        held = await self._server("GET", f"/api/v1/handin/{given.hearing}/files")
        for name, path in self._files(state):
            await self._file(given, name, path, held.get(name, {}))
        secret = await self._secret_file(given)
        await self._merge(given, events, secret)

    def _must_be_ready(self, state: HearingState) -> None:
        """Raise when something of the hearing may still come."""
        if state.course not in _MAY_LEAVE:
            raise NotYet(f"{state.course}: 闭庭并封存后再移交 · hand it in after closing")
        if state.closing is None or state.closing.behind:
            raise NotYet("完整性校验值尚未生成 · the closing root is not known yet")
        takes = takes_of(self.data / "records", state.case.number, state.hearing)
        seals = {take.name: last_seal(take) for take in takes}
        ended = endings_of(self.data / "records", state.case.number, state.hearing)
        by_package = set(ended) if state.course == "archived" else set()
        for name in {*seals, *state.take_seals} - by_package:
            seal = seals.get(name)
            if seal is None or not seal.final:
                raise NotYet(f"{name}: 录制单元尚未封存 · this take is not sealed here yet")

    async def _stage(self, given: Given, events: list[HearingEvent], staged: int) -> None:
        after = min(staged, len(events))
        while after < len(events) or after == 0:
            part = events[after : after + MOST_EVENTS // 2]
            body = {"after": after, "events": [EVENT.dump_python(event, mode="json") for event in part]}
            await self._server("POST", f"/api/v1/handin/{given.hearing}/log", json=body)
            after += len(part)
            self._say(given, "log", after, len(events))

    async def _stage_commands(self, hearing: str) -> None:
        """Let the server know which command each event answered, so that asking again there gives the same answer."""
        commands = (await self._here("GET", f"/api/v1/hearings/{hearing}/commands"))["commands"]
        for at in range(0, len(commands), MOST_EVENTS):
            body = {"after": at, "commands": commands[at : at + MOST_EVENTS]}
            await self._server("POST", f"/api/v1/handin/{hearing}/commands", json=body)

    async def _record(self, given: Given, state: HearingState) -> None:
        kept = self.data / "handin" / f"{state.hearing}.json"
        kept.parent.mkdir(parents=True, exist_ok=True)
        uploader = Uploader(self.data / "records", state.case.number, state.hearing, kept)
        await self._patiently(lambda: uploader.compare(self.server))
        of = given.bytes + uploader.pending().octets
        while not uploader.is_proved:
            sent = await self._patiently(lambda: uploader.send_some(self.server))
            given.bytes += sent
            self._say(given, "record", given.bytes, of)
            if uploader.stuck:
                raise LinkRefused(
                    409, {"title": "录音录像与服务器不一致 · The record differs", "detail": str(uploader.stuck)}
                )
            if not sent:
                await self._patiently(lambda: uploader.compare(self.server))

    def _files(self, state: HearingState) -> Iterable[tuple[str, Path]]:
        """List the files beside the takes: seals, exhibits, and the package of an archived hearing."""
        seals = seals_folder(self.data / "records", state.case.number, state.hearing)
        package = hearing_folder(self.data / "archive", state.case.number, state.hearing)
        areas = {"seals": seals, **({"package": package} if state.course == "archived" else {})}
        for area, folder in areas.items():
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                yield f"{area}/{path.relative_to(folder).as_posix()}", path
        for named in named_files(state):
            if (place := named.place(self.data / "records", state)).is_file():
                yield f"{EXHIBITS}/{named.name}", place

    async def _file(self, given: Given, name: str, path: Path, there: dict[str, Any]) -> None:
        address = f"/api/v1/handin/{given.hearing}/files/{name}"
        size, digest = path.stat().st_size, await asyncio.to_thread(_sha256, path)
        at: int = there.get("bytes", 0)
        is_whole = there == {"bytes": size, "sha256": digest}
        at = at if at < size else 0
        while not is_whole:
            content = await asyncio.to_thread(_piece, path, at)
            asked = {"offset": at, "of": size, "sha256": digest}
            try:
                held = await self._server("PUT", address, params=asked, content=content)
            except LinkRefused as refused:
                if "bytes" not in refused.problem or (at == 0 and len(content) == size):
                    raise
                at = int(refused.problem["bytes"])
                continue
            at, is_whole = held["bytes"], held["whole"]
            given.bytes += len(content)
            self._say(given, name, at, size)

    async def _secret_file(self, given: Given) -> dict[str, Any] | None:
        """Give the bench's secret file, which nobody on the way can open; return where it ends, if there is one."""
        try:
            server = (await self._server("GET", f"/api/v1/handin/{given.hearing}/secret-key"))["key"]
        except LinkRefused as refused:
            if refused.status != httpx.codes.NOT_FOUND:
                raise
            given.says = "服务器版本不接收副卷，副卷留在本机 · This server takes no secret file; it stays here."
            return None
        file = await self._here("POST", f"/api/v1/hearings/{given.hearing}/secret-file", json={"key": server})
        if file is None:
            return None
        place = self.data / "handin" / f"{given.hearing}.secret"
        write_whole(place, json.dumps(file).encode(), mode=0o600)
        try:
            await self._file(given, "secret/file.json", place, {})
        finally:
            place.unlink(missing_ok=True)
        end: dict[str, Any] = file["end"]
        return end

    async def _merge(self, given: Given, events: list[HearingEvent], secret: dict[str, Any] | None) -> None:
        names = await self._here("GET", f"/api/v1/hearings/{given.hearing}/names")
        chained = chain(events)
        body = {"chain": chained, "names": names, **({"secret": secret} if secret is not None else {})}
        self._say(given, "merge")
        done = await self._server("POST", f"/api/v1/handin/{given.hearing}/merge", json=body, timeout=_MERGE_S)
        merged = Standing.model_validate(done)
        given.seq, given.damaged = merged.seq, list(merged.damaged)
        given.outcome = merged.status
        given.conflicts = [one.model_dump() for one in merged.conflicts]
        await self._leaving(given.hearing, "left", chained)

    async def _log(self, hearing: str) -> list[HearingEvent]:
        events: list[HearingEvent] = []
        while True:
            told = await self._here("GET", f"/api/v1/hearings/{hearing}/log?after={len(events)}")
            events += [EVENT.validate_python(event) for event in told["events"]]
            if not told["events"] or len(events) >= told["seq"]:
                return events

    async def _leaving(self, hearing: str, status: str, chained: str = "") -> None:
        body = {"status": status, "peer": self.server.url, "chain": chained}
        await self._here("POST", f"/api/v1/hearings/{hearing}/leaving", json=body)

    async def _here(self, method: str, path: str, **parts: Any) -> Any:
        return checked(await self.here.request(method, path, **parts)).json()

    async def _server(self, method: str, path: str, **parts: Any) -> Any:
        return await self._patiently(lambda: self.server.call(method, path, **parts))

    async def _patiently(self, work: Callable[[], Any]) -> Any:
        """Do *work*, again after growing pauses while the server cannot be reached, for as long as patience lasts."""
        end = asyncio.get_running_loop().time() + self.patience_s
        for attempt in range(1 << 30):
            try:
                return await work()
            except LinkLost:
                pause_s = _PAUSES_S[min(attempt, len(_PAUSES_S) - 1)]
                if asyncio.get_running_loop().time() + pause_s > end:
                    raise
                await asyncio.sleep(pause_s)
        raise AssertionError("patience ends before this")

    def _say(self, given: Given, step: str, done: int = 0, of: int = 0) -> None:
        self.tell(
            {"hearing": given.hearing, "case": given.case, "step": step, "done": done, "of": of, "says": given.says}
        )


async def give_all(giver: Giver, wanted: str = "") -> list[Given]:
    """Hand in every hearing that may go, or the one that is *wanted*; what left before is not asked for again.

    Raises:
        LinkError: the room's own panel refused.
    """
    found = []
    for about in await giver.hearings():
        if wanted in ("", about["hearing"]):
            found.append(await giver.give(about))
            if found[-1].outcome == "interrupted":
                break
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _piece(path: Path, at: int) -> bytes:
    with path.open("rb") as file:
        file.seek(at)
        return file.read(CHUNK_BYTES)
