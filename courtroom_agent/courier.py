"""Carries the room's record up to the court's server: which hearing first, how fast, and what after a failure.

One batch is under way at a time, spread over the time that its rate allows, so that live sound and picture on the
same wire do not wait behind it. A lost link stops the batch at once; what had arrived of it is known by its hash.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from courtroom_agent.evidence.bringing import Bringing
from courtroom_agent.pace import Backoff, Bucket, Rates
from courtroom_agent.upload import BATCH_BYTES, Pending, Uploader
from hearing.facts import RUNNING, HearingState
from hearing.link import Link, LinkError
from hearing.reports import Upload
from recorder.durable import write_whole
from recorder.errors import RecorderError

log = logging.getLogger("upload")
_REST_S = 0.5
_TELL_S = 1.0
_LOOK_S = 0.1
_SMALLEST = 64 << 10
_STUCK_AGAIN_S = 60.0
_GROWTH_OVER_S = 10.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one hearing's record has gone up."""

    hearing: str
    case: str
    pending_fragments: int
    pending_bytes: int
    done: bool
    says: str = ""


def status_path(data: Path) -> Path:
    """File in which the courier says once a second how it stands: for the command line."""
    return data / "run" / "upload.json"


def kept_path(data: Path, hearing: str) -> Path:
    """File of what has been sent of one hearing."""
    return data / "run" / f"upload-{hearing}.json"


@dataclass
class _Growth:
    """How fast the record grows, octets a second, over the last few seconds."""

    seen: list[tuple[float, int]] = field(default_factory=list)

    def see(self, at: float, octets: int) -> float:
        self.seen = [one for one in self.seen if one[0] > at - _GROWTH_OVER_S] + [(at, octets)]
        first, last = self.seen[0], self.seen[-1]
        return max(0.0, (last[1] - first[1]) / (last[0] - first[0])) if last[0] > first[0] else 0.0


