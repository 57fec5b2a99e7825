"""The key that a writer signs its checkpoints with, in a file that only its owner can read (PEM, PKCS #8).

Which algorithm signs is decided by the key that lies there: :func:`make_key` makes one of each, and without any an
ed25519 key is made. A file with a ``pkcs11:`` URI names a key in hardware (:mod:`recorder.hardware_key`).
"""

import stat
import tempfile
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from recorder.durable import make_folder, write_whole
from recorder.errors import StoreFault
from recorder.hardware_key import SCHEME, HardwareKey, TokenUri
from recorder.signing import SM2_POINT, Algorithm, SigningKey, Sm2Key, openssl, public_hex

__all__ = ["load_key", "load_or_make_key", "make_key", "name_hardware_key", "public_hex"]
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def load_or_make_key(path: Path) -> SigningKey:
    """Read the writer's key at *path*, or make an ed25519 one that only its owner can read (mode 0600).

    Raises:
        StoreFault: what lies there is no key that signs, or others than its owner can read it.
    """
    return load_key(path) if path.exists() else make_key(path, "ed25519")


def make_key(path: Path, algorithm: Algorithm) -> SigningKey:
    """Make a key at *path*, mode 0600.

    Raises:
        StoreFault: something lies there already, or openssl, which SM2 needs, is missing.
    """
    if path.exists():
        raise StoreFault(f"{path}: a key lies here already, and records are signed with it. Move it away first.")
    make_folder(path.parent)
    if algorithm == "sm2":
        done = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2")
        if done.returncode != 0:
            raise StoreFault(f"openssl: it makes no SM2 key: {done.stderr.decode()[:200]}. Install openssl 3.0.")
        pem = done.stdout
    else:
        made = Ed25519PrivateKey.generate() if algorithm == "ed25519" else generate_private_key(SECP256R1())
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(path, pem, mode=0o600)
    return load_key(path)


def name_hardware_key(path: Path, uri: str) -> HardwareKey:
    """Write to *path*, mode 0600, that the key is the one in hardware that *uri* names, once it was found there.

    Raises:
        StoreFault: something lies there already, or there is no such key.
    """
    if path.exists():
        raise StoreFault(f"{path}: a key lies here already, and records are signed with it. Move it away first.")
    found = HardwareKey.open(TokenUri.read(uri, path))
    make_folder(path.parent)
    write_whole(path, uri.strip().encode() + b"\n", mode=0o600)
    return found


def load_key(path: Path) -> SigningKey:
    """Read the key at *path*.

    Raises:
        StoreFault: it is no key that signs, or others than its owner can read it.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OTHERS:
        raise StoreFault(
            f"{path}: mode {mode:04o}: others than its owner can use this key. "
            f"Say chmod 600 {path}; if others had access, move it away and a new one is made."
        )
    content = path.read_bytes()
    if content.startswith(SCHEME.encode()):
        return HardwareKey.open(TokenUri.read(content.decode(errors="replace"), path))
    try:
        found = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        sm2 = _load_sm2(path)
        if sm2 is None:
            raise StoreFault(f"{path}: not a private key. Restore it from the backup, or move it away.") from fault
        return sm2
    is_p256 = isinstance(found, EllipticCurvePrivateKey) and isinstance(found.curve, SECP256R1)
    if not isinstance(found, Ed25519PrivateKey | EllipticCurvePrivateKey) or not (
        is_p256 or isinstance(found, Ed25519PrivateKey)
    ):
        raise StoreFault(f"{path}: a key, but none of ed25519, P-256 or SM2. Move it away; a new one is made.")
    return found


def _load_sm2(path: Path) -> Sm2Key | None:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch, "public")
        done = openssl("pkey", "-in", str(path), "-passin", "pass:", "-pubout", "-outform", "DER", "-out", str(out))
        public = out.read_bytes() if done.returncode == 0 and out.exists() else b""
    return Sm2Key(path, public[len(SM2_POINT) :].hex()) if public.startswith(SM2_POINT) else None
