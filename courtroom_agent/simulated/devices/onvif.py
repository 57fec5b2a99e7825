"""A simulated ONVIF camera with PTZ, written by hand from ONVIF's core, media and PTZ specifications and their WSDL."""

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from courtroom_agent.simulated.devices import onvif_words
from courtroom_agent.simulated.devices.behaviour import Conversation
from courtroom_agent.simulated.devices.http import Answer, HttpConversation, Request
from courtroom_agent.simulated.devices.onvif_words import Asked, Fault, below, figure, seconds, text_of
from courtroom_agent.simulated.devices.ptz import AXES, ENDS, PtzCamera

_SOAP = "application/soap+xml; charset=utf-8"
_PROFILE = "main"
_OPEN = ("GetSystemDateAndTime", "GetServices", "GetCapabilities")
"""What anybody may ask: without the camera's clock nobody could make a digest."""
_MOST_NONCES = 10_000


@dataclass
class OnvifCamera(PtzCamera):
    """The camera; it is on as soon as it has mains. ``clock_off_s`` is how wrong its clock is."""

    is_on: bool = True
    user: str = "admin"
    password: str = ""
    """No proof is wanted while it is empty."""
    clock_off_s: float = 0.0
    tells_presets: bool = False
    """Whether it tells where its presets look; many cameras do not."""
    preset_names: dict[int, str] = field(default_factory=dict)
    """What people called the presets that they stored; the others are called by their number."""
    default_timeout_s: float = 10.0
    """A movement without Timeout ends after this."""
    utc: Callable[[], float] = time.time
    _nonces: set[str] = field(default_factory=set, repr=False)
    """Each proof is good once."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new connection."""
        return _OnvifConversation(self)

    def trusts(self, asked: Asked) -> bool:
        """Whether whoever asks has proven to be the user, or none has to."""
        if len(self._nonces) > _MOST_NONCES:
            self._nonces.clear()
        utc_s = self.utc() + self.clock_off_s
        return not self.password or onvif_words.is_trusted(asked, self.user, self.password, utc_s, self._nonces)

    def share(self, axis: str, now: float) -> float:
        """Where *axis* stands in ONVIF's generic space: -1 to 1, zoom 0 to 1."""
        return self.where(axis, now) / ENDS[axis][1]

    def move(self, velocities: dict[str, float], timeout_s: float, now: float) -> None:
        """Move each axis at its share of its fastest, and no longer than *timeout_s*."""
        for axis, velocity in velocities.items():
            if velocity:
                speed = min(1.0, abs(velocity)) * getattr(self, f"{axis}_units_per_s")
                reach = speed * timeout_s * (1 if velocity > 0 else -1)
                self.go({axis: round(self.where(axis, now) + reach)}, now, {axis: min(1.0, abs(velocity))})
            else:
                self.stop((axis,), now)

    def lost_mains(self, now: float) -> None:
        """It looks home when it comes up."""
        self.stop(AXES, now)
        self.nudge(0, 0)


