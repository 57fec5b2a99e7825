"""What people add to an archived hearing on a page: signatures by hand and explanations, over the package as it is."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.facts import HearingState
from hearing.handwriting import Handwriting, svg_of
from recorder.archive.addendum import Addendum, AddendumRefused, Kind, add_addendum, addenda_of, last_digest
from recorder.archive.verification import signed_root
from recorder.index import sha256_hex
from recorder.keys import load_key


class Adding(BaseModel):
    """What shall be added."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["signature", "explanation"]
    by: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(max_length=2000)] = ""
    prev: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Of what was shown: the SHA-256 of the package's signed list, or of its last addendum."""
    hand: Handwriting


class Addenda:
    """The addenda of an installation's packages.

    Args:
        archive: folder of the packages.
        key: file of the key that signs them.
    """

    def __init__(self, archive: Path, key: Path) -> None:
        self._archive, self._key = archive, key
        self._one_at_a_time = asyncio.Lock()

    async def all(self, state: HearingState) -> tuple[str, list[Addendum]]:
        """Return what the next one follows, and those that there are.

        Raises:
            OSError, ValidationError, NotAPackage: the package cannot be read.
        """
        package = self._package(state)
        return await asyncio.to_thread(lambda: (last_digest(package), addenda_of(package)))

    async def add(self, state: HearingState, adding: Adding, now_ms: int) -> Addendum:
        """Put the next one into the package of *state*.

        Raises:
            AddendumRefused: something was added since it was shown, or the package is another one.
            RecorderError, OSError: the key or the disk refused.
        """
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._add, state, adding, now_ms)

    def _add(self, state: HearingState, adding: Adding, now_ms: int) -> Addendum:
        package = self._package(state)
        root = signed_root(package)
        if root != state.root or last_digest(package) != adding.prev:
            raise AddendumRefused(f"{package.name}: this is no longer what was shown. Look at it again, then sign.")
        what = (adding.kind, adding.by, adding.text)
        with tempfile.TemporaryDirectory() as folder:
            drawn, strokes = Path(folder, "signature.svg"), Path(folder, "signature.json")
            drawn.write_text(svg_of(adding.hand, f"{adding.by} {adding.prev}"))
            strokes.write_text(adding.hand.model_dump_json())
            over = (state.hearing, root)
            add_addendum(package, over, what, load_key(self._key), now_ms, (drawn, strokes), "handwriting")
        return addenda_of(package)[-1]

    async def add_once(self, state: HearingState, by: str, words: str, files: Sequence[Path], now_ms: int) -> bool:
        """Add an explanation with *files*, unless the last of them is in an addendum already; says whether it was added.

        Raises:
            AddendumRefused: the package is another one.
            RecorderError, OSError: the key or the disk refused.
        """
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._add_once, state, (by, words), files, now_ms)

    def _add_once(self, state: HearingState, said: tuple[str, str], files: Sequence[Path], now_ms: int) -> bool:
        package, last = self._package(state), files[-1]
        digest = sha256_hex(last.read_bytes())
        if any(one.files.get(last.name) == digest for one in addenda_of(package)):
            return False
        root = signed_root(package)
        if root != state.root:
            raise AddendumRefused(f"{package.name}: this is not the package that was archived.")
        what: tuple[Kind, str, str] = ("explanation", *said)
        add_addendum(package, (state.hearing, root), what, load_key(self._key), now_ms, files)
        return True

    def _package(self, state: HearingState) -> Path:
        if state.package is None:
            raise AddendumRefused(f"{state.hearing}: not archived yet, so there is nothing to add to.")
        return self._archive / state.package
