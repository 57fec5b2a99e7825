"""The local certificate authority: made at first start, so that cameras work in browsers without any outside help.

Browsers give camera and microphone to secure contexts only. ``DATA/tls/ca.crt`` goes onto the court's machines
once; the server's certificate is made anew when it nears its end or the host's names change.
"""

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_CA_LASTS = timedelta(days=3650)
_SERVER_LASTS = timedelta(days=397)  # the most that Safari and Chromium accept
_RENEW = timedelta(days=30)


@dataclass(frozen=True)
class Certificates:
    """Where the authority's and the server's certificates lie."""

    ca: Path
    certificate: Path
    key: Path


def local_names() -> list[str]:
    """List how this host may be called: its names, and its addresses in the court's network."""
    names = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # RFC 5737: goes nowhere, but tells which address would be used
        names.append(probe.getsockname()[0])
    with suppress(OSError):
        names += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    return sorted({name.split("%")[0] for name in names if name})


def local_addresses() -> list[str]:
    """List this host's IPv4 addresses, this host's own last: where a browser in the court reaches it first."""
    found = []
    for name in local_names():
        with suppress(ValueError):
            found.append(ipaddress.IPv4Address(name))
    return [str(address) for address in sorted(found, key=lambda address: address.is_loopback)]


def certificates(folder: Path, names: list[str], now: datetime) -> Certificates:
    """Return the installation's certificates for *names*, making what is missing or nearly over."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    places = Certificates(folder / "ca.crt", folder / "server.crt", folder / "server.key")
    ca_key_path = folder / "ca.key"
    if not (places.ca.exists() and ca_key_path.exists()):
        _make_authority(places.ca, ca_key_path, now)
    ca = x509.load_pem_x509_certificate(places.ca.read_bytes())
    if not _still_good(places, ca, names, now):
        ca_key = serialization.load_pem_private_key(ca_key_path.read_bytes(), None)
        assert isinstance(ca_key, ec.EllipticCurvePrivateKey), "the authority's key is one that we made"
        _make_server(places, ca, ca_key, names, now)
    return places


def _still_good(places: Certificates, ca: x509.Certificate, names: list[str], now: datetime) -> bool:
    if not (places.certificate.exists() and places.key.exists()):
        return False
    server = x509.load_pem_x509_certificate(places.certificate.read_bytes())
    known = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return server.not_valid_after_utc - _RENEW > now and server.issuer == ca.subject and {*_general(names)} <= {*known}


def _general(names: list[str]) -> list[x509.GeneralName]:
    general: list[x509.GeneralName] = []
    for name in names:
        try:
            general.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            general.append(x509.DNSName(name))
    return general


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()))


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).add_extension(identifier, critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _make_authority(path: Path, key_path: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Courtroom {socket.gethostname()} {now.astimezone(UTC):%Y-%m-%d}")
    certificate = (
        _builder(name, name, key)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _CA_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(
    places: Certificates, ca: x509.Certificate, ca_key: ec.EllipticCurvePrivateKey, names: list[str], now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    certificate = (
        _builder(_name("Courtroom panel"), ca.subject, key)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _SERVER_LASTS)
        .add_extension(authority, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_general(names)), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    _write_key(places.key, key)
    places.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
