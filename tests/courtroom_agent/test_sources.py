"""Sources: real speed, real files, and a missing device that says what is missing."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from courtroom_agent.errors import BadSource, SourceLost
from courtroom_agent.simulated import counter
from courtroom_agent.sources.base import BLOCK, BLOCK_NS, Grid, Picture, SteadyBlocks
from courtroom_agent.sources.file import FileAudio, FileVideo
from courtroom_agent.sources.opening import open_camera, open_microphone
from courtroom_agent.sources.rtsp import RtspVideo, probe
from courtroom_agent.sources.simulated import SimulatedAudio, SimulatedCourt, SimulatedVideo
from hardware_profiles.courtroom import Camera, Label, Microphone

SIZE = (160, 96)
NAME = Label(zh="席", en="Seat")


class Clock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self, at: int = 1_800_000_000_000_000_000) -> None:
        self.at = at

    def now(self) -> int:
        """The moment that it shows, ns."""
        return self.at

    def sleep_until(self, at: int) -> None:
        """Move on to *at*."""
        self.at = max(self.at, at)


def camera(source: str) -> Camera:
    """A camera of a room file."""
    return Camera(stream="cam-judge", label=NAME, source=source, width=160, height=96, rate=25, mandatory=True)


def microphone(source: str) -> Microphone:
    """A microphone of a room file."""
    return Microphone(stream="mic-judge", label=NAME, seat="judge", source=source, mandatory=True)


def film(
    path: Path, seconds: float, options: dict[str, str], *, rate: int = 25, gop: int = 25, b_frames: int = 0
) -> Path:
    """Write a film whose brightness tells the picture's number."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = gop
        stream.codec_context.max_b_frames = b_frames
        for n in range(round(seconds * rate)):
            planes = np.full((SIZE[1] * 3 // 2, SIZE[0]), 128, dtype=np.uint8)
            planes[: SIZE[1]] = 40 + 2 * n % 200
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = n, Fraction(1, rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def tune(path: Path, seconds: float, rate: int = 44_100) -> Path:
    """Write a stereo tone."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=rate, layout="stereo")
        count = round(seconds * rate)
        wave = (np.sin(np.arange(count) * 2 * np.pi * 440 / rate) * 9000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.repeat(wave, 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = rate
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


BASELINE = {"profile": "baseline", "tune": "zerolatency", "preset": "ultrafast"}


def test_simulated_cameras_of_one_rate_share_their_moments() -> None:
    """Pictures of two cameras, opened at different moments, were taken at the same instants and show the same counter."""
    clock = Clock()
    court = SimulatedCourt(lambda: clock.at // 1_000_000 // 40 * 40 - 4000)
    zero = clock.at // 1_000_000 // 40 * 40 - 4000
    court = SimulatedCourt(lambda: zero)
    one = SimulatedVideo("judge", 640, 360, 25, court, clock)
    first = [one.read() for _ in range(3)]
    other = SimulatedVideo("overview", 640, 360, 25, court, Clock(first[1].at - 7_000_000))
    second = [other.read() for _ in range(3)]

    shared = {picture.at: picture for picture in second}
    assert first[1].at in shared
    for picture in (first[1], shared[first[1].at]):
        brightness = picture.frame.to_ndarray()[:360]
        assert counter.read(brightness, counter.Strip.of(640)) == round((picture.at / 1e6 - zero) / 40)


def test_a_simulated_microphone_is_gapless() -> None:
    """Blocks of 20 ms follow each other exactly, however late they are fetched."""
    clock = Clock()
    source = SimulatedAudio("judge", SimulatedCourt(lambda: clock.at // 1_000_000), clock)
    moments = []
    for n in range(30):
        moments.append(source.read().at)
        clock.at += 70_000_000 if n == 10 else 0

    assert {b - a for a, b in zip(moments, moments[1:], strict=False)} == {BLOCK_NS}


def test_a_machine_that_is_too_slow_leaves_pictures_out_and_counts_them() -> None:
    """After a second's hang the camera goes on with now, not with the past."""
    clock = Clock()
    source = SimulatedVideo("judge", *SIZE, 25, SimulatedCourt(lambda: None), clock)
    source.read()
    clock.at += 1_000_000_000

    assert source.read().at > clock.at - 80_000_000
    assert 23 <= source.dropped <= 25


def test_a_grid_tolerates_being_a_little_late() -> None:
    """A picture fetched a bit late is still that picture."""
    grid = Grid(40, patience=4)
    assert [grid.next(now)[0] for now in (1000, 1040, 1190, 1200, 1210)] == [1040, 1080, 1120, 1160, 1200]


@pytest.mark.parametrize("jitter_ms", [0, 3, 9])
def test_a_devices_blocks_are_spaced_evenly(jitter_ms: int) -> None:
    """A sound card that delivers in bursts still gives an even timeline, and its drift is followed."""
    steady, random = SteadyBlocks(), np.random.default_rng(7)
    drift = 1 + 100e-6
    moments = []
    for n in range(3000):
        arrived = round(n * BLOCK_NS * drift) + int(random.integers(0, jitter_ms * 1_000_000 + 1))
        moments.append(steady.at(10**12 + arrived))

    steps = {b - a for a, b in zip(moments, moments[1:], strict=False)}
    assert max(steps) - min(steps) <= 2 * BLOCK_NS // 1000
    ideal = 10**12 + round(2999 * BLOCK_NS * drift) - BLOCK_NS
    assert abs(moments[-1] - ideal) < 10_000_000


def test_a_file_is_played_at_real_speed_and_again(tmp_path: Path) -> None:
    """A film of one second shows its pictures in time, at the room's size, and begins again."""
    path = film(tmp_path / "film.mp4", 1.0, BASELINE)
    clock = Clock()
    source = FileVideo(str(path), 80, 48, 25, clock)
    began = clock.at
    shown = [source.read() for _ in range(60)]
    source.close()

    assert 59 * 40_000_000 <= clock.at - began <= 61 * 40_000_000
    assert (shown[0].frame.width, shown[0].frame.height) == (80, 48)
    light = [float(picture.frame.to_ndarray()[:48].mean()) for picture in shown]
    assert light[20] - light[0] == pytest.approx(40, abs=6)
    assert light[26] == pytest.approx(light[0], abs=8)
    assert light[46] == pytest.approx(light[20], abs=8)


def test_sound_of_a_file_becomes_blocks_of_the_courtroom(tmp_path: Path) -> None:
    """A stereo file at 44.1 kHz is heard at 48 kHz mono, as loud as it was, and begins again."""
    path = tune(tmp_path / "tone.wav", 0.5)
    clock = Clock()
    source = FileAudio(str(path), clock)
    heard = [source.read() for _ in range(60)]
    source.close()

    assert all(len(sound.samples) == BLOCK for sound in heard)
    assert {b.at - a.at for a, b in zip(heard, heard[1:], strict=False)} == {BLOCK_NS}
    assert 8000 < np.abs(heard[10].samples).max() < 10_000
    assert np.abs(heard[50].samples).max() > 8000


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda clock: open_camera(camera("v4l2:/dev/no-camera"), SimulatedCourt(lambda: None), clock),
            "v4l2:/dev/no-camera",
        ),
        (
            lambda clock: open_camera(camera("file:/no/film.mp4"), SimulatedCourt(lambda: None), clock),
            "file:/no/film.mp4",
        ),
        (
            lambda clock: open_microphone(microphone("alsa:hw:97,0"), SimulatedCourt(lambda: None), clock),
            "alsa:hw:97,0",
        ),
        (
            lambda clock: open_camera(
                camera("rtsp://court:secret@127.0.0.1:1/live"), SimulatedCourt(lambda: None), clock
            ),
            "rtsp://127.0.0.1:1/live",
        ),
    ],
)
def test_a_missing_device_is_named_with_what_to_do(make: Callable[[Clock], object], says: str) -> None:
    """The panel tells the clerk which device is missing and what to check, and never a password."""
    with pytest.raises(SourceLost) as caught:
        make(Clock())

    assert str(caught.value).startswith(f"{says}: nothing comes from it")
    assert "Check" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_source_of_the_wrong_kind_is_refused() -> None:
    """A microphone cannot be a network camera."""
    with pytest.raises(BadSource, match="is no microphone"):
        open_microphone(microphone("rtsp://127.0.0.1/x"), SimulatedCourt(lambda: None), Clock())


