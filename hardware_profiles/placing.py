"""Writes places into a room file and leaves everything else of it as a person wrote it: comments, order and style."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from hardware_profiles.floor import Floor, Place

NAMES = {"seats": "id", "cameras": "stream", "microphones": "stream", "devices": "name"}
"""What can stand on the floor: the room file's lists, and by which key each item is called."""
BLANK = "***"
_LOGIN = re.compile(r"://[^\s/@\"']+@")
"""User and password before the host of an address."""

Thing = tuple[str, str]
"""A list of the room file and the name of an item: ``("seats", "judge")``."""


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


def placed(text: str, floor: Floor, places: Mapping[Thing, Place]) -> str:
    """Give the room file *text* with these *places* and no others. It is valid YAML of a sound room file."""
    return _edited(text, _edits(_top(text), floor, places))


def without(text: str, secrets: Collection[tuple[str, str]]) -> tuple[str, int]:
    """Give *text* with the options in *secrets* (device, option) and logins in addresses blanked out, and how many."""
    edits = list(_blanks(_top(text), secrets))
    blanked, logins = _LOGIN.subn(f"://{BLANK}@", _edited(text, edits))
    return blanked, len(edits) + logins


def _top(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode), "A sound room file is a mapping."
    return node


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _edits(top: yaml.MappingNode, floor: Floor, places: Mapping[Thing, Place]) -> Iterator[_Edit]:
    yield _floor_edit(top, floor)
    for key, name in NAMES.items():
        for item in _items(top, key):
            place = places.get((key, _word(item, name)))
            old = _at(item, "place")
            if place is not None:
                yield _put(item, _spelt(place), old)
            elif old is not None:
                yield _taken_out(item, old)


def _floor_edit(top: yaml.MappingNode, floor: Floor) -> _Edit:
    spelt = f"{{width: {floor.width:g}, depth: {floor.depth:g}}}"
    old = _at(top, "floor")
    seats = next(key for key, _ in top.value if key.value == "seats")
    if old is not None:
        return _Edit(top.value[old][1].start_mark.index, _end(top.value[old][1]), spelt)
    return _Edit(seats.start_mark.index, seats.start_mark.index, f"floor: {spelt}\n")


def _blanks(top: yaml.MappingNode, secrets: Collection[tuple[str, str]]) -> Iterator[_Edit]:
    for item in _items(top, "devices"):
        at = _at(item, "options")
        options = item.value[at][1] if at is not None else None
        for key, value in options.value if isinstance(options, yaml.MappingNode) else ():
            if (_word(item, "name"), key.value) in secrets:
                yield _Edit(value.start_mark.index, _end(value), f'"{BLANK}"')


def _items(top: yaml.MappingNode, key: str) -> Iterator[yaml.MappingNode]:
    at = _at(top, key)
    if at is not None and isinstance(top.value[at][1], yaml.SequenceNode):
        yield from (one for one in top.value[at][1].value if isinstance(one, yaml.MappingNode))


def _at(node: yaml.MappingNode, key: str) -> int | None:
    return next((at for at, (one, _) in enumerate(node.value) if one.value == key), None)


def _word(item: yaml.MappingNode, key: str) -> str:
    at = _at(item, key)
    return str(item.value[at][1].value) if at is not None else ""


def _spelt(place: Place) -> str:
    turned = f", turn_deg: {place.turn_deg}" if place.turn_deg else ""
    return f"{{x: {round(place.x, 2):g}, y: {round(place.y, 2):g}{turned}}}"


def _put(item: yaml.MappingNode, spelt: str, old: int | None) -> _Edit:
    """Write the place into *item*: in the place of the old value, at the end of a line, or as the second line of a block."""
    if old is not None:
        return _Edit(item.value[old][1].start_mark.index, _end(item.value[old][1]), spelt)
    last = _end(item.value[-1][1])
    if item.flow_style:
        return _Edit(last, last, f", place: {spelt}")
    indent = " " * item.value[0][0].start_mark.column
    if len(item.value) > 1:
        second = item.value[1][0].start_mark.index
        return _Edit(second, second, f"place: {spelt}\n{indent}")
    return _Edit(last, last, f"\n{indent}place: {spelt}")


def _taken_out(item: yaml.MappingNode, old: int) -> _Edit:
    if old > 0:
        return _Edit(_end(item.value[old - 1][1]), _end(item.value[old][1]), "")
    following = item.value[1][0].start_mark.index if len(item.value) > 1 else _end(item.value[0][1])
    return _Edit(item.value[0][0].start_mark.index, following, "")


def _end(node: yaml.Node) -> int:
    """Where *node* ends in the text: a block's own mark is at the beginning of what follows it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, yaml.MappingNode) else last)
    return int(node.end_mark.index)
