"""Cut off while batches are cleaned up: whatever is left of them, the record can be made anew from the second place."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from hearing.link import Link
from recorder.archive.verification import verify
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.installation import load_or_make_recovery_key, recovery_key_path, save_installation
from recorder.replicas.letting_go import LettingGo, remembered
from recorder.replicas.package_copy import copy_package
from recorder.replicas.record_copier import RecordCopier
from recorder.replicas.restoring import restore
from recorder.replicas.scrubber import Scrubber
from tests.recorder.recording import CASE, HEARING
from tests.recorder.test_replicas import same
from tests.whole.crash.halting import Run, Say


def prepare(folder: Path, template: Path) -> None:
    """An archived hearing whose batches and package lie in the second place, beside the installation."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    (folder / "second").mkdir()
    store = _store(folder)
    kept = folder / "run" / "replicas" / f"{HEARING}.json"
    copier = RecordCopier(folder / "records" / CASE / HEARING, kept, store)
    while copier.copy_some() is not None:
        pass
    copy_package(folder / "archive" / CASE / HEARING, store)
    (folder / "panel.sqlite3").write_bytes(b"")
    key = load_or_make_recovery_key(recovery_key_path(folder))
    save_installation(folder, folder / "panel.sqlite3", store, key, 1)


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Take the batches away."""
    LettingGo(
        Link("http://127.0.0.1:9", "none", kind="replicas", name="second-target"), folder, _store(folder)
    ).clear_batches(HEARING, CASE)
    say("cleared", True)


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """The package stays proven, what is gone is remembered to be gone, and all comes back from the second place."""
    assert verify(folder / "archive" / CASE / HEARING).whole
    batches = _store(folder).names(f"records/{CASE}/{HEARING}/")
    if any(run.all("cleared") for run in earlier):
        assert batches == [], "batches came back"
        assert HEARING in remembered(folder).cleared, (
            "nobody remembers that batches are gone: they would be copied anew"
        )


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """A scrub misses nothing, and a court that begins anew has the same record."""
    assert list(Scrubber(folder, _store(folder)).scrub()) == []
    anew = folder / "anew"
    done = restore(_store(folder), anew, load_or_make_recovery_key(recovery_key_path(folder)), lambda _: None)
    assert done.damaged == []
    assert same(folder / "records", anew / "records"), "the record that came back is another one"
    shutil.rmtree(anew)


def _store(folder: Path) -> FolderStore:
    return FolderStore(folder / "second")
