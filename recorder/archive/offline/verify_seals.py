#!/usr/bin/env python3
"""Checks what people sign: closing root, time stamps, addenda, and clips taken out of a package.

    python3 verify_seals.py [CLIP] [--key HEX] [--json]

CLIP is a folder with proof.json: one stretch of one track, proven against the signed root without the rest. A whole
package is checked by verify.py, which needs this file beside it. Needs Python 3.8 and the program openssl 3.0, or
newer. --key is the court's public key, learnt from the court. Exit codes as of verify.py: 0 whole, 2 usage,
3 something could not be checked, 4 damaged.

Signatures are ed25519 where nothing is said, else as "algorithm" says: p256 (ECDSA, SHA-256), sm2 (SM3, identity
1234567812345678). A clip is proven by hash paths (RFC 9162 §2.1.3.2) from each fragment to its take's final seal,
which the writer signed, and from there to the hearing's root, which the court signed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT, LOG, CLOSING = "data/seals/root.json", "data/log.jsonl", "data/seals/closing.json"
STAMPS = "data/seals/tst/"
ADDENDUM = re.compile(r"v([2-9]|[1-9][0-9]{1,3})/.+")
LONGEST = 64 << 20
NO_CHAIN = "可信时间：未指定时间戳机构的根证书，只与包内证书核对 · time: name the authority's root by --tsa-ca; checked against the package's own only"
REMEDY = "从另一份副本取回此文件 · Take this file from another copy."
NO_OPENSSL = "签名：需要 openssl 3.0 · signatures: openssl 3.0 or newer is needed"
WORDS = {
    "form": "内容不合格式 · it is not written as it must be",
    "closing-signature": "闭庭校验值的签名不符 · the signature of the closing root is wrong",
    "closing-log": "日志的前 {0} 行不是闭庭时的 · the first {0} lines of the log are not those of the closing",
    "closing-take": "录制 {0} 不含闭庭时的封印 · take {0} does not hold the seal of the closing",
    "closing-root": "推不出此校验值或校验码 · what it lists does not lead to its root or code",
    "closing-told": "与日志所载的校验值不同 · the log tells another closing root",
    "token": "时间戳不符 · the time stamp is not over this",
    "token-missing": "时间戳缺失 · its time stamp is missing",
    "stamped-closing": "所盖时间戳的不是此校验值 · another closing root was stamped",
    "stamped": "所盖时间戳的封印不在录制 {0} 中 · the stamped seal is not in take {0}",
    "addendum-signature": "补充件的签名不符 · the signature of the addendum is wrong",
    "addendum-root": "补充件属于另一份归档 · the addendum belongs to another package",
    "addendum-chain": "补充件不接前一个 · the addendum does not follow the one before",
    "addendum-file": "与补充件签署的内容不同 · it is not what was signed in the addendum",
    "addendum-unsigned": "补充件没有列出此文件 · the addendum does not name it",
    "clip": "片段 {0} 推不出根 · fragment {0} does not lead to the root",
    "clip-order": "片段 {0} 与前一片段不衔接 · fragment {0} does not follow the one before",
    "clip-size": "文件中有未经证明的内容 · it holds more or less than is proven",
    "clip-seal": "录制的最终封印不符 · the take's final seal is wrong",
    "clip-root": "根的签名不符 · the signature of the root is wrong",
    "clip-key": "签名者不是所指定的密钥 · it was signed by another key than the one you named",
    "unlisted-here": "证明中没有此文件 · the proof does not name it",
}
POINTS = {
    "p256": "3059301306072a8648ce3d020106082a8648ce3d030107034200",
    "sm2": "3059301306072a8648ce3d020106082a811ccf5501822d034200",
}
HOW = {
    "ed25519": ("-rawin",),
    "p256": ("-rawin", "-digest", "sha256"),
    "sm2": ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"),
}
QUASIGROUP = (
    "0317598642 7092154863 4206871359 1750983426 6123045978 3674209581 5869720134 8945362017 9438617205 2581436790"
)


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8: the spelling that is hashed and signed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def parsed(text: bytes) -> Any:
    """The value that JSON spells; None when it is no JSON."""
    try:
        return json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def sha256(content: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(content).hexdigest()


def is_hex(value: Any, length: int = 64) -> bool:
    """Whether *value* is a text of *length* hex letters."""
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{%d}" % length, value) is not None


def is_key(value: Any) -> bool:
    """Whether *value* is a public key of one of the three kinds."""
    return is_hex(value) or (is_hex(value, 130) and value.startswith("04"))


def is_count(value: Any) -> bool:
    """Whether *value* is a number that can be a size or a place."""
    return type(value) is int and 0 <= value < 1 << 62


def openssl(*arguments: str) -> bytes | None:
    """What the program openssl prints; None when it is not there or refuses."""
    try:
        done = subprocess.run(["openssl", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def der_signature(raw: bytes) -> bytes:
    """Spell r ‖ s as ASN.1 does."""
    halves = [raw[:32].lstrip(b"\0"), raw[32:].lstrip(b"\0")]
    whole = b"".join(
        b"\x02" + bytes([len(half)]) + half for half in (b"\0" + h if not h or h[0] & 0x80 else h for h in halves)
    )
    return b"\x30" + bytes([len(whole)]) + whole


def is_signed(algorithm: Any, key: Any, message: bytes, signature: Any) -> bool:
    """Whether *signature* (hex) over *message* was made with *key* (hex); no *algorithm* is ed25519."""
    kind = "ed25519" if algorithm is None else algorithm
    if kind not in HOW or not is_key(key) or is_hex(key) != (kind == "ed25519") or not is_hex(signature, 128):
        return False
    raw = bytes.fromhex(signature)
    public = bytes.fromhex(POINTS.get(kind, "302a300506032b6570032100") + key)
    with tempfile.TemporaryDirectory() as scratch:
        at = [str(Path(scratch, name)) for name in ("key", "message", "signature")]
        for path, content in zip(at, (public, message, raw if kind == "ed25519" else der_signature(raw))):
            Path(path).write_bytes(content)
        options = ("-pubin", "-keyform", "DER", "-inkey", at[0], *HOW[kind], "-in", at[1], "-sigfile", at[2])
        return openssl("pkeyutl", "-verify", *options) is not None


def is_signed_object(value: dict[str, Any]) -> bool:
    """Whether the ``signature`` in *value* is that of its ``key`` over the rest."""
    unsigned = canonical({name: value[name] for name in value if name != "signature"})
    return is_signed(value.get("algorithm"), value.get("key"), unsigned, value.get("signature"))


def badly_signed(chain: list[tuple[int, bytes, dict[str, Any]]], every: bool = False) -> list[int]:
    """Numbers of the lines of *chain* (number, line, object; all with one key) whose signature is wrong.

    Where each holds the SHA-256 of the line before, the last line's signature is over them all, and no other is checked
    unless *every* is asked for.
    """
    is_chain = all(chain[at][2]["prev"] == sha256(chain[at - 1][1]) for at in range(1, len(chain)))
    if chain and is_chain and not every and is_signed_object(chain[-1][2]):
        return []
    with ThreadPoolExecutor() as pool:
        good = pool.map(is_signed_object, [value for _, _, value in chain])
        return [number for (number, _, _), is_good in zip(chain, good) if not is_good]


class Tree:
    """The Merkle tree of RFC 6962, growing; keeps the roots of whole subtrees only."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[tuple[int, bytes]] = []

    def add(self, data: bytes) -> None:
        """Add a leaf."""
        top, height, self.size = hashlib.sha256(b"\0" + data).digest(), 1, self.size + 1
        while self.peaks and self.peaks[-1][0] == height:
            top, height = hashlib.sha256(b"\1" + self.peaks.pop()[1] + top).digest(), 2 * height
        self.peaks.append((height, top))

    def root(self) -> str:
        """Root over all leaves so far, hex."""
        top = self.peaks[-1][1] if self.peaks else hashlib.sha256(b"").digest()
        for _, left in reversed(self.peaks[:-1]):
            top = hashlib.sha256(b"\1" + left + top).digest()
        return top.hex()


