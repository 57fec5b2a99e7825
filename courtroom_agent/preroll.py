"""What was captured in the minute before an opening, kept so that nobody can read it unless the hearing opens.

While a hearing is being prepared each source's packets lie encrypted on the disk for a minute; the key is in this
process's memory alone and changes with each preparation. When the opening mark is moved back to the announcement, what
lies behind it is taken into the record; all else, and everything where no hearing opens, is forgotten with its key.
"""

import logging
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_log = logging.getLogger(__name__)

KEPT_NS = 60_000_000_000
PART_NS = 10_000_000_000
"""A file holds so much; whole files are let go of."""
_KEY_BITS, _NONCE = 256, 12


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where one packet lies."""

    part: int
    offset: int
    size: int
    number: int
    keyframe: bool
    at: int


class Preroll:
    """One source's last minute. Belongs to the source's thread."""

    def __init__(self, folder: Path, stream: str) -> None:
        """Keep it in *folder*; what an earlier process left there nobody can read, and it goes."""
        self._folder, self._stream = folder, stream
        self._kept: deque[_Kept] = deque()
        self._cipher: AESGCM | None = None
        self._number = 0
        self._part = self._part_began = self._offset = 0
        self._file: int | None = None
        self._remove()

    def put(self, data: bytes, at: int, *, keyframe: bool) -> None:
        """Keep a packet captured at *at* ns, and let go of what is older than a minute."""
        try:
            self._put(data, at, keyframe)
        except OSError as fault:
            _log.warning("%s: no pre-roll can be kept (%s)", self._stream, fault)
            self.clear()

    def take(self, since: int) -> Iterator[tuple[bytes, bool, int]]:
        """Give what was captured from *since* on, in order, each with whether it is a keyframe and its moment.

        What is given is not kept any more; so is what is older.
        """
        while self._kept:
            entry = self._kept[0]
            if entry.at >= since:
                data = self._read(entry)
                if data is None:
                    self.clear()
                    return
                yield data, entry.keyframe, entry.at
            if self._kept and self._kept[0] is entry:
                self._kept.popleft()

    def clear(self) -> None:
        """Forget everything: the key goes, and then the files."""
        self._kept.clear()
        self._cipher = None
        if self._file is not None:
            os.close(self._file)
            self._file = None
        self._remove()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not self._kept

    def _put(self, data: bytes, at: int, keyframe: bool) -> None:
        if self._cipher is None:
            self._cipher = AESGCM(AESGCM.generate_key(_KEY_BITS))
        if self._file is None or at - self._part_began >= PART_NS:
            self._begin_part(at)
        assert self._file is not None, "a part was begun"
        self._number += 1
        sealed = self._cipher.encrypt(self._number.to_bytes(_NONCE, "big"), data, self._about(at))
        written = os.pwrite(self._file, sealed, self._offset)
        if written != len(sealed):
            raise OSError(f"{self._path(self._part)}: written in part only")
        self._kept.append(_Kept(self._part, self._offset, len(sealed), self._number, keyframe, at))
        self._offset += len(sealed)
        self._let_go(at - KEPT_NS)

    def _begin_part(self, at: int) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
        self._folder.mkdir(parents=True, exist_ok=True)
        self._part += 1
        self._part_began, self._offset = at, 0
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC
        self._file = os.open(self._path(self._part), flags, 0o600)

    def _let_go(self, before: int) -> None:
        while self._kept and self._kept[0].at < before:
            gone = self._kept.popleft()
            if not self._kept or self._kept[0].part != gone.part:
                self._path(gone.part).unlink(missing_ok=True)

    def _read(self, entry: _Kept) -> bytes | None:
        if self._cipher is None:
            return None
        try:
            with self._path(entry.part).open("rb") as file:
                file.seek(entry.offset)
                sealed = file.read(entry.size)
            return self._cipher.decrypt(entry.number.to_bytes(_NONCE, "big"), sealed, self._about(entry.at))
        except (OSError, InvalidTag) as fault:
            _log.warning("%s: the pre-roll cannot be read back (%r)", self._stream, fault)
            return None

    def _about(self, at: int) -> bytes:
        return f"{self._stream} {at}".encode()

    def _path(self, part: int) -> Path:
        return self._folder / f"{self._stream}.{part}"

    def _remove(self) -> None:
        for path in self._folder.glob(f"{self._stream}.*"):
            path.unlink(missing_ok=True)


def preroll_folder(data: Path) -> Path:
    """Where in the agent's data folder the pre-roll lies."""
    return data / "run" / "preroll"
