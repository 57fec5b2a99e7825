#!/usr/bin/env python3
"""Says whether an appeal capsule is whole, and that only what it names was left out of the hearing's record.

    python3 verify_capsule.py [FOLDER] [--key HEX] [--json]

FOLDER holds capsule.json; without it, the folder of this file is checked. Needs verify.py and verify_seals.py beside
it, Python 3.8 and openssl 3.0, or newer. --key is the court's public key, learnt from the court and not from here.
Exit codes as of verify.py: 0 whole, 2 usage, 3 something could not be checked, 4 damaged.

Checked: the signature of capsule.json and the digest of each file that it lists; the package's signed list
(data/seals/root.json), whose files are here octet by octet or are named as left out; of each recording all lines,
leaves and seals, so that the hearing's root is made anew from every fragment there ever was; the media of the chosen
channels, where a fragment may be missing only in a range that is named as withheld, and then nothing else stands there.
Texts of which something is withheld are extracts, and only the capsule's signature is over those.
"""

from __future__ import annotations

import argparse
import json
import re
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

if not (BESIDE := Path(__file__).absolute().with_name("verify.py")).is_file():
    sys.exit("verify.py must lie beside this file. Take both from another capsule.")
VERIFY: Any = SimpleNamespace(**runpy.run_path(str(BESIDE), run_name="verify"))
SEALS = VERIFY.SEALS
CAPSULE, MEDIA = "capsule.json", "data/media/"
ROOT, LOG, TRANSCRIPT = VERIFY.ROOT, VERIFY.LOG, VERIFY.TRANSCRIPT
PROGRAM = "data/media/program.mp4"
LOG_EXTRACT = "data/log-extract.jsonl"
LEAST, MOST = 8, 64 << 20  # Octets of a blank.
MEDIA_FILE = re.compile(r"data/media/([^/]+/[^/]+)/[^/]+\.mp4")
TAKE_FILE = re.compile(r"data/media/([^/]+)/.+")
STAYS = ("data/seals/",)
LOG_EXTRACT_NOTE = (
    "日志和文字为节录，只由本包的签名证明 · log and texts are extracts, which only the capsule's signature proves"
)
WORDS = {
    "capsule-signature": "音视频包的签名不符 · the signature of the capsule is wrong",
    "capsule-unlisted": "包中没有列出此文件 · the capsule does not list it",
    "capsule-left-out": "不应略去 {0} · {0} must not be left out",
    "capsule-not-asked": "列为略去，却在包中 · it is named as left out, and is here",
    "capsule-channel": "没有所列的频道 {0} · there is no channel {0}",
    "capsule-hole": "字节 {0} 至 {1} 应当留空 · the bytes from {0} to {1} must be blank",
}


def is_left_out_rightly(name: str, channels: Any, is_withheld: bool) -> bool:
    """Whether a file of the package's data/ may be missing: other channels' media, and texts when something is withheld."""
    media = MEDIA_FILE.fullmatch(name)
    if name == PROGRAM or name.startswith(MEDIA):
        return name == PROGRAM or (media is not None and media[1] not in channels)
    return is_withheld and name.startswith("data/") and not name.startswith(STAYS)


def meets(withheld: list[dict[str, Any]], line: dict[str, Any]) -> bool:
    """Whether a fragment reaches into something that is withheld."""
    until = line["start"] + line["duration"]
    return any(line["start"] < one["until"] and until > one["since"] for one in withheld)


class Folder(VERIFY.Package):  # type: ignore[misc]
    """The files of a capsule. What it says was left out is no fault."""

    def __init__(self, folder: str) -> None:
        self.outside: set[str] = set()
        self.blank: dict[str, set[tuple[int, int]]] = {}
        super().__init__(folder)

    def fault(self, path: str, word: str, *details: Any) -> None:
        """Note that the file at *path* is damaged, unless it is what was left out."""
        if (word == "missing" and path in self.outside) or (word == "bytes" and details in self.blank.get(path, ())):
            return
        if word in WORDS:
            self.faults.add((path, WORDS[word].format(*details)))
            self.damaged.add(path)
        else:
            super().fault(path, word, *details)


