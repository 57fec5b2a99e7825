"""What the room file names against what was found: known, new, missing, not real, or not looked for."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from courtroom_agent.fitting.sheet import reached_by, without_login
from hardware_profiles.courtroom import Courtroom, Transport
from hardware_profiles.discovered import Discovered, Discovery, Kind
from hearing.fitting import Comparison


@dataclass(frozen=True)
class _Named:
    """One thing of the room file: how it is looked for. *where* is a path, or a host for what hangs on the network."""

    item: str
    kind: Kind
    where: str
    reached_by: str
    is_real: bool = True
    is_looked_for: bool = True
    is_driven: bool = False
    """A driver calls it at its address by itself, so that its silence says enough."""


def compared(room: Courtroom, discovery: Discovery, connected: Set[str]) -> Iterator[Comparison]:
    """Compare *room* with what was found; devices in *connected* have answered, however they are reached."""
    missed = {why.partition(":")[0] for why in discovery.missed}
    if room.device_network is None:
        missed.add("network")
    taken: set[str] = set()
    for named in _named(room):
        found = next((one for one in discovery.found if _is(named, one)), None)
        if found is not None:
            taken.add(found.key)
        verdict = _verdict(named, found, answers=named.item in connected)
        is_looked_for = named.is_driven or (named.is_looked_for and named.kind not in missed)
        if verdict == "missing" and not is_looked_for:
            verdict = "unlooked"
        yield Comparison(verdict=verdict, kind=named.kind, item=named.item, found=found, reached_by=named.reached_by)
    for one in discovery.found:
        if one.key not in taken:
            yield Comparison(verdict="new", kind=one.kind, found=one)


def _verdict(
    named: _Named, found: Discovered | None, *, answers: bool
) -> Literal["known", "missing", "simulated", "unlooked"]:
    if not named.is_real:
        return "simulated"
    return "known" if found is not None or answers else "missing"


def _named(room: Courtroom) -> Iterator[_Named]:
    for device in room.devices:
        yield _of_transport(device.name, device.transport)
    for camera in room.cameras:
        yield _of_source(camera.stream, camera.source)
    for microphone in room.microphones:
        yield _of_source(microphone.stream, microphone.source)
    if room.sound_card is not None:
        yield _of_source("loudspeaker", f"alsa:{room.sound_card}")


def _of_transport(item: str, transport: Transport) -> _Named:
    how = reached_by(transport)
    if transport.serial is not None:
        return _Named(item, "serial", transport.serial, how)
    if transport.v4l2 is not None:
        return _Named(item, "camera", f"v4l2:{transport.v4l2}", how)
    if transport.gpio is not None or transport.simulated:
        return _Named(item, "serial", "", how, is_real=not transport.simulated, is_looked_for=False)
    if transport.http is not None:
        return _Named(item, "network", urlsplit(transport.http).hostname or "", how, is_driven=True)
    where = transport.tcp or transport.telnet or transport.udp or ""
    return _Named(item, "network", where.rpartition(":")[0], how, is_driven=True)


def _of_source(item: str, source: str) -> _Named:
    way, _, _ = source.partition(":")
    shown = without_login(source)
    if way in ("rtsp", "rtsps"):
        return _Named(item, "network", urlsplit(source).hostname or "", shown)
    kind: Kind = "sound" if way == "alsa" or item.startswith("mic-") else "camera"
    where = source.replace("hdmi:", "v4l2:", 1) if way == "hdmi" else source
    return _Named(item, kind, where, shown, is_real=way != "simulated", is_looked_for=way != "file")


def _is(named: _Named, found: Discovered) -> bool:
    if named.kind != found.kind or not named.where:
        return False
    if found.kind == "network":
        return named.where in {_host(found.address), _host(found.path)}
    plain = named.where.replace("alsa:plughw:", "alsa:hw:")
    return plain in {found.path, found.address} or plain == f"v4l2:{found.address.partition(' ')[0]}"


def _host(address: str) -> str:
    """The host of ``10.0.3.20:80``, ``http://10.0.3.20/onvif`` or ``10.0.3.20``."""
    return urlsplit(address if "://" in address else f"//{address}").hostname or address
