"""The models on this machine: ``<folder>/<lang>/<name>/`` with a manifest each.

Nothing counts as installed before it is whole: a model is made beside its place and moved there in one step.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from recorder.errors import BadModel, ModelDamaged, NoSuchModel
from recorder.transcription.kinds import Kind, kind_of, model_root
from recorder.transcription.manifest import MANIFEST, Manifest, faults_of, list_files, read_manifest
from recorder.transcription.unpacking import unpack


def default_models_folder() -> Path:
    """Where models lie unless another folder is named: this user's own data (XDG base directories)."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "courtroom" / "models"


@dataclass(frozen=True)
class Installed:
    """One model in its place."""

    folder: Path
    manifest: Manifest

    @property
    def short_digest(self) -> str:
        """First 16 hex digits of the digest, as a transcript's lines name their model."""
        return self.manifest.digest[:16]


@dataclass(frozen=True)
class About:
    """What is known of a model that its files do not say. ``None`` = find out, or take the folder's name."""

    name: str | None = None
    lang: str | None = None
    licence: str = "unknown"
    source: str = ""


class ModelStore:
    """One folder of models. Any number of processes may use it at once."""

    def __init__(self, folder: Path, check: Callable[[Path, str], None]) -> None:
        """*check* is given a folder and an engine's name, and raises :class:`BadModel` if it cannot be loaded."""
        self.folder = folder
        self._check = check

    def models(self) -> list[Installed]:
        """List what is installed; folders without a readable manifest are left out, see :meth:`strays`."""
        found = []
        for folder in self._folders():
            with suppress(BadModel):
                found.append(Installed(folder, read_manifest(folder)))
        return found

    def strays(self) -> list[str]:
        """Say which folders lie here that are no models."""
        found = []
        for folder in self._folders():
            try:
                read_manifest(folder)
            except BadModel as fault:
                found.append(str(fault))
        return found

    def named(self, name: str) -> Installed:
        """Return the model called *name*.

        Raises:
            NoSuchModel: it is not installed.
        """
        for one in self.models():
            if one.manifest.name == name:
                return one
        there = ", ".join(one.manifest.name for one in self.models()) or "none"
        raise NoSuchModel(f"{self.folder}: no model is called {name}. Installed: {there}.")

    def best_for(self, language: str) -> Installed | None:
        """Return the model to use for *language*: a streaming one if there is any, and the largest of those."""
        fitting = [one for one in self.models() if one.manifest.hears(language)]
        return max(fitting, key=lambda one: (one.manifest.engine == "vosk", one.manifest.bytes), default=None)

    def add(self, path: Path, about: About) -> Installed:
        """Install the model in the folder or zip file at *path*; *path* itself stays as it is.

        Raises:
            BadModel: it is not a model, or another one has its name.
        """
        if not path.exists():
            raise BadModel(f"{path}: nothing is there. Name a model's folder or its zip file.")
        with self.building() as coming:
            try:
                if path.is_dir():
                    _copy(path, coming)
                else:
                    unpack(path, coming)
                name = about.name or path.stem.lower()
                return self.settle(coming, About(name, about.lang, about.licence, about.source))
            except BadModel as fault:
                raise BadModel(str(fault).replace(str(coming), str(path))) from fault

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Give an empty folder on the store's disk, in which a model is put together; removed afterwards."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".coming-", dir=self.folder, ignore_cleanup_errors=True) as place:
            model = Path(place) / "model"
            model.mkdir()
            yield model

    def settle(self, coming: Path, about: About) -> Installed:
        """Make the model in *coming* an installed one.

        Raises:
            BadModel: it is not a model, or another one has its name.
        """
        kind = kind_of(coming)
        self._check(coming, kind.engine)
        manifest = _manifest(coming, kind, about)
        (coming / MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", "utf-8")
        place = self.folder / manifest.lang / manifest.name
        with self._locked():
            if place.exists():
                return _same(place, manifest)
            place.parent.mkdir(parents=True, exist_ok=True)
            coming.rename(place)
        return Installed(place, manifest)

    def verify(self, one: Installed) -> None:
        """Check every file of a model against its manifest.

        Raises:
            ModelDamaged: something is missing, changed or too much.
        """
        faults = faults_of(one.folder, one.manifest)
        if faults:
            raise ModelDamaged(
                f"{one.folder}: {'; '.join(faults[:5])}. Remove this folder and add the model {one.manifest.name} again."
            )

    def _folders(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("[!.]*/[!.]*") if path.is_dir())

    @contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _copy(path: Path, coming: Path) -> None:
    inner = model_root(path)
    if any(one.is_symlink() and not one.exists() for one in inner.rglob("*")):
        raise BadModel(f"{path}: a link in it leads nowhere. Copy the model's files themselves.")
    kind_of(inner)  # Refused before anything is copied: the folder may be a whole disk.
    shutil.copytree(inner, coming, dirs_exist_ok=True, ignore=shutil.ignore_patterns(MANIFEST))


def _manifest(folder: Path, kind: Kind, about: About) -> Manifest:
    lang = about.lang or kind.lang
    if lang is None:
        raise BadModel(f"{about.name}: a {kind.engine} model does not say its language. Add it with --lang, e.g. zh.")
    fields = {"name": about.name, "engine": kind.engine, "lang": lang, "licence": about.licence, "source": about.source}
    try:
        return Manifest.model_validate({**fields, "files": list_files(folder)})
    except ValidationError as fault:
        place = ", ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors()[:3])
        raise BadModel(
            f"{about.name}: {place}. Give --name in small letters and --lang as zh, en, ko or multi."
        ) from fault


def _same(place: Path, manifest: Manifest) -> Installed:
    there = read_manifest(place)
    if there.digest != manifest.digest:
        raise BadModel(f"{place}: another model has this name. Give this one another --name, or remove that folder.")
    return Installed(place, there)
