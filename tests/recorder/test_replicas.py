"""A second copy grows while the hearing runs, harms nothing when it fails, and is enough to begin anew from."""

import ctypes
import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.archive.addendum import add_addendum
from recorder.archive.verification import signed_root, verify
from recorder.errors import RecordDamaged, StoreFault, StoreFull
from recorder.layout import hearing_folder
from recorder.replicas.batch import Piece, batch_name, read_batch, spell
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.package_copy import copy_package, damaged_files, package_name
from recorder.replicas.record_copier import RecordCopier
from recorder.replicas.restored_record import restore_records
from recorder.sample import Sample
from recorder.take import Take
from tests.recorder.packing import COURT_KEY, packed
from tests.recorder.recording import (
    CASE,
    FRAME,
    HEARING,
    SECOND,
    Clock,
    check_take,
    index_of,
    microphone,
    open_take,
    pictures,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"second" + bytes(26))


def write_second(take: Take, second: int) -> None:
    """Record one second of a camera and a microphone."""
    picture = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    sound = take.track("mic-judge", "audio", "mic-judge", mandatory=True)
    for number in range(25):
        at = second * SECOND + number * FRAME
        data, keyframe = pictures()[number]
        picture.write(Sample(data, at, FRAME, keyframe, at))
    for sample in microphone(second * SECOND, 50):
        sound.write(sample)
    take.flush()
    take.seal()


def copier(folder: Path, store: FolderStore) -> RecordCopier:
    """Make the copier of the test's hearing."""
    return RecordCopier(hearing_folder(folder / "records", CASE, HEARING), folder / "kept.json", store)


def copy_all(one: RecordCopier) -> int:
    """Copy until nothing is left; return how many batches it took."""
    count = 0
    while one.copy_some() is not None:
        count += 1
    return count


def same(first: Path, second: Path) -> bool:
    """Whether both folders hold the same files, bit for bit; empty ones hold nothing."""
    found = [[path for path in side.rglob("*") if path.is_file() and path.stat().st_size] for side in (first, second)]
    names = [{path.relative_to(side) for path in paths} for side, paths in zip((first, second), found, strict=True)]
    return names[0] == names[1] and all(filecmp.cmp(first / name, second / name, shallow=False) for name in names[0])


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A folder as the second place."""
    folder = tmp_path / "second"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("forgets", [False, True])
def test_the_copy_grows_with_the_record_and_gives_it_back(tmp_path: Path, second: Path, *, forgets: bool) -> None:
    """After each second all of it is in the second place, also when the copier forgot what it had copied."""
    take = open_take(tmp_path / "records", KEY, Clock())
    take.begin(0)
    one = copier(tmp_path, FolderStore(second))
    for number in range(4):
        write_second(take, number)
        assert copy_all(one) == 1
        if forgets:
            (tmp_path / "kept.json").unlink()
            one = copier(tmp_path, FolderStore(second))
        restored = tmp_path / f"restored-{number}"
        restore_records(FolderStore(second), restored)
        for track in ("cam-judge", "mic-judge"):
            lines = index_of(tmp_path / "records", track)
            assert index_of(restored, track) == lines
            assert len(lines) >= number
    take.stop(4 * SECOND)
    take.flush()
    take.seal(final=True)
    take.close()
    copy_all(one)
    restore_records(FolderStore(second), tmp_path / "last")
    assert same(tmp_path / "records", tmp_path / "last")
    assert check_take(tmp_path / "last").final


def test_only_what_is_acknowledged_is_copied(tmp_path: Path, second: Path) -> None:
    """Octets behind the last indexed fragment may be cut off after a crash; a copy must never hold them."""
    take = open_take(tmp_path / "records", KEY, Clock())
    take.begin(0)
    write_second(take, 0)
    take.close()
    track = next((tmp_path / "records").rglob("cam-judge"))
    before = (track / "index.jsonl").read_bytes()
    for path in (next(track.glob("*.mp4")), track / "index.jsonl"):
        with path.open("ab") as file:
            file.write(b'{"torn')
    copy_all(copier(tmp_path, FolderStore(second)))
    restore_records(FolderStore(second), tmp_path / "restored")
    found = next((tmp_path / "restored").rglob("cam-judge"))
    assert (found / "index.jsonl").read_bytes() == before
    assert b"torn" not in next(found.glob("*.mp4")).read_bytes()


def test_a_new_disk_gets_everything_from_the_start(tmp_path: Path, second: Path) -> None:
    """The second place was exchanged: what was remembered of the old one does not count."""
    take = open_take(tmp_path / "records", KEY, Clock())
    take.begin(0)
    write_second(take, 0)
    copy_all(copier(tmp_path, FolderStore(second)))
    shutil.rmtree(second)
    second.mkdir()
    write_second(take, 1)
    copy_all(copier(tmp_path, FolderStore(second)))
    take.close()
    copy_all(copier(tmp_path, FolderStore(second)))
    restore_records(FolderStore(second), tmp_path / "restored")
    assert same(tmp_path / "records", tmp_path / "restored")


def test_a_damaged_or_missing_batch_is_named(tmp_path: Path, second: Path) -> None:
    """A flipped octet or a batch that is gone: nothing false is restored, and the words say where."""
    take = open_take(tmp_path / "records", KEY, Clock())
    take.begin(0)
    one = copier(tmp_path, FolderStore(second))
    for number in range(3):
        write_second(take, number)
        one.copy_some()
    take.close()
    batches = sorted(path for path in second.rglob("*") if path.is_file())
    content = bytearray(batches[1].read_bytes())
    content[len(content) // 2] ^= 1
    batches[1].write_bytes(content)
    with pytest.raises(RecordDamaged, match=r"00000002-.*not those of its name"):
        restore_records(FolderStore(second), tmp_path / "one")
    batches[1].unlink()
    with pytest.raises(RecordDamaged, match="batch 2 is missing"):
        restore_records(FolderStore(second), tmp_path / "two")


def test_a_batch_reads_back_what_was_spelt() -> None:
    """Names in Chinese, empty pieces and small files that are replaced."""
    pieces = [Piece("room-1/cam/0.mp4", 7, b"\n{}\0" * 9), Piece("说明.json", 0, b"", whole=True)]
    content = spell(pieces)
    assert list(read_batch(batch_name("case", "h-x", 1, content), content)) == pieces


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 300 kB, which needs root or CAP_SYS_ADMIN."""
    folder = Path(tempfile.mkdtemp(prefix="c-"))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, b"size=300k") != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    try:
        yield folder
    finally:
        libc.umount2(str(folder).encode(), 2)
        shutil.rmtree(folder)


