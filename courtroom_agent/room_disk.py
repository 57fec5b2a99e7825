"""The courtroom's own disk: what the room writes on it in a second, and what is said of it with every heartbeat."""

import shutil
from pathlib import Path

from hardware_profiles.courtroom import Courtroom

_VOICE_OCTETS_S = 4_500
_BITS_PER_PIXEL = 0.085


def nominal_octets_per_s(room: Courtroom) -> float:
    """Return what *room* records in a second by its cameras' sizes, before anything was measured."""
    pictures = sum(c.width * c.height * c.rate * _BITS_PER_PIXEL / 8 for c in room.cameras)
    return pictures + _VOICE_OCTETS_S * len(room.microphones)


def free_octets(folder: Path) -> int | None:
    """Return what is free where *folder* lies; ``None`` where the disk does not say. It may block."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def disk_detail(room: Courtroom, free: int | None) -> dict[str, float]:
    """What a heartbeat carries of the disk: *free* bytes, bytes a second of *room*, and the court's usual hearing, h."""
    said = {"octets_per_s": round(nominal_octets_per_s(room)), "hearing_h": room.watch.hearing_h}
    return said if free is None else {"free_bytes": free, **said}
