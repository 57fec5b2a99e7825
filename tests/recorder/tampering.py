"""What tampering tests share: copies of a package that can be changed, and what both verifiers say of them."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.archive.bag import DIGESTS, close_bag, digests_of, files_below
from recorder.archive.offline import verify as offline
from recorder.archive.verification import verify
from recorder.index import canonical
from recorder.keys import public_hex
from tests.recorder.packing import COURT_KEY
from tests.recorder.recording import CASE, HEARING

ROOT, CLOSING = "data/seals/root.json", "data/seals/closing.json"
ROOM = "data/media/room-demo-1"
CAM, MIC = f"{ROOM}/cam-judge", f"{ROOM}/mic-judge"
FIRST, SECOND_FILE = "000000000000.mp4", "000000078000.mp4"


class Copy:
    """A package of one's own. Files are shared with the original until they are written."""

    def __init__(self, original: Path, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(original, folder, copy_function=os.link)

    def read(self, name: str) -> bytes:
        """Bytes of a file."""
        return (self.folder / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Put *content* in place of a file, or beside the others."""
        self.remove(name)
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)

    def remove(self, name: str) -> None:
        """Take a file away."""
        (self.folder / name).unlink(missing_ok=True)

    def flip(self, name: str, at: int) -> None:
        """Turn one bit of the octet *at* (from the end when negative)."""
        content = bytearray(self.read(name))
        content[at] ^= 1
        self.write(name, bytes(content))

    def lines(self, name: str) -> list[Any]:
        """Objects of a .jsonl file."""
        return [json.loads(line) for line in self.read(name).splitlines()]

    def put_lines(self, name: str, lines: list[Any]) -> None:
        """Write a .jsonl file."""
        self.write(name, b"".join(canonical(line) + b"\n" for line in lines))

    def edit(self, name: str, change: Callable[[list[Any]], object]) -> None:
        """Change the objects of a .jsonl file in place."""
        lines = self.lines(name)
        change(lines)
        self.put_lines(name, lines)

    def bag_again(self) -> None:
        """Make all manifests anew, as anyone can."""
        for name in ("bagit.txt", "bag-info.txt", *self._manifests()):
            self.remove(name)
        known = {name: digests_of(path) for name, path in files_below(self.folder).items()}
        close_bag(self.folder, f"{CASE} {HEARING}", "2026-09-21", known)

    def _manifests(self) -> list[str]:
        return [f"{kind}-{digest}.txt" for kind in ("manifest", "tagmanifest") for digest in DIGESTS]

    def sign_again(self, key: Ed25519PrivateKey = COURT_KEY, **changes: Any) -> None:
        """Make the signed list anew, as only the holder of the court's key can, then all manifests."""
        signed = json.loads(self.read(ROOT))
        del signed["signature"]
        own = {ROOT, "bagit.txt", "bag-info.txt", *self._manifests()}
        files = {name: digests_of(path)["sha256"] for name, path in files_below(self.folder).items() if name not in own}
        signed |= {"key": public_hex(key), "files": files, **changes}
        self.write(ROOT, canonical({**signed, "signature": key.sign(canonical(signed)).hex()}) + b"\n")
        self.bag_again()


def faults(folder: Path, key: str = "") -> dict[str, set[str]]:
    """What both verifiers say is wrong, by file; they must name the same files and say the same of each.

    Without SM3 of media the same is found, in all files but the list of those digests.
    """
    ours = _by_file(verify(folder, key).as_json())
    quick = _by_file(verify(folder, key, all_digests=False).as_json())
    assert _but_sm3(quick) == _but_sm3(ours)
    theirs = _by_file(offline.verify(str(folder), key))
    assert ours == theirs
    return ours


def _but_sm3(found: dict[str, set[str]]) -> dict[str, set[str]]:
    return {name: words for name, words in found.items() if name != "manifest-sm3.txt"}


def _by_file(report: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for fault in report["faults"]:
        found.setdefault(fault["path"], set()).add(fault["what"])
    assert report["whole"] == (not found)
    return found


def word(name: str, *details: object) -> str:
    """The words for a kind of fault."""
    return offline.WORDS[name].format(*details)
