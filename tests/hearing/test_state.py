"""State is the fold of the log, whatever happens and whoever asks."""

import itertools
import time
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearing.errors import Refused
from hearing.events import EVENT, Noted, PauseReason
from hearing.facts import Course, HearingState
from hearing.participant import Role
from hearing.policy import SYSTEM, Actor, account_actor, flows, may_record, may_release
from hearing.procedure import Stage
from hearing.state import apply, fold, is_recording, position, zero_ns
from tests.hearing.story import (
    CLERK,
    JUDGE,
    REVIEWER,
    ROOM,
    VICE_PRESIDENT,
    Story,
    approved,
    opened,
    paused,
    scheduled,
)

PEOPLE = ("p-1", "p-2", "p-3")
STREAMS = ("program", "public", "cam-judge", "mic-judge", "remote-p-1", "remote-p-2", "program-for-p-1", "evidence")
FIELDS: dict[str, st.SearchStrategy[dict[str, object]]] = {
    "recess": st.fixed_dictionaries({"reason": st.sampled_from(get_args(PauseReason))}),
    "enter-stage": st.fixed_dictionaries({"stage": st.sampled_from([stage.value for stage in Stage])}),
    "set-openness": st.fixed_dictionaries(
        {
            "openness": st.sampled_from(["public", "closed"]),
            "range": st.sampled_from(["whole", "from-now"]),
            "judge": st.just("李某"),
            "reason": st.just("依法"),
        }
    ),
    "invite": st.fixed_dictionaries(
        {
            "name": st.just("某某"),
            "role": st.sampled_from([role.value for role in Role]),
            "remote": st.booleans(),
            "protected": st.booleans(),
        }
    ),
    "speak-line": st.fixed_dictionaries(
        {
            "stream": st.just("mic-judge"),
            "speaker": st.just("审判员"),
            "text": st.just("现在开庭"),
            "engine": st.just("vosk"),
            "start": st.integers(0, 60 * 10**9),
            "duration": st.integers(0, 10**9),
        }
    ),
    "correct-line": st.fixed_dictionaries({"line": st.integers(1, 3), "text": st.just("现在休庭")}),
    "report-archived": st.just({"root": "0" * 64, "package": "x"}),
    "seal-take": st.just({"take": "room-demo-1", "size": 3, "root": "1" * 64}),
    "report-closing": st.just({"root": "2" * 64, "code": "3" * 40, "until": 1}),
    "remove": st.fixed_dictionaries({"participant": st.sampled_from(PEOPLE), "reason": st.just("x")}),
    "consent": st.fixed_dictionaries({"participant": st.sampled_from(PEOPLE), "to": st.just("remote-hearing")}),
    "apply-for-broadcast": st.just({"applicant": "李某", "reason": "典型"}),
    "review-broadcast": st.just({"reviewer": "赵某"}),
    "approve-broadcast": st.just({"vice_president": "钱某"}),
    "refuse-broadcast": st.just({"reason": "不宜"}),
    "note": st.just({"text": "记事"}),
    "note-fault": st.just({"cause": "network-loss"}),
    "explain-fault": st.fixed_dictionaries(
        {
            "track": st.sampled_from(["cam-judge", "mic-judge"]),
            "since": st.integers(0, 5 * 10**9),
            "until": st.integers(0, 9 * 10**9),
            "text": st.just("电源故障"),
        }
    ),
    "sign-fault": st.fixed_dictionaries(
        {
            "track": st.sampled_from(["cam-judge", "mic-judge"]),
            "since": st.integers(2 * 10**9, 3 * 10**9),
            "until": st.integers(3 * 10**9, 4 * 10**9),
            "judge": st.just("李某"),
        }
    ),
    **dict.fromkeys(("postpone", "cancel"), st.just({"reason": "x"})),
    **dict.fromkeys(
        ("arrive", "admit", "call", "dismiss", "leave", "raise-hand", "lower-hand"),
        st.fixed_dictionaries({"participant": st.sampled_from(PEOPLE)}),
    ),
    **dict.fromkeys(("mute", "unmute"), st.fixed_dictionaries({"stream": st.sampled_from(STREAMS)})),
    **dict.fromkeys(("ask-help", "answer-help"), st.just({"kind": "medical"})),
    **dict.fromkeys(
        (
            "prepare",
            "open",
            "confirm-open",
            "undo-recess",
            "take-effect",
            "resume",
            "confirm-resumed",
            "close",
            "undo-close",
            "sign",
            "archive",
            "cut-broadcast",
            "restore-broadcast",
        ),
        st.just({}),
    ),
}
PROPER: dict[str, Actor] = {
    **dict.fromkeys(FIELDS, CLERK),
    **dict.fromkeys(("confirm-open", "confirm-resumed", "take-effect", "report-archived", "report-closing"), SYSTEM),
    **dict.fromkeys(("set-openness", "apply-for-broadcast", "restore-broadcast", "sign-fault"), JUDGE),
    "review-broadcast": REVIEWER,
    "approve-broadcast": VICE_PRESIDENT,
    "refuse-broadcast": VICE_PRESIDENT,
    "speak-line": ROOM,
    "seal-take": ROOM,
}
"""Whoever has the right to each command; anyone may try any."""
COURSE = (
    "prepare",
    "open",
    "confirm-open",
    "recess",
    "take-effect",
    "resume",
    "confirm-resumed",
    "close",
    "undo-recess",
    "undo-close",
)


