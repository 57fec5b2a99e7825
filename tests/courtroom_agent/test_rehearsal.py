"""A courtroom's rehearsal finds what is wrong: on made pictures and sounds, and without a courtroom."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import courtroom_agent
from courtroom_agent.rehearsal import verdicts
from courtroom_agent.rehearsal.book import KEPT, RehearsalBook
from courtroom_agent.rehearsal.clapper import corrected
from courtroom_agent.rehearsal.found import Studio
from courtroom_agent.rehearsal.measuring import (
    Film,
    Offset,
    Sound,
    Tone,
    beeps,
    flashes,
    is_black,
    offset_of,
    rate_of,
    stands_still,
    tone_of,
)
from courtroom_agent.rehearsal.plan import FLASH_S, SHORTEST_S, plan_for
from courtroom_agent.rehearsal.plan import is_due as due
from courtroom_agent.rehearsal.playback import tiles_of
from courtroom_agent.rehearsal.score import score_of
from courtroom_agent.rehearsal.stage import BARS, Stage
from hardware_profiles.courtroom import Camera, Microphone
from hardware_profiles.rooms import load_room
from hearing.rehearsal import Clapped, RehearsalResult, SyncOffset, verdict_of
from hearing.reports import Device

LABEL = {"zh": "审判席", "en": "Bench"}
CAMERA = {"stream": "cam-judge", "label": LABEL, "source": "simulated:judge", "width": 320, "height": 180, "rate": 25}
MICROPHONE = {"stream": "mic-judge", "label": LABEL, "seat": "judge", "source": "simulated:judge"}
PLAN = plan_for(SHORTEST_S, 2.44)
SCORE = score_of(PLAN, np.zeros(0, dtype=np.int16))


def camera(**more: Any) -> Camera:
    """A mandatory camera."""
    return Camera.model_validate({**CAMERA, "mandatory": True, **more})


def microphone(**more: Any) -> Microphone:
    """A mandatory microphone."""
    return Microphone.model_validate({**MICROPHONE, "mandatory": True, **more})


def stage(**delays: int) -> Stage:
    """A simulated room whose sources are late by so many ms."""
    made = Stage(PLAN, SCORE, {f"cam-{k}" if k != "judge_mic" else "mic-judge": v for k, v in delays.items()})
    made.zero = 0
    return made


def filmed(of: Stage, phase_s: float = 0.0) -> Film:
    """What a camera records whose pictures are taken *phase_s* behind the full 40 ms."""
    times = [n / 25 + phase_s for n in range(round(PLAN.seconds * 25))]
    planes = (of.picture("cam-judge", (320, 180), round(t * 1e9)).to_ndarray(format="yuv420p") for t in times)
    return Film(times, [float(plane[:90].mean()) for plane in planes])


def heard(of: Stage, noise: float = 0.001) -> Sound:
    """What a microphone records, in a room that is not quite quiet."""
    blocks = [of.sound("mic-judge", n * 20_000_000) for n in range(round(PLAN.seconds * 50))]
    sound = np.concatenate(blocks).astype(np.float32) / 32768
    made: Sound = sound + np.random.default_rng(7).normal(0, noise, len(sound)).astype(np.float32)
    return made


def small(light_s: float, *, blinks: bool = False) -> Film:
    """A camera that sees a telephone on a table: 30 points wide, late by *light_s*, and perhaps a lamp that blinks."""
    times = [n / 25 for n in range(round(PLAN.seconds * 25))]
    pictures = np.full((len(times), 180, 320), 80, dtype=np.uint8)
    for n, at in enumerate(times):
        if any(clap + light_s <= at < clap + light_s + FLASH_S for clap in PLAN.claps):
            pictures[n, 120:140, 200:230] = 235
        if blinks and at % 1.0 < 0.5:
            pictures[n, 20:60, 20:80] = 200
    return Film(
        times, [float(one[:90].mean()) for one in pictures], np.array([tiles_of(one) for one in pictures], np.float32)
    )


@pytest.mark.parametrize("blinks", [False, True])
def test_a_flash_that_fills_little_of_the_picture_is_found(blinks: bool) -> None:
    """The part of the picture that brightens behind every clap counts, and no lamp that blinked before the first."""
    offset = offset_of(flashes(small(0.1, blinks=blinks), PLAN), beeps(heard(stage()), PLAN), 1 / 25)

    assert offset is not None
    assert (offset.claps, abs(offset.ms + 100) <= offset.uncertainty_ms) == (len(PLAN.claps), True)


def test_what_only_blinks_is_no_clap() -> None:
    """Without a flash of the clapper nothing is measured."""
    assert flashes(small(99.0, blinks=True), PLAN) == [None] * len(PLAN.claps)


def test_what_the_page_says_of_itself_is_taken_off_and_added_to_the_doubt() -> None:
    """The page beeps 30 ms late by its own word: the camera's offset is without that, and as unsure as both."""
    room = load_room(Path(courtroom_agent.__file__).parents[1] / "hardware_profiles/courtrooms/demo.yaml")
    [cam, *_] = room.cameras
    [mic, *_] = room.microphones
    seen = SyncOffset(camera=cam.stream, microphone=mic.stream, offset_ms=50.0, uncertainty_ms=4.0, measured_at=1)
    studio = Studio(items=(), offsets=(seen,), octets_per_s=1.0)
    [one] = corrected(room, studio, Clapped(own_ms=30.0, uncertainty_ms=40.0, claps=8)).offsets
    assert (one.offset_ms, one.uncertainty_ms) == (20.0, 44.0)
    silent = corrected(room, studio, None)
    assert (silent.offsets, {item.verdict for item in silent.items}) == ((), {"missing"})


