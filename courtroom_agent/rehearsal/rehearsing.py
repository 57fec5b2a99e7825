"""Runs one rehearsal: the devices' scenes, the studio in a process of its own, the way up to the court's server."""

import asyncio
import contextlib
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from courtroom_agent.errors import AgentError
from courtroom_agent.rehearsal import verdicts
from courtroom_agent.rehearsal.clapper import ClapperLine, CueSheet, corrected
from courtroom_agent.rehearsal.found import Studio
from courtroom_agent.scenes.applying import Scenes
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene import SceneName
from hearing.link import Link, LinkError
from hearing.rehearsal import RehearsalResult, RehearsedItem, verdict_of
from recorder.durable import make_folder

_SCENES: tuple[SceneName, ...] = ("open", "closed")
"""What is applied before and after: everything on, then every microphone off again."""
_PATIENCE_S, _ENDING_S = 180.0, 3.0
_PROBE = 4 << 20
_ORDER = {"red": 0, "amber": 1, "missing": 2, "green": 3}


class RehearsalFault(AgentError):
    """A rehearsal that could not be held."""


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """How one room rehearses."""

    room: Courtroom
    room_file: Path
    data: Path
    scenes: Scenes
    link: Link | None = None
    """To the court's server; ``None`` where there is none."""
    models: Path | None = None

    async def run(self, seconds: float) -> RehearsalResult:
        """Hold a rehearsal of about *seconds*; cancelling ends it at once and leaves nothing.

        Raises:
            RehearsalFault: it could not be held.
        """
        began = time.monotonic()
        folder = self.data / "rehearsal"
        shutil.rmtree(folder, ignore_errors=True)
        make_folder(folder)
        try:
            answers = [await self.scenes.apply(_SCENES[0])]
            line = await self._clapper_line()
            studio = await self._studio(folder, seconds, line)
            clapped = await line.clapped() if line is not None else None
            studio = corrected(self.room, studio, clapped) if line is not None else studio
            upload = await self._send_up(studio.octets_per_s)
            answers.append(await self.scenes.apply(_SCENES[1]))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        mutes = frozenset(one.mute for one in self.room.microphones if one.mute is not None)
        scene = _worst([item for part in answers for item in verdicts.scene_items(part, mutes)])
        items = (*scene, *studio.items, upload)
        return RehearsalResult(
            room=self.room.courtroom,
            at=self._now_ms(),
            seconds=round(time.monotonic() - began, 1),
            simulated=self.room.simulated,
            verdict=verdict_of(items),
            items=items,
            offsets=studio.offsets,
            clapper=clapped,
        )

    def _now_ms(self) -> int:
        return (self.link.panel_ns() if self.link is not None else time.time_ns()) // 1_000_000

    async def _clapper_line(self) -> ClapperLine | None:
        """The way to a clapper page that waits in the room; simulated cameras would not see it."""
        line = ClapperLine(self.link) if self.link is not None and not self.room.simulated else None
        return line if line is not None and await line.is_there() else None

    async def _studio(self, folder: Path, seconds: float, line: ClapperLine | None) -> Studio:
        given = ["--room", str(self.room_file), "--data", str(folder), "--seconds", str(seconds)]
        given += ["--models", str(self.models)] if self.models is not None else []
        given += ["--clapper"] if line is not None else []
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "courtroom_agent.rehearsal.studio",
            *given,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(seconds + _PATIENCE_S):
                if line is not None:
                    await self._cue(line, process)
                said, complained = await process.communicate()
        except TimeoutError:
            raise RehearsalFault(f"{folder}: the rehearsal did not end. Look at the agent's log.") from None
        finally:
            await _end(process)
        lines = said.decode().strip().splitlines()
        try:
            return Studio.model_validate_json(lines[-1] if lines else "")
        except ValidationError:
            why = complained.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise RehearsalFault(f"{self.room_file}: nothing could be recorded: {why[0][:300]}") from None

    async def _cue(self, line: ClapperLine, process: asyncio.subprocess.Process) -> None:
        """Pass on when the studio claps, as soon as it says so."""
        assert process.stdout is not None, "it was given a pipe"
        with contextlib.suppress(ValidationError):  # it ended without: what it complains of is told by its end
            sheet = CueSheet.model_validate_json(await process.stdout.readline())
            await line.cue(sheet, self._now_ms() - time.time_ns() / 1_000_000)

    async def _send_up(self, needed_s: float) -> RehearsedItem:
        """Send random octets up, and compare what the server says that it received."""
        if self.link is None:
            return verdicts.without_server()
        probe = os.urandom(_PROBE)
        began = time.monotonic()
        try:
            digest = await self.link.rehearse(probe)
        except LinkError as fault:
            return verdicts.upload_item(None, needed_s, str(fault))
        speed = len(probe) / max(time.monotonic() - began, 1e-3)
        if digest != hashlib.sha256(probe).hexdigest():
            return verdicts.upload_item(None, needed_s, "校验不一致 · the hash differs")
        return verdicts.upload_item(speed, needed_s)


def _worst(items: Sequence[RehearsedItem]) -> list[RehearsedItem]:
    """One item a device's property: its worse answer of both scenes."""
    found: dict[str, RehearsedItem] = {}
    for item in items:
        known = found.get(item.subject)
        if known is None or _ORDER[item.verdict] < _ORDER[known.verdict]:
            found[item.subject] = item
    return list(found.values())


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the studio if it still runs: whoever cancels a rehearsal needs the cameras now."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    waiting = asyncio.ensure_future(process.wait())
    try:
        await asyncio.wait({waiting}, timeout=_ENDING_S)
    finally:
        if not waiting.done():
            with contextlib.suppress(ProcessLookupError):
                process.kill()
