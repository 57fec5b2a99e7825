"""A clapper page in a real room: cued by the panel, seen by cameras, heard by microphones; what it adds is taken off."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from courtroom_agent.rehearsal import verdicts
from courtroom_agent.rehearsal.found import Studio
from courtroom_agent.rehearsal.measuring import Offset
from hardware_profiles.courtroom import Courtroom
from hearing.link import Link, LinkError
from hearing.rehearsal import Clapped, RehearsedItem, SyncOffset


class CueSheet(BaseModel):
    """What the studio says as soon as it knows when it begins: the claps, UTC ms of this machine's clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ClapperLine:
    """The way to the room's clapper page, over the court's server."""

    link: Link

    async def is_there(self) -> bool:
        """Whether a page waits to clap; an unreachable server has none."""
        try:
            return bool((await self.link.call("GET", "/api/v1/rehearsals/clapper"))["there"])
        except LinkError:
            return False

    async def cue(self, sheet: CueSheet, ahead_ms: float) -> None:
        """Let it clap; *ahead_ms* is by how much the panel's clock is ahead of this machine's.

        Nothing is raised: without the cue there are no claps, and that is what is found.
        """
        at = [round(clap + ahead_ms) for clap in sheet.claps]
        try:
            await self.link.call("POST", "/api/v1/rehearsals/claps", json={"at": at})
        except LinkError:
            return

    async def clapped(self) -> Clapped | None:
        """What the page says of its claps; ``None`` when it says nothing."""
        try:
            told = (await self.link.call("GET", "/api/v1/rehearsals/clapper"))["clapped"]
        except LinkError:
            return None
        return Clapped.model_validate(told) if told is not None else None


def corrected(room: Courtroom, studio: Studio, clapped: Clapped | None) -> Studio:
    """Take the page's own difference off every offset, and add its doubt; without its word nothing is measured."""
    offsets = tuple(_corrected(one, clapped) for one in studio.offsets) if clapped is not None else ()
    others = tuple(item for item in studio.items if item.part != "clapper")
    return studio.model_copy(update={"offsets": offsets, "items": (*_items(room, offsets), *others)})


def _corrected(one: SyncOffset, clapped: Clapped) -> SyncOffset:
    return one.model_copy(
        update={
            "offset_ms": round(one.offset_ms - clapped.own_ms, 1),
            "uncertainty_ms": round(one.uncertainty_ms + clapped.uncertainty_ms, 1),
        }
    )


def _items(room: Courtroom, offsets: Sequence[SyncOffset]) -> list[RehearsedItem]:
    def of(stream: str) -> list[tuple[str, Offset | None]]:
        return [(o.microphone, Offset(o.offset_ms, o.uncertainty_ms, 1)) for o in offsets if o.camera == stream]

    return [verdicts.clapper_item(one, of(one.stream)) for one in room.cameras if not one.exhibits]
