"""The courtroom's loudspeakers: plays blocks of 20 ms on a sound card of this machine, and says whether they are taken.

    SoundMill ──► put ──► pipe, 85 ms ──► aplay, 80 ms ──► sound card

aplay(1) of alsa-utils is a process of its own, so that a card that hangs holds up nobody here; and its buffer is bounded.
(PyAV's ALSA asks for as much as the card has, up to 65,536 frames: sound would fall behind by a second as clocks part.)
What pipe and card do not take is left out, so that nobody is heard later than that.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal, Self

from pydantic import BaseModel, ConfigDict

from courtroom_agent.encoders import level_dbfs
from courtroom_agent.errors import SourceLost
from courtroom_agent.mixer import RATE, Samples
from hardware_profiles.courtroom import Courtroom, Loudspeakers

log = logging.getLogger(__name__)
STUCK_S = 2.0
"""A card that takes nothing for so long is opened anew."""
_BUFFER_US = 80_000
_PIPE_BYTES = 8192
_LOOK_S = 0.25
_PAUSES_S = 1.0, 2.0, 5.0, 10.0
_SILENT_DBFS = -100.0
Standing = Literal["off", "simulated", "starting", "playing", "failed"]


@dataclass(frozen=True)
class Amplified:
    """A room with loudspeakers: its microphones, and those of them that hear what these play."""

    microphones: frozenset[str]
    echoing: frozenset[str]

    @classmethod
    def of(cls, room: Courtroom) -> Self | None:
        """Read it from the room's file; ``None``: this machine plays to no loudspeakers."""
        if room.loudspeakers is None:
            return None
        microphones = frozenset(one.stream for one in room.microphones)
        return cls(microphones, frozenset() if room.loudspeakers.echo_cancelled else microphones)


class LoudspeakersNow(BaseModel):
    """How the loudspeakers stand."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: Standing = "off"
    """``off``: the court is not live. ``playing``: the card takes what it is given, silence too."""
    dbfs: float = _SILENT_DBFS
    """The loudest 20 ms since this was told last."""
    left_out: int = 0
    """Blocks of 20 ms that the card was too slow for."""
    says: str = ""
    """Why they are silent, in both languages."""


def loudspeakers_detail(room: Courtroom, now: LoudspeakersNow | None) -> dict[str, str | float | bool]:
    """What a heartbeat carries of a room's loudspeakers; nothing where this machine plays to none."""
    if room.loudspeakers is None or now is None:
        return {}
    told = {"loudspeakers": now.state, "loudspeakers_dbfs": now.dbfs, "loudspeakers_left_out": now.left_out}
    return {**told, "echo_cancelled": room.loudspeakers.echo_cancelled}


