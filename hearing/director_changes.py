"""What the director's events change in a hearing's state: who chooses the picture, and what it shows."""

from hearing.changes import Changes, changes_of
from hearing.director import DirectorSet, ShotCut
from hearing.facts import HearingState


@changes_of.register
def _(event: DirectorSet, state: HearingState) -> Changes:
    return {"director": state.director.model_copy(update={"mode": event.mode, "chosen": event.shot})}


@changes_of.register
def _(event: ShotCut, state: HearingState) -> Changes:
    return {"director": state.director.model_copy(update={"shot": event.shot, "since": event.since})}
