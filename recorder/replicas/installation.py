"""What an installation is beside its records, as one sealed object: database, keys, certificates and tokens.

The object is encrypted (ChaCha20-Poly1305, RFC 8439) with the recovery key, which never goes to the second place: the
court prints it and keeps it in its safe. Agents need not be enrolled again, since their tokens' hashes are in the
database and the authority that they trust is in ``tls``.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from recorder.durable import make_folder, write_whole
from recorder.errors import RecordDamaged, StoreFault
from recorder.replicas.store import Placed, Store

INSTALLATION = "installation"
DATABASE = "panel.sqlite3"
_FOLDERS = ("keys", "tls", "secrets")
_FOR_THE_SAFE = frozenset({"recovery.key", "closed-hearings.key"})
"""Keys that open what lies at the second place: they never go there."""
_NONCE = 12
_ABOUT = b"courtroom installation 1"
_KEY_LETTERS = 64


def recovery_key_path(data: Path) -> Path:
    """File of the recovery key of the installation at *data*."""
    return data / "keys" / "recovery.key"


def load_or_make_recovery_key(path: Path) -> bytes:
    """Read the recovery key (64 hex letters), or make one that only its owner can read (mode 0600).

    Raises:
        StoreFault: what lies there is none.
    """
    if not path.exists():
        make_folder(path.parent)
        write_whole(path, os.urandom(32).hex().encode() + b"\n", mode=0o600)
    return read_recovery_key(path)


def read_recovery_key(path: Path) -> bytes:
    """Read a recovery key.

    Raises:
        StoreFault: there is none.
    """
    try:
        text = path.read_text().strip()
        key = bytes.fromhex(text)
    except (OSError, ValueError) as fault:
        raise StoreFault(f"{path}: no recovery key. Give the file with its 64 letters from the safe.") from fault
    if len(text) != _KEY_LETTERS:
        raise StoreFault(f"{path}: a recovery key has 64 letters 0-9 a-f; this one has {len(text)}.")
    return key


def save_installation(data: Path, database: Path, store: Store, key: bytes, at_ms: int) -> tuple[str, Placed]:
    """Put the installation at *data*, with the copy *database* of its database, into *store*; return the object's name.

    Raises:
        StoreFault: the place refused.
        OSError: something cannot be read.
    """
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, path in _parts(data, database):
            tar.add(path, arcname=name, recursive=False)
    return put_sealed(store, INSTALLATION, packed.getvalue(), (key, _ABOUT), at_ms)


def put_sealed(store: Store, front: str, content: bytes, seal: tuple[bytes, bytes], at_ms: int) -> tuple[str, Placed]:
    """Encrypt *content* with *seal* (key, and what it is about) and put it below *front*; return the object's name."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + ChaCha20Poly1305(seal[0]).encrypt(nonce, content, seal[1])
    name = f"{front}/{at_ms:015d}-{hashlib.sha256(sealed).hexdigest()}"
    return name, store.put(name, sealed)


def open_newest(store: Store, front: str, seal: tuple[bytes, bytes]) -> tuple[bytes, str]:
    """Decrypt the newest object below *front* that is whole and opens; return it and its name.

    Raises:
        RecordDamaged: none of them can be opened: another key, or all damaged.
        StoreFault: the place cannot be read.
    """
    found = store.names(f"{front}/")
    for one in reversed(found):
        content = b"".join(store.read(one.name, one.version))
        if hashlib.sha256(content).hexdigest() != one.name.rpartition("-")[2]:
            continue
        try:
            return ChaCha20Poly1305(seal[0]).decrypt(content[:_NONCE], content[_NONCE:], seal[1]), one.name
        except InvalidTag:
            continue
    raise RecordDamaged(
        f"{store.location}/{front}: none of {len(found)} can be opened with this recovery key. Check the key."
    )


def _parts(data: Path, database: Path) -> Iterator[tuple[str, Path]]:
    yield DATABASE, database
    for folder in _FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and path.name not in _FOR_THE_SAFE:
                yield path.relative_to(data).as_posix(), path


def restore_installation(store: Store, data: Path, key: bytes) -> str:
    """Write the newest installation that *store* holds whole to the empty folder *data*; return the object's name.

    Raises:
        RecordDamaged: none of them can be opened: another key, or all damaged.
        StoreFault: the place cannot be read.
    """
    packed, name = open_newest(store, INSTALLATION, (key, _ABOUT))
    _unpack(packed, data)
    return name


def _unpack(packed: bytes, data: Path) -> None:
    make_folder(data)
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(data, filter="data")
    for folder in _FOLDERS:
        for path in (data / folder).rglob("*") if (data / folder).is_dir() else ():
            path.chmod(0o700 if path.is_dir() else path.stat().st_mode & 0o700)
        if (data / folder).is_dir():
            (data / folder).chmod(0o700)


def prune(store: Store, front: str = INSTALLATION, keep: int = 20) -> None:
    """Take old objects below *front* away where the place lets them go: the newest *keep* and each day's first stay."""
    found = store.names(f"{front}/")
    days: set[int] = set()
    for one in found[:-keep] if keep else found:
        day = int(one.name.rpartition("/")[2].partition("-")[0]) // 86_400_000
        if day in days:
            try:
                store.remove(one)
            except StoreFault:
                return  # Locked: it goes when its lock is over.
        days.add(day)
