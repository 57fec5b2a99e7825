"""What is recorded of a hearing, compactly, as the players take it: the panel's and the one in a package."""

from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from hearing.custody import is_custody_take
from hearing.state import HearingState
from recorder.archive.rebuilding import RebuiltLine, rebuild
from recorder.closing_code import read_closing, shown_closing
from recorder.fragment_runs import Fragment, runs_of
from recorder.holes import given_back
from recorder.index import About, HeaderLine, IndexLine, L, TrackLine, read_lines, read_what_is_whole
from recorder.layout import TakePaths, TrackPaths, seals_folder, takes_of
from recorder.twin_tracks import Choice, choose


class Read(Protocol):
    """A way to read lines."""

    def __call__(self, path: Path, model: type[L]) -> list[L]:
        """Return the lines of *path*."""


def record_index(store: Path, state: HearingState, *, as_it_is: bool = False) -> dict[str, Any]:
    """Describe takes, tracks, files and fragments; *as_it_is* leaves out what a damaged index cannot tell any more.

    Raises:
        RecordDamaged: an index was changed.
    """
    read: Read = _as_it_is if as_it_is else read_lines
    takes = takes_of(store, state.case.number, state.hearing)
    choice = _choose(takes, read)
    return {
        "hearing": state.hearing,
        "case": state.case.model_dump(mode="json"),
        "course": state.course,
        "sitting": state.sitting,
        "numbers": list(state.numbers),
        "joined": [case.number for case in state.joined],
        "zero_at": state.zero_at,
        "closed_at": state.closed_at,
        "closing": shown_closing(read_closing(seals_folder(store, state.case.number, state.hearing) / "closing.json")),
        "spans": [span.model_dump(mode="json") for span in state.spans],
        "pauses": [pause.model_dump(mode="json") for pause in state.pauses],
        "stages": [entry.model_dump(mode="json") for entry in state.stages],
        "takes": [_take(take, read, choice) for take in takes],
        "filled": [
            {"track": track, "take": take, "since": since, "until": until}
            for track, take, (since, until) in choice.filled
        ],
        "lines": [line.model_dump(mode="json") for line in state.lines],
        "notes": [note.model_dump(mode="json") for note in state.notes],
        "faults": [fault.model_dump(mode="json") for fault in state.faults],
        "people": [{"id": one.id, "name": one.name, "role": one.role} for one in state.participants.values()],
        "root": state.root,
    }


def _as_it_is(path: Path, model: type[L]) -> list[L]:
    return read_what_is_whole(path, model)[0]


def _choose(takes: list[TakePaths], read: Read) -> Choice:
    """Choose what is shown of people whom a custody room's agent recorded too; of nobody else a line is read for it."""
    twice = {track.name for take in takes if is_custody_take(take.name) for track in take.track_folders()}
    return choose(
        {
            (take.name, track.name): read(track.index, IndexLine)
            for take in takes
            for track in take.track_folders()
            if track.name in twice
        }
    )


def _take(take: TakePaths, read: Read, choice: Choice) -> dict[str, Any]:
    about = next(iter(read_what_is_whole(take.about, About)[0]), None)
    lines = {line.name: line for line in read(take.tracks, TrackLine)}
    return {
        "take": take.name,
        "writer": about.writer if about is not None else None,
        "zero_at": about.zero_at if about is not None else None,
        "tracks": [
            _track(track, lines.get(track.name), read, choice.left_out.get((take.name, track.name), set()))
            for track in take.track_folders()
        ],
    }


def _track(track: TrackPaths, line: TrackLine | None, read: Read, left_out: set[tuple[str, int]]) -> dict[str, Any]:
    headers = {header.file: header for header in read(track.headers, HeaderLine)}
    heads = list(dict.fromkeys(header.sha256 for header in headers.values()))
    fragments: dict[str, list[Fragment]] = {file: [] for file in headers}
    for file, fragment in _fragments(track.index, read):
        if file in headers and (file, fragment[2]) not in left_out:
            fragments[file].append(fragment)
    files = [
        {"file": file, "header": one.bytes, "head": heads.index(one.sha256), "runs": runs_of(fragments[file])}
        for file, one in headers.items()
    ]
    kept = line.model_dump(mode="json") if line is not None else {"name": track.name}
    return {**kept, "files": files}


class _Fragment(TypedDict):
    """What of an index line the players need."""

    file: str
    start: int
    duration: int
    offset: int
    bytes: int
    keyframe: bool


_FRAGMENTS = TypeAdapter(list[_Fragment])


def _fragments(index: Path, read: Read) -> list[tuple[str, Fragment]]:
    """Read each line's file and fragment: all at once, three hours have a hundred thousand; else one by one."""
    content = given_back(index) if index.exists() else b""
    if content.endswith(b"}\n"):
        with suppress(ValidationError):
            lines = _FRAGMENTS.validate_json(b"[" + content[:-1].replace(b"\n", b",") + b"]", strict=True)
            return [
                (one["file"], (one["start"], one["duration"], one["offset"], one["bytes"], int(one["keyframe"])))
                for one in lines
            ]
    found = [_placed(one) for one in read(index, IndexLine)]
    if read is not _as_it_is or b"\0" not in content:
        return found
    track = TrackPaths(index.parent)
    return sorted([*found, *(_placed(one) for one in rebuild(TakePaths(track.folder.parent), track))])


def _placed(one: IndexLine | RebuiltLine) -> tuple[str, Fragment]:
    return one.file, (one.start, one.duration, one.offset, one.bytes, int(one.keyframe))
