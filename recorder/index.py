"""The lines that explain a take: what each file, fragment and leaf is.

    Line
    ├─ About         about.json
    ├─ TrackLine     tracks.jsonl
    ├─ HeaderLine    <track>/headers.jsonl
    ├─ IndexLine     <track>/index.jsonl
    │  └─ WrittenLine  the same, knowing its track; in memory only
    ├─ ClockLine     <track>/clock.jsonl
    └─ LeafLine      leaves.jsonl

Moments are UTC milliseconds; positions on the timeline are nanoseconds since the hearing's zero.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from cryptography.hazmat.primitives.hashes import SM3, Hash
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hearing.ids import HearingId, StreamName, TakeName, TrackName
from recorder.errors import RecordDamaged
from recorder.holes import given_back
from recorder.sample import Kind
from recorder.signing import PublicKey

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MediaName = Annotated[str, Field(pattern=r"^[0-9]{12}\.mp4$")]
Count = Annotated[int, Field(ge=0)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


L = TypeVar("L", bound=BaseModel)


class About(_Line):
    """What a take is."""

    format: Literal[1] = 1
    hearing: HearingId
    case: str
    take: TakeName
    writer: str
    fence: int = Field(ge=1)
    zero_at: int
    """UTC milliseconds of the timeline's zero."""
    key: PublicKey
    """The writer's public key."""


class TrackLine(_Line):
    """What a track keeps."""

    name: TrackName
    kind: Kind
    codec: Literal["avc3", "Opus"]
    timescale: Literal[90000, 48000]
    stream: StreamName
    mandatory: bool
    channels: int = Field(default=1, ge=1, le=2)


class HeaderLine(_Line):
    """The init header at the front of a track file."""

    file: MediaName
    bytes: Count
    sha256: Sha256

    def leaf(self, track: str) -> dict[str, Any]:
        """What the header's Merkle leaf is made of."""
        return {"track": track, "seq": 0, "file": self.file, "bytes": self.bytes, "sha256": self.sha256}


class IndexLine(_Line):
    """One fragment: moof and mdat, about a second."""

    seq: int = Field(ge=1)
    file: MediaName
    offset: Count
    bytes: Count
    start: Count
    duration: Count
    samples: Count
    keyframe: bool
    """The fragment begins with a picture that needs no other; always true for sound."""
    sha256: Sha256
    source: Literal["ns", "rtp"]
    """Unit of ``source_time``."""
    source_time: int
    fence: int = Field(ge=1)
    silence: int | None = Field(default=None, ge=1)
    """How many of the samples were filled in because none came."""
    sm3: Sha256 | None = None
    """SM3 (GB/T 32905) of the same bytes, hex; by writers that sign with SM2."""

    @property
    def end(self) -> int:
        """Where the next fragment may start, ns of the timeline."""
        return self.start + self.duration

    def leaf(self, track: str) -> dict[str, Any]:
        """What the fragment's Merkle leaf is made of."""
        return {
            "track": track,
            "seq": self.seq,
            "start": self.start,
            "duration": self.duration,
            "bytes": self.bytes,
            "sha256": self.sha256,
            **({"sm3": self.sm3} if self.sm3 is not None else {}),
        }


class WrittenLine(IndexLine):
    """An index line that was just acknowledged, with the track it belongs to. Its JSON is the index line's."""

    track: str = Field(exclude=True)


class ClockLine(_Line):
    """How a source's clock was mapped onto the timeline at one moment."""

    at: int
    """UTC milliseconds when this was found."""
    source_time: int
    timeline: int
    """Nanoseconds of the timeline that ``source_time`` is."""
    rate_ppm: float
    """How much faster the source's clock runs than the timeline."""
    uncertainty_ns: Count
    method: Literal["sender-reports", "capture-clock", "estimated"]


class LeafLine(_Line):
    """One leaf of the take's tree, in the order of being added."""

    n: Count
    track: TrackName
    seq: Count
    """The fragment's; 0 for a header, which then has its ``file``."""
    sha256: Sha256
    """SHA-256 of the fragment's or header's bytes, as its own line says."""
    file: MediaName | None = None


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8: the one spelling that is hashed and signed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def line_bytes(line: _Line) -> bytes:
    """Spell *line* as it lies in its file, newline included."""
    return canonical(line.model_dump(mode="json", exclude_none=True)) + b"\n"


def sha256_hex(content: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def sm3_hex(content: bytes) -> str:
    """SM3 in lower-case hex."""
    made = Hash(SM3())
    made.update(content)
    return made.finalize().hex()


def read_lines(path: Path, model: type[L]) -> list[L]:
    """Read all whole lines of an append-only file; a torn last one is not there yet.

    Raises:
        RecordDamaged: a line before the last one cannot be read.
    """
    lines, _ = read_whole_lines(path, model)
    return lines


def read_what_is_whole(path: Path, model: type[L], offset: int = 0) -> tuple[list[L], int]:
    """Read the lines from octet *offset* on that can be read; say up to which octet the file was looked at.

    For whoever takes a damaged file as it is: a line that cannot be read is left out, a torn last one waits.
    """
    if not path.exists():
        return [], offset
    content = given_back(path, offset)
    end = content.rfind(b"\n") + 1
    lines: list[L] = []
    for line in content[:end].splitlines():
        with suppress(ValidationError):
            lines.append(model.model_validate_json(line))
    return lines, offset + end


def read_front(path: Path, model: type[L]) -> list[L]:
    """Read the lines before the first one that cannot be read."""
    lines: list[L] = []
    content = given_back(path) if path.exists() else b""
    for line in content[: content.rfind(b"\n") + 1].splitlines():
        try:
            lines.append(model.model_validate_json(line))
        except ValidationError:
            break
    return lines


def read_whole_lines(path: Path, model: type[L]) -> tuple[list[L], int]:
    """Read whole lines, and say how many bytes of the file they are.

    Raises:
        RecordDamaged: a line that cannot be read is followed by one that can, so no crash made it.
    """
    content = path.read_bytes() if path.exists() else b""
    lines: list[L] = []
    size = 0
    while (end := content.find(b"\n", size)) >= 0:
        try:
            lines.append(model.model_validate_json(content[size:end]))
        except ValidationError as fault:
            _refuse_damage(path, model, len(lines) + 1, content[end + 1 :], fault)
            break
        size = end + 1
    return lines, size


def _refuse_damage(path: Path, model: type[BaseModel], number: int, rest: bytes, fault: ValidationError) -> None:
    for later in rest.split(b"\n")[:-1]:
        try:
            model.model_validate_json(later)
        except ValidationError:
            continue
        raise RecordDamaged(
            f"{path}:{number}: this line was changed: {fault.errors()[0]['msg']}. Take the file from a copy."
        )
