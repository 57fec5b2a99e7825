"""光盘刻录: two images that hold the package octet by octet, each with a label; what a disc has lost is found and named."""

import json
import struct
from pathlib import Path

import pytest

from control_panel.__main__ import main
from recorder.archive.bag import files_below
from recorder.archive.disc import CAPACITIES, About, FileTooLong, plan, write_discs
from recorder.archive.disc_check import NoDisc, check_disc, check_set
from recorder.archive.disc_label import label_lines
from recorder.spoken_code import groups, spoken_code
from tests.recorder.packing import packed
from tests.recorder.recording import CASE, HEARING

DEVICE_BLOCK = 2048


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as it was made."""
    return packed(tmp_path_factory.mktemp("court"))


@pytest.fixture(scope="module")
def discs(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two images and labels, as the command makes them."""
    folder = tmp_path_factory.mktemp("discs")
    assert main(["disc", str(package), "--to", str(folder)]) == 0
    return folder


def images(folder: Path) -> list[Path]:
    """The images in a folder, in order."""
    return sorted(folder.glob("*.iso"))


def about(package: Path) -> About:
    """What is to be written."""
    return About(package, CASE, HEARING, 1, "a" * 64, "package")


def test_two_copies_are_made_and_each_is_the_package_bit_for_bit(discs: Path, package: Path) -> None:
    """Both were read back when they were made; read again, they are still the same, every file of the package."""
    first, second = images(discs)
    assert [first.name, second.name] == [f"{HEARING}-copy{number}of2-disc1of1.iso" for number in (1, 2)]
    for image in (first, second):
        report = check_disc(image, package)
        assert report.faults == []
        assert set(report.disc.files) == set(files_below(package))
        assert check_set([report]) == []
    assert main(["disc", "check", str(second), "--against", str(package)]) == 0


def test_an_image_is_iso_9660_with_joliet_and_udf(discs: Path) -> None:
    """By the descriptors themselves (ECMA-119 §8, ECMA-167 §2/9), and as long as they say; another program can read it."""
    content = images(discs)[0].read_bytes()
    kinds = [content[at * DEVICE_BLOCK : at * DEVICE_BLOCK + 7] for at in range(16, 24)]
    assert [kind[1:6] for kind in kinds[:3]] == [b"CD001"] * 3
    assert [kind[0] for kind in kinds[:3]] == [1, 2, 255]
    assert {b"BEA01", b"NSR02", b"TEA01"} <= {kind[1:6] for kind in kinds}
    blocks = struct.unpack_from("<I", content, 16 * DEVICE_BLOCK + 80)[0]
    assert blocks * DEVICE_BLOCK == len(content)


def test_a_label_names_case_session_copy_and_the_code_of_the_root(discs: Path, package: Path) -> None:
    """In Chinese, on a page for each disc; the code is read in groups of five."""
    pdf = (discs / f"{HEARING}-labels.pdf").read_bytes()
    disc = check_disc(images(discs)[1]).disc
    text = "\n".join(line for line, _ in label_lines(disc, "示范市第一人民法院", "2026-09-21", "trade-secret"))
    root = json.loads((package / "data/seals/root.json").read_bytes())["root"]

    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") == 2
    for part in (
        CASE,
        "第 1 次庭审",
        "第 2 份（共 2 份）",
        "第 1 张（共 1 张）",
        "密级：商业秘密",
        *groups(spoken_code(root)),
    ):
        assert part in text


def test_what_a_disc_has_lost_is_named(discs: Path, package: Path, tmp_path: Path) -> None:
    """One octet of the log, found by the disc's own list alone."""
    image = tmp_path / "burnt.iso"
    content = bytearray(images(discs)[0].read_bytes())
    name = "data/log.jsonl"
    content[content.index((package / name).read_bytes()) + 300] ^= 1
    image.write_bytes(content)

    assert check_disc(image).faults == [f"{name}: not what the disc's list says"]
    assert main(["disc", "check", str(image)]) == 4


def test_a_package_of_another_hearing_is_told_from_the_disc(discs: Path, package: Path, tmp_path: Path) -> None:
    """A file that differs, is longer or is not there in the package that was named."""
    other = tmp_path / "other"
    for name, path in files_below(package).items():
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_bytes(path.read_bytes())
    (other / "data/ledger.json").write_bytes((package / "data/ledger.json").read_bytes() + b" ")
    (other / "data/log.jsonl").unlink()

    assert check_disc(images(discs)[0], other).faults == [
        "data/ledger.json: not what the package holds",
        "data/log.jsonl: not in the package",
    ]


def test_a_long_package_goes_on_several_named_discs(package: Path, tmp_path: Path) -> None:
    """What proves the rest lies on the first; a set that lacks one says which, and a mixed one too."""
    sizes = [path.stat().st_size for path in files_below(package).values()]
    capacity = (2 << 20) + sum(size + 4 * DEVICE_BLOCK for size in sizes) // 2
    made = write_discs(about(package), tmp_path, capacity)
    one = [image for image, disc in made if disc.copy_number == 1]
    reports = [check_disc(image, package) for image in one]

    assert len(one) > 1
    assert all(image.stat().st_size <= capacity for image in one)
    assert one[1].name == f"{HEARING}-copy1of2-disc2of{len(one)}.iso"
    assert "manifest-sha256.txt" in reports[0].disc.files
    assert [report.faults for report in reports] == [[] for _ in one]
    assert check_set(reports) == []
    assert check_set(reports[:-1]) == [f"disc {len(one)}: missing"]
    stray = check_disc(made[-1][0])
    assert any("another copy" in fault for fault in check_set([*reports[:-1], stray]))


def test_a_file_longer_than_a_disc_and_a_taken_place_are_refused(package: Path, discs: Path) -> None:
    """With what to do instead; nothing is overwritten."""
    with pytest.raises(FileTooLong, match="--size"):
        plan({"data/media/program.mp4": CAPACITIES["cd"]}, CAPACITIES["cd"])
    assert main(["disc", str(package), "--to", str(discs)]) == 2
    with pytest.raises(NoDisc):
        check_disc(package / "bagit.txt")
