"""What is broken in the record store before a hearing is packed: found by the verifier's own check, and where it lies.

A damaged recording is kept (法释〔2017〕5号 §5): it is packed as it is, and the package says so. ``data/damage.json``
lists word for word what a verifier will find, so that it can tell this from what happened afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recorder.archive.coverage import TakeCoverage, TakeReader
from recorder.archive.manifests import LONGEST, Bag
from recorder.archive.offline.verify import DAMAGE as PACKED_DAMAGE
from recorder.archive.report import Damage, Report
from recorder.archive.stretches import Stretch
from recorder.archive.take_check import check_take, held_of
from recorder.digests import TakeDigests
from recorder.ended_take import Held, read_ended
from recorder.holes import given_back
from recorder.index import IndexLine, LeafLine, read_front, read_what_is_whole
from recorder.layout import TakePaths, is_media_name
from recorder.seals import Checkpoint

DAMAGE = PACKED_DAMAGE.removeprefix("data/")
_MEDIA = "data/media/"
_EVERYTHING: Stretch = (0, 1 << 62)
_SEALING = ("/leaves.jsonl", "/seals.jsonl")
_TRACK_PARTS = 5  # data/media/<take>/<track>/<file>


@dataclass
class HearingDamage:
    """All that is broken of one hearing."""

    faults: list[Damage] = field(default_factory=list)
    """In the verifier's words."""
    stretches: dict[tuple[str, str], list[Stretch]] = field(default_factory=dict)
    """What cannot be relied on, by take and track; a track named ``*`` is all of the take."""

    def listed(self) -> list[dict[str, str]]:
        """Spell it as it lies in a package."""
        return [
            {"path": one.path, "what": one.what} for one in sorted(self.faults, key=lambda one: (one.path, one.what))
        ]


@dataclass
class _Noting(Report):
    """A report that also keeps each fault's word and details."""

    noted: list[tuple[str, str, tuple[object, ...]]] = field(default_factory=list)

    def add(self, path: str, word: str, *details: object) -> None:
        """Note a fault."""
        super().add(path, word, *details)
        self.noted.append((path, word, details))


class _Stored(Bag):
    """A hearing's folder in the record store, its files named as they will be in the package."""

    def _name(self, path: Path) -> str:
        return _MEDIA + super()._name(path)

    def path(self, name: str) -> Path:
        """Where the file lies."""
        return self.folder / name.removeprefix(_MEDIA)

    def read(self, name: str, most: int = LONGEST) -> bytes | None:
        """Return a file's bytes as a package will hold them: what the disk does not give back is zeros."""
        if self.files.get(name, most + 1) > most:
            return super().read(name, most)
        return given_back(self.path(name))


def look_for_damage(takes: Sequence[TakePaths], hearing: str) -> HearingDamage:
    """Read every octet of *takes* and say what is broken."""
    found = HearingDamage()
    if not takes:
        return found
    report = _Noting()
    stored = _Stored(takes[0].folder.parent, report)
    paths = {take.name: take for take in takes}
    for name in sorted(paths):
        check_take(stored, name, hearing, report, read_ended(paths[name]))
    found.faults = list(report.faults)
    noted = [one for one in report.noted if one[0].startswith(_MEDIA)]
    unreadable = _unreadable(noted)
    for path, word, details in noted:
        take, track, stretches = _place(paths, path, word, details)
        if track != "*" or take not in unreadable:
            found.stretches.setdefault((take, track), []).extend(stretches)
    for take in unreadable:
        for track, stretches in _behind_proof(paths[take]).items():
            found.stretches.setdefault((take, track), []).extend(stretches)
    return found


def held_by_court(take: TakePaths, hearing: str) -> Held:
    """Read every octet of a take whose writer never came back, and say what there is of it."""
    report = _Noting()
    return held_of(_Stored(take.folder.parent, report), take.name, hearing, report)


def covered(takes: Sequence[TakePaths], damage: HearingDamage) -> list[TakeCoverage]:
    """Read what there is of *takes*, without what is damaged."""
    found = [TakeReader(take).read() for take in takes]
    for take in found:
        for name, track in take.tracks.items():
            track.damaged = damage.stretches.get((take.name, name), []) + damage.stretches.get((take.name, "*"), [])
    return found


def _place(
    takes: dict[str, TakePaths], path: str, word: str, details: tuple[object, ...]
) -> tuple[str, str, list[Stretch]]:
    """Say which take and track a fault is about, and which stretches of it."""
    parts = path.split("/")
    if len(parts) < _TRACK_PARTS:
        return parts[2], "*", [_EVERYTHING]
    take, track, file = parts[2], parts[3], parts[4]
    lines, _ = read_what_is_whole(takes[take].track(track).index, IndexLine)
    if is_media_name(file):
        return take, track, _in_file([line for line in lines if line.file == file], word, details)
    number = details[0] if word in {"line", "order"} and details and file == "index.jsonl" else 1
    assert isinstance(number, int), "lines are counted"
    return take, track, [(lines[number - 2].end if 1 < number <= len(lines) + 1 else 0, _EVERYTHING[1])]


def _unreadable(noted: Sequence[tuple[str, str, tuple[object, ...]]]) -> set[str]:
    """Name the takes of whose leaves or seals a line cannot be read: what was sealed before it is proven all the same."""
    return {path.split("/")[2] for path, word, _ in noted if word == "line" and path.endswith(_SEALING)}


def _behind_proof(take: TakePaths) -> dict[str, list[Stretch]]:
    """Say of each track what no seal proves that can still be read; the seals were checked before."""
    tree = TakeDigests(take).read()
    proven = 0
    for seal in read_front(take.seals, Checkpoint):
        if seal.size <= len(tree) and tree.root(seal.size).hex() == seal.root:
            proven = seal.size
    last = {leaf.track: leaf.seq for leaf in read_front(take.leaves, LeafLine)[:proven] if leaf.seq}
    found: dict[str, list[Stretch]] = {}
    for track in take.track_folders():
        ends = [line.end for line in read_front(track.index, IndexLine) if line.seq <= last.get(track.name, 0)]
        found[track.name] = [(max(ends, default=0), _EVERYTHING[1])]
    return found


def _in_file(lines: Sequence[IndexLine], word: str, details: tuple[object, ...]) -> list[Stretch]:
    """Say which stretches of a track file are lost: none when it only has octets that no line tells of."""
    if word in {"size", "unreadable"}:  # Which fragments cannot be read is said of each.
        return []
    hit = [line for line in lines if line.offset == details[0]] if word == "bytes" else []
    return [(line.start, line.end) for line in hit or lines]
