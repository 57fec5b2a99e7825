"""Plays the film or sound that is shown: finds the very file on record, keeps it decoding, and says why it cannot.

Where it stands at a moment follows from the log's word alone (:mod:`hearing.playing`), by the panel's clock, which is
the one that pictures and sound are stamped with: so the desk, the mix and everybody's page are in step.
"""

import asyncio
import hashlib
import logging
import os
from pathlib import Path
from typing import Literal, NamedTuple

import httpx

from courtroom_agent.composer import Picture
from courtroom_agent.evidence.copying import NotCopied, Panel, copy
from courtroom_agent.evidence.film import Film
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
_ENOUGH = 50
"""Who has brought so many pictures and pieces of sound before its end may try again."""
_log = logging.getLogger(__name__)


class _Key(NamedTuple):
    """One showing of one file."""

    showing: str
    hearing: str
    content: str
    kind: Literal["video", "audio"]


class Projector:
    """The one film or sound that is shown. :meth:`run` and :meth:`want` in the loop; the rest from any thread."""

    def __init__(self, data: Path, size: tuple[int, int, int]) -> None:
        """*data* is the agent's folder, *size* the desk's width, height and pictures a second."""
        self._data, self._size = data, size
        self._wanted: Shown | None = None
        self._orders = ProgramOrders()
        self._news = asyncio.Event()
        self._playing: tuple[_Key, Film] | None = None
        self._broken: _Key | None = None
        self._tries = 0
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
        film = self._film_of(shown)
        if film is None or shown.playback is None or shown.kind != "video":
            return None
        at_ms = position(shown.playback, at_ns // 1_000_000, shown.duration_ms)
        film.follow(at_ms)
        return film.picture(at_ms)

    def sound(self, shown: Shown, at_ns: int) -> Samples | None:
        """Return the 20 ms of its sound from *at_ns* on; ``None`` while it does not play, or there are none."""
        film, playback, now_ms = self._film_of(shown), shown.playback, at_ns // 1_000_000
        if film is None or playback is None:
            return None
        at_ms = position(playback, now_ms, shown.duration_ms)
        (film.follow if shown.kind == "audio" else film.reach)(at_ms)
        has_ended = shown.duration_ms is not None and at_ms >= shown.duration_ms
        if not playback.playing or now_ms < playback.at or has_ended:
            return None
        return film.sound(at_ms * RATE // 1000, BLOCK)

    def is_broken(self, shown: Shown) -> bool:
        """Whether it was to be played and cannot be."""
        return shown.playback is not None and self._broken is not None and self._broken == _key_of(shown)

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
            if self._playing is not None:
                self._playing[1].close()

    async def _look(self) -> None:
        shown = self._wanted
        key = _key_of(shown)
        if self._playing is not None and self._playing[0] != key:
            await self._end()
        if self._broken != key:
            self._broken, self._tries = None, 0
        if shown is None or key is None:
            self.says = ""
        elif self._broken is None:
            await self._keep(shown, key)

    async def _keep(self, shown: Shown, key: _Key) -> None:
        if self._playing is None:
            await self._begin(shown, key)
            return
        film = self._playing[1]
        why = film.hindrance
        if not why:
            return
        await self._end()
        self._tries += 1
        if film.brought < _ENOUGH or self._tries > TRIES:
            self._give_up(shown, key, why)

    async def _begin(self, shown: Shown, key: _Key) -> None:
        try:
            path = await self._found(shown)
        except (NotCopied, httpx.HTTPError, OSError) as fault:
            self._say(shown, str(fault) or type(fault).__name__)
            await asyncio.sleep(AGAIN_S)
            return
        except RecorderError as fault:
            self._give_up(shown, key, str(fault))
            return
        if _key_of(self._wanted) != key:
            return
        try:
            film = await asyncio.to_thread(Film, path, key.kind, self._size)
        except OSError as fault:
            self._give_up(shown, key, str(fault))
            return
        film.follow(0 if shown.playback is None else shown.playback.position_ms)
        self._playing, self.says = (key, film), ""

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

    def _film_of(self, shown: Shown) -> Film | None:
        playing = self._playing
        return playing[1] if playing is not None and playing[0] == _key_of(shown) else None

    def _give_up(self, shown: Shown, key: _Key, why: str) -> None:
        self._broken = key
        self._say(shown, why)

    def _say(self, shown: Shown, why: str) -> None:
        self.says = f"证据无法播放 · The exhibit cannot be played: {shown.exhibit}: {why}"[:300]
        _log.warning("%s", self.says)

    async def _end(self) -> None:
        playing, self._playing = self._playing, None
        if playing is not None:
            await asyncio.to_thread(playing[1].close)


def _key_of(shown: Shown | None) -> _Key | None:
    if shown is None or shown.content is None or shown.kind not in PLAYED:
        return None
    return _Key(shown.showing, shown.hearing, shown.content, "video" if shown.kind == "video" else "audio")
