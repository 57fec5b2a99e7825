"""Fitting a courtroom (装调): what the panel asks of a room's agent, what comes back, and what is kept of it.

None of it belongs to a hearing. What a device is told here is told only while no hearing has the room.
"""

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from hardware_profiles.courtroom import Label
from hardware_profiles.discovered import Discovered, Kind
from hardware_profiles.floor import Floor, Place
from hardware_profiles.optics import CommandName
from hearing.ids import Milliseconds, RoomId, Sha256
from hearing.logged import PersonName

FittedKind = Literal["seat", "camera", "microphone", "device", "loudspeaker"]
"""What a courtroom is made of, as far as somebody tries it."""
Check = Literal["seen", "heard", "bench", "vectors"]
"""How it was tried: seen (picture or blink), heard (meter or beep), on the test bench, by its profile's vectors."""
Standing = Literal["passed", "failed", "untried"]
Value = int | str
ItemName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Act = Literal["blink", "beep", "picture"]
"""A harmless act that people see; a tone; one picture of a camera."""
Words = Annotated[str, Field(max_length=400)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Describe(_Part):
    """What is the room made of, and in which state are its files?"""

    do: Literal["describe"] = "describe"


class Discover(_Part):
    """What is found in the room? Begins to look where *anew*; gives what the last look found."""

    do: Literal["discover"] = "discover"
    anew: bool = False


class Identify(_Part):
    """Let people see or hear which device this is."""

    do: Literal["identify"] = "identify"
    act: Act
    name: ItemName = "loudspeaker"
    who: str = ""


class Listen(_Part):
    """How loud is each microphone now? Asked again and again; the microphones are let go when nobody asks."""

    do: Literal["listen"] = "listen"


class Try(_Part):
    """Send one command of a device's profile; *maintenance*: its guard was answered twice."""

    do: Literal["try"] = "try"
    device: ItemName
    command: CommandName
    args: Annotated[dict[str, Value], Field(max_length=20)] = {}
    maintenance: bool = False
    who: str = ""


class Vectors(_Part):
    """Hold the profile of a device against its vectors."""

    do: Literal["vectors"] = "vectors"
    device: ItemName


class Traced(_Part):
    """What was said to and by a device lately, behind message *after*."""

    do: Literal["trace"] = "trace"
    device: ItemName
    after: Annotated[int, Field(ge=0)] = 0


class PlacedThing(_Part):
    """Where one thing stands."""

    kind: Literal["seat", "camera", "microphone", "device"]
    name: ItemName
    place: Place


class FloorPlan(_Part):
    """A courtroom's floor plan (平面图)."""

    floor: Floor = Floor()
    things: Annotated[tuple[PlacedThing, ...], Field(max_length=400)] = ()


class Draft(_Part):
    """Write the room file with this plan in it, and compare it with the one that runs. Nothing is written to the disk."""

    do: Literal["draft"] = "draft"
    plan: FloorPlan


FittingAsked = Annotated[
    Describe | Discover | Identify | Listen | Try | Vectors | Traced | Draft, Field(discriminator="do")
]
FITTING: TypeAdapter[FittingAsked] = TypeAdapter(FittingAsked)
"""Reads what is asked of an agent."""


class Parameter(_Part):
    """One parameter of a command: its words, its range, or the form of its text."""

    name: str
    words: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    decimals: int = 0
    """Digits after the point on the wire: with 1, -125 goes as -12.5."""
    form: str = ""
    secret: bool = False


class BenchCommand(_Part):
    """A command that a profile knows, and what answers it."""

    name: str
    kind: Literal["command", "inquiry", "broadcast"]
    parameters: tuple[Parameter, ...]
    raw: str
    expected: tuple[str, ...]
    """The forms of the answers; none where nothing answers."""
    guard: Literal["maintenance"] | None
    stops_itself: bool
    """Starts a motion, which ends by itself when nobody keeps it going."""
    src: str


class DeviceSheet(_Part):
    """How a device is reached and what may be tried on it."""

    profile: str
    status: Literal["verified", "manual_only"]
    reached_by: str
    """``serial /dev/…``, ``tcp 10.0.3.20:5000``, ``simulated``."""
    is_connected: bool
    says: str
    capabilities: tuple[str, ...]
    blinks: bool
    """Its profile knows a harmless act that people see."""
    commands: tuple[BenchCommand, ...]


class FittedItem(_Part):
    """One thing of the room file."""

    kind: FittedKind
    name: ItemName
    label: Label
    place: Place | None = None
    seat: str = ""
    """At which seat a microphone stands."""
    seats: tuple[str, ...] = ()
    """Whom a camera shows."""
    source: str = ""
    device: DeviceSheet | None = None


class ProfileState(_Part):
    """One profile as the agent runs it."""

    profile: str
    version: int
    status: Literal["verified", "manual_only"]
    sha256: Sha256


class RoomState(_Part):
    """The files that a courtroom runs by; signing off is for one such state and no other."""

    room_sha256: Sha256
    """Of the room file, octet by octet."""
    equipment_sha256: Sha256
    """Of what the room file says of everything but where it stands."""
    profiles: tuple[ProfileState, ...]

    @property
    def digest(self) -> str:
        """One hash for all of it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def equipment_digest(self) -> str:
        """One hash for what was tried: moving a seat on the plan voids no check."""
        return hashlib.sha256(self.model_dump_json(exclude={"room_sha256"}).encode()).hexdigest()


class FittedRoom(_Part):
    """A courtroom as its agent runs it."""

    room: RoomId
    name: Label
    simulated: bool
    floor: Floor
    items: tuple[FittedItem, ...]
    state: RoomState
    digest: Sha256
    differs_on_disk: bool
    """The room file was changed since the agent read it: it runs by the old one until it is started again."""
    is_busy: bool
    """A hearing has the room: nothing may be tried."""


class Comparison(_Part):
    """One thing as the room file and the last look say."""

    verdict: Literal["known", "new", "missing", "simulated", "unlooked"]
    """In both; found and not in the file; in the file and not found; not real; of a kind that was not looked for."""
    kind: Kind
    item: str = ""
    """Its name in the room file."""
    found: Discovered | None = None
    reached_by: str = ""
    """How the room file names it."""


class Looked(_Part):
    """What the last look came to."""

    running: bool
    at: Milliseconds | None = None
    compared: tuple[Comparison, ...] = ()
    missed: tuple[str, ...] = ()
    says: str = ""


class Message(_Part):
    """One message on a device's line."""

    number: int
    at: Milliseconds
    is_ours: bool
    hex: str
    text: str
    """As text, where the protocol is text."""
    command: str
    why: str
    latency_ms: float | None


class BenchResult(_Part):
    """What came of a command."""

    device: str
    command: str
    args: dict[str, Value]
    done: bool
    says: str
    fields: dict[str, Value]
    expected: tuple[str, ...]
    messages: tuple[Message, ...]
    took_ms: float
    states: dict[str, str]
    """The device's properties now: value and how sure, ``1 (verified)``."""


class DraftedFile(_Part):
    """A room file to be saved by a person."""

    yaml: str
    diff: str
    """Unified, against the running file."""
    faults: tuple[str, ...]
    blanked: int
    """How many passwords were left out."""


class FittingNote(_Part):
    """How one check of one thing ended."""

    kind: FittedKind
    name: ItemName
    check: Check
    passed: bool
    says: Words = ""


class FittedLine(_Part):
    """How one thing stands, in a sign-off."""

    kind: FittedKind
    name: ItemName
    label: Label
    standing: Standing
    checks: tuple[str, ...] = ()
    """What was tried: ``seen ✓``, ``bench ✗ no answer``."""


class SignOff(_Part):
    """A courtroom was fitted: who says so, of which state."""

    room: RoomId
    at: Milliseconds
    who: str
    """The account."""
    name: PersonName
    state: RoomState
    digest: Sha256
    simulated: bool
    plan_version: int
    lines: tuple[FittedLine, ...]
    remarks: Annotated[str, Field(max_length=2000)] = ""


def standing_of(item: FittedItem, notes: tuple[FittingNote, ...]) -> FittedLine:
    """Return how *item* stands by the last note of each check: failed by one that failed, passed by one that passed."""
    last = {note.check: note for note in notes if (note.kind, note.name) == (item.kind, item.name)}
    standing: Standing = "untried"
    if last:
        standing = "passed" if all(note.passed for note in last.values()) else "failed"
    checks = tuple(f"{name} {'✓' if note.passed else '✗'} {note.says}".strip() for name, note in sorted(last.items()))
    return FittedLine(kind=item.kind, name=item.name, label=item.label, standing=standing, checks=checks)
