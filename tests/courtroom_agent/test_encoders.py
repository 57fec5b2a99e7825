"""Encoding: what browsers can play, begun anew on request, and voices that survive."""

import av
import numpy as np

from courtroom_agent.encoders import BLOCK, SAMPLE_RATE, PictureEncoder, VoiceEncoder, level_dbfs, picture_bit_rate
from recorder.h264 import nal_units

WIDTH, HEIGHT, RATE = 320, 180, 25
SPS, PPS, IDR = 7, 8, 5


def drawn(n: int) -> av.VideoFrame:
    """A picture with something that moves."""
    planes = np.full((HEIGHT * 3 // 2, WIDTH), 128, dtype=np.uint8)
    planes[40:80, (7 * n) % 240 : (7 * n) % 240 + 40] = 220
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def kinds(data: bytes) -> list[int]:
    """The kinds of NAL units in an access unit."""
    return [unit[0] & 31 for unit in nal_units(data)]


def test_a_camera_begins_anew_once_a_second() -> None:
    """Whoever joins sees the picture within a second: an IDR with its parameter sets every 25 pictures."""
    encoder = PictureEncoder(WIDTH, HEIGHT, RATE)

    units = [encoder.encode(drawn(n)) for n in range(60)]

    assert [n for n, unit in enumerate(units) if unit and unit.keyframe] == [0, 25, 50]
    assert all(
        unit and [k for k in kinds(unit.data) if k in (SPS, PPS, IDR)][:3] == [SPS, PPS, IDR] for unit in units[::25]
    )


def test_a_keyframe_comes_when_it_is_asked_for() -> None:
    """A listener that asks for a keyframe gets it with the very next picture."""
    encoder = PictureEncoder(WIDTH, HEIGHT, RATE)

    units = [encoder.encode(drawn(n), keyframe=n == 13) for n in range(20)]

    assert [n for n, unit in enumerate(units) if unit and unit.keyframe] == [0, 13]
    assert IDR in kinds(units[13].data if units[13] else b"")


def test_the_picture_is_constrained_baseline_without_reordering() -> None:
    """Every browser plays it: constrained baseline, each picture out as soon as it is in."""
    encoder = PictureEncoder(WIDTH, HEIGHT, RATE)

    units = [encoder.encode(drawn(n)) for n in range(10)]

    assert all(units)
    first = next(unit for unit in nal_units(units[0].data if units[0] else b"") if unit[0] & 31 == SPS)
    assert first[1] == 66
    assert first[2] & 0x40, "the constrained flag is set"


def test_what_was_encoded_is_what_was_shown() -> None:
    """The picture in the record is the picture that the camera took."""
    encoder = PictureEncoder(WIDTH, HEIGHT, RATE)
    decoder = av.CodecContext.create("h264", "r")
    shown = []
    for n in range(12):
        unit = encoder.encode(drawn(n))
        assert unit is not None
        shown += decoder.decode(av.Packet(unit.data))
    shown += decoder.decode(None)

    assert len(shown) == 12
    difference = shown[8].to_ndarray()[:HEIGHT].astype(int) - drawn(8).to_ndarray()[:HEIGHT].astype(int)
    assert np.abs(difference).mean() < 4


def test_a_voice_becomes_one_packet_every_20_ms() -> None:
    """A second of speech is fifty packets of 20 ms, near the asked-for rate, and is heard again after decoding."""
    encoder = VoiceEncoder()
    decoder = av.CodecContext.create("opus", "r")
    decoder.sample_rate = SAMPLE_RATE
    tone = (np.sin(np.arange(SAMPLE_RATE) * 2 * np.pi * 440 / SAMPLE_RATE) * 8000).astype(np.int16)

    packets = [encoder.encode(tone[at : at + BLOCK]) for at in range(0, len(tone), BLOCK)]
    heard = [frame for data in packets if data for frame in decoder.decode(av.Packet(data))]

    assert all(packets)
    assert {frame.samples for frame in heard[1:]} == {BLOCK}
    assert sum(len(data or b"") for data in packets) * 8 < 64_000
    assert -20 < level_dbfs((heard[30].to_ndarray()[0] * 32767).astype(np.int16)) < -12


def test_loudness_is_measured_in_decibels_of_full_scale() -> None:
    """A full sine is -3 dBFS; silence is the bottom of the scale."""
    sine = (np.sin(np.arange(BLOCK) * 2 * np.pi / 96) * 32767).astype(np.int16)

    assert abs(level_dbfs(sine) + 3.01) < 0.1
    assert level_dbfs(np.zeros(BLOCK, dtype=np.int16)) == -100.0


def test_bit_rates_follow_the_picture() -> None:
    """A court's calm picture: half a megabit at 360p, one and a half at 720p, three at 1080p."""
    assert [round(picture_bit_rate(w, h, 25) / 1e6, 1) for w, h in ((640, 360), (1280, 720), (1920, 1080))] == [
        0.5,
        1.5,
        3.4,
    ]
