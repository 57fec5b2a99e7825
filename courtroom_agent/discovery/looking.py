"""One look at everything that is plugged into this computer."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from serial.tools import list_ports

from courtroom_agent.discovery.cameras import cameras
from courtroom_agent.discovery.serial_ports import serial_ports
from courtroom_agent.discovery.sound_cards import sound_cards
from hardware_profiles.discovered import Discovered, Discovery, Kind

Look = Callable[[], Iterable[Discovered]]


@dataclass(frozen=True)
class Place:
    """Where things of one kind are looked for."""

    kind: Kind
    look: Look


def own_places() -> tuple[Place, ...]:
    """Where this computer's own devices are."""
    return (
        Place("serial", lambda: serial_ports(list_ports.comports())),
        Place("camera", cameras),
        Place("sound", sound_cards),
    )


async def discover(room: str, places: Iterable[Place] | None = None) -> Discovery:
    """Look at all *places*, each in a thread of its own; one that fails does not hide the others."""
    looked = tuple(own_places() if places is None else places)
    answers = await asyncio.gather(*(asyncio.to_thread(_look, place) for place in looked))
    found = {one.key: one for ones, _ in answers for one in ones}
    return Discovery(room=room, found=tuple(found.values()), missed=tuple(why for _, why in answers if why))


def _look(place: Place) -> tuple[list[Discovered], str]:
    try:
        return list(place.look()), ""
    except OSError as error:
        return [], f"{place.kind}: {error.strerror or error}. Check our rights to it."[:200]
