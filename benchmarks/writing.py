"""What recording twelve tracks costs with seals and a second copy, and how soon a fragment is sealed.

Four cameras at 2.5 Mbit/s and eight microphones come in real time into a take, which is flushed ten times a second as a
writer does; beside it the second target's copier takes what was acknowledged to another folder.
"""

import statistics
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from recording import ABOUT, film, record

from recorder.index import About, IndexLine, LeafLine, read_lines
from recorder.layout import take_paths
from recorder.replicas.record_copier import RecordCopier
from recorder.replicas.store import open_store
from recorder.seals import Checkpoint

_MS = 1_000_000


def _copy(records: Path, to: Path, stop: threading.Event) -> None:
    to.mkdir(parents=True)
    store = open_store(str(to))
    copier: RecordCopier | None = None
    while not stop.wait(0.5):
        folder = records / ABOUT.case / ABOUT.hearing
        if copier is None and folder.is_dir():
            copier = RecordCopier(folder, to.parent / "run" / "kept.json", store)
        while copier is not None and copier.copy_some() is not None:
            pass


def _latencies(records: Path) -> list[float]:
    """Seconds from the last moment that a fragment holds to the seal over it, of every fragment."""
    paths = take_paths(records, ABOUT.case, ABOUT.hearing, ABOUT.take)
    ends = {
        (track.name, line.seq): line.end
        for track in paths.track_folders()
        for line in read_lines(track.index, IndexLine)
    }
    seals = read_lines(paths.seals, Checkpoint)
    zero_at = About.model_validate_json(paths.about.read_bytes()).zero_at
    found, sealed = [], 0
    for number, leaf in enumerate(read_lines(paths.leaves, LeafLine)):
        while seals[sealed].size <= number:
            sealed += 1
        if leaf.seq and sealed < len(seals) - 1:  # the last seal is made by ending, not in its time
            found.append(((seals[sealed].at - zero_at) * _MS - ends[leaf.track, leaf.seq]) / 1e9)
    return found


def writing_figures(folder: Path, seconds: float, rounds: int = 3) -> tuple[float, float]:
    """Return the percent of a core and the 95th percentile of the sealing latency, s; medians of *rounds*."""
    units = film()
    costs, latencies = [], []
    for number in range(rounds):
        place = folder / str(number)
        plain = record(place / "plain", seconds, units, is_recorded=False)
        stop = threading.Event()
        with ThreadPoolExecutor(1) as beside:
            copying = beside.submit(_copy, place / "records", place / "second", stop)
            try:
                costs.append(record(place / "records", seconds, units, is_recorded=True) - plain)
            finally:
                stop.set()
            copying.result()
        found = sorted(_latencies(place / "records"))
        latencies.append(found[int(len(found) * 0.95)])
    print(
        f"writing: {sorted(costs)} % of a core, sealed after {sorted(latencies)} s (95th percentiles)", file=sys.stderr
    )
    return statistics.median(costs), statistics.median(latencies)
