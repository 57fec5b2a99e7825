"""Reads an offer and writes the answer (RFC 8829 as far as WHIP and WHEP need it, RFC 9725 §4.4).

The client always offers, with at most one video and one audio in one bundle. Video is H.264 constrained baseline with
packetization-mode 1, audio is Opus; nothing else is taken, since nothing is transcoded between camera and archive.
Remote candidates are not read at all: the client's own checks show where it is.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from aiortc.rtcdtlstransport import RTCDtlsFingerprint
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.sdp import MediaDescription, SessionDescription, parameters_to_sdp

from hearing.streams import Medium
from media_server.errors import BadOffer, CodecRefused, TooLarge

LONGEST_SDP = 64 * 1024
"""Bytes. Browsers' offers are below 10 KiB."""

AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABSOLUTE_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_ONE_BYTE_IDS = range(1, 15)
_OPUS_HZ, _VIDEO_HZ = 48000, 90000
_EXTENSIONS: dict[str, tuple[str, ...]] = {"audio": (AUDIO_LEVEL,), "video": (ABSOLUTE_SEND_TIME,)}

_MID = re.compile(r"[A-Za-z0-9._-]{1,32}")

Direction = Literal["publish", "play"]
_CLIENT_DIRECTIONS: dict[Direction, tuple[str, ...]] = {
    "publish": ("sendonly", "sendrecv"),
    "play": ("recvonly", "sendrecv"),
}


@dataclass(frozen=True)
class OfferedMedium:
    """One medium of an offer: the codec chosen, and under which numbers the client knows it."""

    medium: Medium
    mid: str
    payload_type: int
    clock_rate: int
    channels: int | None
    rtpmap: str
    fmtp: str
    extensions: dict[str, int]
    """Header-extension URI → the client's id, only those that are kept."""
    ssrcs: tuple[int, ...]
    """Synchronisation sources that the client announced; the first one carries the media."""


@dataclass(frozen=True)
class Section:
    """One m-line of the offer in its place; *chosen* is ``None`` when it is answered with a refusal."""

    kind: str
    mid: str
    first_format: int
    chosen: OfferedMedium | None


@dataclass(frozen=True)
class Offer:
    """What a client offers, as far as it is taken."""

    direction: Direction
    sections: tuple[Section, ...]
    fingerprints: tuple[RTCDtlsFingerprint, ...]
    ufrag: str
    """The client's ICE user fragment: another one in a PATCH is an ICE restart."""
    media: dict[Medium, OfferedMedium] = field(default_factory=dict)


@dataclass(frozen=True)
class Answerer:
    """What every answer of one worker says of itself."""

    fingerprints: Sequence[RTCDtlsFingerprint]
    candidates: Sequence[tuple[str, int]]
    """Hosts and ports at which clients reach the worker, the most preferred first."""


def read_offer(text: str, direction: Direction, allowed: Collection[Medium]) -> Offer:
    """Read an offer to *direction* a stream that may carry the *allowed* media.

    Raises:
        TooLarge: it exceeds 64 KiB.
        BadOffer: it cannot be read, or asks for what no stream carries.
        CodecRefused: a medium is offered without the court's codec.
    """
    if len(text.encode("utf-8", "replace")) > LONGEST_SDP:
        raise TooLarge(f"An SDP of {len(text)} characters exceeds {LONGEST_SDP} bytes.")
    description = _parse(text)
    _check_bundle(description)
    sections = tuple(
        _read_section(media, direction, () if media.port == 0 and "a=bundle-only" not in text else allowed)
        for media in description.media
    )
    media = {section.chosen.medium: section.chosen for section in sections if section.chosen}
    if not media:
        raise BadOffer(f"None of the offered media can be used: this stream carries {' and '.join(sorted(allowed))}.")
    dtls = description.media[0].dtls
    if dtls is None or not dtls.fingerprints or description.media[0].rtp.muxId is None:
        raise BadOffer("The offer lacks a=setup or a=fingerprint.")
    ice = description.media[0].ice
    return Offer(direction, sections, tuple(dtls.fingerprints), (ice.usernameFragment if ice else None) or "", media)


