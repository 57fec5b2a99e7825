"""Where the room's standby panel is, and whether it has a hearing: one document that it writes and control reads."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from recorder.durable import make_folder, write_whole


class StandbyNotice(BaseModel):
    """What the standby panel last said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    """Its address on this machine."""
    has_hearing: bool
    """It writes the running hearing's log: the room follows it, and not the server."""


def notice_path(data: Path) -> Path:
    """Where in the agent's data folder it lies."""
    return data / "run" / "standby.json"


def write_notice(data: Path, notice: StandbyNotice) -> None:
    """Write it whole."""
    make_folder(notice_path(data).parent)
    write_whole(notice_path(data), notice.model_dump_json().encode())


def where_to(data: Path) -> str | None:
    """Return the address of the standby panel if the room follows it now; ``None``: the server."""
    try:
        notice = StandbyNotice.model_validate_json(notice_path(data).read_bytes())
    except (OSError, ValidationError):
        return None
    return notice.url if notice.has_hearing else None
