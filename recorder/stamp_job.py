"""Asks a time stamp authority (RFC 3161) for stamps over the seals of each hearing: every few minutes and at its close.

The authority never hinders a hearing: what it does not answer is listed in ``seals/tst/attempts.jsonl`` and asked
again, until the hearing is packed. Without an authority there is no trusted time, and packages say so.
"""

import asyncio
import logging
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx

from hearing.facts import RUNNING, HearingState
from recorder.archive.stamps import REQUEST_KIND, Attempt, StampedSeals, answers, stamp_request
from recorder.closing import last_seal
from recorder.closing_job import FILE
from recorder.durable import AppendFile, make_folder, write_whole
from recorder.errors import RecorderError
from recorder.index import sha256_hex
from recorder.layout import seals_folder, takes_of

log = logging.getLogger("stamps")
LOOK_S = 1.0
AGAIN_MS = 30_000
_PATIENCE_S = 10.0
_CLOSED = frozenset({"closed", "signing", "archiving"})


@dataclass(frozen=True, slots=True)
class Authority:
    """Who stamps, and how often between opening and closing."""

    url: str
    chain: Path
    """Its certificates up to the root, PEM; they go into each package."""
    every_ms: int = 300_000


class StampJob:
    """Watches the hearings that *states* gives; *records* is the record store, *now* gives UTC milliseconds."""

    def __init__(
        self,
        records: Path,
        authority: Authority,
        now: Callable[[], int],
        states: Callable[[], Iterable[HearingState]],
    ) -> None:
        self._records, self._authority, self._now, self._states = records, authority, now, states
        self._stamped: dict[str, int] = {}
        self._tried: dict[str, int] = {}

    async def run(self) -> None:
        """Look once a second until cancelled."""
        async with httpx.AsyncClient(timeout=_PATIENCE_S) as http:
            while True:
                for state in list(self._states()):
                    try:
                        await self.look(state, http)
                    except (OSError, RecorderError) as fault:
                        log.warning("%s: no time stamp: %s", state.hearing, fault)
                await asyncio.sleep(LOOK_S)

    async def look(self, state: HearingState, http: httpx.AsyncClient) -> None:
        """Stamp what is due of *state*.

        Raises:
            OSError: the disk refused.
            StoreFault: openssl is missing.
        """
        now = self._now()
        if now - self._tried.get(state.hearing, -AGAIN_MS) < AGAIN_MS:
            return
        if state.course in RUNNING and now - self._stamped.get(state.hearing, 0) >= self._authority.every_ms:
            content = await asyncio.to_thread(self._seals, state, now)
            if content and await self._stamp(state, f"seals-{now:013d}", content, http):
                self._stamped[state.hearing] = now
        elif state.course in _CLOSED:
            await self._stamp_closing(state, now, http)

    async def _stamp_closing(self, state: HearingState, now: int, http: httpx.AsyncClient) -> None:
        folder = seals_folder(self._records, state.case.number, state.hearing)
        closing = folder / FILE
        content = closing.read_bytes() if closing.exists() else b""
        if content and all(path.read_bytes() != content for path in (folder / "tst").glob("closing-*.json")):
            await self._stamp(state, f"closing-{now:013d}", content, http)

    def _seals(self, state: HearingState, now: int) -> bytes:
        takes = takes_of(self._records, state.case.number, state.hearing)
        lines = {take.name: sha256_hex(seal.line()) for take in takes if (seal := last_seal(take)) is not None}
        return StampedSeals(hearing=state.hearing, at=now, takes=lines).line() if lines else b""

    async def _stamp(self, state: HearingState, name: str, content: bytes, http: httpx.AsyncClient) -> bool:
        """Ask once; say whether a token came."""
        folder = seals_folder(self._records, state.case.number, state.hearing) / "tst"
        await asyncio.to_thread(make_folder, folder)
        token, says = await self._ask(content, http)
        if token:
            await asyncio.to_thread(self._keep, folder, name, content, token)
        else:
            self._tried[state.hearing] = self._now()
            log.warning("%s: %s gives no time stamp: %s", state.hearing, self._authority.url, says)
        attempt = Attempt(
            at=self._now(),
            name=name,
            url=self._authority.url,
            outcome="token" if token else "failed",
            says=says,
        )
        with AppendFile(folder / "attempts.jsonl") as file:
            file.append_synced(attempt.line())
        return bool(token)

    async def _ask(self, content: bytes, http: httpx.AsyncClient) -> tuple[bytes, str]:
        request = await asyncio.to_thread(stamp_request, content)
        try:
            answer = await http.post(self._authority.url, content=request, headers={"content-type": REQUEST_KIND})
        except httpx.HTTPError as fault:
            return b"", f"{type(fault).__name__}: it does not answer"
        if answer.status_code != httpx.codes.OK:
            return b"", f"it answers {answer.status_code}"
        says = await asyncio.to_thread(answers, request, answer.content, self._authority.chain)
        return (b"", says) if says else (answer.content, "")

    def _keep(self, folder: Path, name: str, content: bytes, token: bytes) -> None:
        if not (folder / "chain.pem").exists():
            shutil.copyfile(self._authority.chain, folder / "chain.pem")
        write_whole(folder / f"{name}.tsr", token)
        write_whole(folder / f"{name}.json", content)
