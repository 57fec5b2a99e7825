"""An ONVIF camera's PTZ service, by onvif-zeep-async. WSDL and schemas come with the library; nothing else is fetched.

The camera is always asked where the room file says it is, whatever address it tells of itself: its answers cannot send
our digest to another machine. Its clock is read each time the line opens, so that a wrong one costs nothing.
"""

import asyncio
import contextlib
import functools
import math
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from courtroom_agent.drivers.errors import DeviceError, Unauthorised, Unreachable

if TYPE_CHECKING:
    from onvif import ONVIFCamera

CALL_S = 4.0
"""So long one call may take."""
TIMEOUT = timedelta(seconds=1)
"""The camera's own dead-man: a movement that is not sent again ends by itself after this."""


class Faulted(DeviceError):
    """The camera refuses in a word of ONVIF's (``NoToken``), or with what nobody understands (``garbled``)."""

    def __init__(self, word: str) -> None:
        super().__init__(f"The camera answers {word}. Look at the camera itself.")
        self.word = word


@dataclass(frozen=True)
class Place:
    """Where the camera looks, in ONVIF's generic spaces: pan and tilt -1 to 1, zoom 0 to 1."""

    pan: float
    tilt: float
    zoom: float

    def near(self, other: "Place", within: float) -> bool:
        """Whether *other* is the same view, to *within*."""
        pairs = ((self.pan, other.pan), (self.tilt, other.tilt), (self.zoom, other.zoom))
        return all(abs(one - two) <= within for one, two in pairs)


@dataclass(frozen=True)
class Status:
    """Where it looks, or None where it does not say; whether it moves, or None where it does not say."""

    place: Place | None
    moves: bool | None


@dataclass(frozen=True)
class Preset:
    """A view the camera keeps: its token, its name, and where it looks where the camera tells."""

    token: str
    name: str
    place: Place | None


class OnvifCamera:
    """One camera, signed on to."""

    def __init__(self, camera: "ONVIFCamera", where: str) -> None:
        self._camera = camera
        self._where = where
        self._profile = ""
        self._ptz: Any = None

    @classmethod
    async def open(cls, base: str, user: str, password: str, profile: str = "") -> Self:
        """Sign on to the camera at *base* (``http://host:port``); *profile* is its media profile, else the first with PTZ.

        Raises:
            Unauthorised: it does not take our password.
            Unreachable: it does not answer, or not as an ONVIF camera with PTZ.
        """
        library = await asyncio.to_thread(_library)
        place = urlsplit(base)
        with _environment_kept():
            camera = library(
                place.hostname, place.port or 80, user, password, no_cache=True, adjust_time=True, nat_override=True
            )
        opened = cls(camera, base)
        try:
            with _in_words(base):
                await opened._sign_on(profile)
        except Faulted as fault:
            await opened.close()
            raise Unreachable(f"{base}: the camera answers {fault.word}. Is ONVIF switched on there?") from fault
        except BaseException:
            await opened.close()
            raise
        return opened

    async def close(self) -> None:
        """Hang up."""
        await self._camera.close()

    async def move(self, velocity: Mapping[str, float]) -> None:
        """Move each of ``pan``, ``tilt`` and ``zoom`` that *velocity* names at its share of its fastest, for a second."""
        await self._ask("ContinuousMove", Velocity=_vector(velocity), Timeout=TIMEOUT)

    async def stop(self, *, pan_tilt: bool, zoom: bool) -> None:
        """Stop."""
        await self._ask("Stop", PanTilt=pan_tilt, Zoom=zoom)

    async def go(self, position: Mapping[str, float]) -> None:
        """Look at *position*; what it does not name stays."""
        await self._ask("AbsoluteMove", Position=_vector(position))

    async def recall(self, token: str) -> None:
        """Look where the preset *token* looks."""
        await self._ask("GotoPreset", PresetToken=token)

    async def store(self, token: str | None, name: str) -> None:
        """Keep where it looks as the preset *token*, or as a new one called *name*."""
        given = {"PresetToken": token} if token is not None else {"PresetName": name}
        await self._ask("SetPreset", **given)

    async def status(self) -> Status:
        """Where it looks, and whether it moves."""
        answer = await self._ask("GetStatus")
        with _in_words(self._where):
            told = getattr(answer, "MoveStatus", None)
            words = {str(getattr(told, axis, None)) for axis in ("PanTilt", "Zoom")} - {"None"}
            moves = None if not words or "UNKNOWN" in words else "MOVING" in words
            return Status(_place(getattr(answer, "Position", None)), moves)

    async def presets(self) -> tuple[Preset, ...]:
        """The views it keeps."""
        answer = await self._ask("GetPresets") or ()
        with _in_words(self._where):
            return tuple(
                Preset(str(one.token), str(one.Name or ""), _place(getattr(one, "PTZPosition", None)))
                for one in answer
                if one.token is not None
            )

    async def _sign_on(self, profile: str) -> None:
        for service in list(self._camera.services.values()):
            await service.close()  # made by the camera's clock of before
        self._camera.services.clear()
        await self._camera.update_xaddrs()
        media = await self._camera.create_media_service()
        profiles = await media.GetProfiles()
        able = [str(one.token) for one in profiles or () if getattr(one, "PTZConfiguration", None) is not None]
        if not able or (profile and profile not in able):
            told = ", ".join(able) or "none"
            raise Unreachable(f"{self._where}: no such media profile with PTZ. There are: {told}.")
        self._profile = profile or able[0]
        self._ptz = await self._camera.create_ptz_service()

    async def _ask(self, operation: str, **what: Any) -> Any:
        """Ask one thing; a digest that is refused is made anew once, by the camera's clock of now."""
        for is_last in (False, True):
            try:
                with _in_words(self._where):
                    async with asyncio.timeout(CALL_S):
                        return await getattr(self._ptz, operation)({"ProfileToken": self._profile, **what})
            except Unauthorised:
                if is_last:
                    raise
                with _in_words(self._where):
                    await self._sign_on(self._profile)
        raise AssertionError("The second try returns or raises.")


