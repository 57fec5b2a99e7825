"""What joining, severing and numbering cases change in a hearing's state."""

from hearing import events as log
from hearing.changes import Changes, changes_of
from hearing.facts import HearingState
from hearing.numbering import CaseNumbered


@changes_of.register
def _(event: log.CaseJoined, state: HearingState) -> Changes:
    return {"joined": (*state.joined, event.case)}


@changes_of.register
def _(event: log.CaseSevered, state: HearingState) -> Changes:
    return {"joined": tuple(case for case in state.joined if case.number != event.number)}


@changes_of.register
def _(event: CaseNumbered, state: HearingState) -> Changes:
    return {"numbers": (*state.numbers, event.number)}
