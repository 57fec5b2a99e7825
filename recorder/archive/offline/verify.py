#!/usr/bin/env python3
"""Says whether a package of a court hearing is whole, and if not, what is damaged.

    python3 verify.py [FOLDER] [--key HEX] [--since FILE] [--tsa-ca FILE] [--every-signature] [--json]

FOLDER holds bagit.txt; without it, the folder of this file is checked. Needs Python 3.8, the program openssl 3.0, or
newer, and verify_takes.py, verify_seals.py and verify_countersigned.py beside it. Whoever does not trust a package
takes all from another. --key is the court's public key (hex), learnt from the court and not from the package: without
it this file can only say that everything fits together and who signed it, not that the signer is the court. --since is
a seal that someone kept (a line of seals.jsonl): the package must extend it. --tsa-ca is the root certificate of a time
stamp authority (PEM).

Each seal holds the SHA-256 of the one before, so the signature of a recording's last seal is over all of them, and the
program openssl is started once for it. Where the chain is broken, and with --every-signature, each one is checked.

Exit codes: 0 whole, 2 usage, 3 nothing damaged was found but something could not be checked, 4 damaged.

Checked, in this order: the bag's manifests (SHA-256, SHA-512, SM3), the signed list of files and its signature in
data/seals/root.json, and then what each recording says of itself: index lines against media, leaves against index
lines, the chain of signed seals against the Merkle tree (RFC 6962) of the leaves, the hearing's root against the last
seals, log and transcript; closing root, countersignatures, time stamps and addenda. Only what is damaged is named.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import runpy
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Iterator


def beside(name: str) -> Any:
    """Run the other file of this verifier, which lies beside it; runpy leaves nothing compiled in the package."""
    path = Path(__file__).absolute().with_name(name + ".py")
    if not path.is_file():
        sys.exit(f"{name}.py must lie beside this file. Take all of them from another package.")
    return SimpleNamespace(**runpy.run_path(str(path), run_name=name))


DIGESTS = ("sha256", "sha512", "sm3")
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ROOT, HEARING = "data/seals/root.json", "data/hearing.json"
DAMAGE, MEDIA = "data/damage.json", "data/media/"
LOG, TRANSCRIPT = "data/log.jsonl", "data/transcript/transcript.jsonl"
EXHIBITS, LACKING = "data/exhibits/", "data/exhibits/missing.json"
UNSIGNED = re.compile(
    r"v([2-9]|[1-9][0-9]{1,3})/.+|bagit\.txt|bag-info\.txt|(tag)?manifest-(sha256|sha512|sm3)\.txt|data/seals/root\.json"
)
EXHIBIT_FILE = re.compile(r"data/exhibits/(e-[1-9][0-9]{0,3})/(content|[0-9]{4}\.png)")  # Proven by the log's hashes.
LONGEST_JSON, BLOCK = 256 << 20, 1 << 20
WORDS = {
    "missing": "文件缺失 · it is missing",
    "irregular": "不是普通文件 · it is no regular file",
    "unlisted": "清单中没有此文件 · no manifest lists it",
    "changed": "内容与清单不符 · it is not what the manifests list",
    "manifest": "清单所载 {0} 有误 · this manifest is wrong about {0}",
    "spelling": "行序或写法有变 · its lines are not as they were written",
    "unreadable": "无法读取 · it cannot be read",
    "line": "第 {0} 行无法读取 · line {0} cannot be read",
    "bagit": "不是 BagIt 1.0 声明 · it does not declare BagIt 1.0",
    "identifier": "案号、庭审编号或大小不符 · case, hearing or size is another one",
    "unsigned": "签名清单中没有此文件 · the signed list does not name it",
    "resigned": "内容与签署时不同 · it is not what was signed",
    "signature": "根的签名不符 · the signature of the root is wrong",
    "key": "签名者不是所指定的密钥 · it was signed by another key than the one you named",
    "other": "属于另一次庭审或另一段录制 · it belongs to another hearing or take",
    "order": "第 {0} 行与前一行不衔接 · line {0} does not follow the one before",
    "bytes": "字节 {0} 至 {1} 被改动 · the bytes from {0} to {1} were changed",
    "size": "大小与索引不符 · its size is not what the index says",
    "sm3": "第 {0} 行的 SM3 有误 · the SM3 in line {0} is wrong",
    "leaf": "第 {0} 叶与索引不符 · leaf {0} does not fit the index",
    "leafless": "{0} 个片段没有叶 · {0} fragments have no leaf",
    "seal-key": "第 {0} 个封印出自别的密钥 · seal {0} was made with another key",
    "seal-signature": "第 {0} 个封印的签名不符 · the signature of seal {0} is wrong",
    "seal-chain": "第 {0} 个封印不接前一个 · seal {0} does not follow the one before",
    "seal-root": "第 {0} 个封印与叶不符 · seal {0} does not fit the leaves",
    "final": "没有封住全部内容的最终封印 · no final seal covers everything",
    "since": "不是在所持封印之后续写的 · it does not extend the seal that was kept",
    "exhibit": "不是日志所载的证据 · it is not the exhibit that the log names",
    "root": "媒体、日志和笔录稿推不出此根 · media, log and transcript do not lead to this root",
}
TYPES = {"number": int, "text": str, "truth": bool}
SHAPES = {  # What a line holds, as "name:type"; what may be absent ends in "?".
    "headers.jsonl": "file:text bytes:number sha256:text",
    "index.jsonl": "seq:number file:text offset:number bytes:number start:number duration:number samples:number "
    "keyframe:truth sha256:text source:text source_time:number fence:number silence:number? sm3:text?",
    "leaves.jsonl": "n:number track:text seq:number sha256:text file:text?",
    "seals.jsonl": "size:number root:text prev:text at:number key:text signature:text final:truth? algorithm:text?",
}
SEALS, COUNTERSIGNED, TAKES = beside("verify_seals"), beside("verify_countersigned"), beside("verify_takes")
for one in (SEALS, COUNTERSIGNED, TAKES):
    WORDS.update({word: text for word, text in one.WORDS.items() if word not in WORDS})
REMEDY, NO_OPENSSL, NO_SM3 = SEALS.REMEDY, SEALS.NO_OPENSSL, TAKES.NO_SM3
canonical, parsed, shown, is_hex, is_key = SEALS.canonical, SEALS.parsed, SEALS.shown, SEALS.is_hex, SEALS.is_key
openssl, is_signed, is_signed_object, Tree = SEALS.openssl, SEALS.is_signed, SEALS.is_signed_object, SEALS.Tree


class Package:
    """The files of a bag, and what was found wrong with them. Only regular files are opened; links are not followed."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.faults: set[tuple[str, str]] = set()
        self.damaged: set[str] = set()
        self.unchecked: set[str] = set()
        self.digests: dict[str, dict[str, str | None]] = {}
        self.files: dict[str, int] = {}
        self.irregular: set[str] = set()  # Links, pipes, devices.
        self.notes: set[str] = set()
        self.leaves: dict[str, list[bytes]] = {}
        self.every_signature = False
        self.told: dict[str, int] = {}  # Of takes whose writers never came back: leaves that these had told.
        self.checks_signatures = is_signed("ed25519", SEALS.TEST_KEY, b"\x72", SEALS.TEST_SIGNATURE)
        if not self.checks_signatures:
            self.unchecked.add(NO_OPENSSL)
        waiting = [self.folder]
        for here in waiting:
            try:
                found = list(here.iterdir())
            except OSError:
                self.fault(here.relative_to(self.folder).as_posix(), "unreadable")
                continue
            for path in found:
                name, status = path.relative_to(self.folder).as_posix(), path.lstat()
                if stat.S_ISDIR(status.st_mode):
                    waiting.append(path)
                elif stat.S_ISREG(status.st_mode):
                    self.files[name] = status.st_size
                else:
                    self.irregular.add(name)
                    self.fault(name, "irregular")

    def fault(self, path: str, word: str, *details: object) -> None:
        """Note that the file at *path* is damaged."""
        if word != "missing" or path not in self.irregular:
            self.faults.add((path, WORDS[word].format(*details)))
            self.damaged.add(path)

    def are_sound(self, *paths: str) -> bool:
        """Whether all *paths* are there and none was found damaged."""
        return self.damaged.isdisjoint(paths) and all(path in self.files for path in paths)

    def read(self, path: str, offset: int = 0, length: int = 1 << 62, *, by_line: bool = False) -> Iterator[bytes]:
        """Yield a file, or a stretch of it, in blocks or lines; a line that is too long comes in pieces."""
        try:
            with (self.folder / path).open("rb") as file:
                file.seek(offset)
                while length > 0:
                    block = file.readline(BLOCK) if by_line else file.read(min(length, BLOCK))
                    if not block:
                        return
                    length -= len(block)
                    yield block[:-1] if by_line and block.endswith(b"\n") else block
        except OSError:
            self.fault(path, "unreadable")

    def records(self, path: str) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
        """Yield number, bytes and object of each line, up to the first that is not what it must be."""
        shape = [part.rstrip("?").split(":") for part in SHAPES[path.rpartition("/")[2]].split()]
        may = {part.partition(":")[0] for part in SHAPES[path.rpartition("/")[2]].split() if part.endswith("?")}
        for number, line in enumerate(self.read(path, by_line=True), 1):
            value = parsed(line)
            is_good = isinstance(value, dict) and set(value) <= {name for name, _ in shape}
            if not is_good or any(type(value.get(n)) is not TYPES[k] for n, k in shape if n not in may or n in value):
                self.fault(path, "line", number)
                return
            yield number, line, value

    def json(self, path: str) -> dict[str, Any]:
        """Read an object; an empty one and a fault when that is impossible."""
        value = parsed(b"".join(self.read(path))) if self.files.get(path, LONGEST_JSON) < LONGEST_JSON else None
        if not isinstance(value, dict) and path not in self.damaged:
            self.fault(path, "unreadable" if path in self.files else "missing")
        return value if isinstance(value, dict) else {}

    def digest(self, path: str) -> dict[str, str | None]:
        """Digests of a file by name; None for one that cannot be made here, or for a file that cannot be read."""
        if path not in self.digests:
            try:
                made = {name: hashlib.new(name) for name in DIGESTS}
            except ValueError:
                made = {name: hashlib.new(name) for name in DIGESTS[:2]}
            for block in self.read(path):
                for one in made.values():
                    one.update(block)
            found: dict[str, str | None] = {name: made[name].hexdigest() for name in made}
            if "sm3" not in found:
                said = openssl("dgst", "-sm3", "-r", str((self.folder / path).absolute()))
                found["sm3"] = said.split()[0].decode().lstrip("\\") if said else None
                self.unchecked.update([] if said else [NO_SM3])
            self.digests[path] = found
        return self.digests[path]


