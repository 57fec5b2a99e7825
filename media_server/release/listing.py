"""What the public list says of each hearing. A hearing that may not be known of is not in it. Pure."""

from typing import Any

from hearing.facts import HearingState
from hearing.policy import public_status
from media_server.release.broadcast import Broadcast, public_stages


def listed(state: HearingState, broadcast: Broadcast, now_ms: int, *, has_replay: bool) -> dict[str, Any] | None:
    """Return one row of ``hearings.json``; ``None`` for a hearing that the public may not know of."""
    status = public_status(state)
    if not status.listed:
        return None
    shown = "live" if broadcast.on_air else "replay" if has_replay else _delayed(status.status)
    return {
        "id": broadcast.public_id,
        "court": state.court,
        "room": state.room_name,
        "title": state.case.title or state.case.cause,
        "number": state.number,
        "procedure": state.procedure,
        "planned_at": state.planned_at,
        "status": shown,
        "stages": public_stages(state, now_ms - broadcast.delay_ms),
    }


def _delayed(status: str) -> str:
    """A hearing that is live but not on air yet is still only scheduled for the public."""
    return "scheduled" if status == "live" else status
