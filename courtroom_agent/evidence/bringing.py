"""Brings the server what was filed at the courtroom's standby panel: the files of exhibits that the server lacks.

The server says what it lacks after each new link, and whenever more was filed; the log's hashes prove each file, here
before it goes and there when it has come. What lies here neither is said, so that nobody waits for it.
"""

import asyncio
import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from courtroom_agent.evidence.larder import larder
from hearing.facts import HearingState
from hearing.link import Link, LinkRefused, Pace
from recorder.evidence.owed import NamedFile, named_files

PIECE_BYTES = 512 << 10
"""Most octets of a file in one request."""
log = logging.getLogger(__name__)


@dataclass
class _Debt:
    """What is to be brought of one hearing."""

    asked: tuple[int, int]
    """Of which link, and of how many exhibits, the server was asked."""
    left: list[tuple[NamedFile, int]] = field(default_factory=list)
    """Files, and how much of each is there."""
    not_here: set[str] = field(default_factory=set)


class Bringing:
    """What the PC whose folder is *data* brings."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._debts: dict[str, _Debt] = {}

    async def bring_some(self, link: Link, states: Iterable[HearingState], most: int, pace: Pace) -> int:
        """Send at most one piece of one file, of about *most* octets; return how many octets it had.

        Raises:
            LinkLost: the server is not there.
            OSError: the disk does not give a file back.
        """
        for state in states:
            if not state.exhibits:
                continue
            try:
                sent = await self._bring_of(link, state, min(most, PIECE_BYTES), pace)
            except LinkRefused as refused:
                log.warning("%s: exhibits are not taken: %s", state.hearing, refused)
                self._debts[state.hearing] = _Debt(_now(link, state))  # asked again with the next link
                continue
            if sent:
                return sent
        return 0

    async def _bring_of(self, link: Link, state: HearingState, most: int, pace: Pace) -> int:
        debt = self._debts.get(state.hearing)
        if debt is None or debt.asked != _now(link, state):
            debt = self._debts[state.hearing] = _Debt(_now(link, state))
            await self._ask(link, state, debt)
        while debt.left:
            named, at = debt.left[0]
            place = named.place(larder(self._data), state)
            if at > 0 or await asyncio.to_thread(_is_on_record, place, named):
                return await self._send(link, state, debt, place, most, pace)
            await self._give_up(link, state, debt)
        return 0

    async def _ask(self, link: Link, state: HearingState, debt: _Debt) -> None:
        told = await link.request("GET", f"{_address(state)}")
        held = {one["name"]: int(one["held"]) for one in told["files"]}
        here = dict(self._here(state))
        debt.left = [(named, held[name]) for name, named in here.items() if name in held]
        debt.not_here = held.keys() - here.keys()
        if debt.not_here:
            await self._say_not_here(link, state, debt)

    def _here(self, state: HearingState) -> Iterator[tuple[str, NamedFile]]:
        for named in named_files(state):
            if named.place(larder(self._data), state).is_file():
                yield named.name, named

    async def _say_not_here(self, link: Link, state: HearingState, debt: _Debt) -> None:
        await link.request("POST", f"{_address(state)}/not-there", {"names": sorted(debt.not_here)})

    async def _give_up(self, link: Link, state: HearingState, debt: _Debt) -> None:
        named, _ = debt.left.pop(0)
        log.warning("%s: what lies here as %s of %s is not on record", state.hearing, named.file, named.exhibit)
        debt.not_here.add(named.name)
        await self._say_not_here(link, state, debt)

    async def _send(self, link: Link, state: HearingState, debt: _Debt, place: Path, most: int, pace: Pace) -> int:
        named, at = debt.left[0]
        size, content = place.stat().st_size, _piece(place, at, most)
        await pace(len(content))
        address = f"{_address(state)}/{named.name}"
        try:
            told = await link.call("PUT", address, params={"offset": at, "of": size}, content=content)
        except LinkRefused as refused:
            if "bytes" not in refused.problem:
                raise
            if at == 0 and refused.problem.get("code") == "other-exhibit":
                await self._give_up(link, state, debt)
            else:
                debt.left[0] = named, int(refused.problem["bytes"])
            return len(content)
        if told["whole"]:
            debt.left.pop(0)
        else:
            debt.left[0] = named, int(told["bytes"])
        return len(content)


def _address(state: HearingState) -> str:
    return f"/api/v1/hearings/{state.hearing}/exhibits/owed"


def _now(link: Link, state: HearingState) -> tuple[int, int]:
    return link.connections, len(state.exhibits)


def _is_on_record(place: Path, named: NamedFile) -> bool:
    try:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == named.sha256
    except OSError:
        return False


def _piece(place: Path, at: int, most: int) -> bytes:
    with place.open("rb") as file:
        file.seek(at)
        return file.read(most)
