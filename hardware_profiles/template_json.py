"""Templates of JSON: an object in which a string ``"{x}"`` stands for the value of a field.

A longer string, ``"mute-{x}"``, is a text template. What is read may hold more than the template says, in any order; what
the template says has to be there, ``null`` standing for anything.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hardware_profiles.errors import WireError
from hardware_profiles.template import Types, Value, Values, Wire, valued, wired
from hardware_profiles.template_text import compile_text

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def compile_json(source: str, types: Types) -> Wire:
    """Compile a template of JSON whose declared fields are *types*.

    Raises:
        WireError: the template is no JSON object.
    """
    try:
        pattern = json.loads(source)
    except ValueError as error:
        raise WireError(f"{source!r} is not JSON: {error}. Mend it.") from error
    if not isinstance(pattern, dict):
        raise WireError(f"{source!r} is no JSON object. Write one.")
    names = frozenset(_names(pattern))
    texts = {text: compile_text(text, types, ignore_case=False) for text in _texts(pattern)}
    names |= {name for text in texts.values() for name in text.names}

    def encode(values: Values) -> bytes:
        found = wired(names, types, values, source)
        spoken = {text: wire.encode(values).decode() for text, wire in texts.items()}
        return json.dumps(_filled(pattern, found, types, spoken), separators=(",", ":"), ensure_ascii=False).encode()

    def decode(message: bytes) -> dict[str, Value] | None:
        try:
            content = json.loads(message)
        except (ValueError, RecursionError):
            return None
        found: dict[str, Value] = {}
        try:
            return valued(found, types) if _fits(pattern, content, found, texts) else None
        except (ValueError, OverflowError):  # a number where none can be, or one such as 1e999
            return None

    return Wire(source, names, encode, decode)


def _names(pattern: Any) -> Iterator[str]:
    if isinstance(pattern, dict):
        for value in pattern.values():
            yield from _names(value)
    elif isinstance(pattern, list):
        for value in pattern:
            yield from _names(value)
    elif isinstance(pattern, str) and (field := _FIELD.fullmatch(pattern)):
        yield field[1]


def _texts(pattern: Any) -> Iterator[str]:
    """The strings that hold a field and more."""
    if isinstance(pattern, dict | list):
        for value in pattern.values() if isinstance(pattern, dict) else pattern:
            yield from _texts(value)
    elif isinstance(pattern, str) and "{" in pattern and not _FIELD.fullmatch(pattern):
        yield pattern


def _filled(pattern: Any, found: Values, types: Types, spoken: Mapping[str, str]) -> Any:
    if isinstance(pattern, dict):
        return {key: _filled(value, found, types, spoken) for key, value in pattern.items()}
    if isinstance(pattern, list):
        return [_filled(value, found, types, spoken) for value in pattern]
    field = _FIELD.fullmatch(pattern) if isinstance(pattern, str) else None
    if field is None:
        return spoken.get(pattern, pattern) if isinstance(pattern, str) else pattern
    kind = types.get(field[1])
    return float(found[field[1]]) if kind is not None and kind.decimals else found[field[1]]


def _fits(pattern: Any, content: Any, found: dict[str, Value], texts: Mapping[str, Wire]) -> bool:
    if pattern is None:
        return True
    if isinstance(pattern, dict):
        return isinstance(content, dict) and all(
            key in content and _fits(value, content[key], found, texts) for key, value in pattern.items()
        )
    if isinstance(pattern, list):
        return (
            isinstance(content, list)
            and len(pattern) == len(content)
            and all(_fits(one, other, found, texts) for one, other in zip(pattern, content, strict=True))
        )
    if isinstance(pattern, str) and pattern in texts:
        read = texts[pattern].decode(content.encode()) if isinstance(content, str) else None
        return read is not None and all(found.setdefault(name, value) == value for name, value in read.items())
    field = _FIELD.fullmatch(pattern) if isinstance(pattern, str) else None
    if field is None:
        return type(pattern) is type(content) and bool(pattern == content)
    return _fits_field(field[1], content, found)


def _fits_field(name: str, content: Any, found: dict[str, Value]) -> bool:
    if isinstance(content, bool) or not isinstance(content, int | float | str):
        return False
    value: Value = f"{content:.6f}" if isinstance(content, float) else content
    if isinstance(content, float) and content.is_integer():
        value = int(content)
    return found.setdefault(name, value) == value
