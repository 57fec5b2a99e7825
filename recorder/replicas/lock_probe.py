"""Asks a bucket whether it really locks: by trying, as an attacker with the court's own keys would, to break a lock.

A store may answer *locked* and keep nothing. So objects are locked for minutes and everything that must be refused is
tried on them; what counts is that the bytes are still there afterwards. Each check is one sentence about the bucket.
"""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from recorder.replicas.bucket_store import client_of
from recorder.replicas.store import Target

_LASTS = timedelta(minutes=5)
_PART = 5 << 20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a bucket must do, and whether it did."""

    what: str
    held: bool
    says: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the probe found."""

    checks: tuple[Check, ...]

    @property
    def locks(self) -> bool:
        """Whether the bucket may be called one that keeps."""
        return bool(self.checks) and all(check.held for check in self.checks)

    @property
    def failed(self) -> list[Check]:
        """Checks that did not hold."""
        return [check for check in self.checks if not check.held]


def probe(target: Target) -> Verdict:
    """Try to break the locks of the bucket at *target*; leaves a few small objects there until their lock is over."""
    return Verdict(tuple(_Probe(client_of(target), target).run()))


class _Probe:
    def __init__(self, client: Any, target: Target) -> None:
        self._client, self._bucket = client, target.bucket
        front = f"{target.front}/" if target.front else ""
        self._front = f"{front}probe/{secrets.token_hex(8)}"

    def run(self) -> Iterator[Check]:
        """Check one thing after another; without versions and default lock the rest makes no sense."""
        yield self._asked("versioning is on", self._has_versions)
        yield self._asked("object lock is on, with a default retention", self._has_default)
        for mode in ("COMPLIANCE", "GOVERNANCE"):
            yield from self._of_mode(mode)
        yield from self._of_hold()
        yield from self._of_overwriting()
        yield from self._of_bucket()
        yield from self._of_default()
        yield from self._of_parts()

    def _asked(self, what: str, is_so: Callable[[], bool]) -> Check:
        try:
            return Check(what, is_so())
        except (ClientError, BotoCoreError, KeyError) as fault:
            return Check(what, False, str(fault)[:200])

    def _has_versions(self) -> bool:
        return bool(self._client.get_bucket_versioning(Bucket=self._bucket).get("Status") == "Enabled")

    def _has_default(self) -> bool:
        told = self._client.get_object_lock_configuration(Bucket=self._bucket)["ObjectLockConfiguration"]
        return told["ObjectLockEnabled"] == "Enabled" and bool(told["Rule"]["DefaultRetention"]["Mode"])

    def _of_mode(self, mode: str) -> Iterator[Check]:
        name = mode.lower()
        try:
            key, version = self._locked(name, mode)
        except (ClientError, BotoCoreError, KeyError) as fault:
            yield Check(f"{name}: an object can be locked", False, str(fault)[:200])
            return
        which = {"Key": key, "VersionId": version}
        yield self._asked(f"{name}: the lock is read back", lambda: self._mode_of(which) == mode)
        yield self._survives(f"{name}: the version cannot be deleted", which, self._delete(which))
        yield self._survives(f"{name}: nor among several", which, self._delete_several(which))
        if mode == "COMPLIANCE":
            bypass = {"BypassGovernanceRetention": True}
            yield self._survives(f"{name}: nor with the bypass for governance", which, self._delete(which, **bypass))
            yield self._refuses(f"{name}: cannot be shortened", self._retain(which, mode, timedelta(minutes=1)), which)
            downgrade = self._retain(which, "GOVERNANCE", _LASTS, **bypass)
            yield self._refuses(f"{name}: cannot be downgraded", downgrade, which)
            longer = self._retain(which, mode, 2 * _LASTS)
            yield self._asked(f"{name}: can be lengthened", lambda: bool(longer()))

    def _of_hold(self) -> Iterator[Check]:
        key = f"{self._front}-hold"
        try:
            version = self._client.put_object(
                Bucket=self._bucket, Key=key, Body=b"hold", ObjectLockLegalHoldStatus="ON"
            )
            which = {"Key": key, "VersionId": version["VersionId"]}
        except (ClientError, BotoCoreError, KeyError) as fault:
            yield Check("legal hold: can be set", False, str(fault)[:200])
            return
        yield self._survives("legal hold: the version cannot be deleted", which, self._delete(which))

    def _of_overwriting(self) -> Iterator[Check]:
        def hidden() -> bool:
            key, version = self._locked("overwritten", "COMPLIANCE")
            self._client.put_object(Bucket=self._bucket, Key=key, Body=b"other")
            self._client.delete_object(Bucket=self._bucket, Key=key)
            return self._content({"Key": key, "VersionId": version}) == b"overwritten"

        yield self._asked("an overwritten and deleted name keeps its locked version", hidden)

    def _of_bucket(self) -> Iterator[Check]:
        suspended = {"Status": "Suspended"}

        def stays_on() -> bool:
            try:
                self._client.put_bucket_versioning(Bucket=self._bucket, VersioningConfiguration=suspended)
            except ClientError:
                return self._has_versions()
            if self._has_versions():
                return True
            self._client.put_bucket_versioning(Bucket=self._bucket, VersioningConfiguration={"Status": "Enabled"})
            return False

        yield self._asked("versioning cannot be suspended", stays_on)

    def _of_default(self) -> Iterator[Check]:
        def kept() -> bool:
            key = f"{self._front}-default"
            version = self._client.put_object(Bucket=self._bucket, Key=key, Body=b"default")["VersionId"]
            return bool(self._mode_of({"Key": key, "VersionId": version}))

        yield self._asked("an object without a lock of its own gets the default", kept)

    def _of_parts(self) -> Iterator[Check]:
        """Whether an upload in parts is locked: by its own headers, or by our setting it afterwards."""

        def locked() -> bool:
            key = f"{self._front}-parts"
            lock = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": datetime.now(UTC) + _LASTS}
            begun = self._client.create_multipart_upload(Bucket=self._bucket, Key=key, **lock)["UploadId"]
            part = {"Bucket": self._bucket, "Key": key, "UploadId": begun, "PartNumber": 1}
            tag = self._client.upload_part(**part, Body=bytes(_PART))["ETag"]
            parts = {"Parts": [{"ETag": tag, "PartNumber": 1}]}
            done = self._client.complete_multipart_upload(
                Bucket=self._bucket, Key=key, UploadId=begun, MultipartUpload=parts
            )
            which = {"Key": key, "VersionId": done.get("VersionId") or self._head(key)["VersionId"]}
            if self._mode_of(which) != "COMPLIANCE":
                self._retain(which, "COMPLIANCE", _LASTS)()
            return self._attack(which, self._delete(which), bytes(_PART))

        yield self._asked("an upload in parts can be locked and then not deleted", locked)

    def _locked(self, name: str, mode: str) -> tuple[str, str]:
        key = f"{self._front}-{name}"
        until = datetime.now(UTC) + _LASTS
        answer = self._client.put_object(
            Bucket=self._bucket, Key=key, Body=name.encode(), ObjectLockMode=mode, ObjectLockRetainUntilDate=until
        )
        return key, answer["VersionId"]

    def _head(self, key: str) -> Any:
        return self._client.head_object(Bucket=self._bucket, Key=key)

    def _mode_of(self, which: dict[str, str]) -> str:
        return str(self._client.head_object(Bucket=self._bucket, **which).get("ObjectLockMode", ""))

    def _content(self, which: dict[str, str]) -> bytes:
        return bytes(self._client.get_object(Bucket=self._bucket, **which)["Body"].read())

    def _delete(self, which: dict[str, str], **how: Any) -> Callable[[], Any]:
        return lambda: self._client.delete_object(Bucket=self._bucket, **which, **how)

    def _delete_several(self, which: dict[str, str]) -> Callable[[], Any]:
        return lambda: self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": [which]})

    def _retain(self, which: dict[str, str], mode: str, lasts: timedelta, **how: Any) -> Callable[[], Any]:
        keep = {"Mode": mode, "RetainUntilDate": datetime.now(UTC) + lasts}
        return lambda: self._client.put_object_retention(Bucket=self._bucket, **which, Retention=keep, **how)

    def _survives(self, what: str, which: dict[str, str], attack: Callable[[], Any]) -> Check:
        name = which["Key"].rpartition("-")[2].encode()
        return self._asked(what, lambda: self._attack(which, attack, name))

    def _attack(self, which: dict[str, str], attack: Callable[[], Any], content: bytes) -> bool:
        with contextlib.suppress(ClientError):  # A refusal is right, but what counts is what is there.
            attack()
        return self._content(which) == content

    def _refuses(self, what: str, attack: Callable[[], Any], which: dict[str, str]) -> Check:
        """Check that *attack* changes neither mode nor date of the lock."""

        def unchanged() -> bool:
            before = self._client.get_object_retention(Bucket=self._bucket, **which)["Retention"]
            with contextlib.suppress(ClientError):
                attack()
            return bool(self._client.get_object_retention(Bucket=self._bucket, **which)["Retention"] == before)

        return self._asked(what, unchanged)
