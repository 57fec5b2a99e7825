"""Cut off while record and package are copied to the second target: each copy that was made is there and proves itself."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.index import sha256_hex
from recorder.layout import hearing_folder
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.package_copy import copy_package, damaged_files, package_name
from recorder.replicas.record_copier import RecordCopier
from recorder.replicas.restored_record import restore_records
from tests.recorder.recording import CASE, HEARING, Clock, open_take
from tests.recorder.test_replicas import same, write_second
from tests.whole.crash.halting import Run, Say

_KEY = Ed25519PrivateKey.from_private_bytes(b"copied" + bytes(26))
_SECONDS = 4
_OTHER = "（2026）示0101刑初129号"


def prepare(folder: Path, template: Path) -> None:
    """A package of another hearing lies in the archive; the second place is empty."""
    shutil.copytree(template / "archive" / CASE / HEARING, folder / "archive" / _OTHER / HEARING)
    (folder / "second").mkdir()
    (folder / "records").mkdir()


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Record a few seconds and copy each of them, then copy the package."""
    store = FolderStore(folder / "second")
    begin = 1 + max((second for run in earlier for second in run.all("began")), default=-1)
    _record(folder, store, range(begin, begin + _SECONDS), say)
    package = folder / "archive" / _OTHER / HEARING
    copy_package(package, store)
    say("package", package_name(package))
    _record(folder, store, [begin + _SECONDS], say)  # So that there is work during which the power can go after that.


def _record(folder: Path, store: FolderStore, seconds: Iterable[int], say: Say) -> None:
    take = open_take(folder / "records", _KEY, Clock())
    take.begin(0)
    kept = folder / "run" / "replicas" / "kept.json"
    copier = RecordCopier(hearing_folder(folder / "records", CASE, HEARING), kept, store)
    for second in seconds:
        say("began", second)
        write_second(take, second)
        while (batch := copier.copy_some()) is not None:
            say("copied", [batch.name, batch.sha256])
    take.close()
    while copier.copy_some() is not None:
        pass


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Every object that was put is there with its octets, and what they restore is whole."""
    store = FolderStore(folder / "second")
    for name, sha256 in [one for run in earlier for one in run.all("copied")]:
        path = folder / "second" / name
        assert path.exists(), f"{name}: was copied and is gone"
        assert sha256_hex(path.read_bytes()) == sha256, f"{name}: other octets"
    for name in [one for run in earlier for one in run.all("package")]:
        assert damaged_files(store, name) == []


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """The second place gives everything back, bit for bit."""
    inspect(folder, say, earlier)
    with TemporaryDirectory(prefix="restored-") as restored:
        restore_records(FolderStore(folder / "second"), Path(restored))
        assert same(folder / "records", Path(restored)), "restored is something else than was recorded"
