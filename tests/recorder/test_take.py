"""A take: what is recorded, that it plays, and that it can be proven."""

import itertools
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.errors import BadName, StoreFault, TakeMismatch, TakeSealed
from recorder.index import ClockLine, TrackLine, read_lines
from recorder.take import Take
from tests.recorder.recording import (
    ABOUT,
    FRAME,
    HEARING,
    PACKET,
    SECOND,
    Clock,
    camera,
    check_take,
    decoded,
    index_of,
    microphone,
    open_take,
    paths_of,
)

KEY = Ed25519PrivateKey.generate()


def test_a_camera_and_a_microphone_play_whole(tmp_path: Path) -> None:
    """What camera and microphone gave in four seconds is decoded to the last picture and packet."""
    take = open_take(tmp_path, KEY, Clock())
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for sample in camera(0, 100):
        picture.write(sample)
    for sample in microphone(0, 200):
        sound.write(sample)
    take.stop(4 * SECOND)
    take.close()

    [film] = paths_of(tmp_path).track("cam-judge").media_files()
    [tape] = paths_of(tmp_path).track("mic-judge").media_files()
    assert decoded(film) == pytest.approx([number * 0.04 for number in range(100)], abs=1e-4)
    assert decoded(tape) == pytest.approx([number * 0.02 for number in range(200)], abs=1e-4)
    assert [line.samples for line in index_of(tmp_path, "cam-judge")] == [25, 25, 25, 25]
    assert all(line.keyframe for line in index_of(tmp_path, "cam-judge"))
    check_take(tmp_path)


def test_fragments_touch_to_the_nanosecond(tmp_path: Path) -> None:
    """A second of the timeline lies in exactly one fragment, even when pictures come unevenly."""
    take = open_take(tmp_path, KEY, Clock())
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    take.begin(0)
    for number, sample in enumerate(camera(0, 100)):
        shaken = sample.start + (number * 7919 % 13) * 1_000_003
        picture.write(type(sample)(sample.data, shaken, FRAME, sample.keyframe, shaken))
    take.stop(4 * SECOND)
    take.close()

    lines = index_of(tmp_path, "cam-judge")
    assert all(earlier.end == later.start for earlier, later in itertools.pairwise(lines))
    assert lines[-1].end <= 4 * SECOND


def test_a_fragment_is_told_once_it_is_on_the_disk(tmp_path: Path) -> None:
    """The first flush that has a whole second hands out its line with the track's name; the next one nothing."""
    take = open_take(tmp_path, KEY, Clock())
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for sample in microphone(0, 60):
        sound.write(sample)

    [line] = take.flush()
    assert line.model_dump().keys() >= {"seq", "sha256"}
    assert getattr(line, "track") == "mic-judge"  # noqa: B009 - the declared type does not know it
    assert "track" not in line.model_dump()
    assert take.flush() == []
    assert take.positions()["mic-judge"].position == line.end == SECOND
    take.close()


def test_nothing_outside_a_stretch_is_kept(tmp_path: Path) -> None:
    """What was said before 开庭 and in a recess is in no file; sound covers the stretch to the nanosecond."""
    take = open_take(tmp_path, KEY, Clock())
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    begin, stop = 1_003_000_000, 2_507_000_000
    take.begin(begin)
    for sample in camera(0, 100):
        picture.write(sample)
    for sample in microphone(0, 200):
        sound.write(sample)
    take.stop(stop)
    take.stop(stop)
    take.close()

    pictures_kept, sounds_kept = index_of(tmp_path, "cam-judge"), index_of(tmp_path, "mic-judge")
    assert pictures_kept[0].start == 2 * SECOND  # the first keyframe after the beginning
    assert pictures_kept[-1].end == stop
    assert (sounds_kept[0].start, sounds_kept[-1].end) == (begin, stop)
    assert sum(line.silence or 0 for line in sounds_kept) == 2  # the packets that reach over the edges


