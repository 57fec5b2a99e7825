"""Signs and checks in three ways: ed25519 (RFC 8032), ECDSA on P-256 with SHA-256, SM2 with SM3 (GB/T 32918).

A public key is hex: 32 octets of ed25519, else the point as ``04 ‖ x ‖ y``. A signature is 64 octets as hex; of the two
on curves it is ``r ‖ s``. SM2 is left to the program ``openssl`` (3.0 or newer): it is written in C against timing,
nothing else has to be installed, and a package's own verifier needs it anyway. The signer's identity in SM2 is the
customary ``1234567812345678`` (GM/T 0009). A P-256 key may lie in hardware (:mod:`recorder.hardware_key`).
"""

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import Field

from recorder.errors import StoreFault
from recorder.hardware_key import HardwareKey

Algorithm = Literal["ed25519", "p256", "sm2"]
PublicKey = Annotated[str, Field(pattern=r"^([0-9a-f]{64}|04[0-9a-f]{128})$")]
Signature = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
SM2_POINT = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""What stands before the point of an SM2 public key in DER (SubjectPublicKeyInfo)."""
SM2_OPTIONS = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")
_HALF = 32


@dataclass(frozen=True, slots=True)
class Sm2Key:
    """An SM2 key in the file *path*, which the program openssl reads each time it signs."""

    path: Path
    public: str


SigningKey = Ed25519PrivateKey | EllipticCurvePrivateKey | Sm2Key | HardwareKey
"""A key that can sign."""


def algorithm_of(key: SigningKey) -> Algorithm:
    """Name how *key* signs."""
    if isinstance(key, Sm2Key):
        return "sm2"
    return "ed25519" if isinstance(key, Ed25519PrivateKey) else "p256"


def stated(algorithm: Algorithm) -> Algorithm | None:
    """What stands in a signed line: nothing for ed25519, which was there first."""
    return None if algorithm == "ed25519" else algorithm


def public_hex(key: SigningKey | Ed25519PublicKey) -> str:
    """Spell the public key."""
    if isinstance(key, Sm2Key | HardwareKey):
        return key.public
    public = key if isinstance(key, Ed25519PublicKey) else key.public_key()
    if isinstance(public, EllipticCurvePublicKey):
        return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sign(key: SigningKey, message: bytes) -> str:
    """Sign *message*; return the signature in hex.

    Raises:
        StoreFault: openssl, which SM2 needs, is missing or refused the key; a key in hardware cannot be reached.
    """
    if isinstance(key, HardwareKey):
        return key.sign(message).hex()
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message).hex()
    made = _sign_sm2(key, message) if isinstance(key, Sm2Key) else key.sign(message, ECDSA(SHA256()))
    r, s = decode_dss_signature(made)
    return (r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")).hex()


def is_signed(algorithm: Algorithm | None, key: str, message: bytes, signature: str) -> bool:
    """Whether *signature* over *message* is that of *key*; no *algorithm* is ed25519.

    Raises:
        StoreFault: openssl, which SM2 needs, is missing.
    """
    try:
        raw, public = bytes.fromhex(signature), bytes.fromhex(key)
        if algorithm in (None, "ed25519"):
            Ed25519PublicKey.from_public_bytes(public).verify(raw, message)
            return True
        der = encode_dss_signature(int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big"))
        if algorithm == "sm2":
            return _is_signed_sm2(public, message, der)
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public).verify(der, message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _sign_sm2(key: Sm2Key, message: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        text = Path(scratch, "message")
        text.write_bytes(message)
        done = openssl("pkeyutl", "-sign", "-inkey", str(key.path), *SM2_OPTIONS, "-in", str(text))
    if done.returncode != 0:
        raise StoreFault(f"{key.path}: openssl does not sign with it: {done.stderr.decode()[:200]}. Restore the key.")
    return done.stdout


def _is_signed_sm2(public: bytes, message: bytes, signature: bytes) -> bool:
    with tempfile.TemporaryDirectory() as scratch:
        paths = [Path(scratch, name) for name in ("key", "message", "signature")]
        for path, content in zip(paths, (SM2_POINT + public, message, signature), strict=True):
            path.write_bytes(content)
        place = [str(path) for path in paths]
        asked = ("-verify", "-pubin", "-keyform", "DER", "-inkey", place[0], *SM2_OPTIONS)
        return openssl("pkeyutl", *asked, "-in", place[1], "-sigfile", place[2]).returncode == 0


def openssl(*arguments: str, patience_s: float = 30) -> subprocess.CompletedProcess[bytes]:
    """Run the program openssl.

    Raises:
        StoreFault: it is not there, or does not come to an end.
    """
    command: Sequence[str] = ["openssl", *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=patience_s)
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise StoreFault("openssl: SM2 and time stamps need the program openssl 3.0 or newer. Install it.") from fault
