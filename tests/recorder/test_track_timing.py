"""A package says of each track how its clock was corrected and how wrong it may be."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.archive.track_timing import track_timing
from recorder.index import ClockLine
from recorder.layout import TakePaths
from recorder.take import Take, TakeAbout
from tests.recorder.packing import packed

SECOND = 1_000_000_000
MS = 1_000_000


def line(second: int, source_time: int, **more: object) -> ClockLine:
    """What was measured *second* into the hearing."""
    given = {"at": second * 1000, "timeline": second * SECOND, "rate_ppm": 20.0, "uncertainty_ns": 2 * MS}
    return ClockLine.model_validate({**given, "source_time": source_time, "method": "capture-clock", **more})


def take(store: Path, picture: list[ClockLine], sound: list[ClockLine]) -> TakePaths:
    """A take with these clocks."""
    about = TakeAbout(
        hearing="h-abcdefghij", case="（2026）示0101刑初128号", take="room-demo-1", writer="room-demo", zero_at=0
    )
    made = Take.open(store, about, Ed25519PrivateKey.generate(), lambda: 0)
    tracks = (
        made.track("cam-judge", "video", "cam-judge", True),
        made.track("remote-p-1-sound", "audio", "remote-p-1", True),
    )
    for track, lines in zip(tracks, (picture, sound), strict=True):
        for one in lines:
            track.note_clock(one)
    made.flush()
    made.close()
    return made.paths


def test_drift_of_a_camera_and_of_a_remote_voice_is_told_in_milliseconds(tmp_path: Path) -> None:
    """20 ppm for an hour are 72 ms; a restart of the writer is no drift; the largest uncertainty counts."""
    camera = [line(n * 60, 7 * SECOND + n * 60 * SECOND + n * 1_200_000) for n in range(61)]
    camera.append(line(3700, 9000 * SECOND, uncertainty_ns=5 * MS))
    voice = [line(n * 10, n * 480_000 + n * 24, rate_ppm=50.0, method="sender-reports") for n in range(13)]

    found = {one["track"]: one for one in track_timing([take(tmp_path, camera, voice)])}

    assert found["cam-judge"]["offset_ms"] == 72.0
    assert found["cam-judge"]["uncertainty_ms"] == 5.0
    assert found["remote-p-1-sound"] == {
        "take": "room-demo-1",
        "track": "remote-p-1-sound",
        "method": "sender-reports",
        "offset_ms": 6.0,
        "drift_ppm": 50.0,
        "uncertainty_ms": 2.0,
        "measured": 13,
    }


def test_a_clock_that_never_was_measured_is_said_to_be_unknown(tmp_path: Path) -> None:
    """No figure is made up."""
    [_, sound] = track_timing([take(tmp_path, [line(0, 0)], [])])
    assert (sound["offset_ms"], sound["uncertainty_ms"], sound["measured"]) == (None, None, 0)


def test_every_package_has_it(tmp_path: Path) -> None:
    """One entry a track of each take."""
    told = json.loads((packed(tmp_path) / "data" / "timeline.json").read_bytes())
    assert {one["track"] for one in told["tracks"]} == {"cam-judge", "mic-judge", "program", "program-sound"}
