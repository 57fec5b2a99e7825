"""What tests of abandoned takes share: a courtroom whose machine sends up a part of its record and is never seen again."""

import json
from dataclasses import dataclass
from pathlib import Path

from hearing.ledger import Ledger
from hearing.state import position
from recorder.archive.damage import look_for_damage
from recorder.archive.ledger import make_ledger
from recorder.archive.packing import covered, pack
from recorder.closing import Closing, TakeStand, make_closing, stands_of
from recorder.durable import make_folder
from recorder.ended_take import Declared, EndedTake, endings_of
from recorder.ending import end_take
from recorder.index import HeaderLine, IndexLine, canonical, read_lines
from recorder.intake import Intake, Outcome
from recorder.layout import TakePaths, seals_folder, take_paths, takes_of
from recorder.seals import Checkpoint
from tests.hearing.story import CLERK, HEARING, JUDGE, SYSTEM, Story
from tests.recorder.packing import COURT_KEY, PROGRAM_KEY, ROOM_KEY, record, told
from tests.recorder.recording import CASE

TAKE = "room-demo-1"
WHY = "法庭主机硬盘烧毁，无法修复"


@dataclass
class Abandoned:
    """The court's side in *court*, the room's own disk in *room*."""

    folder: Path
    story: Story
    intake: Intake

    @property
    def records(self) -> Path:
        """The court's record store."""
        return self.folder / "court" / "records"

    @property
    def take(self) -> TakePaths:
        """What the court has of the room's take."""
        return take_paths(self.records, CASE, HEARING, TAKE)

    @property
    def own(self) -> TakePaths:
        """The take on the room's own disk."""
        return take_paths(self.folder / "room", CASE, HEARING, TAKE)

    def send_up(self, until: int = 1 << 62, leaves: int = 1 << 30, seals: int = 1 << 30) -> Outcome:
        """Send up what begins before *until* (ns), and so many lines of leaves and seals, as the room's agent does."""
        parts = [self._side("about", self.own.about, 1), self._side("tracks", self.own.tracks, 1 << 30)]
        for track in self.own.track_folders():
            headers = {one.file: one for one in read_lines(track.headers, HeaderLine)}
            for line in [one for one in read_lines(track.index, IndexLine) if one.start < until]:
                media = track.media(line.file).read_bytes()
                if (header := headers.pop(line.file, None)) is not None:
                    spelt = {"kind": "header", "file": header.file, "sha256": header.sha256}
                    parts.append(self._part(track.name, spelt, media[: header.bytes]))
                spelt_line = {"kind": "fragment", "line": line.model_dump(mode="json", exclude_none=True)}
                parts.append(self._part(track.name, spelt_line, media[line.offset : line.offset + line.bytes]))
        parts += [self._side("leaves", self.own.leaves, leaves), self._side("seals", self.own.seals, seals)]
        return self.intake.take_in(CASE, HEARING, b"".join(parts))

    def send_half(self) -> Outcome:
        """Send up the first stretch and half of the second; of that two leaves, and a seal over more than has come."""
        first = Checkpoint.model_validate_json(self.own.seals.read_bytes().splitlines()[0])
        return self.send_up(halfway(self), first.size + 2, 2)

    def _side(self, kind: str, path: Path, most: int) -> bytes:
        content = b"".join(path.read_bytes().splitlines(keepends=True)[:most])
        return canonical({"kind": kind, "take": TAKE, "offset": 0, "bytes": len(content)}) + b"\n" + content

    def _part(self, track: str, line: dict[str, object], content: bytes) -> bytes:
        spelt = {**line, "take": TAKE, "track": track, "bytes": len(content)}
        return json.dumps(spelt).encode() + b"\n" + content

    def declare(self, take: str = TAKE) -> EndedTake | None:
        """Have the clerk declare it and the judge sign; seal it as the recorder does, and tell that."""
        self.story.so(CLERK, "end-take", take=take, text=WHY)
        self.story.so(JUDGE, "sign-ending", take=take, judge="李某")
        one = self.story.hearing.endings[take]
        assert one.signed is not None
        declared = Declared(by=one.who, text=one.text, judge=one.judge, declared=one.seq, signed=one.signed)
        made = end_take(take_paths(self.records, CASE, HEARING, take), HEARING, declared, COURT_KEY, self.story.now)
        if made is not None:
            self.story.so(SYSTEM, "report-ended", take=take, size=made.size, root=made.root)
        return made

    def ledger(self) -> Ledger:
        """Every second, as the court knows it now."""
        takes = takes_of(self.records, CASE, HEARING)
        return make_ledger(self.story.log, self.story.hearing, covered(takes, look_for_damage(takes, HEARING)))

    def close(self) -> Closing:
        """Make the closing root as the recorder does, by what is here and what was told ahead; tell it."""
        told = {
            name: TakeStand(take=name, size=one.size, root=one.root)
            for name, one in self.story.hearing.take_seals.items()
        }
        stands = stands_of(takes_of(self.records, CASE, HEARING), told, endings_of(self.records, CASE, HEARING))
        made = make_closing(self.story.log, stands, COURT_KEY, self.story.now)
        make_folder(seals_folder(self.records, CASE, HEARING))
        (seals_folder(self.records, CASE, HEARING) / "closing.json").write_bytes(made.line())
        self.story.so(SYSTEM, "report-closing", root=made.root, code=made.code, until=made.until, behind=made.behind)
        return made

    def pack(self) -> Path:
        """Explain and sign each fault, make the closing root, and pack."""
        for name, fault in self.ledger().unsettled():
            stretch = {"track": name, "since": fault.since, "until": fault.until}
            self.story.so(CLERK, "explain-fault", **stretch, text=WHY)
            self.story.so(JUDGE, "sign-fault", **stretch, judge="李某")
        self.close()
        package, _ = pack(self.records, self.folder / "court" / "archive", self.story.log, COURT_KEY)
        return package


def abandoned(folder: Path) -> Abandoned:
    """Hold the hearing of :func:`told`: the room records on its own disk, the program at the court; nothing is sent yet."""
    story, court = told(), folder / "court"
    record(folder / "room", story, TAKE, ROOM_KEY, ("cam-judge", "mic-judge"))
    record(court / "records", story, "program-demo-1", PROGRAM_KEY, ("program", "program-sound"))
    return Abandoned(folder, story, Intake(court / "records", court / "refused", court / "late"))


def halfway(held: Abandoned) -> int:
    """Some moment in the second stretch of the record, ns of the timeline."""
    span = held.story.hearing.spans[1]
    return (position(held.story.hearing, span.since) + position(held.story.hearing, span.until or 0)) // 2
