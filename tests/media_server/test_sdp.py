"""What may be offered, and how it is answered."""

import pytest
from aiortc.rtcdtlstransport import RTCCertificate
from aiortc.sdp import SessionDescription
from hypothesis import given, settings
from hypothesis import strategies as st

from media_server.errors import BadOffer, CodecRefused, MediaError, TooLarge
from media_server.sdp import LONGEST_SDP, Answerer, read_offer, write_answer

HEAD = """v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=fingerprint:sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF
a=setup:actpass
a=ice-ufrag:abcd
a=ice-pwd:0123456789abcdef01234567
"""
AUDIO = """m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=mid:0
a=sendonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=ssrc:11 cname:me
"""
VIDEO = """m=video 9 UDP/TLS/RTP/SAVPF 96 103 97 109
c=IN IP4 0.0.0.0
a=mid:1
a=sendonly
a=rtcp-mux
a=rtpmap:96 VP8/90000
a=rtpmap:103 H264/90000
a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:109 H264/90000
a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=ssrc:22 cname:me
"""
BOTH = ("video", "audio")


def answerer() -> Answerer:
    """Answer as a worker at 127.0.0.1:5000 does."""
    return Answerer(RTCCertificate.generateCertificate().getFingerprints(), [("127.0.0.1", 5000)])


def test_constrained_baseline_and_opus_are_taken() -> None:
    """Of all that a browser can do, the court takes the one pair that also goes into the archive."""
    offer = read_offer(HEAD + AUDIO + VIDEO, "publish", BOTH)

    assert offer.media["video"].payload_type == 109
    assert offer.media["audio"].payload_type == 111
    assert offer.media["video"].ssrcs == (22,)
    assert offer.ufrag == "abcd"


def test_the_answer_is_lite_passive_and_names_what_was_taken() -> None:
    """The browser is told where to come, that it calls first, and which codec to send."""
    offer = read_offer(HEAD + AUDIO + VIDEO, "publish", BOTH)

    answer = write_answer(offer, ("ufrag", "password"), answerer(), {}, "remote-p-1")

    read = SessionDescription.parse(answer)
    assert "a=ice-lite\r\n" in answer
    assert answer.count("a=setup:passive\r\n") == 2
    assert "a=candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host\r\n" in answer
    assert [media.rtp.codecs[0].name for media in read.media] == ["opus", "H264"]
    assert [media.direction for media in read.media] == ["recvonly", "recvonly"]
    assert [extension.id for extension in read.media[1].rtp.headerExtensions] == [2]


def test_a_browser_with_vp8_only_is_told_which_browser_helps() -> None:
    """Someone whose browser lacks H.264 reads, in Chinese and English, what to use instead."""
    vp8 = VIDEO.replace("H264", "VP9")

    with pytest.raises(CodecRefused, match=r"H\.264") as refused:
        read_offer(HEAD + AUDIO + vp8, "publish", BOTH)

    assert refused.value.status == 406
    assert "Chrome" in refused.value.remedy
    assert "浏览器" in refused.value.title


def test_packetization_mode_0_and_high_profile_are_refused() -> None:
    """H.264 in another dress than the archive's is no H.264 for the court."""
    for other in (VIDEO.replace("packetization-mode=1", "packetization-mode=0"), VIDEO.replace("=42", "=64")):
        with pytest.raises(CodecRefused):
            read_offer(HEAD + AUDIO + other, "publish", BOTH)


@pytest.mark.parametrize(
    ("offer", "fault"),
    [
        ("", "no SDP"),
        ("hello", "no SDP"),
        (HEAD, "no m-line"),
        (HEAD + "m=video\n", "cannot be read"),
        (HEAD + VIDEO + VIDEO, "2 video m-lines"),
        (HEAD + AUDIO + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:2\n", "application"),
        (HEAD + AUDIO.replace("a=rtcp-mux\n", ""), "rtcp-mux"),
        (HEAD + AUDIO.replace("a=mid:0", "a=mid:<script>"), "a=mid"),
        (HEAD.replace("BUNDLE 0 1", "BUNDLE 0") + AUDIO + VIDEO, "BUNDLE"),
        (HEAD.replace("a=setup:actpass\n", "") + AUDIO, "a=setup"),
        (HEAD + AUDIO.replace("111", "72"), "cannot be read"),
    ],
)
def test_a_faulty_offer_is_refused_with_its_fault(offer: str, fault: str) -> None:
    """Whoever wrote the client reads what is wrong with it."""
    with pytest.raises(BadOffer, match=fault):
        read_offer(offer, "publish", BOTH)


def test_an_oversized_offer_is_refused_unread() -> None:
    """Nobody keeps the server busy with a book."""
    with pytest.raises(TooLarge):
        read_offer(HEAD + AUDIO + "a=x\n" * (LONGEST_SDP // 4), "publish", BOTH)


def test_a_microphone_stream_takes_no_picture() -> None:
    """Somebody who sends a camera as ``mic-witness`` is refused; a player who asks for it gets the sound alone."""
    with pytest.raises(BadOffer, match="carries audio"):
        read_offer(HEAD + AUDIO + VIDEO, "publish", ("audio",))

    playing = (HEAD + AUDIO + VIDEO).replace("sendonly", "recvonly")
    offer = read_offer(playing, "play", ("audio",))
    answer = write_answer(offer, ("u", "p"), answerer(), {"audio": 9}, "mic-witness")

    assert set(offer.media) == {"audio"}
    assert "m=video 0 " in answer
    assert "a=group:BUNDLE 0\r\n" in answer


def test_a_candidate_is_not_even_read() -> None:
    """A ``.local`` name in an offer makes the server ask nobody on the network."""
    odd = "a=candidate:1 1 udp 2113937151 9b36eaac-bb2e-49bb-bb78-21c41c499900.local 49000 typ host\na=candidate:rubbish\n"

    assert read_offer(HEAD + AUDIO + odd + VIDEO, "publish", BOTH).media.keys() == {"audio", "video"}


@given(st.data())
@settings(max_examples=100)
def test_a_mangled_offer_is_taken_or_refused_in_words(data: st.DataObject) -> None:
    """Lines lost, doubled or scrambled on the way lead to an answer or a refusal, never to a crash."""
    lines = (HEAD + AUDIO + VIDEO).splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "double", "cut", "junk"]))
        line = lines[place]
        new = {"drop": [], "double": [line, line], "cut": [line[: len(line) // 2]], "junk": [line + "\u4e2d \x01"]}
        lines[place : place + 1] = new[change]
        lines = lines or ["v=0"]
    refusal: MediaError | None = None
    try:
        offer = read_offer("\n".join(lines), "publish", BOTH)
    except MediaError as refused:
        refusal = refused
    else:
        assert offer.media
    if refusal is not None:
        assert 400 <= refusal.status < 500
        assert all(refusal.problem().values())
