"""Makes a hearing's record anew from its batches, or from its package where those are kept no longer."""

import hashlib
import shutil
from pathlib import Path

from recorder.archive.rebuilding import REBUILT
from recorder.durable import make_folder, settle
from recorder.errors import RecordDamaged
from recorder.layout import EXHIBITS
from recorder.replicas.batch import RECORDS, number_of, read_batch
from recorder.replicas.store import Store, checked_name


def restore_records(store: Store, records: Path, case: str = "", hearing: str = "") -> int:
    """Write the records that *store* has copies of below *records*; of one *hearing* (of *case*) if named.

    Returns how many batches were read. Every piece is proven by its hash, and where pieces overlap they must agree.

    Raises:
        RecordDamaged: a batch is damaged or missing.
        StoreFault: the place cannot be read.
        OSError: the disk refused.
    """
    front = f"{RECORDS}/{case}/{hearing}/" if hearing else f"{RECORDS}/"
    found = store.names(front)
    last: dict[str, int] = {}
    for one in found:
        folder = one.name.rpartition("/")[0]
        number = number_of(one.name)
        if number not in (last.get(folder, 0), last.get(folder, 0) + 1):
            raise RecordDamaged(f"{folder}: batch {last.get(folder, 0) + 1} is missing. Look for it in another copy.")
        last[folder] = number
        content = b"".join(store.read(one.name, one.version))
        for piece in read_batch(one.name, content):
            target = records / checked_name(folder.removeprefix(f"{RECORDS}/")) / checked_name(piece.file)
            _put(target, piece.offset, piece.content, whole=piece.whole)
    return len(found)


def records_of_package(package: Path, records: Path) -> None:
    """Make a hearing's record anew below *records* from its *package*, where its batches were cleaned up.

    Raises:
        OSError: the disk refused.
    """
    folder = records / package.parent.name / package.name
    make_folder(folder.parent)
    shutil.copytree(package / "data" / "media", folder, ignore=_not_of_a_take)
    seals = package / "data" / "seals"
    if seals.is_dir():
        shutil.copytree(seals, folder / "seals", ignore=shutil.ignore_patterns("root.json"))
    for exhibit in sorted((package / "data" / EXHIBITS).glob("e-*/content")):
        with exhibit.open("rb") as file:
            name = hashlib.file_digest(file, "sha256").hexdigest()
        shutil.copytree(exhibit.parent, folder / EXHIBITS / name, dirs_exist_ok=True)
    settle(folder)


def _not_of_a_take(folder: str, names: list[str]) -> list[str]:
    """Name what only a package holds: the program's own file, and what was told of an index that could not be read."""
    is_media = Path(folder).name == "media"
    return [name for name in names if name == REBUILT or (is_media and name == "program.mp4")]


def _put(path: Path, offset: int, content: bytes, *, whole: bool) -> None:
    make_folder(path.parent)
    if whole:
        path.write_bytes(content)
        return
    with path.open("r+b" if path.exists() else "x+b") as file:
        size = file.seek(0, 2)
        if offset > size:
            raise RecordDamaged(f"{path}: octets {size} to {offset} are missing in the copy.")
        file.seek(offset)
        there = file.read(len(content))
        if not content.startswith(there):
            raise RecordDamaged(f"{path}: two copies of the octets from {offset} differ. Ask which is right.")
        file.seek(offset + len(there))
        file.write(content[len(there) :])
