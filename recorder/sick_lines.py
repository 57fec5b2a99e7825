"""Keeps what can be read of files of lines that the disk does not give back whole, so that their writer can send the rest again."""

from pathlib import Path

from recorder.durable import make_folder, write_whole
from recorder.holes import given_back
from recorder.index import sha256_hex
from recorder.layout import TakePaths, TrackPaths


def keep_readable_fronts(take: TakePaths, track: TrackPaths | None, aside: Path) -> bool:
    """Put in place of each sick file of lines, of *track* or of the take itself, its lines before the first hole.

    The file as it was, with zeros for what is lost, is put into *aside* before. Says whether one was sick.

    Raises:
        OSError: the disk refused.
    """
    files = (take.tracks, take.leaves, take.seals) if track is None else (track.index, track.headers, track.clock)
    found = [path for path in files if path.exists() and b"\0" in given_back(path)]
    for path in found:
        content = given_back(path)
        make_folder(aside)
        write_whole(aside / f"{track.name if track else take.name}-{path.name}-{sha256_hex(content)[:16]}.bin", content)
        front = content[: content.index(b"\0")]
        write_whole(path, front[: front.rfind(b"\n") + 1])
    return bool(found)
