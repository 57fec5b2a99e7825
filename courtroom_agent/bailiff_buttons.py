"""Buttons in the courtroom that call the bailiffs (法警报警): contacts of devices, each pressed once at a time.

A button counts as pressed when its device itself says that the contact is so and said last before that it is not: what is
unknown presses nothing, and a press that has called does not call again when its device was away meanwhile.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from courtroom_agent.devices import Devices
from hardware_profiles.courtroom import Button, Courtroom
from hearing.bailiff_alarm import RaiseBailiffAlarm

log = logging.getLogger(__name__)

_LOOK_S = 0.2

Say = Callable[[RaiseBailiffAlarm], Coroutine[Any, Any, None]]


class BailiffButtons:
    """The buttons of one room; *say* calls the bailiffs."""

    def __init__(self, room: Courtroom, devices: Devices, say: Say) -> None:
        self._buttons, self._devices, self._say = room.buttons, devices, say
        self._were_free: set[str] = set()

    async def run(self) -> None:
        """Look again and again until cancelled; a call that has to wait for the court keeps no other one."""
        async with asyncio.TaskGroup() as calls:
            while True:
                for call in self.pressed():
                    calls.create_task(self._say(call))
                await asyncio.sleep(_LOOK_S)

    def pressed(self) -> Iterator[RaiseBailiffAlarm]:
        """Look at every button once; give a call for each that was pressed since."""
        for button in self._buttons:
            if self._is_pressed(button):
                log.warning("bailiffs are called by the button %s", button.by)
                place = f"{button.label.zh} · {button.label.en}"[:80]
                yield RaiseBailiffAlarm(id=uuid.uuid4(), source="button", place=place)

    def _is_pressed(self, button: Button) -> bool:
        state = self._devices.state(button.by)
        if state.source != "verified":
            return False
        if state.value != button.pressed:
            self._were_free.add(button.by)
            return False
        was_free = button.by in self._were_free
        self._were_free.discard(button.by)
        return was_free
