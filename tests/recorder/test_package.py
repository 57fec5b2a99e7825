"""A package: what is in it, that it plays, and that strangers can read it."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import av
import bagit
import pytest

from hearing.events import EVENT
from hearing.transcript_rules import DRAFT
from recorder.archive.bag import digests_of, hash_file
from recorder.archive.offline import verify as offline
from recorder.archive.packing import pack
from recorder.archive.program_file import stretches_of
from recorder.archive.verification import verify
from recorder.fragment_runs import fragments_of
from recorder.index import IndexLine, read_lines, sha256_hex
from recorder.keys import public_hex
from tests.recorder.packing import COURT_KEY, packed, recorded
from tests.recorder.recording import SECOND


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the hearing was recorded and packed."""
    return tmp_path_factory.mktemp("court")


@pytest.fixture(scope="module")
def package(folder: Path) -> Path:
    """The package of one hearing, with a player."""
    player = folder / "player"
    (player / "player").mkdir(parents=True)
    (player / "player.html").write_text("<!doctype html><script src='player/index.js'></script>")
    (player / "player" / "look.css").write_text("body { margin: 0 }")
    return packed(folder, player)


def test_a_package_is_whole_for_both_verifiers(package: Path) -> None:
    """Ours and the package's own, run in a bare Python, find nothing, and say the same to the letter."""
    own = subprocess.run(
        [sys.executable, "-I", "-S", str(package / "verify.py"), "--json"], capture_output=True, text=True, check=False
    )

    assert own.returncode == 0, own.stdout + own.stderr
    assert json.loads(own.stdout) == verify(package).as_json()
    assert json.loads(own.stdout)["key"] == public_hex(COURT_KEY)


def test_the_packages_verifier_leaves_nothing_in_it(package: Path) -> None:
    """Not even compiled code; a program that loads the verifier goes on to keep its own."""
    before = sorted(package.rglob("*"))
    load = "import runpy, sys; runpy.run_path(sys.argv[1]); print(sys.dont_write_bytecode)"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    loaded = subprocess.run(
        [sys.executable, "-c", load, str(package / "verify.py")], capture_output=True, text=True, check=False, env=plain
    )

    assert (loaded.returncode, loaded.stdout, loaded.stderr) == (0, "False\n", "")
    assert sorted(package.rglob("*")) == before


def test_a_stranger_to_us_reads_the_bag(package: Path) -> None:
    """The Library of Congress's own reader finds the bag valid, and what it does not know, SM3, in its place."""
    bag = bagit.Bag(str(package))
    bag.validate()

    assert bag.version_info == (1, 0)
    assert sorted(bag.algorithms) == ["sha256", "sha512"]
    assert (package / "manifest-sm3.txt").is_file()
    assert bag.info["External-Identifier"] == "（2026）示0101刑初128号 h-abcdefghij"


def test_coreutils_and_openssl_check_the_manifests(package: Path) -> None:
    """Whoever has no Python takes sha256sum, and openssl for SM3."""
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "manifest-sha256.txt"], cwd=package, check=True)
    line = (package / "manifest-sm3.txt").read_text().splitlines()[0]
    digest, name = line.split("  ")
    told = subprocess.run(["openssl", "dgst", "-sm3", "-r", name], cwd=package, capture_output=True, check=True)

    assert told.stdout.split()[0].decode() == digest


def test_the_program_plays_from_end_to_end(package: Path) -> None:
    """One double click plays both stretches without the recess between them, picture and sound to the last packet."""
    index = json.loads(json.loads((package / "player/index.js").read_text().partition("JSON.parse(")[2][:-3]))
    stretches = index["program"]["stretches"]
    with av.open(str(package / index["program"]["file"])) as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        times: dict[int, list[float]] = {picture.index: [], sound.index: []}
        for frame in film.decode(picture, sound):
            times[picture.index if isinstance(frame, av.VideoFrame) else sound.index].append(frame.time)
        length = sum(stretch[2] for stretch in stretches) / SECOND

    assert len(stretches) == 2, "a recess parts the record in two"
    assert stretches[1][0] == stretches[0][2], "the second follows the first at once in the file"
    for seen in times.values():
        steps = [later - earlier for earlier, later in zip(seen, seen[1:], strict=False)]
        assert min(steps) > 0
        assert max(steps) < 0.06, "no frame stands still over the recess"
        assert seen[0] == pytest.approx(0, abs=0.03)
        assert seen[-1] == pytest.approx(length, abs=0.1)


def test_holes_of_the_program_are_left_out_of_its_file(package: Path) -> None:
    """A stretch ends where more than a second is missing; what is shorter stays."""
    [first, second, *_] = read_lines(package / "data/media/room-demo-1/cam-judge/index.jsonl", IndexLine)
    late = second.model_copy(update={"start": 10 * SECOND})

    assert [(one.at, one.start) for one in stretches_of([first, second])] == [(0, 0)]
    assert [(one.at, one.start) for one in stretches_of([late, first])] == [(0, 0), (first.duration, 10 * SECOND)]


