r"""Templates: one line of a profile that both writes and reads a message. This file knows values; others know forms.

Binary (:mod:`hardware_profiles.template_binary`): hex tokens, ``81 01 04 3F 02 0{preset:n} FF``.
Text (:mod:`hardware_profiles.template_text`): ``#VID {input}>{output}``.
JSON (:mod:`hardware_profiles.template_json`): an object in which a string ``"{x}"`` stands for a field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardware_profiles.device import FieldType
from hardware_profiles.errors import WireError

Value = int | str
Values = Mapping[str, Value]
Types = Mapping[str, FieldType]


@dataclass(frozen=True)
class Wire:
    """A compiled template: ``names`` are its fields."""

    source: str
    names: frozenset[str]
    encode: Callable[[Values], bytes]
    """Write the message; raises WireError when a value does not fit."""
    decode: Callable[[bytes], dict[str, Value] | None]
    """Read a message, or say that it is not this one."""


def to_wire(name: str, types: Types, value: Value) -> Value:
    """Turn a value into what goes over the wire.

    Raises:
        WireError: the value is not one that the field *name* may hold.
    """
    kind = types.get(name)
    if kind is None:
        return value
    if not kind.allows(value):
        raise WireError(f"{name}: {value!r} cannot be asked for. It may be {kind.describe()}.")
    if kind.values is not None:
        return kind.values[str(value)]
    return f"{int(value) / 10**kind.decimals:.{kind.decimals}f}" if kind.decimals else value


def from_wire(name: str, types: Types, wire: Value) -> Value | None:
    """Turn what came over the wire into a value, or None when the field cannot hold it."""
    kind = types.get(name)
    if kind is None:
        return wire
    if kind.values is not None:
        codes = (*kind.values.items(), *kind.heard.items())
        exact = next((word for word, code in codes if str(code) == str(wire)), None)
        return exact or next((word for word, code in codes if str(code).casefold() == str(wire).casefold()), None)
    if kind.min is not None and kind.max is not None:
        number = round(float(wire) * 10**kind.decimals) if kind.decimals else int(wire)
        return number if kind.min <= number <= kind.max else None
    return wire


def wired(names: frozenset[str], types: Types, values: Values, source: str) -> dict[str, Value]:
    """What goes over the wire for each of *names*.

    Raises:
        WireError: one is missing or does not fit.
    """
    for name in names:
        if name not in values:
            raise WireError(f"{source!r} needs a value for {name}. Give it one.")
    return {name: to_wire(name, types, values[name]) for name in names}


def valued(found: Mapping[str, Value], types: Types) -> dict[str, Value] | None:
    """The values of what was *found* in a message, or None when one cannot be."""
    values: dict[str, Value] = {}
    for name, wire in found.items():
        value = from_wire(name, types, wire)
        if value is None:
            return None
        values[name] = value
    return values
