"""The key that a writer signs its checkpoints with."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from recorder.durable import make_folder, write_whole
from recorder.errors import StoreFault


def load_or_make_key(path: Path) -> Ed25519PrivateKey:
    """Read the writer's key at *path*, or make one that only its owner can read (mode 0600).

    Raises:
        StoreFault: what lies there is not an ed25519 key.
    """
    if not path.exists():
        make_folder(path.parent)
        key = Ed25519PrivateKey.generate()
        write_whole(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
        return key
    try:
        found = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise StoreFault(f"{path}: not a private key. Restore it from the backup, or move it away.") from fault
    if not isinstance(found, Ed25519PrivateKey):
        raise StoreFault(f"{path}: a key, but not an ed25519 one. Move it away; a new one is made.")
    return found


def public_hex(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """Spell the public key as 64 hex letters."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
