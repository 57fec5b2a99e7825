#!/usr/bin/env python3
"""Checks what each recording says of itself; verify.py needs this file beside it.

A take is one writer's recording. Its index lines are compared with the media, its leaves with the index lines, its
chain of signed seals with the Merkle tree (RFC 6962) of the leaves. Where a writer never came back to put its final
seal, the court's own stands in data/seals/ended-<take>.json instead: over the leaves that the writer had told, in
their order, and behind them a leaf for each header and fragment of which none had come, by track, number and file.
It must be signed by whoever signed the package, the log must tell who declared it and which judge signed, and the
writer must not have sealed the take itself. How far the writer's own seals prove it is said as a note.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

NO_SM3 = "SM3：此处的 Python 和 openssl 均不支持 · SM3: neither this Python nor openssl has it"
LOG, ENDED = "data/log.jsonl", "data/seals/ended-"
ENDED_FILE = re.compile(re.escape(ENDED) + r"([a-z][a-z0-9-]{0,40}-[1-9][0-9]{0,3})\.json")
REBUILT_FILE = re.compile(r"data/media/([^/]+)/([^/]+)/rebuilt\.jsonl")
SIDES = ("about.json", "tracks.jsonl", "leaves.jsonl", "seals.jsonl")
WORDS = {
    "ended-signature": "法院终结封印的签名不符 · the signature of the court's seal is wrong",
    "ended-key": "法院终结封印不是签署归档包的密钥所签 · the court's seal was not signed with the key that signed the package",
    "ended-told": "日志未载明此终结、声明人或签字的法官 · the log does not tell this ending, who declared it or which judge signed",
    "ended-final": "录制端已自行封存，不得代为终结 · the writer sealed this take itself: nobody could end it in its place",
    "rebuilt": "第 {0} 行所称与叶不符 · line {0} says of the leaves what is not so",
    "ended-root": "所存内容与法院终结封印不符 · what is kept is not what the court's seal is over",
}
NOTE = (
    "录制 {take} 的录制端未返回，由法院终结：{by} 声明，{judge} 签字；录制端自己的封印证明前 {sealed} 叶，其余 {rest} 叶仅由法院作证 · "
    "take {take} was ended without its writer: declared by {by}, signed by {judge}; the writer's own seals prove its "
    "first {sealed} leaves, the other {rest} only the court vouches for"
)
NOT_PROVEN = (
    "录制 {take} 的索引或封印在打包前已损坏：其内容只由打包时的签名证明，录制端的封印无法证明 · the index or the seals of take {take} "
    "were damaged before packing: only the signature made at packing proves what is here of it, not its writer's seals"
)
REBUILT_NOTE = (
    "录制 {take} 的轨道 {track}：{count} 个片段的索引无法读取，由片段本身重建，其中 {told} 个的哈希与录制端的叶相符；其时间位置未经封印证明 · "
    "track {track} of take {take}: {count} fragments whose index lines cannot be read were told again from the media; {told} of them "
    "have the hash that the writer's leaf tells; when they were is not proven by a seal"
)
TEXTS = ("hearing", "take", "by", "text", "judge", "root", "key", "signature")
NUMBERS = ("format", "at", "declared", "signed", "sealed", "size")


def check_take(
    package: Any, take: str, hearing: Any, tools: Any, ended: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Check one recording; return what ends it, None when what that rests on is damaged. *tools* is verify_seals."""
    base = f"data/media/{take}/"
    lines, known = check_tracks(package, base)
    rests_on = lines + [base + name for name in SIDES]
    if ended is not None:
        return check_ended(package, take, hearing, tools, (ended, rests_on, known))
    if not package.are_sound(*rests_on):
        return None
    key = check_about(package, take, hearing)
    if not key:
        return None
    made = check_leaves(package, base + "leaves.jsonl", known, tools)
    if known:
        package.fault(base + "leaves.jsonl", "leafless", len(known))
    package.leaves[take] = made
    last, _ = check_seals(package, base + "seals.jsonl", key, made, tools)
    if not last.get("final") or last["size"] != len(made):
        package.fault(base + "seals.jsonl", "final")
    return last if last and package.are_sound(*rests_on) else None


