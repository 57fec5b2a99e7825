"""RTP and RTCP: order, losses and refusals."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.errors import BadMedia, BadPacket
from recorder.opus import SILENCE, packet_duration
from recorder.rtp import (
    Loss,
    ReorderBuffer,
    RtpPacket,
    SenderReport,
    Unwrapper,
    parse_rtp,
    parse_sender_reports,
    serialize_rtp,
    serialize_sender_report,
)
from tests.recorder.recording import sounds

PACKETS = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 127),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    marker=st.booleans(),
    payload=st.binary(max_size=50),
)
MS = 1_000_000


def numbered(sequence: int) -> RtpPacket:
    """A packet with that number."""
    return RtpPacket(96, sequence & 0xFFFF, 0, 1, False, b"")


def order(buffer: ReorderBuffer, sequences: list[int], now: int = 0) -> list[int | Loss]:
    """Push packets; the numbers and losses that come out."""
    out: list[RtpPacket | Loss] = []
    for sequence in sequences:
        out += buffer.push(numbered(sequence), now)
    return [one if isinstance(one, Loss) else one.sequence for one in out]


@settings(max_examples=100, deadline=None)
@given(PACKETS)
def test_a_packet_is_read_as_it_was_written(packet: RtpPacket) -> None:
    """What one side writes the other reads."""
    assert parse_rtp(serialize_rtp(packet)) == packet


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_rtp_garbage_is_refused_in_words(data: bytes) -> None:
    """Any bytes are read within their bounds or refused."""
    try:
        packet = parse_rtp(data)
    except BadPacket as refusal:
        assert str(refusal).startswith("RTP packet: ")
    else:
        assert packet.payload in data


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80).map(lambda data: b"\x80\xc8" + data))
def test_rtcp_garbage_is_refused_in_words(data: bytes) -> None:
    """Any bytes are read within their bounds or refused."""
    try:
        reports = parse_sender_reports(data)
    except BadPacket as refusal:
        assert str(refusal).startswith("RTCP packet: ")
    else:
        assert len(reports) <= len(data) // 28


def test_extensions_and_padding_are_left_out() -> None:
    """A browser's packet with contributing sources, an extension and padding gives its payload only."""
    data = b"\xb1\x60\x00\x07" + bytes(4) + b"\x00\x00\x00\x01" + bytes(4)
    data += b"\xbe\xde\x00\x01\x10\xff\x00\x00" + b"media" + b"\x00\x00\x03"

    assert parse_rtp(data).payload == b"media"
    assert not parse_rtp(data).marker


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80" * 11,
        b"\x40" + bytes(20),
        b"\x8f" + bytes(20),
        b"\x90" + bytes(11),
        b"\x90" + bytes(13) + b"\xff\xff",
        b"\xa0" + bytes(11),
        b"\xa0" + bytes(10) + b"\x02",
    ],
)
def test_a_packet_that_lies_about_its_length_is_refused(data: bytes) -> None:
    """Lengths beyond the packet's own are refused."""
    with pytest.raises(BadPacket, match="RTP packet"):
        parse_rtp(data)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 4_000_000_000_000_000_000), st.integers(0, 0xFFFFFFFF), st.integers(0, 0xFFFFFFFF))
def test_a_sender_report_keeps_its_moment(utc: int, timestamp: int, ssrc: int) -> None:
    """A report's moment survives to the nanosecond, until 2096."""
    report = SenderReport(ssrc, utc, timestamp)
    [read] = parse_sender_reports(serialize_sender_report(report))

    assert (read.ssrc, read.timestamp) == (ssrc, timestamp)
    assert abs(read.utc - utc) <= 1


def test_reports_are_found_in_a_compound() -> None:
    """A report among other RTCP packets is found."""
    report = SenderReport(7, 1_790_000_000_000_000_000, 9)
    compound = b"\x80\xca\x00\x01" + bytes(4) + serialize_sender_report(report, 3, 4)

    assert [read.ssrc for read in parse_sender_reports(compound)] == [7]


def test_a_shuffled_stream_comes_in_order() -> None:
    """Packets that overtook each other within the window are put in order, over the wrap of their numbers."""
    numbers = list(range(65_500, 65_700))
    shuffled = list(numbers)
    generator = random.Random(7)
    for at in range(1, 190, 4):
        part = shuffled[at : at + 4]
        generator.shuffle(part)
        shuffled[at : at + 4] = part

    assert order(ReorderBuffer(), shuffled) == [number & 0xFFFF for number in numbers]


def test_a_missing_packet_is_waited_for_and_then_told() -> None:
    """A hole is waited for 200 ms; then its size is told, and the stream goes on."""
    buffer = ReorderBuffer()
    assert order(buffer, [1, 2, 5]) == [1, 2]
    assert buffer.ready(199 * MS) == []
    assert buffer.ready(200 * MS) == [Loss(2), numbered(5)]
    assert order(buffer, [3, 4, 6], 201 * MS) == [6]


def test_double_packets_vanish() -> None:
    """A packet that comes twice counts once."""
    assert order(ReorderBuffer(), [1, 1, 3, 3, 2, 2, 4]) == [1, 2, 3, 4]


def test_a_sender_that_begins_anew_is_followed() -> None:
    """A jump of the numbers is a new beginning, not a loss of thousands."""
    assert order(ReorderBuffer(), [1, 2, 30_000, 30_001]) == [1, 2, Loss(1), 30_000, 30_001]


def test_what_waits_comes_out_at_the_end() -> None:
    """When the stream ends, what waited for a missing packet is kept."""
    buffer = ReorderBuffer()
    order(buffer, [1, 3, 6])

    assert buffer.drain() == [Loss(1), numbered(3), Loss(2), numbered(6)]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 0xFFFF), max_size=60))
def test_numbers_without_sense_do_no_harm(sequences: list[int]) -> None:
    """Whatever numbers come, no packet comes out twice in a row and memory stays bounded."""
    buffer = ReorderBuffer()
    out = order(buffer, sequences) + [one if isinstance(one, Loss) else one.sequence for one in buffer.drain()]

    assert len([one for one in out if not isinstance(one, Loss)]) <= len(sequences)
    assert buffer.drain() == []


def test_timestamps_do_not_wrap() -> None:
    """A counter of 32 bits goes on beyond its end, and back over it for a late packet."""
    unwrapper = Unwrapper(32)

    assert [unwrapper.unwrap(value) for value in (0xFFFFFFF0, 0x10, 0xFFFFFFFF, 0x20)] == [
        0xFFFFFFF0,
        0x100000010,
        0xFFFFFFFF,
        0x100000020,
    ]


def test_an_opus_packet_says_how_long_it_is() -> None:
    """Real packets and our silence last 20 ms; longer ones say so."""
    assert {packet_duration(packet) for packet in (*sounds(), *SILENCE.values())} == {20_000_000}
    assert packet_duration(b"\x18\x00") == 60_000_000
    assert packet_duration(b"\xfb\x03") == 60_000_000
    assert packet_duration(b"\x78\x00") == 20_000_000


@pytest.mark.parametrize("packet", [b"", b"\xfb", b"\xfb\x00", b"\x1b\x03", b"\xfb\x3f"])
def test_what_is_no_opus_packet_is_refused(packet: bytes) -> None:
    """A packet without frames, or longer than 120 ms, is refused."""
    with pytest.raises(BadMedia, match="Opus packet"):
        packet_duration(packet)
