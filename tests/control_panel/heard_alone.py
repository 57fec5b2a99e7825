"""A walk-in hearing that a courtroom alone heard, recorded and closed, and perhaps archived: its folder, made once."""

import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from control_panel.handin.giving import Given, Giver
from hearing.evidence import FileExhibit
from hearing.facts import HearingState
from hearing.link import Link
from hearing.participant import Role
from hearing.policy import account_actor
from hearing.state import position
from recorder.archive_job import ArchiveJob
from recorder.closing import last_seal
from recorder.closing_job import ClosingJob
from recorder.layout import takes_of
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.control_panel.serving import Court, court, until
from tests.hearing.test_link import linked
from tests.recorder.packing import COURT_KEY, ROOM_KEY
from tests.recorder.recording import FRAME, pictures

ALONE: dict[str, Any] = {"alone": "demo", "court": "示范区人民法院", "undo_s": 0.1, "writing_patience_s": 0.1}
WORDS = "相邻一方在通道堆放杂物"
SOUND = b"RIFF, as it was filed"


def _record(records: Path, state: HearingState) -> None:
    """Record the judge's camera from opening to closing, without a hole."""
    about = TakeAbout(
        hearing=state.hearing,
        case=state.case.number,
        take="room-demo-1",
        writer="agent:demo",
        zero_at=state.zero_at or 0,
    )
    take = Take.open(records, about, ROOM_KEY, lambda: 0)
    track = take.track("cam-judge", "video", "cam-judge", mandatory=True)
    end = position(state, state.closed_at or 0)
    data, keyframe = pictures()[0]
    take.begin(0)
    for at in range(0, end, FRAME):
        track.write(Sample(data, at, FRAME, keyframe, at))
    take.stop(end)
    take.seal(final=True)
    take.close()


async def file_exhibit(here: Court, hearing: str) -> None:
    """File a sound, as the upload route does once it has looked at it."""
    sha256 = hashlib.sha256(SOUND).hexdigest()
    filed = FileExhibit(
        id=uuid4(), title="通话录音", kind="audio", media_type="audio/wav", bytes=len(SOUND), sha256=sha256, sm3="0" * 64,
    )  # fmt: skip
    row = await here.panel.accounts.named("chen")
    assert row is not None
    await here.panel.hearings.command(hearing, filed, account_actor(f"account:{row.id}", Role.CLERK))
    state = here.panel.hearings.get(hearing)
    place = here.panel.exhibits.content(state.case.number, hearing, state.exhibits["e-1"])
    place.parent.mkdir(parents=True)
    place.write_bytes(SOUND)


async def _hold(here: Court) -> str:
    clerk, judge = await here.person("chen", "clerk"), await here.person("li", "sole-judge")
    made = await clerk.post("/api/v1/hearings/walk-in", json={"cause": "相邻关系纠纷"})
    hearing: str = made.json()["hearing"]
    agent = here.client(await here.panel.tokens.issue("agent", "agent:demo"))
    await here.done(judge, hearing, "invite", name="王某", role="plaintiff")
    await here.done(clerk, hearing, "prepare")
    await here.opened(clerk, hearing)
    spoken = {
        "stream": "mic-judge",
        "speaker": "审判员",
        "text": WORDS,
        "start": 0,
        "duration": 10**9,
        "engine": "vosk",
    }
    await here.done(agent, hearing, "speak-line", **spoken)
    await file_exhibit(here, hearing)
    await asyncio.sleep(0.3)
    await here.done(clerk, hearing, "close")
    await until(lambda: here.panel.hearings.get(hearing).course == "closed")
    state = here.panel.hearings.get(hearing)
    _record(here.data / "records", state)
    [take] = takes_of(here.data / "records", state.case.number, hearing)
    seal = last_seal(take)
    assert seal is not None
    await here.done(agent, hearing, "seal-take", take=take.name, size=seal.size, root=seal.root)
    async with recording(here, hearing):
        await until(lambda: here.panel.hearings.get(hearing).closing is not None)
    return hearing


@asynccontextmanager
async def recording(here: Court, hearing: str) -> AsyncIterator[None]:
    """Run the recorder's jobs after closing: closing root, ledger, package."""
    async with linked(here, "recorder", "service:recorder") as (link, _):
        states = lambda: [here.panel.hearings.get(hearing)]  # noqa: E731 - asked again and again
        closing = ClosingJob(link, here.data / "records", COURT_KEY, states)
        jobs = closing, ArchiveJob(link, here.data, COURT_KEY, states, closing)
        running = [asyncio.create_task(job.run()) for job in jobs]
        yield
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def archive(here: Court, hearing: str) -> Path:
    """Sign and archive; return the package."""
    clerk = await here.person("chen", "clerk")
    await here.done(clerk, hearing, "sign")
    await here.done(clerk, hearing, "archive")
    async with recording(here, hearing):
        await until(lambda: here.panel.hearings.get(hearing).course == "archived", 60)
    return here.data / "archive" / (here.panel.hearings.get(hearing).package or "")


@cache
def _made(*, archived: bool) -> tuple[Path, str]:
    folder = Path(tempfile.mkdtemp(prefix="alone-"))

    async def work() -> str:
        async with court(folder, **ALONE) as here:
            hearing = await _hold(here)
            if archived:
                await archive(here, hearing)
            return hearing

    with ThreadPoolExecutor(1) as thread:  # a loop of its own, also when a test's is running
        return folder, thread.submit(asyncio.run, work()).result()


def heard_alone(folder: Path, *, archived: bool = False) -> str:
    """Put the folder of a courtroom that heard one case alone at *folder*; return the hearing."""
    made, hearing = _made(archived=archived)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return hearing


class BrokenLink(Link):
    """A link to the server that is lost for ever after some requests, before or after the server acted."""

    left = 1 << 30
    acts = True
    before = ""
    """Lost before a request whose path ends so."""

    async def _send(self, method: str, path: str, **parts: Any) -> Any:
        from hearing.link import LinkLost

        self.left -= 1
        if self.left < 0 or (self.left == 0 and not self.acts) or (self.before and path.endswith(self.before)):
            raise LinkLost("cut")
        answer = await super()._send(method, path, **parts)
        if self.left == 0:
            raise LinkLost("cut behind the act")
        return answer


async def hand_in(
    room: Court,
    server: Court,
    hearing: str,
    *,
    after: int = 1 << 30,
    acts: bool = True,
    before: str = "",
    agent: str = "agent:demo",
) -> Given:
    """Hand the hearing in over a link that breaks *after* so many requests, or *before* one whose path ends so."""
    await room.panel.register({"service:operator": room.data / "secrets" / "operator.token"})
    here = room.client((room.data / "secrets" / "operator.token").read_text().strip())
    token = await server.panel.tokens.issue("agent", agent)
    async with BrokenLink(server.url, token, kind="agent", name="demo") as link:
        link.left, link.acts, link.before = after, acts, before
        giver = Giver(here, link, room.data, lambda _step: None, patience_s=0.0)
        [about] = [one for one in await giver.hearings() if one["hearing"] == hearing]
        return await giver.give(about)