def check_ended(package: Any, take: str, hearing: Any, tools: Any, given: Any) -> dict[str, Any] | None:
    """Check what is there of a take whose writer never came back; some of its files may be absent."""
    ended, rests_on, known = given
    about, _, leaves, seals = (f"data/media/{take}/{name}" for name in SIDES)
    key = check_about(package, take, hearing) if about in package.files else None
    made = check_leaves(package, leaves, known, tools) if leaves in package.files else []
    told = package.told[take] = len(made)
    rest = sorted(known, key=lambda one: (one[0], one[1], one[2] or ""))
    made += [tools.canonical(known[one]) for one in rest]
    package.leaves[take] = made
    last, proven = check_seals(package, seals, key, made, tools, told) if seals in package.files else ({}, 0)
    if not package.damaged.isdisjoint(rests_on):
        return None
    if last.get("final"):
        package.fault(f"{ENDED}{take}.json", "ended-final")
    tree = tools.Tree()
    for data in made:
        tree.add(data)
    if (tree.size, tree.root(), proven) != (ended["size"], ended["root"], ended["sealed"]):
        package.fault(f"{ENDED}{take}.json", "ended-root")
    return dict(ended)


def stand(take: str, seal: dict[str, Any]) -> dict[str, Any]:
    """What the hearing's root is over of a take; one that the court ended says so."""
    return {"take": take, "size": seal["size"], "root": seal["root"], **({"ended": True} if "judge" in seal else {})}


def check_about(package: Any, take: str, hearing: Any) -> Any:
    """Check which take this is; return its writer's key, None when that cannot be read."""
    path = f"data/media/{take}/about.json"
    about = package.json(path)
    if not about.get("key"):
        package.fault(path, "unreadable")
        return None
    if about.get("hearing") != (hearing or about.get("hearing")) or about.get("take") != take:
        package.fault(path, "other")
    return about["key"]


def check_leaves(package: Any, path: str, known: dict[Any, dict[str, Any]], tools: Any) -> list[bytes]:
    """Check the leaves against what is *known* of the lines, and take it from there; return what they are made of."""
    made = []
    for number, _, leaf in package.records(path):
        data = known.pop((leaf["track"], leaf["seq"], leaf.get("file") if leaf["seq"] == 0 else None), None)
        if data is None or leaf["n"] != number - 1 or data["sha256"] != leaf["sha256"]:
            package.fault(path, "leaf", number - 1)
        made.append(tools.canonical(data or {"n": number - 1}))
    return made


def check_tracks(package: Any, base: str) -> tuple[list[str], dict[Any, dict[str, Any]]]:
    """Check the media of a take; return the names of its files of lines, and what its leaves are made of."""
    below = [path[len(base) :].split("/") for path in package.files if path.startswith(base)]
    known: dict[Any, dict[str, Any]] = {}
    named = []
    for track in sorted({parts[0] for parts in below if len(parts) > 1}):
        lines = [f"{base}{track}/index.jsonl", f"{base}{track}/headers.jsonl"]
        named += lines
        if package.are_sound(*lines):
            check_track(package, base, track, known)
    return named, known


def check_track(package: Any, base: str, track: str, known: dict[Any, dict[str, Any]]) -> None:
    """Check media against its lines, and gather in *known* what leaves are made of."""
    folder = f"{base}{track}/"
    sizes: dict[str, int] = {}
    for _, _, header in package.records(folder + "headers.jsonl"):
        known[track, 0, header["file"]] = {"track": track, "seq": 0, **header}
        check_bytes(package, folder + header["file"], 0, header["bytes"], header["sha256"])
        sizes[header["file"]] = header["bytes"]
    for number, _, line in package.records(folder + "index.jsonl"):
        kept: dict[str, Any] = {
            name: line[name] for name in ("seq", "start", "duration", "bytes", "sha256", "sm3") if name in line
        }
        known[track, line["seq"], None] = {"track": track, **kept}
        if line["seq"] != number or line["offset"] != sizes.get(line["file"]):
            package.fault(folder + "index.jsonl", "order", number)
        check_bytes(package, folder + line["file"], line["offset"], line["bytes"], line["sha256"])
        if "sm3" in line and package.are_sound(folder + line["file"]) and not is_sm3(package, folder, line):
            package.fault(folder + "index.jsonl", "sm3", number)
        sizes[line["file"]] = line["offset"] + line["bytes"]
    for path in package.files:
        if path.startswith(folder) and path.endswith(".mp4") and sizes.get(path[len(folder) :]) != package.files[path]:
            package.fault(path, "size")


