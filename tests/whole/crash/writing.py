"""Cut off while it is written and sealed: what was acknowledged is there, and at most 1.2 s of a track are lost."""

from collections.abc import Sequence
from pathlib import Path

from recorder.errors import TakeSealed
from recorder.index import ClockLine, IndexLine, read_lines
from recorder.layout import take_paths
from recorder.seals import Checkpoint
from recorder.take import Take, TakeAbout
from tests.recorder.packing import ROOM_KEY
from tests.recorder.recording import CASE, FRAME, HEARING, PACKET, SECOND, Clock, camera, microphone
from tests.whole.crash.halting import Run, Say
from tests.whole.crash.hearing_cut import CAMERA, MICROPHONE, archive, handed_over, heard, spans_of

TAKE = "room-demo-1"
MOST_LOST_S = 1.2
_STEP = SECOND // 10
_AWAY = 2 * SECOND
"""So long after its end the writer is back."""


def prepare(folder: Path, template: Path) -> None:
    """Nothing is there but the folder."""
    (folder / "records").mkdir()


def work(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Record the hearing from where the *earlier* writers ended, ten flushes a second of media, and seal it."""
    story = heard()
    spans = spans_of(story)
    since = _cut_at(earlier, spans) + _AWAY if earlier else 0
    clock = Clock()
    about = TakeAbout(hearing=HEARING, case=CASE, take=TAKE, writer="agent:demo", zero_at=story.hearing.zero_at or 0)
    try:
        take = Take.open(folder / "records", about, ROOM_KEY, clock)
    except TakeSealed:
        return
    take.track(CAMERA, "video", CAMERA, mandatory=True)
    take.track(MICROPHONE, "audio", MICROPHONE, mandatory=True)
    for begin, end in spans:
        if end > since:
            take.begin(begin)
            for at in range(max(begin, since), end, _STEP):
                _hand_over(take, at, say)
                clock.ms = (at + _STEP) // 1_000_000
                say("written", [[line.track, line.seq, line.sha256] for line in take.flush()])
            take.stop(end)
            _told(take.seal(), say)
    _told(take.seal(final=True), say)
    take.close()


def _hand_over(take: Take, at: int, say: Say) -> None:
    tracks = take.tracks()
    for picture in _of_step(at, FRAME):
        tracks[CAMERA].write(next(camera(picture, 1)))
    for packet in _of_step(at, PACKET):
        tracks[MICROPHONE].write(next(microphone(packet, 1)))
    if at % SECOND == 0:
        line = ClockLine(at=0, source_time=at, timeline=at, rate_ppm=0, uncertainty_ns=0, method="capture-clock")
        tracks[CAMERA].note_clock(line)
    say("handed", at + _STEP)


def _of_step(at: int, every: int) -> range:
    return range(-(-at // every) * every, at + _STEP, every)


def _told(seal: Checkpoint, say: Say) -> None:
    say("sealed", [seal.size, seal.root])


def _cut_at(earlier: Sequence[Run], spans: Sequence[tuple[int, int]]) -> int:
    return max(handed_over(run.all("handed"), spans) for run in earlier)


def inspect(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Find every fragment and every seal that was acknowledged."""
    paths = take_paths(folder / "records", CASE, HEARING, TAKE)
    kept = {
        (track.name, line.seq): line.sha256
        for track in paths.track_folders()
        for line in read_lines(track.index, IndexLine)
    }
    seals = {(seal.size, seal.root) for seal in read_lines(paths.seals, Checkpoint)}
    for run in earlier:
        for name, seq, sha256 in [line for lines in run.all("written") for line in lines]:
            assert kept.get((name, seq)) == sha256, f"{name}: fragment {seq} was acknowledged and is gone"
        for size, root in run.all("sealed"):
            assert (size, root) in seals, f"the seal over {size} leaves was given and is gone"


def check(folder: Path, say: Say, earlier: Sequence[Run]) -> None:
    """Measure what was lost; then the whole hearing is explained, packed and verified."""
    say("lost_s", max((_lost_s(folder, run) for run in earlier), default=0.0))
    archive(folder, heard())


def _lost_s(folder: Path, run: Run) -> float:
    """How much of what one writer was given is not there, of the track that lost most."""
    spans = spans_of(heard())
    cut_at = handed_over(run.all("handed"), spans)
    first = min((at - _STEP for at in run.all("handed")), default=cut_at)
    span = next((begin, end) for begin, end in reversed(spans) if begin <= cut_at)
    lost = 0
    for name in (CAMERA, MICROPHONE):
        track = take_paths(folder / "records", CASE, HEARING, TAKE).track(name)
        lines = read_lines(track.index, IndexLine)
        ends = [min(line.end, cut_at) for line in lines if line.start < cut_at and line.silence != line.samples]
        lost = max(lost, min(cut_at, span[1]) - max([*ends, first, span[0]]))
    assert lost <= MOST_LOST_S * SECOND, f"{lost / SECOND:.2f} s of a track are lost"
    return lost / SECOND
