"""The ledger of every second: what is recorded, what is a lawful gap, what is a fault and why."""

from hearing.ledger import Ledger, TrackLedger
from hearing.state import position
from recorder.archive.coverage import TakeCoverage, TrackCoverage
from recorder.archive.ledger import make_ledger
from recorder.archive.stretches import Stretch
from recorder.index import IndexLine, TrackLine
from tests.hearing.story import CLERK, JUDGE, ROOM, SYSTEM, Story, arraigned, prepared
from tests.recorder.recording import SECOND


def session() -> Story:
    """An open hearing with nobody far away."""
    story = prepared()
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    return story


def closed(story: Story) -> Story:
    """The same hearing, closed."""
    story.so(CLERK, "close")
    story.wait(9).so(SYSTEM, "take-effect")
    return story


def track(name: str, *stretches: Stretch, filled: tuple[Stretch, ...] = (), mandatory: bool = True) -> TrackCoverage:
    """A track that holds *stretches*, in seconds of the timeline, a fragment a second."""
    sound = not name.startswith(("cam-", "remote-p-1 ")) and (name.startswith("mic-") or name.endswith("-sound"))
    stream = name.removesuffix("-sound")
    line = TrackLine(
        name=name,
        kind="audio" if sound else "video",
        codec="Opus" if sound else "avc3",
        timescale=48000 if sound else 90000,
        stream=stream,
        mandatory=mandatory,
    )
    found = TrackCoverage(line)
    both = [(second, None) for since, until in stretches for second in range(since, until)]
    both += [(second, 50) for since, until in filled for second in range(since, until)]
    for second, silence in sorted(both, key=lambda one: one[0]):
        found.add(_fragment(second, silence))
    return found


def _fragment(second: int, silence: int | None) -> IndexLine:
    return IndexLine(
        seq=second + 1,
        file="000000000000.mp4",
        offset=second * 100,
        bytes=100,
        start=second * SECOND,
        duration=SECOND,
        samples=50,
        keyframe=True,
        sha256="0" * 64,
        source="ns",
        source_time=0,
        fence=1,
        silence=silence,
    )


def take(*tracks: TrackCoverage, name: str = "room-demo-1", final: bool = True) -> TakeCoverage:
    """A take of these tracks."""
    return TakeCoverage(name, final, {one.line.name: one for one in tracks})


def account(story: Story, *takes: TakeCoverage) -> Ledger:
    """The ledger of the story."""
    return make_ledger(story.log, story.hearing, takes)


def causes(found: TrackLedger) -> list[tuple[float, float, str]]:
    """What is missing of a track, in seconds, and why."""
    return [(fault.since / SECOND, fault.until / SECOND, fault.cause) for fault in found.faults]


def test_a_hearing_recorded_from_beginning_to_end_misses_nothing() -> None:
    """Opened at second 1, closed at 12: eleven seconds, all there."""
    story = closed(session())
    found = account(story, take(track("cam-judge", (0, 12))))

    assert position(story.hearing, story.hearing.closed_at or 0) == 12 * SECOND
    assert found.complete
    assert (found.tracks[0].due_s, found.tracks[0].missing_s, found.objection()) == (11.0, 0.0, "")


def test_a_lost_second_is_named_with_its_place() -> None:
    """One second that no fragment holds blocks archiving, and the objection says which, in both languages."""
    found = account(closed(session()), take(track("cam-judge", (0, 5), (6, 12))))

    assert [(hole[0], hole[1]) for hole in causes(found.tracks[0])] == [(5.0, 6.0)]
    assert (
        found.objection()
        == "cam-judge 00:00:05.000 至 00:00:06.000 未说明 · from 00:00:05.000 to 00:00:06.000: not explained"
    )


