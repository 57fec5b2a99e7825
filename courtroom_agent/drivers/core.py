"""The wire logic of one device, without clock or line: requests become bytes, bytes become what they mean.

Event
├── Accepted      the device will do it; it says later when it is done
├── Done          a command is done, or an inquiry is answered
├── Faulted       the device refuses
└── Reported      the device says by itself that something changed
"""

from dataclasses import dataclass, field
from typing import Any

from courtroom_agent.drivers.framing import Framer
from courtroom_agent.drivers.handshake import handshake_for
from hardware_profiles.device import DeviceFault
from hardware_profiles.profiles import CompiledCommand, Profile
from hardware_profiles.template import Value, Values, Wire

_UNKNOWN = DeviceFault(name="unknown-fault", act="fail")


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


Event = Accepted | Done | Faulted | Reported


@dataclass(frozen=True)
class _Pending:
    request: int
    command: CompiledCommand
    args: dict[str, Value]
    sent: bytes


class Core:
    """One device's side of the conversation: one request waits for its answer, accepted ones may still be running."""

    def __init__(self, profile: Profile, options: Values) -> None:
        self.profile = profile
        self._options = {name: kind.default for name, kind in profile.spec.options.items() if kind.default is not None}
        self._options |= {name: value for name, value in options.items() if name in profile.spec.options}
        self._framer = Framer(profile.spec.framing)
        self._current: _Pending | None = None
        self._running: dict[Value, _Pending] = {}
        self.strays = 0
        """Messages that answered nothing."""
        self.reset()

    def reset(self) -> None:
        """Begin anew on a new line."""
        self._framer.reset()
        self._current = None
        self._running.clear()
        self._handshake = handshake_for(self.profile.spec, self._options)

    @property
    def is_ready(self) -> bool:
        """Whether the handshake is through."""
        return self._handshake.is_done

    def begin(self, request: int, command: str, args: Values) -> bytes:
        """Write the message of *command*; its answer will carry *request*.

        Raises:
            WireError: an argument does not fit.
        """
        compiled = self.profile.commands[command]
        raw = compiled.raw.encode({**self._options, **args})
        sent = raw + self.profile.spec.framing.append.encode()
        self._current = _Pending(request, compiled, dict(args), raw)
        return self._handshake.prefix() + sent

    def forget(self, request: int) -> None:
        """No longer wait for *request*."""
        if self._current is not None and self._current.request == request:
            self._current = None
        self._running = {key: one for key, one in self._running.items() if one.request != request}

    def received(self, data: bytes) -> list[Event]:
        """Read what arrived.

        Raises:
            Unauthorised: the device does not accept our password.
        """
        events = []
        for message in self._framer.feed(data):
            event = None if self._handshake.take(message) else self._event(message)
            if event is not None:
                events.append(event)
        return events

    def _event(self, message: bytes) -> Event | None:
        for read in (self._answer, self._progress, self._fault, self._report):
            event = read(message)
            if event is not None:
                return event
        self.strays += 1
        return None

    def _answer(self, message: bytes) -> Event | None:
        current = self._current
        if current is None or current.command.reply is None:
            return None
        fields = self._read(current.command.reply, message, current.args)
        if fields is None:
            return None
        self._current = None
        return Done(current.request, {**current.args, **fields} if current.command.spec.kind == "inquiry" else {})

    def _progress(self, message: bytes) -> Event | None:
        current = self._current
        if self.profile.ack and current and current.command.spec.kind == "command":
            fields = self._read(self.profile.ack, message)
            if fields is not None:
                self._running[fields.get("socket", 0)] = current
                self._current = None
                return Accepted(current.request)
        fields = self._read(self.profile.done, message) if self.profile.done else None
        running = self._running.pop(fields.get("socket", 0), None) if fields is not None else None
        return Done(running.request) if running is not None else None

    def _fault(self, message: bytes) -> Event | None:
        for wire in self.profile.errors:
            fields = self._read(wire, message)
            if fields is None:
                continue
            pending = self._running.pop(fields.get("socket", 0), None) or self._current
            if pending is None or str(fields.get("body", "")).encode() not in pending.sent:
                return None
            if pending is self._current:
                self._current = None
            return Faulted(pending.request, self.profile.spec.faults.get(str(fields.get("code")), _UNKNOWN))
        return None

    def _report(self, message: bytes) -> Event | None:
        for wire in self.profile.unsolicited:
            fields = self._read(wire, message)
            if fields is not None:
                return Reported(fields)
        return None

    def _read(self, wire: Wire, message: bytes, args: dict[str, Any] | None = None) -> dict[str, Value] | None:
        fields = wire.decode(message)
        if fields is None:
            return None
        known = {**self._options, **(args or {})}
        return fields if all(known.get(name, value) == value for name, value in fields.items()) else None
