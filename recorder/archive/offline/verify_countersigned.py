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


def roots_at(leaves: list[bytes], sizes: set[int], tools: Any) -> dict[int, str]:
    """Roots over the first so many leaves, for each of *sizes* that there are."""
    tree, found = tools.Tree(), {}
    for size in sorted(size for size in sizes if size <= len(leaves)):
        for leaf in leaves[tree.size : size]:
            tree.add(leaf)
        found[size] = str(tree.root())
    return found


def check(package: Any, signed: dict[str, Any], tools: Any) -> None:
    """Check every countersignature; *tools* is the module verify_seals."""
    if not package.are_sound(FILE):
        return
    chains: dict[Any, list[tuple[int, bytes, dict[str, Any]]]] = {}
    takes: dict[str, list[tuple[int, bytes, dict[str, Any]]]] = {}
    for number, text in enumerate(package.read(FILE, by_line=True), 1):
        line = tools.parsed(text)
        if not is_line(line, tools) or tools.canonical(line) != text:
            package.fault(FILE, "countersigned-form", number)
            continue
        if signed and line["hearing"] != signed.get("hearing"):
            package.fault(FILE, "other")
        chains.setdefault((line["key"], line["take"]), []).append((number, text, line))
        takes.setdefault(line["take"], []).append((number, text, line))
    for (key, take), chain in chains.items():
        check_chain(package, chain, key in others_keys(package, take, signed), tools)
    for take, lines in sorted(takes.items()):
        check_take(package, take, lines, tools)


def check_chain(package: Any, chain: list[tuple[int, bytes, dict[str, Any]]], is_others: bool, tools: Any) -> None:
    """Check one signer's lines on one take: signatures, key, and that they follow one another."""
    wrong = set(tools.badly_signed(chain, package.every_signature) if package.checks_signatures else ())
    before = FIRST
    for number, text, line in chain:
        if number in wrong:
            package.fault(FILE, "countersigned-signature", number)
        elif not is_others:
            package.fault(FILE, "countersigned-key", number)
        if line["prev"] != before:
            package.fault(FILE, "countersigned-chain", number)
        before = tools.sha256(text)


def check_take(package: Any, take: str, lines: list[tuple[int, bytes, dict[str, Any]]], tools: Any) -> None:
    """Check that the leaves of *take* lead to what both sides said of it; note what nobody countersigned."""
    leaves, sizes, base = package.leaves.get(take), {line["size"] for _, _, line in lines}, "data/media/" + take + "/"
    if max(sizes) < len(leaves or ()):
        package.notes.add(OPEN.format(take))
    if leaves is None or not package.are_sound(base + "leaves.jsonl", base + "seals.jsonl"):
        return
    roots, told = roots_at(leaves, sizes, tools), package.told.get(take)
    for number, _, line in lines:
        if told is not None and line["size"] > told:
            package.notes.add(AHEAD.format(take, line["size"], told))
        elif roots.get(line["size"]) != line["root"]:
            package.fault(FILE, "countersigned-take", number, take)
