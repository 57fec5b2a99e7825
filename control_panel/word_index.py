"""The index of everything that was said and logged: SQLite's FTS5 over pairs of signs, newest first.

It holds no text: ``said`` says which event stands at a place, and the place tells the second of it, so that a range of
time is a range of places. Which hearing, room and role it belongs to is indexed like words, in a column of its own.
It can be made anew from the logs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from control_panel.models import Account, EventRow, HearingRow, Room, SettlementRow
from control_panel.words import grams, match_of, phrases
from hearing.events import EVENT, HearingEvent, LineCorrected, LineSpoken, Noted, Paused, RecessAsked, Scheduled
from hearing.facts import HearingState
from hearing.participant import Role
from hearing.state import apply
from hearing.streams import parse_stream

_SECOND = 1 << 14
"""Places a second."""
_ROLES = {str(role): role for role in Role}
_AT_ONCE = 10_000
_BREAK = "0break0"
_FIELDS = ("text", "reason", "name", "place", "number")


class Place(NamedTuple):
    """An event at its place in the index."""

    place: int
    log_name: str
    """Under which name its log is stored."""
    body: str
    """The event, as JSON."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, and where."""

    words: str
    hearings: frozenset[str] | None = None
    """Only in these."""
    rooms: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    """Said by one of these."""
    since: int | None = None
    """Not before this moment, UTC ms."""
    until: int | None = None
    """Before this moment, UTC ms."""
    before: int | None = None
    """Only what stands before this place: the last one of the page that was read."""


def texts_of(event: HearingEvent) -> list[str]:
    """Return the words of people in an event."""
    if isinstance(event, LineSpoken | LineCorrected | Noted):
        return [event.text]
    if isinstance(event, Scheduled):
        return [one for one in (event.case.number, event.case.title, event.case.cause) if one]
    if isinstance(event, RecessAsked):  # its reason is a word of the program's, not a person's
        return [event.note] if event.note else []
    if isinstance(event, Paused):
        return []
    found = [getattr(event, name) for name in _FIELDS if name in type(event).model_fields]
    return [one for one in found if one and isinstance(one, str)]  # the number of an exhibit is none of its words


def voice_of(state: HearingState, stream: str) -> Role | None:
    """Say in which role the voice of *stream* speaks: the remote person's, that of who sits there, or the seat's own."""
    try:
        named = parse_stream(stream)
    except ValueError:
        return None
    if named.kind == "remote":
        person = state.participants.get(named.subject)
        return person.role if person is not None else None
    seated = [person.role for person in state.participants.values() if person.seat == named.subject]
    if seated:
        return seated[-1]
    return _ROLES.get(named.subject) if named.kind == "mic" else None


def role_of(session: Session, state: HearingState, event: HearingEvent) -> str:
    """Say in which role it was said or done; empty where that is not known."""
    if isinstance(event, LineSpoken):
        return voice_of(state, event.stream) or ""
    if isinstance(event, LineCorrected):
        return voice_of(state, state.lines[event.line - 1].stream) or "" if event.line <= len(state.lines) else ""
    kind, _, name = event.who.partition(":")
    if kind == "participant" and name in state.participants:
        return state.participants[name].role
    account = session.get(Account, int(name)) if kind == "account" and name.isdecimal() else None
    return account.role if account is not None else ""


def _token(kind: str, name: str) -> str:
    return kind + name.encode().hex()


def note_words(session: Session, state: HearingState, event: HearingEvent, log_name: str) -> None:
    """Enter what *event* says; *state* is the hearing's after it, and its log is stored as *log_name*."""
    entry = _entry(session, state, event, log_name)
    if entry is None:
        return
    second = event.at // 1000 * _SECOND
    query = text("SELECT max(place) FROM said WHERE place >= :since AND place < :until")
    last = session.execute(query, {"since": second, "until": second + _SECOND}).scalar()
    _enter(session, [{**entry, "place": second if last is None else last + 1}])


def fill_words(session: Session) -> None:
    """Make the index from the logs where it is empty: after an installation learnt to keep another one."""
    if session.execute(text("SELECT 1 FROM said LIMIT 1")).scalar() is not None:
        return
    state: HearingState | None = None
    taken: dict[int, int] = {}
    entries: list[dict[str, Any]] = []
    in_force = {row.hearing: row.in_force for row in session.scalars(select(SettlementRow)) if row.in_force}
    query = select(EventRow.hearing, EventRow.body).order_by(EventRow.hearing, EventRow.seq)
    for name, body in session.execute(query):
        event = EVENT.validate_json(body)
        if name != in_force.get(event.hearing, event.hearing):
            continue
        state = apply(state if event.seq > 1 else None, event)
        entry = _entry(session, state, event, name)
        if entry is None:
            continue
        second = event.at // 1000 * _SECOND
        taken[second] = taken.get(second, second - 1) + 1
        entries.append({**entry, "place": taken[second]})
        if len(entries) == _AT_ONCE:
            _enter(session, entries)
            entries = []
    _enter(session, entries)


