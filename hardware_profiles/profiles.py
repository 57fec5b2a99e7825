"""Loads device profiles and compiles their templates once; finds the shipped ones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hardware_profiles.device import Command, DeviceProfile, FieldType, Provided
from hardware_profiles.errors import DeviceFileError, WireError
from hardware_profiles.loading import Document, Place, read
from hardware_profiles.template import Value, Wire, compile_binary, compile_text

SHIPPED = Path(__file__).parent / "devices"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


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

    def plain_properties(self) -> Iterator[str]:
        """The properties whose names hold no number."""
        return (pattern for pattern in self.spec.provides if "{" not in pattern)


def shipped_profiles() -> dict[str, Path]:
    """The profiles that come with the product, by name."""
    return {path.name.removesuffix(".yaml"): path for path in sorted(SHIPPED.glob("*.yaml"))}


def load_profile(path: Path) -> Profile:
    """Load and compile the profile at *path*.

    Raises:
        DeviceFileError: the profile has faults; all of them are listed, each with its line.
    """
    document = read(path)
    spec = document.check(DeviceProfile) if document.content is not None else None
    profile = _compile(document, spec) if isinstance(spec, DeviceProfile) else None
    if profile is None or document.faults:
        raise DeviceFileError(document.sorted_faults())
    return profile


def _compile(document: Document, spec: DeviceProfile) -> Profile:
    types = {**spec.options, **spec.fields}

    def wire(place: Place, source: str | None) -> Wire | None:
        if source is None:
            return None
        try:
            if spec.framing.encoding == "binary":
                return compile_binary(source, types)
            return compile_text(source, types, ignore_case=spec.framing.ignore_case)
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
    profile = Profile(
        spec,
        types,
        commands,
        wire(("exchange", "ack"), spec.exchange.ack),
        wire(("exchange", "done"), spec.exchange.done),
        tuple(each for each in errors if each),
        tuple(each for each in pushed if each),
    )
    _check_commands(document, profile)
    _check_provides(document, profile)
    return profile


def _check_commands(document: Document, profile: Profile) -> None:
    spec = profile.spec
    for name in spec.options.keys() & spec.fields.keys():
        document.add(("fields", name), f"{name} is a field and an option.", "Give them two names.")
    for at, name in enumerate(spec.on_open):
        if name not in spec.commands:
            document.add(("on_open", at), f"There is no command {name!r}.", _there_are(spec.commands))
        elif spec.commands[name].reply is None:
            document.add(("on_open", at), f"{name} has no reply to wait for.", "Name a command with a reply.")
    if spec.exchange.done is not None and not spec.timing.done_ms:
        document.add(("timing",), "Commands are done later, but done_ms says not when.", "Add done_ms.")
    for name, command in spec.commands.items():
        acknowledged = command.kind == "command" and spec.exchange.done is not None
        if command.reply is None and not acknowledged:
            document.add(("commands", name), "Nothing answers this command.", "Give it a reply.")
    for name, compiled in profile.commands.items():
        for field in sorted(compiled.raw.names - profile.types.keys()):
            document.add(("commands", name, "raw"), f"The field {field!r} is not declared.", "Declare it in fields.")


def _check_provides(document: Document, profile: Profile) -> None:
    spec = profile.spec
    for pattern, provided in spec.provides.items():
        place = ("provides", pattern)
        for field in (*_PLACEHOLDER.findall(pattern), provided.field):
            if field not in spec.fields:
                document.add(place, f"There is no field {field!r}.", _there_are(spec.fields))
        for role in ("set", "get", "steady"):
            name = getattr(provided, role)
            if name is not None and name not in spec.commands:
                document.add((*place, role), f"There is no command {name!r}.", _there_are(spec.commands))
        reader = profile.commands.get(provided.get)
        if reader is not None and (reader.reply is None or provided.field not in reader.reply.names):
            document.add(
                (*place, "get"), f"{provided.get} does not answer {provided.field}.", "Name an inquiry that does."
            )


def _there_are(names: Mapping[str, object]) -> str:
    return f"There are: {', '.join(sorted(names))}."