def _commands(kinds: list[str]) -> st.SearchStrategy[tuple[str, dict[str, object]]]:
    return st.sampled_from(kinds).flatmap(lambda kind: st.tuples(st.just(kind), FIELDS[kind]))


ACTORS = st.sampled_from(
    [CLERK, JUDGE, REVIEWER, VICE_PRESIDENT, ROOM, SYSTEM, account_actor("account:7", Role.GALLERY), *PEOPLE]
)
ONWARD = "onward"
"""A step that tries one course command after another until one may be."""
STEP = st.one_of(
    st.tuples(st.integers(0, len(COURSE) - 1), st.just((ONWARD, {})), st.integers(0, 15)),
    st.tuples(st.none(), _commands(sorted(FIELDS)), st.integers(0, 15)),
    st.tuples(ACTORS, _commands(sorted(FIELDS)), st.integers(0, 15)),
)
STEPS = st.lists(STEP, min_size=20, max_size=60)
BEGINNINGS = st.sampled_from([scheduled, opened, paused, approved])

NEXT: dict[Course, frozenset[Course]] = {
    "scheduled": frozenset({"postponed", "cancelled", "preparing"}),
    "preparing": frozenset({"postponed", "cancelled", "opening"}),
    "opening": frozenset({"open", "closed"}),
    "open": frozenset({"paused", "closed"}),
    "paused": frozenset({"resuming", "closed"}),
    "resuming": frozenset({"open", "paused", "closed"}),
    "closed": frozenset({"signing"}),
    "signing": frozenset({"archiving"}),
    "archiving": frozenset({"archived"}),
    "postponed": frozenset(),
    "cancelled": frozenset(),
    "archived": frozenset(),
}
BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


Steps = list[tuple[Actor | str | int | None, tuple[str, dict[str, object]], int]]


def _tried(story: Story, who: Actor | str | None, kind: str, fields: dict[str, object]) -> bool:
    actor = PROPER[kind] if who is None else story.person(who) if isinstance(who, str) else who
    try:
        story.so(actor, kind, **fields)
    except Refused:
        return False
    return True


def _tell(story: Story, steps: Steps) -> list[HearingState]:
    """Try each step, skip what is refused, and return every state on the way."""
    states = [story.hearing]
    for who, (kind, fields), seconds in steps:
        story.wait(seconds)
        if isinstance(who, int):
            turned = (*COURSE[who:], *COURSE[:who])
            given_fields = {"recess": {"reason": "recess"}}
            done = any(_tried(story, None, move, given_fields.get(move, {})) for move in turned)
        else:
            done = _tried(story, who, kind, fields)
        if done:
            states.append(story.hearing)
    return states


def _check_legal(state: HearingState) -> None:
    """What holds in every hearing at every moment."""
    assert state.spans == () or state.zero_at == state.spans[0].since
    for earlier, later in zip(state.spans, state.spans[1:], strict=False):
        assert earlier.until is not None
        assert earlier.until <= later.since
    running = state.course in {"opening", "open", "resuming"}
    assert running == bool(state.spans and state.spans[-1].until is None)
    assert (state.pause_reason is not None) == (state.course == "paused")
    assert state.pending is None or state.course in {"opening", "open", "resuming", "paused"}
    assert all(pause.reason in {"recess", "closed-evidence", "mediation"} for pause in state.pauses)
    assert (state.closed_at is not None) == (state.course in {"closed", "signing", "archiving", "archived"})
    assert [line.line for line in state.lines] == list(range(1, len(state.lines) + 1))


@BOUNDED
@given(BEGINNINGS, STEPS)
def test_whatever_is_asked_the_hearing_stays_legal(begin: object, steps: list[object]) -> None:
    """Any commands by anyone in any order: course, spans, gaps and lines stay what the law allows."""
    states = _tell(begin(), steps)  # type: ignore[operator, arg-type]

    for before, after in itertools.pairwise(states):
        _check_legal(after)
        assert after.seq == before.seq + 1
        assert after.at >= before.at
        assert after.course == before.course or after.course in NEXT[before.course]