class _OnvifConversation(HttpConversation):
    """One connection to the camera."""

    def __init__(self, camera: OnvifCamera) -> None:
        super().__init__()
        self._camera = camera
        self._operations: dict[str, Callable[[Asked, float], str]] = {
            "GetSystemDateAndTime": self._clock,
            "GetDeviceInformation": self._information,
            "GetProfiles": self._profiles,
            "ContinuousMove": self._continuous,
            "AbsoluteMove": self._absolute,
            "RelativeMove": self._relative,
            "Stop": self._stop,
            "GetStatus": self._status,
            "GetPresets": self._presets,
            "SetPreset": self._set_preset,
            "GotoPreset": self._goto_preset,
            "RemovePreset": self._remove_preset,
            "GotoHomePosition": self._home,
        }

    def answer(self, request: Request, now: float) -> Answer:
        """Answer one operation."""
        if request.method != "POST":
            return Answer(405, b"")
        if not request.path.startswith("/onvif/"):
            return Answer(404, b"")
        try:
            asked = onvif_words.read(request.body)
            return Answer(200, onvif_words.envelope(self._run(asked, request, now)), _SOAP)
        except Fault as trouble:
            return Answer(401 if trouble.word == "NotAuthorized" else 500, onvif_words.fault(trouble), _SOAP)

    def _run(self, asked: Asked, request: Request, now: float) -> str:
        camera = self._camera
        if asked.name not in _OPEN and not camera.trusts(asked):
            raise Fault("Sender", "NotAuthorized", "Sender not authorized.")
        if asked.name in ("GetServices", "GetCapabilities"):
            return _services(asked.name, request.headers.get("host", "127.0.0.1"))
        if asked.name not in self._operations:
            raise Fault("Receiver", "ActionNotSupported", f"There is no {asked.name[:40]}.")
        return self._operations[asked.name](asked, now)

    def _clock(self, _asked: Asked, _now: float) -> str:
        at = datetime.datetime.fromtimestamp(self._camera.utc() + self._camera.clock_off_s, datetime.UTC)
        clock = f"<tt:Time><tt:Hour>{at.hour}</tt:Hour><tt:Minute>{at.minute}</tt:Minute><tt:Second>{at.second}</tt:Second></tt:Time>"
        day = f"<tt:Date><tt:Year>{at.year}</tt:Year><tt:Month>{at.month}</tt:Month><tt:Day>{at.day}</tt:Day></tt:Date>"
        return (
            "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
            f"<tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime>{clock}{day}</tt:UTCDateTime>"
            "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
        )

    def _information(self, _asked: Asked, _now: float) -> str:
        facts = {
            "Manufacturer": "Simulated",
            "Model": "PTZ",
            "FirmwareVersion": "1.0",
            "SerialNumber": "SIM1",
            "HardwareId": "0",
        }
        told = "".join(f"<tds:{name}>{value}</tds:{name}>" for name, value in facts.items())
        return f"<tds:GetDeviceInformationResponse>{told}</tds:GetDeviceInformationResponse>"

    def _profiles(self, _asked: Asked, _now: float) -> str:
        return (
            f'<trt:GetProfilesResponse><trt:Profiles token="{_PROFILE}" fixed="true"><tt:Name>Simulated</tt:Name>'
            '<tt:PTZConfiguration token="ptz"><tt:Name>ptz</tt:Name><tt:UseCount>1</tt:UseCount>'
            "<tt:NodeToken>node</tt:NodeToken></tt:PTZConfiguration></trt:Profiles></trt:GetProfilesResponse>"
        )

    def _continuous(self, asked: Asked, now: float) -> str:
        _check_profile(asked)
        said = text_of(asked.content, "Timeout")
        timeout_s = seconds(said) if said else self._camera.default_timeout_s
        if timeout_s is None:
            raise Fault("Sender", "InvalidArgVal", "That is no Timeout.")
        self._camera.move(_vector(below(asked.content, "Velocity")), timeout_s, now)
        return "<tptz:ContinuousMoveResponse/>"

    def _absolute(self, asked: Asked, now: float) -> str:
        _check_profile(asked)
        places = _vector(below(asked.content, "Position"))
        self._camera.go({axis: round(share * ENDS[axis][1]) for axis, share in places.items()}, now)
        return "<tptz:AbsoluteMoveResponse/>"

    def _relative(self, asked: Asked, now: float) -> str:
        _check_profile(asked)
        steps = _vector(below(asked.content, "Translation"))
        here = {axis: self._camera.where(axis, now) for axis in steps}
        self._camera.go({axis: here[axis] + round(share * ENDS[axis][1]) for axis, share in steps.items()}, now)
        return "<tptz:RelativeMoveResponse/>"

    def _stop(self, asked: Asked, now: float) -> str:
        _check_profile(asked)
        said = {"PanTilt": ("pan", "tilt"), "Zoom": ("zoom",)}
        axes = [
            axis for name, names in said.items() if text_of(asked.content, name) not in ("false", "0") for axis in names
        ]
        self._camera.stop(tuple(axes), now)
        return "<tptz:StopResponse/>"

    def _status(self, asked: Asked, now: float) -> str:
        _check_profile(asked)
        camera = self._camera
        moves = {
            name: "MOVING" if any(camera.moves(axis, now) for axis in axes) else "IDLE"
            for name, axes in (("PanTilt", ("pan", "tilt")), ("Zoom", ("zoom",)))
        }
        place = f'<tt:PanTilt x="{camera.share("pan", now):.6f}" y="{camera.share("tilt", now):.6f}"/>'
        return (
            f'<tptz:GetStatusResponse><tptz:PTZStatus><tt:Position>{place}<tt:Zoom x="{camera.share("zoom", now):.6f}"/></tt:Position>'
            f"<tt:MoveStatus><tt:PanTilt>{moves['PanTilt']}</tt:PanTilt><tt:Zoom>{moves['Zoom']}</tt:Zoom></tt:MoveStatus>"
            f"<tt:UtcTime>{_utc(camera)}</tt:UtcTime></tptz:PTZStatus></tptz:GetStatusResponse>"
        )

    def _presets(self, asked: Asked, _now: float) -> str:
        _check_profile(asked)
        told = "".join(
            f'<tptz:Preset token="{number}"><tt:Name>{self._preset_name(number)}</tt:Name>{self._preset_place(number)}</tptz:Preset>'
            for number in sorted(self._camera.presets)
        )
        return f"<tptz:GetPresetsResponse>{told}</tptz:GetPresetsResponse>"

    def _preset_name(self, number: int) -> str:
        return escape(self._camera.preset_names.get(number, str(number)))

    def _preset_place(self, number: int) -> str:
        if not self._camera.tells_presets:
            return ""
        pan, tilt, zoom = (
            f"{value / ENDS[axis][1]:.6f}" for axis, value in zip(AXES, self._camera.presets[number], strict=True)
        )
        return f'<tt:PTZPosition><tt:PanTilt x="{pan}" y="{tilt}"/><tt:Zoom x="{zoom}"/></tt:PTZPosition>'

    def _set_preset(self, asked: Asked, now: float) -> str:
        _check_profile(asked)
        token = text_of(asked.content, "PresetToken") or str(max(self._camera.presets, default=0) + 1)
        if not (token.isascii() and token.isdecimal() and len(token) < 4):  # noqa: PLR2004
            raise Fault("Sender", "InvalidArgVal", "That is no PresetToken.")
        self._camera.store(int(token), now)
        name = text_of(asked.content, "PresetName")
        if name:
            self._camera.preset_names[int(token)] = name[:64]
        return f"<tptz:SetPresetResponse><tptz:PresetToken>{token}</tptz:PresetToken></tptz:SetPresetResponse>"

    def _goto_preset(self, asked: Asked, now: float) -> str:
        self._camera.recall(self._preset(asked), now)
        return "<tptz:GotoPresetResponse/>"

    def _remove_preset(self, asked: Asked, _now: float) -> str:
        number = self._preset(asked)
        del self._camera.presets[number]
        self._camera.preset_names.pop(number, None)
        return "<tptz:RemovePresetResponse/>"

    def _home(self, asked: Asked, now: float) -> str:
        _check_profile(asked)
        self._camera.go(dict.fromkeys(AXES, 0), now)
        return "<tptz:GotoHomePositionResponse/>"

    def _preset(self, asked: Asked) -> int:
        _check_profile(asked)
        token = text_of(asked.content, "PresetToken")
        if token not in map(str, self._camera.presets):
            raise Fault("Sender", "NoToken", "There is no such preset.")
        return int(token)


