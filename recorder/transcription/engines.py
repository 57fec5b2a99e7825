"""Opens the engine that a model needs, and tries in a process of its own whether one can be loaded at all."""

import argparse
import subprocess
import sys
from pathlib import Path

from recorder.errors import BadModel
from recorder.transcription.engine import Engine
from recorder.transcription.manifest import EngineName
from recorder.transcription.model_store import Installed, ModelStore
from recorder.transcription.vosk_engine import VoskEngine
from recorder.transcription.whisper_engine import WhisperEngine

_PATIENCE_S = 180


def open_engine(model: Installed, language: str, *, threads: int = 2) -> Engine:
    """Load *model* to hear *language*.

    Raises:
        BadModel: it cannot be loaded.
    """
    return _open(model.manifest.engine, model.folder, model.manifest.name, model.short_digest, language, threads)


def cuts_back(engine: EngineName) -> bool:
    """Whether an engine's utterances may still be cut before their last piece (:class:`.engine.Engine`)."""
    return VoskEngine.cuts_back if engine == "vosk" else WhisperEngine.cuts_back


def open_store(folder: Path) -> ModelStore:
    """Open the models in *folder*; whatever is added is first loaded once."""
    return ModelStore(folder, try_to_load)


def try_to_load(folder: Path, engine: str) -> None:
    """Load the model in *folder* once, in another process: what is broken may take its process along.

    Raises:
        BadModel: it cannot be loaded.
    """
    command = [sys.executable, "-m", "recorder.transcription.engines", engine, str(folder)]
    process = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
    if process.returncode:
        said = [line for line in process.stderr.splitlines() if line.strip()] or ["it took its process along"]
        raise BadModel(f"这个模型无法加载 · this model cannot be loaded: {said[-1][:400]}")


def _open(engine: EngineName, folder: Path, name: str, digest: str, language: str, threads: int) -> Engine:
    if engine == "vosk":
        return VoskEngine(folder, name, digest, language)
    return WhisperEngine(folder, name, digest, language, threads=threads)


def _main() -> int:
    read = argparse.ArgumentParser(prog="recorder.transcription.engines", description=__doc__)
    read.add_argument("engine", choices=["vosk", "whisper"])
    read.add_argument("folder", type=Path)
    given = read.parse_args()
    try:
        _open(given.engine, given.folder, given.folder.name, "", "en", 1)
    except BadModel as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - read by the parent
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
