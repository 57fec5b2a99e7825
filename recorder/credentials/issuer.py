"""Gives MP4 files their credentials and reads them, each in a process of its own.

The library takes half a gigabyte for a long file, and it parses what came from outside: neither belongs into a server.
One file is signed at a time on a machine.
"""

import fcntl
import json
import logging
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from recorder.credentials.authority import Authority, authority
from recorder.credentials.claim import LABEL, Claim, Found, Part
from recorder.credentials.errors import CredentialFault

log = logging.getLogger("credentials")
PATIENCE_S = 600.0
_STATES = {"Trusted": "trusted", "Valid": "valid"}
_UNTRUSTED = "signingCredential.untrusted"


class Issuer:
    """Signs for one installation; its authority is made when it is first needed."""

    def __init__(self, data: Path, now: datetime, court: str = "Courtroom") -> None:
        self._data, self._now, self._court = data, now, court

    def sign(self, source: Path, target: Path, claim: Claim) -> None:
        """Write *source*, an MP4 file, to *target* with *claim* in its credentials. Media is not touched.

        Raises:
            CredentialFault: it is no such file, or the library refused it; *target* is not there.
            StoreFault: the signer's key cannot be read.
            OSError: the disk refused.
        """
        made = authority(self._data, self._now, self._court)
        with (self._data / "keys" / "credentials" / "lock").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            self._sign(made, source, target, claim)

    def _sign(self, made: Authority, source: Path, target: Path, claim: Claim) -> None:
        asked = {
            "do": "sign",
            "source": str(source.absolute()),
            "target": str(target.absolute()),
            "chain": made.chain(),
            "key": str(made.key.absolute()),
            "title": source.name,
            "label": LABEL,
            "claim": claim.model_dump(mode="json"),
        }
        try:
            _ask(asked, source)
        except CredentialFault:
            target.unlink(missing_ok=True)
            raise


def sign_in_place(issuer: Issuer, path: Path, claim: Claim) -> bool:
    """Give the file at *path* credentials; one that cannot have them stays as it is, and that is said in the log.

    Raises:
        OSError: the disk refused.
    """
    work = path.with_name(f".{path.name}.signing")
    try:
        issuer.sign(path, work, claim)
    except CredentialFault as fault:
        log.warning("no content credentials: %s", fault)
        return False
    work.rename(path)
    return True


def read(path: Path, root: Path | None = None) -> Found:
    """Read and check the credentials of the file at *path*; *root* is the authority's certificate that is trusted.

    Raises:
        CredentialFault: it is not a file that can carry credentials.
    """
    if not path.is_file():
        raise CredentialFault(f"{path}: no file lies here.")
    trusted = root.read_text() if root is not None else ""
    return found_of(_ask({"do": "read", "source": str(path.absolute()), "root": trusted}, path))


def found_of(told: dict[str, Any]) -> Found:
    """Understand what the library told of a file. Pure."""
    if told.get("none"):
        return Found(state="none")
    state = _STATES.get(str(told.get("state")), "invalid")
    faults = tuple(str(code)[:100] for code in told.get("faults", ()) if code != _UNTRUSTED)
    claim = None
    try:
        claim = Claim.model_validate(told.get("claim"))
    except ValidationError:
        if told.get("claim") is not None:
            faults = (*faults, "claim.malformed")
    if faults:
        state = "invalid"
    return Found.model_validate(
        {"state": state, "faults": faults, "signer": str(told.get("signer", ""))[:200], "claim": claim}
    )


def claim_of(case: str, hearing: str, what: str, spans_ns: list[tuple[int, int]], root: str) -> Claim:
    """State what a file holds; *spans_ns* are moments of the timeline."""
    parts = tuple(Part(since=since // 1_000_000, until=-(-until // 1_000_000)) for since, until in spans_ns)
    return Claim(case=case, hearing=hearing, what=what, parts=parts, root=root)


def _ask(asked: dict[str, Any], about: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "recorder.credentials.library"]
    try:
        done = subprocess.run(
            command, input=json.dumps(asked).encode(), capture_output=True, check=False, timeout=PATIENCE_S
        )
    except subprocess.TimeoutExpired as fault:
        raise CredentialFault(f"{about}: credentials took longer than {PATIENCE_S:.0f} s. Try again.") from fault
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = {"fault": f"the library ended with {done.returncode}"}
    if not isinstance(told, dict) or "fault" in told:
        why = told.get("fault", "no answer") if isinstance(told, dict) else "no answer"
        raise CredentialFault(f"{about}: {str(why)[:300]}. Is it an MP4 file that plays?")
    return told
