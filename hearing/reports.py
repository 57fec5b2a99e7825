"""What is so now and never logged: reports that agents and services send to the hub (docs/PROTOCOL.md §6).

    Report
    ├─ of a hearing   streams, levels, tracks, upload, partial, release, ledger, exchange
    ├─ of a room      devices, scene, cameras, director, evidence-screens, recognition, rehearsal, room-calls
    └─ of a process   health

A later report of the same sender and type replaces the earlier one.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from hardware_profiles.scene import SceneName
from hearing.cameras import CamerasNow
from hearing.director import DirectorNow
from hearing.evidence_screens import EvidenceScreens
from hearing.facts import HearingState
from hearing.ids import HearingId, Milliseconds, RoomId, StreamName, TakeName, TrackName
from hearing.ledger import Ledger
from hearing.participant import Right
from hearing.policy import Actor, access_of
from hearing.rehearsal import RehearsalResult, TrendPoint
from hearing.room_call import RoomCalls
from hearing.scene import SceneItem


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LiveStream(_Part):
    """One stream that is being published now."""

    name: StreamName
    session: str
    principal: str
    since: Milliseconds
    video: bool
    audio: bool
    paused: bool = False
    """Connected, but policy lets nothing through."""
    stats: dict[str, float | int | str | bool | None] = Field(default_factory=dict)


class Streams(_Part):
    """From media: what is published; on each change and every 2 s."""

    type: Literal["streams"] = "streams"
    hearing: HearingId
    streams: tuple[LiveStream, ...] = ()


class Levels(_Part):
    """From an agent: loudness of each microphone and remote voice in dBFS, 5 a second, none in a recess."""

    type: Literal["levels"] = "levels"
    hearing: HearingId
    levels: dict[StreamName, float] = Field(default_factory=dict)


class Device(_Part):
    """One property of one device: what was asked of it and what it answered."""

    name: str
    label: str = ""
    capability: str
    property: str
    asked: str | int | float | bool | None = None
    answered: str | int | float | bool | None = None
    state: Literal["verified", "assumed", "unknown"]
    at: Milliseconds | None = None
    says: str = ""


class Devices(_Part):
    """From an agent: the room's devices."""

    type: Literal["devices"] = "devices"
    room: RoomId
    simulated: bool = False
    devices: tuple[Device, ...] = ()


class TrackState(_Part):
    """One track that a writer keeps; ``position`` is the timeline's end of the last fsynced fragment, in ns."""

    name: TrackName
    take: TakeName
    kind: Literal["video", "audio"]
    mandatory: bool
    writing: bool
    position: int = 0
    bytes: int = 0
    lost: int = 0


class Tracks(_Part):
    """From an agent or the recorder: its tracks, once a second and at once on a change."""

    type: Literal["tracks"] = "tracks"
    hearing: HearingId
    writer: str
    tracks: tuple[TrackState, ...] = ()


class Upload(_Part):
    """From an agent: what still has to go up."""

    type: Literal["upload"] = "upload"
    hearing: HearingId
    pending_fragments: int = 0
    pending_bytes: int = 0
    bytes_per_s: int = 0
    """How fast it went over the last seconds."""
    done: bool = False
    """Closed, and the server was seen to hold all of it."""
    says: str = ""
    """Why it does not go on."""


class Partial(_Part):
    """From an agent: words still being recognised; replaced by the next, never stored."""

    type: Literal["partial"] = "partial"
    hearing: HearingId
    stream: StreamName
    speaker: str
    text: str


class Recognition(_Part):
    """From an agent: which engine listens, and how far behind it is."""

    type: Literal["recognition"] = "recognition"
    room: RoomId
    engine: str
    model: str = ""
    behind_s: float = 0.0
    says: str = ""


class Rehearsal(_Part):
    """From an agent: what the room's last rehearsal found, and the mornings before it."""

    type: Literal["rehearsal"] = "rehearsal"
    room: RoomId
    running: bool = False
    says: str = ""
    """Why the last one came to nothing; empty when it did not."""
    latest: RehearsalResult | None = None
    trend: tuple[TrendPoint, ...] = ()


class SceneKey(_Part):
    """A scene that a room has, or why it cannot have it."""

    scene: SceneName
    lacks: tuple[str, ...] = ()


class SceneNow(_Part):
    """From an agent: which scenes its room has, and how the present one stands, item by item."""

    type: Literal["scene"] = "scene"
    room: RoomId
    keys: tuple[SceneKey, ...] = ()
    scene: SceneName | None = None
    """The one that was asked for last, by a tap or by the course."""
    asked: int | None = None
    """Number of the event that asked for it; ``None`` when it followed the course."""
    outcome: Literal["pending", "converged", "partly", "aborted"] = "pending"
    items: tuple[SceneItem, ...] = ()
    alarming: tuple[str, ...] = ()
    """What the scene alarms about: what somebody else changed, and what must not be so and may be."""


class Release(_Part):
    """From release: what the public sees."""

    type: Literal["release"] = "release"
    hearing: HearingId
    on_air: bool
    withheld: str = ""
    """Why nothing is released: ``recess``, ``stage``, ``cut``, ``closed``, ``not-yet``, ``ended``; else empty."""
    delay_s: float
    epoch: str = ""
    fragments: int = 0
    viewers: int = 0


