r"""A batch: what was added to one hearing's record in a second or two, as one object that is never changed.

    <JSON line {file, offset, bytes, sha256, whole?}>\n<octets>   one piece after another

*file* is a path below the hearing's folder. Pieces of an append-only file belong at their offset; a ``whole`` piece
is a small file that replaces what it was. The object's name ends in the SHA-256 of its octets, so that a list of names
alone says what there must be, and each object proves itself.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from recorder.errors import RecordDamaged
from recorder.index import Count, Sha256, sha256_hex

RECORDS = "records"


class PieceLine(BaseModel):
    """What a piece is; its octets follow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    offset: Count
    bytes: Count
    sha256: Sha256
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one file."""

    file: str
    offset: int
    content: bytes
    whole: bool = False


def spell(pieces: list[Piece]) -> bytes:
    """Write the pieces of one batch."""
    parts = []
    for piece in pieces:
        line = {
            "file": piece.file,
            "offset": piece.offset,
            "bytes": len(piece.content),
            "sha256": sha256_hex(piece.content),
            **({"whole": True} if piece.whole else {}),
        }
        parts += [json.dumps(line, ensure_ascii=False).encode() + b"\n", piece.content]
    return b"".join(parts)


def read_batch(name: str, content: bytes) -> Iterator[Piece]:
    """Read the pieces of the object *name*, each proven.

    Raises:
        RecordDamaged: the object is not what its name says, or was not written by us.
    """
    if hashlib.sha256(content).hexdigest() != name.rpartition("-")[2]:
        raise RecordDamaged(f"{name}: its octets are not those of its name. Take it from another copy.")
    at = 0
    while at < len(content):
        end = content.find(b"\n", at)
        try:
            line = PieceLine.model_validate_json(content[at:end])
        except ValidationError as fault:
            raise RecordDamaged(f"{name}: octet {at}: no piece begins here: {fault.errors()[0]['msg']}.") from fault
        octets = content[end + 1 : end + 1 + line.bytes]
        if sha256_hex(octets) != line.sha256:
            raise RecordDamaged(f"{name}: {line.file} at {line.offset}: not the octets that were written.")
        yield Piece(line.file, line.offset, octets, line.whole)
        at = end + 1 + line.bytes


def batch_name(case: str, hearing: str, number: int, content: bytes) -> str:
    """Name a batch: *case* as its folder is called, *number* counts the hearing's batches from 1."""
    return f"{RECORDS}/{case}/{hearing}/{number:08d}-{hashlib.sha256(content).hexdigest()}"


def number_of(name: str) -> int:
    """Say which batch of its hearing *name* is.

    Raises:
        RecordDamaged: no batch is called so.
    """
    number = name.rpartition("/")[2].partition("-")[0]
    if not number.isdigit():
        raise RecordDamaged(f"{name}: no batch of a record is called so.")
    return int(number)