def check_manifests(package: Package) -> None:
    """Compare each file with each manifest."""
    if "bagit.txt" not in package.files or b"".join(package.read("bagit.txt", 0, BLOCK)) != BAGIT:
        package.fault("bagit.txt", "bagit" if "bagit.txt" in package.files else "missing")
    for kind in ("manifest", "tagmanifest"):
        lists = {name: read_manifest(package, f"{kind}-{name}.txt") for name in DIGESTS}
        told = {name: listed for name, listed in lists.items() if f"{kind}-{name}.txt" in package.files}
        due = {path for path in package.files if path.startswith("data/") == (kind == "manifest")}
        due -= {f"tagmanifest-{name}.txt" for name in DIGESTS} | set(filter(SEALS.ADDENDUM.fullmatch, due))
        for path in sorted(due.union(*told.values())):
            compare(package, path, kind, {name: listed.get(path) for name, listed in told.items()})


def read_manifest(package: Package, name: str) -> dict[str, str]:
    """The digests that a manifest lists, by path."""
    found: dict[str, str] = {}
    if name not in package.files:
        package.fault(name, "missing")
        return found
    content = b"".join(package.read(name)).decode("utf-8", "replace")
    for number, line in enumerate(content.split("\n")[:-1], 1):
        parts = re.fullmatch(r"([0-9a-f]{64}|[0-9a-f]{128})  ([^\\\x00-\x1f]+)", line)
        if not parts or parts[2] in found or {"", ".", ".."} & set(parts[2].split("/")):
            package.fault(name, "line", number)
        else:
            found[parts[2]] = parts[1]
    if name not in package.damaged and content != "".join(f"{found[path]}  {path}\n" for path in sorted(found)):
        package.fault(name, "spelling")
    return found


