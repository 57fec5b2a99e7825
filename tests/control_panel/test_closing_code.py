"""The integrity code by a real panel: told once everything is sealed, or honestly of less, and drawn without the case."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hearing.facts import HearingState
from hearing.link import Link
from hearing.policy import SYSTEM
from recorder.closing import Closing
from recorder.closing_job import PATIENCE_MS, ClosingJob
from recorder.layout import seals_folder
from recorder.merkle import MerkleTree
from recorder.seals import make_checkpoint
from recorder.spoken_code import spoken_code
from tests.control_panel.serving import Court, court
from tests.hearing.story import CLERK, JUDGE, ROOM, SCHEDULE, command

HEARING = str(SCHEDULE["hearing"])
KEY, ROOM_KEY = (Ed25519PrivateKey.from_private_bytes(name + bytes(28)) for name in (b"cour", b"room"))


async def closed(here: Court) -> HearingState:
    """A hearing that was opened and closed at once."""
    say = here.panel.hearings.command
    await say(HEARING, command("schedule", **SCHEDULE), CLERK)
    ruled = {"openness": "public", "range": "whole", "judge": "李某", "reason": "依法公开审理"}
    await say(HEARING, command("set-openness", **ruled), JUDGE)
    for what, actor in (("prepare", CLERK), ("open", CLERK), ("confirm-open", SYSTEM), ("close", CLERK)):
        await say(HEARING, command(what), actor)
    if here.panel.hearings.get(HEARING).course != "closed":
        await say(HEARING, command("take-effect"), SYSTEM)
    return here.panel.hearings.get(HEARING)


def sealed(take: Path, *, final: bool) -> MerkleTree:
    """Write a take's seals, the last of them final or not."""
    take.mkdir(parents=True, exist_ok=True)
    tree = MerkleTree([b"fragment"])
    first = make_checkpoint(tree, ROOM_KEY, None, 1)
    tree.append(b"later")
    last = make_checkpoint(tree, ROOM_KEY, first, 2, final=True)
    lines = [first, last] if final else [first]
    (take / "seals.jsonl").write_bytes(b"".join(seal.line() + b"\n" for seal in lines))
    return tree


@asynccontextmanager
async def job(here: Court) -> AsyncIterator[ClosingJob]:
    """The recorder's job, on a link to the panel."""
    token = await here.panel.tokens.issue("service", "service:recorder")

    def states() -> Iterator[HearingState]:
        yield here.panel.hearings.get(HEARING)

    async with Link(here.url, token, kind="recorder", name="recorder") as link:
        yield ClosingJob(link, here.panel.settings.records, KEY, states)


def kept(here: Court, state: HearingState) -> Closing:
    """The closing root as it lies on the disk."""
    path = seals_folder(here.panel.settings.records, state.case.number, HEARING) / "closing.json"
    return Closing.model_validate_json(path.read_bytes())


def test_the_code_is_told_once_when_everything_is_sealed() -> None:
    """Nothing is told before; afterwards the log holds root and code, told once however often the job looks."""

    async def check() -> None:
        async with court(undo_s=0) as here, job(here) as closing:
            state = await closed(here)
            take = here.panel.settings.records / state.case.number / HEARING / "room-demo-1"
            sealed(take, final=False)
            await closing.make(state)
            assert here.panel.hearings.get(HEARING).closing is None

            sealed(take, final=True)
            await closing.make(here.panel.hearings.get(HEARING))
            told = here.panel.hearings.get(HEARING)
            await closing.make(told)
            assert told.closing is not None
            assert here.panel.hearings.get(HEARING).seq == told.seq, "it is told once"
            assert told.closing.root == kept(here, state).root
            assert told.closing.code == spoken_code(told.closing.root)
            assert told.closing.behind == ()

    asyncio.run(check())


def test_a_take_that_is_behind_is_named_and_another_code_follows() -> None:
    """After the patience the code is of what is there; the agent's final seal, told ahead, makes it complete."""

    async def check() -> None:
        async with court(undo_s=0) as here, job(here) as closing:
            state = await closed(here)
            take = here.panel.settings.records / state.case.number / HEARING / "room-demo-1"
            tree = sealed(take, final=False)
            assert state.closed_at is not None
            long_ago = state.but(closed_at=state.closed_at - PATIENCE_MS)
            await closing.make(long_ago)
            first = here.panel.hearings.get(HEARING).closing
            assert first is not None
            assert first.behind == ("room-demo-1",)

            told = {"take": "room-demo-1", "size": len(tree), "root": tree.root().hex()}
            await here.panel.hearings.command(HEARING, command("seal-take", **told), ROOM)
            await closing.make(here.panel.hearings.get(HEARING))
            second = here.panel.hearings.get(HEARING).closing
            assert second is not None
            assert second.behind == ()
            assert second.root != first.root

    asyncio.run(check())


def test_the_qr_code_is_drawn_for_the_people_of_the_court_alone() -> None:
    """The clerk's page has it; whoever is not signed in is refused; before there is one, there is none."""

    async def check() -> None:
        async with court(undo_s=0) as here, job(here) as closing:
            state = await closed(here)
            clerk = await here.person("clerk", "clerk")
            address = f"/api/v1/hearings/{HEARING}/closing.svg"
            assert (await clerk.get(address)).status_code == 404
            sealed(here.panel.settings.records / state.case.number / HEARING / "room-demo-1", final=True)
            await closing.make(state)
            drawn = await clerk.get(address)
            assert drawn.headers["content-type"] == "image/svg+xml"
            assert drawn.content.startswith(b"<?xml")
            assert (await here.client().get(address)).status_code in (401, 403)

    asyncio.run(check())
