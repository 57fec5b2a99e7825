"""The line to an ONVIF camera: orders as lines of JSON, carried out by the library, each answered with its number.

``{"id": 7, "call": "GotoPreset", "preset": 2}`` is answered by ``{"id": 7, "says": "accepted"}`` and, once the camera
stands still, by ``{"id": 7, "says": "done"}``; what it refuses by ``{"id": 7, "refused": "NoToken"}``.

A camera that does not tell where its presets look is remembered by where it came to rest after each.
"""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.drivers.onvif_camera import Faulted, OnvifCamera, Place, Preset
from hardware_profiles.template import Value, Values

NEAR = 0.002
"""Views that differ by no more than this share of an axis are one."""
LOOK_S = 0.2
"""How often a camera that is on its way is looked at."""
ARRIVED_S = 18.0
"""A camera that is still on its way after this is given up as arrived; what it answers then is what it is."""
KEPT_S = 30.0
"""So long the camera's list of presets is believed."""
_WAITING_MAX = 64

_Share = Annotated[float, Field(ge=-1, le=1)]
_Percent = Annotated[int, Field(ge=0, le=100)]


class Order(BaseModel):
    """One order, as the profile writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    call: Literal["ContinuousMove", "Stop", "AbsoluteMove", "GotoPreset", "SetPreset", "GetStatus", "preset"]
    pan: _Share | None = None
    tilt: _Share | None = None
    zoom: _Share | None = None
    pan_speed: _Percent = 100
    tilt_speed: _Percent = 100
    zoom_speed: _Percent = 100
    axes: Literal["pan-tilt", "zoom"] = "pan-tilt"
    preset: Annotated[int, Field(ge=0, le=255)] | None = None


class Rested:
    """Where the camera came to rest after each preset, as long as this program runs."""

    def __init__(self) -> None:
        self.places: dict[int, Place] = {}


class OnvifLine:
    """The line to one camera. A newer order takes the place of one that the camera has not answered yet."""

    def __init__(self, camera: OnvifCamera, token: str, rested: Rested) -> None:
        self._camera = camera
        self._token = token
        self._rested = rested
        self._said: asyncio.Queue[bytes | DeviceError] = asyncio.Queue(_WAITING_MAX)
        self._order: asyncio.Task[None] | None = None
        self._arrival: tuple[int, asyncio.Task[None]] | None = None
        self._asked: dict[str, float] = {}
        self._presets: tuple[Preset, ...] = ()
        self._presets_at: float | None = None

    async def read(self) -> bytes:
        """Wait for what the camera answers.

        Raises:
            Unreachable: it is gone.
            Unauthorised: it no longer takes our password.
        """
        said = await self._said.get()
        if isinstance(said, DeviceError):
            raise said
        return said

    def write(self, data: bytes) -> None:
        """Begin what the last line in *data* orders."""
        lines = data.splitlines()
        try:
            order = Order.model_validate_json(lines[-1] if lines else b"")
        except ValidationError:
            self._say({"refused": "not-understood"})
            return
        if self._order is not None:
            self._order.cancel()
        self._order = asyncio.get_running_loop().create_task(self._obey(order), name=f"onvif {order.call}")

    def close(self) -> None:
        """Hang up; the connections end with the loop's next turns."""
        for task in (self._order, self._arrival[1] if self._arrival is not None else None):
            if task is not None:
                task.cancel()
        closing = asyncio.ensure_future(_hang_up(self._camera))
        _closing.add(closing)
        closing.add_done_callback(_closing.discard)

    async def _obey(self, order: Order) -> None:
        try:
            answer = await self._carry_out(order)
        except Faulted as fault:
            self._say({"id": order.id, "refused": fault.word})
        except DeviceError as error:
            self._tell(error)
        else:
            self._say({"id": order.id, **answer})

    async def _carry_out(self, order: Order) -> dict[str, object]:
        match order.call:
            case "GetStatus":
                return self._spoken(await self._where())
            case "preset":
                return {"preset": await self._which()}
            case "SetPreset":
                await self._store(order.preset or 0)
                return {"says": "done"}
            case "Stop":
                self._overtake()
                await self._camera.stop(pan_tilt=order.axes == "pan-tilt", zoom=order.axes == "zoom")
                return {"says": "done"}
            case "ContinuousMove":
                self._overtake()
                await self._camera.move(_velocity(order))
                return {"says": "done"}
            case _:
                self._overtake()
                await self._set_out(order)
                return {"says": "accepted"}

    async def _set_out(self, order: Order) -> None:
        """Send the camera to a view, and tell when it has arrived."""
        if order.call == "GotoPreset":
            number = order.preset or 0
            kept = (await self._kept()).get(number)
            if kept is None:
                raise Faulted("NoToken")
            await self._camera.recall(kept.token)
        else:
            number = 0
            self._asked = _axes(order)
            await self._camera.go(self._asked)
        arrival = asyncio.get_running_loop().create_task(self._arrive(order.id, number), name="onvif arrival")
        self._arrival = (order.id, arrival)

    async def _arrive(self, order: int, preset: int) -> None:
        """Look until the camera stands still, and say so."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ARRIVED_S
        before: Place | None = None
        try:
            while loop.time() < until:
                await asyncio.sleep(LOOK_S)
                status = await self._camera.status()
                rests = status.moves is False or (status.moves is None and status.place in (None, before))
                if rests and status.place is not None and preset:
                    self._rested.places[preset] = status.place
                if rests:
                    break
                before = status.place
        except Faulted:
            pass  # it arrives without being watched
        except DeviceError as error:
            self._tell(error)
        self._arrival = None
        self._say({"id": order, "says": "done"})

    def _overtake(self) -> None:
        """What the camera was on its way to is over: it is sent elsewhere, or stopped."""
        self._asked = {}
        if self._arrival is not None:
            order, task = self._arrival
            self._arrival = None
            task.cancel()
            self._say({"id": order, "says": "done"})

    async def _where(self) -> Place:
        place = (await self._camera.status()).place
        if place is None:
            raise Faulted("no-position")
        return place

    async def _which(self) -> int:
        """The preset that the camera looks at, 0 when it is none of those it keeps."""
        here = await self._where()
        places = {number: self._place(number, one) for number, one in (await self._kept()).items()}
        for number, place in places.items():
            if place is not None and here.near(place, NEAR):
                return number
        if any(place is None for place in places.values()):
            raise Faulted("not-known")
        return 0

    def _place(self, number: int, preset: Preset) -> Place | None:
        return preset.place or self._rested.places.get(number)

    async def _store(self, number: int) -> None:
        self._presets_at = None
        known = (await self._kept()).get(number)
        self._presets_at = None
        self._rested.places.pop(number, None)
        await self._camera.store(known.token if known is not None else None, str(number))

    async def _kept(self) -> dict[int, Preset]:
        """The camera's presets by our numbers: by their names where those are numbers, else by their tokens."""
        head, _, tail = self._token.partition("{n}")
        numbered: dict[int, Preset] = {}
        presets = await self._list()
        for one in presets:
            number = _number(one.token.removeprefix(head).removesuffix(tail))
            if number is not None and f"{head}{number}{tail}" == one.token:
                numbered[number] = one
        named = {number: one for one in presets if (number := _number(one.name)) is not None}
        return {number: one for number, one in numbered.items() if one not in named.values()} | named

    async def _list(self) -> tuple[Preset, ...]:
        now = asyncio.get_running_loop().time()
        if self._presets_at is None or now - self._presets_at > KEPT_S:
            self._presets, self._presets_at = await self._camera.presets(), now
        return self._presets

    def _spoken(self, place: Place) -> dict[str, object]:
        """Where the camera looks; to the digit what was asked, where it is as near as cameras get."""
        seen = {"pan": place.pan, "tilt": place.tilt, "zoom": place.zoom}
        near = {axis: asked for axis, asked in self._asked.items() if axis in seen and abs(seen[axis] - asked) <= NEAR}
        return {axis: round(max(-1.0, min(1.0, value)), 4) for axis, value in (seen | near).items()}

    def _say(self, words: Mapping[str, object]) -> None:
        with contextlib.suppress(asyncio.QueueFull):  # nobody reads any more
            self._said.put_nowait(json.dumps(dict(words), separators=(",", ":")).encode() + b"\n")

    def _tell(self, error: DeviceError) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._said.put_nowait(error)


