"""Compares a log that is handed in with what the server holds. Pure: nothing is merged here, and nothing renumbered."""

from collections.abc import Iterable, Mapping, Sequence

from control_panel.handin.wire import Conflict
from hearing.events import EVENT, HearingEvent, Scheduled
from hearing.facts import HearingState
from hearing.state import fold


def conflicts_of(
    here: Sequence[HearingEvent],
    there: Sequence[HearingEvent],
    others: Iterable[HearingState],
    accounts: Mapping[str, str],
    names: Mapping[str, str],
) -> list[Conflict]:
    """Say what does not agree.

    Args:
        here: the server's own log of the hearing; empty where it never heard of it.
        there: the log that is handed in, whole.
        others: the server's other hearings.
        accounts: names of the server's people, by principal.
        names: names of the people in the handed log, by principal.
    """
    state = fold(there)
    return [
        *_log(here, there),
        *_people(here, state),
        *_same_case(state, others),
        *_names(accounts, names),
    ]


def common(here: Sequence[HearingEvent], there: Sequence[HearingEvent]) -> int:
    """Count the events that both logs begin with."""
    pairs = zip(here, there, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(here), len(there)))


def _log(here: Sequence[HearingEvent], there: Sequence[HearingEvent]) -> Iterable[Conflict]:
    if not here:
        return
    known = common(here, there)
    first, handed = here[0], there[0]
    if known == 0 and isinstance(first, Scheduled) and isinstance(handed, Scheduled) and first.case != handed.case:
        yield _stop("changed-case", "case", _case(first), _case(handed))
    if known < len(here) and known < len(there):
        yield _stop("log-differs", f"seq {known + 1}", _event(here[known]), _event(there[known]))
    elif known < len(here):
        yield _stop("server-ahead", f"seq {known + 1}", _event(here[known]), "")


def _people(here: Sequence[HearingEvent], state: HearingState) -> Iterable[Conflict]:
    known = fold(here).participants if here else {}
    for person in state.participants.values():
        other = known.get(person.id)
        if other is not None and (other.name, other.role) != (person.name, person.role):
            yield _stop("other-name", person.id, f"{other.name} ({other.role})", f"{person.name} ({person.role})")


def _same_case(state: HearingState, others: Iterable[HearingState]) -> Iterable[Conflict]:
    for other in others:
        if other.hearing != state.hearing and other.case.number == state.case.number:
            if other.sitting == state.sitting:
                here, there = f"{other.hearing}, sitting {other.sitting}", f"{state.hearing}, sitting {state.sitting}"
                yield Conflict(kind="same-case", place=state.case.number, here=here, there=there, stops=False)
            if other.case != state.case:
                here, there = _words(other.case.cause, other.case.title), _words(state.case.cause, state.case.title)
                yield Conflict(kind="changed-case", place=state.case.number, here=here, there=there, stops=False)


def _names(accounts: Mapping[str, str], names: Mapping[str, str]) -> Iterable[Conflict]:
    for principal, name in sorted(names.items()):
        if principal in accounts and accounts[principal] != name:
            yield Conflict(kind="other-name", place=principal, here=accounts[principal], there=name, stops=False)


def _stop(kind: str, place: str, here: str, there: str) -> Conflict:
    return Conflict.model_validate({"kind": kind, "place": place, "here": here, "there": there, "stops": True})


def _case(event: Scheduled) -> str:
    return _words(event.case.number, event.case.cause, event.case.title)


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _event(event: HearingEvent) -> str:
    return EVENT.dump_json(event).decode()[:300]
