"""WS-Discovery as ONVIF uses it (Core Specification §7.3): one probe to the group, and the matches that come back."""

import uuid
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from courtroom_agent.discovery.asking import Heard, Target
from hardware_profiles.discovered import Discovered

GROUP = Target("239.255.255.250", 3702)
_SOAP = "http://www.w3.org/2003/05/soap-envelope"
_ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
_DEVICE = "http://www.onvif.org/ver10/network/wsdl"
_SCOPE = "onvif://www.onvif.org/"
_NOTE = "会不会动要登录后才知道 · whether it turns is known once it is signed on to"


def probe(number: uuid.UUID) -> bytes:
    """The question, numbered *number*: who is a network video transmitter."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{_SOAP}" xmlns:a="{_ADDRESSING}" '
        f'xmlns:d="{_DISCOVERY}" xmlns:n="{_DEVICE}"><s:Header><a:Action>{_DISCOVERY}/Probe</a:Action>'
        f"<a:MessageID>urn:uuid:{number}</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>"
        "</s:Header><s:Body><d:Probe><d:Types>n:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>"
    ).encode()


def matches(answers: Iterable[Heard], number: uuid.UUID) -> Iterator[Discovered]:
    """The cameras in *answers* to the question *number*; whatever else was said is left out."""
    for heard in answers:
        root = _read(heard.data)
        if root is None or _text(root, "RelatesTo") != f"urn:uuid:{number}":
            continue
        for match in root.iter(f"{{{_DISCOVERY}}}ProbeMatch"):
            found = _camera(match, heard.host)
            if found is not None:
                yield found


def _read(data: bytes) -> ElementTree.Element | None:
    try:
        text = data.decode("utf-8")
        # Without a document type there are no entities to expand.
        return None if "<!" in text else ElementTree.fromstring(text)  # noqa: S314
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        return None


def _text(element: ElementTree.Element, name: str) -> str:
    """The text of the first element called *name* below, whatever its namespace."""
    found = next((one for one in element.iter() if str(one.tag).rpartition("}")[2] == name), None)
    return "" if found is None else (found.text or "").strip()


def _camera(match: ElementTree.Element, sender: str) -> Discovered | None:
    """One match, or none when it names no address that the sender can be reached at."""
    places = [place for place in map(_place, _text(match, "XAddrs").split()) if place is not None]
    at_sender = next((place for place in places if place[0] == sender), None)
    if at_sender is None:
        return None  # who answers for another machine is not believed
    scopes = [unquote(one.removeprefix(_SCOPE)) for one in _text(match, "Scopes").split() if one.startswith(_SCOPE)]
    said = dict(scope.split("/", 1) for scope in reversed(scopes) if "/" in scope)
    name = _text(match, "Address").removeprefix("urn:uuid:")[:80] or f"{sender}:{at_sender[1]}"
    return Discovered(
        key=f"network:onvif:{name}",
        kind="network",
        path=f"http://{sender}:{at_sender[1]}",
        vendor=said.get("manufacturer", "")[:200],
        product=" ".join(dict.fromkeys(word for word in (said.get("name"), said.get("hardware")) if word))[:200],
        address=f"{sender}:{at_sender[1]}",
        answers="onvif.ptz",
        note=_NOTE,
    )


def _place(address: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or 80
    except ValueError:
        return None
    return (parts.hostname, port) if parts.scheme == "http" and parts.hostname else None
