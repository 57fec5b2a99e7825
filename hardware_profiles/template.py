r"""Templates: one line of a profile that both writes and reads a message.

Binary: hex tokens, ``81 01 04 3F 02 0{preset:n} FF``. A token is two hex digits, either of which may be a field of one
nibble (``{address:n}``, ``{address+8:n}``), or a whole field: ``{x:u8}`` a byte, ``{x:nib4}`` four nibbles in four bytes,
``{x:snib4}`` the same with a sign (two's complement). ``...`` at the end stands for any rest.

Text: ``#VID {input}>{output}``. ``{x}`` is a field that the profile declares; ``{x:d}`` any digits, ``{x:w}`` any word
characters and ``{x:s}`` anything without blanks, for what is only read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardware_profiles.device import FieldType
from hardware_profiles.errors import WireError

Value = int | str
Values = Mapping[str, Value]

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)(?:\+([0-9]+))?(?::([a-z0-9]+))?\}")
_CELL = re.compile(r"\{[^{}]*\}|[0-9A-Fa-f]")
_LOOSE = {"d": r"[0-9]{1,9}", "w": r"\w{1,40}", "s": r"\S{1,40}"}
_NIBBLE = 0xF
_SIGN = 0x8000
_WIDTHS = {"u8": 1, "nib4": 4, "snib4": 4}


@dataclass(frozen=True)
class Wire:
    """A compiled template: ``names`` are its fields."""

    source: str
    names: frozenset[str]
    encode: Callable[[Values], bytes]
    """Write the message; raises WireError when a value does not fit."""
    decode: Callable[[bytes], dict[str, Value] | None]
    """Read a message, or say that it is not this one."""


def to_wire(name: str, types: Mapping[str, FieldType], value: Value) -> Value:
    """Turn a value into what goes over the wire.

    Raises:
        WireError: the value is not one that the field *name* may hold.
    """
    kind = types.get(name)
    if kind is None:
        return value
    if not kind.allows(value):
        raise WireError(f"{name}: {value!r} cannot be asked for. It may be {kind.describe()}.")
    return kind.values[str(value)] if kind.values is not None else value


def from_wire(name: str, types: Mapping[str, FieldType], wire: Value) -> Value | None:
    """Turn what came over the wire into a value, or None when the field cannot hold it."""
    kind = types.get(name)
    if kind is None:
        return wire
    if kind.values is not None:
        matches = (word for word, code in kind.values.items() if str(code).casefold() == str(wire).casefold())
        return next(matches, None)
    if kind.min is not None and kind.max is not None:
        number = int(wire)
        return number if kind.min <= number <= kind.max else None
    return wire


def compile_binary(source: str, types: Mapping[str, FieldType]) -> Wire:
    """Compile a template of bytes whose declared fields are *types*.

    Raises:
        WireError: the template cannot be understood.
    """
    tokens = source.split()
    open_end = bool(tokens) and tokens[-1] == "..."
    parts = [_binary_part(token, source) for token in (tokens[:-1] if open_end else tokens)]
    names = frozenset(name for part in parts for name in part.names)

    def encode(values: Values) -> bytes:
        wired = {
            name: _number(name, to_wire(name, types, values[name])) for name in names if _given(name, values, source)
        }
        return b"".join(part.write(wired) for part in parts)

    def decode(message: bytes) -> dict[str, Value] | None:
        wired: dict[str, int] = {}
        at = 0
        for part in parts:
            if not part.read(message[at : at + part.width], wired):
                return None
            at += part.width
        return _valued(wired, types) if open_end or at == len(message) else None

    return Wire(source, names, encode, decode)


def compile_text(source: str, types: Mapping[str, FieldType], *, ignore_case: bool) -> Wire:
    """Compile a template of text whose declared fields are *types*.

    Raises:
        WireError: the template cannot be understood.
    """
    pattern, names, at = "", [], 0
    for match in _FIELD.finditer(source):
        name, offset, loose = match.groups()
        if offset or (loose and loose not in _LOOSE) or (not loose and name not in types) or name in names:
            raise WireError(f"{match[0]} in {source!r} is no field. Declare {name} once, or write it as {{{name}:w}}.")
        pattern += (
            re.escape(source[at : match.start()]) + f"(?P<{name}>{_LOOSE[loose] if loose else _expected(types[name])})"
        )
        names.append(name)
        at = match.end()
    if "{" in source[at:] or "{" in _FIELD.sub("", source):
        raise WireError(f"A brace in {source!r} belongs to no field. A field is written {{name}}.")
    expression = re.compile(pattern + re.escape(source[at:]), re.IGNORECASE | re.ASCII if ignore_case else re.ASCII)

    def encode(values: Values) -> bytes:
        wired = {name: to_wire(name, types, values[name]) for name in names if _given(name, values, source)}
        return _FIELD.sub(lambda match: str(wired[match[1]]), source).encode()

    def decode(message: bytes) -> dict[str, Value] | None:
        match = expression.fullmatch(message.decode("utf-8", "replace"))
        return None if match is None else _valued(match.groupdict(), types)

    return Wire(source, frozenset(names), encode, decode)


@dataclass(frozen=True)
class _Part:
    width: int
    names: tuple[str, ...]
    write: Callable[[Mapping[str, int]], bytes]
    read: Callable[[bytes, dict[str, int]], bool]


def _binary_part(token: str, source: str) -> _Part:
    whole = _FIELD.fullmatch(token)
    if whole and whole[3] in _WIDTHS and not whole[2]:
        return _whole_field(whole[1], whole[3])
    cells = _CELL.findall(token)
    if "".join(cells) != token or len(cells) != 2:  # noqa: PLR2004 - two nibbles make a byte
        raise WireError(f"{token!r} in {source!r} is neither two hex digits nor a field such as {{x:u8}}.")
    return _byte(cells, source)


@dataclass(frozen=True)
class _Nibble:
    name: str
    """Empty for a literal."""
    plus: int
    """What is added to the field, or the literal itself."""

    def write(self, wired: Mapping[str, int]) -> int:
        nibble = wired[self.name] + self.plus if self.name else self.plus
        if not 0 <= nibble <= _NIBBLE:
            raise WireError(f"{self.name}: {nibble} is no nibble. It may be 0 to 15.")
        return nibble

    def read(self, nibble: int, wired: dict[str, int]) -> bool:
        return _note(wired, self.name, nibble - self.plus) if self.name else nibble == self.plus


def _byte(cells: list[str], source: str) -> _Part:
    high, low = (_nibble(cell, source) for cell in cells)

    def write(wired: Mapping[str, int]) -> bytes:
        return bytes([high.write(wired) << 4 | low.write(wired)])

    def read(chunk: bytes, wired: dict[str, int]) -> bool:
        return len(chunk) == 1 and high.read(chunk[0] >> 4, wired) and low.read(chunk[0] & _NIBBLE, wired)

    return _Part(1, tuple(nibble.name for nibble in (high, low) if nibble.name), write, read)


def _nibble(cell: str, source: str) -> _Nibble:
    if not cell.startswith("{"):
        return _Nibble("", int(cell, 16))
    field = _FIELD.fullmatch(cell)
    if field is None or field[3] != "n":
        raise WireError(f"{cell} in {source!r} is no nibble. Write it as {{x:n}} or {{x+8:n}}.")
    return _Nibble(field[1], int(field[2] or 0))


def _whole_field(name: str, form: str) -> _Part:
    def write(wired: Mapping[str, int]) -> bytes:
        value = wired[name]
        least, most = (-_SIGN, _SIGN - 1) if form == "snib4" else (0, 0xFF if form == "u8" else 0xFFFF)
        if not least <= value <= most:
            raise WireError(f"{name}: {value} does not fit its bytes. It may be {least} to {most}.")
        return bytes([value]) if form == "u8" else bytes((value >> shift) & _NIBBLE for shift in (12, 8, 4, 0))

    def read(chunk: bytes, wired: dict[str, int]) -> bool:
        if len(chunk) != _WIDTHS[form]:
            return False
        if form == "u8":
            return _note(wired, name, chunk[0])
        if any(byte > _NIBBLE for byte in chunk):
            return False
        value = chunk[0] << 12 | chunk[1] << 8 | chunk[2] << 4 | chunk[3]
        return _note(wired, name, value - 2 * _SIGN if form == "snib4" and value >= _SIGN else value)

    return _Part(_WIDTHS[form], (name,), write, read)


def _note(wired: dict[str, int], name: str, value: int) -> bool:
    return wired.setdefault(name, value) == value


def _valued(wired: Mapping[str, Value], types: Mapping[str, FieldType]) -> dict[str, Value] | None:
    values: dict[str, Value] = {}
    for name, wire in wired.items():
        value = from_wire(name, types, wire)
        if value is None:
            return None
        values[name] = value
    return values


def _expected(kind: FieldType) -> str:
    if kind.values is not None:
        return "|".join(re.escape(str(code)) for code in kind.values.values())
    return "[0-9]{1,9}" if kind.min is not None else f"(?:{kind.text})"


def _given(name: str, values: Values, source: str) -> bool:
    if name not in values:
        raise WireError(f"{source!r} needs a value for {name}. Give it one.")
    return True


def _number(name: str, value: Value) -> int:
    if not isinstance(value, int):
        raise WireError(f"{name}: {value!r} is no number, as a binary field needs.")
    return value