class Courier:
    """Sends up what the agent at *data* has recorded of the hearings that *states* gives."""

    def __init__(
        self,
        link: Link,
        data: Path,
        states: Callable[[], Iterable[HearingState]],
        rates: Rates | None = None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link, self._data, self._states, self._now_s = link, data, states, now_s
        self._rates = rates or Rates()
        self._bucket = Bucket(now_s, self._rates.otherwise)
        self._backoff = Backoff()
        self._uploaders: dict[str, Uploader] = {}
        self._bringing = Bringing(data)
        self._compared: set[str] = set()
        """Hearings that were compared with the server since the link last stood."""
        self._connection = 0
        self._most = BATCH_BYTES
        self._sent = 0
        self._speed = _Growth()
        self._made = _Growth()
        self._says = ""
        self._compare_at: dict[str, float] = {}

    async def run(self) -> None:
        """Carry until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._carry())
            tasks.create_task(self._tell_forever())

    async def _carry(self) -> None:
        while True:
            if not self._link.connected or self._link.is_away:  # The record goes to the court's server alone.
                await asyncio.sleep(_LOOK_S)
                continue
            if self._link.connections != self._connection:
                self._connection = self._link.connections
                self._compared.clear()
            try:
                sent = await self._unless_lost()
            except (LinkError, RecorderError, OSError) as fault:
                pause_s = self._failed(fault)
                await asyncio.sleep(pause_s)
                continue
            self._says = ""
            self._backoff.worked()
            await asyncio.sleep(0 if sent >= _SMALLEST else _REST_S)  # Small news is sent twice a second, together.

    def _failed(self, fault: Exception) -> float:
        """Send less at a time and less often."""
        pause_s = self._backoff.failed()
        self._most = max(_SMALLEST, self._most // 2)
        self._compared.clear()
        self._says = str(fault)[:300]
        log.warning("upload waits %.1f s: %s", pause_s, fault)
        return pause_s

    async def _unless_lost(self) -> int:
        """Send a batch, and let go of it as soon as the link is lost: its answer would not come for minutes."""
        sending = asyncio.ensure_future(self._send_one())
        try:
            while not sending.done():
                await asyncio.wait([sending], timeout=_LOOK_S)
                is_other = self._link.connections != self._connection
                if (is_other or not self._link.connected) and not sending.done():
                    return 0
            return sending.result()
        finally:
            sending.cancel()
            with suppress(asyncio.CancelledError, LinkError, RecorderError, OSError):
                await sending

    async def _send_one(self) -> int:
        """Send a piece of an exhibit that the server lacks, and a batch of the oldest hearing that has something to send."""
        states = sorted((one for one in self._states() if one.zero_at is not None), key=lambda one: one.zero_at or 0)
        is_in_session = any(state.course in RUNNING for state in states)
        self._bucket.rate = self._rates.allowed(self._grown(), is_in_session=is_in_session)
        most = max(_SMALLEST, min(self._most, BATCH_BYTES, round(self._bucket.rate)))
        brought = await self._bringing.bring_some(self._link, list(self._states()), most, self._pace)
        for state in states:
            uploader = self._uploader(state)
            await self._compare(uploader)
            sent = await uploader.send_some(self._link, most, self._pace)
            if sent:
                self._most = min(BATCH_BYTES, self._most * 2)
                return brought + sent
        return brought

    async def _compare(self, uploader: Uploader) -> None:
        """Ask the server what it holds after each new link, at the end, and when something is stuck."""
        now = self._now_s()
        is_at_end = not uploader.is_proved and uploader.is_sealed() and uploader.pending().octets == 0
        is_due = now >= self._compare_at.get(uploader.hearing, 0) and (is_at_end or uploader.stuck)
        if uploader.hearing in self._compared and not is_due:
            return
        await uploader.compare(self._link)
        self._compared.add(uploader.hearing)
        self._compare_at[uploader.hearing] = now + (_STUCK_AGAIN_S if uploader.stuck else _REST_S)

    async def _pace(self, octets: int) -> None:
        wait_s = self._bucket.wait_s(octets)
        self._sent += octets
        if wait_s > 0:
            await asyncio.sleep(wait_s)

    def _grown(self) -> float:
        """How fast the record grew lately, by its media alone."""
        octets = sum(
            path.stat().st_size
            for one in self._uploaders.values()
            for path in one.store.glob(f"*/{one.hearing}/*/*/*.mp4")
        )
        return self._made.see(self._now_s(), octets)

    def _uploader(self, state: HearingState) -> Uploader:
        if state.hearing not in self._uploaders:
            kept = kept_path(self._data, state.hearing)
            kept.parent.mkdir(parents=True, exist_ok=True)
            made = Uploader(self._data / "records", state.case.number, state.hearing, kept)
            self._uploaders[state.hearing] = made
        return self._uploaders[state.hearing]

    async def _tell_forever(self) -> None:
        while True:
            speed = self._speed.see(self._now_s(), self._sent)
            standings = []
            for state in [one for one in self._states() if one.zero_at is not None]:
                standing = self._standing(state)
                standings.append(standing)
                told = asdict(standing)
                del told["case"]
                await self._link.report(Upload(**told, bytes_per_s=round(speed)))
            with suppress(OSError):  # A full disk must not end the sending that frees it.
                self._write_status(standings, speed)
            await asyncio.sleep(_TELL_S)

    def _standing(self, state: HearingState) -> Standing:
        uploader = self._uploader(state)
        try:
            left = uploader.pending()
            is_done = state.closed_at is not None and uploader.is_proved and uploader.is_sealed() and not left.octets
            stuck = "; ".join(f"{place}: {why}" for place, why in sorted(uploader.stuck.items()))
        except (OSError, ValueError) as fault:
            left, is_done, stuck = Pending(), False, str(fault)[:300]
        says = stuck or self._says
        return Standing(state.hearing, state.case.number, left.fragments, left.octets, is_done, says)

    def _write_status(self, standings: list[Standing], speed: float) -> None:
        path = status_path(self._data)
        path.parent.mkdir(parents=True, exist_ok=True)
        status = {
            "at": time.time_ns() // 1_000_000,
            "connected": self._link.connected,
            "bytes_per_s": round(speed),
            "limit_bytes_per_s": round(self._bucket.rate),
            "hearings": [asdict(one) for one in standings],
        }
        write_whole(path, json.dumps(status, ensure_ascii=False).encode())
