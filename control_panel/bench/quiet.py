"""Whether the bench can deliberate now: the hearing rests or is over, and nothing is known to listen (刑诉解释 §214). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hearing.facts import Course, HearingState
from hearing.reports import Tracks

_OVER: frozenset[Course] = frozenset({"closed", "signing", "archiving", "archived"})
Why = Literal["", "in-session", "not-begun", "lawful-gap", "still-writing", "no-proof"]

_WORDS: dict[Why, tuple[str, str]] = {
    "": ("", ""),
    "in-session": ("庭审进行中不得评议 · No deliberation while the hearing goes on", "先宣布休庭 · Announce a recess first."),
    "not-begun": ("庭审尚未开始 · The hearing has not begun", "休庭或闭庭后评议 · Deliberate in a recess or after closing."),
    "lawful-gap": ("此中断并非休庭 · This pause is no recess", "休庭后评议 · Deliberate in a recess."),
    "still-writing": ("话筒或摄像机仍在录制 · Something is still being recorded", "稍候再试；查看设备 · Wait a moment, then look at the devices."),
    "no-proof": ("无法证明话筒已停 · Nothing proves that the microphones are off", "恢复与法庭主机的连接 · Bring the courtroom's machine back."),
}  # fmt: skip


@dataclass(frozen=True)
class Quiet:
    """Whether, and if not, why."""

    why: Why = ""
    tracks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return not self.why

    @property
    def title(self) -> str:
        """What is wrong, in words."""
        return _WORDS[self.why][0]

    @property
    def remedy(self) -> str:
        """What to do."""
        return _WORDS[self.why][1]


def is_quiet(state: HearingState, reports: Iterable[Tracks], *, has_room: bool, has_agent: bool) -> Quiet:
    """Say whether the bench may deliberate now.

    In a recess the courtroom's machine must have said that it writes nothing; one that is not heard of may be writing.
    Without a machine of a courtroom (*has_room*) there is none that could.
    """
    if state.course in {"scheduled", "preparing", "opening", "postponed", "cancelled"}:
        return Quiet("not-begun")
    if state.course not in _OVER:
        if state.course != "paused" or state.pending is not None:
            return Quiet("in-session")
        if state.pause_reason != "recess":
            return Quiet("lawful-gap")
    told = list(reports)
    writing = sorted({track.name for report in told for track in report.tracks if track.writing})
    if writing:
        return Quiet("still-writing", tuple(writing))
    room = f"room-{state.room}"
    if (
        state.course == "paused"
        and has_room
        and not (has_agent and any(one.writer == room and one.tracks for one in told))
    ):
        return Quiet("no-proof")
    return Quiet()
