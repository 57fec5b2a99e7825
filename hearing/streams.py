"""How streams and tracks are named, and what each name means."""

from dataclasses import dataclass
from typing import Literal

Medium = Literal["video", "audio"]

_FIXED: dict[str, tuple[Medium, ...]] = {
    "evidence": ("video", "audio"),
    "program": ("video", "audio"),
    "program-room": ("audio",),
    "public": ("video", "audio"),
    "multiview": ("video",),
}
_PREFIXED: dict[str, tuple[Medium, ...]] = {
    "program-for-": ("video", "audio"),
    "cam-": ("video",),
    "mic-": ("audio",),
    "remote-": ("video", "audio"),
    "share-": ("video",),
    "interp-": ("audio",),
}


@dataclass(frozen=True)
class Stream:
    """One live stream by its name: ``kind`` is the name's family, ``subject`` whose it is."""

    name: str
    kind: str
    subject: str
    media: tuple[Medium, ...]


def parse_stream(name: str) -> Stream:
    """Read a stream's name.

    Raises:
        ValueError: no stream is called *name*; says which there are.
    """
    if name in _FIXED:
        return Stream(name, name, "", _FIXED[name])
    for prefix, media in _PREFIXED.items():
        subject = name.removeprefix(prefix)
        if subject != name and subject:
            return Stream(name, prefix.rstrip("-"), subject, media)
    known = ", ".join([*_FIXED, *(f"{prefix}…" for prefix in _PREFIXED)])
    raise ValueError(f"No stream is called {name[:64]!r}. Streams are: {known}.")


def track_name(stream: str, medium: Medium) -> str:
    """Name the track that keeps *medium* of *stream*: sound beside a picture gets ``-sound``."""
    media = parse_stream(stream).media
    return f"{stream}-sound" if medium == "audio" and "video" in media else stream
