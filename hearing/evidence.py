"""Evidence (举证) in a hearing: what was filed, what is shown to whom, what is marked on it.

One thing is shown at a time; showing another ends the one before, and so does a recess. *Private* is what is shown
without the public (不公开举证质证): the broadcast is cut by the same command. The public sees nothing of evidence until
somebody who answers for the broadcast has released it. Who sees what is decided in :mod:`hearing.policy`.

    Exhibit   a file that lies in the record, by its hashes and those of its pages' pictures
    Showing   what is shown, from when until when, to whom; how it plays says :mod:`hearing.playing`
    Mark      what somebody drew on it
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from hearing.command import Asking
from hearing.ids import ExhibitId, Milliseconds, Sha256, ShowingId, StreamName
from hearing.logged import Logged, is_absent
from hearing.playing import EvidencePlayed, Length, Playback, PlayEvidence

ExhibitKind = Literal["pdf", "image", "video", "audio"]
PLAYED: frozenset[ExhibitKind | None] = frozenset({"video", "audio"})
"""What plays in time."""
MediaType = Literal[
    "application/pdf", "image/png", "image/jpeg", "image/webp", "video/mp4", "audio/mpeg", "audio/wav", "audio/ogg"
]
Target = Literal["bench", "parties", "witness", "gallery", "remote", "recording"]
"""Whose screens: the bench's, the parties', the witness's, the gallery's, those of people far away; and the record."""
Tool = Literal["pen", "arrow", "box"]
Colour = Literal["red", "yellow", "green", "blue"]

Title = Annotated[str, Field(min_length=1, max_length=200)]
Page = Annotated[int, Field(ge=1, le=9999)]
CardInputName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""What a room file calls one of the things that share a capture card."""
Fraction = Annotated[float, Field(ge=0, le=1), AfterValidator(lambda fraction: round(fraction, 4))]
"""Where in the picture, as a fraction of its width or height."""
Points = Annotated[tuple[tuple[Fraction, Fraction], ...], Field(min_length=1, max_length=2000)]

MOST_POINTS = 20_000
"""So many points of marks lie on one showing at once."""
MOST_PAGES = 500
MOST_EXHIBITS = 500


