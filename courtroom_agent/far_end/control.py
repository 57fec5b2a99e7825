"""A custody room's control process: follows its person's part of a hearing, steers the room, sends its take up.

It is :mod:`courtroom_agent.control` without what a courtroom's has beside: no lines, no alarms, no rehearsal, no levels; but it
countersigns what the court's recorder seals, and has its own seals countersigned.
"""

import asyncio
import sys
import uuid
from collections.abc import Coroutine
from typing import Any

from courtroom_agent.control import Control, main
from courtroom_agent.far_end.steering import far_orders, far_streams, tracks_of
from courtroom_agent.orders import Orders
from courtroom_agent.packet_socket import CaptureState
from courtroom_agent.program_orders import ProgramOrders
from courtroom_agent.room_state import ProgramState
from hearing.commands import NoteFault
from hearing.facts import HearingState
from hearing.link import Handler
from hearing.reports import Exchange, Report, Tracks
from recorder.countersigning import Countersigning, FarSide
from recorder.keys import load_key

_KEY_S = 0.5


class FarControl(Control):
    """The steering of one custody room."""

    _countersigning: Countersigning | None = None

    async def _countersign(self) -> None:
        """Countersign with the key that capture seals with, as soon as capture has made it."""
        path = self._data / "keys" / "writer.pem"
        while True:
            if path.exists():
                break
            await asyncio.sleep(_KEY_S)
        side = FarSide(self._room.courtroom, lambda: list(self._book.states.values()))
        by, store = f"agent:{self._room.courtroom}", self._data / "records"
        self._countersigning = Countersigning(self._link, store, load_key(path), by, side, self._object)
        await self._countersigning.run()

    def _object(self, hearing: str, words: str) -> None:
        """Keep what does not fit in this machine's own log; the court's recorder puts it on record."""

    async def on_request(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Do of what a courtroom is asked for only this: be fitted, and take a hearing's recording away."""
        if op in ("let-go", "fitting"):
            return await super().on_request(op, body)
        return await Handler.on_request(self, op, body)

    def _beside(self) -> tuple[Coroutine[Any, Any, None], ...]:
        return self._countersign(), self._fitting.run()

    async def on_report(self, report: Report) -> None:
        """Hear what the court's recorder says of its take."""
        if isinstance(report, Exchange) and self._countersigning is not None:
            await self._countersigning.hear(report)

    def _orders(self, state: HearingState) -> Orders:
        return far_orders(super()._orders(state), state, self._room)

    def _program_orders(self, state: HearingState) -> ProgramOrders:
        where = ProgramOrders(
            url=self._link.url,
            token_file=self._data / "token",
            ca=self._ca,
            hearing=state.hearing,
            court=state.court,
            room_name=state.room_name,
            case_number=state.number,
            course=state.course,
        )
        return far_streams(state, self._room, where)

    def _tracks(self, state: HearingState, program: ProgramState | None) -> list[Tracks]:
        captured = self._captured
        if captured is None or captured.hearing != state.hearing:
            return []
        return [Tracks(hearing=state.hearing, writer=f"custody-{self._room.courtroom}", tracks=captured.tracks)]

    def _note_shortfalls(self, captured: CaptureState) -> None:
        """Tell what was not kept as the person's, whose tracks these are: of nobody else may it speak."""
        state = self._book.states.get(captured.hearing or "")
        names = tracks_of(state, self._room) if state is not None else {}
        person = next(iter(names.values()), None)
        for one in self._shortfalls.take(captured, self._now_ms()):
            track = names.get(one.track, person) if one.track is not None else person
            if state is not None and track is not None:
                fault = NoteFault(
                    id=uuid.uuid4(), cause=one.cause, track=track, since=one.since, until=one.until, text=one.text
                )
                self._faults.put_nowait((state.hearing, fault))


if __name__ == "__main__":
    sys.exit(main(FarControl))
