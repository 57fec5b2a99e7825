"""What a profile's head must keep to: its commands are there, ask for all of where a camera looks, and take all of it."""

import re
from collections.abc import Iterable

from hardware_profiles.device import DeviceProfile
from hardware_profiles.loading import Document
from hardware_profiles.optics import AXES, SPEEDS

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)")


def check_head(document: Document, spec: DeviceProfile) -> None:
    """Note every breach of the rules of ``head`` and ``optics`` in *document*."""
    if spec.head is None:
        return
    for role, names in (("ask", spec.head.ask), ("go", spec.head.go)):
        for at, name in enumerate(names):
            if name not in spec.commands:
                remedy = f"There are: {', '.join(sorted(spec.commands))}."
                document.add(("head", role, at), f"There is no command {name!r}.", remedy)
            elif (spec.commands[name].kind == "inquiry") != (role == "ask"):
                kind = "inquiry" if role == "ask" else "command"
                document.add(("head", role, at), f"{name} is no {kind}.", f"Name what is of the kind {kind}.")
    answered = [spec.commands[name].reply or "" for name in spec.head.ask if name in spec.commands]
    taken = [spec.commands[name].raw for name in spec.head.go if name in spec.commands]
    _check_whole(document, "ask", answered)
    _check_whole(document, "go", taken)
    allowed = {*AXES, *SPEEDS.values(), *spec.options, "request"}
    for field in sorted(_fields(taken) - allowed):
        document.add(("head", "go"), f"Nobody says what {field} is to be.", f"They may take: {', '.join(AXES)}.")


def _check_whole(document: Document, role: str, templates: Iterable[str]) -> None:
    for axis in set(AXES) - _fields(templates):
        document.add(("head", role), f"{axis} is missing.", "Name the command that has it, or leave head out.")


def _fields(templates: Iterable[str]) -> set[str]:
    return {field for template in templates for field in _FIELD.findall(template)}