def test_an_explained_second_still_needs_its_signature() -> None:
    """Explained is not signed; signed, it may be archived, and the ledger says by whom."""
    story = closed(session())
    stretch = {"track": "cam-judge", "since": 5 * SECOND, "until": 6 * SECOND}
    held = take(track("cam-judge", (0, 5), (6, 12)))
    story.so(CLERK, "explain-fault", **stretch, text="摄像机重启")
    assert "not signed" in account(story, held).objection()
    story.so(JUDGE, "sign-fault", **stretch, judge="李某")
    found = account(story, held)
    [fault] = found.tracks[0].faults

    assert found.objection() == ""
    assert (fault.explanation, fault.explained_by, fault.judge, fault.signed_by) == (
        "摄像机重启",
        "account:2",
        "李某",
        "account:1",
    )


def test_what_is_missing_of_the_program_blocks_nothing() -> None:
    """合成画面 is made of tracks that are kept themselves: its holes are listed and need no signature."""
    held = take(track("cam-judge", (0, 12)), track("program", (0, 5), (6, 12), mandatory=False))
    found = account(closed(session()), held)

    assert found.tracks[1].missing_s == 1.0
    assert found.objection() == ""


def test_the_three_lawful_gaps_are_listed_with_who_paused_and_who_resumed() -> None:
    """休庭, 不公开举证质证, 不宜录制的调解: with reason, note and people; nothing in them is missing."""
    story = session()
    for reason in ("recess", "closed-evidence", "mediation"):
        story.so(CLERK, "recess", reason=reason, note=f"{reason}.")
        story.wait(9).so(SYSTEM, "take-effect")
        story.wait(30).so(JUDGE, "resume")
        story.so(SYSTEM, "confirm-resumed")
    closed(story)
    spans = [(round(one.since / SECOND), round((one.until or 0) / SECOND)) for one in account(story).gaps]
    kept = [(0, spans[0][0]), (spans[0][1], spans[1][0]), (spans[1][1], spans[2][0]), (spans[2][1], 300)]
    found = account(story, take(track("cam-judge", *kept)))

    assert [(gap.reason, gap.note, gap.paused_by, gap.resumed_by) for gap in found.gaps] == [
        (reason, f"{reason}.", "account:2", "account:1") for reason in ("recess", "closed-evidence", "mediation")
    ]
    assert found.tracks[0].missing_s == 0
    whole = sum(gap.until - gap.since for gap in found.gaps if gap.until) / SECOND + found.tracks[0].due_s
    assert whole == position(story.hearing, story.hearing.closed_at or 0) / SECOND - 1, "every second is in one of them"


def test_a_muted_microphone_is_neither_gap_nor_fault() -> None:
    """Silence that somebody asked for is recorded silence and says by whom, also where nothing came and was filled in."""
    story = session()
    story.so(CLERK, "mute", stream="mic-judge")
    story.wait(3).so(JUDGE, "unmute", stream="mic-judge")
    found = account(closed(story), take(track("mic-judge", (0, 3), (5, 17), filled=((3, 5),))))

    assert found.tracks[0].faults == ()
    assert [(one.since / SECOND, one.until / SECOND, one.by) for one in found.tracks[0].muted] == [(2, 6, "account:2")]


def test_a_microphone_that_a_scene_keeps_closed_says_so() -> None:
    """In 宣判 the bench alone is heard: the others' silence is the scene's, until another scene's devices have answered."""
    story = session()
    for wait, scene, asked in ((2, "judgment", "muted"), (4, "debate", "open")):
        seq = story.wait(wait).so(CLERK, "ask-scene", scene=scene).seq
        item = {"name": "mic.prosecutor", "asked": asked, "answered": asked, "standing": "so"}
        story.so(ROOM, "report-scene", scene=scene, asked=seq, outcome="converged", items=[item])
    found = account(closed(story), take(track("mic-prosecutor", (0, 20))))

    (stretch,) = found.tracks[0].muted
    assert stretch.by == "scene:judgment"
    assert 3 <= ((stretch.until or 0) - stretch.since) / SECOND <= 7


