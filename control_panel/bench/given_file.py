"""A secret file on its way from a courtroom that was alone to the court's server, readable by nobody in between.

Entries travel as they lie, sealed with the hearing's own key. That key alone is sealed anew, to a key that only the
server holds (HPKE, RFC 9180), bound to hearing and end of the chain. The server's key pair follows from its
installation's key, so that a hand-in which broke off goes on after a restart.
"""

from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, Field

from control_panel.bench.entries import ENTRY, Principal
from control_panel.bench.sealing import BEGIN, Tampered, open_entry
from control_panel.bench.secret_file import Kept, SecretFile, fold
from hearing.ids import HearingId, Milliseconds

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ABOUT = b"courtroom secret file hand-in 1"
Hex = Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$")]
Chain = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PublicKey = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GivenEntry(_Part):
    """One sealed entry, as it lies in the courtroom's database."""

    at: Milliseconds
    who: Principal
    sealed: Hex
    chain: Chain


class FileEnd(_Part):
    """Where a secret file ends: how many entries it has, and the chain over all of them."""

    seq: Annotated[int, Field(ge=1)]
    chain: Chain


class GivenFile(_Part):
    """A whole secret file."""

    format: Literal[1] = 1
    hearing: HearingId
    end: FileEnd
    key: Hex
    """The hearing's own key, sealed to the server."""
    entries: Annotated[tuple[GivenEntry, ...], Field(min_length=1)]

    def opened(self, server: X25519PrivateKey) -> tuple[bytes, SecretFile]:
        """Return the hearing's own key, and the file as it stands; every entry is opened and every link of the chain proven.

        Raises:
            Tampered: it is not for this server, or not as it was written.
        """
        try:
            key = _SUITE.decrypt(bytes.fromhex(self.key), server, _bound(self.hearing, self.end))
        except (InvalidTag, ValueError):
            raise Tampered(self.hearing, 0, "key") from None
        kept, chain = [], BEGIN
        for number, one in enumerate(self.entries, 1):
            about = (self.hearing, number, one.at, one.who)
            content = open_entry(key, chain, about, bytes.fromhex(one.sealed), one.chain)
            kept.append(Kept(number, one.at, one.who, ENTRY.validate_json(content)))
            chain = one.chain
        if (len(kept), chain) != (self.end.seq, self.end.chain):
            raise Tampered(self.hearing, len(kept) + 1, "end")
        return key, fold(self.hearing, kept)


def server_key(installation: bytes) -> X25519PrivateKey:
    """Return the key pair to which rooms seal, that of the installation whose own key is *installation*."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_ABOUT).derive(installation)
    return X25519PrivateKey.from_private_bytes(derived)


def sealed_key(key: bytes, hearing: str, end: FileEnd, server: str) -> str:
    """Seal a hearing's own *key* to the server's public key (hex)."""
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(server))
    return _SUITE.encrypt(key, public, _bound(hearing, end)).hex()


def _bound(hearing: str, end: FileEnd) -> bytes:
    return b"\n".join((_ABOUT, hearing.encode(), str(end.seq).encode(), end.chain.encode()))
