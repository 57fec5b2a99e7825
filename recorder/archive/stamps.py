"""Time stamps (RFC 3161) over what was sealed: ``seals/tst/NAME.tsr`` beside what it is over.

Asked for and checked by the program ``openssl``, which a package's own verifier uses too; the imprint is SHA-256.
"""

import re
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.ids import HearingId, TakeName
from recorder.index import Sha256, canonical
from recorder.signing import openssl

StampName = Annotated[str, Field(pattern=r"^(closing|seals)-[0-9]{13}$")]
REQUEST_KIND = "application/timestamp-query"


class Attempt(BaseModel):
    """One line of ``attempts.jsonl``: a stamp was asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: int
    """UTC milliseconds."""
    name: StampName
    url: str
    outcome: Literal["token", "failed"]
    says: str = ""

    def line(self) -> bytes:
        """Spell it as it lies in its file."""
        return canonical(self.model_dump()) + b"\n"


class StampedSeals(BaseModel):
    """What a stamp between opening and closing is over: where each take stood."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    hearing: HearingId
    at: int
    takes: dict[TakeName, Sha256]
    """SHA-256 of the last line of each take's ``seals.jsonl``, without its newline."""

    def line(self) -> bytes:
        """Spell it as it lies in its file."""
        return canonical(self.model_dump()) + b"\n"


def stamp_request(content: bytes) -> bytes:
    """The request for a stamp over *content* (DER, with a nonce; the authority's certificate is asked for).

    Raises:
        StoreFault: openssl is missing.
    """
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch, "data")
        data.write_bytes(content)
        return openssl("ts", "-query", "-data", str(data), "-sha256", "-cert").stdout


def answers(request: bytes, token: bytes, chain: Path) -> str:
    """Why *token* is no answer to *request* by an authority of *chain* (PEM); empty when it is one.

    Raises:
        StoreFault: openssl is missing.
    """
    with tempfile.TemporaryDirectory() as scratch:
        at = [Path(scratch, name) for name in ("query", "token")]
        for path, content in zip(at, (request, token), strict=True):
            path.write_bytes(content)
        place = ("-CAfile", str(chain), "-untrusted", str(chain))
        done = openssl("ts", "-verify", "-queryfile", str(at[0]), "-in", str(at[1]), *place)
    return "" if done.returncode == 0 else done.stderr.decode("utf-8", "replace").strip()[-200:] or "refused"


def is_stamped(data: Path, token: Path, ca: Path, chain: Path) -> bool:
    """Whether *token* is a stamp over *data* by an authority below *ca*, by certificates of *chain*.

    Raises:
        StoreFault: openssl is missing.
    """
    place = ("-CAfile", str(ca), "-untrusted", str(chain))
    return openssl("ts", "-verify", "-data", str(data), "-in", str(token), *place).returncode == 0


def stamped_at(token: Path) -> str:
    """When *token* was made, as openssl spells it; empty when it cannot be read."""
    text = openssl("ts", "-reply", "-in", str(token), "-text").stdout.decode("utf-8", "replace")
    found = re.search(r"^Time stamp: (.+)$", text, re.MULTILINE)
    return found[1] if found else ""
