"""The installation's own authority for content credentials: a root that courts name to those who check, and a signer.

    DATA/keys/credentials/
    ├─ root.crt     given to whoever is to check files; it is what makes a file "trusted"
    ├─ root.key     0600; signs signers, nothing else
    ├─ signer.crt   goes into each file
    └─ signer.key   0600

The signer's certificate is as C2PA asks (technical specification 2.2, 14.5.1): P-256, for digital signatures alone,
with the extended use *emailProtection* and the authority's key identifier.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from recorder.durable import make_folder, write_whole
from recorder.errors import StoreFault
from recorder.keys import load_key

ROOT_LASTS = timedelta(days=60 * 365)
"""As long as the longest term but one: a file shall be checked as long as the record is kept (60 years)."""
SIGNER_LASTS = timedelta(days=10 * 365)
_RENEW = timedelta(days=365)
_EARLIER = timedelta(hours=1)
_NO_USE = dict.fromkeys(
    (
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


@dataclass(frozen=True, slots=True)
class Authority:
    """Where the authority's certificates and the signer's key lie."""

    root: Path
    signer: Path
    key: Path

    def chain(self) -> str:
        """Return the signer's certificate and its root, PEM."""
        return self.signer.read_text() + self.root.read_text()


def authority(data: Path, now: datetime, court: str = "Courtroom") -> Authority:
    """Return the authority of the installation in *data*; what is missing or nearly over is made. *court* names it.

    Raises:
        StoreFault: a key cannot be read, or others than its owner can read it.
        OSError: the disk refused.
    """
    folder = data / "keys" / "credentials"
    made = Authority(folder / "root.crt", folder / "signer.crt", folder / "signer.key")
    root_key = folder / "root.key"
    if not made.root.exists():
        make_folder(folder)
        key = _key_at(root_key)
        write_whole(made.root, _root(key, now, court))
    if not _still_good(made, now):
        root = x509.load_pem_x509_certificate(made.root.read_bytes())
        write_whole(made.signer, _signer(_loaded(root_key), root, _key_at(made.key), now, court))
    return made


def _still_good(made: Authority, now: datetime) -> bool:
    if not (made.signer.exists() and made.key.exists()):
        return False
    signer = x509.load_pem_x509_certificate(made.signer.read_bytes())
    root = x509.load_pem_x509_certificate(made.root.read_bytes())
    return signer.not_valid_after_utc - _RENEW > now.astimezone(UTC) and signer.issuer == root.subject


def _key_at(path: Path) -> EllipticCurvePrivateKey:
    """Return the key at *path*, or make it."""
    if not path.exists():
        key = generate_private_key(SECP256R1())
        write_whole(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    return _loaded(path)


def _loaded(path: Path) -> EllipticCurvePrivateKey:
    key = load_key(path)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise StoreFault(f"{path}: not a P-256 key. Restore it, or move the folder away: files then get another root.")
    return key


def _name(common: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, common[:64])
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _begun(subject: str, issuer: x509.Name, key: EllipticCurvePrivateKey, now: datetime) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    begun = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(issuer).public_key(key.public_key())
    begun = begun.serial_number(x509.random_serial_number()).not_valid_before(now - _EARLIER)
    return begun.add_extension(identifier, critical=False)


def _root(key: EllipticCurvePrivateKey, now: datetime, court: str) -> bytes:
    common = f"{court} content credentials {now:%Y-%m-%d}"
    usage = x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **_NO_USE)
    begun = _begun(common, _name(common), key, now).not_valid_after(now + ROOT_LASTS)
    begun = begun.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return begun.add_extension(usage, critical=True).sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _signer(
    root_key: EllipticCurvePrivateKey,
    root: x509.Certificate,
    key: EllipticCurvePrivateKey,
    now: datetime,
    court: str,
) -> bytes:
    usage = x509.KeyUsage(digital_signature=True, key_cert_sign=False, crl_sign=False, **_NO_USE)
    over = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    begun = _begun(f"{court} archive", root.subject, key, now)
    begun = begun.not_valid_after(min(now + SIGNER_LASTS, root.not_valid_after_utc.astimezone(now.tzinfo)))
    begun = begun.add_extension(over, critical=False)
    begun = begun.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    begun = begun.add_extension(usage, critical=True)
    begun = begun.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=True)
    return begun.sign(root_key, hashes.SHA256()).public_bytes(Encoding.PEM)
