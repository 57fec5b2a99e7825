"""Signing on to a projector: what goes before the first PJLink command (Class 1 §5.1; Class 2 v2.10 §5.1 for SHA-256)."""

import hashlib
import re
import secrets
from collections.abc import Callable

from courtroom_agent.drivers.errors import Unauthorised
from hardware_profiles.template import Value

_MAX_SALT = 64
_RANDOM = 16
_HELD = 136


class PjlinkHandshake:
    """The projector greets, with a salt when it wants a password; the first command carries what proves that we know it.

    By *md5*: the digest of salt and password. By *sha256*: we ask for it, each side draws 16 bytes, and the digest is
    of both, combined by exclusive or and spelt in hex, and the password. Which one is the room file's choice: to an older
    projector the question itself may count as a wrong password.
    """

    def __init__(
        self, password: Value, digest: Value = "md5", draw: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._password = str(password)
        self._asks_sha256 = digest == "sha256"
        self._draw = draw
        self._seen = b""
        self._prefix = b""
        self.is_done = False

    def greeting(self) -> bytes:
        """Nothing: the projector begins."""
        return b""

    def raw(self, data: bytes) -> bytes:
        """Ask for SHA-256 as soon as a password is wanted."""
        if not self._asks_sha256 or self.is_done:
            return b""
        self._seen = (self._seen + data)[-_HELD:]
        if not re.search(rb"PJLINK 1 [^\r]*\r", self._seen, re.IGNORECASE):
            return b""
        self._seen = b""
        return b"PJLINK 2\r"

    def take(self, message: bytes) -> bool:
        """Read the greeting, the answer to our question, or a refusal.

        Raises:
            Unauthorised: the projector wants a password that we do not have, or another digest.
        """
        words = message.decode("ascii", "replace").split(" ")
        if words[0].upper() != "PJLINK" or len(words) < 2:  # noqa: PLR2004 - a word and its verdict
            return False
        verdict, salt = words[1].upper(), words[2] if len(words) == 3 else ""  # noqa: PLR2004 - word, verdict, salt
        if verdict == "ERRA":
            raise Unauthorised(
                "The projector refuses the password, or SHA-256. Put the right password into the room file's options, "
                "or digest: md5."
                if self._asks_sha256
                else "The projector refuses the password. Put the right one into the room file's options."
            )
        if self.is_done:
            return False
        if verdict == "1" and self._asks_sha256:
            self._known()
            return True
        if verdict == "1":
            self._by_md5(salt)
        elif verdict == "2":
            self._by_sha256(salt)
        elif verdict != "0":
            return False
        self.is_done = True
        return True

    def prefix(self) -> bytes:
        """The proof, before the first command only."""
        prefix, self._prefix = self._prefix, b""
        return prefix

    def _known(self) -> None:
        if not self._password:
            raise Unauthorised("The projector wants a password. Put it into the room file's options.")

    def _by_md5(self, salt: str) -> None:
        self._known()
        if not 0 < len(salt) <= _MAX_SALT:
            raise Unauthorised("The projector's greeting has no salt. Check that it speaks PJLink Class 1.")
        self._prefix = hashlib.md5((salt + self._password).encode(), usedforsecurity=False).hexdigest().encode()

    def _by_sha256(self, theirs: str) -> None:
        if not self._asks_sha256:
            raise Unauthorised(
                "The projector signs on by SHA-256 only. Put digest: sha256 into the room file's options."
            )
        self._known()
        if not re.fullmatch(f"[0-9A-Fa-f]{{{2 * _RANDOM}}}", theirs):
            raise Unauthorised(
                "The projector's random number is not 16 bytes in hex. Put digest: md5 into its options."
            )
        ours = self._draw(_RANDOM)
        both = bytes(a ^ b for a, b in zip(bytes.fromhex(theirs), ours, strict=True))
        proof = hashlib.sha256((both.hex() + self._password).encode()).hexdigest()
        self._prefix = (ours.hex() + proof).encode()