def test_filled_in_silence_that_nobody_asked_for_is_a_fault() -> None:
    """Sound is kept gapless so that nothing slips; a second in which nothing came is missing all the same."""
    found = account(closed(session()), take(track("mic-judge", (0, 4), (6, 12), filled=((4, 6),))))

    assert causes(found.tracks[0]) == [(4, 6, "silence-filled")]


def test_causes_come_from_the_log_first_then_from_the_indexes_and_are_else_unknown() -> None:
    """What was noted of this very track wins; then a source that went while its writer ran, a writer that stopped; else unknown."""
    story = session()
    at = story.hearing.zero_at or 0
    story.wait(60).so(
        ROOM,
        "note-fault",
        cause="network-loss",
        track="cam-judge",
        since=at + 10_000,
        until=at + 12_000,
        text="9 packets",
    )
    story.so(ROOM, "note-fault", cause="capture-restarted", since=at + 9_000, until=at + 13_000)
    closed(story)
    seen = account(
        story,
        take(track("cam-judge", (0, 10), (12, 20), (22, 30), (33, 70)), track("cam-other", (0, 30), (33, 73))),
    )

    assert causes(seen.tracks[0]) == [
        (10, 12, "network-loss"),
        (20, 22, "source-gone"),
        (30, 33, "writer-stopped"),
        (70, 74, "source-gone"),
    ]
    assert seen.tracks[0].faults[0].noted == "9 packets"
    assert causes(seen.tracks[1]) == [(30, 33, "writer-stopped"), (73, 74, "unknown")]


def test_a_second_that_one_take_lost_another_may_have() -> None:
    """After a crash the writer begins its next take; both are one track."""
    first, second = take(track("cam-judge", (0, 5))), take(track("cam-judge", (5, 12)), name="room-demo-2")
    found = account(closed(session()), first, second)

    assert (found.tracks[0].takes, found.tracks[0].missing_s) == (("room-demo-1", "room-demo-2"), 0)


def test_what_has_not_arrived_yet_is_awaited_and_no_fault() -> None:
    """While the network is down the room goes on recording: the ledger waits, and names only holes behind which more came."""
    story = session()
    story.wait(20).so(CLERK, "note", text="x")
    running = account(story, take(track("cam-judge", (0, 3), (4, 6)), track("mic-judge", (0, 20)), final=False))

    assert not running.complete
    assert causes(running.tracks[0])[0][:2] == (3, 4)
    assert (running.tracks[0].missing_s, running.tracks[0].awaited_s) == (1.0, 14.0)