_loading = threading.Lock()


def _library() -> Any:
    """The library with the descriptions of its services read, once; takes a second or more, so call it in a thread."""
    with _loading:
        return _loaded()


@functools.cache
def _loaded() -> Any:
    from onvif import ONVIFCamera

    asyncio.run(_read_descriptions())
    return ONVIFCamera


async def _read_descriptions() -> None:
    """Let the library read and keep its WSDL: opening a camera then waits for nothing but the camera."""
    from onvif.client import ONVIFCamera
    from onvif.definition import SERVICES

    with _environment_kept():
        camera = ONVIFCamera("127.0.0.1", 9, None, None, no_cache=True)
    camera.xaddrs = {SERVICES[name]["ns"]: "http://127.0.0.1:9/" for name in ("media", "ptz")}
    try:
        await camera.create_devicemgmt_service()
        await camera.create_media_service()
        await camera.create_ptz_service()
    finally:
        await camera.close()


@contextlib.contextmanager
def _environment_kept() -> Iterator[None]:
    """The library takes the proxies out of this process's environment, which are not its own."""
    kept = {name: os.environ[name] for name in ("http_proxy", "https_proxy") if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def _vector(axes: Mapping[str, float]) -> dict[str, Any]:
    """What ONVIF calls a vector, of the axes that are named."""
    vector: dict[str, Any] = {}
    if "pan" in axes or "tilt" in axes:
        vector["PanTilt"] = {"x": axes.get("pan", 0.0), "y": axes.get("tilt", 0.0)}
    if "zoom" in axes:
        vector["Zoom"] = {"x": axes["zoom"]}
    return vector


def _place(position: Any) -> Place | None:
    """What the camera says of a position, or None where it says no more than half of it."""
    head, lens = getattr(position, "PanTilt", None), getattr(position, "Zoom", None)
    if head is None or head.x is None or head.y is None:
        return None
    place = Place(float(head.x), float(head.y), float(lens.x) if lens is not None and lens.x is not None else 0.0)
    if not all(map(math.isfinite, (place.pan, place.tilt, place.zoom))):
        raise ValueError("A camera looks nowhere without end.")
    return place


@contextlib.contextmanager
def _in_words(where: str) -> Iterator[None]:
    """Turn what the library raises into our own errors."""
    import aiohttp
    from lxml.etree import LxmlError
    from onvif.exceptions import ONVIFError
    from zeep.exceptions import Error, Fault, TransportError

    try:
        yield
    except Fault as fault:
        word = _word_of(fault)
        if word == "NotAuthorized":
            raise _refused(where) from fault
        raise Faulted(word) from fault
    except TransportError as error:
        if error.status_code in (401, 403):
            raise _refused(where) from error
        raise Faulted("garbled") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unreachable(f"{where}: {_why(error)}. Check network and power.") from error
    except (Error, ONVIFError, LxmlError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise Faulted("garbled") from error


def _why(error: Exception) -> str:
    """What went wrong with the connection, in the system's words where it has some."""
    cause = getattr(error, "os_error", error)
    said = str(getattr(cause, "strerror", None) or cause).partition("\n")[0]
    return "no answer" if isinstance(error, TimeoutError) else said or type(error).__name__


def _refused(where: str) -> Unauthorised:
    return Unauthorised(
        f"{where}: the camera refuses user or password. Put the right ones into the room file's options."
    )


def _word_of(fault: Any) -> str:
    """ONVIF's own word for what is wrong: the last of the fault's subcodes."""
    words = [str(getattr(code, "localname", code)) for code in getattr(fault, "subcodes", None) or ()]
    if any(word in ("NotAuthorized", "FailedAuthentication") for word in words):
        return "NotAuthorized"
    return words[-1] if words else "refused"