def is_included(leaf: bytes, index: Any, size: Any, path: Any, root: Any) -> bool:
    """Whether *path* proves *leaf* to be number *index* of the *size* leaves under *root* (RFC 9162 §2.1.3.2)."""
    if not is_count(index) or not is_count(size) or index >= size or not isinstance(path, list):
        return False
    here, last, top = index, size - 1, hashlib.sha256(b"\0" + leaf).digest()
    for sibling in path:
        if last == 0 or not is_hex(sibling):
            return False
        if here & 1 or here == last:
            top = hashlib.sha256(b"\1" + bytes.fromhex(sibling) + top).digest()
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            top = hashlib.sha256(b"\1" + top + bytes.fromhex(sibling)).digest()
        here, last = here >> 1, last >> 1
    return bool(last == 0 and top.hex() == root)


def spoken_code(root: str) -> str:
    """The code of 40 digits that is read aloud for *root*."""
    made = hashlib.pbkdf2_hmac("sha256", bytes.fromhex(root), b"courtroom spoken code 1", 1 << 17, 32)
    digits, rows, code = str(int.from_bytes(made, "big") % 10**32).zfill(32), QUASIGROUP.split(), ""
    for number in range(8):
        group, check = digits[4 * number : 4 * number + 4], str(number + 1)
        for digit in group:
            check = rows[int(check)][int(digit)]
        code += group + check
    return code


