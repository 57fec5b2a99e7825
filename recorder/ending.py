"""Ends a take whose writer never came back: cuts off what was never acknowledged, reads every octet, and seals it."""

from pathlib import Path

from recorder.archive.damage import held_by_court
from recorder.closing import last_seal
from recorder.durable import AppendFile, make_folder, settle, store_fault, sync_folder, write_whole
from recorder.ended_take import Declared, EndedTake, make_ended, read_ended
from recorder.index import HeaderLine, IndexLine, read_what_is_whole
from recorder.layout import TakePaths, TrackPaths
from recorder.signing import SigningKey
from recorder.take_claim import ending


def end_take(take: TakePaths, hearing: str, declared: Declared, key: SigningKey, at: int) -> EndedTake | None:
    """Seal, at *at* (UTC ms), what the record store holds of *take*; ``None`` when its writer has sealed it meanwhile.

    What was sealed before is returned as it is. Of a take of which nothing ever came it is sealed that nothing came.

    Raises:
        StoreFault: the disk or the key refused, or the take's writer is writing it.
    """
    try:
        make_folder(take.folder)
        with ending(take.folder):
            if (known := read_ended(take)) is not None:
                return known
            seal = last_seal(take)
            if seal is not None and seal.final:
                return None
            _cut_torn(take)
            made = make_ended(hearing, take.name, held_by_court(take, hearing), declared, key, at)
            make_folder(take.ended.parent)
            write_whole(take.ended, made.line())
            return made
    except OSError as fault:
        raise store_fault(take.folder, fault) from fault


def _cut_torn(take: TakePaths) -> None:
    """Take away what was being stored when its sender was lost: torn last lines, octets that no line tells of."""
    if take.leaves.exists():
        with AppendFile(take.leaves) as guard:
            guard.lock()
    for path in (take.tracks, take.leaves, take.seals):
        _cut_behind_last_line(path)
    for track in take.track_folders():
        for path in (track.headers, track.index, track.clock):
            _cut_behind_last_line(path)
        _cut_media(track)
    settle(take.folder)


def _cut_behind_last_line(path: Path) -> None:
    if not path.exists():
        return
    content = path.read_bytes()
    _cut(path, content.rfind(b"\n") + 1)


def _cut_media(track: TrackPaths) -> None:
    """Cut each track file behind its last fragment, if all lines can be read: a damaged line may tell of what is there."""
    headers, _ = read_what_is_whole(track.headers, HeaderLine)
    lines, _ = read_what_is_whole(track.index, IndexLine)
    if (len(headers), len(lines)) != (_count(track.headers), _count(track.index)):
        return
    ends = {one.file: one.bytes for one in headers}
    ends |= {line.file: line.offset + line.bytes for line in lines}
    for path in track.media_files():
        if path.name in ends:
            _cut(path, ends[path.name])
        else:
            path.unlink()
            sync_folder(track.folder)


def _count(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _cut(path: Path, size: int) -> None:
    if path.stat().st_size > size:
        with AppendFile(path) as file:
            file.cut(size)
            file.sync()
