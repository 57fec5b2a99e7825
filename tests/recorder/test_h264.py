"""H.264 on its way: what was cut into packets comes together again, and garbage is refused."""

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.errors import BadMedia, BadPacket
from recorder.h264 import (
    H264Depacketizer,
    annex_b,
    nal_type,
    nal_units,
    packetize_h264,
    parameter_sets,
    read_sps,
)
from tests.recorder.recording import pictures

UNIT = st.tuples(st.sampled_from([0x41, 0x65, 0x67, 0x68, 0x06]), st.binary(min_size=1, max_size=3000)).map(
    lambda parts: bytes([parts[0]]) + parts[1].replace(b"\x00", b"\x01") + b"\x80"
)


def together(payloads: list[bytes]) -> bytes | None:
    """Put payloads together as a receiver does."""
    depacketizer, picture = H264Depacketizer(), None
    for number, payload in enumerate(payloads):
        picture = depacketizer.push(payload, marker=number == len(payloads) - 1)
    return picture


@settings(max_examples=100, deadline=None)
@given(st.lists(UNIT, min_size=1, max_size=8), st.integers(min_value=50, max_value=1400))
def test_what_was_cut_comes_together(units: list[bytes], mtu: int) -> None:
    """Any picture, cut into packets of any size, arrives as it was."""
    payloads = packetize_h264(annex_b(units), mtu)

    assert all(len(payload) <= mtu for payload in payloads)
    assert together(payloads) == annex_b(units)


def test_a_real_encoders_pictures_come_together() -> None:
    """Pictures of a real encoder survive packets, and are decoded like before."""
    decoder = av.CodecContext.create("h264", "r")
    count = 0
    for data, _ in pictures():
        arrived = together(packetize_h264(data))
        assert arrived is not None
        assert nal_units(arrived) == nal_units(data)
        count += len(decoder.decode(av.Packet(arrived)))
    assert count + len(decoder.decode(None)) == len(pictures())


def test_parameter_sets_share_a_packet() -> None:
    """Small units travel together, large ones in fragments of one size."""
    sps, pps, idr = b"\x67" + bytes([1]) * 20, b"\x68\x01\x02", b"\x65" + bytes([2]) * 3000
    payloads = packetize_h264(annex_b([sps, pps, idr]))

    assert [payload[0] & 31 for payload in payloads] == [24, 28, 28, 28]


@pytest.mark.parametrize(
    ("payloads", "says"),
    [
        ([b""], "empty"),
        ([b"\x7c\x80"], "without content"),
        ([b"\x7c\x05\x01\x02"], "without its beginning"),
        ([b"\x7c\x85\x01\x02", b"\x7c\x85\x01\x02"], "without its beginning"),
        ([b"\x7c\x85\x01\x02", b"\x41\x01"], "never finished"),
        ([b"\x7c\x85\x01\x02"], "ends inside"),
        ([b"\x78"], "without units"),
        ([b"\x78\x00\x09\x41"], "beyond its packet"),
        ([b"\x78\x00\x00\x41"], "beyond its packet"),
        ([b"\x79\x00\x00"], "type 25"),
        ([b"\x00\x01"], "type 0"),
    ],
)
def test_a_broken_packet_is_refused(payloads: list[bytes], says: str) -> None:
    """A packet that breaks its format is refused in words, and the next picture is not spoilt by it."""
    depacketizer = H264Depacketizer()
    with pytest.raises(BadPacket, match=says):  # noqa: PT012 - which packet is refused is part of the table
        for number, payload in enumerate(payloads):
            depacketizer.push(payload, marker=number == len(payloads) - 1)

    assert depacketizer.push(b"\x41\x9a", marker=True) == annex_b([b"\x41\x9a"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=60), st.booleans()), max_size=20))
def test_garbage_is_refused_and_nothing_else(packets: list[tuple[bytes, bool]]) -> None:
    """Whatever bytes a network brings, the recorder refuses or takes them, and never breaks."""
    depacketizer = H264Depacketizer()
    for payload, marker in packets:
        try:
            picture = depacketizer.push(payload, marker)
        except BadPacket as refusal:
            assert str(refusal).startswith("H.264 payload: ")
        else:
            assert picture is None or picture.startswith(b"\x00\x00\x00\x01")


def test_a_picture_without_end_is_refused() -> None:
    """A sender that never ends its picture cannot fill the memory."""
    depacketizer = H264Depacketizer()
    with pytest.raises(BadPacket, match="Lower the bit rate"):  # noqa: PT012 - it is one of many that is refused
        for _ in range(200):
            depacketizer.push(b"\x41" + bytes(60_000), marker=False)


@pytest.mark.parametrize(("width", "height"), [(160, 120), (1280, 720), (1920, 1080), (640, 360), (50, 34)])
def test_the_size_is_read_from_the_parameter_sets(width: int, height: int) -> None:
    """The header of a track file says the size that the encoder meant, cropping included."""
    sets = parameter_sets(nal_units(pictures(1, width, height)[0][0]))

    assert sets is not None
    picture = read_sps(sets.sps)
    assert (picture.width, picture.height) == (width, height)


@pytest.mark.parametrize("profile", ["baseline", "main", "high", "high10", "high422", "high444"])
def test_every_profile_is_read(profile: str) -> None:
    """Cameras that give another profile than asked for are read just as well."""
    formats = {"high10": "yuv420p10le", "high422": "yuv422p10le", "high444": "yuv444p"}
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 332, 222, formats.get(profile, "yuv420p")
    encoder.framerate = 25
    encoder.time_base = 1 / encoder.framerate
    encoder.options = {"profile": profile, "x264-params": "repeat-headers=1:cqm=jvt"}
    frame = av.VideoFrame(332, 222, "yuv420p").reformat(format=encoder.pix_fmt)
    frame.pts = 0
    data = b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None)))

    sets = parameter_sets(nal_units(data))
    assert sets is not None
    picture = read_sps(sets.sps)
    assert (picture.width, picture.height) == (332, 222)
    assert picture.luma_depth == (2 if "10le" in encoder.pix_fmt else 0)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_a_garbled_parameter_set_is_refused(rest: bytes) -> None:
    """A parameter set that is none says so and asks for a keyframe."""
    try:
        picture = read_sps(b"\x67" + rest)
    except BadMedia as refusal:
        assert "keyframe" in str(refusal)
    else:
        assert 0 < picture.width < 65536


def test_units_are_split_at_every_kind_of_start_code() -> None:
    """Start codes of three and four bytes and zeros behind a unit are the same to us."""
    assert nal_units(b"\x00\x00\x00\x01\x67\x01\x00\x00\x01\x68\x02\x00\x00\x00\x00\x01\x65\x03") == [
        b"\x67\x01",
        b"\x68\x02",
        b"\x65\x03",
    ]
    assert nal_units(b"no start code") == []
    assert nal_type(b"\x65") == 5
