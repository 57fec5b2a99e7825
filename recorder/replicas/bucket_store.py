"""A bucket of an S3 store as a place for copies, each object locked where the target asks for it.

Nothing is taken on trust: after each write the object's lock is read back, and where the store did not take it from
the request it is put on it explicitly (some stores ignore it on uploads in parts). Objects are read by version.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from recorder.errors import StoreFault
from recorder.replicas.store import Found, Placed, Target, checked_name

_BLOCK = 1 << 20
_FAULTS = (ClientError, BotoCoreError)


def client_of(target: Target) -> Any:
    """Make a client; credentials come from where boto3 looks for them (environment, ``~/.aws``)."""
    settings = Config(
        s3={"addressing_style": "path"},
        retries={"max_attempts": 2, "mode": "standard"},
        connect_timeout=3,
        read_timeout=20,
    )
    return boto3.client("s3", endpoint_url=target.endpoint or None, region_name=target.region, config=settings)


class BucketStore:
    """Objects in one bucket, all below the target's front."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._client = client_of(target)
        self.location = f"s3://{target.bucket}" + (f"/{target.front}" if target.front else "")

    def put(self, name: str, content: bytes | Path) -> Placed:
        """Write an object, lock it if asked for, and see that it is locked."""
        key, bucket = self._key(name), self._target.bucket
        until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=self._target.lock_days)
        lock = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until} if self._target.lock_days else {}
        try:
            if isinstance(content, bytes):
                version = self._client.put_object(Bucket=bucket, Key=key, Body=content, **lock).get("VersionId", "")
            else:
                options = TransferConfig(multipart_threshold=64 << 20, max_concurrency=2)
                self._client.upload_file(str(content), bucket, key, ExtraArgs=lock, Config=options)
                version = self._client.head_object(Bucket=bucket, Key=key).get("VersionId", "")
            if lock:
                self._see_locked(key, version, until)
        except _FAULTS as fault:
            raise self._fault(name, fault) from fault
        return Placed(f"{self.location}/{name}", version)

    def _see_locked(self, key: str, version: str, until: datetime) -> None:
        which = {"Bucket": self._target.bucket, "Key": key, "VersionId": version}
        if not self._is_locked(which, until):
            keep = {"Mode": "COMPLIANCE", "RetainUntilDate": until}
            self._client.put_object_retention(**which, Retention=keep)
            if not self._is_locked(which, until):
                raise StoreFault(f"{self.location}/{key}: stored, but not locked. Take a bucket with Object Lock.")

    def _is_locked(self, which: dict[str, str], until: datetime) -> bool:
        head = self._client.head_object(**which)
        return bool(head.get("ObjectLockMode") == "COMPLIANCE" and head["ObjectLockRetainUntilDate"] >= until)

    def read(self, name: str, version: str = "") -> Iterator[bytes]:
        """Read an object of a version, else its first one: what came over it later does not count."""
        try:
            which = {"VersionId": version or self._first_version(name)}
            which = {key: value for key, value in which.items() if value}
            answer = self._client.get_object(Bucket=self._target.bucket, Key=self._key(name), **which)
            yield from answer["Body"].iter_chunks(_BLOCK)
        except _FAULTS as fault:
            raise self._fault(name, fault) from fault

    def _first_version(self, name: str) -> str:
        return next((one.version for one in self.names(name) if one.name == name), "")

    def names(self, front: str) -> list[Found]:
        """List the first version of each object: a later one, or a marker that it is deleted, hides nothing."""
        first: dict[str, tuple[Any, Found]] = {}  # Listed newest first, so of the same second the later one is older.
        cut = len(self._target.front) + 1 if self._target.front else 0
        try:
            pages = self._client.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self._target.bucket, Prefix=self._key(front, checked=False)):
                for one in page.get("Versions", []):
                    version = "" if one["VersionId"] == "null" else one["VersionId"]
                    found = Found(one["Key"][cut:], one["Size"], version)
                    if found.name not in first or one["LastModified"] <= first[found.name][0]:
                        first[found.name] = (one["LastModified"], found)
        except _FAULTS as fault:
            raise self._fault(front, fault) from fault
        return [first[name][1] for name in sorted(first)]

    def settle(self, front: str) -> None:
        """Do nothing: what a bucket lists, it has."""

    def remove(self, found: Found) -> None:
        """Delete one version for good."""
        which = {"VersionId": found.version} if found.version else {}
        try:
            self._client.delete_object(Bucket=self._target.bucket, Key=self._key(found.name), **which)
        except _FAULTS as fault:
            raise self._fault(found.name, fault) from fault

    def sweep(self, front: str) -> None:
        """Abort uploads in parts that were never finished: their parts are kept, and no list of objects shows them."""
        bucket = self._target.bucket
        try:
            begun = self._client.list_multipart_uploads(Bucket=bucket, Prefix=self._key(front, checked=False))
            for one in begun.get("Uploads", []):
                self._client.abort_multipart_upload(Bucket=bucket, Key=one["Key"], UploadId=one["UploadId"])
        except _FAULTS as fault:
            raise self._fault(front, fault) from fault

    def locked_until(self, found: Found) -> int | None:
        """Ask the store for the object's retention."""
        try:
            head = self._client.head_object(**self._which(found))
        except _FAULTS as fault:
            raise self._fault(found.name, fault) from fault
        until = head.get("ObjectLockRetainUntilDate")
        return round(until.timestamp() * 1000) if until is not None else None

    def lengthen(self, found: Found, until: int) -> None:
        """Put a longer retention on the object's version, in COMPLIANCE mode, and read it back."""
        if (known := self.locked_until(found)) is not None and known >= until:
            return
        wanted = datetime.fromtimestamp(-(-until // 1000), UTC)
        try:
            keep = {"Mode": "COMPLIANCE", "RetainUntilDate": wanted}
            self._client.put_object_retention(**self._which(found), Retention=keep)
            is_kept = self._is_locked(self._which(found), wanted)
        except _FAULTS as fault:
            raise self._fault(found.name, fault) from fault
        if not is_kept:
            raise StoreFault(f"{self.location}/{found.name}: the store took a longer lock and does not keep it.")

    def _which(self, found: Found) -> dict[str, str]:
        version = {"VersionId": found.version} if found.version else {}
        return {"Bucket": self._target.bucket, "Key": self._key(found.name), **version}

    def _key(self, name: str, *, checked: bool = True) -> str:
        name = checked_name(name) if checked else name
        return f"{self._target.front}/{name}" if self._target.front else name

    def _fault(self, name: str, fault: Exception) -> StoreFault:
        said = str(fault).replace("\n", " ")[:300]
        return StoreFault(f"{self.location}/{name}: the store refused ({said}). Check its address, keys and space.")
