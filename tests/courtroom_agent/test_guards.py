"""The room's guards alarm at the right moment, on what is certain alone, and never about what the court muted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.guard_words import words_of
from courtroom_agent.guarding import ClockWatch
from courtroom_agent.guards import Guards, Look, Seen, Standing, closed_microphones, expected_need
from courtroom_agent.room_disk import disk_detail, free_octets
from courtroom_agent.signal_look import PictureLook, SoundLook
from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.faults import FailingCamera, failing_sound
from courtroom_agent.simulated.voices import Voices
from hardware_profiles.courtroom import Courtroom, Watch

LABEL = {"zh": "审判席", "en": "Bench"}
MICROPHONE = {"seat": "judge", "source": "simulated:judge", "mandatory": True}


def room(**reserve: Any) -> Courtroom:
    """A room with one camera, two microphones, and one on stand-by for the judge's; *reserve* changes the last."""
    return Courtroom.model_validate(
        {
            "courtroom": "small",
            "name": LABEL,
            "court": LABEL,
            "simulated": True,
            "seats": [{"id": "judge", "label": LABEL, "role": "sole-judge"}],
            "cameras": [
                {
                    "stream": "cam-judge",
                    "label": LABEL,
                    "source": "simulated:judge",
                    "width": 320,
                    "height": 180,
                    "rate": 25,
                    "mandatory": True,
                }
            ],
            "microphones": [
                {
                    **MICROPHONE,
                    "stream": "mic-judge",
                    "label": {"zh": "审判席话筒", "en": "Bench microphone"},
                    "failover": "mic-table",
                },
                {**MICROPHONE, "stream": "mic-clerk", "label": {"zh": "书记员话筒", "en": "Clerk's microphone"}},
                {
                    **MICROPHONE,
                    "stream": "mic-table",
                    "label": {"zh": "备用话筒", "en": "Spare microphone"},
                    "standby": True,
                    **reserve,
                },
            ],
            "program": {"width": 640, "height": 360, "rate": 25},
        }
    )


ROOM = room()
WELL = Seen(
    0.0,
    in_session=True,
    closed=frozenset({"mic-table"}),
    present={"cam-judge": True, "mic-judge": True, "mic-clerk": True, "mic-table": True},
    levels={"mic-judge": -20.0, "mic-clerk": -30.0, "mic-table": -100.0},
    looks={"cam-judge": Look(dark=0.1, still_s=0.0)},
    dropped={"cam-judge": 0},
    free=10**12,
    needed=10**9,
)


def watch(guards: Guards, seconds: float, since: float = 0.0, **seen: Any) -> dict[Any, Standing]:
    """Let the guards look for so many seconds at a room that is well but for *seen*; what stands at the end."""
    standing: dict[Any, Standing] = {}
    for tick in range(round(seconds * 2) + 1):
        standing = guards.look(replace(WELL, now_s=since + tick / 2, **seen))
    return standing


def levels(judge: float) -> dict[str, float]:
    """The levels, with the judge's microphone at *judge* dBFS."""
    return {**WELL.levels, "mic-judge": judge}


def test_a_room_that_is_well_has_no_alarm() -> None:
    """An hour of a hearing in which everything works."""
    assert watch(Guards(ROOM), 3600) == {}


def test_a_microphone_that_hears_nothing_for_two_minutes_is_told_to_the_clerk() -> None:
    """Below -45 dBFS for 120 s; a word at 119 s, and the two minutes begin anew."""
    guards = Guards(ROOM)
    assert watch(guards, 119, levels=levels(-47)) == {}
    assert watch(guards, 0, since=119.5, levels=levels(-30)) == {}
    assert watch(guards, 119, since=120, levels=levels(-47)) == {}
    [alarm] = watch(guards, 2, since=239.5, levels=levels(-47)).values()
    assert (alarm.guard, alarm.subject, alarm.failover) == ("quiet-microphone", "mic-judge", None)
    assert watch(guards, 0, since=242, levels=levels(-40)) == {}


