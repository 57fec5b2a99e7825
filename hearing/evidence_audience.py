"""Who sees evidence beside its stream: the public in its picture, and whoever asks for a page or a file of it. Pure."""

from hearing.facts import HearingState
from hearing.policy import Actor, Decision, access_of, may_be_public, sees_showing
from hearing.shown import is_evidence_visible


def evidence_in_public(state: HearingState) -> bool:
    """Whether evidence may be in the public's picture: only what was released."""
    showing = state.showing
    return showing is not None and showing.released and bool(may_be_public(state))


def may_see_exhibit(state: HearingState, actor: Actor, exhibit: str, page: int | None = None) -> Decision:
    """Whether *actor* may see a page of an exhibit, or with no *page* its whole content: bench and filer always."""
    filed, showing = state.exhibits.get(exhibit), state.showing
    if filed is not None and (access_of(state, actor) == "whole" or filed.filed_by == actor.principal):
        return Decision(True)
    if filed is None or showing is None or showing.source.exhibit != exhibit or not is_evidence_visible(state):
        return Decision(False, "not-shown")
    is_this = page == showing.page if page is not None else filed.kind in {"video", "audio"}
    return Decision(True) if is_this and sees_showing(state, actor, showing) else Decision(False, "not-shown")
