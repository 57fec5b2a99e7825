"""Checks exhibits that came with a hand-in by the log that came: nothing else is taken in, and what lacks is said. Blocking."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from control_panel.errors import Refusal
from control_panel.handin.wire import Conflict
from hearing.facts import HearingState
from recorder.evidence.owed import NamedFile, named_files
from recorder.layout import EXHIBITS


def must_be_filed(state: HearingState, name: str, sha256: str) -> None:
    """Refuse a file of the area *exhibits* that the log does not name by this hash; other areas are none of this.

    Raises:
        Refusal: the log names no such file (404), or another content under its name (409).
    """
    area, _, file = name.partition("/")
    if area != EXHIBITS:
        return
    named = next((one for one in named_files(state) if one.name == file), None)
    remedy = "证据以庭审日志记载的摘要为准 · An exhibit is what the hearing's log says by its hash."
    if named is None:
        title = "日志中没有该证据文件 · The log names no such file of an exhibit"
        raise Refusal(404, title, name[:120], remedy)
    if named.sha256 != sha256:
        title = "与日志记载的证据不符，未收存 · This is not the exhibit on record; it was not kept"
        raise Refusal(409, title, f"{named.exhibit} {named.file}: {sha256[:16]}…", remedy)


def exhibit_conflicts(state: HearingState, staged: Path, filed: Path) -> Iterator[Conflict]:
    """Say which exhibit is another than the log tells, which stops; and which is neither *staged* nor *filed* here.

    A file that the room has lost keeps no hearing away: its package says what it lacks.
    """
    for named in named_files(state):
        if (staged / named.name).is_file():
            found = _sha256(staged / named.name)
            if found != named.sha256:
                yield _conflict("record-differs", named, found, stops=True)
        elif not (filed / named.name).is_file():
            yield _conflict("not-whole", named, "no file", stops=False)


def _conflict(kind: str, named: NamedFile, here: str, *, stops: bool) -> Conflict:
    place = f"{EXHIBITS}/{named.exhibit}/{named.file}"
    return Conflict.model_validate({"kind": kind, "place": place, "here": here, "there": named.sha256, "stops": stops})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