def test_a_remote_track_is_due_from_admission_to_leaving() -> None:
    """Nothing is missing of who was not let in yet, or has left."""
    story = session()
    story.so(story.person("p-1"), "consent", participant="p-1", to="remote-hearing")
    story.wait(6).so(CLERK, "admit", participant="p-1")
    story.wait(4).so(story.person("p-1"), "leave", participant="p-1")
    end = closed(story).hearing.closed_at
    since = position(story.hearing, next(one.at for one in story.log if one.type == "admitted")) // SECOND
    room = track("cam-judge", (0, position(story.hearing, end or 0) // SECOND))
    found = account(story, take(room), take(track("remote-p-1", (since + 1, since + 3)), name="server-1"))

    assert found.tracks[1].due_s == 5.0
    assert causes(found.tracks[1]) == [(since, since + 1, "connecting"), (since + 3, since + 5, "unknown")]


def test_a_remote_person_of_whom_nothing_came_is_missing_whole() -> None:
    """Whoever was in court and was never recorded is in the ledger, though there is no track."""
    story = session()
    story.so(story.person("p-1"), "consent", participant="p-1", to="remote-hearing")
    story.so(CLERK, "admit", participant="p-1")
    closed(story)
    found = account(story, take(track("cam-judge", (0, 20))))

    assert [(one.name, one.mandatory, one.seconds, one.missing_s) for one in found.tracks[1:]] == [
        ("remote-p-1", True, 0.0, 11.0),
        ("remote-p-1-sound", True, 0.0, 11.0),
    ]
    assert found.objection().startswith("remote-p-1 00:00:03.000 至 ")


def announced() -> Story:
    """A hearing with a remote accused whose opening was moved back by twenty seconds, closed half a minute later."""
    story = prepared().wait(60)
    story.so(story.person("p-1"), "consent", participant="p-1", to="remote-hearing")
    story.so(CLERK, "admit", participant="p-1")
    story.now = (story.now // 1000 + 1) * 1000
    story.so(CLERK, "open", announced_at=story.now + 1000 - 20_000)
    story.so(SYSTEM, "confirm-open")
    return closed(story.wait(10))


def test_from_the_announcement_on_every_second_of_the_room_counts() -> None:
    """The pre-roll is in the record: what it lacks is a fault. Remote people and the mix are due from the asking on."""
    story = announced()
    end = position(story.hearing, story.hearing.closed_at or 0) // SECOND
    room = take(track("cam-judge", (0, end)), track("mic-judge", (3, end)))
    server = take(track("remote-p-1", (20, end)), track("remote-p-1-sound", (20, end)), name="server-1")
    mix = take(track("program", (20, end), mandatory=False), name="program-demo-1")
    found = {one.name: one for one in account(story, room, server, mix).tracks}

    assert (found["cam-judge"].due_s, found["cam-judge"].missing_s) == (float(end), 0.0)
    assert [hole[:2] for hole in causes(found["mic-judge"])] == [(0.0, 3.0)]
    for name in ("remote-p-1", "remote-p-1-sound", "program"):
        assert (found[name].due_s, found[name].missing_s) == (float(end - 20), 0.0), name


def arraignment() -> Story:
    """A hearing of twenty seconds whose accused attends from a custody room with an agent of its own."""
    return closed(arraigned().wait(8))


def both_sides(*stretches: Stretch, custody: tuple[Stretch, ...], final: bool = True) -> list[TakeCoverage]:
    """The court's take and the custody room's, a picture track each."""
    return [
        take(track("remote-p-1", *custody), name="custody-centre-1-1", final=final),
        take(track("remote-p-1", *stretches), name="server-1"),
    ]


def test_what_one_side_lost_and_the_other_holds_is_recorded_and_said_so() -> None:
    """A cut of the network costs the court's record seconds that the custody room has, and the other way round."""
    story = arraignment()
    [found] = account(story, *both_sides((0, 5), (12, 30), custody=((0, 16), (18, 30)))).tracks

    assert (found.missing_s, found.faults) == (0, ())
    assert [(one.since // SECOND, one.until // SECOND, one.lost_by, one.take) for one in found.filled] == [
        (5, 12, "court", "custody-centre-1-1"),
        (16, 18, "custody", "server-1"),
    ]


def test_a_hole_on_both_sides_is_a_fault_as_before() -> None:
    """Nobody has those seconds; what lies before and behind them in the other take is filled."""
    story = arraignment()
    [found] = account(story, *both_sides((0, 5), (12, 30), custody=((0, 8), (10, 30)))).tracks

    assert causes(found) == [(8.0, 10.0, "writer-stopped")]
    assert [(one.since // SECOND, one.until // SECOND, one.lost_by) for one in found.filled] == [
        (5, 8, "court"),
        (10, 12, "court"),
    ]


def test_what_the_far_end_has_still_to_send_up_is_awaited_and_no_fault() -> None:
    """While the line is cut nothing comes up: a hole of the court's may yet be filled, what it has is recorded."""
    story = arraignment()
    [found] = account(story, *both_sides((0, 5), (12, 15), custody=((0, 3),), final=False)).tracks

    assert (found.faults, found.filled) == ((), ())
    assert 7 < found.awaited_s < 15


def test_a_person_recorded_once_has_nothing_to_be_filled_from() -> None:
    """Without an agent at the far end a hole of the court's record is a fault."""
    story = arraignment()
    [found] = account(story, take(track("remote-p-1", (0, 5), (12, 30)), name="server-1")).tracks

    assert [(since, until) for since, until, _ in causes(found)] == [(5.0, 12.0)]
    assert found.filled == ()
