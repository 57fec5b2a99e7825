"""The wire logic of one device, without clock or line: requests become bytes, bytes become what they mean.

Event
├── Accepted      the device will do it; it says later when it is done
├── Done          a command is done, or an inquiry is answered
├── Faulted       the device refuses
├── Reported      the device says by itself that something changed
├── Happened      something happened at the device
└── Say           the handshake, or an event, wants something said
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courtroom_agent.drivers.envelope import Opened, envelope_for
from courtroom_agent.drivers.framing import Framer
from courtroom_agent.drivers.handshake import handshake_for
from hardware_profiles.checksum import check_of
from hardware_profiles.device import DeviceFault
from hardware_profiles.profiles import CompiledCommand, Profile
from hardware_profiles.template import Value, Values, Wire

_UNKNOWN = DeviceFault(name="unknown-fault", act="fail")
_ASK_AGAIN = DeviceFault(name="answer-lost", act="retry")


@dataclass(frozen=True)
class Accepted:
    """The device will do what *request* asks; the bus is free for the next."""

    request: int


@dataclass(frozen=True)
class Done:
    """*request* is done; an inquiry's answer is in *fields*."""

    request: int
    fields: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Faulted:
    """The device refuses *request*."""

    request: int
    fault: DeviceFault


@dataclass(frozen=True)
class Reported:
    """The device says this by itself."""

    fields: dict[str, Value]


@dataclass(frozen=True)
class Happened:
    """Something happened at the device: a microphone's key was pressed."""

    name: str
    fields: dict[str, Value]


@dataclass(frozen=True)
class Say:
    """The handshake wants this said, or the device waits for it after an event."""

    data: bytes


Event = Accepted | Done | Faulted | Reported | Happened | Say


@dataclass(frozen=True)
class _Pending:
    request: int
    command: CompiledCommand
    args: dict[str, Value]
    sent: bytes
    """The message without what surrounds it."""
    frame: bytes
    number: int


