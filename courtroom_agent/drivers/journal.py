"""The journal of what devices were told for a scene or a person: who and why, the bytes, the answer, how long it took.

Readings are not in it; :mod:`courtroom_agent.drivers.trace` has the last of them.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from hardware_profiles.template import Value

log = logging.getLogger(__name__)

JOURNAL_BYTES = 4 << 20
"""A longer journal becomes the old one, and the one before that goes."""
HEARD_MAX = 8
_TEXT_MAX = 400


@dataclass(frozen=True)
class Told:
    """One command, from asking to its end."""

    at: int
    """When it ended, UTC ms."""
    device: str
    command: str
    args: dict[str, Value]
    why: str
    """``scene evidence``, ``bench account:3``; empty where nobody said."""
    rank: str
    """``stop``, ``safety``, ``scene`` or ``operator``."""
    sent: tuple[str, ...]
    """Our messages in hex, repetitions too."""
    heard: tuple[str, ...]
    """The first messages that came back in hex."""
    says: str
    """What went wrong; empty when it was done."""
    took_ms: float


Journal = Callable[[Told], None]


class CommandJournal:
    """Appends each command to the file at *path* as a line of JSON. A disk that refuses stops nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_refused = False

    def __call__(self, told: Told) -> None:
        """Append *told*."""
        line = json.dumps(asdict(told), ensure_ascii=False)
        try:
            if self._path.exists() and self._path.stat().st_size > JOURNAL_BYTES:
                self._path.replace(self._path.with_suffix(".old.jsonl"))
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as fault:
            if not self._is_refused:
                log.error("%s: device commands are not noted: %s. Free disk space.", self._path, fault)  # noqa: TRY400
            self._is_refused = True
            return
        self._is_refused = False


def words_of(error: BaseException) -> str:
    """What went wrong, short enough for a line."""
    return (str(error) or type(error).__name__)[:_TEXT_MAX]
