"""Session descriptions: the offers we write and what we need of an answer (RFC 8829, RFC 9725)."""

import secrets
from dataclasses import dataclass
from typing import Literal

from aiortc.rtcdtlstransport import RTCDtlsFingerprint
from aiortc.sdp import MediaDescription, SessionDescription

from courtroom_agent.streams.errors import Refused
from courtroom_agent.streams.ice import Address, Credentials

Medium = Literal["video", "audio"]
CLOCK_RATE: dict[Medium, int] = {"video": 90000, "audio": 48000}
ANSWER_BYTES_MAX = 64 * 1024
H264 = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
OPUS = "minptime=10;useinbandfec=1;sprop-stereo=0"


@dataclass(frozen=True)
class Line:
    """One medium of an offer: its payload type, and its SSRC when we send it."""

    medium: Medium
    payload_type: int
    ssrc: int


@dataclass(frozen=True)
class Answer:
    """What the server wants of us."""

    credentials: Credentials
    candidates: tuple[Address, ...]
    fingerprints: tuple[RTCDtlsFingerprint, ...]
    dtls_role: Literal["client", "server"]
    payload_types: dict[Medium, int]


def lines_of(*, video: bool, audio: bool) -> list[Line]:
    """Plan the media of a stream, each with an SSRC of its own."""
    planned: list[tuple[Medium, int, bool]] = [("video", 102, video), ("audio", 111, audio)]
    return [Line(medium, number, secrets.randbelow(1 << 31) + 1) for medium, number, wanted in planned if wanted]


def write_offer(lines: list[Line], local: Credentials, fingerprint: str, place: Address, *, sending: bool) -> str:
    """Write the offer of a stream that is only sent (*sending*) or only received."""
    mids = " ".join(str(index) for index in range(len(lines)))
    out = ["v=0", f"o=- {secrets.randbits(62)} 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    out += ["a=extmap-allow-mixed", "a=msid-semantic: WMS *"]
    for mid, line in enumerate(lines):
        out += _media(mid, line, sending=sending)
        out += [f"a=ice-ufrag:{local.ufrag}", f"a=ice-pwd:{local.password}", "a=ice-options:trickle"]
        out += [f"a=fingerprint:sha-256 {fingerprint}", "a=setup:actpass"]
        out += [f"a=candidate:1 1 udp 2130706431 {place[0]} {place[1]} typ host", "a=end-of-candidates"]
    return "\r\n".join(out) + "\r\n"


def _media(mid: int, line: Line, *, sending: bool) -> list[str]:
    number = line.payload_type
    out = [f"m={line.medium} 9 UDP/TLS/RTP/SAVPF {number}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}"]
    out += ["a=sendonly" if sending else "a=recvonly", "a=rtcp-mux", "a=rtcp-rsize"]
    if line.medium == "video":
        out += [f"a=rtpmap:{number} H264/90000", f"a=fmtp:{number} {H264}"]
        out += [f"a=rtcp-fb:{number} {kind}" for kind in ("nack", "nack pli", "ccm fir", "goog-remb")]
    else:
        out += [f"a=rtpmap:{number} opus/48000/2", f"a=fmtp:{number} {OPUS}", f"a=rtcp-fb:{number} nack"]
    if sending:
        out += [f"a=msid:courtroom {line.medium}", f"a=ssrc:{line.ssrc} cname:courtroom"]
    return out


def read_answer(text: str, lines: list[Line]) -> Answer:
    """Read a server's answer to the offer of *lines*.

    Raises:
        Refused: it is no answer to that offer; says what is wrong with it.
    """
    if len(text) > ANSWER_BYTES_MAX:
        raise Refused(f"The server's answer has {len(text)} characters. An SDP answer has at most {ANSWER_BYTES_MAX}.")
    try:
        session = SessionDescription.parse(text)
    except (ValueError, KeyError, IndexError, AttributeError, StopIteration, AssertionError, TypeError) as error:
        raise Refused(f"The server's answer is not an SDP answer ({error}).") from None
    if len(session.media) != len(lines) or any(
        media.kind != line.medium for media, line in zip(session.media, lines, strict=True)
    ):
        raise Refused("The server's answer has other media lines than our offer.")
    taken = [(line, media) for line, media in zip(lines, session.media, strict=True) if media.port]
    if not taken:
        raise Refused("The server takes none of the media that we offered (H.264 and Opus).")
    return _answer(taken)


def _answer(taken: list[tuple[Line, MediaDescription]]) -> Answer:
    media = taken[0][1]
    ice, dtls = media.ice, media.dtls
    if ice is None or not ice.usernameFragment or not ice.password or dtls is None or not dtls.fingerprints:
        raise Refused("The server's answer has no ICE user name, password or DTLS fingerprint.")
    candidates = tuple(
        (found.ip, int(found.port))
        for found in media.ice_candidates[:16]
        if found.protocol.lower() == "udp" and found.component == 1 and not found.ip.endswith(".local")
    )
    if not candidates:
        raise Refused("The server's answer names no UDP address to send to.")
    # aiortc writes down the role of the one who speaks: an answerer that is "client" leaves us the server's part.
    role: Literal["client", "server"] = "server" if dtls.role == "client" else "client"
    numbers = {line.medium: _payload_type(line, each) for line, each in taken}
    fingerprints = tuple(dtls.fingerprints)
    return Answer(Credentials(ice.usernameFragment, ice.password), candidates, fingerprints, role, numbers)


def _payload_type(line: Line, media: MediaDescription) -> int:
    wanted = "h264" if line.medium == "video" else "opus"
    for codec in media.rtp.codecs:
        if codec.name.lower() == wanted and codec.payloadType is not None:
            return codec.payloadType
    raise Refused(f"The server's answer has no {wanted} for {line.medium}.")