def _parse(text: str) -> SessionDescription:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("a=candidate:")]
    if not lines or lines[0].strip() != "v=0":
        raise BadOffer("The body does not start with v=0: it is no SDP.")
    try:
        description = SessionDescription.parse("\r\n".join(lines) + "\r\n")
    except Exception as fault:
        raise BadOffer(f"The SDP cannot be read: {type(fault).__name__} {str(fault)[:80]}") from fault
    if not description.media:
        raise BadOffer("The SDP has no m-line.")
    return description


def _check_bundle(description: SessionDescription) -> None:
    kinds = [media.kind for media in description.media]
    for kind in kinds:
        if kind not in ("audio", "video"):
            raise BadOffer(f"The offer has an m-line of kind {kind[:20]!r}; a stream carries video and audio only.")
        if kinds.count(kind) > 1:
            raise BadOffer(f"The offer has {kinds.count(kind)} {kind} m-lines; a stream carries one.")
    mids = [media.rtp.muxId for media in description.media]
    if not all(mids) or len(set(mids)) != len(mids) or not all(_MID.fullmatch(mid) for mid in mids):
        raise BadOffer("Each m-line needs an a=mid of its own, of at most 32 letters, digits and ._-")
    if not all(media.rtcp_mux for media in description.media):
        raise BadOffer("Each m-line needs a=rtcp-mux.")
    bundled = {str(item) for group in description.group if group.semantic == "BUNDLE" for item in group.items}
    if len(mids) > 1 and not bundled.issuperset(mids):
        raise BadOffer("Video and audio must share one BUNDLE group.")


def _read_section(media: MediaDescription, direction: Direction, allowed: Collection[Medium]) -> Section:
    medium: Medium = "audio" if media.kind == "audio" else "video"
    first_format = int(media.fmt[0])
    refused = Section(media.kind, media.rtp.muxId, first_format, None)
    wanted = (media.direction or "sendrecv") in _CLIENT_DIRECTIONS[direction]
    if not wanted or not allowed or (medium not in allowed and direction == "play"):
        return refused
    if medium not in allowed:
        raise BadOffer(f"This stream carries {' and '.join(sorted(allowed))}, but the offer sends {medium}.")
    codec = _choose_codec(media.rtp.codecs, medium)
    if codec is None or codec.payloadType is None:
        offered = ", ".join(sorted({codec.name[:20] for codec in media.rtp.codecs}))
        needed = "H.264 constrained baseline, packetization-mode 1" if medium == "video" else "Opus at 48 kHz"
        raise CodecRefused(f"The offer's {medium} has {offered or 'no codec'}; needed is {needed}.")
    fmtp = parameters_to_sdp(codec.parameters)
    kept = {
        extension.uri: extension.id
        for extension in media.rtp.headerExtensions
        if extension.uri in _EXTENSIONS[medium] and extension.id in _ONE_BYTE_IDS
    }
    chosen = OfferedMedium(
        medium=medium,
        mid=media.rtp.muxId,
        payload_type=codec.payloadType,
        clock_rate=codec.clockRate,
        channels=codec.channels,
        rtpmap=f"{codec.name}/{codec.clockRate}" + ("/2" if medium == "audio" else ""),
        fmtp=fmtp,
        extensions=kept,
        ssrcs=tuple(source.ssrc for source in media.ssrc),
    )
    return Section(media.kind, media.rtp.muxId, first_format, chosen)


