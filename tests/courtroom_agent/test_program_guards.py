"""What is composed, shown on the evidence screen or far away is watched over, and only certain faults alarm."""

from collections.abc import Mapping

import av
import numpy as np
import pytest

from courtroom_agent.encoders import PictureEncoder
from courtroom_agent.guard_words import words_of
from courtroom_agent.guards import Standing
from courtroom_agent.layout import Cast
from courtroom_agent.program_guards import ProgramGuards
from courtroom_agent.program_picture import PictureMill, Scene
from courtroom_agent.program_watch import ProgramWatch, Watched
from hardware_profiles.courtroom import Watch
from tests.courtroom_agent.test_guards import ROOM

PERSON = "remote-p-1"
WELL = Watched(dark=0.1, still_s=0.0, unseen_s=0.0, unheard_s=0.0, dbfs=-30.0)
MS = 1_000_000


def stands(
    *changes: tuple[float, Watched], name: str = PERSON, muted: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """What stands after each state of *name* was seen twice a second for so long."""
    guards, now, found = ProgramGuards(Watch()), 0.0, {}
    for seconds, watched in changes:
        for _ in range(round(seconds * 2)):
            now += 0.5
            found = guards.look(now, {name: watched}, frozenset({PERSON}), muted)
    return sorted(found)


def but(**changes: float) -> Watched:
    """A stream that is well but for *changes*."""
    return WELL.model_copy(update=changes)


@pytest.mark.parametrize("name", ["program", "evidence", PERSON])
def test_a_black_picture_alarms_after_five_seconds_and_falls_when_it_is_well(name: str) -> None:
    """Wherever it is shown; a moment of black is none."""
    assert stands((4, but(dark=1.0)), name=name) == []
    assert stands((6, but(dark=1.0, still_s=60.0)), name=name) == [("black-picture", name)]
    assert stands((6, but(dark=1.0)), (4, WELL), name=name) == []


def test_a_picture_that_stands_still_alarms_but_a_page_on_the_evidence_screen_may_lie() -> None:
    """The composed picture shows a clock and a person breathes; a document does not."""
    still = but(still_s=11.0)
    assert stands((1, still), name="program") == [("frozen-picture", "program")]
    assert stands((1, still)) == [("frozen-picture", PERSON)]
    assert stands((60, still), name="evidence") == []


def test_a_remote_person_who_is_lost_is_told_once_and_not_piece_by_piece() -> None:
    """Picture and sound stopped together: one alarm. The sound alone: that one. A muted person's sound: none."""
    assert stands((1, but(unseen_s=4.0, unheard_s=4.0))) == [("source-lost", PERSON)]
    assert stands((1, but(unheard_s=6.0))) == [("dead-microphone", PERSON)]
    assert stands((1, but(unheard_s=6.0)), muted=frozenset({PERSON})) == []
    assert stands((130, but(dbfs=-50.0))) == []
    assert stands((130, but(dbfs=-100.0))) == [("quiet-microphone", PERSON)]
    assert stands((130, but(dbfs=-100.0)), muted=frozenset({PERSON})) == []


def test_who_is_not_there_is_not_watched() -> None:
    """Before somebody is admitted, and after leaving, nothing alarms."""
    guards = ProgramGuards(Watch())
    lost = {PERSON: but(unseen_s=9.0, unheard_s=9.0)}
    assert guards.look(1.0, lost, frozenset(), frozenset()) == {}
    assert list(guards.look(1.5, lost, frozenset({PERSON}), frozenset())) == [("source-lost", PERSON)]
    assert guards.look(2.0, lost, frozenset(), frozenset()) == {}


@pytest.mark.parametrize(
    ("guard", "subject", "zh", "en"),
    [
        ("frozen-picture", "program", "合成画面", "composed picture"),
        ("black-picture", "evidence", "证据画面", "evidence screen"),
        ("source-lost", PERSON, "远程参加人 p-1", "remote person p-1"),
    ],
)
def test_the_words_say_whose_picture_it_is_and_name_nobody(guard: str, subject: str, zh: str, en: str) -> None:
    """A technician hears alarms too, and learns nothing of the case."""
    alarm = Standing(guard, subject, "11 s")  # type: ignore[arg-type]
    said = words_of(alarm, ROOM)
    assert (zh in said[0], en in said[1]) == (True, True)


def _frame(light: int, dot: int) -> av.VideoFrame:
    luma = np.full((540, 640), 128, dtype=np.uint8)
    luma[:360] = light
    luma[100:140, 8 * dot % 600 : 8 * dot % 600 + 40] = 235
    return av.VideoFrame.from_ndarray(luma, format="yuv420p")


def _composed(light: int, seconds: float, until: float) -> Mapping[str, Watched]:
    """Compose for *seconds* while a remote person's pictures come until *until*."""
    watch = ProgramWatch()
    coder = PictureEncoder(640, 360, 5)
    units: list[bytes] = []
    mill = PictureMill(
        (640, 360, 5),
        Scene(Cast(None, (), ()), (PERSON,)),
        lambda unit, _at, _key, _slate, _of: units.append(unit),
        lambda _stream: None,
        watch,
    )
    for n in range(round(seconds * 5)):
        at = n * 200 * MS
        if at < until * 1000 * MS and (unit := coder.encode(_frame(light, n), keyframe=n == 0)) is not None:
            mill.offer(PERSON, unit.data, at, unit.keyframe)
        mill.tick(at)
    assert units
    return watch.states(round(seconds * 1e9))


def test_the_mixer_itself_says_what_it_shows_and_who_stopped() -> None:
    """Decoded and composed by the real mixer: a person who stopped is still and unseen, the composed picture goes on."""
    found = _composed(120, 6.0, 2.0)
    assert (found[PERSON].unseen_s or 0) >= 3.5
    assert (found[PERSON].still_s or 0) >= 3.5
    assert (found["program"].unseen_s or 0) < 0.5
    dark = _composed(16, 2.0, 2.0)[PERSON].dark
    assert dark is not None
    assert dark > 0.9
