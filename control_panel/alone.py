"""What an installation that runs alone calls its own, so that nothing it names can meet a name of the court's server.

A mark of six digits is drawn at the first start and kept. Hearings made here are called ``h-z…`` with the mark in
them, and the court's server makes none that begins with ``z``; accounts are numbered from the mark on, above whatever
a server counts to; a case that has no number yet gets a provisional one with the mark in it.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from hearing.court_time import court_time
from recorder.durable import make_folder, write_whole

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
ALONE = "z"
"""First letter of every hearing that was made by an installation alone, and of no other."""
FIRST_ACCOUNT = 1 << 20
"""A court's own server counts its people from 1 and never up to here."""


@dataclass(frozen=True)
class Mark:
    """The number of one installation that runs alone, 100000 to 999999."""

    number: int

    @property
    def letters(self) -> str:
        """The mark in four letters of base32."""
        return "".join(_LETTERS[self.number >> shift & 31] for shift in (15, 10, 5, 0))

    @property
    def first_account(self) -> int:
        """From which number on people are counted here."""
        return FIRST_ACCOUNT + self.number * 1000

    def case_number(self, at_ms: int, count: int) -> str:
        """Return the provisional number of the *count*-th case that was made at the spot."""
        year = court_time(at_ms).year
        return f"（{year}）巡{self.number}临{count}号"


def mark_of(path: Path) -> Mark:
    """Return the mark kept at *path*, drawing it the first time.

    Raises:
        OSError: the disk refused.
    """
    if path.exists():
        return Mark(int(json.loads(path.read_bytes())["mark"]))
    mark = Mark(100_000 + secrets.randbelow(900_000))
    make_folder(path.parent)
    write_whole(path, json.dumps({"mark": mark.number}).encode())
    return mark


def new_hearing_id() -> str:
    """Make the name of a hearing of the court's server."""
    drawn = _drawn(secrets.token_bytes(7))
    return new_hearing_id() if drawn[0] == ALONE else f"h-{drawn}"


def hearing_id_of(mark: Mark, command: UUID) -> str:
    """Make the name of a hearing that *command* makes here: asked again, it is the same."""
    return f"h-{ALONE}{mark.letters}{_drawn(hashlib.sha256(command.bytes).digest())[:5]}"


def _drawn(chance: bytes) -> str:
    return base64.b32encode(chance).decode().lower()[:10]


def is_made_alone(hearing: str) -> bool:
    """Whether an installation alone made the hearing."""
    return hearing.startswith(f"h-{ALONE}")
