"""The demonstration's hearing, step by step: what a clerk, a judge and the accused do on their pages."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from control_panel.demo.case import ACCUSED, STAGES, invitations, schedule
from control_panel.demo.installation import Installation
from control_panel.demo.people import CLERK, JUDGE, REVIEWER, VICE_PRESIDENT, Person, add_accounts
from control_panel.demo.watching import Watch
from hearing.ledger import Ledger, clock_of

Tell = Callable[[str], None]
RECESS_S = 3.0
OVERLOADED = "演示机器过载 · the demonstration's machine was overloaded"
_ARCHIVE_S = 300


@dataclass
class Court:
    """The people who run the hearing."""

    clerk: Person
    judge: Person
    reviewer: Person
    vice_president: Person
    hearing: str = ""
    procedure: str = "trial"
    people: list[Person] = field(default_factory=list)

    @classmethod
    async def gather(cls, installation: Installation) -> "Court":
        """Make the accounts and sign everyone in."""
        await add_accounts(installation)
        people = [await Person.sign_in(installation, one) for one in (CLERK, JUDGE, REVIEWER, VICE_PRESIDENT)]
        clerk, judge, reviewer, vice_president = people
        return cls(clerk, judge, reviewer, vice_president, people=people)

    async def close(self) -> None:
        """Let everyone go."""
        for person in self.people:
            await person.close()

    async def schedule(self, procedure: str, room: str, room_name: str) -> str:
        """Put the hearing into the schedule, invite everyone, and have the broadcast approved where it may be."""
        listed = await self.clerk.call("GET", "/hearings")
        now_ms = time.time_ns() // 1_000_000
        body = schedule(len(listed["hearings"]) + 1, procedure, room, room_name, now_ms)
        self.procedure = procedure
        self.hearing = (await self.clerk.call("POST", "/hearings", body))["hearing"]
        for invitation in invitations(procedure):
            await self.clerk.command(self.hearing, "invite", **invitation)
        if procedure == "trial":
            await self._approve_broadcast()
        return self.hearing

    async def _approve_broadcast(self) -> None:
        reason = "公开开庭审理的第一审刑事案件"
        await self.judge.command(
            self.hearing, "set-openness", openness="public", range="whole", judge="李某", reason=reason
        )
        applied = {"applicant": "李某", "reason": "公众关注，具有法治宣传教育意义"}
        await self.judge.command(self.hearing, "apply-for-broadcast", **applied)
        await self.reviewer.command(self.hearing, "review-broadcast", reviewer="王某")
        await self.vice_president.command(self.hearing, "approve-broadcast", vice_president="赵某")

    async def accused_link(self) -> dict[str, Any]:
        """Make the accused's join link."""
        link: dict[str, Any] = await self.clerk.call("POST", f"/hearings/{self.hearing}/participants/{ACCUSED}/link")
        return link

    async def admit_accused(self, watch: Watch) -> None:
        """Put the consent on record and let the accused in, once the page waits at the door."""
        await watch.until("the accused's arrival", "arrived")
        await self.clerk.command(self.hearing, "admit", participant=ACCUSED)

    async def open(self, watch: Watch) -> dict[str, Any]:
        """Open, and wait until every mandatory track was seen writing."""
        asked = await self.clerk.command(self.hearing, "open")
        return await watch.until("the opening", "opened", after=asked["seq"], within_s=90)

    async def enter(self, stage: str) -> None:
        """Go on to a stage."""
        await self.clerk.command(self.hearing, "enter-stage", stage=stage)

    async def recess(self, watch: Watch) -> None:
        """Hold a recess from beginning to end."""
        asked = await self.clerk.command(self.hearing, "recess", reason="recess", note="短暂休庭")
        await watch.until("the recess", "paused", after=asked["seq"])
        await asyncio.sleep(RECESS_S)
        asked = await self.clerk.command(self.hearing, "resume")
        await watch.until("the resumption", "resumed", after=asked["seq"])

    async def finish(self, watch: Watch, tell: Tell) -> dict[str, Any]:
        """Close, sign and archive; return the ``archived`` event."""
        asked = await self.clerk.command(self.hearing, "close")
        await watch.until("the closing", "closed", after=asked["seq"])
        tell("已闭庭，等待记录传齐 · closed; the last of the record is coming up")
        await watch.until_all_is_recognised()
        await self.clerk.command(self.hearing, "sign")
        await self.answer_for_what_is_missing(watch, tell)
        await self.clerk.command(self.hearing, "archive")
        tell("正在归档 · packing the archive")
        return await watch.until("the archive", "archived", within_s=_ARCHIVE_S)

    async def answer_for_what_is_missing(self, watch: Watch, tell: Tell) -> None:
        """Explain every fault of a mandatory track as the clerk, and sign it as the judge; say so."""
        ledger = Ledger.model_validate(await watch.until_the_ledger_is_complete(_ARCHIVE_S))
        for track, fault in ledger.unsettled():
            stretch = {"track": track, "since": fault.since, "until": fault.until}
            place = f"{track} {clock_of(fault.since)}–{clock_of(fault.until)}（{fault.cause}）"
            await self.clerk.command(self.hearing, "explain-fault", **stretch, text=f"{OVERLOADED} [{fault.cause}]")
            tell(f"书记员说明 · the clerk explains: {place}: {OVERLOADED}")
            await self.judge.command(self.hearing, "sign-fault", **stretch, judge="李某")
            tell(f"审判员签字 · the judge signs: {place}")

    async def run_for(self, seconds: float, watch: Watch, tell: Tell) -> None:
        """Go through the stages for *seconds* of open hearing, with one recess in the middle."""
        stages = STAGES[self.procedure]
        began = time.monotonic()
        for number, stage in enumerate(stages):
            await self.enter(stage)
            tell(f"环节 {stage} · stage {stage}")
            share = seconds * _share(number, len(stages))
            await asyncio.sleep(max(0.0, began + share - time.monotonic()))
            if number == len(stages) // 2:
                tell("休庭 · recess")
                paused = time.monotonic()
                await self.recess(watch)
                began += time.monotonic() - paused
                tell("恢复庭审 · resumed")


def _share(number: int, of: int) -> float:
    """Say when stage *number* ends; the withheld first one is short, so that the public sees the most of it."""
    return 0.05 if number == 0 else 0.05 + 0.95 * number / (of - 1)
