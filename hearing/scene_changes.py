"""What scenes change in a hearing's state: which was asked for, how it stands, and what it withholds since when.

A screen goes up with the asking. It comes down only when the room has said, of the last scene asked for, that it is so
and that nothing of an earlier one is left to guard: the wish alone opens nothing.
"""

from hearing.changes import Changes, changes_of
from hearing.facts import HearingState
from hearing.scene import SCREENS, SceneApplied, SceneAsked, SceneEntry, SceneResult, Screen


@changes_of.register
def _(event: SceneAsked, state: HearingState) -> Changes:
    entry = SceneEntry(seq=event.seq, scene=event.scene, at=event.at, who=event.who)
    kinds = SCREENS.get(event.scene, frozenset())
    up = [Screen(kind=kind, since=event.at) for kind in sorted(kinds) if not state.is_screened(kind)]
    screens, director = (*state.screens, *up), state.director.released()
    return {"scenes": (*state.scenes, entry), "screens": screens, "director": director}


@changes_of.register
def _(event: SceneApplied, state: HearingState) -> Changes:
    result = SceneResult(
        scene=event.scene,
        asked=event.asked,
        at=event.at,
        outcome=event.outcome,
        guarded=event.guarded,
        items=event.items,
    )
    return {"scene_result": result, "screens": _lowered(event, state)}


def _lowered(event: SceneApplied, state: HearingState) -> tuple[Screen, ...]:
    last = state.scenes[-1] if state.scenes else None
    if event.guarded or event.outcome == "aborted" or event.asked is None or last is None or event.asked != last.seq:
        return state.screens
    kept = SCREENS.get(event.scene, frozenset())
    return tuple(
        one.model_copy(update={"until": event.at}) if one.until is None and one.kind not in kept else one
        for one in state.screens
    )
