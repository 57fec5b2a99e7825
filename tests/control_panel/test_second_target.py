"""The second target follows a running hearing, says within two seconds when it cannot, and the first never waits."""

import asyncio
import ctypes
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hearing.link import Link
from hearing.reports import Health
from recorder.archive.packing import pack
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.restored_record import restore_records
from recorder.replicas.second_target import NAME, SecondTarget
from recorder.replicas.store import Placed, Store
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.control_panel.serving import CASE, Court, court, until
from tests.recorder.packing import COURT_KEY, recorded
from tests.recorder.recording import FRAME, SECOND, Clock, microphone, pictures
from tests.recorder.test_replicas import same

KEY = Ed25519PrivateKey.from_private_bytes(b"target" + bytes(26))
_MS_BIND, _MS_REMOUNT, _MS_RDONLY = 4096, 32, 1


class SlowStore(FolderStore):
    """A folder on a disk that takes its time."""

    slow_s = 0.0

    def put(self, name: str, content: bytes | Path) -> Placed:
        """Write, at last."""
        time.sleep(self.slow_s)
        return super().put(name, content)


class Recording:
    """The first copy, written second by second."""

    def __init__(self, here: Court, hearing: str) -> None:
        about = TakeAbout(hearing=hearing, case=CASE["number"], take="room-demo-1", writer="agent:demo", zero_at=0)
        self.take = Take.open(here.data / "records", about, KEY, Clock())
        self.take.begin(0)
        self.seconds = 0

    def second(self) -> float:
        """Write one more second; return how long that took."""
        began = time.monotonic()
        picture = self.take.track("cam-judge", "video", "cam-judge", mandatory=True)
        sound = self.take.track("mic-judge", "audio", "mic-judge", mandatory=True)
        for number in range(25):
            at = self.seconds * SECOND + number * FRAME
            data, keyframe = pictures()[number]
            picture.write(Sample(data, at, FRAME, keyframe, at))
        for sample in microphone(self.seconds * SECOND, 50):
            sound.write(sample)
        self.take.flush()
        self.take.seal()
        self.seconds += 1
        return time.monotonic() - began


def health(here: Court) -> str:
    """What the second target last said of itself."""
    told = [one for one in here.panel.board.all() if isinstance(one, Health) and one.process == NAME]
    return told[-1].state if told else ""


@asynccontextmanager
async def following(here: Court, store: Store, scrub_s: float = 3600) -> AsyncIterator[None]:
    """Run the second target's process, in this one."""
    token = await here.panel.tokens.issue("service", "service:replicas")
    async with Link(here.url, token, kind="replicas", name=NAME) as link:
        task = asyncio.ensure_future(SecondTarget(link, here.data, store, scrub_s=scrub_s).run())
        try:
            await until(lambda: health(here) != "")
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _clerk(here: Court) -> tuple[httpx.AsyncClient, str]:
    clerk = await here.person("clerk", "clerk")
    return clerk, await here.hearing(clerk)


async def _follows(tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    async with court() as here:
        clerk, hearing = await _clerk(here)
        recording = Recording(here, hearing)
        async with following(here, FolderStore(second)):
            for _ in range(4):
                recording.second()
                await asyncio.sleep(0.5)
            rows: list[dict[str, Any]] = []
            async with asyncio.timeout(30):
                while len(rows) < 1:
                    answer = await clerk.get(f"/api/v1/hearings/{hearing}/replicas")
                    rows = answer.json()["replicas"]
                    await asyncio.sleep(0.2)
            recording.take.stop(4 * SECOND)
            recording.take.flush()
            recording.take.seal(final=True)
            recording.take.close()

            def is_there() -> bool:
                restored = tmp_path / f"restored-{time.monotonic_ns()}"
                restore_records(FolderStore(second), restored)
                return same(here.data / "records", restored)

            await until(is_there)
        assert {(row["kind"], row["status"], row["location"]) for row in rows} == {("batch", "stored", str(second))}
        assert all(row["sha256"] in row["object"] for row in rows)


def test_the_second_place_has_the_record_while_the_hearing_runs(tmp_path: Path) -> None:
    """Each acknowledged second is copied, the table says where, and both places are equal at the end."""
    asyncio.run(_follows(tmp_path))


async def _fails(second: Path, store: Store, fail: Callable[[], None], mend: Callable[[], None], state: str) -> None:
    async with court() as here:
        _, hearing = await _clerk(here)
        recording = Recording(here, hearing)
        async with following(here, store):
            recording.second()
            recording.second()
            await until(lambda: any(second.rglob("0*-*")))
            fail()
            took = [recording.second() for _ in range(2)]
            began = time.monotonic()
            await until(lambda: health(here) == state)
            alarm_s = time.monotonic() - began
            took += [recording.second() for _ in range(2)]
            mend()
            await until(lambda: health(here) == "pass", 20)
        recording.take.close()
        assert index_of_hearing(here, hearing) == recording.seconds
        assert max(took) < 1
        assert alarm_s <= 2, alarm_s


def index_of_hearing(here: Court, hearing: str) -> int:
    """How many fragments of the camera the first place has."""
    folder = next((here.data / "records").rglob("cam-judge"))
    return len((folder / "index.jsonl").read_bytes().splitlines())


@contextmanager
def mounted(folder: Path, size: str) -> Any:
    """A small disk on *folder*; needs root or CAP_SYS_ADMIN."""
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, size.encode()) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    try:
        yield libc
    finally:
        libc.umount2(str(folder).encode(), 2)


