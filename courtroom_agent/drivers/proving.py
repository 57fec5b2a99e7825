"""Holds a profile against its vectors: does the driver write and read what the maker's manual prints?"""

from collections.abc import Iterator, Sequence
from typing import Any

from courtroom_agent.drivers.core import Core, Done, Event, Faulted, Happened, Reported, Say
from courtroom_agent.drivers.errors import Unauthorised
from courtroom_agent.drivers.framing import Framer
from hardware_profiles.errors import WireError
from hardware_profiles.profiles import Profile
from hardware_profiles.template import Wire
from hardware_profiles.vectors import Vector, covered, facts_at

_GREETINGS = {"pjlink": "PJLINK 0\r"}
_RESET_DONE = "02 01 00 01 00 00 00 00 01"


def disagreements(profile: Profile, content: Any, vectors: Sequence[Vector]) -> Iterator[str]:
    """What *profile*, whose file says *content*, does otherwise than *vectors* say; nothing when all is well."""
    for vector in vectors:
        wrong = disagreement(profile, content, vector)
        if wrong:
            yield f"{vector.command or 'message'} ({vector.src}): {wrong}"


def gaps(profile: Profile, vectors: Sequence[Vector]) -> Iterator[str]:
    """What of *profile* no vector holds."""
    sent = set(covered(vectors))
    answered = {vector.command for vector in vectors if vector.command and vector.rx}
    failed = {vector.fault for vector in vectors if vector.fault}
    for name, command in profile.commands.items():
        if name not in sent:
            yield f"No vector sends {name}."
        if not command.spec.silent and name not in answered:
            yield f"No vector answers {name}."
    for fault in profile.spec.faults.values():
        if fault.name not in failed:
            yield f"No vector shows the fault {fault.name}."
    events = {vector.event for vector in vectors}
    yield from (f"No vector shows the event {name}." for name in profile.spec.events if name not in events)
    yield from _unheard(profile, vectors)


def disagreement(profile: Profile, content: Any, vector: Vector) -> str:
    """What *profile* does otherwise than *vector* says; empty when it agrees."""
    for place, value in vector.facts.items():
        said = facts_at(content, place)
        if said != value or isinstance(said, bool) != isinstance(value, bool):
            return f"{place} is {said!r}, the manual says {value!r}"
    if vector.facts:
        return ""
    try:
        return _exchange(profile, vector)
    except (WireError, Unauthorised) as error:
        return "" if vector.refused and isinstance(error, WireError) else str(error)


def _exchange(profile: Profile, vector: Vector) -> str:
    core = Core(profile, vector.options)
    greeted = _greet(core, profile, vector)
    if greeted:
        return greeted
    if vector.command is not None:
        core.number = vector.number - 1
        if vector.command not in profile.commands:
            return f"there is no command {vector.command}"
        sent = core.begin(vector.number, vector.command, vector.args)
        if vector.refused:
            return "it is sent all the same"
        if sent != _frame(profile, vector.tx or ""):
            return f"it sends {sent.hex(' ').upper()} {sent!r}"
    events = [event for frame in vector.rx for event in core.received(_frame(profile, frame))]
    if core.strays:
        return "an answer is not understood"
    is_silent = vector.command is not None and profile.commands[vector.command].spec.silent
    return _meaning(profile, vector, events, is_silent=is_silent)


def _greet(core: Core, profile: Profile, vector: Vector) -> str:
    """Go through the handshake, as the vector's greeting says or as the protocol usually does."""
    if profile.spec.envelope == "visca-ip":
        core.received(bytes.fromhex(_RESET_DONE))
    greeting = vector.greeting or _GREETINGS.get(profile.spec.handshake, "")
    events = core.received(greeting.encode()) if greeting else []
    if any(not isinstance(event, Say) for event in events) or not core.is_ready:
        return "the greeting is not understood"
    return ""


def _meaning(profile: Profile, vector: Vector, events: list[Event], *, is_silent: bool) -> str:
    if is_silent:
        return "it waits for an answer" if events else ""
    last = events[-1] if events else None
    said = [event.data for event in events if isinstance(event, Say)]
    if said != [_frame(profile, frame) for frame in vector.answers]:
        return f"it answers {[data.hex(' ').upper() for data in said]}"
    if vector.fault is not None:
        named = isinstance(last, Faulted) and last.fault.name == vector.fault
        return "" if named else f"the answer means {last}, not the fault {vector.fault}"
    wanted = Happened if vector.event else Done if vector.command else Reported
    if not isinstance(last, wanted):
        return f"the answer means {last}"
    if isinstance(last, Happened) and last.name != vector.event:
        return f"the event is {last.name}"
    return (
        "" if vector.fields.items() <= last.fields.items() else f"the answer means {last.fields}, not {vector.fields}"
    )


def _frame(profile: Profile, frame: str) -> bytes:
    return bytes.fromhex(frame) if profile.spec.framing.is_binary else frame.encode()


def _unheard(profile: Profile, vectors: Sequence[Vector]) -> Iterator[str]:
    """Messages that the device sends by itself and no vector shows."""
    alone = [vector for vector in vectors if vector.command is None and not vector.facts]
    bodies = [body for vector in alone for frame in vector.rx for body in _bodies(profile, frame)]
    for number, wire in enumerate(profile.unsolicited, start=1):
        if not any(_reads(wire, body) for body in bodies):
            yield f"No vector shows the device's own message {number}, {wire.source!r}."


def _bodies(profile: Profile, frame: str) -> list[bytes]:
    return Framer(profile.spec.framing).feed(_frame(profile, frame))


def _reads(wire: Wire, body: bytes) -> bool:
    return wire.decode(body) is not None
