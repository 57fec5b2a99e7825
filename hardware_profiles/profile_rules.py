"""What a profile must keep to beyond its form: names that it uses are there, and what it sends is answered or said silent."""

import re
from collections.abc import Collection, Iterator, Mapping

from hardware_profiles.device import DeviceProfile
from hardware_profiles.head_rules import check_head
from hardware_profiles.loading import Document, Place

_HANDSHAKE_OPTIONS = {"none": (), "pjlink": ("password",), "login": ("password",), "logon": ("user", "password")}
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def check_rules(document: Document, spec: DeviceProfile) -> None:
    """Note every breach of the rules in *document*."""
    for name in spec.options.keys() & spec.fields.keys():
        document.add(("fields", name), f"{name} is a field and an option.", "Give them two names.")
    for place, name in _commands_named(spec):
        if name not in spec.commands:
            document.add(place, f"There is no command {name!r}.", _there_are(spec.commands))
    for name in spec.answers.keys() - spec.events.keys():
        document.add(("answers", name), f"There is no event {name!r}.", _there_are(spec.events))
    _check_opening(document, spec)
    _check_answers(document, spec)
    _check_framing(document, spec)
    _check_properties(document, spec)
    check_head(document, spec)


def _commands_named(spec: DeviceProfile) -> Iterator[tuple[Place, str]]:
    yield from _opening(spec)
    if spec.heartbeat is not None:
        yield ("heartbeat",), spec.heartbeat
    for kind, holders, roles in (
        ("provides", spec.provides, ("set", "get", "steady", "follow")),
        ("motions", spec.motions, ("start", "stop", "steady")),
    ):
        for key, holder in holders.items():
            yield from (
                ((kind, key, role), name) for role in roles if (name := getattr(holder, role, None)) is not None
            )


def _opening(spec: DeviceProfile) -> Iterator[tuple[Place, str]]:
    yield from ((("on_open", at), name) for at, name in enumerate(spec.on_open))
    yield from ((("on_followed", at), name) for at, name in enumerate(spec.on_followed))


def _check_opening(document: Document, spec: DeviceProfile) -> None:
    if spec.on_followed and not any(one.follow for one in spec.provides.values()):
        document.add(("on_followed",), "No property is followed.", "Give one a follow, or leave it out.")
    for place, name in _opening(spec):
        if name in spec.commands and spec.commands[name].reply is None and not spec.commands[name].silent:
            document.add(place, f"{name} has no reply to wait for.", "Name a command with a reply.")
    if spec.heartbeat in spec.commands and spec.commands[spec.heartbeat].kind != "inquiry":
        document.add(("heartbeat",), f"{spec.heartbeat} changes something.", "Name an inquiry.")


def _check_answers(document: Document, spec: DeviceProfile) -> None:
    if spec.exchange.done is not None and not spec.timing.done_ms:
        document.add(("timing",), "Commands are done later, but done_ms says not when.", "Add done_ms.")
    for name, command in spec.commands.items():
        answered = command.reply is not None or (command.kind == "command" and spec.exchange.done is not None)
        if not answered and not command.silent:
            document.add(("commands", name), "Nothing answers this command.", "Give it a reply, or say silent: true.")
        if command.silent and command.reply is not None:
            document.add(("commands", name), "A silent command has a reply.", "Leave one of the two out.")
    for motion, spec_of in spec.motions.items():
        stop = spec.commands.get(spec_of.stop)
        if stop is not None and stop.kind == "inquiry":
            document.add(("motions", motion, "stop"), f"{spec_of.stop} stops nothing.", "Name a command.")


def _check_framing(document: Document, spec: DeviceProfile) -> None:
    if spec.framing.length is not None and spec.framing.begins is None:
        document.add(("framing",), "Without begins nothing tells where a length stands.", "Add begins.")
    if spec.framing.like is not None:
        try:
            re.compile(spec.framing.like)
        except re.error as error:
            document.add(("framing", "like"), f"This is no pattern: {error}.", "Mend it.")
    if spec.framing.datagram and set(spec.lines.ways()) - {"udp", "http"}:
        document.add(("framing", "datagram"), "Only udp and http carry one message each.", "Leave the other lines out.")
    for name in _HANDSHAKE_OPTIONS[spec.handshake]:
        if name not in spec.options:
            document.add(("handshake",), f"{spec.handshake} needs the option {name!r}.", "Declare it in options.")


def _check_properties(document: Document, spec: DeviceProfile) -> None:
    for pattern, provided in spec.provides.items():
        place = ("provides", pattern)
        for field in (*_PLACEHOLDER.findall(pattern), provided.field):
            if field not in spec.fields:
                document.add(place, f"There is no field {field!r}.", _there_are(spec.fields))
        kind = spec.fields.get(provided.field)
        if kind is not None and provided.safe is not None and not kind.allows(provided.safe):
            document.add((*place, "safe"), f"{provided.safe!r} cannot be asked for.", f"It may be {kind.describe()}.")
        if kind is not None and provided.identify is not None and not kind.allows(provided.identify):
            fault = f"{provided.identify!r} cannot be asked for."
            document.add((*place, "identify"), fault, f"It may be {kind.describe()}.")
        if provided.identify is not None and (provided.set is None or provided.get is None):
            document.add((*place, "identify"), "What was before could not be brought back.", "Give it set and get.")
        words = (*provided.settles, *provided.settles.values())
        for word in words if kind is not None and kind.values is not None else ():
            if word not in kind.values:  # type: ignore[union-attr,operator]
                document.add((*place, "settles"), f"There is no state {word!r}.", _there_are(kind.values or ()))  # type: ignore[union-attr]


def _there_are(names: Mapping[str, object] | Collection[str]) -> str:
    return f"There are: {', '.join(sorted(names))}."