def is_range(one: Any) -> bool:
    """Whether this is a withheld range."""
    good = isinstance(one, dict) and set(one) == {"since", "until", "why"} and isinstance(one["why"], str)
    return good and SEALS.is_count(one["since"]) and SEALS.is_count(one["until"])


def is_form(form: dict[str, Any]) -> bool:
    """Whether capsule.json is written as it must be."""
    lists, maps = ("channels", "withheld", "openness"), ("files", "left_out", "grant", "label")
    if form.get("format") != 1 or form.get("kind") != "capsule" or not form.get("channels"):
        return False
    if not all(isinstance(form.get(name), list) for name in lists):
        return False
    if not all(isinstance(form.get(name), dict) for name in maps) or not SEALS.is_hex(form.get("root")):
        return False
    texts = [*form["channels"], form.get("hearing"), form.get("id"), form.get("mark"), form.get("case")]
    digests = [*form["files"].values(), *form["left_out"].values()]
    return (
        all(isinstance(one, str) for one in texts)
        and all(map(SEALS.is_hex, digests))
        and all(map(is_range, form["withheld"]))
        and SEALS.is_key(form.get("key"))
    )


def is_signed(value: dict[str, Any]) -> bool:
    """Whether an object is signed by its own key; what JSON cannot spell is not."""
    try:
        return bool(SEALS.is_signed_object(value))
    except ValueError:
        return False


def read_form(folder: Folder) -> dict[str, Any]:
    """Read capsule.json and check its signature; an empty object and a fault when it is wrong."""
    is_there = folder.files.get(CAPSULE, VERIFY.LONGEST_JSON) < VERIFY.LONGEST_JSON
    form = VERIFY.parsed(b"".join(folder.read(CAPSULE))) if is_there else None
    if CAPSULE not in folder.files:
        folder.fault(CAPSULE, "missing")
    elif not isinstance(form, dict) or not is_form(form):
        folder.fault(CAPSULE, "form")
    elif folder.checks_signatures and not is_signed(form):
        folder.fault(CAPSULE, "capsule-signature")
    else:
        return form
    return {}


def check_files(folder: Folder, form: dict[str, Any]) -> None:
    """Compare each file with the capsule's list."""
    for path in sorted((set(form["files"]) | set(folder.files)) - {CAPSULE}):
        if path not in folder.files:
            folder.fault(path, "missing")
        elif path not in form["files"]:
            folder.fault(path, "capsule-unlisted")
        elif folder.digest(path)["sha256"] != form["files"][path]:
            folder.fault(path, "resigned")


def check_signed(folder: Folder, form: dict[str, Any], key: str) -> dict[str, Any]:
    """Check the package's signed list; return it."""
    is_there = folder.files.get(ROOT, VERIFY.LONGEST_JSON) < VERIFY.LONGEST_JSON
    signed = VERIFY.parsed(b"".join(folder.read(ROOT))) if is_there else None
    if not isinstance(signed, dict) or not isinstance(signed.get("files"), dict):
        if ROOT not in folder.damaged:
            folder.fault(ROOT, "unreadable" if ROOT in folder.files else "missing")
        return {}
    if folder.checks_signatures and not is_signed(signed):
        folder.fault(ROOT, "signature")
        return {}
    if key and signed.get("key") != key:
        folder.fault(ROOT, "key")
    if any(signed.get(name) != form[name] for name in ("hearing", "root")):
        folder.fault(ROOT, "other")
    return signed


