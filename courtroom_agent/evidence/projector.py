"""Plays the film or sound that is shown: finds the very file on record, keeps it decoding, and says why it cannot.

Where it stands at a moment follows from the log's word alone (:mod:`hearing.playing`), by the panel's clock, which is
the one that pictures and sound are stamped with: so the desk, the mix and everybody's page are in step.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import httpx

from courtroom_agent.composer import Picture
from courtroom_agent.evidence.copying import NotCopied, Panel, copy
from courtroom_agent.evidence.film import Film, Part
from courtroom_agent.evidence.film_records import NO_SOUND
from courtroom_agent.evidence.larder import larder
from courtroom_agent.evidence.shown import Shown
from courtroom_agent.mixer import BLOCK, RATE, Samples
from courtroom_agent.program_orders import ProgramOrders
from courtroom_agent.program_outlets import read_token
from hearing.evidence import PLAYED
from hearing.playing import position
from recorder.errors import RecorderError
from recorder.evidence.exhibit_store import CONTENT
from recorder.layout import exhibit_folder

LOOK_S = 0.25
AGAIN_S = 2.0
TRIES = 3
"""So often a file is begun anew whose decoding has ended."""
ENOUGH = 5
"""Who has brought so many pictures and pieces of sound before its end may try again."""
_log = logging.getLogger(__name__)


class _Key(NamedTuple):
    """One showing of one file."""

    showing: str
    hearing: str
    content: str
    parts: tuple[Part, ...]
    """The first is what the file is played for."""


class Projector:
    """The one film or sound that is shown. :meth:`run` and :meth:`want` in the loop; the rest from any thread."""

    def __init__(self, data: Path, size: tuple[int, int, int]) -> None:
        """*data* is the agent's folder, *size* the desk's width, height and pictures a second."""
        self._data, self._size = data, size
        self._wanted: Shown | None = None
        self._orders = ProgramOrders()
        self._news = asyncio.Event()
        self._key: _Key | None = None
        self._films: dict[Part, Film] = {}
        self._tries: dict[Part, int] = {}
        self._given_up: frozenset[Part] = frozenset()
        self._proven: tuple[str, int, int, int] | None = None
        self.says = ""
        """Why what is shown does not play; empty when it does."""

    def want(self, shown: Shown | None, orders: ProgramOrders) -> None:
        """Have what is shown ready to be played."""
        self._orders = orders
        if shown is not self._wanted:
            self._wanted = shown
            self._news.set()

    def picture(self, shown: Shown, at_ns: int) -> Picture | None:
        """Return the film's picture at *at_ns*; ``None``: it was never played, or nothing of it has come yet."""
        film = self._film_of(shown, "pictures")
        if film is None or shown.playback is None:
            return None
        at_ms = position(shown.playback, at_ns // 1_000_000, shown.duration_ms)
        film.follow(at_ms)
        return film.picture(at_ms)

    def sound(self, shown: Shown, at_ns: int) -> Samples | None:
        """Return the 20 ms of its sound from *at_ns* on; ``None`` while it does not play, or there are none."""
        film, playback, now_ms = self._film_of(shown, "sound"), shown.playback, at_ns // 1_000_000
        if film is None or playback is None:
            return None
        at_ms = position(playback, now_ms, shown.duration_ms)
        film.follow(at_ms)
        has_ended = shown.duration_ms is not None and at_ms >= shown.duration_ms
        if not playback.playing or now_ms < playback.at or has_ended:
            return None
        return film.sound(at_ms * RATE // 1000, BLOCK)

    def is_broken(self, shown: Shown) -> bool:
        """Whether it was to be played and cannot be."""
        return shown.playback is not None and self._is_given_up(_key_of(shown))

    async def run(self) -> None:
        """Keep what is wanted ready, until cancelled."""
        try:
            while True:
                try:
                    async with asyncio.timeout(LOOK_S):
                        await self._news.wait()
                except TimeoutError:
                    pass
                self._news.clear()
                await self._look()
        finally:
            _close(self._films.values())

    async def _look(self) -> None:
        shown = self._wanted
        key = _key_of(shown)
        if self._key != key:
            films, self._films = self._films, {}
            self._key, self._tries, self._given_up, self.says = key, {}, frozenset(), ""
            await asyncio.to_thread(_close, films.values())
        if shown is None or key is None or self._is_given_up(key):
            return
        for part in key.parts:
            if self._key == key and part not in self._given_up:
                await self._keep(shown, part)

    async def _keep(self, shown: Shown, part: Part) -> None:
        film = self._films.get(part)
        if film is None:
            await self._begin(shown, part)
            return
        why = film.hindrance
        if not why:
            return
        del self._films[part]
        await asyncio.to_thread(film.close)
        self._tries[part] = self._tries.get(part, 0) + 1
        if film.brought < ENOUGH or self._tries[part] > TRIES:
            self._give_up(shown, part, why)

    async def _begin(self, shown: Shown, part: Part) -> None:
        try:
            path = await self._found(shown)
            film = await self._made(path, part)
        except (NotCopied, httpx.HTTPError, OSError) as fault:
            self._say(shown, str(fault) or type(fault).__name__)
            await asyncio.sleep(AGAIN_S)
            return
        except RecorderError as fault:
            self._give_up(shown, part, str(fault))
            return
        film.follow(0 if shown.playback is None else shown.playback.position_ms)
        self._films[part] = film
        self.says = self.says if self._given_up else ""

    async def _made(self, path: Path, part: Part) -> Film:
        """Start the process that decodes; whoever is cancelled while it starts ends it too."""
        making = asyncio.ensure_future(asyncio.to_thread(Film, path, part, self._size))
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                (await making).close()
            raise

    async def _found(self, shown: Shown) -> Path:
        """Return the file that has the hash on record: the copy on this machine, else one from the panel."""
        content = shown.content or ""
        place = exhibit_folder(larder(self._data), shown.case, shown.hearing, content) / CONTENT
        if await asyncio.to_thread(self._is_proven, place, content):
            return place
        orders = self._orders
        panel = Panel(orders.url, orders.ca, read_token(orders.token_file))
        route = f"hearings/{shown.hearing}/exhibits/{shown.exhibit}/content"
        await copy(panel, route, place, content, shown.bytes, "-desk")
        return place

    def _is_proven(self, place: Path, sha256: str) -> bool:
        try:
            with place.open("rb") as file:
                about = os.fstat(file.fileno())
                mark = (sha256, about.st_ino, about.st_size, about.st_mtime_ns)
                if mark != self._proven and hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                    self._proven = mark
                return mark == self._proven
        except OSError:
            return False

    def _film_of(self, shown: Shown, part: Part) -> Film | None:
        key = _key_of(shown)
        return self._films.get(part) if key == self._key and not self._is_given_up(key) else None

    def _is_given_up(self, key: _Key | None) -> bool:
        return key is not None and key == self._key and key.parts[0] in self._given_up

    def _give_up(self, shown: Shown, part: Part, why: str) -> None:
        self._given_up |= {part}
        if shown.kind != "video" or part == "pictures" or why != NO_SOUND:
            self._say(shown, why)

    def _say(self, shown: Shown, why: str) -> None:
        self.says = f"证据无法播放 · The exhibit cannot be played: {shown.exhibit}: {why}"[:300]
        _log.warning("%s", self.says)


def _close(films: Iterable[Film]) -> None:
    for film in films:
        film.close()


def _key_of(shown: Shown | None) -> _Key | None:
    if shown is None or shown.content is None or shown.kind not in PLAYED:
        return None
    return _Key(
        shown.showing, shown.hearing, shown.content, ("pictures", "sound") if shown.kind == "video" else ("sound",)
    )