class RoomLoudspeakers:
    """Offered blocks by any thread; everything else belongs to the event loop."""

    def __init__(
        self,
        loudspeakers: Loudspeakers | None,
        now_s: Callable[[], float] = time.monotonic,
        pauses_s: tuple[float, ...] = _PAUSES_S,
    ) -> None:
        """*pauses_s*: how long to wait before the card is tried again, the last one over and over."""
        self._card = loudspeakers.card if loudspeakers is not None else None
        self._now_s, self._pauses_s = now_s, pauses_s
        self._wanted, self._unwanted = asyncio.Event(), asyncio.Event()
        self._now = LoudspeakersNow()
        self._guard = threading.Lock()
        self._pipe: int | None = None
        self._refused_since: float | None = None
        self._loudest, self._left_out = _SILENT_DBFS, 0

    def want(self, *, is_wanted: bool) -> None:
        """Have the card while the court is live; at other times the rehearsal and a trial tone can have it."""
        if is_wanted:
            self._unwanted.clear()
            self._wanted.set()
        else:
            self._wanted.clear()
            self._unwanted.set()

    def put(self, sound: Samples) -> bool:
        """Hand over 20 ms and say whether they are played; never waits."""
        with self._guard:
            self._loudest = max(self._loudest, level_dbfs(sound))
            if self._pipe is None:
                return False
            try:
                os.write(self._pipe, sound.tobytes())
            except BlockingIOError:
                self._left_out += 1
                self._refused_since = self._refused_since or self._now_s()
                return False
            except BrokenPipeError:  # aplay has ended: whoever looks after it says why
                self._left_out += 1
                return False
            self._refused_since = None
            return True

    def now(self) -> LoudspeakersNow:
        """Say how they stand."""
        with self._guard:
            loudest, self._loudest = self._loudest, _SILENT_DBFS
            return self._now.model_copy(update={"dbfs": round(loudest, 1), "left_out": self._left_out})

    async def run(self) -> None:
        """Play whenever it is wanted, until cancelled; what fails is tried again after a growing pause."""
        failed = 0
        while True:
            await self._wanted.wait()
            try:
                await self._play()
                failed = 0
            except (SourceLost, OSError) as fault:
                log.warning("%s", fault)
                self._now = LoudspeakersNow(state="failed", says=str(fault))
                await self._pause(self._pauses_s[min(failed, len(self._pauses_s) - 1)])
                failed += 1
            if self._unwanted.is_set():
                self._now, failed = LoudspeakersNow(), 0

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._unwanted.wait()

    async def _play(self) -> None:
        """Play until it is not wanted.

        Raises:
            SourceLost: the card cannot be played to, or not any more.
        """
        if self._card is None:
            self._now = LoudspeakersNow(state="simulated")
            await self._unwanted.wait()
            return
        self._now = LoudspeakersNow(state="starting", says=self._now.says)
        with os.fdopen(os.memfd_create("aplay"), "w+b") as said:
            process = self._begin(self._card, said)
            try:
                while not self._unwanted.is_set():
                    await self._pause(_LOOK_S)
                    self._check(process, said)
                    self._now = LoudspeakersNow(state="playing")
            finally:
                self._end(process)

    def _begin(self, card: str, said: BinaryIO) -> "subprocess.Popen[bytes]":
        command = ["aplay", "-q", "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1", "-D", card]
        theirs, ours = os.pipe()
        try:
            fcntl.fcntl(ours, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            os.set_blocking(ours, False)
            process = subprocess.Popen(
                [*command, f"--buffer-time={_BUFFER_US}"],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env={**os.environ, "LC_ALL": "C"},
            )
        except OSError as fault:
            os.close(ours)
            raise SourceLost(
                f"扩声无法放音：本机没有 aplay（{fault.strerror}），请安装 alsa-utils · The loudspeakers cannot be "
                f"played to: aplay is not on this machine ({fault.strerror}). apt-get install alsa-utils"
            ) from fault
        finally:
            os.close(theirs)
        with self._guard:
            self._pipe, self._refused_since = ours, None
        return process

    def _check(self, process: "subprocess.Popen[bytes]", said: BinaryIO) -> None:
        place = f"alsa:{self._card}"
        if process.poll() is not None:
            said.seek(0)
            why = said.read().decode(errors="replace").strip().splitlines()[-1:] or [f"exit {process.returncode}"]
            raise SourceLost(
                f"{place}：扩声无法放音（{why[0][:200]}），声卡名见 aplay -L · "
                f"{place}: the loudspeakers cannot be played to ({why[0][:200]}). See aplay -L."
            )
        with self._guard:
            since = self._refused_since
        if since is not None and self._now_s() - since >= STUCK_S:
            raise SourceLost(
                f"{place}：声卡不再接收声音，请检查连线 · {place}: the sound card takes no sound any more. Look at its cable."
            )

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        """Fall silent at once: what is still on its way is of before."""
        with self._guard:
            pipe, self._pipe = self._pipe, None
        if pipe is not None:
            os.close(pipe)
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # a driver that hangs keeps it; nobody waits for that
            process.wait(timeout=1)
