"""Runs the demonstration: attended, with links for each audience, or once from opening to a verified archive."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from control_panel.demo.accused import Accused
from control_panel.demo.case import PROCEDURES
from control_panel.demo.hearing import Court, Tell
from control_panel.demo.installation import Installation, Wishes, running
from control_panel.demo.model import prepare_model
from control_panel.demo.outcome import Outcome, judge_outcome
from control_panel.demo.people import ADMINISTRATOR, CLERK, JUDGE, sign_in_path
from control_panel.demo.release_check import ReleaseCheck
from control_panel.demo.watching import Watch
from hardware_profiles.rooms import load_room

_UNDO_ONCE_S = 1.0
_UNDO_S = 10.0
_PUBLIC_TAIL_S = 3.0


@asynccontextmanager
async def _session(
    options: argparse.Namespace, data: Path, room_file: Path, tell: Tell
) -> AsyncIterator[tuple[Installation, Court, Watch, asyncio.TaskGroup]]:
    """Start the server, gather the court, schedule the hearing and watch it."""
    room = load_room(room_file)
    if options.no_model:
        tell("不识别语音：没有识别稿 · --no-model: there will be no transcript")
    models = None if options.no_model else await prepare_model(options.models, tell)
    undo_s = _UNDO_ONCE_S if options.once else _UNDO_S
    wishes = Wishes(data, room_file, options.delay, undo_s, models, options.http_port)
    tell(f"正在启动（数据：{data}）· starting")
    async with running(wishes) as installation:
        court = await Court.gather(installation)
        try:
            await court.schedule(PROCEDURES[options.procedure], room.courtroom, room.name.zh)
            watch = Watch(court.clerk, court.hearing)
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(watch.run())
                yield installation, court, watch, tasks
                watching.cancel()
        finally:
            await court.close()


async def show(options: argparse.Namespace, data: Path, room_file: Path, tell: Tell) -> None:
    """Open the hearing and stay until interrupted; with ``--by-hand`` only prepare it."""
    async with _session(options, data, room_file, tell) as (installation, court, watch, tasks):
        await court.clerk.command(court.hearing, "prepare")
        link = await court.accused_link()
        if not options.by_hand:
            accused = await Accused.join(installation, court.hearing, link, watch)
            await court.admit_accused(watch)
            tasks.create_task(accused.run())
            await court.open(watch)
            await court.enter("rights")
            tell("已开庭 · the hearing is open")
        await _print_links(installation, court, None if not options.by_hand else link["url"])
        await asyncio.Event().wait()


async def _print_links(installation: Installation, court: Court, join: str | None) -> None:
    base, hearing = installation.url, court.hearing
    rows = [
        ("书记员 clerk", base + await sign_in_path(installation, CLERK) + f"&next=/panel?hearing={hearing}"),
        ("法官 judge", base + await sign_in_path(installation, JUDGE) + f"&next=/judge?hearing={hearing}"),
        ("被告人 accused", join or "（模拟被告人已在庭 · simulated, in court）"),
        ("公众 public", f"{base}/"),
        ("卷宗 archive", base + await sign_in_path(installation, JUDGE) + f"&next=/player?hearing={hearing}"),
        ("管理 admin", base + await sign_in_path(installation, ADMINISTRATOR) + "&next=/admin"),
    ]
    print("\n".join(f"  {name:<14} {address}" for name, address in rows), flush=True)
    print("  Ctrl-C 结束 · to stop", flush=True)


async def once(options: argparse.Namespace, data: Path, room_file: Path, tell: Tell) -> Outcome:
    """Hear the case from opening to a verified archive, with a simulated remote accused, and judge the outcome."""
    async with _session(options, data, room_file, tell) as (installation, court, watch, tasks):
        check = ReleaseCheck(data / "public", int(options.delay * 1000))
        checking = tasks.create_task(check.run())
        await court.clerk.command(court.hearing, "prepare")
        link = await court.accused_link()
        accused = await Accused.join(installation, court.hearing, link, watch)
        await court.admit_accused(watch)
        attending = tasks.create_task(accused.run())
        await asyncio.sleep(3)
        opened = await court.open(watch)
        check.zero_at = (await watch.until("the opening", "open-asked"))["at"]
        tell(f"已开庭 · open (event {opened['seq']})")
        await court.run_for(options.seconds, watch, tell)
        state_of_program = (installation.agent_data / "run" / "program-state.json").read_text()
        archived = await court.finish(watch, tell)
        await asyncio.sleep(_PUBLIC_TAIL_S)
        seen = accused.seen
        for task in (attending, checking):
            task.cancel()
        return await judge_outcome(installation, court, watch, check, seen, state_of_program, archived, options)
    raise AssertionError("the session ends by returning")
