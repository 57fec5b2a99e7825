"""How secrets are made and kept: enough chance to need no salt, and only their hash on disk."""

import base64
import hashlib
import secrets


def new_secret() -> str:
    """Make a token of 256 random bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Make a code that can be read out and typed: 60 random bits as ``ABCD-EFGH-JKLM``."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode()[:12]
    return "-".join(letters[n : n + 4] for n in range(0, 12, 4))


def hashed(secret: str) -> str:
    """Say what is kept of *secret*. Codes are the same in whatever case and with or without their hyphens."""
    plain = secret.strip()
    if len(plain.replace("-", "")) == 12:  # noqa: PLR2004 - a code
        plain = plain.replace("-", "").upper()
    return hashlib.sha256(plain.encode()).hexdigest()
