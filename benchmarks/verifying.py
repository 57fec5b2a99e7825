"""How fast a package is proven, beside coreutils' sha256sum on the same files.

The two take turns, and what counts is the median of the turns' ratios: a machine that others use too slows both. By the
clock verifying uses all cores and sha256sum one; by processor time both are counted alike.
"""

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
Took = tuple[float, float]
"""Seconds by the clock, and of processor time."""


def _timed(command: list[str], folder: Path) -> Took:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def verify_figures(folder: Path) -> dict[str, float]:
    """Return how fast verifying is, 1 is as fast as sha256sum: by clock and processor time, and comparing all digests."""
    package = archive_hearing(folder, _MINUTES * 60)
    names = sorted(files_below(package))
    octets = sum((package / name).stat().st_size for name in names)
    command = [sys.executable, "-m", "control_panel", "verify", str(package), "--json"]
    ways = {"sha256sum": ["sha256sum", *names], "verify": command, "verify --all-digests": [*command, "--all-digests"]}
    took: dict[str, list[Took]] = {name: [] for name in ways}
    print(f"verify: {octets >> 20} MiB on {os.cpu_count()} cores, {_ROUNDS} turns", file=sys.stderr)
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            took[name].append(_timed(way, package if name == "sha256sum" else Path(__file__).parents[1]))
        said = ", ".join(f"{name} {times[-1][0]:.2f} s ({times[-1][1]:.2f} s CPU)" for name, times in took.items())
        print(f"  {said}", file=sys.stderr, flush=True)
    clock, cpu = (_ratio(took["sha256sum"], took["verify"], which) for which in (0, 1))
    return {
        "verify_ratio_to_sha256sum": clock,
        "verify_cpu_ratio_to_sha256sum": cpu,
        "verify_all_digests_ratio_to_sha256sum": _ratio(took["sha256sum"], took["verify --all-digests"], 0),
        "verify_all_digests_cpu_ratio_to_sha256sum": _ratio(took["sha256sum"], took["verify --all-digests"], 1),
    }


def _ratio(theirs: list[Took], ours: list[Took], which: int) -> float:
    return round(statistics.median(one[which] / other[which] for one, other in zip(theirs, ours, strict=True)), 2)
