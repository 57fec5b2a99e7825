"""A closed hearing whose courtroom machine is gone, at a real panel with the recorder's own archive job."""

import asyncio
from pathlib import Path
from typing import Any

from hearing.facts import HearingState
from hearing.state import position
from recorder.archive.verification import verify
from recorder.archive_job import ArchiveJob
from recorder.closing_job import ClosingJob
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.control_panel.serving import Court, court, until
from tests.hearing.test_link import linked
from tests.recorder.packing import COURT_KEY, ROOM_KEY
from tests.recorder.recording import FRAME, pictures

TAKE = "room-demo-1"
WHY = "主机被盗"


def _record_a_second(records: Path, state: HearingState) -> None:
    """Record the judge's camera for a second, and never seal it."""
    assert state.zero_at is not None
    about = TakeAbout(
        hearing=state.hearing, case=state.case.number, take=TAKE, writer="room-demo", zero_at=state.zero_at
    )
    take = Take.open(records, about, ROOM_KEY, lambda: 0)
    track = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    data, keyframe = pictures()[0]
    live = position(state, state.spans[0].live or 0)
    take.begin(0)
    for at in range(0, live + 1_000_000_000, FRAME):
        track.write(Sample(data, at, FRAME, keyframe, at))
    take.stop(live + 1_000_000_000)
    take.close()


async def _closed(here: Court, clerk: Any) -> str:
    hearing = await here.hearing(clerk)
    await here.done(clerk, hearing, "prepare")
    await here.opened(clerk, hearing)
    opened = here.panel.now_ms()
    await until(lambda: here.panel.now_ms() >= opened + 2500)
    await here.done(clerk, hearing, "close")
    await until(lambda: here.panel.hearings.get(hearing).course == "closed")
    _record_a_second(here.data / "records", here.panel.hearings.get(hearing))
    return hearing


async def _refused(here: Court, client: Any, hearing: str, what: str, **fields: Any) -> str:
    answer = await here.say(client, hearing, what, **fields)
    assert answer.status_code in {403, 409}, answer.text
    return str(answer.json()["title"])


async def _awaited(here: Court, client: Any, hearing: str) -> Any:
    return (await client.get(f"/api/v1/hearings/{hearing}/awaited-takes")).json()


async def _ended() -> None:
    async with court(undo_s=0.1, writing_patience_s=0.1) as here:
        clerk, judge = await here.person("clerk", "clerk"), await here.person("judge", "sole-judge")
        hearing = await _closed(here, clerk)
        await here.done(clerk, hearing, "sign")
        await here.done(clerk, hearing, "archive")
        async with linked(here, "recorder", "service:recorder") as (link, _):
            states = lambda: [here.panel.hearings.get(hearing)]  # noqa: E731
            closing = ClosingJob(link, here.data / "records", COURT_KEY, states)
            running = asyncio.create_task(ArchiveJob(link, here.data, COURT_KEY, states, closing).run())
            await until(lambda: any(one.type == "ledger" and one.awaited for one in here.panel.board.all()), 30)
            await _is_refused_to_whom_it_must(here, clerk, judge, hearing)
            await _declare_and_sign(here, clerk, judge, hearing)
            await _explain_what_is_lost(here, clerk, judge, hearing)
            await until(lambda: here.panel.hearings.get(hearing).course == "archived", 60)
            running.cancel()
        told = await _awaited(here, clerk, hearing)
        assert told["awaited"] == []
        ended = [(one["take"], one["is_back"], one["ending"]["judge"]) for one in told["ended"]]
        assert ended == [(TAKE, False, "李某")]
        assert verify(here.data / "archive" / (here.panel.hearings.get(hearing).package or "")).whole
        async with linked(here, "agent", "agent:demo") as (_, heard):
            returned = await heard.next("hearing", 30)
            assert (returned.hearing, returned.course) == (hearing, "archived"), (
                "what returns is wanted, and kept apart"
            )


async def _is_refused_to_whom_it_must(here: Court, clerk: Any, judge: Any, hearing: str) -> None:
    """Nothing is ended while the machine is there, of another take, by the judge, or signed before it is declared."""
    [awaited] = (await _awaited(here, clerk, hearing))["awaited"]
    assert [awaited[key] for key in ("take", "room", "writer", "is_here")] == [TAKE, "demo", "room-demo", False]
    assert awaited["seen_at"] > 0
    async with linked(here, "agent", "agent:demo"):
        assert (await _awaited(here, clerk, hearing))["awaited"][0]["is_here"]
        title = await _refused(here, clerk, hearing, "end-take", take=TAKE, text=WHY)
        assert title.startswith("录制端主机已连接")
    title = await _refused(here, clerk, hearing, "end-take", take="room-demo-9", text=WHY)
    assert title.startswith("没有等待封存的此录制")
    assert (await _refused(here, judge, hearing, "end-take", take=TAKE, text=WHY)).startswith("无此权限")
    title = await _refused(here, judge, hearing, "sign-ending", take=TAKE, judge="李某")
    assert title.startswith("尚无人声明")


async def _declare_and_sign(here: Court, clerk: Any, judge: Any, hearing: str) -> None:
    """The declaration alone ends nothing; with the judge's signature the recorder seals the take."""
    await here.done(clerk, hearing, "end-take", take=TAKE, text=WHY)
    await asyncio.sleep(2.5)
    assert not here.panel.hearings.get(hearing).endings[TAKE].is_sealed
    await here.done(judge, hearing, "sign-ending", take=TAKE, judge="李某")
    await until(lambda: here.panel.hearings.get(hearing).endings[TAKE].is_sealed, 30)


async def _explain_what_is_lost(here: Court, clerk: Any, judge: Any, hearing: str) -> None:
    await until(lambda: bool(here.panel.board.all()[-1]) and _faults(here, hearing) != [], 30)
    for track, fault in _faults(here, hearing):
        stretch = {"track": track, "since": fault.since, "until": fault.until}
        assert fault.cause == "writer-lost"
        await here.done(clerk, hearing, "explain-fault", **stretch, text=WHY)
        await here.done(judge, hearing, "sign-fault", **stretch, judge="李某")


def _faults(here: Court, hearing: str) -> list[Any]:
    said = [one for one in here.panel.board.all() if one.type == "ledger" and one.hearing == hearing]
    return said[-1].ledger.unsettled() if said and said[-1].ledger.complete else []


def test_archiving_goes_on_once_clerk_and_judge_have_ended_the_take() -> None:
    """Refused while the machine is there; declared, signed and sealed it is archived, and the agent is told if it returns."""
    asyncio.run(_ended())
