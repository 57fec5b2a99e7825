"""What follows from a hearing's state for the courtroom: pure, so that the same log always steers the same way."""

from collections.abc import Collection
from dataclasses import dataclass

from courtroom_agent.guards import closed_microphones
from courtroom_agent.orders import Orders, Span
from courtroom_agent.program_orders import Remote
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.scene import SceneName
from hearing.clock_sync import Found
from hearing.facts import RUNNING, SESSION, Course, HearingState
from hearing.ids import StreamName
from hearing.policy import Actor, flows, may_publish
from hearing.scene import BY_COURSE, POWER, SceneEntry
from hearing.shown import is_evidence_visible
from hearing.state import is_in_court

_SCENES: dict[Course, SceneName] = {
    "preparing": "preparing",
    "opening": "open",
    "open": "open",
    "resuming": "open",
    "paused": "recess",
    "closed": "closed",
}
"""What follows from the course alone."""


@dataclass(frozen=True)
class Wanted:
    """A scene, and the number of the event that asked for it; ``None`` where it follows from the course."""

    scene: SceneName
    asked: int | None = None


def scene_for(state: HearingState) -> Wanted | None:
    """Return the scene that was asked for in this course, else the one that follows; ``None`` leaves the room as it is.

    What was asked for in session holds on after a recess; in a recess, before and after the session only what was asked
    for there does.
    """
    usual = _SCENES.get(state.course)
    fitting = [one for one in state.scenes if _fits(one, state)]
    if fitting:
        return Wanted(fitting[-1].scene, fitting[-1].seq)
    return Wanted(usual) if usual is not None else None


def _fits(entry: SceneEntry, state: HearingState) -> bool:
    if state.course in RUNNING:
        return entry.scene not in POWER | BY_COURSE
    since = {"preparing": state.prepared_at, "closed": state.closed_at, "signing": state.closed_at}.get(state.course)
    if state.course == "paused":
        since = state.pauses[-1].since if state.pauses else None
    return since is not None and entry.at >= since and entry.scene in POWER | BY_COURSE


def spans_of(state: HearingState) -> tuple[Span, ...]:
    """Return the stretches to record; a running undo already bounds the last one, so that nothing after it is written."""
    spans = [(span.since, span.until) for span in state.spans]
    if spans and spans[-1][1] is None and state.pending is not None:
        spans[-1] = (spans[-1][0], state.pending.effective_at)
    return tuple(spans)


def silenced(state: HearingState, room: Courtroom) -> frozenset[StreamName]:
    """Return the streams that are off: muted by the court, or on stand-by and opened by nobody."""
    return frozenset(state.muted) | closed_microphones(room, state.failovers)


def orders_for(
    state: HearingState, room: Courtroom, *, offset_ns: int, found: Found | None = None, steady: int = 0, boot: str = ""
) -> Orders:
    """Return what capture is to do in this state; *found* is what is known of the panel's clock, *steady* ours now."""
    return Orders(
        hearing=state.hearing,
        case=state.case.number,
        take=f"room-{room.courtroom}-{state.sitting}",
        zero_at=state.zero_at,
        spans=spans_of(state),
        live=state.course in RUNNING or state.course == "preparing",
        preroll=state.course == "preparing",
        muted=tuple(sorted(silenced(state, room))),
        clock_offset_ns=offset_ns,
        clock_steady_ns=found.offset_at(steady) if found is not None else None,
        clock_boot=boot,
        clock_drift_ppm=found.drift_ppm if found is not None else 0.0,
        clock_uncertainty_ns=found.uncertainty_at(steady) if found is not None else 0,
        closed=state.closed_at is not None,
    )


def published(state: HearingState, room: Courtroom) -> tuple[StreamName, ...]:
    """Return which of ``program``, ``public`` and ``evidence`` the server would take from us now: nothing is offered to be refused."""
    us = Actor(f"agent:{room.courtroom}", "agent")
    return tuple(
        stream
        for stream in ("program", "public", "evidence")
        if may_publish(state, us, stream) and (stream != "evidence" or is_evidence_visible(state))
    )


def shown_cameras(state: HearingState, room: Courtroom, watched: Collection[StreamName]) -> tuple[StreamName, ...]:
    """Return which cameras of the room are sent alone: those that somebody watches, where the server would take them."""
    us = Actor(f"agent:{room.courtroom}", "agent")
    streams = [camera.stream for camera in room.cameras if camera.stream in watched]
    return tuple(stream for stream in streams if may_publish(state, us, stream) and flows(state, stream))


def remotes_of(state: HearingState, room: Courtroom) -> tuple[Remote, ...]:
    """Return the remote people whom the court sees and who see the court now."""
    if state.course not in SESSION:
        return ()
    return tuple(
        Remote(participant=person.id, name=person.name, label=speaker_label(state, room, f"remote-{person.id}"))
        for person in state.participants.values()
        if person.remote and is_in_court(person)
    )


def is_current(state: HearingState) -> bool:
    """Whether a room is busy with this hearing: from preparing until it is archived."""
    return state.course not in ("scheduled", "postponed", "cancelled", "archived")


def current(states: dict[str, HearingState]) -> HearingState | None:
    """Return the hearing that the room works for now: the one in session, else the last one still to be archived."""
    busy = [state for state in states.values() if is_current(state)]
    running = [state for state in busy if state.closed_at is None]
    found = running or busy
    return max(found, key=lambda state: (state.zero_at or 0, state.planned_at)) if found else None


def left_behind(states: dict[str, HearingState]) -> HearingState | None:
    """Return the last hearing that was archived without this room's own take, which is then sealed and sent up late."""
    over = [state for state in states.values() if state.course == "archived" and state.zero_at is not None]
    return max(over, key=lambda state: state.zero_at or 0) if over else None


def speaker_label(state: HearingState, room: Courtroom, stream: str) -> str:
    """Name who speaks on *stream* as the transcript does: the role in words, never a protected name."""
    if stream.startswith("remote-"):
        person = state.participants.get(stream.removeprefix("remote-"))
        return ROLE_WORDS.get(person.role, person.role) + "（远程）" if person else stream
    microphone = room.microphone(stream)
    seat = room.seat(microphone.seat) if microphone else None
    return ROLE_WORDS.get(seat.role, seat.label.zh) if seat else stream


ROLE_WORDS: dict[str, str] = {
    "presiding-judge": "审判长",
    "sole-judge": "审判员",
    "judge": "审判员",
    "peoples-assessor": "人民陪审员",
    "judges-assistant": "法官助理",
    "clerk": "书记员",
    "bailiff": "法警",
    "prosecutor": "公诉人",
    "plaintiff": "原告",
    "defendant": "被告",
    "accused": "被告人",
    "prisoner": "罪犯",
    "victim": "被害人",
    "third-party": "第三人",
    "defender": "辩护人",
    "agent-ad-litem": "诉讼代理人",
    "statutory-representative": "法定代理人",
    "appropriate-adult": "合适成年人",
    "witness": "证人",
    "expert-witness": "鉴定人",
    "expert-assistant": "有专门知识的人",
    "interpreter": "翻译人员",
    "enforcement-representative": "执行机关代表",
    "petitioner": "信访人",
    "custody-officer": "看守民警",
    "gallery": "旁听人员",
    "technician": "技术人员",
}
"""How a transcript names who speaks."""
