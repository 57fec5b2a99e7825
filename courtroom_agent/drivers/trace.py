"""What was said on a device's line and why: its last messages, each with its time, and no secret in any of them."""

import asyncio
import contextlib
import html
import json
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass

from hardware_profiles.profiles import Profile
from hardware_profiles.template import Value, Values

MESSAGES_MAX = 200
"""So many messages of a device are kept for whoever looks for a fault."""
HIDDEN = "***"
_SHORTEST_SECRET = 3
"""A shorter one would black out bytes that mean something else."""
_why: ContextVar[str] = ContextVar("why", default="")


@contextlib.contextmanager
def asking_for(why: str) -> Iterator[None]:
    """Say for whom devices are asked within this context: ``scene evidence``, ``bench account:3``."""
    before = _why.set(why)
    try:
        yield
    finally:
        _why.reset(before)


def asked_for() -> str:
    """For whom the running task asks; empty where nobody said."""
    return _why.get()


@dataclass(frozen=True)
class Seen:
    """One message on the line."""

    number: int
    """Counts the device's messages from 1."""
    at_s: float
    """When, by the loop's clock."""
    at_ms: int
    """When, by this machine's clock; UTC."""
    is_ours: bool
    data: bytes
    command: str = ""
    """What it asked."""
    why: str = ""
    """For whom."""
    latency_ms: float | None = None
    """Of the device's messages: how long after our last one."""


class Trace:
    """The last messages of one device. Secrets of its room file never enter it."""

    def __init__(self, secrets: Iterable[Value] = ()) -> None:
        self.messages: deque[Seen] = deque(maxlen=MESSAGES_MAX)
        self.number = 0
        """How many messages there ever were."""
        self._asked_at: float | None = None
        texts = [str(one) for one in secrets if len(str(one)) >= _SHORTEST_SECRET]
        spelt = (each for text in texts for each in (text, json.dumps(text)[1:-1], html.escape(text)))
        self._secrets = [each.encode() for each in dict.fromkeys(spelt)]

    def sent(self, data: bytes, command: str, why: str) -> None:
        """Note a message of ours."""
        self._asked_at = asyncio.get_running_loop().time()
        self._note(is_ours=True, data=data, command=command, why=why)

    def heard(self, data: bytes) -> None:
        """Note what the device said."""
        now = asyncio.get_running_loop().time()
        self._note(
            is_ours=False, data=data, latency_ms=None if self._asked_at is None else (now - self._asked_at) * 1000
        )

    def after(self, number: int) -> list[Seen]:
        """The messages behind *number*, as far as they are kept."""
        return [one for one in self.messages if one.number > number]

    def clean(self, data: bytes) -> bytes:
        """Give *data* with every secret blacked out."""
        for secret in self._secrets:
            data = data.replace(secret, HIDDEN.encode())
        return data

    def _note(
        self, *, is_ours: bool, data: bytes, command: str = "", why: str = "", latency_ms: float | None = None
    ) -> None:
        self.number += 1
        at_s, at_ms = asyncio.get_running_loop().time(), time.time_ns() // 1_000_000
        self.messages.append(Seen(self.number, at_s, at_ms, is_ours, self.clean(data), command, why, latency_ms))


def secrets_of(profile: Profile, options: Values) -> list[Value]:
    """The options of a device that nobody may read."""
    return [value for name, value in options.items() if name in profile.types and profile.types[name].secret]


def readable(profile: Profile, args: Values) -> dict[str, Value]:
    """The arguments of a command with its secret ones blacked out."""
    return {name: HIDDEN if name in profile.types and profile.types[name].secret else args[name] for name in args}
