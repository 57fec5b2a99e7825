"""What is shown as evidence now: one document, written whole by the control process and read by the program's.

A level and not a message, like :mod:`courtroom_agent.orders`; apart from the program's orders, since marks can be long.
"""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from courtroom_agent.errors import BadOrders
from hearing.evidence import ExhibitKind, Mark
from hearing.evidence_audience import evidence_in_public
from hearing.facts import HearingState
from hearing.ids import ExhibitId, HearingId, Sha256, ShowingId, StreamName
from hearing.playing import Playback
from hearing.shown import evidence_in_program, evidence_in_room, is_evidence_visible
from recorder.durable import make_folder, write_whole


class Shown(BaseModel):
    """One showing, as the desk needs it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    showing: ShowingId
    case: str = ""
    """Number under which the record lies."""
    exhibit: ExhibitId | None = None
    content: Sha256 | None = None
    """SHA-256 of the exhibit's own file, by which its copies lie."""
    bytes: int = 0
    """How much that file weighs."""
    kind: ExhibitKind | None = None
    page: int = 1
    sha256: Sha256 | None = None
    """Of the page's picture; nothing else is ever shown in its place."""
    stream: StreamName | None = None
    """The camera or shared screen."""
    title: str = ""
    duration_ms: int | None = None
    """Of a film or sound, where it was measured."""
    playback: Playback | None = None
    """How a film or sound plays; its ``at`` is by the panel's clock."""
    marks: tuple[Mark, ...] = ()
    """On this page."""
    in_program: bool = False
    in_public: bool = False
    in_room: bool = False
    """Whether everyone in the courtroom may hear it."""

    @property
    def is_live(self) -> bool:
        """Its picture moves."""
        return self.stream is not None


def shown_of(state: HearingState) -> Shown | None:
    """Return what follows from *state*; ``None``: nothing is shown. Pure."""
    showing = state.showing
    if showing is None or not is_evidence_visible(state):
        return None
    exhibit = state.exhibits.get(showing.source.exhibit or "")
    return Shown(
        hearing=state.hearing,
        case=state.case.number,
        content=exhibit.sha256 if exhibit is not None else None,
        bytes=exhibit.bytes if exhibit is not None else 0,
        showing=showing.id,
        exhibit=showing.source.exhibit,
        kind=showing.kind,
        page=showing.page,
        sha256=showing.sha256,
        stream=showing.source.stream,
        title=showing.title,
        duration_ms=showing.duration_ms,
        playback=showing.playback,
        marks=tuple(one for one in showing.marks if one.page == showing.page),
        in_program=evidence_in_program(state),
        in_public=evidence_in_public(state),
        in_room=evidence_in_room(state),
    )


def shown_path(data: Path) -> Path:
    """Where in the agent's data folder it lies."""
    return data / "run" / "evidence.json"


def write_shown(path: Path, shown: Shown | None) -> None:
    """Put *shown* at *path* so that a reader sees the old or the new one, never a half."""
    make_folder(path.parent)
    write_whole(path, b"null" if shown is None else shown.model_dump_json().encode())


class ShownFile:
    """Reads the document again whenever another one lies there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[int, int] = (0, 0)
        self._shown: Shown | None = None

    def read(self) -> Shown | None:
        """Return what is shown; nothing where nothing was ever told.

        Raises:
            BadOrders: the file does not hold what it should; nothing is shown then.
        """
        try:
            about = os.stat(self._path)  # noqa: PTH116 - twenty times a second
        except FileNotFoundError:
            self._shown = None
            return None
        if (about.st_mtime_ns, about.st_ino) != self._known:
            self._known, self._shown = (about.st_mtime_ns, about.st_ino), None
            self._shown = self._parsed()
        return self._shown

    def _parsed(self) -> Shown | None:
        try:
            content = self._path.read_bytes()
            return None if content == b"null" else Shown.model_validate_json(content)
        except (ValidationError, OSError) as fault:
            raise BadOrders(
                f"{self._path}: this says nothing of evidence ({str(fault)[:200]}). Restart the agent."
            ) from fault
