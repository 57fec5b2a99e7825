"""The pages that look at hearings now. Each is told only what its person may know at that moment."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hearing.events import HearingEvent
from hearing.policy import Actor
from hearing.reports import Report, report_concerns
from hearing.rights import BENCH_AND_CLERKS
from hearing.state import HearingState
from hearing.view import HearingView, view, visible

_MOST_WAITING = 1000
_LOSSY_BEYOND = 100
_FLEETING = frozenset({"levels", "partial", "tracks", "streams", "health"})


@dataclass(eq=False)
class Page:
    """One open page. *actor* says afresh who its person is, since rights follow the hearing's state."""

    hearing: str
    actor: Callable[[HearingState], Actor]
    frames: asyncio.Queue[dict[str, Any] | None] = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING))
    rights: object = None

    def tell(self, frame: dict[str, Any]) -> None:
        """Queue a frame; a page that cannot keep up is sent away and comes back with a fresh snapshot."""
        try:
            self.frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.end("slow")

    def end(self, reason: str, url: str = "") -> None:
        """Send the page away, to *url* if the hearing goes on there: what was queued is void."""
        while not self.frames.empty():
            self.frames.get_nowait()
        self.frames.put_nowait({"type": "bye", "reason": reason, **({"url": url} if url else {})})
        self.frames.put_nowait(None)


class Audience:
    """All open pages. Follows the hearings and hears the reports.

    Args:
        streams: names a room's own streams, as its agent registered them.
        find: returns a hearing as it stands.
    """

    def __init__(self, streams: Callable[[str], tuple[str, ...]], find: Callable[[str], HearingState | None]) -> None:
        self._streams = streams
        self._pages: dict[str, set[Page]] = {}
        self._find = find

    def came(self, page: Page) -> None:
        """Take a page in; it is told what happens from now on."""
        self._pages.setdefault(page.hearing, set()).add(page)

    def went(self, page: Page) -> None:
        """Let a page go."""
        pages = self._pages.get(page.hearing, set())
        pages.discard(page)
        if not pages:
            self._pages.pop(page.hearing, None)

    def pages(self, hearing: str) -> list[Page]:
        """List the pages that look at a hearing."""
        return list(self._pages.get(hearing, ()))

    def dismiss(self, principal: str, hearing: str | None = None) -> None:
        """Send every page of *principal* away: its token was revoked."""
        for state in [self._find(name) for name in list(self._pages) if hearing in (None, name)]:
            for page in list(self._pages[state.hearing]) if state is not None else []:
                if state is not None and page.actor(state).principal == principal:
                    page.end("signed-out")

    def replaced(self, state: HearingState) -> None:
        """Let the hearing's pages come back with a fresh snapshot: another log of it is in force."""
        for page in self.pages(state.hearing):
            page.end("slow")

    def view(self, state: HearingState, actor: Actor) -> HearingView:
        """Cut a hearing to what *actor* may know."""
        return view(state, actor, self._streams(state.room))

    def look(self, page: Page, state: HearingState) -> HearingView:
        """Cut a hearing to what the page's person may know, and remember which rights that showed."""
        seen = self.view(state, page.actor(state))
        page.rights = _rights(seen)
        return seen

    def happened(self, state: HearingState, event: HearingEvent) -> None:
        """Tell an event to the pages whose people may know it, and a new view to those whose rights changed."""
        for page in list(self._pages.get(state.hearing, ())):
            before = page.rights
            seen = self.look(page, state)
            cut = visible(state, event, page.actor(state))
            if cut is not None:
                page.tell({"type": "event", "event": cut.model_dump(mode="json")})
            if page.rights != before:
                page.tell({"type": "view", "view": seen.model_dump(mode="json")})

    def reported(self, report: Report, principal: str) -> None:
        """Tell a report to the pages whose people may know it."""
        hearing = getattr(report, "hearing", None)
        for name in [hearing] if hearing is not None else list(self._pages):
            state = self._find(name)
            for page in list(self._pages.get(name, ())) if state is not None else []:
                if page.frames.qsize() > _LOSSY_BEYOND and report.type in _FLEETING:
                    continue
                cut = report_concerns(report, state, page.actor(state)) if state is not None else None
                if cut is not None:
                    page.tell({"type": "report", "report": cut.model_dump(mode="json")})


def _rights(seen: HearingView) -> object:
    is_bench = seen.me.role in BENCH_AND_CLERKS  # Who knows the hearing whole is told every event.
    shown = () if is_bench else tuple((one.id, one.targets) for one in seen.state.showings)
    return seen.me, seen.may_play, seen.may_publish, shown
