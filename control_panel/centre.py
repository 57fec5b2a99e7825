"""The control centre's pages: every courtroom at once, told anew at each event and every two seconds."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from control_panel.hearing_log import Hearings
from control_panel.links import Links
from control_panel.report_board import ReportBoard
from control_panel.rooms import Rooms
from hearing.centre import (
    CentreCall,
    CentreRoom,
    CentreView,
    call_of_room,
    calls_of,
    centre_hearing,
    faulty_devices,
    ordered,
)
from hearing.court_time import court_day
from hearing.door_sign import hearing_in
from hearing.events import HearingEvent
from hearing.facts import SESSION, HearingState
from hearing.policy import Actor
from hearing.reports import Devices, Release, Report, Tracks
from hearing.room_call import RoomCall

_FRESH_MS = {"tracks": 5_000, "release": 15_000}


class Centre:
    """Follows the hearings and hears the reports; *of* says how everything stands now."""

    def __init__(
        self, rooms: Rooms, hearings: Hearings, links: Links, board: ReportBoard, now_ms: Callable[[], int]
    ) -> None:
        self._rooms, self._hearings, self._links, self._board = rooms, hearings, links, board
        self._now_ms = now_ms
        self._heard: dict[tuple[str, str, str], tuple[int, Tracks | Release]] = {}
        self._pages: set[asyncio.Event] = set()
        self.room_calls: Callable[[], list[RoomCall]] = list
        """Lists the calls for the bailiffs that no hearing's log holds."""

    @contextmanager
    def page(self) -> Iterator[asyncio.Event]:
        """Take a page in: the event is set whenever something has happened, until left."""
        changed = asyncio.Event()
        self._pages.add(changed)
        try:
            yield changed
        finally:
            self._pages.discard(changed)

    def happened(self, state: HearingState, _: HearingEvent) -> None:
        """Tell the pages at once; what is remembered of a hearing that is over is let go."""
        if state.course in ("archived", "cancelled"):
            self._heard = {key: told for key, told in self._heard.items() if key[0] != state.hearing}
        self.changed()

    def changed(self) -> None:
        """Let every page look again."""
        for page in self._pages:
            page.set()

    def reported(self, report: Report, principal: str) -> None:
        """Remember when writers and the releasing process spoke last: a lamp never shows an old word."""
        if isinstance(report, Tracks | Release):
            key = (report.hearing, report.type, getattr(report, "writer", principal))
            self._heard[key] = (self._now_ms(), report)

    def of(self, actor: Actor) -> CentreView:
        """Return what *actor* sees now."""
        known = [state for state in self._hearings.states() if not self._hearings.is_shut(state.hearing)]
        since, _ = court_day(self._now_ms())
        devices = {report.room: report for report in self._board.all() if isinstance(report, Devices)}
        here = [state for state in known if state.course in SESSION]
        rooms = [self._room(room, name, here, devices.get(room), actor) for room, name in self._names(here).items()]
        calls = [call for state in known for call in calls_of(state, actor, since)]
        calls += [self._call(call) for call in self.room_calls() if call.cleared_at is None or call.told_at >= since]
        return CentreView(rooms=tuple(rooms), calls=ordered(calls))

    def _call(self, call: RoomCall) -> CentreCall:
        room = self._rooms.find(call.room)
        return call_of_room(call, room.room_name if room is not None else call.room)

    def _names(self, here: list[HearingState]) -> dict[str, str]:
        """Name the courtrooms that are known, and those in which a hearing is though no agent was ever enrolled there."""
        known = {room.room: room for room in self._rooms.all()}
        names = {name: room.room_name for name, room in known.items() if room.site == "court"}
        return names | {state.room: state.room_name for state in here if state.room not in known}

    def _room(
        self, room: str, name: str, here: list[HearingState], devices: Devices | None, actor: Actor
    ) -> CentreRoom:
        state = hearing_in(here, room)
        return CentreRoom(
            room=room,
            room_name=name,
            is_connected=self._links.agent_of(room) is not None,
            devices=len({one.name for one in devices.devices}) if devices is not None else 0,
            faulty=faulty_devices(devices) if devices is not None else (),
            hearing=centre_hearing(state, actor, self._tracks(state), self._release(state)) if state else None,
        )

    def _tracks(self, state: HearingState) -> list[Tracks]:
        return [one for one in self._fresh(state) if isinstance(one, Tracks)]

    def _release(self, state: HearingState) -> Release | None:
        return next((one for one in self._fresh(state) if isinstance(one, Release)), None)

    def _fresh(self, state: HearingState) -> list[Tracks | Release]:
        now = self._now_ms()
        ours = [told for key, told in self._heard.items() if key[0] == state.hearing]
        return [report for at, report in ours if now - at <= _FRESH_MS[report.type]]
