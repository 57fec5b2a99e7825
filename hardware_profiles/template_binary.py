"""Templates of bytes.

A token is two hex digits, either of which may be a field of one nibble (``{address:n}``, ``{address+8:n}``), or a whole
field: ``{x:u8}`` a byte, ``{x+64:u8}`` and ``{x-1:u16}`` with something added or taken off, ``{x:u7}`` a byte whose bit 7 is set, ``{x:u16}``
two bytes, the high one first, ``{x:u16le}`` the low one first, ``{x:hex2}`` and ``{x:hex4}`` digits in ASCII, ``{x:nib4}`` four nibbles in four bytes,
``{x:snib4}`` the same with a sign (two's complement). ``...`` at the end stands for any rest.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardware_profiles.errors import WireError
from hardware_profiles.template import Types, Value, Values, Wire, valued, wired

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)([+-][0-9]{1,3})?:([a-z0-9]+)\}")
_CELL = re.compile(r"\{[^{}]*\}|[0-9A-Fa-f]")
_NIBBLE = 0xF
_HIGH_BIT = 0x80
_SIGN = 0x8000


def compile_binary(source: str, types: Types) -> Wire:
    """Compile a template of bytes whose declared fields are *types*.

    Raises:
        WireError: the template cannot be understood.
    """
    tokens = source.split()
    open_end = bool(tokens) and tokens[-1] == "..."
    try:
        parts = [_binary_part(token) for token in (tokens[:-1] if open_end else tokens)]
    except WireError as error:
        raise WireError(f"{source!r}: {error}") from error
    names = frozenset(name for part in parts for name in part.names)

    def encode(values: Values) -> bytes:
        numbers = {name: _number(name, value) for name, value in wired(names, types, values, source).items()}
        return b"".join(part.write(numbers) for part in parts)

    def decode(message: bytes) -> dict[str, Value] | None:
        found: dict[str, int] = {}
        at = 0
        for part in parts:
            if not part.read(message[at : at + part.width], found):
                return None
            at += part.width
        return valued(found, types) if open_end or at == len(message) else None

    return Wire(source, names, encode, decode)


@dataclass(frozen=True)
class _Part:
    width: int
    names: tuple[str, ...]
    write: Callable[[Mapping[str, int]], bytes]
    read: Callable[[bytes, dict[str, int]], bool]


@dataclass(frozen=True)
class _Form:
    """A whole field: its width in bytes, its range, and its two directions."""

    width: int
    least: int
    most: int
    write: Callable[[int], bytes]
    read: Callable[[bytes], int | None]


def _nibbles(value: int) -> bytes:
    return bytes((value >> shift) & _NIBBLE for shift in (12, 8, 4, 0))


def _from_nibbles(chunk: bytes) -> int | None:
    if any(byte > _NIBBLE for byte in chunk):
        return None
    return chunk[0] << 12 | chunk[1] << 8 | chunk[2] << 4 | chunk[3]


def _from_signed_nibbles(chunk: bytes) -> int | None:
    value = _from_nibbles(chunk)
    return value - 2 * _SIGN if value is not None and value >= _SIGN else value


def _from_hex(chunk: bytes) -> int | None:
    return int(chunk, 16) if re.fullmatch(rb"[0-9A-Fa-f]+", chunk) else None


_FORMS = {
    "u8": _Form(1, 0, 0xFF, lambda value: bytes([value]), lambda chunk: chunk[0]),
    "u7": _Form(
        1,
        0,
        0x7F,
        lambda value: bytes([value | _HIGH_BIT]),
        lambda chunk: chunk[0] ^ _HIGH_BIT if chunk[0] & _HIGH_BIT else None,
    ),
    "u16": _Form(2, 0, 0xFFFF, lambda value: value.to_bytes(2), int.from_bytes),
    "u16le": _Form(
        2, 0, 0xFFFF, lambda value: value.to_bytes(2, "little"), lambda chunk: int.from_bytes(chunk, "little")
    ),
    "hex2": _Form(2, 0, 0xFF, lambda value: f"{value:02X}".encode(), _from_hex),
    "hex4": _Form(4, 0, 0xFFFF, lambda value: f"{value:04X}".encode(), _from_hex),
    "nib4": _Form(4, 0, 0xFFFF, _nibbles, _from_nibbles),
    "snib4": _Form(4, -_SIGN, _SIGN - 1, _nibbles, _from_signed_nibbles),
}


@functools.lru_cache(4096)
def _binary_part(token: str) -> _Part:
    whole = _FIELD.fullmatch(token)
    if whole and whole[3] in _FORMS:
        return _whole_field(whole[1], int(whole[2] or 0), _FORMS[whole[3]])
    cells = _CELL.findall(token)
    if "".join(cells) != token or len(cells) != 2:  # noqa: PLR2004 - two nibbles make a byte
        raise WireError(f"{token!r} is neither two hex digits nor a field such as {{x:u8}}.")
    return _byte(cells)


def _whole_field(name: str, plus: int, form: _Form) -> _Part:
    def write(numbers: Mapping[str, int]) -> bytes:
        value = numbers[name] + plus
        if not form.least <= value <= form.most:
            raise WireError(f"{name}: {value} does not fit its bytes. It may be {form.least} to {form.most}.")
        return form.write(value)

    def read(chunk: bytes, found: dict[str, int]) -> bool:
        value = form.read(chunk) if len(chunk) == form.width else None
        return value is not None and _note(found, name, value - plus)

    return _Part(form.width, (name,), write, read)


@dataclass(frozen=True)
class _Nibble:
    name: str
    """Empty for a literal."""
    plus: int
    """What is added to the field, or the literal itself."""

    def write(self, numbers: Mapping[str, int]) -> int:
        nibble = numbers[self.name] + self.plus if self.name else self.plus
        if not 0 <= nibble <= _NIBBLE:
            raise WireError(f"{self.name}: {nibble} is no nibble. It may be 0 to 15.")
        return nibble

    def read(self, nibble: int, found: dict[str, int]) -> bool:
        return _note(found, self.name, nibble - self.plus) if self.name else nibble == self.plus


def _byte(cells: list[str]) -> _Part:
    high, low = (_nibble(cell) for cell in cells)

    def write(numbers: Mapping[str, int]) -> bytes:
        return bytes([high.write(numbers) << 4 | low.write(numbers)])

    def read(chunk: bytes, found: dict[str, int]) -> bool:
        return len(chunk) == 1 and high.read(chunk[0] >> 4, found) and low.read(chunk[0] & _NIBBLE, found)

    return _Part(1, tuple(nibble.name for nibble in (high, low) if nibble.name), write, read)


def _nibble(cell: str) -> _Nibble:
    if not cell.startswith("{"):
        return _Nibble("", int(cell, 16))
    field = _FIELD.fullmatch(cell)
    if field is None or field[3] != "n":
        raise WireError(f"{cell} is no nibble. Write it as {{x:n}} or {{x+8:n}}.")
    return _Nibble(field[1], int(field[2] or 0))


def _note(found: dict[str, int], name: str, value: int) -> bool:
    return found.setdefault(name, value) == value


def _number(name: str, value: Value) -> int:
    if not isinstance(value, int):
        raise WireError(f"{name}: {value!r} is no number, as a binary field needs.")
    return value
