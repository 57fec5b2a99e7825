"""Loads device profiles and compiles their templates once; finds the shipped ones and a court's own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware_profiles.device import Command, DeviceProfile, FieldType, Provided
from hardware_profiles.errors import DeviceFileError, WireError
from hardware_profiles.loading import Document, Place, read
from hardware_profiles.profile_rules import check_rules
from hardware_profiles.template import Value, Wire
from hardware_profiles.template_binary import compile_binary
from hardware_profiles.template_json import compile_json
from hardware_profiles.template_text import compile_text

SHIPPED = Path(__file__).parent / "devices"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_REQUEST = FieldType(min=1, max=(1 << 31) - 1)
"""``{request}``: the number of a message, where its answer carries it."""


@dataclass(frozen=True)
class CompiledCommand:
    """A command with its two templates ready."""

    name: str
    spec: Command
    raw: Wire
    reply: Wire | None


@dataclass(frozen=True)
class Property:
    """A property of one device: ``output-1`` with what its name fixes (``output`` is 1)."""

    name: str
    spec: Provided
    type: FieldType
    fixed: Mapping[str, Value]


@dataclass(frozen=True)
class Profile:
    """A profile ready for use."""

    spec: DeviceProfile
    types: Mapping[str, FieldType]
    commands: Mapping[str, CompiledCommand]
    ack: Wire | None
    done: Wire | None
    errors: tuple[Wire, ...]
    unsolicited: tuple[Wire, ...]
    events: tuple[tuple[str, Wire], ...]
    answers: Mapping[str, tuple[Wire, ...]]

    def property(self, name: str) -> Property | None:
        """The property called *name*, or none; ``output-3`` is one of ``output-{output}``."""
        for pattern, spec in self.spec.provides.items():
            expression = "".join(
                part if number % 2 == 0 else f"(?P<{part}>[0-9]{{1,4}})"
                for number, part in enumerate(_PLACEHOLDER.split(pattern))
            )
            match = re.fullmatch(expression, name)
            if match is None:
                continue
            fixed: dict[str, Value] = {key: int(text) for key, text in match.groupdict().items()}
            if all(self.types[key].allows(value) for key, value in fixed.items()):
                return Property(name, spec, self.types[spec.field], fixed)
        return None

    def options(self, said: Mapping[str, Value]) -> dict[str, Value]:
        """What holds for a device whose room file *said* these options: its own words, else the defaults."""
        known = self.spec.options
        usual = {name: kind.default for name, kind in known.items() if kind.default is not None}
        return usual | {name: value for name, value in said.items() if name in known}

    def plain_properties(self) -> Iterator[str]:
        """The properties whose names hold no number."""
        return (pattern for pattern in self.spec.provides if "{" not in pattern)


def shipped_profiles() -> dict[str, Path]:
    """The profiles that come with the product, by name."""
    return profiles_in(SHIPPED)


def known_profiles(folder: Path | None) -> dict[str, Path]:
    """The shipped profiles and those in the court's own *folder*, which go before them, by name."""
    return shipped_profiles() | (profiles_in(folder) if folder is not None else {})


def profiles_in(folder: Path) -> dict[str, Path]:
    """The profiles in *folder*, by the name of their files."""
    return {path.name.removesuffix(".yaml"): path for path in sorted(folder.glob("*.yaml"))}


def load_profile(path: Path) -> Profile:
    """Load and compile the profile at *path*.

    Raises:
        DeviceFileError: the profile has faults; all of them are listed, each with its line.
    """
    return _ready(read(path))


def compile_profile(content: dict[str, Any], name: str) -> Profile:
    """Compile a profile's *content*, called *name* in messages.

    Raises:
        DeviceFileError: the profile has faults.
    """
    return _ready(Document(name, content))


def _ready(document: Document) -> Profile:
    spec = document.check(DeviceProfile) if document.content is not None else None
    profile = _compile(document, spec) if isinstance(spec, DeviceProfile) else None
    if profile is None or document.faults:
        raise DeviceFileError(document.sorted_faults())
    return profile


def _compile(document: Document, spec: DeviceProfile) -> Profile:
    types = {**spec.options, **spec.fields, "request": _REQUEST}

    def wire(place: Place, source: str | None) -> Wire | None:
        if source is None:
            return None
        try:
            if spec.framing.is_binary:
                return compile_binary(source, types)
            if spec.framing.encoding == "json":
                return compile_json(source, types)
            return compile_text(source, types, ignore_case=spec.framing.ignore_case, squeeze=spec.framing.squeeze)
        except WireError as error:
            document.add(place, str(error), "See hardware_profiles/profile.example.yaml.")
            return None

    commands = {}
    for name, command in spec.commands.items():
        raw = wire(("commands", name, "raw"), command.raw)
        reply = wire(("commands", name, "reply"), command.reply)
        if raw is not None:
            commands[name] = CompiledCommand(name, command, raw, reply)
    errors = [wire(("exchange", "errors", at), source) for at, source in enumerate(spec.exchange.errors)]
    pushed = [wire(("unsolicited", at), source) for at, source in enumerate(spec.unsolicited)]
    events = [
        (name, wire(("events", name, at), source))
        for name, sources in spec.events.items()
        for at, source in enumerate(sources)
    ]
    answers = {
        name: tuple(each for at, source in enumerate(sources) if (each := wire(("answers", name, at), source)))
        for name, sources in spec.answers.items()
    }
    check_rules(document, spec)
    profile = Profile(
        spec,
        types,
        commands,
        wire(("exchange", "ack"), spec.exchange.ack),
        wire(("exchange", "done"), spec.exchange.done),
        tuple(each for each in errors if each),
        tuple(each for each in pushed if each),
        tuple((name, each) for name, each in events if each),
        answers,
    )
    _check_fields(document, profile)
    return profile


def _check_fields(document: Document, profile: Profile) -> None:
    """What is sent is declared; what is read answers the property."""
    for name, compiled in profile.commands.items():
        for field in sorted(compiled.raw.names - profile.types.keys()):
            document.add(("commands", name, "raw"), f"The field {field!r} is not declared.", "Declare it in fields.")
    for name, wires in profile.answers.items():
        heard = {field for event, wire in profile.events if event == name for field in wire.names}
        for field in sorted({field for wire in wires for field in wire.names} - heard - profile.spec.options.keys()):
            document.add(("answers", name), f"{name} does not carry {field!r}.", "Answer with what the event carries.")
    for pattern, provided in profile.spec.provides.items():
        reader = profile.commands.get(provided.get or "")
        if reader is not None and (reader.reply is None or provided.field not in reader.reply.names):
            document.add(
                ("provides", pattern, "get"),
                f"{provided.get} does not answer {provided.field}.",
                "Name an inquiry that does.",
            )
