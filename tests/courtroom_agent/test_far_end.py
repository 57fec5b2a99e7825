"""The agent of a custody room: what it keeps, when its camera and microphone are on, and as whose."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from control_panel.commands.demo import ROOM as COURTROOM
from courtroom_agent.agent import AgentOptions, children
from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.far_end.steering import far_orders, far_streams
from courtroom_agent.orders import Orders
from courtroom_agent.program_orders import ProgramOrders
from courtroom_agent.recording import Recorded, Recording
from courtroom_agent.steering import orders_for
from hardware_profiles.rooms import load_room
from hearing.custody import part_of
from recorder.index import TrackLine, read_lines
from recorder.layout import take_paths
from recorder.sample import Sample
from tests.hearing.story import CLERK, SITE, SYSTEM, Story, arraigned, summoned
from tests.recorder.recording import CASE, HEARING, PACKET, sounds

CENTRE = load_room(COURTROOM.with_name("demo-custody.yaml")).model_copy(update={"courtroom": SITE})


def _orders(story: Story) -> Orders:
    part = part_of(story.hearing, SITE)
    return far_orders(orders_for(part, CENTRE, offset_ns=0), part, CENTRE)


def test_camera_and_microphone_are_kept_as_the_persons_tracks() -> None:
    """The take is the centre's, its tracks are called as the court's are, so that one can make up for the other."""
    orders = _orders(arraigned())

    assert orders.take == f"custody-{SITE}-1"
    assert orders.tracks == {"cam-detainee": "remote-p-1", "mic-detainee": "remote-p-1-sound"}
    assert orders.live
    assert [until for _, until in orders.spans] == [None]


def test_a_muted_person_is_silent_at_the_source() -> None:
    """What the court mutes never leaves the centre, nor goes into its take."""
    story = arraigned()
    story.so(CLERK, "mute", stream="remote-p-1")

    assert _orders(story).muted == ("mic-detainee",)


def test_in_a_recess_and_after_leaving_nothing_is_on() -> None:
    """Camera and microphone are off, nothing is published or played, and what was kept stays the person's."""
    story = arraigned()
    story.so(CLERK, "recess", reason="recess")
    story.wait(10).so(SYSTEM, "take-effect")
    assert not _orders(story).live

    story = arraigned()
    story.so(CLERK, "leave", participant="p-1")
    orders, part = _orders(story), part_of(story.hearing, SITE)
    streams = far_streams(part, CENTRE, ProgramOrders(hearing=part.hearing))
    assert (orders.live, streams.remotes) == (False, ())
    assert orders.tracks["cam-detainee"] == "remote-p-1"
    assert all(until is not None for _, until in orders.spans)


def test_nothing_is_kept_before_the_opening() -> None:
    """While court prepares the person is seen and heard there, and may speak to counsel: not even a minute is kept."""
    story = summoned()
    story.so(CLERK, "admit", participant="p-1")
    orders = _orders(story)

    assert (orders.live, orders.preroll, orders.spans) == (True, False, ())


def test_the_next_person_has_tracks_of_the_own(tmp_path: Path) -> None:
    """Two people one after another in one room: what the first one said is never the second one's."""
    zero, now = 1_795_492_800_000, [0]
    clock = PanelClock(wall=lambda: (zero + now[0]) * 1_000_000, steady=lambda: now[0] * 1_000_000)
    recording = Recording(
        tmp_path, Ed25519PrivateKey.generate(), clock, (Recorded("mic-detainee", "audio", True, PACKET),)
    )
    first = Orders(
        hearing=HEARING,
        case=CASE,
        take="custody-centre-1-1",
        zero_at=zero,
        spans=((zero, zero + 1000),),
        tracks={"mic-detainee": "remote-p-1-sound"},
    )
    second = first.model_copy(
        update={"spans": (*first.spans, (zero + 5000, None)), "tracks": {"mic-detainee": "remote-p-3-sound"}}
    )
    for orders, begin in ((first, 0), (second, 5000)):
        now[0] = begin
        recording.obey(orders)
        for number in range(50):
            start = (begin + number * 20) * 1_000_000
            recording.write("mic-detainee", zero + begin, Sample(sounds()[number], start, PACKET, True, start))
        for later in (1500, 2500, 4500):
            now[0] = begin + later
            recording.obey(orders)
    recording.close()
    take = take_paths(tmp_path, CASE, HEARING, "custody-centre-1-1")

    lines = {line.name: line for line in read_lines(take.tracks, TrackLine)}
    assert {name: line.stream for name, line in lines.items()} == {
        "remote-p-1-sound": "remote-p-1",
        "remote-p-3-sound": "remote-p-3",
    }
    assert all(line.mandatory for line in lines.values())
    assert take.track("remote-p-1-sound").index.exists()
    assert take.track("remote-p-3-sound").index.exists()


def test_a_far_end_composes_nothing_and_recognises_nobody() -> None:
    """It captures, steers and stands on two streams: there is no recogniser that could listen to a detained person."""
    options = AgentOptions(Path("r.yaml"), Path("d"), "http://127.0.0.1", models=Path("m"), is_far_end=True)

    assert [child.name for child in children(options)] == ["capture", "control", "streams"]
