"""The views that a room file names: numbers in a camera's own memory, called by words in ``means``."""

from dataclasses import dataclass

from courtroom_agent.cameras.moving_camera import MovingCamera
from courtroom_agent.devices import Devices
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.template import Value


@dataclass(frozen=True)
class MemoryPreset:
    """One view: which property is to be what."""

    target: str
    """``device.property``."""
    value: Value


def memory_presets(room: Courtroom, devices: Devices, camera: MovingCamera) -> dict[str, MemoryPreset]:
    """Return the views of *camera* that the room file names, each once; one word for two views says of whom it is."""
    name = camera.driver.device.name
    means = [(key.partition(".")[2], mean) for key, mean in room.means.items() if _is_view(devices, name, mean.by)]
    values: dict[str, set[Value]] = {}
    for _, mean in means:
        for word, value in (mean.words or {}).items():
            values.setdefault(word, set()).add(value)
    return {
        word if len(values[word]) == 1 else f"{whose}-{word}": MemoryPreset(mean.by, value)
        for whose, mean in means
        for word, value in (mean.words or {}).items()
    }


def _is_view(devices: Devices, device: str, target: str) -> bool:
    owner, _, prop = target.partition(".")
    known = devices.drivers[device].properties.get(prop) if owner == device else None
    return known is not None and known.spec.capability == "camera.ptz"
