"""The hearing that is cut off: ten seconds, a recess, ten more; recorded, explained where it must be, and packed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from hearing.ledger import Ledger, TrackLedger
from hearing.state import position
from recorder.archive.coverage import TakeReader
from recorder.archive.damage import look_for_damage
from recorder.archive.ledger import make_ledger
from recorder.archive.packing import pack
from recorder.archive.stretches import ROUNDING_NS, Stretch
from recorder.archive.verification import verify
from recorder.index import IndexLine, read_lines
from recorder.layout import takes_of
from tests.hearing.story import CLERK, HEARING, JUDGE, SYSTEM, Story, prepared
from tests.recorder.packing import COURT_KEY
from tests.recorder.recording import CASE

CAMERA, MICROPHONE = "cam-judge", "mic-judge"


def heard() -> Story:
    """Tell the hearing from opening to closing."""
    story = prepared()
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    story.so(CLERK, "recess", reason="recess")
    story.wait(9).so(SYSTEM, "take-effect")
    story.wait(30).so(CLERK, "resume")
    story.so(SYSTEM, "confirm-resumed")
    story.so(CLERK, "close")
    story.wait(9).so(SYSTEM, "take-effect")
    return story


def spans_of(story: Story) -> list[Stretch]:
    """Say when it was recorded, ns of the timeline."""
    state = story.hearing
    return [(position(state, one.since), position(state, one.until or one.since)) for one in state.spans]


def ledger_of(records: Path, story: Story) -> Ledger:
    """Account for every second, by the log and the indexes."""
    covered = [TakeReader(take).read() for take in takes_of(records, CASE, HEARING)]
    return make_ledger(story.log, story.hearing, covered)


def missing(records: Path, story: Story, track: TrackLedger) -> Iterator[Stretch]:
    """Find what is missing of a track by its index alone, as somebody would who does not trust the ledger."""
    lines: list[IndexLine] = []
    for take in takes_of(records, CASE, HEARING):
        lines += read_lines(take.track(track.name).index, IndexLine)
    kept = sorted((line.start, line.end) for line in lines if line.silence != line.samples)
    for span in story.hearing.spans:
        cursor, until = (position(story.hearing, at or 0) for at in (span.live, span.until))
        for begin, end in [*kept, (until, until)]:
            if min(begin, until) - cursor > ROUNDING_NS:
                yield cursor, min(begin, until)
            cursor = max(cursor, end)


def archive(folder: Path, story: Story) -> tuple[Path, str]:
    """Explain and sign what is missing, pack below *folder*, and have the package verified."""
    records = folder / "records"
    damage = look_for_damage(takes_of(records, CASE, HEARING), HEARING)
    assert damage.faults == [], f"damaged: {damage.faults[0]}"
    ledger = ledger_of(records, story)
    for track in ledger.tracks:
        found = list(missing(records, story, track))
        told = [(fault.since, fault.until) for fault in track.faults]
        assert found == told, f"{track.name}: missing is {found}, the ledger says {told}"
    answer(story, ledger)
    package, root = pack(records, folder / "archive", story.log, COURT_KEY)
    report = verify(package)
    assert report.whole, f"{report.faults[0]}"
    return package, root


def answer(story: Story, ledger: Ledger) -> None:
    """Explain and sign every fault, sign the hearing and have it archived."""
    for name, fault in ledger.unsettled():
        stretch = {"track": name, "since": fault.since, "until": fault.until}
        story.so(CLERK, "explain-fault", **stretch, text="断电")
        story.so(JUDGE, "sign-fault", **stretch, judge="李某")
    story.so(JUDGE, "sign")
    story.so(CLERK, "archive")


def handed_over(said: Sequence[int], spans: Sequence[Stretch]) -> int:
    """Up to where samples had been handed over, ns of the timeline."""
    return max(said, default=spans[0][0])
