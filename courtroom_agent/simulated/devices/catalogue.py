"""Which kinds of device can be simulated, and how one is made with the settings of a behaviour file."""

import dataclasses
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from courtroom_agent.simulated.devices.behaviour import SimulatedDevice
from courtroom_agent.simulated.devices.blustream import BlustreamMatrix
from courtroom_agent.simulated.devices.camera_calling import PelcoCallingUnit, ViscaCallingUnit
from courtroom_agent.simulated.devices.extron import ExtronMatrix
from courtroom_agent.simulated.devices.gpio import GpioChip
from courtroom_agent.simulated.devices.joint import Joint
from courtroom_agent.simulated.devices.kramer import KramerMatrix
from courtroom_agent.simulated.devices.kramer_2000 import Kramer2000Matrix
from courtroom_agent.simulated.devices.lg_display import LgDisplay
from courtroom_agent.simulated.devices.lumens import LumensCamera
from courtroom_agent.simulated.devices.modbus import RelayBoard
from courtroom_agent.simulated.devices.nec_display import NecDisplay
from courtroom_agent.simulated.devices.onvif import OnvifCamera
from courtroom_agent.simulated.devices.pelco import PelcoDCamera, PelcoPCamera
from courtroom_agent.simulated.devices.pjlink import PjlinkProjector
from courtroom_agent.simulated.devices.qsys import QsysCore
from courtroom_agent.simulated.devices.samsung_mdc import MdcDisplay
from courtroom_agent.simulated.devices.sennheiser import SennheiserUnit
from courtroom_agent.simulated.devices.shure import ShureProcessor
from courtroom_agent.simulated.devices.taiden import TaidenUnit
from courtroom_agent.simulated.devices.tesira import TesiraProcessor
from courtroom_agent.simulated.devices.uvc import UvcCamera
from courtroom_agent.simulated.devices.visca import ViscaCamera, ViscaRing
from courtroom_agent.simulated.devices.visca_ip import ViscaIpCamera
from courtroom_agent.simulated.devices.zixin import ZixinSequencer

KINDS: dict[str, type[SimulatedDevice]] = {
    "blustream-matrix": BlustreamMatrix,
    "extron-matrix": ExtronMatrix,
    "gpio-chip": GpioChip,
    "kramer-2000-matrix": Kramer2000Matrix,
    "kramer-matrix": KramerMatrix,
    "lg-display": LgDisplay,
    "lumens-document-camera": LumensCamera,
    "mdc-display": MdcDisplay,
    "nec-display": NecDisplay,
    "onvif-camera": OnvifCamera,
    "pelco-calling-unit": PelcoCallingUnit,
    "pelco-d-camera": PelcoDCamera,
    "pelco-p-camera": PelcoPCamera,
    "pjlink-projector": PjlinkProjector,
    "qsys-core": QsysCore,
    "relay-board": RelayBoard,
    "sennheiser-unit": SennheiserUnit,
    "shure-processor": ShureProcessor,
    "taiden-unit": TaidenUnit,
    "tesira-processor": TesiraProcessor,
    "uvc-camera": UvcCamera,
    "visca-calling-unit": ViscaCallingUnit,
    "visca-camera": ViscaCamera,
    "visca-ip-camera": ViscaIpCamera,
    "zixin-sequencer": ZixinSequencer,
}


class BadSetting(ValueError):
    """A behaviour file sets what the device does not have, or to what it cannot be; the message says which."""


def settings_of(kind: str) -> dict[str, Any]:
    """What can be set of a device of *kind*: each name, and its type."""
    cls = KINDS[kind]
    hints = get_type_hints(cls)
    fields = (field.name for field in dataclasses.fields(cls) if field.init and not field.name.startswith("_"))
    return {name: hints[name] for name in fields if name not in ("is_cut", "notices", "salt", "utc", "driven")}


def make(kind: str, settings: dict[str, Any]) -> SimulatedDevice:
    """A device of *kind*, with *settings* where they differ from the usual.

    Raises:
        BadSetting: there is no such setting, or it cannot be that.
    """
    known = settings_of(kind)
    fitted = {}
    for name, value in settings.items():
        if name not in known:
            raise BadSetting(f"{kind} has no {name!r}. It has: {', '.join(known)}.")
        try:
            fitted[name] = TypeAdapter(known[name]).validate_python(value)
        except ValidationError as error:
            raise BadSetting(f"{kind}: {name} cannot be {value!r}: {error.errors()[0]['msg']}.") from error
    return KINDS[kind](**fitted)


def join(devices: list[SimulatedDevice]) -> SimulatedDevice:
    """What hangs on one line: a device alone, cameras in a daisy chain, or a bus of devices."""
    if len(devices) == 1:
        return devices[0]
    chained = all(isinstance(device, ViscaCamera) and not isinstance(device, ViscaIpCamera) for device in devices)
    return ViscaRing(members=devices) if chained else Joint(members=devices)
