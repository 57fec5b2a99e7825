"""The link: processes call the hub, follow what concerns them, and come back by themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from hearing.commands import Note, TakeEffect
from hearing.events import HearingEvent
from hearing.link import UNMEASURED_NS, Handler, Kind, Link, LinkLost, LinkRefused
from hearing.reports import Health, LiveStream, Report, Streams
from hearing.state import HearingState
from tests.control_panel.serving import Court, court, until


@dataclass
class Listener(Handler):
    """Keeps what it hears."""

    heard: asyncio.Queue[tuple[str, Any]] = field(default_factory=asyncio.Queue)
    stands: asyncio.Event = field(default_factory=asyncio.Event)

    async def on_hearing(self, state: HearingState) -> None:
        """Keep it."""
        self.heard.put_nowait(("hearing", state))

    async def on_event(self, event: HearingEvent) -> None:
        """Keep it."""
        self.heard.put_nowait((event.type, event))

    async def on_released(self, hearing: str) -> None:
        """Keep it."""
        self.heard.put_nowait(("released", hearing))

    async def on_report(self, report: Report) -> None:
        """Keep it."""
        self.heard.put_nowait(("report", report))

    async def on_request(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Keep it."""
        self.heard.put_nowait((op, body))
        return 201, {"session": "s1", "sdp": "v=0\r\nanswer"}

    async def on_connected(self) -> None:
        """Keep it."""
        self.stands.set()
        self.heard.put_nowait(("connected", None))

    async def on_lost(self) -> None:
        """Keep it."""
        self.heard.put_nowait(("lost", None))

    async def next(self, what: str, within_s: float = 30) -> Any:
        """Wait until it hears of *what*, letting other things pass."""
        async with asyncio.timeout(within_s):
            while True:
                kind, value = await self.heard.get()
                if kind == what:
                    return value


@asynccontextmanager
async def linked(here: Court, kind: Kind, principal: str, **detail: Any) -> AsyncIterator[tuple[Link, Listener]]:
    """Let a process call in."""
    token = await here.panel.tokens.issue("agent" if kind == "agent" else "service", principal)
    async with Link(here.url, token, kind=kind, name=principal, detail=detail) as link:
        listener = Listener()
        task = asyncio.create_task(link.run(listener))
        async with asyncio.timeout(30):
            await listener.stands.wait()
        try:
            yield link, listener
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _follows() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        other = await here.hearing(clerk, room="hall-9")
        mine = await here.hearing(clerk)
        token = await here.panel.tokens.issue("agent", "agent:demo")
        async with Link(here.url, token, kind="agent", name="demo") as link:
            listener = Listener()
            task = asyncio.create_task(link.run(listener))
            state = await listener.next("hearing")
            await here.done(clerk, mine, "prepare")
            await listener.next("preparing")
            log = await link.log(mine)
            with pytest.raises(LinkRefused) as refused:
                await link.log(other)
            task.cancel()
        assert state.hearing == mine
        assert [event.type for event in log] == ["scheduled", "preparing"]
        assert refused.value.status == 404


def test_an_agent_follows_its_own_rooms_hearings_and_no_others() -> None:
    """The courtroom's PC hears of what is heard in its room; of the court next door it learns nothing."""
    asyncio.run(_follows())


async def _long_log() -> None:
    async with court() as here, linked(here, "recorder", "service:recorder") as (link, _):
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        for text in "一二三四":
            await here.done(clerk, hearing, "note", text=text)

        assert [event.seq for event in await link.log(hearing, page=2)] == [1, 2, 3, 4, 5]
        assert [event.seq for event in await link.log(hearing, after=3, page=1)] == [4, 5]
        assert await link.log(hearing, after=5) == []


def test_a_long_log_is_read_to_its_end() -> None:
    """A log of more events than one answer holds is asked for page by page: an archive must not lack its end."""
    asyncio.run(_long_log())


async def _clock() -> None:
    async with court() as here, linked(here, "recorder", "service:recorder") as (link, _):
        await until(lambda: link.uncertainty_ns != UNMEASURED_NS)
        assert abs(link.offset_ns) <= link.uncertainty_ns < 10**9


def test_a_process_knows_how_far_its_clock_is_off() -> None:
    """Both clocks are the same here, so the offset that was measured lies within its own uncertainty."""
    asyncio.run(_clock())


async def _comes_back() -> None:
    async with court() as here, linked(here, "media", "service:media-1") as (link, listener):
        await link.report(Health(process="media-1", state="warn", says="hot"))
        await asyncio.sleep(0.1)
        here.panel.links.all()[0].end()
        await listener.next("lost")
        await listener.next("connected", within_s=5)
        await until(lambda: any(getattr(report, "says", "") == "hot" for report in here.panel.board.all()))


def test_a_process_whose_link_broke_comes_back_and_says_again_what_is_so() -> None:
    """After a break the panel knows the worker's last report without anyone asking."""
    asyncio.run(_comes_back())


async def _refused() -> None:
    async with court() as here:
        with pytest.raises(LinkRefused) as wrong:
            await Link(here.url, "no such token", kind="media", name="stranger").run(Handler())
        assert wrong.value.status in (401, 403)
        async with Link("http://127.0.0.1:9", "any", kind="media", name="lonely") as link:
            with pytest.raises(LinkLost):
                await link.log("h-aaaaaaaaaa")


def test_a_stranger_is_told_so_and_does_not_try_for_ever() -> None:
    """A token that the panel does not know ends the link with words; a panel that is not there is another thing."""
    asyncio.run(_refused())


async def _commands() -> None:
    async with court() as here, linked(here, "recorder", "service:recorder") as (link, _):
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        with pytest.raises(LinkRefused) as refused:
            await link.command(hearing, TakeEffect(id=uuid4()))
        assert refused.value.status == 409
        with pytest.raises(LinkRefused) as right:
            await link.command(hearing, Note(id=uuid4(), text="x"))
        assert right.value.status == 403


def test_a_service_is_refused_in_the_panels_words() -> None:
    """What is not due, and what only people may say, is refused with a status that programs tell apart."""
    asyncio.run(_commands())


async def _reports() -> None:
    async with court() as here, linked(here, "media", "service:media-1") as (media, worker):
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk)
        async with linked(here, "recorder", "service:recorder") as (_, recorder):
            await here.done(clerk, hearing, "prepare")
            placed = await worker.next("hearing")
            stream = LiveStream(name="cam-judge", session="s", principal="agent:demo", since=1, video=True, audio=False)
            await media.report(Streams(hearing=hearing, streams=(stream,)))
            told = await recorder.next("report")
            await here.done(clerk, hearing, "cancel", reason="撤诉")
            await recorder.next("released")
        assert placed.course == "preparing"
        assert told.streams == (stream,)


def test_the_recorder_hears_which_streams_there_are_and_when_a_hearing_is_over() -> None:
    """What one process reports reaches the others that it concerns, through the panel."""
    asyncio.run(_reports())