def test_a_full_second_place_harms_nothing_and_catches_up(tmp_path: Path, small_disk: Path) -> None:
    """While the second disk is full the first goes on; once there is space the copy is whole again."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(299_000))
    store = FolderStore(small_disk)
    take = open_take(tmp_path / "records", KEY, Clock())
    take.begin(0)
    write_second(take, 0)
    write_second(take, 1)
    one = copier(tmp_path, store)
    with pytest.raises(StoreFull, match="no space is left"):
        one.copy_some()
    write_second(take, 2)
    take.close()
    check_take(tmp_path / "records")
    assert not [path for path in small_disk.rglob("*") if path.is_file() and path != ballast]
    ballast.unlink()
    copy_all(one)
    restore_records(store, tmp_path / "restored")
    assert same(tmp_path / "records", tmp_path / "restored")


def test_a_place_that_is_not_attached_is_not_mistaken_for_an_empty_one(tmp_path: Path) -> None:
    """The folder of a disk that is not mounted is not made: copies must not land on the first disk."""
    store = FolderStore(tmp_path / "unmounted")
    with pytest.raises(StoreFault, match="Attach"):
        store.put("a/b", b"x")
    assert not (tmp_path / "unmounted").exists()


def test_a_package_copy_is_read_back_and_each_damage_is_named(tmp_path: Path, second: Path) -> None:
    """The copy proves itself by the bag's own manifests; a changed and a missing file are named."""
    package = packed(tmp_path)
    store = FolderStore(second)
    copy_package(package, store)
    name = package_name(package)
    assert damaged_files(store, name) == []
    assert same(package, second / name)
    assert verify(second / name).whole
    (second / name / "data" / "log.jsonl").write_bytes(b"{}\n")
    (second / name / "data" / "ledger.json").unlink()
    assert damaged_files(store, name) == ["data/ledger.json", "data/log.jsonl"]


def test_an_addendum_that_comes_later_is_copied_and_proven_too(tmp_path: Path, second: Path) -> None:
    """A signature after archiving goes to the second place; changed there, it is named."""
    package = packed(tmp_path)
    store = FolderStore(second)
    copy_package(package, store)
    reason = tmp_path / "reason.txt"
    reason.write_text("停电")
    root = signed_root(package)
    add_addendum(package, (HEARING, root), ("explanation", "李某", "停电"), COURT_KEY, 1_790_000_000_000, [reason])
    copy_package(package, store)
    name = package_name(package)
    assert same(package, second / name)
    assert damaged_files(store, name) == []
    (second / name / "v2" / "reason.txt").write_text("其他")
    assert damaged_files(store, name) == ["v2/reason.txt"]
