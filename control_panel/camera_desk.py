"""Cameras moved by hand, as the panel sees them: which hearing a room is in, and which pictures its pages watch."""

from dataclasses import dataclass, field
from typing import Any

from control_panel.hearing_log import Hearings
from control_panel.links import Links
from hearing.cameras import CameraWish, WatchCameras
from hearing.state import SESSION, HearingState


class Watching:
    """Which cameras each page of a room watches."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, object], tuple[str, ...]] = {}

    def set(self, room: str, page: object, cameras: tuple[str, ...]) -> None:
        """Note what *page* watches now."""
        self._pages[room, page] = cameras

    def drop(self, room: str, page: object) -> None:
        """*page* has gone."""
        self._pages.pop((room, page), None)

    def all(self, room: str) -> tuple[str, ...]:
        """Return what anybody watches in *room*."""
        return tuple(sorted({one for (where, _), cameras in self._pages.items() if where == room for one in cameras}))


@dataclass(frozen=True)
class CameraDesk:
    """The way from pages to the cameras of every room."""

    links: Links
    hearings: Hearings
    watching: Watching = field(default_factory=Watching)

    def state_of(self, room: str) -> HearingState | None:
        """Return the hearing that *room* is in session with; ``None`` while it has none."""
        agent = self.links.agent_of(room)
        states = (self.hearings.find(name) for name in (agent.hearings if agent is not None else ()))
        return next((one for one in states if one is not None and one.room == room and one.course in SESSION), None)

    async def ask(self, room: str, wish: CameraWish, by: str) -> tuple[int, dict[str, Any]]:
        """Have the agent of *room* do *wish* for *by*; return its status and words.

        Raises:
            Refusal: it is not there, or does not answer (503).
        """
        named = {} if isinstance(wish, WatchCameras) else {"by": by}
        return await self.links.ask_agent(room, "camera", {"wish": wish.model_dump(mode="json"), **named})
