"""How a courtroom PC becomes known to the court: a one-time code is changed for a token that is kept."""

import secrets
from pathlib import Path

from courtroom_agent.errors import AgentError
from hardware_profiles.courtroom import Courtroom
from hearing.link import enrol
from recorder.durable import make_folder, sync_folder, write_whole


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
        "site": room.site,
        "unit": room.unit.model_dump() if room.unit is not None else None,
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
    token = _token_to_be(data / "token.coming")
    await enrol(url, code, described(room), verify=verify, token=token)
    (data / "token.coming").rename(kept)
    sync_folder(data)
    return token


def _token_to_be(path: Path) -> str:
    """Return the token that is asked for: on the disk before it is, so that a lost answer can be asked for again."""
    if not path.exists():
        make_folder(path.parent)
        write_whole(path, secrets.token_urlsafe(32).encode(), mode=0o600)
    return path.read_text().strip()
