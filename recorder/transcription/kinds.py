"""Tells a model by its files: which engine reads it, and which language it hears if the files say so."""

import json
from dataclasses import dataclass
from pathlib import Path

from recorder.errors import BadModel
from recorder.transcription.manifest import MULTI, EngineName

_WHISPER = ("model.bin", "config.json", "tokenizer.json")
"""Without its tokenizer faster-whisper would ask a server on the internet for one."""
_VOSK = ("am/final.mdl", "conf/mfcc.conf")
_VOSK_GRAPHS = (("graph/HCLG.fst",), ("graph/HCLr.fst", "graph/Gr.fst"))
_MULTILINGUAL_WORDS = 51_865
"""Whisper's vocabulary counts one token less where the model is for English alone."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a model's files say. ``lang`` is ``None`` where they do not say it."""

    engine: EngineName
    lang: str | None


def kind_of(folder: Path) -> Kind:
    """Tell what kind of model lies in *folder*.

    Raises:
        BadModel: none that is known here.
    """
    if _has(folder, _WHISPER):
        return Kind("whisper", _whisper_language(folder))
    if _has(folder, _VOSK) and any(_has(folder, graph) for graph in _VOSK_GRAPHS):
        return Kind("vosk", None)
    raise BadModel(
        f"{folder}: 这不是识别模型 · this is not a recognition model. A Vosk model holds {', '.join(_VOSK)} and "
        f"graph/HCLG.fst; a Whisper model for faster-whisper holds {', '.join(_WHISPER)}. Name the folder that does."
    )


def model_root(folder: Path) -> Path:
    """Return *folder*, or the one folder in it where an archive wraps its content in one."""
    inside = [one for one in folder.iterdir() if not one.name.startswith((".", "__MACOSX"))]
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _has(folder: Path, files: tuple[str, ...]) -> bool:
    return all((folder / name).is_file() for name in files)


def _whisper_language(folder: Path) -> str | None:
    try:
        words = json.loads((folder / "vocabulary.json").read_bytes())
    except (OSError, ValueError):
        return None
    return MULTI if isinstance(words, list) and len(words) >= _MULTILINGUAL_WORDS else "en"
