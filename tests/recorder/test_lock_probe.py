"""The probe says yes to a bucket that keeps, and no to one that only pretends: against a real object store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder.errors import StoreFault
from recorder.replicas.bucket_store import BucketStore
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.lock_probe import Verdict, probe
from recorder.replicas.store import Target
from tests.recorder.object_server import ACCESS, SECRET, client, make_bucket, object_server, pretending


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The court's keys, where boto3 looks for them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """One store for the tests of this file."""
    with object_server() as made:
        yield made


def _asked(url: str, bucket: str) -> Verdict:
    return probe(Target(bucket=bucket, endpoint=url))


def test_a_bucket_that_keeps_is_accepted(url: str) -> None:
    """Nothing that an attacker with the court's own keys tries takes a locked object away."""
    make_bucket(url, "keeps", locks=True)
    verdict = _asked(url, "keeps")
    assert verdict.failed == []
    assert verdict.locks
    assert len(verdict.checks) >= 14


def test_a_bucket_without_lock_is_refused(url: str) -> None:
    """Versions alone keep nothing: whoever has the keys deletes them."""
    make_bucket(url, "versions-only", locks=False)
    verdict = _asked(url, "versions-only")
    assert not verdict.locks
    assert "object lock is on, with a default retention" in {check.what for check in verdict.failed}


def test_a_bucket_without_a_default_is_refused(url: str) -> None:
    """An object that a tool writes without a lock of its own would lie there unlocked."""
    make_bucket(url, "no-default", locks=True, default=False)
    verdict = _asked(url, "no-default")
    assert not verdict.locks
    assert "an object without a lock of its own gets the default" in {check.what for check in verdict.failed}


def test_a_store_that_is_not_there_is_no_store_that_keeps() -> None:
    """No answer is no promise."""
    assert not _asked("http://127.0.0.1:9", "anything").locks


def test_a_store_that_only_pretends_is_refused() -> None:
    """It answers every question about locks with yes, and deletes what it is told to: the bytes decide."""
    with object_server(open_to_all=True) as url, pretending(url) as liar:
        make_bucket(url, "court", locks=False)
        verdict = _asked(liar, "court")
        failed = {check.what for check in verdict.failed}
        said = {check.what for check in verdict.checks if check.held}
        assert "object lock is on, with a default retention" in said
        assert "compliance: the lock is read back" in said
        assert "compliance: the version cannot be deleted" in failed
        assert "legal hold: the version cannot be deleted" in failed
        assert not verdict.locks


def test_what_is_written_to_a_locking_bucket_is_locked_and_read_by_its_version(url: str) -> None:
    """Someone who writes over a name, or deletes it, hides nothing: the first version is what counts."""
    make_bucket(url, "record", locks=True)
    store = BucketStore(Target(bucket="record", front="court-1", endpoint=url, lock_days=1))
    name = "records/（2026）示0101刑初128号/h-abcdefghij/00000001-x"
    placed = store.put(name, b"the record")
    caller = client(url)
    caller.put_object(Bucket="record", Key=f"court-1/{name}", Body=b"a forgery")
    caller.delete_object(Bucket="record", Key=f"court-1/{name}")
    assert b"".join(store.read(name, placed.version)) == b"the record"
    assert b"".join(store.read(name)) == b"the record"
    assert [one.name for one in store.names("records/")] == [name]


def test_a_lock_is_lengthened_and_never_shortened(url: str) -> None:
    """The store is asked afterwards: what it does not keep is refused, and what is locked is not let go."""
    make_bucket(url, "lengthened", locks=True)
    store = BucketStore(Target(bucket="lengthened", endpoint=url, lock_days=1))
    store.put("archive/x/y", b"a record")
    [found] = store.names("archive/")
    first = store.locked_until(found)
    assert first is not None
    longer = first + 10 * 86_400_000
    store.lengthen(found, longer)
    assert (store.locked_until(found) or 0) >= longer
    store.lengthen(found, first)
    assert (store.locked_until(found) or 0) >= longer, "asking for less changes nothing"
    with pytest.raises(StoreFault):
        store.remove(found)


def test_a_place_without_locks_says_that_it_lengthens_none(tmp_path: Path) -> None:
    """A folder locks nothing, and never says that it did."""
    store = FolderStore(tmp_path)
    store.put("archive/x/y", b"a record")
    [found] = store.names("archive/")
    assert store.locked_until(found) is None
    with pytest.raises(StoreFault):
        store.lengthen(found, 1 << 42)