def test_a_dead_microphone_opens_the_one_that_waits_for_that() -> None:
    """Below -50 dBFS for 120 s; the clerk sees one alarm for it, and it falls when the microphone is heard again."""
    guards = Guards(ROOM)
    assert watch(guards, 119, levels=levels(-70)) == {}
    [alarm] = watch(guards, 2, since=119.5, levels=levels(-70)).values()
    assert (alarm.guard, alarm.failover) == ("dead-microphone", "mic-table")
    zh, en = words_of(alarm, ROOM)
    assert (
        zh
        == "审判席话筒没有声音（< -50 dBFS, 120 s），其他各路照常录制。请检查接线和开关，或请发言人移到别的话筒。已自动打开备用话筒代替。"
    )
    assert en.endswith("Spare microphone was opened in its place.")

    assert watch(guards, 5, since=122, levels=levels(-48)) != {}, "what was dead must be heard well to count as alive"
    assert watch(guards, 0, since=128, levels=levels(-44)) == {}


@pytest.mark.parametrize(
    ("reserve", "seen"),
    [
        ({"locked": True}, {}),
        ({"protected": True}, {}),
        ({"standby": False}, {}),
        ({}, {"muted": frozenset({"mic-table"})}),
        ({}, {"present": {**WELL.present, "mic-table": False}}),
    ],
)
def test_failover_never_opens_a_muted_locked_protected_or_missing_microphone(
    reserve: dict[str, bool], seen: dict[str, Any]
) -> None:
    """The alarm is raised all the same, and says nothing of another microphone."""
    seen = {"closed": frozenset(), "levels": {"mic-judge": -70.0, "mic-clerk": -30.0}, **seen}
    alarms = watch(Guards(room(**reserve)), 121, **seen)
    assert alarms["dead-microphone", "mic-judge"].failover is None


def test_guards_ignore_what_the_court_muted() -> None:
    """A muted microphone is silence marked *muted by*: an hour of it is no alarm, and unplugging it is none either."""
    muted = {"muted": frozenset({"mic-judge"}), "levels": levels(-100), "present": {**WELL.present, "mic-judge": False}}
    assert watch(Guards(ROOM), 3600, **muted) == {}


def test_muting_takes_an_alarm_back() -> None:
    """The clerk answers the alarm of an empty seat by muting it."""
    guards = Guards(ROOM)
    assert watch(guards, 121, levels=levels(-70)) != {}
    assert watch(guards, 0, since=122, levels=levels(-100), muted=frozenset({"mic-judge"})) == {}


def test_out_of_session_nothing_alarms() -> None:
    """In a recess nothing is metered; afterwards the two minutes begin anew."""
    guards = Guards(ROOM)
    watch(guards, 119, levels=levels(-70))
    assert watch(guards, 1, since=119, in_session=False) == {}
    assert watch(guards, 119, since=121, levels=levels(-70)) == {}


def test_what_nobody_knows_is_no_alarm() -> None:
    """Without a word from capture for longer than a moment, nothing stands and nothing is counted on."""
    unknown = {"levels": {}, "present": {}, "looks": {}, "free": None, "dropped": {}}
    guards = Guards(ROOM)
    watch(guards, 119, levels=levels(-70))
    assert watch(guards, 5, since=119.5, **unknown) == {}
    assert watch(guards, 119, since=125, levels=levels(-70)) == {}


def test_a_source_that_went_away_alarms_at_once_and_for_the_microphone_another_is_opened() -> None:
    """An unplugged cable is certain: three seconds."""
    gone = {"present": {**WELL.present, "mic-judge": False, "cam-judge": False}, "levels": {"mic-clerk": -30.0}}
    guards = Guards(ROOM)
    assert watch(guards, 2.5, **gone) == {}
    alarms = watch(guards, 1, since=3, **gone)
    assert {*alarms} == {("source-lost", "mic-judge"), ("source-lost", "cam-judge")}
    assert alarms["source-lost", "mic-judge"].failover == "mic-table"


