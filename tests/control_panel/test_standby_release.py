"""While the courtroom may hold the log, the public sees nothing: a cut made there cannot be heard of at the server."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.control_panel.serving import court, until
from tests.control_panel.standing_by import SETTINGS, standing_by
from tests.media_server.releasing import record
from tests.media_server.test_release_process import _approve, _releasing


def _on_air(public: Path) -> bool:
    states = list(public.glob("live/*/state.json"))
    return any(json.loads(path.read_text())["on_air"] for path in states)


@pytest.mark.long
def test_the_broadcast_goes_dark_before_the_room_can_cut_it(tmp_path: Path) -> None:
    """On air, then cut off: dark before the room has the hearing; cut there, it stays dark when the log is back."""

    async def work() -> None:
        async with court(tmp_path / "s", **SETTINGS) as server, standing_by(tmp_path / "r", server) as standby:
            clerk = await server.person("clerk", "clerk")
            hearing = await _approve(server, clerk)
            await until(lambda: standby.follows(hearing, server))
            await asyncio.to_thread(record, tmp_path / "p" / "records", server.panel.hearings.get(hearing), 60)
            async with _releasing(server, tmp_path / "p"):
                await until(lambda: _on_air(tmp_path / "p" / "public"), 20)
                await standby.cut()
                await until(lambda: not _on_air(tmp_path / "p" / "public"), 5)
                assert not standby.has(hearing), "it was dark before the room could cut it"
                assert list((tmp_path / "p" / "public").glob("live/*/*/master.m3u8")) == []
                await until(lambda: standby.has(hearing), 5)
                there = standby.here.client(await standby.here.panel.tokens.issue("service", "service:operator"))
                assert (await standby.here.say(there, hearing, "note", text="x")).status_code == 403
                await standby.here.panel.accounts.add("judge-here", "李某", "sole-judge", "a long enough password")
                judge = await standby.here.person("judge-here", "sole-judge")
                await standby.here.done(judge, hearing, "cut-broadcast", reason="服务器失联")
                standby.mend(server)
                await until(lambda: server.panel.hearings.get(hearing).broadcast.is_cut, 15)
                await until(lambda: server.panel.hearings.may_write(hearing))
                await asyncio.sleep(1)
                assert not _on_air(tmp_path / "p" / "public")

    (tmp_path / "s").mkdir()
    asyncio.run(work())