def forget_words(session: Session, log_name: str) -> None:
    """Take all that the log *log_name* says out of the index: another one is in force, or its hearing was shredded.

    The index holds no text, so it has to be told what stood at each place, exactly: the words are made anew from the
    log, room and role are asked of the index itself, since an account may have another role by now.
    """
    places = {seq: place for place, seq in session.execute(_PLACES, {"name": log_name})}
    facets = _facets(session, log_name.partition(".")[0])
    for body in session.scalars(select(EventRow.body).where(EventRow.hearing == log_name)):
        event = EVENT.validate_json(body)
        words = _grams_of(event)
        if words and event.seq in places:
            place = places[event.seq]
            entry = {"place": place, "grams": words, "facets": " ".join(facets.get(place, ()))}
            session.execute(_FORGET, entry)
    session.execute(text("DELETE FROM said WHERE hearing = :name"), {"name": log_name})


def compact_words(session: Session) -> None:
    """Write the index anew without what was taken out of it: seconds for a million lines, nobody writes meanwhile."""
    session.execute(text("INSERT INTO words (words) VALUES ('optimize')"))


_PLACES = text("SELECT place, seq FROM said WHERE hearing = :name")
_FORGET = text("INSERT INTO words (words, rowid, grams, facets) VALUES ('delete', :place, :grams, :facets)")
_MATCHING = text("SELECT rowid FROM words WHERE words MATCH :match")


def _facets(session: Session, hearing: str) -> dict[int, list[str]]:
    """Ask the index which facets stand at each place of *hearing*."""
    own = _token("h", hearing)
    found = {place: [own] for place in session.scalars(_MATCHING, {"match": f"facets : {own}"})}
    roles = {*_ROLES, *session.scalars(select(Account.role).distinct())}
    rooms = {*session.scalars(select(Room.room)), *session.scalars(select(HearingRow.room).distinct())}
    for token in sorted({*(_token("s", one) for one in roles), *(_token("r", one) for one in rooms)}):
        for place in session.scalars(_MATCHING, {"match": f"facets : {own} AND facets : {token}"}):
            found[place].append(token)
    return found


def _grams_of(event: HearingEvent) -> str:
    return f" {_BREAK} ".join(" ".join(grams(one)) for one in texts_of(event)).strip()


def _entry(session: Session, state: HearingState, event: HearingEvent, log_name: str) -> dict[str, Any] | None:
    words = _grams_of(event)
    if not words:
        return None
    role = role_of(session, state, event)
    facets = [_token("h", event.hearing), _token("r", state.room), *([_token("s", role)] if role else [])]
    return {"hearing": log_name, "seq": event.seq, "grams": words, "facets": " ".join(facets)}


def _enter(session: Session, entries: list[dict[str, Any]]) -> None:
    if entries:
        session.execute(text("INSERT INTO said (place, hearing, seq) VALUES (:place, :hearing, :seq)"), entries)
        session.execute(text("INSERT INTO words (rowid, grams, facets) VALUES (:place, :grams, :facets)"), entries)


def _any_of(kind: str, names: Iterable[str]) -> str:
    return "facets : (" + " OR ".join(_token(kind, name) for name in sorted(names)) + ")"


def _match(asked: Asked) -> str:
    parts = [f"grams : {match_of(phrase)}" for phrase in phrases(asked.words)]
    if asked.hearings is not None:
        parts.append(_any_of("h", asked.hearings))
    if asked.rooms:
        parts.append(_any_of("r", asked.rooms))
    if asked.roles:
        parts.append(_any_of("s", asked.roles))
    return " AND ".join(parts)


def find_places(session: Session, asked: Asked, limit: int) -> Sequence[Place]:
    """Find at most *limit* events that hold the words, newest first; none where nothing is asked for."""
    if not phrases(asked.words) or asked.hearings == frozenset():
        return []
    bounds = {
        "since": 0 if asked.since is None else asked.since // 1000 * _SECOND,
        "until": min(
            1 << 62 if asked.until is None else -(-asked.until // 1000) * _SECOND,
            1 << 62 if asked.before is None else asked.before,
        ),
    }
    query = text(
        "SELECT said.place, said.hearing, events.body FROM words JOIN said ON said.place = words.rowid "
        "JOIN events ON events.hearing = said.hearing AND events.seq = said.seq "
        "WHERE words MATCH :match AND words.rowid >= :since AND words.rowid < :until "
        "ORDER BY words.rowid DESC LIMIT :limit"
    )
    rows = session.execute(query, {"match": _match(asked), "limit": limit, **bounds})
    return [Place(*row) for row in rows]
