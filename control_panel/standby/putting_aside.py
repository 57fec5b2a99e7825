"""Puts the room's log of a hearing aside when people settled that the server's is the right one; it stays stored."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.orm import Session

from control_panel.hearing_log import Hearings
from control_panel.models import SettlementRow
from control_panel.standby.wire import Yield
from hearing.state import fold


async def put_aside(
    asked: Yield, room: str, hearings: Hearings, let_go: Callable[[str], Awaitable[None]]
) -> tuple[bool, dict[str, Any]]:
    """Let the server's log be in force in the room; asked again nothing changes.

    Raises:
        ValueError: that is no log.
    """
    state = fold(asked.events)
    if (state.room, state.hearing) != (room, asked.hearing):
        return False, {"why": "another room's"}
    own = await hearings.events(asked.hearing, 0, len(asked.events))
    if own != list(asked.events):
        await hearings.replace(asked.hearing, asked.events, lambda session, name: _note(session, asked, name))
    await let_go(asked.hearing)
    return True, {}


def _note(session: Session, asked: Yield, name: str) -> None:
    session.merge(
        SettlementRow(
            hearing=asked.hearing,
            keep="server",
            reason=asked.reason,
            proposed_by=asked.proposed_by,
            proposed_at=asked.at,
            approved_by=asked.approved_by,
            approved_at=asked.at,
            act="aside",
            done_at=asked.at,
            in_force=name,
            says={},
        )
    )
