"""A key in hardware that signs by PKCS #11 (OASIS PKCS #11 v2.40): a token's P-256 key, which never leaves it.

In place of a PEM file lies one line, a URI as RFC 7512 has it, that says where the key is:

    pkcs11:token=court;object=recorder?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/courtroom/pin

The PIN stands in a file of its own that only its owner can read, never in the URI. A token that was taken out is found
again when it is back: each failure opens it anew once.
"""

import hashlib
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from recorder.errors import StoreFault

Answer = TypeVar("Answer")
SCHEME = "pkcs11:"
_P256 = bytes.fromhex("06082a8648ce3d030107")
"""The curve's name in DER (RFC 5480)."""
_POINT = bytes.fromhex("0441")
"""What stands before an uncompressed point in DER."""
_NEEDED = ("token", "object", "module-path", "pin-source")


@dataclass(frozen=True, slots=True)
class TokenUri:
    """Where a key in hardware is."""

    token: str
    key: str
    module: Path
    pin: Path

    @classmethod
    def read(cls, text: str, place: Path) -> "TokenUri":
        """Read the URI that stands in the file at *place*. Pure.

        Raises:
            StoreFault: it is none, or holds a PIN.
        """
        path, _, query = text.strip().removeprefix(SCHEME).partition("?")
        pairs = [part.partition("=") for part in (*path.split(";"), *query.split("&")) if part]
        said = {name: unquote(value) for name, _, value in pairs}
        if not text.startswith(SCHEME) or "pin-value" in said:
            raise StoreFault(
                f"{place}: a PIN does not belong here. Put it into a file and name it by pin-source=file:…"
            )
        if len(said) != len(pairs) or set(said) != set(_NEEDED) or not all(said.values()):
            raise StoreFault(f"{place}: a key in hardware is named by {', '.join(_NEEDED)}, each once (RFC 7512).")
        pin = Path(said["pin-source"].removeprefix("file:"))
        module = Path(said["module-path"])
        if not (pin.is_absolute() and module.is_absolute()):
            raise StoreFault(f"{place}: module-path and pin-source are whole paths, from / on. Write them so.")
        return cls(said["token"], said["object"], module, pin)


class Token:
    """A token that stays open; what fails is tried once more on a token opened anew."""

    def __init__(self, where: TokenUri) -> None:
        self._where = where
        self._session: Any = None
        self._turn = threading.Lock()

    def ask(self, question: Callable[[Any], Answer]) -> Answer:
        """Ask in the token's session.

        Raises:
            StoreFault: module, token, key or PIN is not there or not right.
        """
        import pkcs11

        with self._turn:
            try:
                if self._session is not None:
                    try:
                        return question(self._session)
                    except pkcs11.PKCS11Error:
                        self._forget()
                self._session = self._open()
                return question(self._session)
            except pkcs11.PKCS11Error as fault:
                self._forget()
                raise _refusal(self._where, fault) from fault

    def _open(self) -> Any:
        import pkcs11

        if not self._where.module.is_file():
            raise StoreFault(f"{self._where.module}: the token's driver is not there. Install it.")
        pin = _pin(self._where.pin)
        driver = pkcs11.lib(str(self._where.module))
        try:
            token = driver.get_token(token_label=self._where.token)
        except pkcs11.PKCS11Error:
            driver.reinitialize()  # What was plugged in since the driver was loaded is seen only so.
            token = driver.get_token(token_label=self._where.token)
        try:
            return token.open(user_pin=pin)
        except pkcs11.UserAlreadyLoggedIn:  # Another key of this process is in the same token: it is open for both.
            return token.open()

    def close(self) -> None:
        """Let go of the token; the next question opens it again."""
        with self._turn:
            self._forget()

    def _forget(self) -> None:
        import pkcs11

        session, self._session = self._session, None
        if session is not None:
            with suppress(pkcs11.PKCS11Error):
                session.close()


@dataclass(frozen=True, slots=True)
class HardwareKey:
    """A P-256 key in a token."""

    where: TokenUri
    public: str
    """The point, hex."""
    token: Token = field(compare=False, repr=False)

    @classmethod
    def open(cls, where: TokenUri) -> "HardwareKey":
        """Find the key.

        Raises:
            StoreFault: module, token, key or PIN is not there or not right.
        """
        token = Token(where)
        point = token.ask(lambda session: _point(session, where))
        return cls(where, point.hex(), token)

    def sign(self, message: bytes) -> bytes:
        """Sign *message* (ECDSA with SHA-256); return ``r ‖ s``.

        Raises:
            StoreFault: the token is not there, or refuses.
        """
        digest = hashlib.sha256(message).digest()
        return self.token.ask(lambda session: _signed(session, self.where.key, digest))


def _point(session: Any, where: TokenUri) -> bytes:
    """The public key's point, of a pair whose private half is there too."""
    from pkcs11 import Attribute, KeyType, ObjectClass

    session.get_key(object_class=ObjectClass.PRIVATE_KEY, key_type=KeyType.EC, label=where.key)
    public = session.get_key(object_class=ObjectClass.PUBLIC_KEY, key_type=KeyType.EC, label=where.key)
    curve, point = bytes(public[Attribute.EC_PARAMS]), bytes(public[Attribute.EC_POINT])
    if curve != _P256 or len(point) != len(_POINT) + 65 or not point.startswith(_POINT):
        raise StoreFault(f"token {where.token}: {where.key} is on another curve than P-256. Make one on P-256.")
    return point[len(_POINT) :]


def _signed(session: Any, label: str, digest: bytes) -> bytes:
    from pkcs11 import KeyType, Mechanism, ObjectClass

    key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, key_type=KeyType.EC, label=label)
    return bytes(key.sign(digest, mechanism=Mechanism.ECDSA))


def _pin(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        pin = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as fault:
        raise StoreFault(f"{path}: the token's PIN cannot be read here. Write it there, mode 0600.") from fault
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise StoreFault(f"{path}: mode {mode:04o}: others can read the PIN. Say chmod 600 {path}, and change the PIN.")
    return pin


def _refusal(where: TokenUri, fault: Exception) -> StoreFault:
    import pkcs11

    if isinstance(fault, pkcs11.NoSuchToken):
        return StoreFault(f"token {where.token}: not plugged in. Plug it in.")
    if isinstance(fault, pkcs11.NoSuchKey):
        return StoreFault(f"token {where.token}: holds no P-256 key {where.key}. Make it with the token's own tools.")
    name = type(fault).__name__
    if isinstance(fault, pkcs11.PinIncorrect | pkcs11.PinLocked | pkcs11.PinLenRange):
        return StoreFault(f"{where.pin}: token {where.token} refuses this PIN ({name}). Correct the file.")
    return StoreFault(f"token {where.token}: does not sign ({name} {fault}). Look at the token and its driver.")