class Core:
    """One device's side of the conversation: one request waits for its answer, accepted ones may still be running."""

    def __init__(self, profile: Profile, options: Values) -> None:
        self.profile = profile
        self.options = profile.options(options)
        """What this site says of the device, and the profile's defaults."""
        self._framer = Framer(profile.spec.framing)
        templates = (command.spec.raw for command in profile.commands.values())
        self._tells_apart = profile.spec.envelope != "none" or any("{request" in raw for raw in templates)
        """Whether answers carry the number of what they answer."""
        self._envelope = envelope_for(profile.spec)
        self._current: _Pending | None = None
        self._said = 0
        """How often it was said and is not answered."""
        self._late: list[_Pending] = []
        """What was said and not answered in time, once for each time it was said; its answer is nobody's any more."""
        self._running: dict[Value, _Pending] = {}
        self.number = 0
        """The number of the last message, where messages carry one."""
        self.last_frame = b""
        """The last message that was written, without what a handshake puts before it."""
        self.strays = 0
        """Messages that answered nothing."""
        self.reset()

    def reset(self) -> None:
        """Begin anew on a new line."""
        self._framer.reset()
        self._current = None
        self._late.clear()
        self._running.clear()
        self.number = 0
        self._handshake = handshake_for(self.profile.spec, self.options)

    @property
    def is_ready(self) -> bool:
        """Whether the handshake is through."""
        return self._handshake.is_done

    @property
    def late(self) -> int:
        """How many answers may still come that would be taken for another's: messages without numbers look alike."""
        return len(self._late)

    def greeting(self) -> bytes:
        """What is to be said until the handshake is through; empty where we wait."""
        return self._handshake.greeting()

    def begin(self, request: int, command: str, args: Values) -> bytes:
        """Write the message of *command*; its answer will carry *request*. The same request again is the same message.

        Raises:
            WireError: an argument does not fit.
        """
        if self._current is not None and self._current.request == request:
            self._framer.reset()
            self._said += 1
            return self._current.frame
        self._put_off()
        compiled = self.profile.commands[command]
        raw = compiled.raw.encode({**self.options, **args, "request": request})
        self.number += 1
        frame = self.last_frame = self._envelope.wrap(compiled.spec.kind, self._closed(raw), self.number)
        if not compiled.spec.silent:
            self._current = _Pending(request, compiled, dict(args), raw, frame, self.number)
            self._said = 1 + sum(one.request == request for one in self._late)
            self._late = [one for one in self._late if one.request != request]
        return self._handshake.prefix() + frame

    def apart(self, commands: Iterable[str]) -> tuple[bytes, ...]:
        """Write *commands* as somebody else says them on a line of his own, what opens it first; nobody waits for answers."""
        greeting = handshake_for(self.profile.spec, self.options).greeting()
        frames = [greeting] if greeting else []
        for number, command in enumerate(commands, start=1):
            compiled = self.profile.commands[command]
            raw = compiled.raw.encode({**self.options, "request": number})
            frames.append(self._envelope.wrap(compiled.spec.kind, self._closed(raw), number))
        return tuple(frames)

    def forget(self, request: int) -> None:
        """No longer wait for *request*; what comes for it is late. One that was accepted keeps its socket to its end."""
        if self._current is not None and self._current.request == request:
            self._put_off()
            self._framer.reset()

    def overdue(self) -> None:
        """What is late has had its time: it was lost."""
        self._late.clear()

    def received(self, data: bytes) -> list[Event]:
        """Read what arrived.

        Raises:
            Unauthorised: the device does not accept our password.
        """
        events: list[Event] = []
        answer = self._handshake.raw(data)
        if answer:
            events.append(Say(answer))
        for message in self._framer.feed(data):
            event = None if self._handshake.take(message) else self._opened(message)
            if isinstance(event, Happened):
                events += self._answers(event)
            if event is not None:
                events.append(event)
        return events

    def _answers(self, event: Happened) -> list[Event]:
        """What the device wants to hear after *event*."""
        fields = {**self.options, **event.fields}
        return [Say(self._closed(wire.encode(fields))) for wire in self.profile.answers.get(event.name, ())]

    def _closed(self, raw: bytes) -> bytes:
        """The message with its check value and its ending."""
        framing = self.profile.spec.framing
        check = framing.checksum
        return raw + (check_of(check.fn, raw[check.start :]) if check is not None else b"") + framing.tail()

    def _opened(self, message: bytes) -> Event | None:
        opened = self._envelope.open(message)
        if opened is None:
            self.strays += 1
            return None
        if opened.number and opened.number not in {one.number for one in self._waiting()}:
            self.strays += 1  # an answer that comes late
            return None
        return self._troubled(opened) if opened.trouble else self._event(opened.content)

    def _waiting(self) -> list[_Pending]:
        return [*self._running.values(), *([self._current] if self._current is not None else [])]

    def _troubled(self, opened: Opened) -> Event | None:
        """The camera knows the number already: a command was carried out, only its answer was lost."""
        pending = self._current
        if pending is None or pending.number != opened.number:
            return None
        self._answered()
        if opened.trouble == "number" and pending.command.spec.kind == "command":
            return Done(pending.request)
        return Faulted(pending.request, _ASK_AGAIN if opened.trouble == "number" else _UNKNOWN)

    def _put_off(self) -> None:
        """The current message is not answered in time, however often it was said."""
        if self._current is not None and not self._tells_apart:
            self._late += [self._current] * self._said
        self._current = None

    def _answered(self) -> None:
        """The current message is answered; said oftener than once, it may be answered again."""
        self._said -= 1
        self._put_off()

    def _is_late(self, message: bytes) -> bool:
        for pending in self._late:
            if self._fits(pending, message):
                self._late.remove(pending)
                return True
        return False

    def _fits(self, pending: _Pending, message: bytes) -> bool:
        """Whether *message* may be the answer to *pending*."""
        reply, ack = pending.command.reply, self.profile.ack
        if reply is not None and self._read(reply, message, pending.args) is not None:
            return True
        if ack and pending.command.spec.kind == "command" and self._read(ack, message) is not None:
            return True
        refusals = (self._read(wire, message) for wire in self.profile.errors)
        fields = next((found for found in refusals if found is not None), None)
        is_ours = fields is not None and str(fields.get("body", "")).encode() in pending.sent
        return is_ours and fields is not None and fields.get("socket", 0) not in self._running

    def _event(self, message: bytes) -> Event | None:
        if self._late and self._is_late(message):
            self.strays += 1
            return None
        for read in (self._answer, self._progress, self._fault, self._happening, self._report):
            event = read(message)
            if event is not None:
                return event
        self.strays += 1
        return None

    def _answer(self, message: bytes) -> Event | None:
        current = self._current
        if current is None or current.command.reply is None:
            return None
        fields = self._read(current.command.reply, message, {**current.args, "request": current.request})
        if fields is None:
            return None
        self._answered()
        fields.pop("request", None)
        return Done(current.request, {**current.args, **fields} if current.command.spec.kind == "inquiry" else {})

    def _progress(self, message: bytes) -> Event | None:
        current = self._current
        if self.profile.ack and current and current.command.spec.kind == "command":
            fields = self._read(self.profile.ack, message)
            if fields is not None:
                self._running[fields.get("socket", 0)] = current
                self._answered()
                return Accepted(current.request)
        fields = self._read(self.profile.done, message) if self.profile.done else None
        if fields is None:
            return None
        running = self._running.pop(fields.get("socket", 0), None)
        return Done(running.request) if running is not None else None

    def _fault(self, message: bytes) -> Event | None:
        for wire in self.profile.errors:
            request = {"request": self._current.request} if self._current is not None else {}
            fields = self._read(wire, message, request)
            if fields is None:
                continue
            pending = self._running.pop(fields.get("socket", 0), None) or self._current
            if pending is None or str(fields.get("body", "")).encode() not in pending.sent:
                return None
            if pending is self._current:
                self._answered()
            faults = self.profile.spec.faults
            fault = faults.get(str(fields.get("code")), faults.get("*", _UNKNOWN))
            return Done(pending.request) if fault.act == "ok" else Faulted(pending.request, fault)
        return None

    def _happening(self, message: bytes) -> Event | None:
        for name, wire in self.profile.events:
            fields = self._read(wire, message)
            if fields is not None:
                report = self._report(message)
                return Happened(name, {**fields, **(report.fields if report is not None else {})})
        return None

    def _report(self, message: bytes) -> Reported | None:
        for wire in self.profile.unsolicited:
            fields = self._read(wire, message)
            if fields is not None:
                return Reported(fields)
        return None

    def _read(self, wire: Wire, message: bytes, args: dict[str, Any] | None = None) -> dict[str, Value] | None:
        fields = wire.decode(message)
        if fields is None:
            return None
        known = {**self.options, **(args or {})}
        return fields if all(known.get(name, value) == value for name, value in fields.items()) else None
