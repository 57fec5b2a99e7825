"""A simulated audio core that speaks Q-SYS Remote Control, JSON-RPC 2.0 with NULs between. From the maker's QRC pages."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from courtroom_agent.simulated.devices.behaviour import CannotTouch, Conversation, Notice, Reply, SimulatedDevice

_LONGEST = 65_536
_SILENT_S = 60.0
_STATES = ("Idle", "Active", "Standby")
_MOST_GROUPS = 4
_PARSE, _REQUEST, _METHOD, _PARAMS = -32700, -32600, -32601, -32602
_EXHAUSTED, _NO_GROUP, _NO_COMPONENT, _NO_CONTROL, _LOGON = 5, 6, 7, 8, 10


class _Trouble(Exception):
    """The core refuses: its number and why."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass
class QsysCore(SimulatedDevice):
    """The core: named controls, ``mute-1`` and ``gain-1`` on, and the state of its engine."""

    channels: int = 8
    engine: str = "Active"
    password: str = ""
    """Wanted at Logon; none unless said."""
    answer_s: float = 0.01
    controls: dict[str, float] = field(default_factory=dict)
    last_snapshot: int = 0

    def __post_init__(self) -> None:
        for channel in range(1, self.channels + 1):
            self.controls.setdefault(f"mute-{channel}", 0.0)
            self.controls.setdefault(f"gain-{channel}", 0.0)

    def converse(self) -> Conversation:
        """Begin a conversation on a new connection."""
        return _QrcConversation(self)

    def put(self, name: str, value: float) -> None:
        """Set a control, and tell who watches it."""
        self.controls[name] = float(bool(value)) if name.startswith("mute") else min(20.0, max(-100.0, value))
        self.notice(f"control {name}")

    def shown(self, name: str) -> dict[str, Any]:
        """How the core tells a control."""
        value = self.controls[name]
        text = ("muted" if value else "unmuted") if name.startswith("mute") else f"{value:.1f}dB"
        return {"Name": name, "Value": value, "String": text}

    def status(self) -> dict[str, Any]:
        """How the core tells the state of its engine."""
        return {
            "Platform": "Simulated Core",
            "State": self.engine,
            "DesignName": "Court",
            "DesignCode": "simulated",
            "IsRedundant": False,
            "IsEmulator": True,
        }

    def touched(self, words: list[str], now: float) -> None:
        """``mute CHANNEL on|off``, ``engine Idle|Active|Standby``."""
        match words:
            case ["mute", channel, "on" | "off" as how] if f"mute-{channel}" in self.controls:
                self.put(f"mute-{channel}", float(how == "on"))
            case ["engine", engine] if engine in _STATES:
                self.engine = engine
                self.notice("engine")
            case _:
                raise CannotTouch("The core has: mute CHANNEL on|off, engine Idle|Active|Standby.")

    def state(self, now: float) -> dict[str, object]:
        """Its engine, and which channels are muted."""
        muted = sorted(name for name, value in self.controls.items() if name.startswith("mute") and value)
        return {"engine": self.engine, "muted": muted, "snapshot": self.last_snapshot}


@dataclass
class _Group:
    """Controls that a connection watches together."""

    names: dict[str, bool] = field(default_factory=dict)
    """By name, whether it changed since it was told."""
    every_s: float = 0.0
    next_at: float = 0.0

    def changed(self) -> list[str]:
        """What changed since it was told last."""
        names = [name for name, is_new in self.names.items() if is_new]
        self.names = dict.fromkeys(self.names, False)
        return names


