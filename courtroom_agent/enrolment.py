"""How a courtroom PC becomes known to the court: a one-time code is changed for a token that is kept."""

import os
from pathlib import Path

from courtroom_agent.errors import AgentError
from hardware_profiles.courtroom import Courtroom
from hearing.link import enrol


class NotEnrolled(AgentError):
    """This courtroom PC has no token yet, and no code was given."""


def described(room: Courtroom) -> dict[str, object]:
    """Return what the panel and its pages need to know of the room: no addresses, no devices."""
    streams = [camera.stream for camera in room.cameras] + [microphone.stream for microphone in room.microphones]
    return {
        "room": room.courtroom,
        "room_name": room.name.zh,
        "seats": [{"id": seat.id, "label": seat.label.zh} for seat in room.seats],
        "streams": streams,
    }


async def token_of(room: Courtroom, data: Path, url: str, code: str | None, *, verify: str | bool) -> str:
    """Return this agent's token: the kept one, or a new one for *code*.

    Raises:
        NotEnrolled: there is neither.
        LinkRefused: the code is wrong, used or too old.
    """
    kept = data / "token"
    if kept.exists():
        return kept.read_text().strip()
    if not code:
        raise NotEnrolled(
            f"{kept}: this courtroom PC is not enrolled. Ask an administrator for a code and give it with --code."
        )
    token = await enrol(url, code, described(room), verify=verify)
    data.mkdir(parents=True, exist_ok=True)
    handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(token)
        file.flush()
        os.fsync(file.fileno())
    return token
