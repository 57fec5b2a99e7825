"""Everything burns but the second target: from a locking bucket and the key in the safe the court begins anew."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from control_panel.snapshots import make_snapshot
from hearing.link import Link
from recorder.archive.packing import pack
from recorder.archive.verification import verify
from recorder.replicas.installation import load_or_make_recovery_key, recovery_key_path
from recorder.replicas.second_target import NAME, SecondTarget, proof_of
from recorder.replicas.store import open_store
from tests.control_panel.serving import Court, court, until
from tests.control_panel.test_second_target import Recording, health
from tests.recorder.object_server import ACCESS, SECRET, make_bucket, object_server
from tests.recorder.packing import COURT_KEY, recorded
from tests.recorder.test_replicas import same


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket that locks, on a real object store."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    with object_server() as url:
        make_bucket(url, "court", locks=True)
        make_bucket(url, "open", locks=False)
        yield url


async def _live(here: Court, address: str) -> tuple[str, str]:
    """Hold and archive hearings while the second target follows; return the agent's token and the running hearing."""
    clerk = await here.person("clerk", "clerk")
    hearing = await here.hearing(clerk)
    agent = await here.panel.tokens.issue("agent", "agent:demo")
    recording = Recording(here, hearing)
    for _ in range(3):
        recording.second()
    recording.take.close()
    story = recorded(here.data / "records")
    pack(here.data / "records", here.data / "archive", story.log, COURT_KEY)
    (here.data / "keys").mkdir(exist_ok=True)
    (here.data / "keys" / "recorder.pem").write_text("a key of this court\n")
    make_snapshot(here.panel.settings)
    store = open_store(address)
    token = await here.panel.tokens.issue("service", "service:replicas")
    async with Link(here.url, token, kind="replicas", name=NAME) as link:
        task = asyncio.ensure_future(SecondTarget(link, here.data, store, proof=proof_of(address)).run())
        await until(lambda: health(here) == "pass" or task.done(), 30)
        async with asyncio.timeout(60):
            while await here.panel.replicas.proven_places(story.hearing.hearing) < 2:
                await asyncio.sleep(0.3)
        await until(lambda: bool(store.names("installation/")), 20)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return agent, hearing


def _restore(address: str, data: Path, key: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "control_panel", "restore", "--from", address, "--data", str(data), "--json"]
    command += ["--recovery-key", str(key)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


async def _restored(bucket: str, tmp_path: Path) -> None:
    address = f"s3://court/room-1?endpoint={bucket}&lock_days=1"
    async with court() as here:
        agent, hearing = await _live(here, address)
        shutil.copytree(here.data, tmp_path / "before")
    safe = tmp_path / "recovery.key"
    shutil.copyfile(recovery_key_path(tmp_path / "before"), safe)
    data = tmp_path / "anew"
    done = await asyncio.to_thread(_restore, address, data, safe)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (len(said["packages"]), said["damaged"], said["hearings"]) == (1, [], 2)
    for name in ("archive", "records"):
        assert same(tmp_path / "before" / name, data / name)
    package = next((data / "archive").rglob("bagit.txt")).parent
    assert verify(package).whole
    assert (data / "keys" / "recorder.pem").read_text() == "a key of this court\n"
    assert (data / "keys").stat().st_mode & 0o077 == 0
    assert recovery_key_path(data).read_text() == safe.read_text()
    async with court(data=data) as again:
        answer = await again.client(agent).get(f"/api/v1/hearings/{hearing}")
        assert answer.status_code == 200, answer.text
        held = await again.client(agent).get(f"/api/v1/hearings/{hearing}/fragments")
        assert "room-demo-1" in held.json()["takes"]
        clerk = await again.person("clerk", "clerk")
        assert (await clerk.get(f"/api/v1/hearings/{hearing}")).status_code == 200
    twice = await asyncio.to_thread(_restore, address, data, safe)
    assert twice.returncode == 1
    assert "something lies here already" in twice.stderr
    safe.write_text("0" * 64)
    wrong = await asyncio.to_thread(_restore, address, tmp_path / "other", safe)
    assert wrong.returncode == 1
    assert "Check the key" in wrong.stderr


def test_a_bare_machine_becomes_the_court_again_from_the_bucket_alone(bucket: str, tmp_path: Path) -> None:
    """Bags and records equal bit for bit, agents need no new code, people sign in; a wrong key opens nothing."""
    asyncio.run(_restored(bucket, tmp_path))


async def _refused(bucket: str) -> None:
    address = f"s3://open?endpoint={bucket}&lock_days=1"
    async with court() as here:
        Recording(here, "h-abcdefghij").take.close()
        token = await here.panel.tokens.issue("service", "service:replicas")
        store = open_store(address)
        async with Link(here.url, token, kind="replicas", name=NAME) as link:
            task = asyncio.ensure_future(SecondTarget(link, here.data, store, proof=proof_of(address)).run())
            await until(lambda: health(here) == "fail", 30)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert store.names("records/") == []


def test_a_bucket_that_does_not_lock_gets_nothing_and_the_alarm_says_why(bucket: str) -> None:
    """Who asked for locks is not given less in silence."""
    asyncio.run(_refused(bucket))


def test_the_recovery_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    """It is read again afterwards, and nobody else may."""
    path = recovery_key_path(tmp_path)
    assert load_or_make_recovery_key(path) == load_or_make_recovery_key(path)
    assert path.stat().st_mode & 0o077 == 0