def test_captions_cannot_be_broken_out_of(package: Path) -> None:
    """Markup, arrows and line ends that someone says or is called stay words."""
    text = (package / "data/transcript/transcript.vtt").read_text()
    cues = text.split("\n\n")

    assert DRAFT in cues[1]
    assert cues[2] == "00:00:01.000 --> 00:00:02.000\n<v 审判员>现在继续开庭。"
    assert cues[3].rstrip() == (
        "00:00:02.000 --> 00:00:03.000\n<v 被告&lt;人&gt;>我说 &lt;v 审判长&gt;&amp;lt; --&gt; "
        "00:00:00.000 --&gt; 00:00:09.000 &lt;b&gt;&amp; 完"
    )
    assert text.count("-->") == 2


def test_the_player_and_its_index_lie_at_the_root(package: Path) -> None:
    """The page and its parts are copied; the index is a script of ASCII that leads to every fragment."""
    script = (package / "player/index.js").read_bytes()
    assert re.fullmatch(rb'window\.COURTROOM_PACKAGE = JSON\.parse\("[\x20-\x7e]*"\);\n', script)
    index = json.loads(json.loads(script.partition(b"JSON.parse(")[2][:-3]))

    assert (package / "player.html").is_file()
    assert (package / "player/look.css").is_file()
    assert index["record"]["lines"][0]["text"] == "现在继续开庭。"
    assert {event["type"] for event in index["events"]} >= {"scheduled", "paused", "closed", "archive-asked"}
    for take in index["record"]["takes"]:
        for track in take["tracks"]:
            for file in track["files"]:
                content = (package / index["media"] / take["take"] / track["name"] / file["file"]).read_bytes()
                for _, _, offset, size, _ in fragments_of(file["runs"]):
                    assert content[offset + 4 : offset + 8] == b"moof"
                    assert offset + size <= len(content)


def test_the_metadata_names_what_is_there(package: Path) -> None:
    """RO-Crate: the root lists files and tracks, every reference leads to an entity, every file exists."""
    crate = json.loads((package / "ro-crate-metadata.json").read_bytes())
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    root = entities["./"]

    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert len(entities) == len(crate["@graph"])
    assert all((package / part["@id"]).exists() and part["@id"] in entities for part in root["hasPart"])
    assert {"verify.py", "data/media/room-demo-1/cam-judge/"} <= {part["@id"] for part in root["hasPart"]}
    assert entities["#case"]["identifier"] == "（2026）示0101刑初128号"
    assert root["datePublished"] == "2026-09-21"


def test_the_offline_verifier_is_old_python(package: Path) -> None:
    """It reads as Python 3.8, imports the standard library alone, and is short enough to be read by a stranger."""
    sources = {
        name: (package / name).read_text()
        for name in ("verify.py", "verify_seals.py", "verify_takes.py", "verify_countersigned.py")
    }
    trees = [ast.parse(source, feature_version=(3, 8)) for source in sources.values()]
    names = {
        name.split(".")[0]
        for tree in trees
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert names <= sys.stdlib_module_names
    for name, source in sources.items():
        assert source == Path(offline.__file__).with_name(name).read_text()
        assert source.count("\n") <= 500


def test_packing_again_changes_nothing(folder: Path, package: Path) -> None:
    """A package that is there whole stays, to the octet; a damaged one is made anew."""
    before = (package / "verify.py").stat().st_ino
    log = [EVENT.validate_json(line) for line in (package / "data/log.jsonl").read_bytes().splitlines()]
    again, root = pack(folder / "records", folder / "archive", log, COURT_KEY)
    assert again == package
    assert root == verify(package).root
    assert (package / "verify.py").stat().st_ino == before


def test_a_package_without_a_program_says_so(tmp_path: Path) -> None:
    """Whoever opens a package of a hearing without a program finds none promised."""
    story = recorded(tmp_path / "records")
    [take] = (tmp_path / "records").glob("*/*/program-demo-1")
    shutil.rmtree(take)
    package, _ = pack(tmp_path / "records", tmp_path / "archive", story.log, COURT_KEY)
    script = (package / "player/index.js").read_text()

    assert not (package / "data/media/program.mp4").exists()
    assert '\\"program\\":null' in script
    assert not (package / "player.html").exists()
    assert verify(package).whole


def test_parts_are_hashed_in_the_same_reading_as_the_whole_and_never_wrongly(tmp_path: Path) -> None:
    """Each part's digest is that of its octets; of parts that overlap, or reach over the end, there is none."""
    content = bytes(range(256)) * 9000  # more than two blocks
    (tmp_path / "file").write_bytes(content)
    parts = [(0, 300), (300, 1 << 20), (1000, 20), (300 + (1 << 20), 5), (2_000_000, 0), (2_000_000, 999_999)]
    digests, found = hash_file(tmp_path / "file", parts)

    assert digests == digests_of(tmp_path / "file")
    assert digests["sha256"] == sha256_hex(content)
    assert found == {
        (at, size): {"sha256": sha256_hex(content[at : at + size])} for at, size in (*parts[:2], *parts[3:5])
    }
