"""The simulated court: lawful, audible, in step, and open about being simulated."""

import av
import cv2
import numpy as np
import pytest

from courtroom_agent.encoders import PictureEncoder
from courtroom_agent.errors import BadSource
from courtroom_agent.simulated import counter
from courtroom_agent.simulated.court import VIEWS, SimulatedCamera
from courtroom_agent.simulated.person import SimulatedPerson
from courtroom_agent.simulated.voices import BLOCK, SAMPLE_RATE, SEATS, Voices, script

WIDTH, HEIGHT = 640, 360


@pytest.fixture(scope="module")
def voices() -> Voices:
    """The voices, read once."""
    return Voices()


def luma(frame: av.VideoFrame) -> "np.typing.NDArray[np.uint8]":
    """The brightness plane of a picture."""
    return frame.to_ndarray(format="yuv420p")[: frame.height]


def test_the_hearing_has_every_voice_early_and_never_falls_silent(voices: Voices) -> None:
    """The first word falls at once, all five are heard within 25 s, and somebody speaks in every ten seconds."""
    lines = script()

    assert lines[0].start < 1.5
    assert {line.seat for line in lines if line.start < 25} == set(SEATS)
    assert 60 <= lines[-1].end <= voices.length_ms() / 1000 <= 130
    assert all(b.start - a.end < 10 for a, b in zip(lines, lines[1:], strict=False))


def test_the_hearing_keeps_the_order_of_the_fast_track(voices: Voices) -> None:
    """速裁程序 still hears the defender and the accused's last words before it pronounces judgment (刑诉法 §224)."""
    words = "".join(line.text for line in script())

    steps = [
        "法庭纪律",
        "现在开庭",
        "申请回避",
        "起诉书",
        "自愿",
        "量刑建议",
        "请作最后陈述",
        "现在宣判",
        "上诉",
        "闭庭",
    ]
    assert [words.index(step) for step in steps] == sorted(words.index(step) for step in steps)


def test_each_seat_is_heard_when_the_script_says_so(voices: Voices) -> None:
    """While one speaks that one's microphone is loud and the others are silent."""
    for line in script():
        middle = round((line.start + line.end) / 2 * 1000)
        second = range(middle - 400, middle + 400, 20)
        loud = {s: max(int(np.abs(voices.block(s, ms)).max()) for ms in second) for s in SEATS}
        assert loud.pop(line.seat) > 2000, line.text
        assert max(loud.values()) < 300, line.text


def test_all_voices_are_equally_long_and_begin_again_together(voices: Voices) -> None:
    """Played from one zero the seats are the hearing, round after round."""
    length = voices.length_ms()
    assert {voices.length_ms(seat) for seat in SEATS} == {length}
    assert np.array_equal(voices.block("judge", 5000), voices.block("judge", 5000 + length))
    assert len(voices.block("judge", length - 10)) == BLOCK


def test_nobody_speaks_before_the_hearing_begins(voices: Voices) -> None:
    """Before zero there is silence and every mouth is shut."""
    assert not voices.block("clerk", -1).any()
    assert voices.mouth("clerk", -1) == 0


def test_a_mouth_moves_with_its_own_voice(voices: Voices) -> None:
    """The clerk's mouth opens while the clerk speaks; the judge's, silent, does not change."""
    clerk = SimulatedCamera("clerk", WIDTH, HEIGHT, voices)
    line = script()[0]
    mouths = {voices.mouth("clerk", ms) for ms in range(round(line.start * 1000), round(line.end * 1000), 40)}
    assert {0, 3} <= mouths

    shut, spoken = luma(clerk.picture(0)), luma(clerk.picture(_widest(voices, "clerk", line.start)))
    changed = np.argwhere(shut[60:300] != spoken[60:300])
    assert len(changed) > 20
    assert 260 < changed[:, 1].min() <= changed[:, 1].max() < 380


def _widest(voices: Voices, seat: str, start: float) -> int:
    """A moment after *start* seconds when *seat*'s mouth is widest."""
    return next(ms for ms in range(round(start * 1000), round(start * 1000) + 5000, 40) if voices.mouth(seat, ms) == 3)


