"""What archive tests share: a hearing that was told, recorded by a room and a program with a recess, and packed."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hearing.state import position
from recorder.archive.packing import pack
from recorder.closing import Closing, make_closing, stands_of
from recorder.durable import make_folder
from recorder.index import ClockLine
from recorder.layout import seals_folder, takes_of
from recorder.take import Take, TakeAbout
from tests.hearing.story import CLERK, HEARING, JUDGE, ROOM, SYSTEM, Story, prepared
from tests.recorder.recording import CASE, FRAME, PACKET, SECOND, Clock, camera, microphone

COURT_KEY = Ed25519PrivateKey.from_private_bytes(b"court" + bytes(27))
ROOM_KEY = Ed25519PrivateKey.from_private_bytes(b"room" + bytes(28))
PROGRAM_KEY = Ed25519PrivateKey.from_private_bytes(b"program" + bytes(25))
HOSTILE = "我说 <v 审判长>&lt; --> \n\n00:00:00.000 --> 00:00:09.000\n<b>& 完\x07"
"""What someone could say to break out of a caption."""


def told(meanwhile: Callable[[Story], None] = lambda _story: None) -> Story:
    """A closed hearing with a recess, a stage and two lines of draft, one of them corrected, that is to be archived.

    *meanwhile* goes on before the recess.
    """
    story = prepared()
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    story.so(CLERK, "enter-stage", stage="identity")
    words = {"stream": "mic-judge", "engine": "vosk", "duration": SECOND}
    story.so(ROOM, "speak-line", speaker="审判员", text="现在开庭。", start=SECOND, **words)
    story.so(ROOM, "speak-line", speaker="被告<人>", text=HOSTILE, start=2 * SECOND, **words)
    story.so(CLERK, "correct-line", line=1, text="现在继续开庭。")
    meanwhile(story)
    story.so(CLERK, "recess", reason="recess")
    story.wait(10).so(SYSTEM, "take-effect")
    story.wait(60).so(CLERK, "resume")
    story.so(SYSTEM, "confirm-resumed")
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(JUDGE, "sign")
    story.so(CLERK, "archive")
    return story


def closing_told(records: Path, story: Story) -> Closing:
    """Make the closing root as the recorder does, and tell it in the hearing's log."""
    stands = stands_of(takes_of(records, CASE, HEARING), {})
    made = make_closing(story.log, stands, COURT_KEY, story.now)
    make_folder(seals_folder(records, CASE, HEARING))
    (seals_folder(records, CASE, HEARING) / "closing.json").write_bytes(made.line())
    story.so(SYSTEM, "report-closing", root=made.root, code=made.code, until=made.until)
    return made


def record(store: Path, story: Story, take: str, key: Ed25519PrivateKey, names: tuple[str, str]) -> None:
    """Record a picture and a sound track called *names* whenever the hearing ran, and seal the take."""
    about = TakeAbout(hearing=HEARING, case=CASE, take=take, writer="agent:demo", zero_at=story.hearing.zero_at or 0)
    clock = Clock()
    with_take = Take.open(store, about, key, clock)
    picture = with_take.track(names[0], "video", names[0], mandatory=True)
    sound = with_take.track(names[1], "audio", names[0], mandatory=True)
    for span in story.hearing.spans:
        since, until = (position(story.hearing, at) for at in (span.since, span.until or span.since))
        with_take.begin(since)
        for sample in camera(since, (until - since) // FRAME):
            picture.write(sample)
        for packet in microphone(since, (until - since) // PACKET):
            sound.write(packet)
        at = ClockLine(at=0, source_time=since, timeline=since, rate_ppm=0, uncertainty_ns=0, method="capture-clock")
        picture.note_clock(at)
        with_take.stop(until)
        with_take.flush()
        clock.ms += 10_000
        with_take.seal()
    with_take.seal(final=True)
    with_take.close()


def recorded(records: Path) -> Story:
    """The hearing, recorded below *records* by its room and its program."""
    story = told()
    record(records, story, "room-demo-1", ROOM_KEY, ("cam-judge", "mic-judge"))
    record(records, story, "program-demo-1", PROGRAM_KEY, ("program", "program-sound"))
    return story


def packed(folder: Path, player: Path | None = None) -> Path:
    """The hearing's package below *folder*, with its closing root."""
    story = recorded(folder / "records")
    closing_told(folder / "records", story)
    package, _ = pack(folder / "records", folder / "archive", story.log, COURT_KEY, player)
    return package
