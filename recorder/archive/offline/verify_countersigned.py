#!/usr/bin/env python3
"""Checks what two sides of a remote arraignment have signed of one another; verify.py needs this file beside it.

Where a detention centre runs an agent of its own, court and centre record one person each (takes server-… and
custody-…), tell one another the digests of what they record every few seconds, and countersign. Each line of
data/seals/countersigned.jsonl says: the other side's take held so many leaves under this root at this moment, by a
clock of mine that lay so far from the court's. Whoever rewrites a take afterwards would have to have these lines
signed anew by the other side. That the last ones were not left out, only the other side's own copy can tell.

A line is checked for its form, its signature, that the key is the other side's, that it follows the signer's line
before on that take, and that the take's leaves lead to the root that it names.
"""

from __future__ import annotations

from typing import Any

FILE = "data/seals/countersigned.jsonl"
COURT, CENTRE = "server-", "custody-"
FIRST = "0" * 64
WORDS = {
    "countersigned-form": "第 {0} 行不合格式 · line {0} is not written as it must be",
    "countersigned-signature": "第 {0} 行的会签签名不符 · the signature of line {0} is wrong",
    "countersigned-key": "第 {0} 行不是对方的密钥所签 · line {0} was not signed with the other side's key",
    "countersigned-chain": "第 {0} 行不接该方的前一会签 · line {0} does not follow the signer's one before",
    "countersigned-take": "录制 {1} 与第 {0} 行会签的不同，事后被改写 · take {1} is not what line {0} countersigned: it was rewritten",
}
AHEAD = "会签：{0} 曾有 {1} 叶为对方所见，此处只存 {2} 叶 · countersigned: the other side saw {1} leaves of {0}, {2} are held here"
OPEN = "会签：{0} 的最后一段未经对方会签 · countersigned: the end of {0} is not"
TEXTS = ("hearing", "take", "root", "by", "prev", "key", "signature")
NUMBERS = ("size", "at", "offset_ns", "uncertainty_ns")


def is_line(line: Any, tools: Any) -> bool:
    """Whether a line is written as it must be."""
    if not isinstance(line, dict) or not set(TEXTS) | set(NUMBERS) <= set(line) <= {*TEXTS, *NUMBERS, "algorithm"}:
        return False
    good = all(isinstance(line[name], str) for name in TEXTS) and all(type(line[name]) is int for name in NUMBERS)
    return good and line["size"] > 0 and line["uncertainty_ns"] >= 0 and tools.is_hex(line["root"])


def others_keys(package: Any, take: str, signed: dict[str, Any]) -> set[Any]:
    """Keys of the side that did not record *take*; the court's recorder signs packages with the same key."""
    other = COURT if take.startswith(CENTRE) else CENTRE
    abouts = [path for path in package.files if path.startswith("data/media/" + other) and path.endswith("/about.json")]
    keys = {package.json(path).get("key") for path in abouts if package.are_sound(path)}
    return keys | ({signed.get("key")} if other == COURT else set())


def root_of(leaves: list[bytes], size: int, tools: Any) -> str:
    """Root over the first *size* leaves."""
    tree = tools.Tree()
    for leaf in leaves[:size]:
        tree.add(leaf)
    return str(tree.root())


def check(package: Any, signed: dict[str, Any], tools: Any) -> None:
    """Check every countersignature; *tools* is the module verify_seals."""
    if not package.are_sound(FILE):
        return
    before: dict[Any, str] = {}
    reached: dict[str, int] = {}
    for number, text in enumerate(package.read(FILE, by_line=True), 1):
        line = tools.parsed(text)
        if not is_line(line, tools) or tools.canonical(line) != text:
            package.fault(FILE, "countersigned-form", number)
            continue
        check_line(package, signed, (number, line), tools)
        place = line["key"], line["take"]
        if line["prev"] != before.get(place, FIRST):
            package.fault(FILE, "countersigned-chain", number)
        before[place] = tools.sha256(text)
        reached[line["take"]] = max(line["size"], reached.get(line["take"], 0))
    for take, size in sorted(reached.items()):
        if size < len(package.leaves.get(take, ())):
            package.notes.add(OPEN.format(take))


def check_line(package: Any, signed: dict[str, Any], numbered: tuple[int, dict[str, Any]], tools: Any) -> None:
    """Check what one line says by itself."""
    number, line = numbered
    take, leaves = line["take"], package.leaves.get(line["take"])
    if signed and line["hearing"] != signed.get("hearing"):
        package.fault(FILE, "other")
    if package.checks_signatures and not tools.is_signed_object(line):
        package.fault(FILE, "countersigned-signature", number)
    elif line["key"] not in others_keys(package, take, signed):
        package.fault(FILE, "countersigned-key", number)
    base = "data/media/" + take + "/"
    if leaves is None or not package.are_sound(base + "leaves.jsonl", base + "seals.jsonl"):
        return
    if line["size"] > package.told.get(take, line["size"]):
        package.notes.add(AHEAD.format(take, line["size"], package.told[take]))
        return
    if line["size"] > len(leaves) or root_of(leaves, line["size"], tools) != line["root"]:
        package.fault(FILE, "countersigned-take", number, take)
