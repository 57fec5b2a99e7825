"""What release tests share: a hearing that is told, its public tracks as the recorder writes them, and a broadcast."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from control_panel.demo.release_check import VIDEO_SCALE, decode_times
from hearing.facts import HearingState
from hearing.state import position
from media_server.release.broadcast import Broadcast
from media_server.release.folder import PublicFolder
from media_server.release.listing import listed
from media_server.release.source import PublicTracks
from recorder.take import Take, TakeAbout
from tests.hearing.story import ROOM, Story
from tests.recorder.recording import Clock, camera, microphone

DELAY_MS = 10_000
KEY = Ed25519PrivateKey.generate()


@contextmanager
def public_take(records: Path, state: HearingState) -> Iterator[Take]:
    """Open the program mixer's take, with the two tracks that are for the public."""
    assert state.zero_at is not None
    about = TakeAbout(
        hearing=state.hearing, case=state.case.number, take="program-demo-1", writer="agent:demo", zero_at=state.zero_at
    )
    take = Take.open(records, about, KEY, Clock())
    take.track("public", "video", "public", mandatory=False)
    take.track("public-sound", "audio", "public", mandatory=False)
    yield take
    take.close()


def record(records: Path, state: HearingState, seconds: int, hole_s: tuple[float, float] = (0, 0)) -> None:
    """Record *seconds* of picture and sound from the timeline's zero on, whatever the policy says of them.

    Pictures from *hole_s* to a whole second are left out, as by a machine that stood still.
    """
    first, last = (at_s * 1e9 for at_s in hole_s)
    with public_take(records, state) as take:
        take.begin(0)
        for sample in (one for one in camera(0, seconds * 25) if not first <= one.start < last):
            take.track("public", "video", "public", mandatory=False).write(sample)
        for sample in microphone(0, seconds * 50):
            take.track("public-sound", "audio", "public", mandatory=False).write(sample)
        take.stop(seconds * 1_000_000_000)


@dataclass
class Airing:
    """One hearing's broadcast into a folder of its own, stepped by hand."""

    story: Story
    folder: PublicFolder
    broadcast: Broadcast

    @classmethod
    def of(cls, story: Story, root: Path, seconds: int = 40, hole_s: tuple[float, float] = (0, 0)) -> "Airing":
        """Record *seconds* of the hearing, without pictures in *hole_s*, and make ready to release them."""
        record(root / "records", story.hearing, seconds, hole_s)
        folder = PublicFolder(root / "public")
        names = (f"{number:016x}" for number in itertools.count(1))
        broadcast = Broadcast(folder, PublicTracks(root / "records"), DELAY_MS, new_name=lambda: next(names))
        return cls(story, folder, broadcast)

    def until(self, at_ms: int, from_ms: int | None = None) -> None:
        """Step five times a second until *at_ms*, and never look back."""
        for now in range(from_ms or self.story.now, at_ms + 1, 200):
            self.broadcast.step(self.story.hearing, now)

    def files(self, pattern: str = "*") -> list[Path]:
        """All that lies in the public folder."""
        return sorted(path for path in self.folder.root.rglob(pattern) if path.is_file())

    def shown(self) -> list[tuple[int, Path]]:
        """Each picture fragment that is public: when it was captured (UTC ms), and its file."""
        zero = self.story.hearing.zero_at or 0
        return [
            (zero + time * 1000 // VIDEO_SCALE, path)
            for path in self.files("video-*.m4s")
            for time in decode_times(path.read_bytes())
        ]

    def says(self) -> dict[str, Any]:
        """What ``state.json`` says."""
        said: dict[str, Any] = json.loads((self.folder.live(self.broadcast.public_id) / "state.json").read_text())
        return said

    def row(self, now_ms: int) -> dict[str, Any] | None:
        """What the public list says of it."""
        return listed(self.story.hearing, self.broadcast, now_ms, has_replay=False)

    def speak(self, text: str, at_ms: int) -> None:
        """Let the recogniser report a line that was spoken at *at_ms*."""
        start = position(self.story.hearing, at_ms)
        self.story.so(
            ROOM,
            "speak-line",
            stream="mic-judge",
            speaker="审判员",
            text=text,
            start=start,
            duration=10**9,
            engine="script",
        )
