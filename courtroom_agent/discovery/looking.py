"""One look at everything that is plugged into this computer, and at what answers on its network where that may be asked."""

import asyncio
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from serial.tools import list_ports

from courtroom_agent.discovery import broadcasts, onvif_probe
from courtroom_agent.discovery.asking import Target, ask
from courtroom_agent.discovery.cameras import cameras
from courtroom_agent.discovery.serial_ports import serial_ports
from courtroom_agent.discovery.sound_cards import sound_cards
from hardware_profiles.device_network import DeviceNetwork, Enquiry
from hardware_profiles.discovered import Discovered, Discovery, Kind

WAIT_S = 2.0
"""So long answers from the network are heard; ONVIF's devices wait up to half a second before they answer."""
TARGETS: Mapping[Enquiry, Target] = {
    "onvif": onvif_probe.GROUP,
    "pjlink": broadcasts.PJLINK,
    "visca": broadcasts.VISCA,
}

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


async def discover(
    room: str,
    places: Iterable[Place] | None = None,
    network: DeviceNetwork | None = None,
    targets: Mapping[Enquiry, Target] = TARGETS,
    wait_s: float = WAIT_S,
) -> Discovery:
    """Look at all *places* and ask what *network* names; one that fails does not hide the others.

    Nothing is asked of a network that is not named.
    """
    looked = tuple(own_places() if places is None else places)
    asked = [] if network is None else [_ask(network.address, one, targets[one], wait_s) for one in network.ask]
    answers = await asyncio.gather(*(asyncio.to_thread(_look, place) for place in looked), *asked)
    found = {one.key: one for ones, _ in answers for one in ones}
    return Discovery(room=room, found=tuple(found.values()), missed=tuple(why for _, why in answers if why))


def _look(place: Place) -> tuple[list[Discovered], str]:
    try:
        return list(place.look()), ""
    except OSError as error:
        return [], f"{place.kind}: {error.strerror or error}. Check our rights to it."[:200]


async def _ask(address: str, enquiry: Enquiry, target: Target, wait_s: float) -> tuple[list[Discovered], str]:
    number = uuid.uuid4()
    question = {
        "onvif": onvif_probe.probe(number),
        "pjlink": broadcasts.PJLINK_QUESTION,
        "visca": broadcasts.VISCA_QUESTION,
    }[enquiry]
    try:
        heard = await ask(address, question, target, wait_s)
    except OSError as error:
        why = f"network: {enquiry} by {address}: {error.strerror or error}. Check device_network in the room file."
        return [], why[:200]
    if enquiry == "onvif":
        return list(onvif_probe.matches(heard, number)), ""
    return list(broadcasts.projectors(heard) if enquiry == "pjlink" else broadcasts.cameras(heard)), ""