def _number(word: str) -> int | None:
    """The preset's number that *word* is, or none."""
    is_number = word.isascii() and word.isdecimal() and len(word) < 4  # noqa: PLR2004 - presets 1 to 255
    return int(word) if is_number and 0 < int(word) < 256 else None  # noqa: PLR2004


def _axes(order: Order) -> dict[str, float]:
    """The axes that an order names."""
    named = {"pan": order.pan, "tilt": order.tilt, "zoom": order.zoom}
    return {axis: value for axis, value in named.items() if value is not None}


def _velocity(order: Order) -> dict[str, float]:
    """How fast each axis shall move: its way times its speed."""
    speeds = {"pan": order.pan_speed, "tilt": order.tilt_speed, "zoom": order.zoom_speed}
    return {axis: round(way * speeds[axis] / 100, 2) for axis, way in _axes(order).items()}


_closing: set[asyncio.Future[None]] = set()


async def _hang_up(camera: OnvifCamera) -> None:
    """Close the connections, also while the loop is ending and cancels whatever still runs."""
    with contextlib.suppress(asyncio.CancelledError):
        await camera.close()
    await camera.close()


async def open_onvif(base: str, options: Values, rested: Rested) -> OnvifLine:
    """Sign on to the camera at *base* (``http://host:port``) with the room file's *options*.

    Raises:
        Unauthorised: it does not take our password.
        Unreachable: it does not answer, or not as an ONVIF camera with PTZ.
    """

    def said(name: str) -> str:
        value: Value = options.get(name, "")
        return str(value)

    camera = await OnvifCamera.open(base, said("user"), said("password"), said("media"))
    return OnvifLine(camera, said("token") or "{n}", rested)
