"""法释〔2017〕5号 §16: what of the database goes to an object store, found by searching everything that lies there."""

import asyncio
import sqlite3
import tarfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from control_panel.snapshots import make_snapshot
from recorder.errors import RecordDamaged
from recorder.replicas.closed_hearings import CLOSED, closed_key_path
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.installation import INSTALLATION, open_newest, read_recovery_key, recovery_key_path
from recorder.replicas.installation_copier import InstallationCopier
from recorder.replicas.kept_out import KeptOut
from recorder.replicas.restoring import restore
from tests.control_panel.serving import court

SECRET, CLOSED_TO_PUBLIC, PUBLIC = "天狼星工程图纸", "夫妻共同财产分割", "相邻一方堆放杂物"
WORDS = (SECRET, CLOSED_TO_PUBLIC, PUBLIC)


class Outside(FolderStore):
    """A place that is taken for an object store on a network."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.place, self.location = place, "s3://court"


async def _heard(data: Path) -> None:
    """Three hearings in the log: of a state secret, one closed to the public, an ordinary one; each with a note."""
    async with court(data) as here:
        clerk, judge = await here.person("clerk", "clerk"), await here.person("judge", "sole-judge")
        for number, (label, words) in enumerate(zip(("state-secret", "ordinary", "ordinary"), WORDS, strict=True)):
            case = {"number": f"（2026）示0101民初{number + 1}号", "cause": words, "secrecy": label}
            hearing = await here.hearing(clerk, case=case)
            person = {"name": f"{words}当事人", "role": "plaintiff"}
            await here.join(clerk, hearing, **person)
            await here.done(clerk, hearing, "note", text=f"记：{words}")
            if words == CLOSED_TO_PUBLIC:
                reason: dict[str, Any] = {"judge": "李某", "reason": "涉及个人隐私"}
                await here.done(judge, hearing, "set-openness", openness="closed", range="whole", **reason)
        make_snapshot(here.panel.settings)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outside]:
    """The installation, and the object store that its second copy went to."""
    data, place = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("place")
    asyncio.run(_heard(data))
    store = Outside(place)
    copier = InstallationCopier(data, store, KeptOut(data / "kept.json", store.location))
    copier.read_labels()
    assert len(copier.copy()) == 2
    return data, store


def everything(store: Outside, key: bytes) -> bytes:
    """Every octet of the newest installation that whoever has the recovery key can read."""
    packed, _ = open_newest(store, INSTALLATION, (key, b"courtroom installation 1"))
    with tarfile.open(fileobj=BytesIO(packed)) as tar:
        return b"".join(file.read() for member in tar if (file := tar.extractfile(member)) is not None)


def numbers(data: Path) -> list[str]:
    """Case numbers of the hearings in a database."""
    with closing(sqlite3.connect(data / "panel.sqlite3")) as connection:
        return [row[0] for row in connection.execute("SELECT case_number FROM hearings ORDER BY case_number")]


def test_article_16_no_octet_of_a_state_secrets_log_is_in_the_object_store(copied: tuple[Path, Outside]) -> None:
    """保守国家秘密: neither in clear nor under either key; log, people, case and its number stay in the court."""
    data, store = copied
    readable = everything(store, read_recovery_key(recovery_key_path(data)))
    readable += open_newest(store, CLOSED, (read_recovery_key(closed_key_path(data)), b"courtroom closed hearings 1"))[
        0
    ]

    assert SECRET.encode() in (data / "run" / "snapshot.sqlite3").read_bytes()
    assert SECRET.encode() not in readable
    assert "民初1号".encode() not in readable
    assert PUBLIC.encode() in readable


def test_article_16_a_closed_hearings_log_lies_there_under_a_key_of_its_own(copied: tuple[Path, Outside]) -> None:
    """不公开审理: the recovery key does not open it, and neither key lies there."""
    data, store = copied
    recovery, closed = read_recovery_key(recovery_key_path(data)), read_recovery_key(closed_key_path(data))
    readable = everything(store, recovery)

    assert PUBLIC.encode() in readable
    assert CLOSED_TO_PUBLIC.encode() not in readable
    assert "民初2号".encode() not in readable
    assert recovery.hex().encode() not in readable
    assert closed.hex().encode() not in readable
    assert not any(
        word.encode() in path.read_bytes() for word in WORDS for path in store.place.rglob("*") if path.is_file()
    )
    with pytest.raises(RecordDamaged, match="Check the key"):
        open_newest(store, CLOSED, (recovery, b"courtroom closed hearings 1"))


def test_article_16_closed_hearings_come_back_with_their_key_and_are_missed_without(
    copied: tuple[Path, Outside], tmp_path: Path
) -> None:
    """Restoring with one key says that something lies there yet; with both, all but the state secret is there again."""
    data, store = copied
    recovery, closed = read_recovery_key(recovery_key_path(data)), read_recovery_key(closed_key_path(data))
    one = restore(store, tmp_path / "one", recovery, lambda _step: None)
    both = restore(store, tmp_path / "both", recovery, lambda _step: None, closed)

    assert "--closed-key" in one.damaged[0]
    assert numbers(tmp_path / "one") == ["（2026）示0101民初3号"]
    assert (both.damaged, both.closed_hearings) == ([], 1)
    assert numbers(tmp_path / "both") == ["（2026）示0101民初2号", "（2026）示0101民初3号"]
    asyncio.run(_search(tmp_path / "both"))


async def _search(data: Path) -> None:
    """What came back is found by its words, and its log is whole."""
    async with court(data) as again:
        clerk = await again.person("clerk2", "clerk")
        found = (await clerk.get("/api/v1/search", params={"q": CLOSED_TO_PUBLIC})).json()
        hearing = next(state for state in again.panel.hearings.states() if state.case.cause == CLOSED_TO_PUBLIC)

    assert found["found"]
    assert hearing.notes[0].text == f"记：{CLOSED_TO_PUBLIC}"


def test_article_16_a_folder_of_the_court_gets_the_whole_database(copied: tuple[Path, Outside], tmp_path: Path) -> None:
    """A second disk in the court may hold every label: there nothing is left out."""
    data, _ = copied
    store = FolderStore(tmp_path)
    copier = InstallationCopier(data, store, KeptOut(tmp_path / "kept.json", store.location))
    copier.read_labels()
    assert len(copier.copy()) == 1
    restore(store, tmp_path / "anew", read_recovery_key(recovery_key_path(data)), lambda _step: None)

    assert len(numbers(tmp_path / "anew")) == 3


def test_article_16_an_object_store_gets_nothing_whose_label_is_not_known(
    copied: tuple[Path, Outside], tmp_path: Path
) -> None:
    """A hearing of years ago that nobody follows any more: its label is read from the log before anything of it goes."""
    data, store = copied
    kept = KeptOut(tmp_path / "kept.json", store.location)
    copier = InstallationCopier(data, store, kept)
    with closing(sqlite3.connect(data / "panel.sqlite3")) as connection:
        rows = connection.execute("SELECT hearing FROM hearings ORDER BY case_number").fetchall()
    secret, closed, public = (hearing for (hearing,) in rows)
    assert not copier.knows(secret)
    copier.read_labels()

    assert [kept.may_go(one, None) for one in (secret, closed, public)] == [False, True, True]
    assert not copier.knows("h-unheardof1")
