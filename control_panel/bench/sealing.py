"""How a secret file is sealed: a key of the installation opens each hearing's own key, which opens its entries (RFC 8439)."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from control_panel.errors import Refusal
from recorder.durable import make_folder, write_whole

BEGIN = "0" * 64
"""What the chain of a hearing begins with."""
_NONCE = 12
_KEY = 32


class Tampered(Refusal):
    """A secret file is not as it was written: an entry was changed, taken out, or put in."""

    def __init__(self, hearing: str, entry: int, fault: str) -> None:
        remedy = "停止使用并恢复备份；联系管理员 · Stop, and have court IT restore the installation's copy."
        super().__init__(
            500, "副卷已损坏或被改动 · The secret file was changed", f"{hearing} #{entry}: {fault}", remedy
        )


def key_path(data: Path) -> Path:
    """File of the key to all secret files of the installation at *data*."""
    return data / "keys" / "secret-file.key"


def load_key(path: Path, *, make: bool) -> bytes:
    """Read the key (64 hex letters); where there is none, *make* one that only its owner can read (mode 0600).

    Raises:
        Refusal: there is none, or what lies there is none (503).
    """
    if not path.exists() and make:
        make_folder(path.parent)
        write_whole(path, os.urandom(_KEY).hex().encode() + b"\n", mode=0o600)
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != _KEY:
        remedy = "从安装备份恢复该文件 · Restore this file from the installation's copy."
        raise Refusal(503, "副卷密钥缺失 · The secret files' key is missing", f"keys/{path.name}", remedy)
    return key


def new_hearing_key(key: bytes, hearing: str) -> bytes:
    """Make a hearing's own key and return it sealed with the installation's: shredding that shreds the file."""
    return seal_hearing_key(key, hearing, os.urandom(_KEY))


def seal_hearing_key(key: bytes, hearing: str, own: bytes) -> bytes:
    """Seal a hearing's *own* key with the installation's."""
    return _seal(key, own, _about(hearing))


def open_hearing_key(key: bytes, hearing: str, sealed: bytes) -> bytes:
    """Open a hearing's own key.

    Raises:
        Tampered: it does not open: another key, or changed.
    """
    return _open(key, sealed, _about(hearing), hearing, 0)


def seal_entry(key: bytes, before: str, about: tuple[str, int, int, str], content: bytes) -> tuple[bytes, str]:
    """Seal *content* of the entry *about* (hearing, number, UTC ms, who) that follows *before*; return it and its chain."""
    bound = _bound(before, about)
    sealed = _seal(key, content, bound)
    return sealed, _link(bound, sealed)


def open_entry(key: bytes, before: str, about: tuple[str, int, int, str], sealed: bytes, chain: str) -> bytes:
    """Open an entry.

    Raises:
        Tampered: it does not follow *before*, or is not what was written.
    """
    bound = _bound(before, about)
    if _link(bound, sealed) != chain:
        raise Tampered(about[0], about[1], "chain")
    return _open(key, sealed, bound, about[0], about[1])


def _about(hearing: str) -> bytes:
    return f"courtroom secret file 1 {hearing}".encode()


def _bound(before: str, about: tuple[str, int, int, str]) -> bytes:
    return "\n".join((before, *map(str, about))).encode()


def _link(bound: bytes, sealed: bytes) -> str:
    return hashlib.sha256(bound + b"\n" + sealed).hexdigest()


def _seal(key: bytes, content: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, bound)


def _open(key: bytes, sealed: bytes, bound: bytes, hearing: str, entry: int) -> bytes:
    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
    except (InvalidTag, ValueError):
        raise Tampered(hearing, entry, "seal") from None
