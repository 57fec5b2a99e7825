"""An alarm of the room's guards: the events that raise, acknowledge and clear it, and the commands that ask for that.

A guard alarms only on what it knows to be wrong, only in session, and only those who can act (:mod:`hearing.view`).
"""

from typing import Annotated, Literal

from pydantic import Field

from hearing.command import Asking
from hearing.ids import Milliseconds, StreamName, TrackName
from hearing.logged import Logged, PersonName, Text

Guard = Literal[
    "source-lost",
    "quiet-microphone",
    "dead-microphone",
    "clipped-microphone",
    "black-picture",
    "frozen-picture",
    "not-growing",
    "disk-space",
    "clock-step",
    "encoder-behind",
    "scene",
]
"""What is watched over."""

Subject = TrackName | Literal[""]
"""The stream or track that is concerned; empty when it concerns the whole room."""


class AlarmRaised(Logged):
    """A guard found something definitely wrong, and says what still works and what to do."""

    type: Literal["alarm-raised"] = "alarm-raised"
    guard: Guard
    subject: Subject = ""
    since: Milliseconds
    """When it was found."""
    measured: Annotated[str, Field(max_length=200)] = ""
    """What was measured, in figures."""
    failover: StreamName | None = None
    """The microphone that was opened in its place, if one was."""
    zh: Text
    en: Text


class AlarmCleared(Logged):
    """It is well again, or is not watched any more."""

    type: Literal["alarm-cleared"] = "alarm-cleared"
    guard: Guard
    subject: Subject = ""
    until: Milliseconds


class AlarmAcknowledged(Logged):
    """Somebody has seen it and answers for it by name: it stays listed until it is well again, and is quiet."""

    type: Literal["alarm-acknowledged"] = "alarm-acknowledged"
    guard: Guard
    subject: Subject = ""
    name: PersonName


class RaiseAlarm(Asking):
    """A guard raises an alarm."""

    type: Literal["raise-alarm"] = "raise-alarm"
    guard: Guard
    subject: Subject = ""
    since: Milliseconds
    measured: Annotated[str, Field(max_length=200)] = ""
    failover: StreamName | None = None
    zh: Text
    en: Text


class ClearAlarm(Asking):
    """A guard takes its alarm back."""

    type: Literal["clear-alarm"] = "clear-alarm"
    guard: Guard
    subject: Subject = ""
    until: Milliseconds


class AcknowledgeAlarm(Asking):
    """Say that one has seen an alarm, by *name*."""

    type: Literal["acknowledge-alarm"] = "acknowledge-alarm"
    guard: Guard
    subject: Subject = ""
    name: PersonName


AlarmEvent = AlarmRaised | AlarmCleared | AlarmAcknowledged
AlarmCommand = RaiseAlarm | ClearAlarm | AcknowledgeAlarm