@pytest.mark.parametrize("view", VIEWS)
def test_every_camera_shows_the_same_counter_at_the_same_moment(view: str, voices: Voices) -> None:
    """Pictures of all cameras can be laid side by side by what is burnt into them."""
    camera = SimulatedCamera(view, WIDTH, HEIGHT, voices)
    for moment in (0, 40, 41_000, 3_600_000):
        assert counter.read(luma(camera.picture(moment)), counter.Strip.of(WIDTH)) == round(moment / 40) % 65536


def test_the_counter_survives_encoding_and_shrinking(voices: Voices) -> None:
    """The strip is read after H.264 at the courtroom's bit rate, and again in a picture scaled to half."""
    camera = SimulatedCamera("overview", WIDTH, HEIGHT, voices)
    encoder, decoder = PictureEncoder(WIDTH, HEIGHT, 25), av.CodecContext.create("h264", "r")
    shown = []
    for n in range(40):
        unit = encoder.encode(camera.picture(15_000 + 40 * n))
        assert unit is not None
        shown += decoder.decode(av.Packet(unit.data))
    shown += decoder.decode(None)

    strip = counter.Strip.of(WIDTH)
    assert [counter.read(luma(frame), strip) for frame in shown] == [375 + n for n in range(40)]
    half = cv2.resize(luma(shown[20]), (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA)
    assert counter.read(np.asarray(half, dtype=np.uint8), counter.Strip.of(WIDTH // 2)) == 395


def test_a_picture_without_a_counter_reads_as_none() -> None:
    """Noise, grey and a damaged strip are not mistaken for a counter."""
    strip = counter.Strip.of(WIDTH)
    grey = np.full((HEIGHT, WIDTH), 126, dtype=np.uint8)
    assert counter.read(grey, strip) is None
    counter.draw(grey, strip, 500)
    left = int(strip.x + 12 * strip.square)
    square = grey[10:20, left : left + 10]
    square[:] = np.where(square > 126, 16, 235)
    assert counter.read(grey, strip) is None


def test_a_simulated_picture_says_that_it_is_simulated(voices: Voices) -> None:
    """模拟 SIMULATED stands in the corner of every simulated camera, bright on dark, at every size."""
    for width, height in ((640, 360), (1280, 720), (320, 180)):
        corner = luma(SimulatedCamera("judge", width, height, voices).picture(0))[: height // 10, : width // 5]
        assert corner.max() > 190
        assert corner.min() < 60


def test_a_remote_person_follows_from_the_moment_alone() -> None:
    """Two clients given the same zero show and say the same thing at the same moment."""
    one, other = SimulatedPerson("accused", zero_ms=1_000), SimulatedPerson("accused", zero_ms=1_000)
    line = next(line for line in script() if line.seat == "accused")
    moment = one.timeline_ms(1_000 + round(line.start * 1000) + 500)

    assert moment == round(line.start * 1000) + 500
    assert np.array_equal(one.sound(moment), other.sound(moment))
    assert np.abs(one.sound(moment)).max() > 500
    assert np.array_equal(one.picture(moment).to_ndarray(), other.picture(moment).to_ndarray())
    assert len(one.sound(moment)) == SAMPLE_RATE // 50


def test_a_seat_that_does_not_exist_is_refused_in_words(voices: Voices) -> None:
    """A misspelt seat in a room file is named together with the seats there are."""
    with pytest.raises(BadSource, match="Simulated cameras: judge, clerk"):
        SimulatedCamera("jugde", WIDTH, HEIGHT, voices)
    with pytest.raises(BadSource, match="Simulated seats: judge, clerk"):
        voices.load(["../secret"])


def test_the_document_camera_shows_a_sheet_with_a_stamp() -> None:
    """Paper, ink and red where they belong, and nobody's face."""
    frame = SimulatedCamera("document", 640, 360, Voices()).picture(0).to_ndarray(format="rgb24").astype(int)
    assert frame[40, 220].min() > 200, "paper"
    red = (frame[:, :, 0] > 140) & (frame[:, :, 1] < 110) & (frame[:, :, 2] < 110)
    assert 300 < red[250:340, 350:440].sum() < 4000, "a stamp"
