"""Crashes and power cuts: what was acknowledged is there, and the record goes on."""

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.errors import RecordDamaged
from recorder.index import IndexLine, line_bytes
from recorder.keys import load_or_make_key
from tests.recorder.recording import (
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
REPOSITORY = Path(__file__).parents[2]

WRITER = """
import sys, time
from pathlib import Path
from recorder.keys import load_or_make_key
from tests.recorder.recording import SECOND, camera, microphone, open_take, pictures, sounds
store = Path(sys.argv[1])
pictures(), sounds()
began = time.time_ns()
take = open_take(store, load_or_make_key(store / "key.pem"), lambda: time.time_ns() // 1_000_000)
picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
take.begin(0)
frames, packets = camera(0, 10_000), microphone(0, 20_000)
next_frame, next_packet = next(frames), next(packets)
print("recording", began, flush=True)
while True:
    now = time.time_ns() - began
    while next_frame.start + next_frame.duration <= now:
        picture.write(next_frame)
        next_frame = next(frames)
    while next_packet.start + next_packet.duration <= now:
        sound.write(next_packet)
        next_packet = next(packets)
    take.flush()
    time.sleep(0.05)
"""


def record(store: Path, seconds: int = 3) -> None:
    """Record *seconds* of a camera and a microphone, and seal."""
    take = open_take(store, KEY, Clock())
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for sample in camera(0, 25 * seconds):
        picture.write(sample)
    for sample in microphone(0, 50 * seconds):
        sound.write(sample)
    take.stop(seconds * SECOND)
    take.close()


def go_on(store: Path, since: int) -> None:
    """Open the take again and record one more second from *since* ns on."""
    take = open_take(store, KEY, Clock())
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    for sample in camera(since, 25):
        picture.write(sample)
    for sample in microphone(since, 50):
        sound.write(sample)
    take.stop(since + SECOND)
    take.close()


def test_killing_the_recorder_loses_little_and_the_take_goes_on(tmp_path: Path) -> None:
    """After kill -9 all but the last moments are there, play, are proven, and the same take goes on."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        text=True,
    )
    assert writer.stdout is not None
    began = int(writer.stdout.readline().split()[1])
    time.sleep(3.3)
    killed_at = time.time_ns() - began
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()

    key = load_or_make_key(tmp_path / "key.pem")
    take = open_take(tmp_path, key, Clock())
    ends = {name: index_of(tmp_path, name)[-1].end for name in ("cam-judge", "mic-judge")}
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    take.begin(0)
    since = 6 * SECOND
    for sample in microphone(since, 50):
        sound.write(sample)
    take.stop(since + SECOND)
    take.seal(final=True)
    take.close()

    assert all(killed_at - end < 3 * SECOND for end in ends.values())
    lines = index_of(tmp_path, "mic-judge")
    assert all(earlier.end == later.start for earlier, later in itertools.pairwise(lines))
    assert sum(line.silence or 0 for line in lines) == round((since - ends["mic-judge"]) / 20_000_000)
    for track in paths_of(tmp_path).track_folders():
        assert all(decoded(path) for path in track.media_files())
    assert check_take(tmp_path).final


@pytest.mark.parametrize("torn", [1, 7, 600])
def test_half_a_fragment_is_cut_off(tmp_path: Path, torn: int) -> None:
    """Bytes that were on their way when the power failed are cut off; the acknowledged ones are not touched."""
    record(tmp_path)
    [film] = paths_of(tmp_path).track("cam-judge").media_files()
    whole = film.read_bytes()
    film.write_bytes(whole + b"\x00\x00\x04\x00moof"[:torn].ljust(torn, b"\x55"))

    go_on(tmp_path, 3 * SECOND)

    assert film.read_bytes() == whole
    assert index_of(tmp_path, "cam-judge")[-1].end == 4 * SECOND
    check_take(tmp_path)


@pytest.mark.parametrize("name", ["index.jsonl", "headers.jsonl", "clock.jsonl"])
def test_a_torn_line_is_cut_off(tmp_path: Path, name: str) -> None:
    """Half a line, or a block of zeros that a power cut leaves, is no line."""
    record(tmp_path)
    path = paths_of(tmp_path).track("mic-judge").folder / name
    before = path.read_bytes() if path.exists() else b""
    path.write_bytes(before + b'{"seq":4,"fi' + bytes(40) + b"\n" + bytes(100))

    go_on(tmp_path, 3 * SECOND)

    assert path.read_bytes().startswith(before)
    assert b"\x00" not in path.read_bytes()
    assert [line.seq for line in index_of(tmp_path, "mic-judge")] == [1, 2, 3, 4]
    check_take(tmp_path)


@pytest.mark.parametrize("kept", [0, 1, 4])
def test_owed_leaves_are_paid(tmp_path: Path, kept: int) -> None:
    """A crash between a fragment's line and its leaf leaves it acknowledged; its leaf follows."""
    record(tmp_path)
    paths = paths_of(tmp_path)
    leaves = paths.leaves.read_bytes().splitlines(keepends=True)
    paths.leaves.write_bytes(b"".join(leaves[:kept]) + leaves[kept][:9])
    paths.seals.unlink()

    go_on(tmp_path, 3 * SECOND)

    assert check_take(tmp_path).size == len(leaves) + 4  # two headers, two fragments


def test_a_torn_seal_is_cut_off(tmp_path: Path) -> None:
    """Half a checkpoint swears nothing; the next one follows the one before it."""
    record(tmp_path)
    seals = paths_of(tmp_path).seals
    seals.write_bytes(seals.read_bytes() + b'{"at":0,"final":')

    go_on(tmp_path, 3 * SECOND)

    check_take(tmp_path)


def test_a_file_without_a_header_line_goes(tmp_path: Path) -> None:
    """A track file that was being begun when the power failed holds nothing acknowledged, and goes."""
    record(tmp_path)
    begun = paths_of(tmp_path).track("mic-judge").media("000000003000.mp4")
    begun.write_bytes(b"\x00\x00\x00\x1cftyp")

    go_on(tmp_path, 3 * SECOND)

    assert decoded(begun)
    check_take(tmp_path)


def test_a_fragment_without_its_line_goes(tmp_path: Path) -> None:
    """A fragment whose line is gone was never acknowledged; its bytes go, and the next file goes on."""
    record(tmp_path)
    paths = paths_of(tmp_path)
    index = paths.track("mic-judge").index
    lines = index.read_bytes().splitlines(keepends=True)
    index.write_bytes(b"".join(lines[:-1]))
    leaves = paths.leaves.read_bytes().splitlines(keepends=True)
    paths.leaves.write_bytes(b"".join(leaf for leaf in leaves if b'"seq":3,"sha256"' not in leaf or b"cam" in leaf))
    paths.leaves.write_bytes(b"")
    paths.seals.unlink()

    go_on(tmp_path, 3 * SECOND)

    assert [line.start // SECOND for line in index_of(tmp_path, "mic-judge")] == [0, 1, 2, 3]
    assert index_of(tmp_path, "mic-judge")[2].silence == 50
    check_take(tmp_path)


def _shorten_media(store: Path) -> None:
    [film] = paths_of(store).track("cam-judge").media_files()
    film.write_bytes(film.read_bytes()[:-1])


def _remove_media(store: Path) -> None:
    [film] = paths_of(store).track("cam-judge").media_files()
    film.unlink()


def _remove_line(store: Path) -> None:
    index = paths_of(store).track("cam-judge").index
    lines = index.read_bytes().splitlines(keepends=True)
    index.write_bytes(lines[0] + lines[2])


def _change_line(store: Path) -> None:
    index = paths_of(store).track("cam-judge").index
    lines = index_of(store, "cam-judge")
    changed = lines[1].model_copy(update={"sha256": "0" * 64})
    index.write_bytes(b"".join(line_bytes(line) for line in (lines[0], changed, lines[2])))


def _garble_line(store: Path) -> None:
    index = paths_of(store).track("cam-judge").index
    index.write_bytes(index.read_bytes().replace(b'"seq":2', b'"seq":x'))


def _change_seal(store: Path) -> None:
    seals = paths_of(store).seals
    seals.write_bytes(seals.read_bytes().replace(b'"size":8', b'"size":7'))


@pytest.mark.parametrize(
    "damage", [_shorten_media, _remove_media, _remove_line, _change_line, _garble_line, _change_seal]
)
def test_damage_is_not_taken_for_a_crash(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    """What no crash can have done is told with its place, and nothing is cut or written over."""
    record(tmp_path)
    damage(tmp_path)
    before = {path: path.read_bytes() for path in paths_of(tmp_path).folder.rglob("*") if path.is_file()}

    with pytest.raises(RecordDamaged, match=r"Begin a new take|Take the file from a copy"):
        open_take(tmp_path, KEY, Clock())
    assert before == {path: path.read_bytes() for path in paths_of(tmp_path).folder.rglob("*") if path.is_file()}


def test_lines_are_read_while_they_are_written(tmp_path: Path) -> None:
    """A reader beside the recorder sees whole lines only."""
    record(tmp_path)
    index = paths_of(tmp_path).track("cam-judge").index
    content = index.read_bytes()
    seen = set()
    for size in range(len(content) + 1):
        index.write_bytes(content[:size])
        lines = index_of(tmp_path, "cam-judge")
        assert all(isinstance(line, IndexLine) for line in lines)
        seen.add(len(lines))
    assert seen == {0, 1, 2, 3}
