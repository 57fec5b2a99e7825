"""Checks the lines that were made again of a track whose index could not be read; ``verify_takes.py`` says the same."""

from pydantic import ValidationError

from recorder.archive.manifests import Bag
from recorder.archive.offline.verify_takes import REBUILT_FILE, REBUILT_NOTE
from recorder.archive.rebuilding import RebuiltLine
from recorder.archive.report import Report
from recorder.index import LeafLine


def check_rebuilt(bag: Bag, report: Report) -> None:
    """Check each ``rebuilt.jsonl`` against leaves, and note how many of its fragments the writer's leaves tell."""
    for name in sorted(bag.files):
        hit = REBUILT_FILE.fullmatch(name)
        if hit is None or report.names(name):
            continue
        leaves = _leaves(bag, f"data/media/{hit[1]}/leaves.jsonl", hit[2])
        count = told = 0
        for number, text in enumerate((bag.read(name) or b"").removesuffix(b"\n").split(b"\n"), 1):
            try:
                line = RebuiltLine.model_validate_json(text, strict=True)
            except ValidationError:
                report.add(name, "line", number)
                break
            if line.told is not (leaves.get(line.seq) == line.sha256):
                report.add(name, "rebuilt", number)
            count, told = count + 1, told + line.told
        report.notes.add(REBUILT_NOTE.format(take=hit[1], track=hit[2], count=count, told=told))


def _leaves(bag: Bag, name: str, track: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for text in (bag.read(name) or b"").removesuffix(b"\n").split(b"\n") if name in bag.files else []:
        try:
            leaf = LeafLine.model_validate_json(text, strict=True)
        except ValidationError:
            break
        if leaf.track == track:
            found[leaf.seq] = leaf.sha256
    return found