def test_a_full_second_disk_is_told_and_the_first_goes_on(tmp_path: Path) -> None:
    """The disk fills up in mid-hearing; the alarm comes, the record goes on, and afterwards all is copied."""
    second = tmp_path / "second"
    with mounted(second, "size=2m"):
        ballast = second / "ballast"

        def fill() -> None:
            with ballast.open("wb", buffering=0) as file:
                try:
                    while True:
                        file.write(bytes(4096))
                except OSError:
                    return

        asyncio.run(_fails(second, FolderStore(second), fill, ballast.unlink, "fail"))


def test_a_read_only_second_disk_is_told_and_the_first_goes_on(tmp_path: Path) -> None:
    """The disk turns read-only in mid-hearing, as failing disks do."""
    second = tmp_path / "second"
    with mounted(second, "size=2m") as libc:

        def remount(flags: int) -> None:
            assert libc.mount(None, str(second).encode(), None, _MS_REMOUNT | flags, None) == 0, ctypes.get_errno()

        asyncio.run(_fails(second, FolderStore(second), lambda: remount(_MS_RDONLY), lambda: remount(0), "fail"))


def test_a_slow_second_disk_is_told_and_the_first_goes_on(tmp_path: Path) -> None:
    """Each write takes four seconds: a warning, and the record is as quick as ever."""
    second = tmp_path / "second"
    second.mkdir()
    store = SlowStore(second)
    asyncio.run(
        _fails(second, store, lambda: setattr(store, "slow_s", 4.0), lambda: setattr(store, "slow_s", 0.0), "warn")
    )


async def _first_fails(tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    async with court() as here:
        clerk, hearing = await _clerk(here)
        agent = here.client(await here.panel.tokens.issue("agent", "agent:demo"))
        recording = Recording(here, hearing)
        recording.second()
        recording.second()
        async with following(here, FolderStore(second)):
            await until(lambda: any(second.rglob("0*-*")))
            body = b'{"kind":"leaves","take":"room-other-1","offset":0,"bytes":4}\n{"n"'
            kind = {"content-type": "application/vnd.courtroom.fragments"}
            libc = ctypes.CDLL(None, use_errno=True)
            records = str(here.data / "records").encode()
            assert libc.mount(records, records, None, _MS_BIND, None) == 0
            assert libc.mount(None, records, None, _MS_BIND | _MS_REMOUNT | _MS_RDONLY, None) == 0
            try:
                began = time.monotonic()
                answer = await agent.post(f"/api/v1/hearings/{hearing}/fragments", content=body, headers=kind)
                await until(lambda: here.panel.board.is_failing("store"))
                assert time.monotonic() - began <= 2
                assert answer.status_code == 507
                assert health(here) == "pass"
            finally:
                libc.umount2(records, 2)
            answer = await agent.post(f"/api/v1/hearings/{hearing}/fragments", content=body, headers=kind)
            assert answer.status_code == 200
            assert not here.panel.board.is_failing("store")
        recording.take.close()
        await clerk.aclose()
        restore_records(FolderStore(second), tmp_path / "restored", CASE["number"], hearing)
        assert next((tmp_path / "restored").rglob("index.jsonl"))


def test_a_failing_first_disk_is_told_and_the_second_keeps_what_it_has(tmp_path: Path) -> None:
    """The first place turns read-only: fragments are refused and stay in the room, the alarm comes, the copy is whole."""
    asyncio.run(_first_fails(tmp_path))


async def _package(tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    async with court() as here:
        story = recorded(here.data / "records")
        pack(here.data / "records", here.data / "archive", story.log, COURT_KEY)
        async with following(here, FolderStore(second)):
            hearing = story.hearing.hearing
            async with asyncio.timeout(20):
                while await here.panel.replicas.proven_places(hearing) < 2:
                    await asyncio.sleep(0.2)
        copied = next((second / "archive").rglob("bagit.txt")).parent
        assert same(next((here.data / "archive").rglob("bagit.txt")).parent, copied)


def test_an_archived_package_is_proven_in_two_places(tmp_path: Path) -> None:
    """The table says *verified* only after both were read."""
    asyncio.run(_package(tmp_path))


async def _scrubs(tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    async with court() as here:
        _, hearing = await _clerk(here)
        recording = Recording(here, hearing)
        for _ in range(3):
            recording.second()
        recording.take.close()
        media = next((here.data / "records").rglob("cam-judge/*.mp4"))
        before = media.read_bytes()
        async with following(here, FolderStore(second), scrub_s=1.0):
            await until(lambda: any(second.rglob("0*-*")))
            media.write_bytes(before[:5000] + b"rot" + before[5003:])
            await until(lambda: media.read_bytes() == before)
            async with asyncio.timeout(30):
                while not (await _noted(here, "replica-repaired") and await _noted(here, "scrub")):
                    await asyncio.sleep(0.2)
        rows = await here.panel.replicas.of(hearing)
        assert {row["status"] for row in rows} == {"verified"}
        assert all(row["verified_at"] for row in rows)
        assert "cam-judge" in (await _noted(here, "replica-repaired"))[0]["detail"]


async def _noted(here: Court, what: str) -> list[dict[str, Any]]:
    return [entry for entry in await here.panel.audit.read(None, 200) if entry["what"] == what]


def test_rot_is_found_by_itself_repaired_and_noted_in_the_audit(tmp_path: Path) -> None:
    """Three octets change on the first disk; the next scrub puts them right and says so."""
    asyncio.run(_scrubs(tmp_path))


def test_nobody_but_the_process_says_where_copies_are() -> None:
    """An agent or a clerk cannot claim that something is safe."""

    async def work() -> None:
        async with court() as here:
            clerk, _ = await _clerk(here)
            agent = here.client(await here.panel.tokens.issue("agent", "agent:demo"))
            for one in (clerk, agent):
                answer = await one.post("/api/v1/replicas", json={"replicas": []})
                assert answer.status_code == 403

    asyncio.run(work())
