"""Every kind of change at every kind of place: found by ``courtroom verify`` and by the package's own program alike.

Here each change is tried on each file that it can be done to, one after another; what a forger does who holds the
court's key, and what nobody can tell, is in test_tampering.py and test_tampering_seals.py.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recorder.archive.bag import files_below
from recorder.index import canonical
from tests.recorder.signed_package import signed_package
from tests.recorder.tampering import CLOSING, ROOT, Copy, faults
from tests.recorder.time_authority import TimeAuthority

LEAST = 60
KINDS = frozenset(
    {"flip", "trim", "reorder", "rename", "swap", "older checkpoint", "missing token", "forged signature"}
)
TAKES = ("room-demo-1", "program-demo-1")
_log = logging.getLogger("mutations")
Mutation = tuple[str, str, Callable[[Copy], None]]
"""Kind, place and what is done."""


def flipped(site: str) -> Callable[[Copy], None]:
    """One bit in the middle."""
    return lambda copy: copy.flip(site, len(copy.read(site)) // 2)


def trimmed(site: str) -> Callable[[Copy], None]:
    """The last third is gone."""
    return lambda copy: copy.write(site, copy.read(site)[: len(copy.read(site)) * 2 // 3])


def reordered(site: str) -> Callable[[Copy], None]:
    """Its lines stand the other way round."""
    return lambda copy: copy.write(site, b"".join(reversed(copy.read(site).splitlines(keepends=True))))


def renamed(site: str) -> Callable[[Copy], None]:
    """It is called otherwise."""

    def change(copy: Copy) -> None:
        folder, _, name = site.rpartition("/")
        copy.write(f"{folder}/x{name}" if folder else f"x{name}", copy.read(site))
        copy.remove(site)

    return change


def swapped(site: str, other: str) -> Callable[[Copy], None]:
    """Two files have each other's content."""

    def change(copy: Copy) -> None:
        one, two = copy.read(site), copy.read(other)
        copy.write(site, two)
        copy.write(other, one)

    return change


def replayed(site: str, keep: Callable[[list[bytes]], list[bytes]]) -> Callable[[Copy], None]:
    """An older checkpoint stands for the last one; whoever did it holds the court's key."""

    def change(copy: Copy) -> None:
        copy.write(site, b"".join(keep(copy.read(site).splitlines(keepends=True))))
        copy.sign_again()

    return change


def missing(site: str) -> Callable[[Copy], None]:
    """It is not there, and list and manifests were made anew without it."""

    def change(copy: Copy) -> None:
        copy.remove(site)
        copy.sign_again()

    return change


def forged(site: str, line: int | None = None) -> Callable[[Copy], None]:
    """Another signature stands under it."""

    def signed(value: dict[str, object]) -> bytes:
        return canonical({**value, "signature": "ab" * 64}) + b"\n"

    def change(copy: Copy) -> None:
        lines = copy.read(site).splitlines(keepends=True)
        at = 0 if line is None else line
        lines[at] = signed(json.loads(lines[at]))
        copy.write(site, b"".join(lines))
        if site == ROOT:
            copy.bag_again()
        elif not site.startswith("v"):
            copy.sign_again()

    return change


def mutations(package: Path) -> Iterator[Mutation]:
    """Go through all kinds and places of *package*."""
    contents = {name: path.read_bytes() for name, path in files_below(package).items()}
    names = sorted(contents)
    for site, following in zip(names, [*names[1:], names[0]], strict=True):
        yield "flip", site, flipped(site)
        yield "trim", site, trimmed(site)
        yield "rename", site, renamed(site)
        if contents[site] != contents[following]:
            yield "swap", site, swapped(site, following)
        lines = contents[site].splitlines(keepends=True)
        if site.endswith((".jsonl", ".txt")) and lines != lines[::-1]:
            yield "reorder", site, reordered(site)
    for take in TAKES:
        seals = f"data/media/{take}/seals.jsonl"
        yield "older checkpoint", f"{seals}, last", replayed(seals, lambda lines: lines[:-1])
        yield "older checkpoint", f"{seals}, repeated", replayed(seals, lambda lines: [*lines, lines[0]])
        yield "older checkpoint", f"{seals}, in its place", replayed(seals, lambda lines: [*lines[:-1], lines[0]])
        yield "forged signature", f"{seals}, first", forged(seals, 0)
        yield "forged signature", f"{seals}, last", forged(seals, -1)
    for token in [name for name in names if name.endswith(".tsr")]:
        yield "missing token", token, missing(token)
        yield "missing token", f"{token}, and what it is over", missing(token.replace(".tsr", ".json"))
    for site in (ROOT, CLOSING, "v2/addendum.json", "v3/addendum.json"):
        yield "forged signature", site, forged(site)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_kind_of_change_is_found_at_every_place(tmp_path: Path) -> None:
    """Each by both verifiers, in the same words; the original stays whole."""
    package = signed_package(tmp_path / "court", TimeAuthority(tmp_path / "authority"))
    count: Counter[str] = Counter()
    unseen = []
    for number, (kind, site, change) in enumerate(mutations(package)):
        copy = Copy(package, tmp_path / f"{number}")
        change(copy)
        count[kind] += 1
        if not faults(copy.folder):
            unseen.append((kind, site))
    _log.info("%s", json.dumps({"mutations": sum(count.values()), "kinds": dict(count), "unseen": len(unseen)}))

    assert unseen == []
    assert set(count) == KINDS
    assert sum(count.values()) >= LEAST
    assert faults(package) == {}
