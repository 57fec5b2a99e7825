"""The program as a device: told what to show large and whom to hide, and believed only when it says so itself."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from courtroom_agent.drivers.errors import Unreachable
from courtroom_agent.room_state import ProgramState, read_state
from courtroom_agent.scenes.reading import Reading
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene import PROGRAM, PROGRAM_VOICE
from hardware_profiles.template import Value
from hearing.ids import Milliseconds, SeatId, StreamName

_GOOD_FOR_MS = 3_000
"""The program process says twice a second how it stands."""
_PATIENCE_S = 3.0
_AGAIN_S = 0.05
_MAIN = f"{PROGRAM}.main"


class ProgramDesk:
    """What the program shall show, and what its process says that it shows."""

    def __init__(self, room: Courtroom, data: Path, now: Callable[[], Milliseconds]) -> None:
        """*now* is this machine's clock in UTC milliseconds: the one that the program process writes by."""
        self.main = "bench"
        self.hidden: tuple[SeatId, ...] = ()
        self.voice: Literal["plain", "masked"] = "plain"
        """How microphones at hidden seats are heard: under a mask, or not at all."""
        self.when_changed: Callable[[], None] | None = None
        """Called when something else shall be shown: write the orders anew."""
        self._room, self._now = room, now
        self._path = data / "run" / "program-state.json"

    @property
    def unseen(self) -> tuple[StreamName, ...]:
        """The cameras that show a hidden seat."""
        return tuple(one.stream for one in self._room.cameras if set(one.seats) & set(self.hidden))

    @property
    def unheard(self) -> tuple[StreamName, ...]:
        """The microphones at a hidden seat."""
        return tuple(one.stream for one in self._room.microphones if one.seat in self.hidden)

    def readings(self) -> Mapping[str, Reading]:
        """Return what the process said last; a process that is silent is out of reach."""
        state = read_state(self._path, ProgramState)
        at_ms = state.at_ms if state is not None else 0
        if state is None or self._now() - at_ms > _GOOD_FOR_MS:
            away = Reading(reachable=False, says="合成进程未运行 · the program process does not run")
            return {_MAIN: away, PROGRAM_VOICE: away, **{f"{PROGRAM}.{seat.id}": away for seat in self._room.seats}}
        said = {f"{PROGRAM}.{seat.id}": "hidden" if seat.id in state.hidden else "shown" for seat in self._room.seats}
        return {
            target: Reading(value, "verified", at_ms, _GOOD_FOR_MS)
            for target, value in {_MAIN: state.main, PROGRAM_VOICE: state.voice, **said}.items()
        }

    async def tell(self, target: str, value: Value) -> None:
        """Have the program show that, and wait until it says so.

        Raises:
            Unreachable: it does not say so in time.
        """
        subject = target.partition(".")[2]
        if target == _MAIN:
            self.main = str(value)
        elif target == PROGRAM_VOICE:
            self.voice = "masked" if value == "masked" else "plain"
        else:
            kept = [seat for seat in self.hidden if seat != subject]
            self.hidden = tuple(sorted([*kept, subject] if value == "hidden" else kept))
        if self.when_changed is not None:
            self.when_changed()
        began = self._now()
        for _ in range(round(_PATIENCE_S / _AGAIN_S)):
            if self.readings()[target].proves(value, self._now(), began):
                return
            await asyncio.sleep(_AGAIN_S)
        raise Unreachable(f"{target}: 合成进程未应答 · the program process does not answer. Restart the agent.")
