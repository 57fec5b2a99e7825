"""The server's line to one courtroom's standby panel: numbered questions, and the lease that its answers renew."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from control_panel.errors import PanelError
from control_panel.standby.lease import ASK_S, Held
from control_panel.standby.wire import Answer, Ask, Asked, Hello, Question

_ANSWER_S = 2.0


def steady_s() -> float:
    """Say seconds of a clock that only goes on, also while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class LineLost(PanelError):
    """The standby panel does not answer."""


class NotAgreed(PanelError):
    """The standby panel said no; *body* says why."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        super().__init__(str(body.get("why", body)))


class RoomLine:
    """One connection. ``frames`` is what is to be sent; ``None`` ends it."""

    def __init__(self, room: str, hello: Hello, now_ns: Callable[[], int]) -> None:
        self.room = room
        self.url = hello.url
        self.told = hello.hearings
        self.held = Held.none()
        self.joined: set[str] = set()
        """Hearings that nothing is written in which the room does not have."""
        self.copied: dict[str, int] = {}
        """Hearings that are only scheduled, and up to which event the room knows them."""
        self.is_leaving = False
        self.frames: asyncio.Queue[str | None] = asyncio.Queue()
        self._now_ns = now_ns
        self._asked: dict[int, asyncio.Future[Answer]] = {}
        self._number = 0

    @property
    def may_write(self) -> bool:
        """Whether the room lets the server write."""
        return self.held.holds(steady_s())

    async def ask_forever(self) -> None:
        """Renew the lease until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                tasks.create_task(self._renew())
                await asyncio.sleep(ASK_S)

    async def _renew(self) -> None:
        number = self.held.ask(steady_s())
        try:
            await self.ask(Ask(number=number, clock=self._now_ns()))
        except (LineLost, NotAgreed):
            return
        self.held.granted(number)

    async def ask(self, question: Question) -> dict[str, Any]:
        """Ask and return the answer's body.

        Raises:
            NotAgreed: the room said no.
            LineLost: it did not answer; whether it did what was asked is not known, so the line is ended.
        """
        self._number += 1
        number = self._number
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[number] = answered
        self.frames.put_nowait(Asked(id=number, question=question).model_dump_json())
        try:
            async with asyncio.timeout(_ANSWER_S):
                answer = await answered
        except (TimeoutError, asyncio.CancelledError) as fault:
            self.end()
            if isinstance(fault, asyncio.CancelledError):
                raise
            raise LineLost(f"{self.room}: no answer within {_ANSWER_S} s") from None
        finally:
            self._asked.pop(number, None)
        if not answer.ok:
            raise NotAgreed(answer.body)
        return answer.body

    def hear(self, answer: Answer) -> None:
        """Take an answer in."""
        answered = self._asked.get(answer.id)
        if answered is not None and not answered.done():
            answered.set_result(answer)

    def end(self) -> None:
        """End the line; whoever waits for an answer gets none."""
        self.held.gone()
        self.joined.clear()
        self.frames.put_nowait(None)
        for answered in self._asked.values():
            if not answered.done():
                answered.set_exception(LineLost(f"{self.room}: the line was ended"))
