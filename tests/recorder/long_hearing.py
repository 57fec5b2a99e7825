"""A hearing of three hours in which every gap is taken and every kind of fault happens, recorded into real track files.

Time runs faster: a picture is one keyframe a second, sound is real packets; what is missing is not written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hearing.state import position
from recorder.archive.stretches import Stretch, without
from recorder.index import IndexLine, read_lines
from recorder.layout import take_paths
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.hearing.story import CLERK, HEARING, JUDGE, MEDIA, ROOM, SYSTEM, Story, prepared
from tests.recorder.packing import ROOM_KEY
from tests.recorder.recording import CASE, PACKET, SECOND, Clock, pictures, sounds

SERVER_KEY = Ed25519PrivateKey.from_private_bytes(b"server" + bytes(26))
ROOM_TRACKS = ("cam-judge", "cam-overview", "mic-judge")
REMOTE_TRACKS = ("remote-p-1",)


@dataclass
class LongHearing:
    """The story, and what of each track was not written, by track in seconds of the timeline."""

    story: Story
    lost: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    @property
    def second(self) -> int:
        """The second of the timeline that it is now."""
        return (self.story.now - (self.story.hearing.zero_at or 0)) // 1000

    def fault(self, seconds: int, *tracks: str, cause: str = "", track: str | None = None) -> None:
        """Lose so many seconds of *tracks*; tell of it under *cause* if the system noticed."""
        since = self.second
        for name in tracks:
            self.lost.setdefault(name, []).append((since, since + seconds))
        self.story.wait(seconds)
        if cause:
            at = (self.story.hearing.zero_at or 0) + since * 1000
            who = MEDIA if track or cause.startswith("recorder") else ROOM
            self.story.so(who, "note-fault", cause=cause, track=track, since=at, until=at + seconds * 1000)
        self.story.wait(300)

    def gap(self, reason: str, seconds: int) -> None:
        """Take a lawful gap."""
        self.story.so(CLERK, "recess", reason=reason)
        self.story.wait(9).so(SYSTEM, "take-effect")
        self.story.wait(seconds).so(JUDGE, "resume")
        self.story.so(SYSTEM, "confirm-resumed")
        self.story.wait(60)


def hear() -> LongHearing:
    """Tell the hearing from opening to closing, three hours later."""
    story = prepared()
    story.so(story.person("p-1"), "consent", participant="p-1", to="remote-hearing")
    story.so(CLERK, "invite", name="孙某", role="third-party", place="外地", remote=True)
    story.so(story.person("p-3"), "arrive", participant="p-3")
    story.so(story.person("p-3"), "consent", participant="p-3", to="remote-hearing")
    story.so(CLERK, "admit", participant="p-1")
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    held = LongHearing(story)
    story.wait(600)
    held.fault(10, "remote-p-1", cause="network-loss", track="remote-p-1")
    held.fault(3, "remote-p-1", cause="recorder-behind")
    held.fault(5, *ROOM_TRACKS, cause="capture-restarted")
    held.gap("recess", 1800)
    held.fault(8, "cam-overview")
    held.fault(4, "mic-judge")
    story.so(CLERK, "mute", stream="mic-judge")
    story.wait(120).so(JUDGE, "unmute", stream="mic-judge")
    held.gap("closed-evidence", 900)
    held.fault(20, *ROOM_TRACKS, cause="disk-full")
    held.fault(6, *ROOM_TRACKS)
    held.gap("mediation", 1200)
    story.so(CLERK, "admit", participant="p-3")
    story.wait(30).so(story.person("p-3"), "leave", participant="p-3")
    story.wait(10_800 - held.second - 20)
    story.so(CLERK, "close")
    held.lost.setdefault("cam-judge", []).append((held.second + 8, held.second + 10))
    held.lost.setdefault("cam-overview", []).append((held.second + 8, held.second + 10))
    held.lost.setdefault("mic-judge", []).append((held.second + 8, held.second + 10))
    story.wait(9).so(SYSTEM, "take-effect")
    return held


def record(store: Path, held: LongHearing) -> None:
    """Record the room and the remote person, but for what was lost."""
    _record(store, held, "room-demo-1", ROOM_KEY, ROOM_TRACKS)
    _record(store, held, "server-1", SERVER_KEY, REMOTE_TRACKS)


def flip(store: Path, name: str, second: int) -> None:
    """Change one octet of the fragment that holds *second* of a track of the room: a bad sector."""
    track = take_paths(store, CASE, HEARING, "room-demo-1").track(name)
    line = next(one for one in read_lines(track.index, IndexLine) if one.start <= second * SECOND < one.end)
    media = track.media(line.file)
    content = bytearray(media.read_bytes())
    content[line.offset + line.bytes // 2] ^= 0xFF
    media.write_bytes(content)


def _record(store: Path, held: LongHearing, name: str, key: Ed25519PrivateKey, names: tuple[str, ...]) -> None:
    zero_at = held.story.hearing.zero_at or 0
    about = TakeAbout(hearing=HEARING, case=CASE, take=name, writer="w", zero_at=zero_at)
    clock = Clock()
    take = Take.open(store, about, key, clock)
    for track in names:
        take.track(track, "audio" if track.startswith("mic-") else "video", track, mandatory=True)
    for span in held.story.hearing.spans:
        since, until = (position(held.story.hearing, at) for at in (span.since, span.until or span.since))
        take.begin(since)
        for at in range(since, until, 300 * SECOND):
            for track in names:
                lost = [(a * SECOND, b * SECOND) for a, b in held.lost.get(track, [])]
                for part in without([(at, min(at + 300 * SECOND, until))], lost):
                    for sample in _samples(track, part):
                        take.tracks()[track].write(sample)
            clock.ms += 300_000
            take.flush()
        take.stop(until)
        take.flush()
    take.seal(final=True)
    take.close()


def _samples(track: str, part: Stretch) -> Iterator[Sample]:
    if track.startswith("mic-"):
        packets = sounds()
        for number, at in enumerate(range(part[0], part[1], PACKET)):
            yield Sample(packets[number % len(packets)], at, PACKET, True, at)
    else:
        data, keyframe = pictures()[0]
        for at in range(part[0], part[1], SECOND):
            yield Sample(data, at, min(SECOND, part[1] - at), keyframe, at)
