"""A full disk, a real one of a few megabytes: an alarm, nothing acknowledged lost, and the take goes on."""

import ctypes
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.errors import StoreFull
from recorder.sample import Sample
from tests.recorder.recording import (
    FRAME,
    SECOND,
    Clock,
    check_take,
    decoded,
    index_of,
    microphone,
    open_take,
    paths_of,
    pictures,
)

KEY = Ed25519PrivateKey.generate()
SIZE = 3 << 20


def _mount(folder: Path) -> None:
    """Mount a small tmpfs, which needs root or CAP_SYS_ADMIN."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, f"size={SIZE}".encode()) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk with room for three megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="c-"))
    _mount(folder)
    try:
        yield folder
    finally:
        ctypes.CDLL(None).umount2(str(folder).encode(), 2)
        shutil.rmtree(folder)


def fill(disk: Path) -> Path:
    """Take all space that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


def write_second(take, second: int) -> None:  # type: ignore[no-untyped-def]
    """One second of a camera and a microphone."""
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    units = pictures()
    for number in range(25):
        at = second * SECOND + number * FRAME
        data, keyframe = units[number]
        picture.write(Sample(data, at, FRAME, keyframe, at))
    for sample in microphone(second * SECOND, 50):
        sound.write(sample)


def test_a_full_disk_is_told_and_survived(small_disk: Path) -> None:
    """While the disk is full each flush says so with a remedy; once there is space all seconds are there."""
    take = open_take(small_disk, KEY, Clock())
    take.begin(0)
    for second in range(3):
        write_second(take, second)
    take.flush()
    acknowledged = {name: take.positions()[name].position for name in ("cam-judge", "mic-judge")}
    ballast = fill(small_disk)
    for second in range(3, 6):
        write_second(take, second)
        with pytest.raises(StoreFull, match=r"no space is left.*Free space"):
            take.flush()
    for name, position in acknowledged.items():
        assert take.positions()[name].position >= position
        assert index_of(small_disk, name)[-1].end == take.positions()[name].position
    ballast.unlink()
    write_second(take, 6)
    lines = take.flush()
    take.stop(7 * SECOND)
    take.seal(final=True)
    take.close()

    assert lines
    for name in ("cam-judge", "mic-judge"):
        kept = index_of(small_disk, name)
        assert kept[0].start == 0
        assert kept[-1].end == 7 * SECOND
        assert all(earlier.end == later.start for earlier, later in itertools.pairwise(kept))
        assert all(decoded(path) for path in paths_of(small_disk).track(name).media_files())
    assert check_take(small_disk).final


def test_a_crash_on_a_full_disk_keeps_what_was_acknowledged(small_disk: Path) -> None:
    """Power fails while the disk is full: afterwards the record is whole up to the last acknowledged second."""
    take = open_take(small_disk, KEY, Clock())
    take.begin(0)
    for second in range(3):
        write_second(take, second)
    take.flush()
    ballast = fill(small_disk)
    for second in range(3, 5):
        write_second(take, second)
    with pytest.raises(StoreFull):
        take.flush()
    before = {name: index_of(small_disk, name) for name in ("cam-judge", "mic-judge")}
    with pytest.raises(StoreFull):
        take.close()
    ballast.unlink()

    again = open_take(small_disk, KEY, Clock())
    again.begin(0)
    write_second(again, 6)
    again.stop(7 * SECOND)
    again.close()

    for name, lines in before.items():
        assert index_of(small_disk, name)[: len(lines)] == lines
        assert index_of(small_disk, name)[-1].end == 7 * SECOND
    check_take(small_disk)


def test_a_full_disk_refuses_a_new_take(small_disk: Path) -> None:
    """A take that cannot be begun is refused with the remedy, and can be begun once there is space."""
    ballast = fill(small_disk)
    with pytest.raises(StoreFull, match="Free space"):
        open_take(small_disk, KEY, Clock())
    ballast.unlink()

    take = open_take(small_disk, KEY, Clock())
    take.begin(0)
    write_second(take, 0)
    take.stop(SECOND)
    take.close()
    check_take(small_disk)
