"""A courtroom with one seat and nothing but the devices that a test is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from hardware_profiles.courtroom import Courtroom

LABEL = {"zh": "设备", "en": "Device"}


def device(name: str, profile: str, transport: Mapping[str, object] | None = None, **more: Any) -> dict[str, Any]:
    """A device as a room file says it; simulated unless *transport* says where it is."""
    where = dict(transport or {"simulated": True})
    return {"name": name, "label": LABEL, "profile": profile, "transport": where, **more}


def bare_room(devices: Sequence[Mapping[str, Any]], means: Mapping[str, Any] | None = None) -> Courtroom:
    """The courtroom with *devices*, and what its scenes call them."""
    return Courtroom.model_validate(
        {
            "courtroom": "bare",
            "name": LABEL,
            "court": LABEL,
            "simulated": True,
            "seats": [{"id": "judge", "label": LABEL, "role": "sole-judge"}],
            "cameras": [],
            "microphones": [],
            "program": {"width": 640, "height": 360, "rate": 15},
            "devices": [dict(one) for one in devices],
            "means": dict(means or {}),
        }
    )


def matrix_alone(room: Courtroom) -> Courtroom:
    """*room* with no device but its matrix, and of its means none but the gallery's picture."""
    return room.model_copy(
        update={
            "devices": tuple(one for one in room.devices if one.name == "matrix"),
            "microphones": (),
            "means": {"route.gallery": room.means["route.gallery"]},
        }
    )