@pytest.mark.parametrize(
    ("options", "gop", "b_frames", "passes"),
    [
        (BASELINE, 25, 0, True),
        (BASELINE, 100, 0, False),
        ({"profile": "main", "preset": "superfast"}, 25, 0, False),
        ({"profile": "main", "preset": "medium", "x264-params": "b-adapt=0"}, 25, 2, False),
    ],
    ids=["baseline", "rare keyframes", "main profile", "b-frames"],
)
def test_a_network_cameras_own_stream_goes_through_only_if_browsers_play_it(
    options: dict[str, str], gop: int, b_frames: int, passes: bool, tmp_path: Path
) -> None:
    """Looked at in real streams: baseline with a keyframe every two seconds passes, all else is encoded anew."""
    path = film(tmp_path / "camera.ts", 6, options, gop=gop, b_frames=b_frames)
    with av.open(str(path)) as container:
        found, taken = probe(container)

    assert found.passes(*SIZE) is passes, found
    assert not found.passes(640, 360), "another size than the room file's is scaled"
    assert len(taken) > 100
    assert found.has_b_frames is bool(b_frames)


@pytest.mark.parametrize(("options", "passes"), [(BASELINE, True), ({"profile": "main", "preset": "superfast"}, False)])
def test_what_goes_through_can_be_begun_at_any_keyframe(options: dict[str, str], passes: bool, tmp_path: Path) -> None:
    """Passed through or encoded anew: pictures come with their moment, and a keyframe carries its parameter sets."""
    path = film(tmp_path / "camera.ts", 8, options)
    source = RtspVideo(str(path), *SIZE, 25, Clock())
    assert source.is_passed_through is passes
    if passes:
        pictures = [source.read() for _ in range(60)]
        begin = next(picture for picture in pictures if not isinstance(picture, Picture) and picture.keyframe)
        decoder = av.CodecContext.create("h264", "r")
        assert len([*decoder.decode(av.Packet(begin.data)), *decoder.decode(None)]) == 1
    else:
        picture = source.read()
        assert isinstance(picture, Picture)
        assert (picture.frame.width, picture.frame.height) == SIZE
    source.close()