def test_black_and_frozen_pictures_alarm_and_black_is_not_told_twice() -> None:
    """A covered lens gives a black picture that stands still: one alarm."""
    guards = Guards(ROOM)
    assert watch(guards, 4.5, looks={"cam-judge": Look(1.0, 4.5)}) == {}
    assert {*watch(guards, 10, since=5, looks={"cam-judge": Look(1.0, 15)})} == {("black-picture", "cam-judge")}
    assert {*watch(guards, 3, since=16, looks={"cam-judge": Look(0.2, 26)})} == {("frozen-picture", "cam-judge")}
    assert watch(guards, 3, since=20) == {}


def test_clipping_is_told_after_three_seconds_and_one_loud_word_is_not() -> None:
    """A tenth of what is heard at full scale, for 3 s."""
    guards = Guards(ROOM)
    assert watch(guards, 2, clipped={"mic-judge": 0.6}) == {}
    assert watch(guards, 2, since=2.5, clipped={"mic-judge": 0.0}) == {}
    assert {*watch(guards, 3, since=5, clipped={"mic-judge": 0.6})} == {("clipped-microphone", "mic-judge")}


def test_a_recorder_that_does_not_truly_write_is_found_by_its_files() -> None:
    """Whatever the recorder says of itself: files that stand still for 5 s alarm; a camera that is gone does not twice."""
    guards = Guards(ROOM)
    assert watch(guards, 4.5, grown={"cam-judge": 1000, "mic-judge": 50}) == {}
    assert {*watch(guards, 1, since=5, grown={"cam-judge": 1000, "mic-judge": 60})} == {("not-growing", "cam-judge")}
    assert watch(guards, 0, since=6.5, grown={"cam-judge": 2000, "mic-judge": 70}) == {}

    gone = {"present": {**WELL.present, "cam-judge": False}}
    assert {*watch(guards, 9, since=7, grown={"cam-judge": 2000}, **gone)} == {("source-lost", "cam-judge")}


def test_the_disk_alarms_below_twice_what_the_hearing_still_needs() -> None:
    """Three hours at 1 MB/s need 10.8 GB: with 20 GB free it alarms, with 22 GB it does not."""
    needed = expected_need(ROOM.watch, 1e6, 0)
    assert needed == 10_800_000_000
    assert expected_need(ROOM.watch, 1e6, 9 * 3600) == 3_600_000_000, "a long hearing may last another hour"
    guards = Guards(ROOM)
    assert watch(guards, 0, free=22 * 10**9, needed=needed) == {}
    [alarm] = watch(guards, 0, since=1, free=20 * 10**9, needed=needed).values()
    assert (alarm.guard, alarm.measured) == ("disk-space", "20.0 GB free, 10.8 GB needed")
    assert watch(guards, 0, since=2, free=22 * 10**9, needed=needed) != {}, "no alarm that comes and goes"
    assert watch(guards, 0, since=3, free=24 * 10**9, needed=needed) == {}


def test_a_heartbeat_tells_how_long_the_rooms_disk_lasts(tmp_path: Path) -> None:
    """What is free, what the room records a second by its cameras' sizes, and the court's own usual hearing, 3 h unsaid."""
    free = free_octets(tmp_path)
    assert free is not None
    assert free > 0
    longer = ROOM.model_copy(update={"watch": Watch(hearing_h=5.5)})

    told = disk_detail(ROOM, 10**9)

    assert told == {"free_bytes": 10**9, "octets_per_s": round(320 * 180 * 25 * 0.085 / 8 + 3 * 4500), "hearing_h": 3.0}
    assert disk_detail(longer, None) == {"octets_per_s": told["octets_per_s"], "hearing_h": 5.5}
    assert free_octets(tmp_path / "gone") is None
    with pytest.raises(ValueError, match="hearing_h"):
        Watch(hearing_h=0)


