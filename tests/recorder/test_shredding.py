"""A record is shredded in both places: nothing of it is left but its tombstone, which knows every file's hash."""

import shutil
from pathlib import Path

import pytest

from recorder.archive.addendum import add_addendum
from recorder.archive.bag import digests_of, files_below
from recorder.archive.verification import verify
from recorder.errors import StoreFault
from recorder.keeping.removal import Removal
from recorder.keeping.shredding import Tombstone, bury, is_shredded, shred_first, shred_second, tombstones
from recorder.layout import hearing_folder
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.installation import load_or_make_recovery_key, recovery_key_path, save_installation
from recorder.replicas.package_copy import copy_package
from recorder.replicas.record_copier import RecordCopier
from recorder.replicas.restoring import restore
from recorder.replicas.store import Found
from tests.recorder.packing import COURT_KEY, packed
from tests.recorder.recording import CASE, HEARING

REMOVAL = Removal("account:1", "保管期满", 1, "account:2", 2, 3)


class LockedStore(FolderStore):
    """A place whose objects are locked."""

    def remove(self, found: Found) -> None:
        """Refuse."""
        raise StoreFault(f"{found.name}: locked")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one archived and signed hearing, copied to a second place."""
    data = tmp_path_factory.mktemp("court")
    package = packed(data)
    add_addendum(package, (HEARING, verify(package).root), ("signature", "张某", ""), COURT_KEY, 5)
    (data / "second").mkdir()
    store = FolderStore(data / "second")
    copier = RecordCopier(
        hearing_folder(data / "records", CASE, HEARING), data / "run" / "replicas" / f"{HEARING}.json", store
    )
    while copier.copy_some() is not None:
        pass
    copy_package(package, store)
    return data


@pytest.fixture
def data(original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(original, tmp_path / "data")
    return tmp_path / "data"


def shredded(data: Path) -> Tombstone:
    """Shred the hearing in the first place."""
    bury(data, CASE, HEARING, REMOVAL)
    [stone] = tombstones(data)
    shred_first(data, stone)
    return stone


def left(folder: Path) -> set[str]:
    """Every file that has to do with the hearing."""
    return {name for name in files_below(folder) if HEARING in name}


def test_nothing_is_left_but_the_tombstone_with_every_hash(data: Path) -> None:
    """Who decided and when, the court's signed list of what there was, what people had signed, and the writers' last seals."""
    package = hearing_folder(data / "archive", CASE, HEARING)
    own = ("data/seals/root.json", "bagit.txt", "bag-info.txt", "manifest-", "tagmanifest-", "v2/")
    files = {name: digests_of(path)["sha256"] for name, path in files_below(package).items()}
    stone = shredded(data)

    assert stone.signed is not None
    assert stone.signed["files"] == {name: digest for name, digest in files.items() if not name.startswith(own)}
    assert [one["by"] for one in stone.addenda] == ["张某"]
    assert set(stone.seals) == {"room-demo-1", "program-demo-1"}
    assert (stone.hidden_by, stone.approved_by, stone.reason) == ("account:1", "account:2", "保管期满")
    assert left(data / "second") != set()
    assert {name for name in left(data) if not name.startswith("second/")} == {f"tombstones/{CASE}/{HEARING}.json"}
    assert is_shredded(data, HEARING)


def test_what_was_begun_is_finished_under_the_same_tombstone(data: Path) -> None:
    """The power fails half-way: the tombstone still tells of all that there was, and the rest goes."""
    path = bury(data, CASE, HEARING, REMOVAL)
    before = path.read_bytes()
    shutil.rmtree(hearing_folder(data / "archive", CASE, HEARING) / "data")
    stone = shredded(data)
    shred_first(data, stone)

    assert path.read_bytes() == before
    assert {name for name in left(data) if not name.startswith("second/")} == {f"tombstones/{CASE}/{HEARING}.json"}


def test_the_second_place_keeps_the_tombstone_alone(data: Path) -> None:
    """Batches and package go there too; asked again, nothing changes."""
    stone = shredded(data)
    for _ in range(2):
        assert shred_second(FolderStore(data / "second"), stone) == []
        [name] = left(data / "second")
        assert Tombstone.model_validate_json((data / "second" / name).read_bytes()) == stone
        assert name.startswith(f"tombstones/{CASE}/{HEARING}-")


def test_what_is_locked_is_said_to_stay_and_never_comes_back(data: Path, tmp_path: Path) -> None:
    """Locks outlive the decision; a court that begins anew from that place does not get the record again."""
    store = LockedStore(data / "second")
    stays = shred_second(store, shredded(data))
    key = load_or_make_recovery_key(recovery_key_path(data))
    (data / "panel.sqlite3").write_bytes(b"")
    save_installation(data, data / "panel.sqlite3", store, key, 1)
    restore(store, tmp_path / "anew", key, lambda _: None)

    assert any(one.name.startswith("records/") for one in stays)
    assert any(one.name.startswith("archive/") for one in stays)
    assert left(tmp_path / "anew") == {f"tombstones/{CASE}/{HEARING}.json"}