def compare(package: Package, path: str, kind: str, told: dict[str, str | None]) -> None:
    """Say who is wrong: the file when all manifests disagree with it, else those manifests that do."""
    own = package.digest(path) if path in package.files and any(told.values()) else {}
    told = {name: digest for name, digest in told.items() if name not in own or own[name]}
    wrong = [name for name, digest in told.items() if digest != own.get(name)]
    if path in package.irregular or (path in package.damaged and not wrong):
        return
    if path in package.files and not any(told.values()):
        package.fault(path, "unlisted")
    elif told and len(wrong) == len(told):
        package.fault(path, "changed" if path in package.files else "missing")
    else:
        for name in wrong:
            package.fault(f"{kind}-{name}.txt", "manifest", path)


def check_signed(package: Package, key: str) -> dict[str, Any]:
    """Check the signature of the root and the files that it lists; return what was signed."""
    signed = package.json(ROOT)
    signature, files = signed.pop("signature", None), signed.get("files")
    try:
        good = is_key(signed.get("key")) and is_hex(signature, 128) and isinstance(files, dict)
        how = (signed.get("algorithm"), signed.get("key"), canonical(signed), signature)
        good = good and not (package.checks_signatures and not is_signed(*how))
    except ValueError:
        good = False
    if not good or not isinstance(files, dict):
        if ROOT not in package.damaged:
            package.fault(ROOT, "signature")
        return {}
    if key and signed["key"] != key:
        package.fault(ROOT, "key")
    for path in sorted(set(files) | set(package.files)):
        if path not in package.files:
            package.fault(path, "missing")
        elif path in files and package.digest(path)["sha256"] != files[path]:
            package.fault(path, "resigned")
        elif path not in files and not UNSIGNED.fullmatch(path) and not EXHIBIT_FILE.fullmatch(path):
            package.fault(path, "unsigned")
    return signed