def test_a_clock_that_is_set_is_told_for_a_minute() -> None:
    """NTP leads a clock gently; whoever sets it parts it from the steady one."""
    wall = steady = 0
    clock = ClockWatch(lambda: wall, lambda: steady)
    wall, steady = 10**9 + 10**6, 10**9
    assert clock.stepped_ms() is None
    wall, steady = 5 * 10**9 + 10**6, 2 * 10**9
    stepped = clock.stepped_ms()
    assert stepped == 3000
    assert clock.stepped_ms() is None

    guards = Guards(ROOM)
    [alarm] = watch(guards, 0, stepped_ms=stepped).values()
    assert (alarm.guard, alarm.measured) == ("clock-step", "+3000 ms")
    assert watch(guards, 58, since=1) != {}
    assert watch(guards, 0, since=61) == {}


def test_an_encoder_that_falls_behind_is_told_and_a_restart_counts_from_nought() -> None:
    """25 pictures in 10 s."""
    guards = Guards(ROOM)
    watch(guards, 1)
    assert watch(guards, 1, since=1.5, dropped={"cam-judge": 20}) == {}
    assert {*watch(guards, 1, since=3, dropped={"cam-judge": 30})} == {("encoder-behind", "cam-judge")}
    assert watch(guards, 25, since=4.5, dropped={"cam-judge": 0}) == {}


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([-100.0, -60.0, -47.0, -20.0, None]),
            st.sampled_from([True, False, None]),
            st.booleans(),
            st.booleans(),
            st.integers(1, 200),
        ),
        max_size=30,
    )
)
def test_whatever_happens_the_guards_keep_their_promises(happened: list[tuple[Any, ...]]) -> None:
    """Never an alarm out of session or about a muted microphone, never an opening of one that must stay shut."""
    guards, now = Guards(ROOM), 0.0
    for level, present, is_muted, reserve_is_muted, seconds in happened:
        muted = {"mic-judge"} if is_muted else set()
        muted |= {"mic-table"} if reserve_is_muted else set()
        opened = {one.failover for one in guards.look(replace(WELL, now_s=now)).values()}
        for tick in range(0, seconds, 10):
            seen = replace(
                WELL,
                now_s=now + tick,
                muted=frozenset(muted),
                present={"mic-table": True} | ({} if present is None else {"mic-judge": present}),
                levels={} if level is None else {"mic-judge": level},
            )
            standing = guards.look(seen)
            assert all(subject not in muted for _, subject in standing)
            newly = {one.failover for one in standing.values()} - opened - {None}
            assert not newly & muted
            opened |= newly
            assert not (level is None and present is None and tick > 10 and standing)
            assert not (level == -20.0 and present is True and standing)
        now += seconds + 1
        assert guards.look(replace(WELL, now_s=now, in_session=False, levels=levels(-100))) == {}
        now += 1


def test_a_stand_by_microphone_is_off_until_it_is_opened() -> None:
    """Heard and recorded by nobody before."""
    assert closed_microphones(ROOM, ()) == {"mic-table"}
    assert closed_microphones(ROOM, {"mic-table"}) == frozenset()


def test_a_covered_a_stuck_and_a_living_camera_look_different() -> None:
    """Real pictures of simulated cameras, looked at as capture does."""
    voices = Voices()
    cameras = {
        "judge": SimulatedCamera("judge", 640, 360, voices),
        "black": FailingCamera("black", 640, 360, voices),
        "frozen": FailingCamera("frozen", 640, 360, voices),
    }
    found = {}
    for name, camera in cameras.items():
        look = PictureLook()
        for second in range(12):
            look.take(camera.picture(second * 1000), (second + 1) * 10**9)
        assert look.now is not None
        found[name] = (look.now.dark >= 0.97, look.now.still_s)
    assert found == {"judge": (False, 0.0), "black": (True, 11.0), "frozen": (False, 11.0)}


def test_an_overdriven_microphone_sounds_different_from_a_loud_one() -> None:
    """Full scale in every block against a voice at -1 dBFS."""
    clipped, loud = SoundLook(), SoundLook()
    voice = (29_000 * np.sin(np.arange(960) / 20)).astype(np.int16)
    for block in range(60):
        clipped.take(failing_sound("clipped", block * 20))
        loud.take(voice)
    assert (clipped.clipped, loud.clipped) == (1.0, 0.0)