def check_left_out(folder: Folder, form: dict[str, Any], files: dict[str, Any]) -> None:
    """Every file of the package is here as it was signed, or is named and may be left out."""
    left_out, withheld = form["left_out"], form["withheld"]
    for path in sorted(path for path in files if path.startswith("data/")):
        is_media = MEDIA_FILE.fullmatch(path) is not None
        if path in left_out:
            if left_out[path] != files[path] or not is_left_out_rightly(path, form["channels"], bool(withheld)):
                folder.fault(CAPSULE, "capsule-left-out", path)
            if path in folder.files:
                folder.fault(path, "capsule-not-asked")
            elif is_media:
                folder.outside.add(path)
        elif path not in folder.files:
            folder.fault(path, "missing")
        elif not (is_media and withheld) and folder.digest(path)["sha256"] != files[path]:
            folder.fault(path, "resigned")
    for path in sorted(set(left_out) - set(files)):
        folder.fault(CAPSULE, "capsule-left-out", path)


def check_exhibits(folder: Folder) -> None:
    """Exhibits are what the log names; of an extract those that it tells of may be missing."""
    told, named = LOG if LOG in folder.files else LOG_EXTRACT, {}
    for number, line in enumerate(folder.read(told, by_line=True) if told in folder.files else [], 1):
        event = VERIFY.parsed(line)
        if not isinstance(event, dict):
            folder.fault(told, "line", number)
            return
        if event.get("type") == "exhibit-filed":
            named.update(VERIFY.exhibit_files(event))
    VERIFY.check_exhibits(folder, named, told == LOG)


def check_holes(folder: Folder, channel: str, withheld: list[dict[str, Any]]) -> None:
    """What is withheld of a channel is blank, and is told to the checks of media."""
    index, run = f"{MEDIA}{channel}/index.jsonl", None
    lines = [line for _, _, line in folder.records(index)] if index in folder.files else []
    if not lines:
        folder.fault(CAPSULE, "capsule-channel", channel)
    runs = []
    for line in (line for line in lines if meets(withheld, line)):
        path = f"{MEDIA}{channel}/{line['file']}"
        folder.blank.setdefault(path, set()).add((line["offset"], line["offset"] + line["bytes"]))
        is_next: Any = run and run[0] == path and run[1] + run[2] == line["offset"]
        if run and is_next and run[2] + line["bytes"] <= MOST:
            run[2] += line["bytes"]
        else:
            run = [path, line["offset"], line["bytes"]]
            runs.append(run)
    for path, offset, size in runs:
        is_good = LEAST <= size <= MOST and 0 <= offset <= offset + size <= folder.files.get(path, 0)
        due = size.to_bytes(4, "big") + b"free" + bytes(size - 8) if is_good else b""
        if path in folder.files and not (is_good and b"".join(folder.read(path, offset, size)) == due):
            folder.fault(path, "capsule-hole", offset, offset + size)


def check_root(folder: Folder, signed: dict[str, Any], seals: dict[str, Any]) -> None:
    """Make the hearing's root anew."""
    files = signed["files"]
    if None in seals.values() or not all(SEALS.is_hex(files.get(path)) for path in (LOG, TRANSCRIPT)):
        return
    tree = SEALS.Tree()
    for take in sorted(seals):
        tree.add(SEALS.canonical(VERIFY.TAKES.stand(take, seals[take])))
    for path in (LOG, TRANSCRIPT):
        tree.add(bytes.fromhex(files[path]))
    if tree.root() != signed.get("root"):
        folder.fault(ROOT, "root")