def _choose_codec(codecs: Sequence[RTCRtpCodecParameters], medium: Medium) -> RTCRtpCodecParameters | None:
    if medium == "audio":
        return next((codec for codec in codecs if codec.name.lower() == "opus" and codec.clockRate == _OPUS_HZ), None)
    fitting = [codec for codec in codecs if _is_constrained_baseline(codec)]
    fitting.sort(key=lambda codec: not str(codec.parameters.get("profile-level-id")).lower().startswith("42e0"))
    return fitting[0] if fitting else None


def _is_constrained_baseline(codec: RTCRtpCodecParameters) -> bool:
    profile = str(codec.parameters.get("profile-level-id", "")).lower()
    return (
        codec.name.upper() == "H264"
        and codec.clockRate == _VIDEO_HZ
        and str(codec.parameters.get("packetization-mode")) == "1"
        and profile[:4] in ("42e0", "4200", "42c0")
    )


def write_answer(offer: Offer, ice: tuple[str, str], answerer: Answerer, feeds: dict[Medium, int], name: str) -> str:
    """Answer *offer*.

    *ice* is our user fragment and password; *feeds* gives, for playing, the synchronisation source of each medium;
    *name* groups video and audio for lip-sync (``a=msid``, CNAME).
    """
    mids = " ".join(section.mid for section in offer.sections if section.chosen)
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite", f"a=group:BUNDLE {mids}"]
    lines.append("a=msid-semantic: WMS *")
    for section in offer.sections:
        if section.chosen is None:
            lines += _refused_lines(section)
        else:
            lines += _medium_lines(section.chosen, offer.direction, ice, answerer)
            if offer.direction == "play":
                medium = section.chosen.medium
                lines += [f"a=msid:{name} {name}-{medium}", f"a=ssrc:{feeds[medium]} cname:{name}"]
    return "\r\n".join(lines) + "\r\n"


def _refused_lines(section: Section) -> list[str]:
    return [
        f"m={section.kind} 0 UDP/TLS/RTP/SAVPF {section.first_format}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        "a=inactive",
    ]


def _medium_lines(chosen: OfferedMedium, direction: Direction, ice: tuple[str, str], answerer: Answerer) -> list[str]:
    number = chosen.payload_type
    lines = [
        f"m={chosen.medium} 9 UDP/TLS/RTP/SAVPF {number}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{chosen.mid}",
        "a=recvonly" if direction == "publish" else "a=sendonly",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        f"a=ice-ufrag:{ice[0]}",
        f"a=ice-pwd:{ice[1]}",
        *(f"a=fingerprint:{print_.algorithm} {print_.value}" for print_ in answerer.fingerprints),
        "a=setup:passive",
        f"a=rtpmap:{number} {chosen.rtpmap}",
    ]
    if chosen.fmtp:
        lines.append(f"a=fmtp:{number} {chosen.fmtp}")
    if chosen.medium == "video":
        lines += [f"a=rtcp-fb:{number} {way}" for way in ("nack", "nack pli", "ccm fir", "goog-remb")]
    lines += [f"a=extmap:{identity} {uri}" for uri, identity in chosen.extensions.items()]
    return [*lines, *_candidate_lines(answerer)]


def _candidate_lines(answerer: Answerer) -> list[str]:
    return [
        *(
            f"a=candidate:{place + 1} 1 udp {2130706431 - 256 * place} {host} {port} typ host"
            for place, (host, port) in enumerate(answerer.candidates)
        ),
        "a=end-of-candidates",
    ]


def restart_fragment(offer: Offer, ice: tuple[str, str], answerer: Answerer) -> str:
    """Answer an ICE restart with new credentials (RFC 8840, RFC 9725 §4.3.3)."""
    first = next(section for section in offer.sections if section.chosen)
    lines = ["a=ice-lite", f"a=ice-ufrag:{ice[0]}", f"a=ice-pwd:{ice[1]}", f"m={first.kind} 9 UDP/TLS/RTP/SAVPF 0"]
    return "\r\n".join([*lines, f"a=mid:{first.mid}", *_candidate_lines(answerer)]) + "\r\n"
