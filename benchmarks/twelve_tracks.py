"""A hearing of twelve tracks, four cameras and eight microphones, told, recorded and packed by the product's own parts.

Time runs faster: what is recorded is a film of some seconds, again and again, with real sound.
"""

import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from recording import CAMERAS, MICROPHONES, film

from hearing.state import HearingState
from recorder.archive.packing import pack
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.hearing.story import CASE, CLERK, HEARING, JUDGE, ROOM, SYSTEM, Story, scheduled
from tests.recorder.recording import sounds

KEY = Ed25519PrivateKey.generate()
FRAME, PACKET, SECOND = 40_000_000, 20_000_000, 1_000_000_000
Film = list[tuple[bytes, bool]]


def told(seconds: int, lines: int = 0) -> Story:
    """A hearing that was open for so long, in which so many *lines* were said, and is to be archived."""
    story = scheduled()
    story.so(JUDGE, "set-openness", openness="public", range="whole", judge="李某", reason="依法公开审理")
    story.so(CLERK, "prepare")
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    for nth in range(lines):
        story.so(
            ROOM, "speak-line", stream=MICROPHONE_NAMES[nth % len(MICROPHONE_NAMES)], speaker="审判员", engine="script",
            text=f"第{nth + 1}句：合议庭对本案的事实和证据进行调查。", start=nth * 8 * SECOND, duration=4 * SECOND,
        )  # fmt: skip
    story.wait(seconds - lines - 12).so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(JUDGE, "sign")
    story.so(CLERK, "archive")
    return story


def record(records: Path, state: HearingState, films: list[Film]) -> None:
    """Record the hearing's stretch on all twelve tracks, each camera with its own of *films*, and seal it."""
    zero_at, now_ms = state.zero_at or 0, 0
    about = TakeAbout(hearing=HEARING, case=CASE["number"], take="room-demo-1", writer="agent:demo", zero_at=zero_at)
    until = ((state.closed_at or 0) - zero_at) * 1_000_000
    take = Take.open(records, about, KEY, lambda: now_ms)
    cameras = [take.track(name, "video", name, mandatory=True) for name in CAMERA_NAMES]
    microphones = [take.track(name, "audio", name, mandatory=True) for name in MICROPHONE_NAMES]
    packets = sounds()
    take.begin(0)
    for at in range(0, until, SECOND):
        for track, units in zip(cameras, films, strict=True):
            for moment in range(at, min(at + SECOND, until), FRAME):
                data, keyframe = units[moment // FRAME % len(units)]
                track.write(Sample(data, moment, FRAME, keyframe, moment))
        for moment in range(at, min(at + SECOND, until), PACKET):
            for track in microphones:
                track.write(Sample(packets[moment // PACKET % len(packets)], moment, PACKET, True, moment))
        if (at // SECOND) % 60 == 59:  # each second it would be a quarter of a million times to the disk
            now_ms += 60_000
            take.flush()
    take.stop(until)
    take.seal(final=True)
    take.close()


CAMERA_NAMES = ("cam-judge", "cam-prosecutor", "cam-defender", "cam-overview")
MICROPHONE_NAMES = tuple(f"mic-{number}" for number in range(1, MICROPHONES + 1))


def archive_hearing(folder: Path, seconds: int) -> Path:
    """Make a hearing of noisy pictures, about 2.5 Mbit/s a camera, and return its package below *folder*."""
    story = told(seconds)
    units = film()
    record(folder / "records", story.hearing, [units] * CAMERAS)
    print(f"recorded {seconds} s", file=sys.stderr)
    package, _ = pack(folder / "records", folder / "archive", story.log, KEY)
    return package
