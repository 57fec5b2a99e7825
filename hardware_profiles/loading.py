"""Reads room files and device profiles strictly, and lists every fault with its line.

The YAML is the sober part of it: plain mappings, lists and scalars. Only ``true`` and ``false`` are booleans (YAML 1.2
§10.3.2), a key occurs once, and neither anchors, aliases nor tags are allowed: a file in a court's cabinet shall mean
what a reader sees.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from hardware_profiles.errors import Fault

MAX_BYTES = 1 << 20
"""A larger file is no room file and no profile."""
MAX_DEPTH = 24

T = TypeVar("T")
Place = tuple[str | int, ...]
"""Where something is in a file: keys and positions from the top."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same grammar in C, where PyYAML was built with it: ten times as quick."""
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,15}\Z")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")


@dataclass
class Document:
    """A file's content, the line of each place in it, and the faults found so far."""

    file: str
    content: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, place: Place, fault: str, remedy: str, line: int = 0) -> None:
        """Note a fault at *place*, at its own line or else at the line of what it lies in."""
        around = place
        while not line and around not in self.lines and around:
            around = around[:-1]
        words = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        self.faults.append(Fault(self.file, line or self.lines.get(around, 1), words, fault, remedy))

    def check(self, model: type[BaseModel]) -> BaseModel | None:
        """Fit the content to *model*, or note every misfit."""
        return self.check_with(_adapter(model))

    def check_with(self, adapter: TypeAdapter[T]) -> T | None:
        """Fit the content to what *adapter* takes, or note every misfit."""
        try:
            return adapter.validate_python(self.content)
        except ValidationError as error:
            places: set[Place] = set()
            for each in error.errors(include_url=False):
                place = self._known(each["loc"], is_missing=each["type"] == "missing")
                if place not in places:  # the branches of a union fail one by one
                    self.add(place, _sentence(each["msg"]), _remedy(each["type"], each.get("ctx")))
                places.add(place)
        return None

    def items(self, key: str) -> Iterator[tuple[Place, dict[str, Any]]]:
        """The mappings listed under *key*, as far as they are mappings: for checks across the file."""
        listed = self.content.get(key) if isinstance(self.content, dict) else None
        for position, item in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(item, dict):
                yield (key, position), item

    def sorted_faults(self) -> list[Fault]:
        """The faults in the order of their lines, each once."""
        return sorted(dict.fromkeys(self.faults), key=lambda fault: fault.line)

    def _known(self, loc: Place, *, is_missing: bool) -> Place:
        """Cut from *loc* what pydantic adds and the file does not have, such as the branches of a union."""
        place: Place = ()
        for part in loc:
            if (*place, part) in self.lines:
                place = (*place, part)
        return (*place, loc[-1]) if is_missing else place


@functools.cache
def _adapter(model: type[BaseModel]) -> TypeAdapter[BaseModel]:
    return TypeAdapter(model)


def read(path: Path) -> Document:
    """Read the file at *path*; what is wrong with it is in the document's faults."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        document = Document(str(path))
        document.add((), f"The file cannot be read: {error.strerror}.", "Check its name and permissions.")
        return document
    return parse(raw, str(path))


def parse(raw: bytes, file: str) -> Document:
    """Parse *raw* as strict YAML, called *file* in messages."""
    document = Document(file)
    if len(raw) > MAX_BYTES:
        document.add((), f"The file is larger than {MAX_BYTES} bytes.", "A room or profile is a small file.")
        return document
    try:
        text = raw.decode("utf-8-sig")
        node = _compose(text, document)
        if node is not None:
            document.content = _build(node, (), document)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        document.add((), "The file is not UTF-8.", "Save it as UTF-8.", line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.add((), f"This is not YAML: {error.problem}.", "Mend the line.", mark.line + 1 if mark else 1)
    except (yaml.YAMLError, RecursionError) as error:
        document.add((), f"This is not YAML: {' '.join(str(error).split())[:200]}.", "Mend the file.")
    if document.content is None and not document.faults:
        document.add((), "The file is empty.", "Start from courtrooms/demo.yaml or profile.example.yaml.")
    return document


def _compose(text: str, document: Document) -> yaml.Node | None:
    """Refuse anchors, aliases, tags and depth by their events before anything is built from them."""
    depth = 0
    refused = False
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1
        if depth > MAX_DEPTH:
            document.add((), f"Nested deeper than {MAX_DEPTH}.", "Flatten it.", line)
            return None
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            document.add((), f"Anchor or alias {event.anchor!r}.", "Write the value out where it is meant.", line)
            refused = True
        if getattr(event, "tag", None) is not None:
            document.add((), f"Tag {event.tag!r}.", "Write a plain value.", line)
            refused = True
    return None if refused else yaml.compose(text, Loader=_LOADER)


def _build(node: yaml.Node, place: Place, document: Document) -> Any:
    document.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*place, number), document) for number, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    return _scalar(node)


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[Any, Any]:
    built: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.add(place, "A key is a list or a mapping.", "Keys are words.", line)
            continue
        key = _scalar(key_node)
        if isinstance(key, bool) or key is None:
            key = key_node.value
        if key in built:
            first = document.lines[(*place, key)]
            document.add((*place, key), f"The key {key!r} occurs twice, first in line {first}.", "Keep one.", line)
            continue
        document.lines[(*place, key)] = line
        built[key] = _build(value_node, (*place, key), document)
    return built


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None):  # quoted or a block: a word, whatever it looks like
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "null", "~"):
        return None
    if _INT.match(text):
        return int(text)
    if _HEX.match(text):
        return int(text, 16)
    return float(text) if _FLOAT.match(text) else text


def _sentence(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message if message.endswith(".") else f"{message}."


def _remedy(kind: str, context: dict[str, Any] | None) -> str:
    if kind == "extra_forbidden":
        return "Remove it, or mend its spelling."
    if kind == "missing":
        return "Add it."
    if kind == "string_pattern_mismatch" and context:
        return f"Write it like {context['pattern']}."
    if kind in ("bool_type", "int_type", "string_type"):
        return "Only true and false are booleans; put words that look like numbers in quotes."
    return ""