def is_sm3(package: Any, folder: str, line: dict[str, Any]) -> bool:
    """Whether the second digest of a fragment is right; true, and noted, where it cannot be made."""
    try:
        made = hashlib.new("sm3")
    except ValueError:
        package.unchecked.add(NO_SM3)
        return True
    for block in package.read(folder + line["file"], line["offset"], line["bytes"]):
        made.update(block)
    return made.hexdigest() == str(line["sm3"])


def check_bytes(package: Any, path: str, offset: int, length: int, sha256: str) -> None:
    """Check one stretch of a track file."""
    if path not in package.files:
        package.fault(path, "missing")
        return
    made = hashlib.sha256()
    if 0 <= offset <= offset + length <= package.files[path]:
        for block in package.read(path, offset, length):
            made.update(block)
    if made.hexdigest() != sha256:
        package.fault(path, "bytes", offset, offset + length)


def check_seals(
    package: Any, path: str, key: Any, leaves: list[bytes], tools: Any, told: Any = None
) -> tuple[dict[str, Any], int]:
    """Check the chain of seals over the *leaves*; return the last one, and how many leaves they prove.

    Where the writer never came back it had told *told* leaves; a seal over more than had arrived proves nothing here.
    """
    tree, before, proven = tools.Tree(), "0" * 64, 0
    most = len(leaves) if told is None else told
    own: list[tuple[int, bytes, dict[str, Any]]] = []
    last: dict[str, Any] = {}
    for number, line, seal in package.records(path):
        if seal["key"] != key:
            package.fault(path, "seal-key", number)
        else:
            own.append((number, line, seal))
        least = tree.size if told is None or not last else last["size"]
        if seal["prev"] != before or seal["size"] < least or last.get("final"):
            package.fault(path, "seal-chain", number)
        before, last = hashlib.sha256(line).hexdigest(), seal
        if told is not None and seal["size"] > most:
            continue
        for data in leaves[tree.size : max(seal["size"], 0)]:
            tree.add(data)
        if tree.size != seal["size"] or tree.root() != seal["root"]:
            package.fault(path, "seal-root", number)
        else:
            proven = seal["size"]
    for number in tools.badly_signed(own, package.every_signature) if package.checks_signatures else ():
        package.fault(path, "seal-signature", number)
    return last, proven


def unproven(before: Any) -> set[str]:
    """Name the takes whose lines were damaged *before* packing (paths): their writers' seals prove nothing here."""
    lines = {path for path in before if path.endswith((".jsonl", ".json")) and not path.endswith("/clock.jsonl")}
    return {NOT_PROVEN.format(take=path.split("/")[2]) for path in lines}


def check_rebuilt(package: Any, tools: Any) -> None:
    """Check lines that were made again against leaves, and note how many of their fragments the writer's leaves tell."""
    for path in sorted(package.files):
        hit = REBUILT_FILE.fullmatch(path)
        if not hit or not package.are_sound(path):
            continue
        leaves, count, told = told_leaves(package, f"data/media/{hit[1]}/leaves.jsonl", hit[2], tools), 0, 0
        for number, text in enumerate(package.read(path, by_line=True), 1):
            line = tools.parsed(text)
            if not is_rebuilt(line, tools):
                package.fault(path, "line", number)
                break
            if line["told"] is not (leaves.get(line["seq"]) == line["sha256"]):
                package.fault(path, "rebuilt", number)
            count, told = count + 1, told + line["told"]
        package.notes.add(REBUILT_NOTE.format(take=hit[1], track=hit[2], count=count, told=told))


