"""Searching the record: what of it a person may read, page by page, with the hit marked and where it is to be heard."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from control_panel.word_index import Asked, find_places, texts_of, voice_of
from control_panel.words import snippet
from hearing.events import EVENT, HearingEvent, LineCorrected, LineSpoken
from hearing.facts import HearingState

MOST_LOOKED_AT = 2000
"""Hits that are looked at for one page at most: someone who may read few of them goes on from the last one."""


@dataclass(frozen=True, slots=True)
class Page:
    """Hits, newest first, and from where the next page goes on; ``None`` when there is no more."""

    found: list[dict[str, Any]]
    next: int | None


def search(session: Session, asked: Asked, limit: int, known: Callable[[str], HearingState | None]) -> Page:
    """Find a page of at most *limit* hits; *known* gives a hearing that the person may read, or ``None``."""
    found: list[dict[str, Any]] = []
    looked_at, step = 0, limit + 1
    while looked_at < MOST_LOOKED_AT:
        places = find_places(session, asked, step)
        for place in places:
            event = EVENT.validate_json(place.body)
            state = known(event.hearing)
            if state is None:
                continue
            if len(found) == limit:
                return Page(found, asked.before)
            found.append(_hit(state, event, asked.words))
            asked = replace(asked, before=place.place)
        if len(places) < step:
            return Page(found, None)
        asked = replace(asked, before=places[-1].place)
        looked_at += len(places)
        step = min(4 * step, 500)
    return Page(found, asked.before)


def _hit(state: HearingState, event: HearingEvent, words: str) -> dict[str, Any]:
    line = state.lines[event.line - 1] if isinstance(event, LineSpoken | LineCorrected) else None
    said = " · ".join(texts_of(event))
    at_ms, position = event.at, None
    if state.zero_at is not None:
        position = line.start / 1e9 if line is not None else max(0, event.at - state.zero_at) / 1000
        at_ms = state.zero_at + round(position * 1000) if line is not None else event.at
    return {
        "hearing": state.hearing,
        "case": state.case.model_dump(),
        "numbers": list(state.numbers),
        "room": state.room,
        "room_name": state.room_name,
        "sitting": state.sitting,
        "at": at_ms,
        "position": position,
        "speaker": line.speaker if line is not None else "",
        "role": voice_of(state, line.stream) if line is not None else None,
        "superseded": line is not None and getattr(event, "revision", 0) != line.revision,
        "snippet": [{"text": piece.text, "hit": piece.hit} for piece in snippet(said, words)],
        "event": event.model_dump(),
    }
