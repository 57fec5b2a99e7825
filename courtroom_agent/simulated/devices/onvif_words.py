"""How a simulated ONVIF camera reads and writes SOAP: envelopes, faults, who asks, and durations."""

import base64
import binascii
import datetime
import hashlib
import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape

SOAP = "http://www.w3.org/2003/05/soap-envelope"
SCHEMA = "http://www.onvif.org/ver10/schema"
DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
PTZ = "http://www.onvif.org/ver20/ptz/wsdl"
ERROR = "http://www.onvif.org/ver10/error"
_DURATION = re.compile(r"PT(?:([0-9]{1,2})H)?(?:([0-9]{1,3})M)?(?:([0-9]{1,5}(?:\.[0-9]{1,6})?)S)?")
_NUMBER = re.compile(r"[-+]?[0-9]{1,6}(?:\.[0-9]{1,9})?(?:[eE]-[0-9]{1,2})?")
STALE_S = 300.0
"""A digest made longer ago, or so far in the future, is refused."""


class Fault(Exception):
    """The camera refuses: ``Sender`` or ``Receiver``, ONVIF's own word, and why."""

    def __init__(self, side: str, word: str, why: str) -> None:
        super().__init__(why)
        self.side = side
        self.word = word


@dataclass(frozen=True)
class Asked:
    """An operation and who wants it."""

    name: str
    content: ElementTree.Element
    header: ElementTree.Element | None


def read(body: bytes) -> Asked:
    """Read an envelope.

    Raises:
        Fault: it is none.
    """
    try:
        text = body.decode("utf-8")
        if "<!" in text:
            raise Fault("Sender", "WellFormed", "No document types here.")
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError) as error:
        raise Fault("Sender", "WellFormed", "This is not XML.") from error
    content = root.find(f"{{{SOAP}}}Body")
    if root.tag != f"{{{SOAP}}}Envelope" or content is None or len(content) != 1:
        raise Fault("Sender", "WellFormed", "This is no envelope.")
    return Asked(content[0].tag.rpartition("}")[2], content[0], root.find(f"{{{SOAP}}}Header"))


def text_of(element: ElementTree.Element | None, *names: str) -> str:
    """The text below *element* at *names*, whatever their namespaces; empty when there is none."""
    for name in names:
        if element is None:
            return ""
        element = next((child for child in element if child.tag.rpartition("}")[2] == name), None)
    return "" if element is None else (element.text or "").strip()


def below(element: ElementTree.Element | None, name: str) -> ElementTree.Element | None:
    """The child of *element* called *name*, whatever its namespace."""
    return None if element is None else next((one for one in element if one.tag.rpartition("}")[2] == name), None)


def figure(word: str | None) -> float | None:
    """A number, or nothing when it is none."""
    return float(word) if word is not None and _NUMBER.fullmatch(word) else None


def seconds(duration: str) -> float | None:
    """Seconds of an ``xs:duration`` of hours, minutes and seconds; nothing when it is none."""
    found = _DURATION.fullmatch(duration)
    if found is None or duration == "PT":
        return None
    hours, minutes, rest = (float(group or 0) for group in found.groups())
    return hours * 3600 + minutes * 60 + rest


def is_trusted(asked: Asked, user: str, password: str, utc_s: float, seen: set[str]) -> bool:
    """Whether the envelope proves to come from *user* (WS-Security, PasswordDigest), now and for the first time."""
    token = below(below(asked.header, "Security"), "UsernameToken")
    nonce, created = text_of(token, "Nonce"), text_of(token, "Created")
    if not created.endswith("Z"):
        return False
    try:
        raw = base64.b64decode(nonce, validate=True)
        made = datetime.datetime.fromisoformat(created.replace("Z", "+00:00")).timestamp()
    except (binascii.Error, ValueError, OverflowError):
        return False
    wanted = base64.b64encode(hashlib.sha1(raw + created.encode() + password.encode(), usedforsecurity=False).digest())
    fits = text_of(token, "Username") == user and text_of(token, "Password").encode() == wanted
    if not fits or abs(made - utc_s) > STALE_S or nonce in seen:
        return False
    seen.add(nonce)
    return True


def envelope(content: str) -> bytes:
    """An envelope around *content*."""
    spaces = {"s": SOAP, "tt": SCHEMA, "tds": DEVICE, "trt": MEDIA, "tptz": PTZ, "ter": ERROR}
    names = " ".join(f'xmlns:{short}="{long}"' for short, long in spaces.items())
    text = f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope {names}><s:Body>{content}</s:Body></s:Envelope>'
    return text.encode("utf-8", "replace")


def fault(trouble: Fault) -> bytes:
    """An envelope that refuses."""
    return envelope(
        f"<s:Fault><s:Code><s:Value>s:{trouble.side}</s:Value><s:Subcode><s:Value>ter:{trouble.word}</s:Value>"
        f'</s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">{escape(str(trouble))}</s:Text></s:Reason></s:Fault>'
    )