def seals_in(package: Any, take: str) -> dict[tuple[int, str], tuple[bool, str]]:
    """By size and root of each seal of a take: whether it is final, and the SHA-256 of its line."""
    path = f"data/media/{take}/seals.jsonl"
    if path not in package.files:
        return {}
    lines = ((parsed(line), line) for line in package.read(path, by_line=True))
    return {
        (one["size"], one["root"]): (one.get("final") is True, sha256(line))
        for one, line in lines
        if isinstance(one, dict) and is_count(one.get("size")) and is_hex(one.get("root"))
    }


def are_seals_sound(package: Any, take: str) -> bool:
    """Whether nothing was found wrong with the seals of *take* so far; missing ones are not named twice."""
    path = f"data/media/{take}/seals.jsonl"
    return path not in package.damaged and path in package.files


def check_closing(package: Any, signed: dict[str, Any], ended: dict[str, Any]) -> None:
    """Check the closing root against log and seals."""
    lines = list(package.read(LOG, by_line=True)) if package.are_sound(LOG) else []
    told = [one for one in map(parsed, lines) if isinstance(one, dict) and one.get("type") == "closing-sealed"]
    if CLOSING not in package.files:
        if told:
            package.fault(CLOSING, "missing")
        return
    if not package.are_sound(CLOSING, LOG):
        return
    closing = package.json(CLOSING)
    if CLOSING in package.damaged:
        return
    if not is_closing(closing):
        package.fault(CLOSING, "form")
    elif package.checks_signatures and not is_signed_object(closing):
        package.fault(CLOSING, "closing-signature")
    else:
        check_covered(package, closing, signed, lines, ended)
        if not told or told[-1].get("root") != closing["root"]:
            package.fault(CLOSING, "closing-told")


def is_closing(closing: dict[str, Any]) -> bool:
    """Whether a closing root is written as it must be."""
    takes, shape = closing.get("takes"), {"take", "size", "root"}
    if not isinstance(takes, list) or not all(isinstance(one, dict) and set(one) == shape for one in takes):
        return False
    if not all(is_count(one["size"]) and is_hex(one["root"]) and isinstance(one["take"], str) for one in takes):
        return False
    good = is_count(closing.get("until")) and is_hex(closing.get("root")) and is_hex(closing.get("log"))
    return good and isinstance(closing.get("behind"), list)


