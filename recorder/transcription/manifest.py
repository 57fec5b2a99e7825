"""What an installed model is: ``manifest.json`` in its folder, with the hash of each of its files."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from recorder.errors import BadModel

EngineName = Literal["vosk", "whisper"]
"""Which program reads a model."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,8}$")]
"""``zh``, ``en``, ``ko`` …; ``multi`` for a model that is told the language each time."""

ModelName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,60}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
MULTI = "multi"
MANIFEST = "manifest.json"
_CHUNK = 1 << 20


class ModelFile(BaseModel):
    """One file of a model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256
    bytes: int = Field(ge=0)


class Manifest(BaseModel):
    """What a model is, where it came from, and what its files must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    name: ModelName
    engine: EngineName
    lang: Language
    licence: str = "unknown"
    source: str = ""
    """Where it came from, in words."""
    files: dict[str, ModelFile] = Field(min_length=1)
    """By path inside the model's folder, with ``/``."""

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical list of paths and hashes: names these very weights (hex)."""
        listed = {path: file.sha256 for path, file in self.files.items()}
        spelt = json.dumps(listed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(spelt.encode()).hexdigest()

    @property
    def bytes(self) -> int:
        """How much it weighs on the disk."""
        return sum(file.bytes for file in self.files.values())

    def hears(self, language: str) -> bool:
        """Whether it can be used for *language*."""
        return self.lang in (language, MULTI)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the model in *folder*.

    Raises:
        BadModel: there is none that can be read.
    """
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as fault:
        raise BadModel(
            f"{path}: this is no model's manifest ({str(fault)[:200]}). Remove the folder and add the model again."
        ) from fault


def list_files(folder: Path) -> dict[str, ModelFile]:
    """Hash every file below *folder* but the manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return {
        path.relative_to(folder).as_posix(): ModelFile(sha256=hash_file(path), bytes=path.stat().st_size)
        for path in paths
    }


def hash_file(path: Path) -> str:
    """SHA-256 of a file's content, hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def faults_of(folder: Path, manifest: Manifest) -> list[str]:
    """Say which files of the model in *folder* are missing, changed, or were not there."""
    there = list_files(folder)
    found = [f"{path}: missing" for path in sorted(manifest.files.keys() - there.keys())]
    found += [f"{path}: does not belong to the model" for path in sorted(there.keys() - manifest.files.keys())]
    found += [
        f"{path}: changed"
        for path in sorted(manifest.files.keys() & there.keys())
        if there[path] != manifest.files[path]
    ]
    return found
