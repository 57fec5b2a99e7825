"""What was filed as evidence lies in the package, proven by the log's hashes, and is found out when it was changed."""

import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image

from hearing.case import normal_number
from hearing.events import EVENT
from recorder.archive.packing import pack
from recorder.archive.verification import verify
from recorder.evidence.exhibit_store import ExhibitStore
from recorder.layout import exhibit_folder
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.record_copier import RecordCopier
from recorder.replicas.restored_record import records_of_package, restore_records
from tests.hearing.story import CLERK, HEARING, Story
from tests.recorder.packing import COURT_KEY, PROGRAM_KEY, ROOM_KEY, closing_told, record, told
from tests.recorder.recording import CASE
from tests.recorder.tampering import Copy, faults, word


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Pack a hearing in which a picture was filed; return its package and the picture's hash."""
    folder = tmp_path_factory.mktemp("filed")
    records = folder / "records"
    store = ExhibitStore(records, folder, 1 << 20)
    Image.new("RGB", (320, 200), (10, 120, 60)).save(folder / "scan.png")
    coming = store.begin()
    coming.write((folder / "scan.png").read_bytes())
    taken = store.take(coming, CASE, HEARING)
    (taken.folder / "0001.png").unlink()  # as where the room has brought the file and not its page yet
    again = store.begin()
    again.write((folder / "scan.png").read_bytes())
    assert store.take(again, CASE, HEARING).page_sha256 == taken.page_sha256, "filed again, what lacks is put there"

    def file(story: Story) -> None:
        story.so(
            CLERK, "file-exhibit", title="扫描件", kind=taken.kind, media_type=taken.media_type, bytes=taken.octets,
            page_sha256=taken.page_sha256, sha256=taken.sha256, sm3=taken.sm3,
        )  # fmt: skip

    story = told(file)
    record(records, story, "room-demo-1", ROOM_KEY, ("cam-judge", "mic-judge"))
    record(records, story, "program-demo-1", PROGRAM_KEY, ("program", "program-sound"))
    closing_told(records, story)
    package, _ = pack(records, folder / "archive", story.log, COURT_KEY)
    return package, taken.sha256


def test_the_package_holds_what_was_filed_and_each_page_as_it_was_shown(filed: tuple[Path, str]) -> None:
    """The file and its pages' pictures by the log's hashes, in every manifest; a changed one is named."""
    package, sha256 = filed
    content, page = package / "data/exhibits/e-1/content", package / "data/exhibits/e-1/0001.png"
    event = next(
        one
        for one in map(json.loads, (package / "data/log.jsonl").read_text("utf-8").splitlines())
        if one["type"] == "exhibit-filed"
    )

    assert hashlib.sha256(content.read_bytes()).hexdigest() == sha256 == event["sha256"]
    assert hashlib.sha256(page.read_bytes()).hexdigest() == event["page_sha256"][0]
    for digest in ("sha256", "sha512", "sm3"):
        assert "data/exhibits/e-1/content" in (package / f"manifest-{digest}.txt").read_text()
    assert verify(package).whole
    as_it_was = content.read_bytes()
    content.write_bytes(b"something else")
    assert "data/exhibits/e-1/content" in {fault.path for fault in verify(package).faults}
    content.write_bytes(as_it_was)


def test_a_package_says_which_exhibit_it_lacks(filed: tuple[Path, str], tmp_path: Path) -> None:
    """What was lost or changed before packing is listed, and never packed as if it were the thing."""
    package, sha256 = filed
    records, events = package.parents[2] / "records", package / "data/log.jsonl"
    assert not (package / "data/exhibits/missing.json").exists()
    (exhibit_folder(records, CASE, HEARING, sha256) / "content").write_bytes(b"forged")

    log = [EVENT.validate_json(line) for line in events.read_bytes().splitlines()]
    again, _ = pack(records, tmp_path / "again", log, COURT_KEY)
    listed = json.loads((again / "data/exhibits/missing.json").read_bytes())["missing"]
    assert [(one["exhibit"], one["file"], one["why"]) for one in listed] == [("e-1", "content", "changed")]
    assert not (again / "data/exhibits/e-1/content").exists()
    assert (again / "data/exhibits/e-1/0001.png").exists()
    assert verify(again).whole


def test_a_large_exhibit_is_at_the_second_place_too(tmp_path: Path) -> None:
    """Larger than a batch it goes in parts, once, and comes back octet by octet."""
    large, small = bytes(range(256)) * (20 << 12), b"a page"
    folder = exhibit_folder(tmp_path / "records", CASE, HEARING, "a" * 64)
    folder.mkdir(parents=True)
    (folder / "content").write_bytes(large)
    (folder / "0001.png").write_bytes(small)
    (tmp_path / "second").mkdir()
    store = FolderStore(tmp_path / "second")
    copier = RecordCopier(folder.parents[1], tmp_path / "kept.json", store)
    batches = []
    while (batch := copier.copy_some()) is not None:
        batches.append(batch.bytes)
    assert len(batches) == 2
    assert max(batches) < 17 << 20
    restore_records(store, tmp_path / "again", normal_number(CASE), HEARING)
    again = exhibit_folder(tmp_path / "again", CASE, HEARING, "a" * 64)
    assert (again / "content").read_bytes() == large
    assert (again / "0001.png").read_bytes() == small


def test_a_package_gives_the_record_its_exhibits_back(filed: tuple[Path, str], tmp_path: Path) -> None:
    """Where the batches were cleaned up, the package is the exhibits' place."""
    package, sha256 = filed
    records_of_package(package, tmp_path)
    again = exhibit_folder(tmp_path, CASE, HEARING, sha256)
    assert hashlib.sha256((again / "content").read_bytes()).hexdigest() == sha256
    assert (again / "0001.png").is_file()


def test_an_exhibit_exchanged_by_the_keyholder_is_not_what_the_log_names(
    filed: tuple[Path, str], tmp_path: Path
) -> None:
    """Even with the court's key and all manifests made anew, both verifiers name the file; and one that is taken away."""
    content, page = "data/exhibits/e-1/content", "data/exhibits/e-1/0001.png"
    copy = Copy(filed[0], tmp_path / "copy")
    copy.flip(content, 5)
    copy.remove(page)
    copy.sign_again()
    assert faults(copy.folder) == {content: {word("exhibit")}, page: {word("missing")}}
    copy.write("data/exhibits/missing.json", b'{"missing":[{"exhibit":"e-1","file":"0001.png"},7,{"file":[]}]}')
    copy.sign_again()
    assert set(faults(copy.folder)) >= {content}