def check_covered(package: Any, closing: dict[str, Any], signed: dict[str, Any], lines: Any, ended: Any) -> None:
    """Check what a closing root is over; *ended* are the court's own seals by take."""
    takes, until = closing["takes"], closing["until"]
    if signed and closing.get("hearing") != signed.get("hearing"):
        package.fault(CLOSING, "other")
    if closing.get("log") != sha256(b"".join(line + b"\n" for line in lines[:until])):
        package.fault(CLOSING, "closing-log", until)
    tree = Tree()
    for one in takes:
        own = {(it["size"], it["root"]): (True, "") for it in (ended.get(one["take"]),) if it}
        found = {**seals_in(package, one["take"]), **own}.get((one["size"], one["root"]))
        is_there = found is not None and (found[0] or one["take"] in closing["behind"])
        if are_seals_sound(package, one["take"]) and not is_there:
            package.fault(CLOSING, "closing-take", one["take"])
        tree.add(canonical(one))
    tree.add(bytes.fromhex(closing["log"]))
    if tree.root() != closing["root"] or spoken_code(closing["root"]) != closing.get("code"):
        package.fault(CLOSING, "closing-root")


def check_stamps(package: Any, tsa_ca: str) -> list[dict[str, str]]:
    """Check the time stamps; return what is stamped and when."""
    stamps, chain, journal = [], STAMPS + "chain.pem", STAMPS + "attempts.jsonl"
    lines = package.read(journal, by_line=True) if journal in package.files else ()
    names = {one.get("name") for one in map(parsed, lines) if isinstance(one, dict) and one.get("outcome") == "token"}
    names |= {path[len(STAMPS) : -4] for path in package.files if path.startswith(STAMPS) and path.endswith(".tsr")}
    for name in sorted(name for name in names if isinstance(name, str)):
        of, token = f"{STAMPS}{name}.json", f"{STAMPS}{name}.tsr"
        if token not in package.files:
            package.fault(token, "token-missing")
        elif of not in package.files:
            package.fault(of, "missing")
        elif package.are_sound(of, token):
            at = [str((package.folder / path).absolute()) for path in (of, token, chain)]
            trusted = [tsa_ca or at[2]]
            if not tsa_ca:
                package.notes.add(NO_CHAIN)
            told = openssl("ts", "-verify", "-data", at[0], "-in", at[1], "-CAfile", *trusted, "-untrusted", at[2])
            if told is None and package.checks_signatures:
                package.fault(token, "token")
            elif told is not None:
                stamps.append({"of": of, "time": time_of(at[1])})
                check_stamped(package, of)
    return stamps


def time_of(token: str) -> str:
    """When a token was made, as openssl spells it."""
    text = (openssl("ts", "-reply", "-in", token, "-text") or b"").decode("utf-8", "replace")
    found = re.search(r"^Time stamp: (.+)$", text, re.MULTILINE)
    return found[1] if found else ""


def check_stamped(package: Any, path: str) -> None:
    """Check that what is stamped is the closing root, or names seals that are in their takes."""
    value = package.json(path)
    if path.startswith(STAMPS + "closing"):
        was = [one for one in value["takes"] if isinstance(one, dict)] if isinstance(value.get("takes"), list) else []
        is_earlier = value.get("behind") or any(str(one.get("take")) in package.told for one in was)
        if not (is_earlier and is_signed_object(value)) and (
            CLOSING not in package.files or package.digest(CLOSING) != package.digest(path)
        ):
            package.fault(path, "stamped-closing")
        return
    for take, digest in sorted(value["takes"].items() if isinstance(value.get("takes"), dict) else ()):
        known = {line for _, line in seals_in(package, take).values()}
        if are_seals_sound(package, take) and digest not in known:
            package.fault(path, "stamped", take)