def is_rebuilt(line: Any, tools: Any) -> bool:
    """Whether a rebuilt line is written as it must be."""
    counts = ("seq", "offset", "bytes", "start", "duration", "samples")
    if not isinstance(line, dict) or set(line) != {*counts, "file", "keyframe", "sha256", "told"}:
        return False
    good = all(type(line[name]) is int and line[name] >= 0 for name in counts) and tools.is_hex(line["sha256"])
    named = isinstance(line["file"], str) and re.fullmatch(r"[0-9]{12}\.mp4", line["file"])
    return bool(good and named and type(line["keyframe"]) is bool and type(line["told"]) is bool)


def told_leaves(package: Any, path: str, track: str, tools: Any) -> dict[Any, Any]:
    """The hashes that a writer's leaves tell of a track, by number, up to the first line that cannot be read."""
    found = {}
    for text in package.read(path, by_line=True) if path in package.files else ():
        leaf = tools.parsed(text)
        good = isinstance(leaf, dict) and {"n", "track", "seq", "sha256"} <= set(leaf) <= {
            "n",
            "track",
            "seq",
            "sha256",
            "file",
        }
        if not good or type(leaf["seq"]) is not int or not tools.is_hex(leaf["sha256"]):
            break
        if leaf["track"] == track:
            found[leaf["seq"]] = leaf["sha256"]
    return found


def endings(package: Any, signed: dict[str, Any], tools: Any) -> dict[str, dict[str, Any]]:
    """Check the court's own seals, and note each; return, by take, those that can be believed."""
    has_log = package.are_sound(LOG)
    log = [tools.parsed(line) for line in package.read(LOG, by_line=True)] if has_log else []
    found = {}
    for path in sorted(package.files):
        hit = ENDED_FILE.fullmatch(path)
        if not hit or not package.are_sound(path):
            continue
        value = package.json(path)
        if path in package.damaged:
            continue
        word = ending_fault(package, value, (signed, hit[1]), log if has_log else None, tools)
        if word:
            package.fault(path, word)
            continue
        found[hit[1]] = value
        told = {name: tools.shown(value[name]) for name in ("take", "by", "judge", "sealed")}
        package.notes.add(NOTE.format(**told, rest=value["size"] - value["sealed"]))
    for event in log:
        if isinstance(event, dict) and event.get("type") == "take-ended":
            path = f"{ENDED}{event.get('take')}.json"
            if path not in package.files:
                package.fault(path, "missing")
    return found


def ending_fault(package: Any, value: dict[str, Any], of: Any, log: Any, tools: Any) -> str:
    """Say what is wrong with a court's own seal; empty when nothing is. *log* is None where it is not there."""
    signed, take = of
    good = all(isinstance(value.get(name), str) for name in TEXTS) and tools.is_key(value.get("key"))
    good = good and all(type(value.get(name)) is int for name in NUMBERS) and value["format"] == 1
    good = good and set(TEXTS) | set(NUMBERS) <= set(value) <= {*TEXTS, *NUMBERS, "algorithm"}
    if not good or not tools.is_hex(value["root"]) or not tools.is_hex(value["signature"], 128):
        return "form"
    if value.get("algorithm", "ed25519") not in tools.HOW or not 0 <= value["sealed"] <= value["size"]:
        return "form"
    if package.checks_signatures and not tools.is_signed_object(value):
        return "ended-signature"
    if signed and value["key"] != signed.get("key"):
        return "ended-key"
    if value["take"] != take or (signed and value["hearing"] != signed.get("hearing")):
        return "other"
    return "" if log is None or is_told(value, log) else "ended-told"


def is_told(value: dict[str, Any], log: list[Any]) -> bool:
    """Whether the log tells who declared an ending, which judge signed it, and what the court sealed."""
    events = {one.get("seq"): one for one in log if isinstance(one, dict) and one.get("take") == value["take"]}
    declared, signed = events.get(value["declared"], {}), events.get(value["signed"], {})
    by = declared.get("by") or declared.get("who")
    good = declared.get("type") == "ending-declared" and (by, declared.get("text")) == (value["by"], value["text"])
    same = (signed.get("ending"), signed.get("judge")) == (value["declared"], value["judge"])
    sealed = {(one.get("size"), one.get("root")) for one in events.values() if one.get("type") == "take-ended"}
    return good and signed.get("type") == "ending-signed" and same and sealed == {(value["size"], value["root"])}