class AwaitedTake(_Part):
    """A take that archiving waits for: its final seal is not here."""

    take: TakeName
    room: RoomId | None
    """Whose machine writes it; ``None`` is the court's own recorder."""
    writer: str = ""
    """As the take says; empty while nothing of it came."""
    seen_at: Milliseconds | None = None
    """When the last of it came."""
    until: int = 0
    """Up to where on the timeline (ns) anything of it came."""
    is_told: bool = False
    """Its writer has told its final seal ahead."""


class LedgerKept(_Part):
    """From the recorder: the ledger of every second so far; whenever it changes, every few seconds while it runs."""

    type: Literal["ledger"] = "ledger"
    hearing: HearingId
    ledger: Ledger
    says: str = ""
    """Why it cannot be archived: which track, from when to when; empty when it can."""
    awaited: tuple[AwaitedTake, ...] = ()
    """Takes that have not their final seal, once the hearing is closed."""
    exhibits: tuple[str, ...] = ()
    """Exhibits of which the record lacks a file, once the hearing is closed."""


class Health(_Part):
    """From every process: whether it is well."""

    type: Literal["health"] = "health"
    process: str
    state: Literal["pass", "warn", "fail"]
    says: str = ""
    cpu: float = 0.0
    """Percent of one core."""
    detail: dict[str, float | int | str | bool | None] = Field(default_factory=dict)


class Exchange(_Part):
    """Between the recorder and a custody room's agent: what one side tells the other every few seconds.

    Digests and seal are of the sender's own *take*; a seal and a countersignature are lines as they lie in their files.
    """

    type: Literal["exchange"] = "exchange"
    hearing: HearingId
    to: RoomId | None = None
    """The custody room that is spoken to; ``None`` is the recorder."""
    take: TakeName | None = None
    after: int = Field(default=0, ge=0)
    """How many digests come before these."""
    leaves: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...] = Field(default=(), max_length=2000)
    """Hashes of the take's next Merkle leaves, one a fragment or header."""
    seal: Annotated[str, Field(max_length=2000)] = ""
    """The take's newest checkpoint."""
    known: dict[TakeName, int] = Field(default_factory=dict)
    """How many digests the sender has of each of the other's takes."""
    heard: int = Field(default=0, ge=0)
    """How many countersignatures of the other the sender has."""
    signed: tuple[Annotated[str, Field(max_length=2000)], ...] = Field(default=(), max_length=200)
    """The sender's own countersignatures that the other has not said to have."""
    offset_ns: int = 0
    """The panel's clock minus the sender's own."""
    uncertainty_ns: int = Field(default=0, ge=0)


Report = Annotated[
    Streams
    | Levels
    | Devices
    | Tracks
    | Upload
    | Partial
    | Recognition
    | Rehearsal
    | SceneNow
    | CamerasNow
    | DirectorNow
    | EvidenceScreens
    | Release
    | LedgerKept
    | Exchange
    | RoomCalls
    | Health,
    Field(discriminator="type"),
]
"""Any report."""

REPORT: TypeAdapter[Report] = TypeAdapter(Report)
"""Reads and writes one report as JSON."""


_OF_THE_SYSTEM = (Devices, SceneNow, CamerasNow, Tracks, Upload, Recognition, Rehearsal, LedgerKept, RoomCalls, Health)
"""What says whether the system is well or somebody needs help, and nothing of what is seen or heard."""


def report_concerns(report: Report, state: HearingState | None, actor: Actor) -> Report | None:
    """Return *report* as *actor* may see it, or ``None``.

    *state* is the hearing that the actor looks at; ``None`` when it looks at none (an overview of rooms and processes).
    In a closed hearing those who are not of the court get reports of the system only. In a recess nobody gets what
    comes from microphones.
    """
    if isinstance(report, Exchange) or not _is_about(report, state):
        return None  # What two machines tell one another is no page's business.
    if actor.kind == "service":
        return report
    if state is None:
        return report if Right.WATCH_HEALTH in actor.rights and isinstance(report, _OF_THE_SYSTEM) else None
    if isinstance(report, Levels | Partial) and state.course not in {"preparing", "opening", "open", "resuming"}:
        return None
    access = access_of(state, actor)
    if access == "whole" and not (isinstance(report, Rehearsal) and Right.WATCH_HEALTH not in actor.rights):
        return report
    if Right.WATCH_HEALTH in actor.rights and isinstance(report, _OF_THE_SYSTEM):
        return report
    if access not in {"in-court", "own-part"}:
        return None
    return _for_those_in_court(report, state, actor)


def _is_about(report: Report, state: HearingState | None) -> bool:
    if isinstance(report, Health):
        return True
    if isinstance(
        report, Devices | SceneNow | CamerasNow | DirectorNow | EvidenceScreens | Recognition | Rehearsal | RoomCalls
    ):
        return state is None or report.room == state.room
    return state is not None and report.hearing == state.hearing


def _for_those_in_court(report: Report, state: HearingState, actor: Actor) -> Report | None:
    if isinstance(report, Partial):
        return report if Right.READ_TRANSCRIPT in actor.rights else None
    if isinstance(report, Release):
        return report.model_copy(update={"viewers": 0})
    if isinstance(report, Streams):
        own = {f"remote-{actor.participant}", f"program-for-{actor.participant}"}
        return report.model_copy(update={"streams": tuple(one for one in report.streams if one.name in own)})
    return None
