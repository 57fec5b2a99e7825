"""Citations of a moment, 案号/庭次/时间: found by case number, sitting and the court's clock, whatever else has changed."""

import re
import unicodedata
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from control_panel.errors import Refusal
from control_panel.hearing_log import shut_hearing
from control_panel.identity import CallerHere
from control_panel.panel import PanelHere
from hearing.court_time import COURT_TIME
from hearing.state import HearingState

router = APIRouter(tags=["citations"])
links = APIRouter(include_in_schema=False)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.(\d{1,3}))?")


def moment_of(time: str) -> int | None:
    """Read a moment by the court's clock, ``2026-11-25T09:42:17.250``, as UTC ms; ``None`` when it is none."""
    parts = _TIME.fullmatch(time)
    if parts is None:
        return None
    try:
        whole = datetime.fromisoformat(time[:19].replace(" ", "T")).replace(tzinfo=COURT_TIME)
    except ValueError:
        return None
    return round(whole.timestamp() * 1000) + int((parts[1] or "0").ljust(3, "0"))


def _plain(number: str) -> str:
    return unicodedata.normalize("NFKC", number).replace(" ", "")


def _holds(state: HearingState, at_ms: int) -> bool:
    return any(span.since <= at_ms and (span.until is None or at_ms <= span.until + 1000) for span in state.spans)


@router.get("/citations/{case}/{sitting}/{time}")
async def resolve(panel: PanelHere, caller: CallerHere, case: str, sitting: int, time: str) -> dict[str, Any]:
    """Say which hearing's record a citation means and where in it: ``{hearing, position}``, s of the timeline.

    Of several hearings of that case and sitting it is the one that was recorded then.
    """
    at_ms = moment_of(time)
    if at_ms is None:
        raise Refusal(
            422,
            "时间写法不对 · That is no time",
            time[:40],
            "如 2026-11-25T09:42:17 · Write it as 2026-11-25T09:42:17.",
        )
    for state in panel.hearings.states():
        numbers = set(map(_plain, state.known_numbers))
        is_it = _plain(case) in numbers and state.sitting == sitting and _holds(state, at_ms)
        if is_it and state.zero_at is not None and caller.may_know(state) and caller.knows_whole(state):
            if panel.hearings.is_shut(state.hearing):
                raise shut_hearing()
            return {"hearing": state.hearing, "position": (at_ms - state.zero_at) / 1000}
    raise Refusal(
        404,
        "没有找到引用的时刻 · Nothing was recorded at that moment",
        f"{case[:80]}/{sitting}/{time}",
        "请核对案号、庭次和时间 · Check case number, sitting and time.",
    )


@links.get("/cite/{case}/{sitting}/{time}")
async def follow(case: str, sitting: str, time: str) -> RedirectResponse:
    """Lead to the player, which asks whom it is shown to before it says anything."""
    return RedirectResponse(f"/player?cite={quote(f'{case}/{sitting}/{time}', safe='')}")
