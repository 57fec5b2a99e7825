"""Cut off while the room's record goes up: what the server answered for is there, and in the end all of it is."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from courtroom_agent.upload import Uploader
from hearing.link import Link, Pace
from recorder.archive.damage import look_for_damage
from recorder.index import IndexLine, read_what_is_whole, sha256_hex
from recorder.intake import FragmentRecord, HeaderRecord, parse
from recorder.layout import TakePaths, take_paths, takes_of
from tests.hearing.story import ZERO
from tests.recorder.recording import CASE, HEARING, Clock
from tests.recorder.test_replicas import same
from tests.whole.crash.halting import Run, Say
from tests.whole.crash.hearing_cut import archive
from tests.whole.crash.small_court import court_at, story_of

_LATER = ZERO + 3_600_000
_BATCH = 96 << 10


class NotingLink(Link):
    """The agent's link, which also says what the server has answered for."""

    def note_to(self, say: Say) -> None:
        """Say it there."""
        self._say_it = say

    async def fragments(self, hearing: str, body: bytes, pace: Pace | None = None) -> dict[str, Any]:
        """Send, and say what was taken or known."""
        outcome = await super().fragments(hearing, body, pace)
        refused = {(one["take"], one["track"]) for one in outcome["refused"]}
        for record, _ in parse(body):
            if (record.take, getattr(record, "track", None) or record.kind) not in refused:
                self._say_it("answered", json.loads(record.model_dump_json()))
        return outcome


def prepare(folder: Path, template: Path) -> None:
    """Everything lies in the room, nothing at the court."""
    shutil.copytree(template, folder, dirs_exist_ok=True)


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Send up what is not there yet, until the server is proved to have all."""
    asyncio.run(_work(folder, say))


async def _work(folder: Path, say: Say) -> None:
    async with court_at(folder / "data", Clock(_LATER)) as here:
        token = await here.panel.tokens.issue("agent", "agent:demo")
        async with NotingLink(here.url, token, kind="agent", name="demo") as link:
            link.note_to(say)
            uploader = Uploader(folder / "room" / "records", CASE, HEARING, folder / "room" / "kept.json")
            await uploader.compare(link)
            while await uploader.send_some(link, _BATCH):
                pass
            await uploader.compare(link)
            assert uploader.is_proved, f"not all of it went up: {uploader.stuck}"
            say("proved", True)
            await uploader.compare(link)  # So that there is work during which the power can go after that.


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Find everything that was answered for."""
    here, there = folder / "room" / "records", folder / "data" / "records"
    fragments: dict[tuple[str, str], dict[int, IndexLine]] = {}
    for run in earlier:
        for part in run.all("answered"):
            _find(part, here, there, fragments)
        if run.all("proved"):
            assert same(here, there), "the server proved to have all, and has not"


def _find(part: Any, here: Path, there: Path, found: dict[tuple[str, str], dict[int, IndexLine]]) -> None:
    take = take_paths(there, CASE, HEARING, part["take"])
    if part["kind"] == FragmentRecord.model_fields["kind"].annotation.__args__[0]:  # type: ignore[union-attr]
        track = take.track(part["track"])
        key = (take.name, track.name)
        if key not in found:
            found[key] = {line.seq: line for line in read_what_is_whole(track.index, IndexLine)[0]}
        line = IndexLine.model_validate(part["line"])
        assert found[key].get(line.seq) == line, f"{key}: fragment {line.seq} was answered for and is gone"
        content = track.media(line.file).read_bytes()[line.offset : line.offset + line.bytes]
        assert sha256_hex(content) == line.sha256, f"{key}: the octets of fragment {line.seq} are gone"
    elif part["kind"] != HeaderRecord.model_fields["kind"].annotation.__args__[0]:  # type: ignore[union-attr]
        side = _side(take, part)
        end = part["offset"] + part["bytes"]
        own = _side(take_paths(here, CASE, HEARING, part["take"]), part).read_bytes()[:end]
        is_there = side.exists() and side.read_bytes()[:end] == own
        assert is_there, f"{side.name} of {take.name}: octets up to {end} were answered for and are gone"


def _side(take: TakePaths, part: Any) -> Path:
    if part["kind"] == "clock":
        return take.track(part["track"]).clock
    return {"seals": take.seals, "leaves": take.leaves, "tracks": take.tracks, "about": take.about}[part["kind"]]


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Both stores are equal bit for bit, and what is at the court is packed and verified."""
    records = folder / "data" / "records"
    assert same(folder / "room" / "records", records), "the court holds something else than the room"
    assert look_for_damage(takes_of(records, CASE, HEARING), HEARING).faults == []
    asyncio.run(_archive(folder / "data"))


async def _archive(data: Path) -> None:
    clock = Clock(_LATER)
    async with court_at(data, clock) as here:
        archive(data, await story_of(here, clock))
