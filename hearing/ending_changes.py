"""What declaring, signing and sealing the end of a take changes in a hearing's state: more of :mod:`hearing.changes`."""

from hearing.changes import Changes, changes_of
from hearing.ending import Ending, EndingDeclared, EndingSigned, TakeEnded, room_of_take
from hearing.facts import HearingState
from hearing.ids import RoomId, TakeName


@changes_of.register
def _(event: EndingDeclared, state: HearingState) -> Changes:
    made = Ending(seq=event.seq, at=event.at, who=event.who, by=event.by, text=event.text)
    return {"endings": {**state.endings, event.take: made}}


@changes_of.register
def _(event: EndingSigned, state: HearingState) -> Changes:
    return _changed(state, event.take, judge=event.judge, signed=event.seq)


@changes_of.register
def _(event: TakeEnded, state: HearingState) -> Changes:
    return _changed(state, event.take, size=event.size, root=event.root)


def _changed(state: HearingState, take: TakeName, **changes: object) -> Changes:
    return {"endings": {**state.endings, take: state.endings[take].model_copy(update=changes)}}


def is_awaited_back(state: HearingState, room: RoomId) -> bool:
    """Whether the agent of *room* may still come with more of a take that the court has ended in its place."""
    return any(one.is_sealed and room_of_take(take) == room for take, one in state.endings.items())
