"""Profiles that differ from a sound one by a single slip: a byte, a field, a check value, a time.

Whoever types a profile makes such slips; a profile's vectors are good when they notice every one.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]

_FIELD = re.compile(r"\{[a-z][a-z0-9_]*(?:[+-][0-9]+)?(?::[a-z0-9]+)?\}|\.\.\.")
_PLUS = re.compile(r"(?<=[+-])([0-9]+)(?=[:}])")
_NAME = re.compile(r"(?<=\{)[a-z][a-z0-9_]*")
_HEX_DIGIT = re.compile("[0-9A-F]")
_TEMPLATES = ("raw", "reply", "ack", "done")
_CHECKS = ("sum8", "xor8", "sum16-hex", "crc16-modbus")
_ACTS = ("fail", "retry", "alarm", "ok")


@dataclass(frozen=True)
class Mutant:
    """One slip: where it is, what stands there now, and the whole profile with it."""

    path: Path
    value: Any
    content: dict[str, Any]

    def __str__(self) -> str:
        return f"{'.'.join(str(part) for part in self.path)}: {self.value!r}"


def mutants(content: dict[str, Any]) -> Iterator[Mutant]:
    """Every single slip that could be made in the profile *content*."""
    is_binary = content["framing"]["encoding"] == "binary"
    for path, value in _slips(content, (), is_binary=is_binary):
        yield Mutant(path, value, _with(content, path, value))


def _slips(node: Any, path: Path, *, is_binary: bool) -> Iterator[tuple[Path, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _slips(value, (*path, key), is_binary=is_binary)
        if path and path[-1] == "values":
            yield from _exchanged(node, path)
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from _slips(value, (*path, at), is_binary=is_binary)
    elif path[0] not in ("profile", "version", "source", "status") and path[-1] != "src":
        yield from ((path, value) for value in _changed(node, path, is_binary=is_binary))


def _changed(node: Any, path: Path, *, is_binary: bool) -> Iterator[Any]:
    if _is_template(path):
        yield from _slips_of_template(str(node), is_binary=is_binary)
    elif path[:2] == ("framing", "checksum") and path[-1] == "fn":
        yield from (fn for fn in _CHECKS if fn != node)
    elif path[-1] == "parity":
        yield "E" if node != "E" else "N"
    elif path[-1] == "act":
        yield from (act for act in _ACTS if act != node)
    elif path[-1] in ("until", "append", "begins") or "between" in path:
        yield from _slips_of_literal(str(node), is_hex=is_binary)
    elif "values" in path or "heard" in path:
        yield node + 1 if isinstance(node, int) else f"{node}7"
    elif _is_figure(path) and isinstance(node, bool):
        yield not node
    elif _is_figure(path) and isinstance(node, int):
        yield from (node + 1, node - 1)


def _is_template(path: Path) -> bool:
    return (
        path[-1] in _TEMPLATES or path[0] in ("unsolicited", "events", "answers") or path[:2] == ("exchange", "errors")
    )


def _is_figure(path: Path) -> bool:
    """Times, settings of lines, ranges, sizes."""
    return path[0] in ("timing", "lines", "framing", "fields", "options") or path[-1] in (
        "after_ms",
        "hold_ms",
        "again_ms",
        "silent",
    )


def _slips_of_template(template: str, *, is_binary: bool) -> Iterator[str]:
    yield from _slips_of_literal(template, is_hex=is_binary)
    for match in _PLUS.finditer(template):
        yield f"{template[: match.start(1)]}{int(match[1]) - 1}{template[match.end() :]}"
    names = list(_NAME.finditer(template))
    for one, other in itertools.pairwise(names):
        if one[0] != other[0]:
            yield (
                template[: one.start()]
                + other[0]
                + template[one.end() : other.start()]
                + one[0]
                + template[other.end() :]
            )
    tokens = template.split(" ")
    if is_binary:
        yield from (" ".join(tokens[:at] + tokens[at + 1 :]) for at in range(len(tokens)) if len(tokens) > 1)


def _slips_of_literal(template: str, *, is_hex: bool) -> Iterator[str]:
    """*template* with one character outside its fields changed."""
    fields = [range(*match.span()) for match in _FIELD.finditer(template)]
    for at, character in enumerate(template):
        if any(at in field for field in fields) or (is_hex and not _HEX_DIGIT.match(character)):
            continue
        new = f"{int(character, 16) ^ 1:X}" if is_hex else "X" if character != "X" else "Y"
        yield template[:at] + new + template[at + 1 :]


def _exchanged(values: dict[str, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    """Two words that took each other's code: left for right, on for off."""
    words = list(values)
    for one, other in itertools.pairwise(words):
        yield path, {**values, one: values[other], other: values[one]}


def _with(node: Any, path: Path, value: Any) -> Any:
    """A copy of *node* that holds *value* at *path*, sharing everything else."""
    if not path:
        return value
    key: Any = path[0]
    copy: Any = list(node) if isinstance(node, list) else dict(node)
    copy[key] = _with(node[key], path[1:], value)
    return copy