def _with_record(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Every showing is recorded: *recording* cannot be taken out. Each target once, in a fixed order."""
    order: tuple[Target, ...] = ("bench", "parties", "witness", "gallery", "remote", "recording")
    return tuple(one for one in order if one in targets or one == "recording")


Targets = Annotated[tuple[Target, ...], Field(max_length=12), AfterValidator(_with_record)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EvidenceSource(_Part):
    """Where the picture comes from: an exhibit, a camera of the room, or a party's shared screen."""

    kind: Literal["exhibit", "camera", "share"]
    exhibit: ExhibitId | None = None
    stream: StreamName | None = None
    """``cam-document`` of a camera, ``share-p-3`` of a shared screen."""
    input: CardInputName | None = Field(default=None, exclude_if=is_absent)
    """What is brought to a capture card that several things share: ``laptop-prosecutor``."""


class Exhibit(_Part):
    """A file that was filed; its content lies in the record under *sha256*."""

    id: ExhibitId
    number: int
    title: str
    kind: ExhibitKind
    media_type: MediaType
    bytes: int
    pages: int
    """Pictures that it can be shown by: none of a sound."""
    page_sha256: tuple[Sha256, ...] = ()
    """SHA-256 of each page's picture."""
    duration_ms: int | None = None
    """Of a film or sound."""
    sha256: Sha256
    sm3: str
    filed_by: str
    """Principal."""
    at: Milliseconds


class Mark(_Part):
    """One stroke, arrow or box on a page."""

    mark: int
    page: int
    points: tuple[tuple[float, float], ...]
    tool: Tool
    colour: Colour
    who: str


class Showing(_Part):
    """Something that is or was shown."""

    id: ShowingId
    seq: int
    source: EvidenceSource
    title: str = ""
    kind: ExhibitKind | None = None
    """Of an exhibit."""
    pages: int = 1
    page: int = 1
    sha256: Sha256 | None = None
    """Of the picture (of a sound: the file) that is shown now; ``None`` of a live picture, which the record hashes."""
    duration_ms: int | None = None
    """Of a film or sound whose length was measured when it was filed."""
    playback: Playback | None = None
    """How a film or sound plays, while it is shown."""
    targets: tuple[Target, ...]
    private: bool = False
    released: bool = False
    """The public may see it."""
    marks: tuple[Mark, ...] = ()
    """What lies on it now; what lay on it before is in the log."""
    last_mark: int = 0
    since: Milliseconds
    until: Milliseconds | None = None
    who: str

    def but(self, **changes: object) -> "Showing":
        """Return this with *changes*."""
        return self.model_copy(update=changes)


def ended(showings: tuple[Showing, ...], at: Milliseconds) -> tuple[Showing, ...]:
    """Return *showings* with none of them shown after *at*; marks and playing of what is over are in the log alone."""
    over: dict[str, object] = {"marks": (), "playback": None}
    return tuple(one if one.until is not None else one.but(until=max(at, one.since), **over) for one in showings)


def shown_now(showings: Iterable[Showing]) -> Showing | None:
    """Return the one that is shown."""
    return next((one for one in showings if one.until is None), None)


class ExhibitFiled(Logged):
    """A file was filed as evidence; its content lies in the record."""

    type: Literal["exhibit-filed"] = "exhibit-filed"
    exhibit: ExhibitId
    number: Annotated[int, Field(ge=1)]
    title: Title
    kind: ExhibitKind
    media_type: MediaType
    bytes: Annotated[int, Field(ge=1)]
    pages: Annotated[int, Field(ge=0, le=MOST_PAGES)]
    page_sha256: Annotated[tuple[Sha256, ...], Field(max_length=MOST_PAGES)]
    sha256: Sha256
    sm3: Sha256
    filed_by: Annotated[str, Field(max_length=80)]
    duration_ms: Length | None = Field(default=None, exclude_if=is_absent)


class EvidencePresented(Logged):
    """Something is shown from here on, to *targets* and nobody else; what was shown before is not any more."""

    type: Literal["evidence-presented"] = "evidence-presented"
    showing: ShowingId
    source: EvidenceSource
    title: Annotated[str, Field(max_length=200)] = ""
    kind: ExhibitKind | None = None
    pages: Annotated[int, Field(ge=0, le=MOST_PAGES)] = 1
    page: Page
    targets: Targets
    private: bool
    sha256: Sha256 | None = None
    duration_ms: Length | None = Field(default=None, exclude_if=is_absent)


class EvidencePageTurned(Logged):
    """Another page is shown to all at once."""

    type: Literal["evidence-page-turned"] = "evidence-page-turned"
    showing: ShowingId
    page: Page
    sha256: Sha256


class EvidenceMarked(Logged):
    """Somebody drew on what is shown."""

    type: Literal["evidence-marked"] = "evidence-marked"
    showing: ShowingId
    page: Page
    mark: Annotated[int, Field(ge=1)]
    points: Points
    tool: Tool
    colour: Colour


class EvidenceMarksCleared(Logged):
    """What was drawn on a page is shown no more; the record keeps it."""

    type: Literal["evidence-marks-cleared"] = "evidence-marks-cleared"
    showing: ShowingId
    page: Page


class EvidenceTargetsSet(Logged):
    """It is shown to these from here on."""

    type: Literal["evidence-targets-set"] = "evidence-targets-set"
    showing: ShowingId
    targets: Targets


class EvidenceReleased(Logged):
    """The public may see it from here on."""

    type: Literal["evidence-released"] = "evidence-released"
    showing: ShowingId


class EvidenceWithdrawn(Logged):
    """It is shown to nobody any more."""

    type: Literal["evidence-withdrawn"] = "evidence-withdrawn"
    showing: ShowingId


EvidenceEvent = (
    ExhibitFiled
    | EvidencePresented
    | EvidencePageTurned
    | EvidencePlayed
    | EvidenceMarked
    | EvidenceMarksCleared
    | EvidenceTargetsSet
    | EvidenceReleased
    | EvidenceWithdrawn
)
OF_A_SHOWING = frozenset(
    {
        "evidence-presented",
        "evidence-page-turned",
        "evidence-played",
        "evidence-marked",
        "evidence-marks-cleared",
        "evidence-targets-set",
        "evidence-released",
        "evidence-withdrawn",
    }
)
"""Types of the events that only those learn of to whom it is shown."""


class FileExhibit(Asking):
    """File what the panel has taken in, looked at and hashed; by its upload route alone (docs/PROTOCOL.md §15)."""

    type: Literal["file-exhibit"] = "file-exhibit"
    title: Title
    kind: ExhibitKind
    media_type: MediaType
    bytes: Annotated[int, Field(ge=1)]
    page_sha256: Annotated[tuple[Sha256, ...], Field(max_length=MOST_PAGES)] = ()
    sha256: Sha256
    sm3: Sha256
    duration_ms: Length | None = None


class PresentEvidence(Asking):
    """Show it to *targets*; *private* without the public, whose broadcast is cut at that."""

    type: Literal["present-evidence"] = "present-evidence"
    source: EvidenceSource
    title: Annotated[str, Field(max_length=200)] = ""
    """What a camera or a shared screen shows; an exhibit has its own."""
    page: Page = 1
    targets: Targets = ("bench", "parties", "remote", "recording")
    private: bool = False


class TurnPage(Asking):
    """Show another page of it."""

    type: Literal["turn-page"] = "turn-page"
    showing: ShowingId
    page: Page


class MarkEvidence(Asking):
    """Draw on it: a line through *points*, an arrow or a box from the first to the last."""

    type: Literal["mark-evidence"] = "mark-evidence"
    showing: ShowingId
    page: Page
    points: Points
    tool: Tool = "pen"
    colour: Colour = "red"


class ClearMarks(Asking):
    """Take away what was drawn on a page."""

    type: Literal["clear-marks"] = "clear-marks"
    showing: ShowingId
    page: Page


class SetEvidenceTargets(Asking):
    """Show it to these."""

    type: Literal["set-evidence-targets"] = "set-evidence-targets"
    showing: ShowingId
    targets: Targets


class ReleaseEvidence(Asking):
    """Let the public see it."""

    type: Literal["release-evidence"] = "release-evidence"
    showing: ShowingId


class WithdrawEvidence(Asking):
    """Show it no more."""

    type: Literal["withdraw-evidence"] = "withdraw-evidence"
    showing: ShowingId


EvidenceCommand = (
    FileExhibit
    | PresentEvidence
    | TurnPage
    | PlayEvidence
    | MarkEvidence
    | ClearMarks
    | SetEvidenceTargets
    | ReleaseEvidence
    | WithdrawEvidence
)
