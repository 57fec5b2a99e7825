"""A custody room's agent at the panel: told its person's part, sending its own take up, and nothing else."""

import asyncio
import hashlib
import json

from control_panel.links import LinkedProcess
from control_panel.rooms import RoomDescription
from tests.control_panel.serving import Court, court

KIND = {"content-type": "application/vnd.courtroom.fragments"}
SITE = "demo-custody"


def _side(take: str, content: bytes) -> bytes:
    line = {"kind": "leaves", "take": take, "offset": 0, "bytes": len(content)}
    return json.dumps(line).encode() + b"\n" + content


def _told(process: LinkedProcess) -> list[dict[str, object]]:
    frames = []
    while not process.frames.empty():
        frames.append(process.frames.get_nowait() or {})
    return frames


async def _invited(here: Court) -> tuple[object, str]:
    clerk = await here.person("clerk", "clerk")
    await here.panel.rooms.put(RoomDescription(room=SITE, room_name="示范看守所远程提讯室", site="custody"))
    await here.panel.rooms.put(RoomDescription(room="hall-2", room_name="第二法庭"))
    hearing = await here.hearing(clerk)
    refused = await here.say(clerk, hearing, "invite", name="李某", role="accused", remote=True, site="hall-2")
    assert refused.status_code == 422, "a courtroom is no detention centre's room"
    await here.done(clerk, hearing, "invite", name="张某某", role="accused", remote=True, site=SITE)
    await here.done(clerk, hearing, "prepare")
    await here.done(clerk, hearing, "arrive", participant="p-1")
    await here.done(clerk, hearing, "consent", participant="p-1", to="remote-hearing")
    return clerk, hearing


async def _follows() -> None:
    async with court() as here:
        clerk, hearing = await _invited(here)
        agent = LinkedProcess(f"agent:{SITE}", "agent", SITE, {})
        here.panel.links.came(agent)
        assert [frame["type"] for frame in _told(agent)] == ["ready"], "nothing before admission"

        await here.done(clerk, hearing, "admit", participant="p-1")
        told = _told(agent)
        assert [frame["type"] for frame in told] == ["hearing"]
        assert list(told[0]["snapshot"]["participants"]) == ["p-1"]

        await here.done(clerk, hearing, "note", text="合议庭备注")
        assert _told(agent) == [], "what is none of its business is not even hinted at"

        await here.done(clerk, hearing, "leave", participant="p-1")
        (left,) = _told(agent)
        assert left["snapshot"]["participants"]["p-1"]["presence"] == "left"
        again = LinkedProcess(f"agent:{SITE}", "agent", SITE, {})
        here.panel.links.came(again)
        assert [frame["type"] for frame in _told(again)] == ["hearing", "ready"], "what was kept can still be sent up"


def test_a_far_ends_agent_is_told_its_persons_part_from_admission_on() -> None:
    """Least privilege: the detention centre's machine learns what it needs to record one person, and no more."""
    asyncio.run(_follows())


async def _sends() -> None:
    async with court() as here:
        clerk, hearing = await _invited(here)
        agent = here.client(await here.panel.tokens.issue("agent", f"agent:{SITE}"))
        room = here.client(await here.panel.tokens.issue("agent", "agent:demo"))
        path, own = f"/api/v1/hearings/{hearing}/fragments", f"custody-{SITE}-1"
        outside = await agent.post(path, content=_side(own, b'{"n":0}\n'), headers=KIND)
        await here.done(clerk, hearing, "admit", participant="p-1")
        stored = await agent.post(path, content=_side(own, b'{"n":0}\n'), headers=KIND)
        others = await agent.post(path, content=_side("room-demo-1", b'{"n":0}\n'), headers=KIND)
        forged = await room.post(path, content=_side(own, b'{"n":0}\n{"n":1}\n'), headers=KIND)
        await room.post(path, content=_side("room-demo-1", b'{"n":0}\n'), headers=KIND)
        held = (await agent.get(path)).json()["takes"]
        whole = await agent.get(f"/api/v1/hearings/{hearing}")
        log = await agent.get(f"/api/v1/hearings/{hearing}/log")

        assert outside.status_code == 404
        assert stored.status_code == 200, stored.text
        assert (others.status_code, forged.status_code) == (422, 422)
        assert held[own]["leaves"]["sha256"] == hashlib.sha256(b'{"n":0}\n').hexdigest()
        assert list(held) == [own]
        assert (whole.status_code, log.status_code) == (404, 404)


def test_it_sends_up_its_own_take_and_sees_nobody_elses() -> None:
    """Neither side can write what the other recorded, and the log stays at court."""
    asyncio.run(_sends())