def test_stopping_forgets_what_was_said_after_the_moment(tmp_path: Path) -> None:
    """A recess that is told late still ends the record at its moment: what waits in memory is not written."""
    take = open_take(tmp_path, KEY, Clock())
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for sample in microphone(0, 48):
        sound.write(sample)
    take.flush()
    take.stop(SECOND // 2)
    take.close()

    assert index_of(tmp_path, "mic-judge")[-1].end == SECOND // 2


def test_a_new_stretch_begins_a_new_file(tmp_path: Path) -> None:
    """After a recess the record goes on in a file of its own; the lawful gap stays a gap."""
    take = open_take(tmp_path, KEY, Clock())
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    for begin in (0, 10 * SECOND):
        take.begin(begin)
        for sample in microphone(begin, 50):
            sound.write(sample)
        take.stop(begin + SECOND)
    take.close()

    lines = index_of(tmp_path, "mic-judge")
    assert [(line.file, line.start) for line in lines] == [("000000000000.mp4", 0), ("000000010000.mp4", 10 * SECOND)]
    assert sum(line.silence or 0 for line in lines) == 0


def test_missing_sound_is_counted_silence(tmp_path: Path) -> None:
    """Three seconds that the microphone did not give are silence in the record, so that nothing after them slips."""
    take = open_take(tmp_path, KEY, Clock())
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for sample in (*microphone(0, 100), *microphone(5 * SECOND, 50)):
        sound.write(sample)
    take.stop(6 * SECOND)
    state = take.positions()["mic-judge"]
    take.close()

    [tape] = paths_of(tmp_path).track("mic-judge").media_files()
    assert len(decoded(tape)) == 6 * SECOND // PACKET
    assert state.silence == 150
    assert [line.silence for line in index_of(tmp_path, "mic-judge")] == [None, None, 50, 50, 50, None]


def test_a_long_silence_lies_in_fragments_of_its_own(tmp_path: Path) -> None:
    """The microphone was away from 1.3 s to 2.7 s: the index says so to the packet, and sound touches on both sides."""
    take = open_take(tmp_path, KEY, Clock())
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for sample in (*microphone(0, 65), *microphone(2_700_000_000, 15)):
        sound.write(sample)
    take.stop(3 * SECOND)
    take.close()

    lines = index_of(tmp_path, "mic-judge")
    silent = [line for line in lines if line.silence == line.samples]
    assert [(line.start, line.end) for line in silent] == [(1_300_000_000, 2 * SECOND), (2 * SECOND, 2_700_000_000)]
    assert all(one.end == other.start for one, other in zip(lines, lines[1:], strict=False))
    assert sum(line.silence or 0 for line in lines) == 70


def test_a_file_lasts_five_minutes(tmp_path: Path) -> None:
    """After five minutes the track goes on in the next file, named by its moment, at a keyframe."""
    take = open_take(tmp_path, KEY, Clock())
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    take.begin(0)
    for second in range(0, 304, 2):
        for sample in camera(second * SECOND, 25):
            picture.write(sample)
        take.flush()
    take.stop(310 * SECOND)
    take.close()

    names = [path.name for path in paths_of(tmp_path).track("cam-judge").media_files()]
    assert names == ["000000000000.mp4", "000000300000.mp4"]
    check_take(tmp_path)


def test_a_sealed_take_is_finished(tmp_path: Path) -> None:
    """After the final seal nothing can be added, not even by opening the take again."""
    clock = Clock(1000)
    take = open_take(tmp_path, KEY, clock)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for sample in microphone(0, 50):
        sound.write(sample)
    take.stop(SECOND)
    seal = take.seal(final=True)
    take.close()

    assert seal.final
    assert seal == check_take(tmp_path)
    assert seal.size == 2
    with pytest.raises(TakeSealed, match="Begin the next take"):
        open_take(tmp_path, KEY, clock)


def test_checkpoints_are_signed_every_few_seconds(tmp_path: Path) -> None:
    """While a hearing runs, what was recorded is sworn to every two seconds without anybody asking."""
    clock = Clock()
    take = open_take(tmp_path, KEY, clock)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for second in range(12):
        for sample in microphone(second * SECOND, 50):
            sound.write(sample)
        clock.ms += 1000
        take.flush()
    take.close()

    assert check_take(tmp_path).size == 13
    assert len(paths_of(tmp_path).seals.read_text().splitlines()) == 7


def test_a_track_says_whether_it_is_writing(tmp_path: Path) -> None:
    """A lamp that says *recording* tells of bytes on the disk within three seconds, not of a wish."""
    clock = Clock(10_000)
    take = open_take(tmp_path, KEY, clock)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    before = take.positions()["mic-judge"].writing
    for sample in microphone(0, 60):
        sound.write(sample)
    take.flush()
    during = take.positions()["mic-judge"].writing
    clock.ms += 3000
    after = take.positions()["mic-judge"].writing
    take.close()

    assert (before, during, after) == (False, True, False)


def test_a_dead_camera_does_not_keep_its_last_pictures(tmp_path: Path) -> None:
    """What a camera gave before it died is on the disk although no further picture completes the second."""
    clock = Clock()
    take = open_take(tmp_path, KEY, clock)
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    take.begin(0)
    for sample in camera(0, 10):
        picture.write(sample)
    assert take.flush() == []
    clock.ms += 400

    assert [line.samples for line in take.flush()] == [10]
    take.close()


def test_the_clock_of_a_source_is_kept(tmp_path: Path) -> None:
    """How a source's clock was mapped lies beside its track."""
    take = open_take(tmp_path, KEY, Clock())
    sound = take.track("remote-p-1-sound", "audio", "remote-p-1", mandatory=True, channels=2, source="rtp")
    line = ClockLine(at=1, source_time=2, timeline=3, rate_ppm=0.5, uncertainty_ns=4, method="sender-reports")
    sound.note_clock(line)
    take.flush()
    take.close()

    paths = paths_of(tmp_path)
    assert read_lines(paths.track("remote-p-1-sound").clock, ClockLine) == [line]
    assert [(track.codec, track.channels) for track in read_lines(paths.tracks, TrackLine)] == [("Opus", 2)]


@pytest.mark.parametrize("name", ["../mic", "mic/../..", "", "MIC", "mic\x00", ".", "a" * 65, "mic judge"])
def test_a_track_cannot_lie_elsewhere(tmp_path: Path, name: str) -> None:
    """A name that would lead out of the record's folder is refused."""
    take = open_take(tmp_path, KEY, Clock())
    with pytest.raises(BadName, match="no track is called so"):
        take.track(name, "audio", "mic-judge", mandatory=True)
    take.close()


@pytest.mark.parametrize(
    ("part", "name"), [("case", "../../etc"), ("case", "（2026）示0101刑初128号/../x"), ("case", "")]
)
def test_a_take_cannot_lie_elsewhere(tmp_path: Path, part: str, name: str) -> None:
    """A case number that is none is refused before anything is made."""
    with pytest.raises(BadName, match="is not a case number"):
        Take.open(tmp_path, ABOUT.model_copy(update={part: name}), KEY, Clock())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("part", "name"), [("hearing", "h-../../../x"), ("take", "../room-1"), ("take", "room")])
def test_a_hearing_cannot_lie_elsewhere(tmp_path: Path, part: str, name: str) -> None:
    """Hearing and take are refused likewise, however they got past the door."""
    with pytest.raises(BadName):
        Take.open(tmp_path, ABOUT.model_copy(update={part: name}), KEY, Clock())
    assert list(tmp_path.iterdir()) == []


def test_a_take_belongs_to_one_writer(tmp_path: Path) -> None:
    """Another key cannot go on with a take, and two processes cannot write it at once."""
    take = open_take(tmp_path, KEY, Clock())
    with pytest.raises(StoreFault, match="another process writes"):
        open_take(tmp_path, KEY, Clock())
    take.close()

    with pytest.raises(TakeMismatch, match=HEARING):
        open_take(tmp_path, Ed25519PrivateKey.generate(), Clock())


def test_a_name_keeps_one_medium(tmp_path: Path) -> None:
    """What a name once kept as sound cannot become a picture."""
    take = open_take(tmp_path, KEY, Clock())
    take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.close()
    again = open_take(tmp_path, KEY, Clock())
    with pytest.raises(TakeMismatch, match="another name"):
        again.track("mic-judge", "video", "mic-judge", mandatory=True)
    again.close()