class _QrcConversation(Conversation):
    """One connection to the core."""

    def __init__(self, core: QsysCore) -> None:
        self._core = core
        self._held = b""
        self._heard_at: float | None = None
        self._is_trusted = not core.password
        self._groups: dict[str, _Group] = {}
        self._methods: dict[str, Callable[[Any, float], Any]] = {
            "NoOp": lambda _params, _now: True,
            "StatusGet": lambda _params, _now: core.status(),
            "Logon": self._logon,
            "Control.Get": self._get,
            "Control.Set": self._set,
            "Component.Get": self._component,
            "Component.Set": self._component,
            "Snapshot.Load": self._snapshot,
            "ChangeGroup.AddControl": self._add,
            "ChangeGroup.Poll": self._poll,
            "ChangeGroup.AutoPoll": self._auto_poll,
            "ChangeGroup.Destroy": self._destroy,
        }

    def opened(self) -> list[Reply]:
        """The core tells the state of its engine."""
        return [self._told("EngineStatus", self._core.status())]

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller."""
        self._heard_at = now
        *messages, self._held = (self._held + data).split(b"\0")
        self._held = self._held[-_LONGEST:]
        answers = (self._message(message, now) for message in messages if message.strip())
        return [answer for answer in answers if answer is not None]

    def noticed(self, notice: Notice, now: float, *, own: bool) -> list[Reply]:
        """Tell of the engine at once, of controls at the next poll."""
        if notice.what == "engine":
            return [self._told("EngineStatus", self._core.status())]
        for group in self._groups.values():
            name = notice.what.removeprefix("control ")
            if name in group.names:
                group.names[name] = True
        return []

    def due(self) -> float | None:
        """When the next automatic poll is due, or the connection has been silent for too long."""
        dues = [group.next_at for group in self._groups.values() if group.every_s]
        if self._heard_at is not None:
            dues.append(self._heard_at + _SILENT_S)
        return min(dues, default=None)

    def rang(self, now: float) -> list[Reply]:
        """Poll by itself; hang up on who has been silent."""
        if self._heard_at is not None and now >= self._heard_at + _SILENT_S:
            self._heard_at = None
            self._groups.clear()
            return [Reply(b"")]
        replies = []
        for name, group in self._groups.items():
            if group.every_s and group.next_at <= now:
                group.next_at = now + group.every_s
                changes = [self._core.shown(each) for each in group.changed()]
                if changes:
                    replies.append(self._told("ChangeGroup.Poll", {"Id": name, "Changes": changes}))
        return replies

    def _message(self, message: bytes, now: float) -> Reply | None:
        number: Any = None
        try:
            asked = _asked(message)
            number = asked.get("id") if isinstance(asked.get("id"), (int, str)) else None
            result = self._run(asked["method"], asked.get("params"), now)
        except _Trouble as trouble:
            return self._said({"error": {"code": trouble.code, "message": str(trouble)}, "id": number})
        return None if number is None else self._said({"result": result, "id": number})

    def _run(self, method: str, params: Any, now: float) -> Any:
        if method not in self._methods:
            raise _Trouble(_METHOD, "Method not found")
        if not self._is_trusted and method != "Logon":
            raise _Trouble(_LOGON, "Logon required")
        return self._methods[method](params, now)

    def _logon(self, params: Any, _now: float) -> bool:
        if not isinstance(params, dict) or params.get("Password") != self._core.password:
            raise _Trouble(_LOGON, "Logon required")
        self._is_trusted = True
        return True

    def _get(self, params: Any, _now: float) -> list[dict[str, Any]]:
        return [self._core.shown(name) for name in self._controls(params)]

    def _set(self, params: Any, _now: float) -> dict[str, Any]:
        (name,) = self._controls([params.get("Name")] if isinstance(params, dict) else None)
        value = params.get("Value")
        if not isinstance(value, (int, float)) or abs(value) > 1e6:  # noqa: PLR2004
            raise _Trouble(_PARAMS, "Invalid params")
        self._core.put(name, float(value))
        return {"Name": name, "Value": self._core.controls[name]}

    def _component(self, _params: Any, _now: float) -> None:
        raise _Trouble(_NO_COMPONENT, "Unknown component")

    def _snapshot(self, params: Any, _now: float) -> bool:
        if not isinstance(params, dict) or not isinstance(params.get("Bank"), int):
            raise _Trouble(_PARAMS, "Invalid params")
        self._core.last_snapshot = params["Bank"]
        return True

    def _add(self, params: Any, _now: float) -> bool:
        names = self._controls(params.get("Controls") if isinstance(params, dict) else None)
        name = str(params.get("Id"))
        if name not in self._groups and len(self._groups) >= _MOST_GROUPS:
            raise _Trouble(_EXHAUSTED, "Change groups exhausted")
        self._groups.setdefault(name, _Group()).names.update(dict.fromkeys(names, True))
        return True

    def _poll(self, params: Any, _now: float) -> dict[str, Any]:
        name, group = self._group(params)
        return {"Id": name, "Changes": [self._core.shown(each) for each in group.changed()]}

    def _auto_poll(self, params: Any, now: float) -> bool:
        _, group = self._group(params)
        rate = params.get("Rate")
        if not isinstance(rate, (int, float)) or not 0.1 <= rate <= 3600:  # noqa: PLR2004
            raise _Trouble(_PARAMS, "Invalid params")
        group.every_s, group.next_at = float(rate), now
        return True

    def _destroy(self, params: Any, _now: float) -> bool:
        name, _ = self._group(params)
        del self._groups[name]
        return True

    def _group(self, params: Any) -> tuple[str, _Group]:
        name = str(params.get("Id")) if isinstance(params, dict) else ""
        if name not in self._groups:
            raise _Trouble(_NO_GROUP, "Unknown change group")
        return name, self._groups[name]

    def _controls(self, names: Any) -> list[str]:
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise _Trouble(_PARAMS, "Invalid params")
        if not all(name in self._core.controls for name in names):
            raise _Trouble(_NO_CONTROL, "Unknown control")
        return list(names)

    def _told(self, method: str, params: dict[str, Any]) -> Reply:
        return self._said({"method": method, "params": params})

    def _said(self, content: dict[str, Any]) -> Reply:
        text = json.dumps({"jsonrpc": "2.0", **content}, separators=(",", ":"))
        return Reply(text.encode() + b"\0", self._core.answer_s)


def _asked(message: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise _Trouble(_PARSE, "Parse error") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("method"), str):
        raise _Trouble(_REQUEST, "Invalid request")
    return asked