def check_identity(package: Package, signed: dict[str, Any]) -> None:
    """Compare the bag's description of itself with what was signed."""
    if not signed or not package.are_sound(HEARING, "bag-info.txt"):
        return
    about = package.json(HEARING)
    if any(about.get(name) != signed.get(name) for name in ("hearing", "root")):
        package.fault(HEARING, "other")
    number = about["case"].get("number") if isinstance(about.get("case"), dict) else None
    sizes = [size for path, size in package.files.items() if path.startswith("data/")]
    due = {f"External-Identifier: {number} {signed.get('hearing')}", f"Payload-Oxum: {sum(sizes)}.{len(sizes)}"}
    told = {line.decode("utf-8", "replace") for line in package.read("bag-info.txt", by_line=True)}
    if not due <= told and not any(path.startswith("data/") for path in package.damaged):
        package.fault("bag-info.txt", "identifier")


def exhibit_files(event: dict[str, Any]) -> dict[str, Any]:
    """Name the files of an exhibit that was filed, each with the hash that the log tells."""
    pages, folder = event.get("page_sha256"), EXHIBITS + str(event.get("exhibit")) + "/"
    pages = pages if isinstance(pages, list) else []
    named = {folder + "%04d.png" % number: sha256 for number, sha256 in enumerate(pages, 1)}
    return {folder + "content": event.get("sha256"), **named}


def check_exhibits(package: Package, named: dict[str, Any], is_whole: bool) -> None:
    """Compare exhibits with what the log says of them, and name each that it does not tell of.

    In a *whole* log's package only what the package says to lack may be missing.
    """
    listed = parsed(b"".join(package.read(LACKING))) if package.are_sound(LACKING) else None
    missing = listed.get("missing") if isinstance(listed, dict) else None
    missing = missing if isinstance(missing, list) else []
    lacking = {(str(one.get("exhibit")), str(one.get("file"))) for one in missing if isinstance(one, dict)}
    for path, sha256 in named.items():
        _, _, exhibit, file = path.split("/")
        if path not in package.files:
            if is_whole and (exhibit, file) not in lacking:
                package.fault(path, "missing")
        elif path not in package.damaged and package.digest(path)["sha256"] != sha256:
            package.fault(path, "exhibit")
    for path in sorted(path for path in set(package.files) - set(named) if EXHIBIT_FILE.fullmatch(path)):
        package.fault(path, "exhibit")