@BOUNDED
@given(BEGINNINGS, STEPS)
def test_the_log_alone_tells_the_state(begin: object, steps: list[object]) -> None:
    """fold(log) is the running state, also when the log was written down and read back."""
    story: Story = begin()  # type: ignore[operator]
    _tell(story, steps)  # type: ignore[arg-type]
    read_back = [EVENT.validate_json(EVENT.dump_json(event)) for event in story.log]

    assert read_back == story.log
    assert fold(read_back) == story.hearing
    assert HearingState.model_validate_json(story.hearing.model_dump_json()) == story.hearing


@BOUNDED
@given(BEGINNINGS, STEPS)
def test_nothing_flows_in_a_recess(begin: object, steps: list[object]) -> None:
    """休庭: no stream passes and none is recorded, whatever was said before."""
    for state in _tell(begin(), steps):  # type: ignore[operator, arg-type]
        if state.course == "paused":
            assert not any(flows(state, stream) or may_record(state, stream) for stream in STREAMS)


@BOUNDED
@given(BEGINNINGS, STEPS, st.integers(-5, 600))
def test_nothing_is_released_without_approval_or_in_camera(begin: object, steps: list[object], second: int) -> None:
    """Default is no: unapproved, closed to the public, cut, paused or in 核对身份 nothing goes out."""
    for state in _tell(begin(), steps):  # type: ignore[operator, arg-type]
        at_ms = state.planned_at + second * 1000
        if not may_release(state, at_ms):
            continue
        assert state.broadcast.is_approved
        assert not state.is_closed_as_a_whole
        assert is_recording(state, at_ms)
        assert not any(cut.since <= at_ms and (cut.until is None or at_ms < cut.until) for cut in state.broadcast.cuts)
        stage = [entry.stage for entry in state.stages if entry.at <= at_ms][-1]
        assert stage is not Stage.IDENTITY


def test_the_record_runs_from_asking_to_the_end_of_the_undo() -> None:
    """Recording starts when opening is asked for, and stops when the recess takes effect."""
    story = opened()
    zero_at = story.hearing.zero_at or 0
    asked = story.so(CLERK, "recess", reason="recess")

    assert is_recording(story.hearing, zero_at)
    assert not is_recording(story.hearing, zero_at - 1)
    assert is_recording(story.hearing, asked.at + 9_999)
    assert not is_recording(story.hearing, asked.at + 10_000)
    story.wait(10).so(SYSTEM, "take-effect")
    resumed = story.wait(60).so(CLERK, "resume")
    assert not is_recording(story.hearing, resumed.at - 1)
    assert is_recording(story.hearing, resumed.at)


def test_positions_count_from_the_first_asking() -> None:
    """A hearing has one timeline; before it opens it has none."""
    story = opened()
    zero_at = story.hearing.zero_at or 0

    assert zero_ns(story.hearing) == zero_at * 1_000_000
    assert position(story.hearing, zero_at + 1500) == 1_500_000_000
    with pytest.raises(ValueError, match="no timeline"):
        position(scheduled().hearing, zero_at)


def test_a_log_with_a_hole_or_a_stranger_is_refused() -> None:
    """A fold says which event is not the next one."""
    story = opened()

    with pytest.raises(ValueError, match="follows"):
        fold([*story.log[:3], *story.log[4:]])
    with pytest.raises(ValueError, match="belongs to"):
        fold([*story.log, story.log[-1].model_copy(update={"hearing": "h-zzzzzzzzzz"})])
    with pytest.raises(ValueError, match="begins with"):
        fold(story.log[1:])
    with pytest.raises(ValueError, match="empty"):
        fold([])


def test_ten_thousand_lines_are_folded_in_seconds() -> None:
    """A day's transcript costs little: a long log is no slower a reading than a page can wait for."""
    story = opened()
    state = story.hearing
    spoken = {"stream": "mic-judge", "speaker": "审判员", "engine": "v", "start": 0, "duration": 1}
    first = story.so(ROOM, "speak-line", text="一", **spoken)
    lines = [first.model_copy(update={"seq": state.seq + number, "line": number}) for number in range(1, 10_001)]
    began = time.perf_counter()
    for event in lines:
        state = apply(state, event)

    assert len(state.lines) == 10_000
    assert time.perf_counter() - began < 10


def test_a_note_survives_json() -> None:
    """Notes come back letter by letter, with every bracket and quotation mark."""
    note = Noted(hearing="h-abcdefghij", seq=2, at=1, who="account:2", text="被告人：“我认罪”\n（签字）")

    assert EVENT.validate_json(EVENT.dump_json(note)) == note