def verify(place: str, key: str = "") -> dict[str, Any]:
    """Check the capsule in the folder *place*; return the report that --json prints."""
    folder = Folder(place)
    form = read_form(folder)
    stamps: list[Any] = []
    addenda: list[Any] = []
    before: set[tuple[str, str]] = set()
    if form:
        if key and form["key"] != key:
            folder.fault(CAPSULE, "key")
        check_files(folder, form)
        signed = check_signed(folder, form, key)
        if signed:
            check_left_out(folder, form, signed["files"])
            for channel in form["channels"]:
                check_holes(folder, channel, form["withheld"])
            takes = {hit[1] for hit in map(TAKE_FILE.fullmatch, signed["files"]) if hit}
            ended = VERIFY.TAKES.endings(folder, signed, SEALS)
            check = VERIFY.TAKES.check_take
            given = form["hearing"], SEALS
            check_root(folder, signed, {one: check(folder, one, *given, ended.get(one)) for one in takes | set(ended)})
            VERIFY.TAKES.check_rebuilt(folder, SEALS)
            check_exhibits(folder)
            if LOG in folder.files:
                SEALS.check_closing(folder, signed, ended)
            else:
                folder.notes.add(LOG_EXTRACT_NOTE)
            stamps, addenda = SEALS.check_stamps(folder, ""), SEALS.check_addenda(folder, signed, key)
            before = folder.faults & VERIFY.damaged_before(folder, signed)
            folder.faults -= before
            folder.notes.update(VERIFY.TAKES.unproven(path for path, _ in before))
    told = ("id", "grant", "label", "channels", "withheld")
    return {
        "whole": not folder.faults and not folder.unchecked,
        **{name: SEALS.shown(form.get(name, "")) for name in ("hearing", "root", "key")},
        "key_named": bool(key),
        "faults": [
            {"path": SEALS.shown(path), "what": SEALS.shown(what), "remedy": SEALS.REMEDY}
            for path, what in sorted(folder.faults)
        ],
        "damaged_before": [{"path": SEALS.shown(path), "what": SEALS.shown(what)} for path, what in sorted(before)],
        "unchecked": sorted(folder.unchecked),
        "notes": sorted(folder.notes),
        "stamps": stamps,
        "addenda": addenda,
        "capsule": {**{name: form[name] for name in told}, "left_out": sorted(form["left_out"])} if form else None,
    }


def clock(position: int) -> str:
    """Spell a position of the timeline (ns) as h:mm:ss."""
    seconds = position // 1_000_000_000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def text_of(report: dict[str, Any]) -> str:
    """Spell a report for people."""
    said = [str(VERIFY.text_of(report))]
    told = report["capsule"] or {"withheld": [], "channels": [], "left_out": [], "grant": {}}
    said += [f"读者 · for: {SEALS.shown(told['grant'].get('reader', ''))} ({SEALS.shown(told.get('id', ''))})"]
    label = told.get("label", {})
    said += [f"密级 · secrecy: {SEALS.shown(label['secrecy'])}"] if "secrecy" in label else []
    said += [f"保管期限 · kept: {SEALS.shown(label['term'])}"] if "term" in label else []
    said += [f"频道 · channel: {SEALS.shown(one)}" for one in told["channels"]]
    said += [
        f"未提供 · withheld: {clock(one['since'])}–{clock(one['until'])} ({SEALS.shown(one['why'])})"
        for one in told["withheld"]
    ]
    media = {hit[1] for hit in map(MEDIA_FILE.fullmatch, told["left_out"]) if hit}
    said += [f"未选取的频道 · channel not asked for: {SEALS.shown(one)}" for one in sorted(media)]
    return "\n".join(said)


def main() -> int:
    """Check, print, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).absolute().parent))
    parser.add_argument("--key", default="", help="the court's public key, hex")
    parser.add_argument("--json", action="store_true", help="say it in JSON")
    asked = parser.parse_args()
    if asked.key and not SEALS.is_key(asked.key):
        parser.error("--key: 64 hex letters 0-9 a-f are needed, or 04 and 128 of them")
    if not Path(asked.folder, CAPSULE).is_file():
        parser.error(f"{SEALS.shown(asked.folder)}: this is no capsule. Give the folder that holds capsule.json.")
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    report = verify(asked.folder, asked.key)
    print(json.dumps(report, ensure_ascii=False) if asked.json else text_of(report))
    return 4 if report["faults"] else 3 if report["unchecked"] else 0


if __name__ == "__main__":
    sys.exit(main())
