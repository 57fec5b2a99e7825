"""What the panel does by itself when its time has come: opening, recess, closing."""

import asyncio
import time
from typing import Any

from hearing.link import Link
from hearing.reports import Tracks, TrackState
from tests.control_panel.serving import Court, court, until
from tests.hearing.test_link import linked


def _tracks(hearing: str, position: int, names: tuple[str, ...] = ("cam-judge", "mic-judge")) -> Tracks:
    return Tracks(
        hearing=hearing,
        writer="room-demo",
        tracks=tuple(
            TrackState(
                name=name,
                take="room-demo-1",
                kind="video" if name.startswith("cam") else "audio",
                mandatory=True,
                writing=True,
                position=position,
            )
            for name in names
        ),
    )


async def _course(here: Court, hearing: str, wanted: str) -> None:
    await until(lambda: here.panel.hearings.get(hearing).course == wanted)


async def _types(link: Link, hearing: str) -> list[str]:
    return [event.type for event in await link.log(hearing)]


async def _opens() -> None:
    async with court(undo_s=0.3) as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk, remote_ground="")
        mandatory = ["cam-judge", "mic-judge"]
        async with linked(here, "agent", "agent:demo", mandatory=mandatory) as (link, _):
            await here.done(clerk, hearing, "prepare")
            await here.done(clerk, hearing, "open")
            await link.report(_tracks(hearing, 10**6, ("cam-judge",)))
            await asyncio.sleep(0.5)
            half = here.panel.hearings.get(hearing).course
            await link.report(_tracks(hearing, 10**6))
            await _course(here, hearing, "open")
            await here.done(clerk, hearing, "recess", reason="recess", note="合议")
            await _course(here, hearing, "paused")
            await here.done(clerk, hearing, "resume")
            state = here.panel.hearings.get(hearing)
            resumed_at = state.spans[-1].since - (state.zero_at or 0)
            await asyncio.sleep(0.3)
            still = here.panel.hearings.get(hearing).course
            await link.report(_tracks(hearing, resumed_at * 1_000_000 + 10**9))
            await _course(here, hearing, "open")
            await here.done(clerk, hearing, "close")
            await _course(here, hearing, "closed")
            types = await _types(link, hearing)

        assert (half, still) == ("opening", "resuming")
        assert "fault-noted" not in types
        assert types[2:] == [
            "open-asked", "opened", "recess-asked", "paused", "resume-asked", "resumed", "close-asked", "closed",
        ]  # fmt: skip


def test_a_hearing_is_open_only_when_every_mandatory_track_was_seen_writing() -> None:
    """One silent camera holds the word *open* back; a recess and the closing take effect after the time to undo."""
    asyncio.run(_opens())


async def _late() -> None:
    async with court(writing_patience_s=0.5) as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk, remote_ground="")
        async with linked(here, "agent", "agent:demo", mandatory=["cam-judge", "mic-judge"]) as (link, _):
            await here.done(clerk, hearing, "prepare")
            await here.done(clerk, hearing, "open")
            early = await here.say(clerk, hearing, "open-without", name="李某", reason="当事人远道而来")
            await link.report(_tracks(hearing, 10**6, ("cam-judge",)))
            await until(lambda: here.panel.hearings.get(hearing).hindrance is not None)
            await asyncio.sleep(0.5)
            asked = here.panel.hearings.get(hearing)
            await here.done(clerk, hearing, "open-without", name="李某", reason="当事人远道而来")
            state = here.panel.hearings.get(hearing)
            types = await _types(link, hearing)

        assert early.status_code == 409
        assert asked.course == "opening"
        assert asked.hindrance is not None
        assert asked.hindrance.tracks == ("mic-judge",)
        assert state.course == "open"
        assert [(fault.cause, fault.track, fault.since) for fault in state.faults] == [
            ("not-writing", "mic-judge", state.spans[0].since)
        ]
        assert types[2:] == ["open-asked", "opening-hindered", "opened"]


def test_a_track_that_never_writes_makes_the_bench_decide() -> None:
    """After its patience the panel asks once, and waits: open it becomes by a name, with the fault on record from the start."""
    asyncio.run(_late())


async def _recovers() -> None:
    async with court(writing_patience_s=0) as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk, remote_ground="")
        await here.done(clerk, hearing, "prepare")
        await here.done(clerk, hearing, "open")
        await until(lambda: here.panel.hearings.get(hearing).hindrance is not None)
        alone = here.panel.hearings.get(hearing).hindrance
        async with linked(here, "agent", "agent:demo", mandatory=["cam-judge", "mic-judge"]) as (link, _):
            await link.report(_tracks(hearing, 10**6))
            await _course(here, hearing, "open")
            state = here.panel.hearings.get(hearing)

        assert alone is not None
        assert alone.tracks == ()
        assert (state.faults, state.opened_without) == ((), None)


def test_a_recorder_that_comes_while_the_bench_waits_opens_the_hearing_by_itself() -> None:
    """Without the courtroom's computer nothing is known to record; once it writes, no fault is left behind."""
    asyncio.run(_recovers())


async def _undo() -> None:
    async with court(undo_s=30, writing_patience_s=0) as here:
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk, remote_ground="")
        await here.done(clerk, hearing, "prepare")
        await here.opened(clerk, hearing)
        asked: dict[str, Any] = await here.done(clerk, hearing, "recess", reason="recess")
        await here.done(clerk, hearing, "undo-recess")

        state = here.panel.hearings.get(hearing)
        assert asked["effective_at"] - asked["at"] == 30_000
        assert state.course == "open"
        assert state.pending is None
        assert state.spans[-1].until is None
        assert asked["at"] <= time.time() * 1000


def test_a_recess_that_was_taken_back_leaves_no_gap() -> None:
    """Within the time to undo the record has never stopped."""
    asyncio.run(_undo())