def _check_profile(asked: Asked) -> None:
    if text_of(asked.content, "ProfileToken") != _PROFILE:
        raise Fault("Sender", "NoProfile", "There is no such media profile.")


def _vector(element: Element | None) -> dict[str, float]:
    """The axes that an ONVIF vector names, each within its space."""
    named = {"pan": ("PanTilt", "x"), "tilt": ("PanTilt", "y"), "zoom": ("Zoom", "x")}
    shares = {}
    for axis, (name, attribute) in named.items():
        part = below(element, name)
        if part is not None:
            share = figure(part.get(attribute))
            if share is None or abs(share) > 1:
                raise Fault("Sender", "InvalidPosition", f"{name} is out of its space.")
            shares[axis] = share
    if not shares:
        raise Fault("Sender", "InvalidArgVal", "Nothing is to move.")
    return shares


def _services(name: str, host: str) -> str:
    """Where the services are: all of them here."""
    kept = "".join(letter for letter in host if letter.isalnum() or letter in ".:-[]")[:80]
    where = {"device": onvif_words.DEVICE, "media": onvif_words.MEDIA, "ptz": onvif_words.PTZ}
    if name == "GetServices":
        told = "".join(
            f"<tds:Service><tds:Namespace>{space}</tds:Namespace><tds:XAddr>http://{kept}/onvif/{service}_service</tds:XAddr>"
            "<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"
            for service, space in where.items()
        )
    else:
        parts = {"Device": "device", "Media": "media", "PTZ": "ptz"}
        inside = "".join(
            f"<tt:{part}><tt:XAddr>http://{kept}/onvif/{service}_service</tt:XAddr></tt:{part}>"
            for part, service in parts.items()
        )
        told = f"<tds:Capabilities>{inside}</tds:Capabilities>"
    return f"<tds:{name}Response>{told}</tds:{name}Response>"


def _utc(camera: OnvifCamera) -> str:
    at = datetime.datetime.fromtimestamp(camera.utc() + camera.clock_off_s, datetime.UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