def test_with_a_clapper_in_the_room_the_loudspeakers_leave_the_beeps_to_it() -> None:
    """Two beeps beside each other would be no clap: the piece is silent where it would have beeped."""
    quiet = score_of(PLAN, np.zeros(0, dtype=np.int16), beeps=False)
    first, last = (round(at * 48_000) for at in (PLAN.claps[0] - 0.1, PLAN.claps[-1] + 0.2))
    assert (quiet[first:last].any(), SCORE[first:last].any()) == (False, True)


@pytest.mark.parametrize(
    ("light_ms", "sound_ms", "phase_s"), [(0, 0, 0.0), (80, 25, 0.013), (0, 300, 0.031), (240, 0, 0.02)]
)
def test_the_clapper_finds_how_late_sound_and_picture_are(light_ms: int, sound_ms: int, phase_s: float) -> None:
    """Flash and beep at one moment, each late by a time of its own: the difference is found, as exactly as is said."""
    of = stage(judge=light_ms, judge_mic=sound_ms)
    offset = offset_of(flashes(filmed(of, phase_s), PLAN), beeps(heard(of), PLAN), 1 / 25)

    assert offset is not None
    assert offset.claps == len(PLAN.claps)
    assert offset.uncertainty_ms <= 9
    assert abs(offset.ms - (sound_ms - light_ms)) <= offset.uncertainty_ms


def test_without_flash_or_beep_nothing_is_made_up() -> None:
    """A covered camera or a dead microphone has no offset; one lost clap costs that clap alone."""
    silence = np.zeros(len(heard(stage())), dtype=np.float32)
    dark = Film([n / 25 for n in range(300)], [16.0] * 300)
    assert offset_of(flashes(dark, PLAN), beeps(heard(stage()), PLAN), 0.04) is None
    assert offset_of(flashes(filmed(stage()), PLAN), beeps(silence, PLAN), 0.04) is None

    seen = flashes(filmed(stage()), PLAN)
    one_missing = offset_of([None, *seen[1:]], beeps(heard(stage()), PLAN), 0.04)
    assert one_missing is not None
    assert one_missing.claps == len(PLAN.claps) - 1


def test_the_tone_is_told_from_noise() -> None:
    """A microphone that hears, one that hears faintly, one that hears its own noise, and one that is overdriven."""
    clear = tone_of(heard(stage()), PLAN)
    assert clear.over_noise_db > 30
    assert abs(clear.dbfs - -20) < 0.5
    faint = heard(stage()) * np.float32(0.01) + np.random.default_rng(1).normal(0, 0.01, len(heard(stage())))
    assert verdicts.FAINT_DB < tone_of(faint.astype(np.float32), PLAN).over_noise_db < 30
    noise = np.random.default_rng(2).normal(0, 0.05, len(faint)).astype(np.float32)
    assert tone_of(noise, PLAN).over_noise_db < verdicts.FAINT_DB
    assert tone_of(np.clip(heard(stage()) * 20, -1, 1), PLAN).clipped


def test_the_card_says_that_it_is_simulated_and_is_neither_black_nor_still() -> None:
    """Its words stand in the dark half; the counter and the flashes move."""
    picture = stage().picture("cam-judge", (640, 360), 0).to_ndarray(format="yuv420p")
    assert np.count_nonzero(picture[:90, :200] > BARS[5]) > 100
    film = filmed(stage())
    assert not is_black(film)
    assert not stands_still(film)
    assert abs(rate_of(film) - 25) < 0.1


MUTE = frozenset({"dsp.channel-1"})


def device(state: str, name: str = "dsp", prop: str = "channel-1", answered: str = "open") -> Device:
    """What a device answered."""
    given = {"name": name, "capability": "dsp", "property": prop, "asked": "open", "answered": answered}
    return Device.model_validate({**given, "state": state})


