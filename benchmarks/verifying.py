"""How fast a package is proven, beside coreutils' sha256sum on the same files."""

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from twelve_tracks import archive_hearing

from recorder.archive.bag import files_below

_ROUNDS = 5
_MINUTES = 15


def _timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Run; return seconds by the clock and of CPU."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def verify_ratio(folder: Path, *, say: bool) -> float:
    """Return how fast verifying is: 1 is as fast as sha256sum, by the clock; medians of rounds that take turns."""
    package = archive_hearing(folder, _MINUTES * 60)
    names = sorted(files_below(package))
    octets = sum((package / name).stat().st_size for name in names)
    ours, theirs = [], []
    for _ in range(_ROUNDS):
        theirs.append(_timed(["sha256sum", *names], package))
        ours.append(
            _timed([sys.executable, "-m", "control_panel", "verify", str(package), "--json"], Path(__file__).parents[1])
        )
    wall, cpu = (
        statistics.median(one[which] for one in theirs) / statistics.median(one[which] for one in ours)
        for which in (0, 1)
    )
    if say:
        said = ", ".join(f"{took:.2f} s ({used:.2f} s CPU)" for took, used in sorted(ours))
        print(f"verify: {octets >> 20} MiB on {os.cpu_count()} cores: {said}", file=sys.stderr)
        said = ", ".join(f"{took:.2f} s ({used:.2f} s CPU)" for took, used in sorted(theirs))
        print(f"  sha256sum: {said}; ratio {wall:.2f} by the clock, {cpu:.2f} by CPU time", file=sys.stderr)
    return wall