def check_addenda(package: Any, signed: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Check each addendum over the one before; return what they are."""
    found = {int(hit[1]) for hit in map(ADDENDUM.fullmatch, package.files) if hit}
    addenda, before = [], ROOT
    for number in range(2, max(found, default=1) + 1):
        path = f"v{number}/addendum.json"
        earlier, before = before, path
        if path not in package.files:
            package.fault(path, "missing")
            continue
        value = package.json(path)
        files = value.get("files")
        if path in package.damaged:
            continue
        if not isinstance(files, dict) or (package.checks_signatures and not is_signed_object(value)):
            package.fault(path, "addendum-signature")
            continue
        if key and value.get("key") != key:
            package.fault(path, "key")
        if signed and any(value.get(name) != signed.get(name) for name in ("hearing", "root")):
            package.fault(path, "addendum-root")
        last = b"".join(package.read(earlier)) if earlier in package.files else b""
        if value.get("number") != number or (package.are_sound(earlier) and value.get("prev") != sha256(last)):
            package.fault(path, "addendum-chain")
        check_addendum_files(package, f"v{number}/", files)
        addenda.append({name: value.get(name, "") for name in ("number", "kind", "by", "at", "text")})
    return addenda


def check_addendum_files(package: Any, folder: str, files: dict[str, Any]) -> None:
    """Compare the files of an addendum with what was signed."""
    here = {path[len(folder) :] for path in package.files if path.startswith(folder)} - {"addendum.json"}
    for name in sorted(here | set(files)):
        if name not in here:
            package.fault(folder + name, "missing")
        elif name not in files:
            package.fault(folder + name, "addendum-unsigned")
        elif sha256(b"".join(package.read(folder + name))) != files[name]:
            package.fault(folder + name, "addendum-file")


class Clip:
    """One stretch of one track, and what proves it."""

    def __init__(self, folder: str) -> None:
        self.folder, self.faults, self.unchecked = Path(folder), set(), set()  # type: Path, set[tuple[str, str]], set[str]

    def fault(self, path: str, word: str, *details: object) -> None:
        """Note that *path* is damaged."""
        self.faults.add((path, WORDS[word].format(*details)))

    def check(self, key: str) -> dict[str, Any]:
        """Check everything; return what the proof is of."""
        path = self.folder / "proof.json"
        proof = parsed(path.read_bytes()) if path.stat().st_size < LONGEST else None
        signed, seal = (proof.get(name) for name in ("signed", "seal")) if isinstance(proof, dict) else (None, None)
        if not isinstance(proof, dict) or not isinstance(signed, dict) or not isinstance(seal, dict):
            self.fault("proof.json", "form")
            return {}
        if not is_signed("ed25519", TEST_KEY, b"\x72", TEST_SIGNATURE):
            self.unchecked.add(NO_OPENSSL)
        elif not is_signed_object(signed):
            self.fault("proof.json", "clip-root")
        elif not is_signed_object(seal):
            self.fault("proof.json", "clip-seal")
        if key and signed.get("key") != key:
            self.fault("proof.json", "clip-key")
        stand = {"take": proof.get("take"), "size": seal.get("size"), "root": seal.get("root")}
        at = (proof.get("number"), proof.get("of"), proof.get("path"))
        good = seal.get("final") is True and is_included(canonical(stand), *at, signed.get("root"))
        if not good or proof.get("hearing") != signed.get("hearing"):
            self.fault("proof.json", "clip-seal")
        self.check_files(proof, seal)
        return {"hearing": signed.get("hearing"), "root": signed.get("root"), "key": signed.get("key")}

    def check_files(self, proof: dict[str, Any], seal: dict[str, Any]) -> None:
        """Check each file of the clip, and that nothing else lies there."""
        files = proof.get("files")
        if not isinstance(files, list) or not all(isinstance(one, dict) for one in files):
            self.fault("proof.json", "form")
            return
        named = {one.get("file") for one in files} | {"proof.json", "verify_seals.py"}
        for path in sorted(self.folder.rglob("*")):
            if not path.is_dir() and path.relative_to(self.folder).as_posix() not in named:
                self.fault(path.relative_to(self.folder).as_posix(), "unlisted-here")
        last = None
        for one in files:
            name = one.get("file")
            path = self.folder / str(name)
            if not isinstance(name, str) or not re.fullmatch(r"[0-9]{12}\.mp4", name):
                self.fault("proof.json", "form")
            elif not path.is_file() or path.is_symlink():
                self.fault(name, "unlisted-here")
            else:
                last = self.check_file(name, one.get("parts"), proof, seal, last)
        if not files:
            self.fault("proof.json", "form")

    def check_file(self, name: str, parts: Any, proof: dict[str, Any], seal: dict[str, Any], last: Any) -> Any:
        """Check header and fragments of one file; return the number of the last fragment."""
        content, at = (self.folder / name).read_bytes(), 0
        for place, part in enumerate(parts if isinstance(parts, list) else [None]):
            leaf = part.get("leaf") if isinstance(part, dict) else None
            if not isinstance(leaf, dict) or not is_count(leaf.get("bytes")) or not is_count(leaf.get("seq")):
                self.fault("proof.json", "form")
                return last
            seq, size = leaf["seq"], leaf["bytes"]
            told = (part.get("n"), seal.get("size"), part.get("path"), seal.get("root"))
            if leaf.get("track") != proof.get("track") or not is_included(canonical(leaf), *told):
                self.fault("proof.json", "clip", seq)
            if sha256(content[at : at + size]) != leaf.get("sha256"):
                self.fault(name, "clip", seq)
            if (seq == 0) != (place == 0) or (seq and last is not None and seq != last + 1):
                self.fault("proof.json", "clip-order", seq)
            last, at = seq or last, at + size
        if at != len(content):
            self.fault(name, "clip-size")
        return last


TEST_KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"  # RFC 8032 §7.1, test 2, over 0x72.
TEST_SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def shown(text: object) -> str:
    """Spell *text* so that nothing in it can write over the screen or fail to be printed."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in str(text))


def verify_clip(folder: str, key: str = "") -> dict[str, Any]:
    """Check the clip in *folder*; return the report that --json prints."""
    clip = Clip(folder)
    of = clip.check(key)
    faults = [{"path": shown(path), "what": what, "remedy": REMEDY} for path, what in sorted(clip.faults)]
    told = {name: shown(of.get(name) or "") for name in ("hearing", "root", "key")}
    whole = not faults and not clip.unchecked
    return {"whole": whole, **told, "key_named": bool(key), "faults": faults, "unchecked": sorted(clip.unchecked)}


def main() -> int:
    """Check a clip, print, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).absolute().parent))
    parser.add_argument("--key", default="", help="the court's public key, hex")
    parser.add_argument("--json", action="store_true", help="say it in JSON")
    asked = parser.parse_args()
    if not Path(asked.folder, "proof.json").is_file():
        parser.error(f"{shown(asked.folder)}: this is no clip. Give the folder that holds proof.json.")
    report = verify_clip(asked.folder, asked.key)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    words = [f"损坏 · damaged: {one['path']}: {one['what']}" for one in report["faults"]] + report["unchecked"]
    words += [f"完整 · whole: {report['hearing']}, root {report['root']}"] if report["whole"] else []
    print(json.dumps(report, ensure_ascii=False) if asked.json else "\n".join([*words, f"signed by: {report['key']}"]))
    return 4 if report["faults"] else 3 if report["unchecked"] else 0


if __name__ == "__main__":
    sys.exit(main())
