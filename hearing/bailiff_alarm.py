"""法警报警: somebody in the courtroom calls the bailiffs at once. Raised, confirmed by name, then cleared with a note.

The events of it, the commands that ask for them, and what is known of one alarm; when each may be is in
:mod:`hearing.bailiff_alarm_rules`. Unlike a guard's alarm (:mod:`hearing.alarm`) it is people's, stays live in a recess,
and never reaches parties, gallery or public.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hearing.command import Asking
from hearing.ids import Milliseconds
from hearing.logged import Logged, PersonName

Place = Annotated[str, Field(max_length=80)]
Note = Annotated[str, Field(min_length=1, max_length=500)]
Source = Literal["panel", "page", "button"]
"""The clerk's panel, another page of the court, or a button that is wired to the courtroom's computer."""


class BailiffAlarmRaised(Logged):
    """Somebody, or a button, calls the bailiffs."""

    type: Literal["bailiff-alarm-raised"] = "bailiff-alarm-raised"
    source: Source
    place: Place = ""
    """Where: the button's own name, or what the person said."""


class BailiffAlarmConfirmed(Logged):
    """Somebody has seen it and answers for that by *name*. Several people may."""

    type: Literal["bailiff-alarm-confirmed"] = "bailiff-alarm-confirmed"
    name: PersonName


class BailiffAlarmCleared(Logged):
    """It is over: by whom it was said, and what had happened."""

    type: Literal["bailiff-alarm-cleared"] = "bailiff-alarm-cleared"
    name: PersonName
    note: Note


class RaiseBailiffAlarm(Asking):
    """Call the bailiffs."""

    type: Literal["raise-bailiff-alarm"] = "raise-bailiff-alarm"
    source: Source
    place: Place = ""


class ConfirmBailiffAlarm(Asking):
    """Say that one has seen the alarm, by *name*."""

    type: Literal["confirm-bailiff-alarm"] = "confirm-bailiff-alarm"
    name: PersonName


class ClearBailiffAlarm(Asking):
    """Say that it is over, by *name*, and what had happened."""

    type: Literal["clear-bailiff-alarm"] = "clear-bailiff-alarm"
    name: PersonName
    note: Note


BailiffAlarmEvent = BailiffAlarmRaised | BailiffAlarmConfirmed | BailiffAlarmCleared
BailiffAlarmCommand = RaiseBailiffAlarm | ConfirmBailiffAlarm | ClearBailiffAlarm


class Confirmation(BaseModel):
    """Who has seen an alarm, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str
    name: str
    at: Milliseconds


class BailiffAlarm(BaseModel):
    """One alarm, from its raising until it was cleared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    at: Milliseconds
    who: str
    source: Source
    place: str = ""
    confirmed: tuple[Confirmation, ...] = ()
    cleared_at: Milliseconds | None = None
    cleared_by: str = ""
    """The principal that cleared it."""
    cleared_name: str = ""
    note: str = ""