WELL = Film([n / 25 for n in range(300)], [20.0, 200.0] * 150)


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        (verdicts.tone_item(microphone(), Tone(-20, 40, clipped=False)), "green"),
        (verdicts.tone_item(microphone(), Tone(-20, 40, clipped=True)), "amber"),
        (verdicts.tone_item(microphone(), Tone(-50, 15, clipped=False)), "amber"),
        (verdicts.tone_item(microphone(), Tone(-70, 3, clipped=False)), "red"),
        (verdicts.tone_item(microphone(), None), "red"),
        (verdicts.tone_item(microphone(mandatory=False), None), "amber"),
        (verdicts.tone_item(microphone(standby=True), None), "amber"),
        (verdicts.picture_item(camera(), WELL), "green"),
        (verdicts.picture_item(camera(), Film([n / 22 for n in range(300)], WELL.light)), "amber"),
        (verdicts.picture_item(camera(), Film([n / 10 for n in range(300)], WELL.light)), "red"),
        (verdicts.picture_item(camera(), Film(WELL.times, [16.0] * 300)), "red"),
        (verdicts.picture_item(camera(), Film(WELL.times, [90.0] * 300)), "red"),
        (verdicts.picture_item(camera(mandatory=False, exhibits=True), Film(WELL.times, [16.0] * 300)), "green"),
        (verdicts.picture_item(camera(), None), "red"),
        (verdicts.picture_item(camera(mandatory=False), None), "amber"),
        (verdicts.clapper_item(camera(), [("mic-judge", Offset(-40, 5, 4))]), "green"),
        (verdicts.clapper_item(camera(), [("mic-judge", Offset(20, 5, 4)), ("mic-clerk", Offset(120, 5, 4))]), "amber"),
        (verdicts.clapper_item(camera(), [("mic-judge", Offset(320, 5, 4))]), "red"),
        (verdicts.clapper_item(camera(), [("mic-judge", None)]), "missing"),
        (verdicts.speech_item("全体安静，请遵守法庭纪律。", "全体安静请遵守法庭纪律", "m"), "green"),
        (verdicts.speech_item("全体安静，请遵守法庭纪律。", "", "m"), "amber"),
        (verdicts.speech_item("全体安静，请遵守法庭纪律。", None, ""), "missing"),
        (verdicts.storage_item([], 96, 100e6, 1e6), "green"),
        (verdicts.storage_item([], 96, 2e6, 1e6), "amber"),
        (verdicts.storage_item(["cam-judge 3"], 96, 100e6, 1e6), "red"),
        (verdicts.storage_item([], 0, 100e6, 1e6), "red"),
        (verdicts.upload_item(10e6, 1e6), "green"),
        (verdicts.upload_item(1e6, 1e6), "amber"),
        (verdicts.upload_item(None, 1e6, "not there"), "amber"),
        (verdicts.without_server(), "missing"),
        (verdicts.scene_items([device("verified")], MUTE)[0], "green"),
        (verdicts.scene_items([device("assumed")], MUTE)[0], "amber"),
        (verdicts.scene_items([device("verified", answered="muted")], MUTE)[0], "amber"),
        (verdicts.scene_items([device("unknown")], MUTE)[0], "red"),
        (verdicts.scene_items([device("unknown", "matrix", "output-1")], MUTE)[0], "amber"),
    ],
)
def test_each_finding_has_its_colour_and_says_so_in_both_languages(item: Any, verdict: str) -> None:
    """Red is what endangers the record; what could not be tried is said to be missing and never green."""
    assert item.verdict == verdict
    assert item.zh != item.en


def test_a_rehearsal_is_due_once_a_morning() -> None:
    """At its time; a computer that is switched on later makes it up; one that was asked for at night does not count."""
    at = time(6, 30)

    def day(hour: int, minute: int = 0, number: int = 25) -> datetime:
        return datetime(2026, 11, number, hour, minute, tzinfo=UTC)

    assert not due(day(6), at, None)
    assert due(day(6, 30), at, None)
    assert due(day(9), at, day(7, number=24))
    assert not due(day(9), at, day(6, 32))
    assert due(day(9), at, day(5))
    assert not due(day(9), None, None)


def test_mornings_are_remembered(tmp_path: Path) -> None:
    """The latest whole, a fortnight briefly, a month on the disk; half a file harms nothing."""
    book = RehearsalBook(tmp_path)
    assert (book.latest(), book.trend()) == (None, ())
    item = verdicts.tone_item(microphone(), Tone(-20, 40, clipped=False))
    for at in range(KEPT + 5):
        items = (item.model_copy(update={"value": float(at)}),)
        book.put(
            RehearsalResult(room="demo", at=at, seconds=12, simulated=True, verdict=verdict_of(items), items=items)
        )
    (tmp_path / "rehearsals" / f"{99:015d}.json").write_text("{")

    assert len(list((tmp_path / "rehearsals").glob("*.json"))) == KEPT + 1
    assert [point.values["tone mic-judge"] for point in book.trend()] == [float(at) for at in range(22, 35)]
    (tmp_path / "rehearsals" / f"{99:015d}.json").unlink()
    latest = book.latest()
    assert latest is not None
    assert latest.at == KEPT + 4


def test_the_plan_grows_with_its_time() -> None:
    """Twelve seconds hold four claps, two minutes twenty; nothing overlaps."""
    assert [len(plan_for(seconds, 2.44).claps) for seconds in (1, 12, 120)] == [4, 4, 20]
    for seconds in (12, 60, 120, 600):
        plan = plan_for(seconds, 2.44)
        moments = [0.0, *plan.tone, *plan.claps, *plan.sentence, plan.seconds]
        assert moments == sorted(moments)
        assert plan.seconds >= seconds


def test_nothing_is_played_before_it_begins() -> None:
    """A stage without a zero is silent."""
    assert not Stage(PLAN, SCORE, {}).sound("mic-judge", 10**18).any()
