"""What is so now: the last report of each process, and who is told."""

from dataclasses import dataclass
from typing import Protocol

from hearing.cameras import CamerasNow, unknown
from hearing.reports import Devices, Health, LedgerKept, Levels, Rehearsal, Report, SceneNow, Streams, Tracks

_FLEETING = frozenset({"levels", "partial", "exchange"})


class Listener(Protocol):
    """Whoever wants to know what is so; must not block."""

    def reported(self, report: Report, principal: str) -> None:
        """*principal* has said *report*."""


@dataclass(frozen=True)
class _Key:
    principal: str
    type: str
    about: str


def _key(report: Report, principal: str) -> _Key:
    about = "/".join(getattr(report, name, "") for name in ("hearing", "room", "process", "writer"))
    return _Key(principal, report.type, about)


def _lost(report: Report) -> Report | None:
    """Say what is so of *report* once its sender is gone: nothing is known to run any more."""
    match report:
        case Streams():
            return Streams(hearing=report.hearing)
        case Tracks():
            return Tracks(hearing=report.hearing, writer=report.writer)
        case Levels():
            return Levels(hearing=report.hearing)
        case Devices() | SceneNow() | CamerasNow():
            return _unknown(report)
        case LedgerKept():
            return report  # What is missing stays missing, whoever counted it.
        case Rehearsal():
            return report.model_copy(update={"running": False})  # What was found this morning was found.
        case Health():
            return Health(process=report.process, state="fail", says="连接已断开 · The link is lost")
        case _:
            return None


def _unknown(report: Devices | SceneNow | CamerasNow) -> Report:
    """Say that nothing is known of a room's devices any more."""
    if isinstance(report, CamerasNow):
        return unknown(report)
    if isinstance(report, Devices):
        gone = tuple(device.model_copy(update={"state": "unknown"}) for device in report.devices)
        return report.model_copy(update={"devices": gone})
    away = tuple(item.model_copy(update={"standing": "unreachable"}) for item in report.items)
    return report.model_copy(update={"items": away, "outcome": "partly"})


class ReportBoard:
    """The last reports of all processes."""

    def __init__(self) -> None:
        self._reports: dict[_Key, Report] = {}
        self.listeners: list[Listener] = []

    def say(self, report: Report, principal: str) -> None:
        """Take in a report and pass it on."""
        if report.type not in _FLEETING:
            self._reports[_key(report, principal)] = report
        for listener in list(self.listeners):
            listener.reported(report, principal)

    def lost(self, principal: str) -> None:
        """Take back what *principal* said, so that no lamp shows what is no longer known."""
        for key in [key for key in self._reports if key.principal == principal]:
            report = _lost(self._reports.pop(key))
            if report is None:
                continue
            if report.type in ("devices", "scene", "cameras", "health", "ledger", "rehearsal"):
                self._reports[key] = report
            for listener in list(self.listeners):
                listener.reported(report, principal)

    def all(self) -> list[Report]:
        """List the last reports."""
        return list(self._reports.values())

    def is_failing(self, process: str) -> bool:
        """Whether *process* last said that it fails."""
        told = (one for one in self._reports.values() if isinstance(one, Health) and one.process == process)
        return any(one.state == "fail" for one in told)

    def tracks(self, hearing: str) -> list[Tracks]:
        """List what each writer says of its tracks of *hearing*."""
        return [report for report in self._reports.values() if isinstance(report, Tracks) and report.hearing == hearing]
