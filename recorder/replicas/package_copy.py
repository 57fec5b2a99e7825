"""A package in a second place: each file of the bag as an object, proven by reading it back.

    archive/<case>/<hearing>/<first 16 letters of the root>/<path in the bag>

The tag manifest goes last: where it lies, the rest lies too. Addenda (``v2/`` …) that come later are put beside, and
prove themselves by what their signed ``addendum.json`` says.
"""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from recorder.archive.addendum import FILE, Addendum
from recorder.archive.bag import files_below
from recorder.archive.manifests import is_addendum
from recorder.archive.verification import signed_root
from recorder.durable import make_folder
from recorder.errors import RecordDamaged
from recorder.failpoint import reached
from recorder.index import sha256_hex
from recorder.replicas.store import Found, Store, checked_name

ARCHIVE = "archive"
LAST = "tagmanifest-sha256.txt"


def package_name(package: Path) -> str:
    """Name the copy of the package in the folder *package*.

    Raises:
        NotAPackage: none lies there.
    """
    return f"{ARCHIVE}/{package.parent.name}/{package.name}/{signed_root(package)[:16]}"


def copy_package(package: Path, store: Store) -> str:
    """Copy the package, read it back and return the SHA-256 of its last manifest. What is there already stays.

    Raises:
        NotAPackage: none lies there.
        RecordDamaged: what came back is not what was written.
        StoreFault: the place refused.
    """
    name = package_name(package)
    there = {one.name: one for one in store.names(f"{name}/")}
    files = files_below(package)
    for path in sorted(files, key=lambda path: (path == LAST, path.endswith(f"/{FILE}"), path)):
        found = there.get(f"{name}/{path}")
        if found is None or found.bytes != files[path].stat().st_size:
            store.put(f"{name}/{path}", files[path])
            reached("copy.file-put")
    store.settle(name)
    damaged = damaged_files(store, name)
    if damaged:
        raise RecordDamaged(f"{store.location}/{name}/{damaged[0]}: read back, and not what was written.")
    return sha256_hex((package / LAST).read_bytes())


def damaged_files(store: Store, name: str) -> list[str]:
    """Read a copied package and list the files that are not what its manifests say; an empty list means whole.

    Raises:
        StoreFault: the place cannot be read.
    """
    there = {one.name.removeprefix(f"{name}/"): one for one in store.names(f"{name}/")}
    if LAST not in there:
        return [LAST]
    due = _manifest(store, name, LAST, there)
    payload = "manifest-sha256.txt"
    wrong = []
    if payload in there and _digest(store, there[payload]) == due.get(payload):
        due |= _manifest(store, name, payload, there)
    for path in [path for path in there if is_addendum(path) and path.endswith(f"/{FILE}")]:
        listed = _addendum(store, there[path])
        wrong += [path] if listed is None else []
        due |= {f"{path.partition('/')[0]}/{name}": digest for name, digest in (listed or {}).items()}
    for path, digest in sorted(due.items()):
        if path not in there or _digest(store, there[path]) != digest:
            wrong.append(path)
    return wrong


def _addendum(store: Store, found: Found) -> dict[str, str] | None:
    """Return what a copied addendum says of its files; ``None`` when it is not what was signed."""
    try:
        made = Addendum.model_validate_json(b"".join(store.read(found.name, found.version)))
    except ValidationError:
        return None
    return dict(made.files) if made.is_signed() else None


def _manifest(store: Store, name: str, path: str, there: dict[str, Found]) -> dict[str, str]:
    content = b"".join(store.read(f"{name}/{path}", there[path].version)).decode("utf-8", "replace")
    lines = (line.partition("  ") for line in content.splitlines())
    return {path: digest for digest, _, path in lines if path}


def _digest(store: Store, found: Found) -> str:
    digest = hashlib.sha256()
    for block in store.read(found.name, found.version):
        digest.update(block)
    return digest.hexdigest()


def packages_at(store: Store) -> list[str]:
    """List the complete packages of the place, by name."""
    last = f"/{LAST}"
    return [one.name.removesuffix(last) for one in store.names(f"{ARCHIVE}/") if one.name.endswith(last)]


def restore_package(store: Store, name: str, archive: Path) -> Path:
    """Write the copied package *name* below *archive*; return its folder. Verify it afterwards.

    Raises:
        StoreFault: the place cannot be read.
        OSError: the disk refused.
    """
    _, case, hearing, _ = checked_name(name).split("/")
    folder = archive / case / hearing
    for one in store.names(f"{name}/"):
        target = folder / checked_name(one.name.removeprefix(f"{name}/"))
        make_folder(target.parent)
        with target.open("wb") as file:
            for block in store.read(one.name, one.version):
                file.write(block)
    return folder
