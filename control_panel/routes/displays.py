"""Displays: let in by a code, told what hangs before them, listed and signed out by administrators (docs/PROTOCOL.md §16)."""

from contextlib import suppress
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from control_panel.errors import Refusal
from control_panel.identity import AdministratorHere, CallerHere, address_of, refuse_right
from control_panel.panel import PanelHere
from hearing.display import Display, DisplayPlace, read_display
from hearing.door_sign import DoorSign
from hearing.policy import access_of
from hearing.state import HearingState

router = APIRouter(tags=["displays"])


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewCode(_Body):
    """For which place of the room."""

    place: DisplayPlace


class ComingIn(_Body):
    """By which code."""

    code: Annotated[str, Field(max_length=60)]


class Showing(_Body):
    """What a display needs to know, whatever happens in its room."""

    room: str
    room_name: str
    place: str
    clock: int
    """UTC ms of the panel's clock."""
    hearing: str | None = None
    """The hearing that it may show now: it goes on at ``/hearings/{h}/live`` and ``/whep/{h}/…``."""
    in_use: Literal["closed", "undecided", "open"] | None = None
    """Some hearing has the room, though this display may know nothing of it: because it is *closed*, or no judge has said
    yet whether it is public."""
    sign: DoorSign | None = None
    """What hangs at the door, and there alone."""


@router.post("/rooms/{room}/displays", status_code=201)
async def make_code(
    panel: PanelHere, request: Request, caller: AdministratorHere, room: str, body: NewCode
) -> dict[str, Any]:
    """Make the one-time code by which a screen becomes a display of the room."""
    panel.rooms.get(room)
    display = Display(room, body.place)
    code, ends = await panel.displays.code(display)
    await panel.audit.note(caller.principal, "display-code", address=address_of(request), detail=display.principal)
    return {"code": code, "path": f"/display#code={code}", "expires_at": ends}


@router.get("/rooms/{room}/displays")
async def list_displays(panel: PanelHere, _: AdministratorHere, room: str) -> dict[str, Any]:
    """List the places at which screens are signed in."""
    panel.rooms.get(room)
    return {"displays": [asdict(one) for one in await panel.displays.of(room)]}


@router.delete("/rooms/{room}/displays/{place}", status_code=204)
async def sign_out(
    panel: PanelHere, request: Request, caller: AdministratorHere, room: str, place: DisplayPlace
) -> None:
    """Sign every screen of a place out: a lost or stolen one knows nothing more."""
    panel.rooms.get(room)
    display = Display(room, place)
    await panel.displays.sign_out(display)
    current = panel.displays.hearing_in(room)
    if current is not None:
        with suppress(Refusal):  # No media server has it: nothing plays.
            await panel.links.ask_media(
                current.hearing, "dismiss", {"hearing": current.hearing, "principal": display.principal}
            )
    await panel.audit.note(
        caller.principal, "display-signed-out", address=address_of(request), detail=display.principal
    )


@router.post("/display/open", status_code=201)
async def come_in(panel: PanelHere, request: Request, body: ComingIn) -> dict[str, str]:
    """Become a display."""
    token, display = await panel.displays.come_in(body.code, address_of(request))
    await panel.audit.note(display.principal, "display-opened", address=address_of(request))
    return {"token": token, "room": display.room, "place": display.place}


@router.get("/display")
async def look(panel: PanelHere, caller: CallerHere) -> Showing:
    """Tell a display what it may show now; asked every two seconds."""
    if caller.holder.kind != "display":
        raise refuse_right("display")
    panel.displays.heard(caller.principal)
    display = read_display(caller.principal)
    room = panel.rooms.find(display.room)
    current = panel.displays.hearing_in(display.room)
    may_show = current is not None and access_of(current, caller.actor()) != "outside"
    return Showing(
        room=display.room,
        room_name=room.room_name if room is not None else display.room,
        place=display.place,
        clock=panel.now_ms(),
        hearing=current.hearing if current is not None and may_show else None,
        in_use=_use_of(current, may_show=may_show) if current is not None else None,
        sign=panel.displays.sign_of(display.room) if display.place == "door" else None,
    )


def _use_of(state: HearingState, *, may_show: bool) -> Literal["closed", "undecided", "open"]:
    if may_show:
        return "open"
    return "closed" if state.openness or state.is_screened("public") else "undecided"