def check_root(package: Package, signed: dict[str, Any], seals: dict[str, Any]) -> None:
    """Check that the log's events follow one another, and compare the signed root with what all leads to."""
    filed: dict[str, Any] = {}
    for number, line in enumerate(package.read(LOG, by_line=True), 1):
        event = parsed(line)
        if not isinstance(event, dict) or (event.get("seq"), event.get("hearing")) != (number, signed.get("hearing")):
            package.fault(LOG, "order" if isinstance(event, dict) else "line", number)
            return
        if event.get("type") == "exhibit-filed":
            filed.update(exhibit_files(event))
    check_exhibits(package, filed, True)
    if None in seals.values():
        return
    tree = Tree()
    for take in sorted(seals):
        tree.add(canonical(TAKES.stand(take, seals[take])))
    for path in (LOG, TRANSCRIPT):
        tree.add(bytes.fromhex(package.digest(path)["sha256"] or ""))
    if tree.root() != signed.get("root"):
        package.fault(ROOT, "root")


def kept_seal(path: str) -> dict[str, Any] | None:
    """Read the seal that someone kept; None when the file holds none."""
    try:
        value = parsed(Path(path).read_bytes())
    except OSError:
        return None
    good = isinstance(value, dict) and SEALS.is_count(value.get("size")) and is_hex(value.get("root"))
    return value if good and is_signed_object(value) else None


def extends(
    kept: dict[str, Any], about: dict[str, Any], leaves: list[bytes], seals: dict[tuple[int, str], Any]
) -> bool:
    """Whether a take of these *leaves* holds the checkpoint that someone kept."""
    tree = Tree()
    for leaf in leaves[: kept["size"]]:
        tree.add(leaf)
    stands = (tree.size, tree.root()) == (kept["size"], kept["root"]) and kept["key"] == about.get("key")
    return stands and (kept["size"], kept["root"]) in seals


def check_since(package: Package, kept: dict[str, Any]) -> None:
    """Check that a take extends the seal that someone *kept*."""
    for take, leaves in sorted(package.leaves.items()):
        base = f"data/media/{take}/"
        about = package.json(base + "about.json") if base + "about.json" in package.files else {}
        if extends(kept, about, leaves, SEALS.seals_in(package, take)):
            return
    package.fault(ROOT, "since")


def damaged_before(package: Package, signed: dict[str, Any]) -> set[tuple[str, str]]:
    """What the package itself, signed, says was damaged when it was packed: such a recording is kept as it is."""
    if DAMAGE not in (signed.get("files") or {}) or not package.are_sound(DAMAGE):
        return set()
    listed = parsed(b"".join(package.read(DAMAGE)))
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        package.fault(DAMAGE, "unreadable")
        return set()
    found = {(str(one.get("path")), str(one.get("what"))) for one in listed}
    return {(path, what) for path, what in found if path.startswith(MEDIA)}


