"""The program as one file: restarts, another size, sound alone, and what cannot be read."""

from pathlib import Path

import av
import pytest

from recorder.archive.program_file import write_program
from recorder.index import IndexLine
from recorder.layout import TakePaths, takes_of
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.recorder.packing import PROGRAM_KEY
from tests.recorder.recording import CASE, FRAME, HEARING, PACKET, SECOND, Clock, microphone, pictures


def program(store: Path, number: int, since: int, until: int, width: int = 160, *, sound: bool = True) -> None:
    """One take of the program, from second *since* to *until*, *width* wide."""
    about = TakeAbout(hearing=HEARING, case=CASE, take=f"program-demo-{number}", writer="agent:demo", zero_at=0)
    take = Take.open(store, about, PROGRAM_KEY, Clock())
    picture = take.track("program", "video", "program", mandatory=False)
    tone = take.track("program-sound", "audio", "program", mandatory=False) if sound else None
    take.begin(since * SECOND)
    for nth, (data, keyframe) in enumerate(pictures(width=width, height=width * 3 // 4)[: (until - since) * 25]):
        at = since * SECOND + nth * FRAME
        picture.write(Sample(data, at, FRAME, keyframe, at))
    for packet in microphone(since * SECOND, (until - since) * SECOND // PACKET) if tone else ():
        assert tone is not None
        tone.write(packet)
    take.stop(until * SECOND)
    take.seal(final=True)
    take.close()


def takes(store: Path) -> list[TakePaths]:
    """Takes of the program."""
    return takes_of(store, CASE, HEARING)


def seen(path: Path) -> list[tuple[float, int]]:
    """Time and width of every picture that a player decodes."""
    with av.open(str(path)) as film:
        return [(round(frame.time, 3), frame.width) for frame in film.decode(video=0)]


def heard(path: Path) -> list[float]:
    """Times of every packet of sound that a player decodes."""
    with av.open(str(path)) as film:
        return [frame.time for frame in film.decode(audio=0)]


def test_a_restarted_program_of_another_size_plays_on(tmp_path: Path) -> None:
    """Each picture in its own size, one after another; the seconds in which no program ran are not in the file."""
    program(tmp_path, 1, 0, 2)
    program(tmp_path, 2, 5, 8, width=320)
    stretches = write_program(takes(tmp_path), tmp_path / "program.mp4")

    assert [(one.at, one.start, one.duration) for one in stretches] == [
        (0, 0, 2 * SECOND),
        (2 * SECOND, 5 * SECOND, 3 * SECOND),
    ]
    pictures_seen = seen(tmp_path / "program.mp4")
    assert [at for at, _ in pictures_seen] == pytest.approx([number * 0.04 for number in range(125)], abs=0.002)
    assert [width for _, width in pictures_seen] == [160] * 50 + [320] * 75
    assert heard(tmp_path / "program.mp4") == pytest.approx([number * 0.02 for number in range(250)], abs=0.002)


def test_takes_that_overlap_are_not_played_twice(tmp_path: Path) -> None:
    """Of two takes of the same second the earlier is kept, and time never runs backwards."""
    program(tmp_path, 1, 0, 3)
    program(tmp_path, 2, 2, 4)
    write_program(takes(tmp_path), tmp_path / "program.mp4")
    times = [at for at, _ in seen(tmp_path / "program.mp4")]

    assert times == sorted(set(times))
    assert times == pytest.approx([number * 0.04 for number in range(100)], abs=0.002)


def test_a_program_without_sound_is_silent(tmp_path: Path) -> None:
    """Pictures alone make a file too; sound alone makes none."""
    program(tmp_path, 1, 0, 2, sound=False)
    write_program(takes(tmp_path), tmp_path / "program.mp4")
    with av.open(str(tmp_path / "program.mp4")) as film:
        assert [stream.type for stream in film.streams] == ["video"]
    assert len(seen(tmp_path / "program.mp4")) == 50


def test_without_a_program_there_is_no_file(tmp_path: Path) -> None:
    """A hearing that had no program gets none."""
    assert write_program([], tmp_path / "program.mp4") == []
    assert not (tmp_path / "program.mp4").exists()


def test_a_player_need_not_read_to_the_end(tmp_path: Path) -> None:
    """The index of the file stands in front of its media, so that a large file on a stick starts at once."""
    program(tmp_path, 1, 0, 2)
    write_program(takes(tmp_path), tmp_path / "program.mp4")
    content = (tmp_path / "program.mp4").read_bytes()

    assert 0 < content.find(b"moov") < content.find(b"mdat")
    assert b"moof" not in content


def test_media_behind_the_last_line_is_not_played(tmp_path: Path) -> None:
    """Only what is indexed is the record; a stretch ends with its last line."""
    program(tmp_path, 1, 0, 3)
    [take] = takes(tmp_path)
    index = take.track("program").index
    kept = [IndexLine.model_validate_json(line) for line in index.read_bytes().splitlines()[:-1]]
    index.write_bytes(b"".join(index.read_bytes().splitlines(keepends=True)[:-1]))
    sound = take.track("program-sound").index
    sound.write_bytes(b"".join(sound.read_bytes().splitlines(keepends=True)[: len(kept)]))
    write_program([take], tmp_path / "program.mp4")

    assert len(seen(tmp_path / "program.mp4")) == sum(line.samples for line in kept)
