"""Cameras moved by hand (人工控制摄像机): what a page asks for, and what the room's agent says of each camera.

No movement is an event of the hearing: it comes fifty times a second. Its beginning and its end, and every preset that
is stored or recalled, stand in the audit trail. How it travels: docs/PROTOCOL.md §19; how it stops: docs/CAMERAS.md.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from hearing.facts import HearingState
from hearing.ids import Milliseconds, RoomId, StreamName
from hearing.participant import Right
from hearing.policy import Actor, access_of

PresetName = Annotated[str, Field(pattern=r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,22}[^\s\x00-\x1f\x7f])?$")]
"""What people call a view: ``wide``, ``close``, 旁听席; up to 24 signs."""
Push = Annotated[float, Field(ge=-1, le=1)]
"""How far a joystick is pushed, and which way."""
Fraction = Annotated[float, Field(ge=0, le=1)]
"""A place or a length in a picture, of its width or height."""

SILENT_MS = 400
"""A page that says nothing for so long while a camera moves has let go of it."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _OfCamera(_Part):
    camera: StreamName


class MoveCamera(_OfCamera):
    """Move while this is said again and again: more *pan* is right, more *tilt* up, more *zoom* closer."""

    do: Literal["move"] = "move"
    pan: Push = 0.0
    tilt: Push = 0.0
    zoom: Push = 0.0


class StopCamera(_OfCamera):
    """Stand still; said *again* it ends what a finger still moves, and leaves alone where the camera was sent meanwhile."""

    do: Literal["stop"] = "stop"
    again: bool = False


class FrameCamera(_OfCamera):
    """Look so that this part of the present picture fills it; one of no size is brought to the middle."""

    do: Literal["frame"] = "frame"
    left: Fraction
    top: Fraction
    width: Fraction = 0.0
    height: Fraction = 0.0


class RecallPreset(_OfCamera):
    """Look where *preset* says."""

    do: Literal["recall"] = "recall"
    preset: PresetName


class StorePreset(_OfCamera):
    """Keep where the camera looks now as *preset*."""

    do: Literal["store"] = "store"
    preset: PresetName


class ForgetStored(_OfCamera):
    """Take the last storing of *preset* back: it is again what it was before, or not there."""

    do: Literal["unstore"] = "unstore"
    preset: PresetName


class WatchCameras(_Part):
    """Send these cameras' pictures for a while; said again as long as somebody watches."""

    do: Literal["watch"] = "watch"
    cameras: Annotated[tuple[StreamName, ...], Field(max_length=32)]


CameraWish = MoveCamera | StopCamera | FrameCamera | RecallPreset | StorePreset | ForgetStored | WatchCameras
CAMERA_WISH: TypeAdapter[CameraWish] = TypeAdapter(Annotated[CameraWish, Field(discriminator="do")])
"""Reads one wish."""


class CameraPreset(_Part):
    """A view that a camera can be sent to, and whether it is there: ``on`` only when the camera itself said so."""

    name: str
    kept: Literal["position", "memory"]
    """As figures by the agent, or in the camera's own memory by the room file's number."""
    standing: Literal["rest", "pending", "on", "assumed", "failed"] = "rest"
    """``assumed``: it was sent there and cannot say where it is."""
    says: str = ""


class CameraNow(_Part):
    """How one camera of the room stands."""

    stream: StreamName
    zh: str
    en: str
    device: str | None = None
    """What moves it; ``None`` for one that stands still for ever."""
    standing: Literal["fixed", "still", "moving", "lost", "unknown"] = "fixed"
    """``lost``: its device does not answer; ``unknown``: its agent does not."""
    says: str = ""
    held: str = ""
    """Why nobody may move it by hand now; empty when somebody may."""
    frames: bool = False
    """Whether it can be told to show a part of its picture: it says where it looks, and its optics are known."""
    stores: bool = False
    """Whether its views can be kept as figures."""
    operator_at: Milliseconds | None = None
    """When somebody moved it by hand last."""
    presets: tuple[CameraPreset, ...] = ()


class CamerasNow(_Part):
    """From an agent: its room's cameras, at each change and every other second."""

    type: Literal["cameras"] = "cameras"
    room: RoomId
    cameras: tuple[CameraNow, ...] = ()


def unknown(now: CamerasNow) -> CamerasNow:
    """Return what is known of cameras whose agent is gone: which there are, and nothing of how they stand."""
    gone = tuple(
        one.model_copy(
            update={
                "standing": "fixed" if one.device is None else "unknown",
                "presets": tuple(preset.model_copy(update={"standing": "rest"}) for preset in one.presets),
            }
        )
        for one in now.cameras
    )
    return now.model_copy(update={"cameras": gone})


def camera_objection(state: HearingState | None, actor: Actor) -> str:
    """Say why *actor* may not move cameras of a room whose hearing stands at *state*; empty when nothing is against it.

    ``no-right``; ``outside``: in a hearing only those who know it whole, else who looks after its devices while it is
    public; ``protected``: a witness is hidden, and any camera could be turned there.
    """
    if Right.MOVE_CAMERAS not in actor.rights:
        return "no-right"
    if state is None:
        return ""
    if access_of(state, actor) != "whole" and not (access_of(state, actor) == "health" and state.is_public):
        return "outside"
    return "protected" if state.is_screened("masked") else ""