def verify(
    folder: str,
    key: str = "",
    since: dict[str, Any] | None = None,
    tsa_ca: str = "",
    every_signature: bool = False,
) -> dict[str, Any]:
    """Check the package in *folder*; return the report that --json prints."""
    package = Package(folder)
    package.every_signature = every_signature
    with ThreadPoolExecutor() as pool:
        list(pool.map(package.digest, sorted(package.files, key=package.files.__getitem__, reverse=True)))
    check_manifests(package)
    signed = check_signed(package, key)
    check_identity(package, signed)
    due = {*package.files, *signed.get("files", ())}
    ended = TAKES.endings(package, signed, SEALS)
    takes = {path.split("/")[2] for path in due if re.match("data/media/[^/]+/", path)} | set(ended)
    seals = {
        take: TAKES.check_take(package, take, signed.get("hearing"), SEALS, ended.get(take)) for take in sorted(takes)
    }
    if signed and package.are_sound(LOG, TRANSCRIPT):
        check_root(package, signed, seals)
    TAKES.check_rebuilt(package, SEALS)
    SEALS.check_closing(package, signed, ended)
    COUNTERSIGNED.check(package, signed, SEALS)
    if since is not None:
        check_since(package, since)
    extra = {"stamps": SEALS.check_stamps(package, tsa_ca), "addenda": SEALS.check_addenda(package, signed, key)}
    before = package.faults & damaged_before(package, signed)
    package.faults -= before
    package.notes.update(TAKES.unproven(path for path, _ in before))
    return {
        "whole": not package.faults and not package.unchecked,
        **{name: shown(signed.get(name, "")) for name in ("hearing", "root", "key")},
        "key_named": bool(key),
        "faults": [
            {"path": shown(path), "what": shown(what), "remedy": REMEDY} for path, what in sorted(package.faults)
        ],
        "damaged_before": [{"path": shown(path), "what": shown(what)} for path, what in sorted(before)],
        "unchecked": sorted(package.unchecked),
        "notes": sorted(package.notes),
        **extra,
    }


def text_of(report: dict[str, Any]) -> str:
    """Spell a report for people."""
    said = [f"损坏 · damaged: {one['path']}: {one['what']}. {one['remedy']}" for one in report["faults"]]
    said += [f"可信时间 · trusted time: {one['time']} ({one['of']})" for one in report.get("stamps", ())]
    said += [] if report.get("stamps", True) else ["无可信时间 · no trusted time"]
    said += [f"补充件 · addendum v{one['number']}: {one['kind']}, {one['by']}" for one in report.get("addenda", ())]
    said += [f"注意 · note: {what}" for what in report["notes"]]
    said += [f"未核验 · not checked: {what}" for what in report["unchecked"]]
    said += [f"打包前已损坏 · damaged before packing: {one['path']}: {one['what']}" for one in report["damaged_before"]]
    if report["whole"] and report["damaged_before"]:
        number = len(report["damaged_before"])
        said.append(
            f"按打包时完整，其中 {number} 处在打包前已损坏 · whole as packed; {number} stretches damaged before packing: "
            f"{report['hearing']}, root {report['root']}"
        )
    elif report["whole"]:
        said.append(f"完整 · whole: {report['hearing']}, root {report['root']}")
    known = "" if report["key_named"] else "（请用 --key 与法院公布的公钥核对 · compare with the court's own by --key）"
    return "\n".join([*said, f"签名公钥 · signed by: {report['key']}{known}"])


def main() -> int:
    """Check, print, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).absolute().parent))
    parser.add_argument("--key", default="", help="the court's public key, hex")
    parser.add_argument("--since", default="", metavar="FILE", help="a seal that was kept: a line of seals.jsonl")
    parser.add_argument("--tsa-ca", default="", metavar="FILE", help="root certificate of the time stamp authority")
    parser.add_argument("--every-signature", action="store_true", help="check each seal's own signature; takes minutes")
    parser.add_argument("--json", action="store_true", help="say it in JSON")
    asked = parser.parse_args()
    if asked.key and not is_key(asked.key):
        parser.error("--key: 64 hex letters 0-9 a-f are needed, or 04 and 128 of them")
    since = kept_seal(asked.since) if asked.since else None
    if asked.since and since is None:
        parser.error(f"{shown(asked.since)}: this is no seal. Give a file with one line of seals.jsonl.")
    if asked.tsa_ca and not Path(asked.tsa_ca).is_file():
        parser.error(f"{shown(asked.tsa_ca)}: no certificate lies here.")
    if not Path(asked.folder, "bagit.txt").is_file() and not Path(asked.folder, "data").is_dir():
        parser.error(f"{shown(asked.folder)}: this is no package of a hearing. Give the folder that holds bagit.txt.")
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    report = verify(asked.folder, asked.key, since, asked.tsa_ca, asked.every_signature)
    print(json.dumps(report, ensure_ascii=False) if asked.json else text_of(report))
    return 4 if report["faults"] else 3 if report["unchecked"] else 0


if __name__ == "__main__":
    sys.exit(main())
