"""Measures the record: what keeping it costs, and how quickly it is proven, replayed and searched.

    python benchmarks/record.py [--only verify search …] [--minutes 180] [--lines 1000000] [--json]

- ``core_percent_12_tracks``: four cameras and eight microphones recorded in real time, sealed, and copied to a second
  target: CPU above that of the same process without, percent of one core, median of three.
- ``seal_p95_s``: from the last moment that a fragment holds to the signed seal over it, 95th percentile, median of three.
- ``verify_ratio_to_sha256sum``: speed of ``courtroom verify`` (SHA-256 and SHA-512 of each file, SHA-256 of each
  fragment, signatures, trees) over that of coreutils' ``sha256sum`` on the same files, by the clock;
  ``verify_cpu_ratio_…`` by processor time, ``verify_all_digests_…`` with SM3 of media too (``--all-digests``).
- ``player_open_s``, ``player_seek_s``, ``angle_switch_s``, ``audio_switch_s``: a hearing of three hours and twelve tracks
  in a real Chromium: opened on the panel and in its package (the slower of the two medians; a package's page, and then
  its folder), sought to a moment, another
  angle and another sound while it plays (medians; of the sound also the silence, if that is longer).
- ``search_p95_ms``: one question to a panel with a million lines, over HTTP; 95th percentile of each question's
  median, over thirteen kinds of question; ``search_cpu_p95_ms`` by processor time of client and panel.

Progress, and what lies behind a figure, goes to the standard error; the last line is one of JSON. What is not asked for
by ``--only`` is left out of it. A part that fails is told, the others are measured all the same, and the exit code is 1.
It takes about half an hour on two cores and 8 GB below the home folder, which are given back at the end, also when it
is stopped.
"""

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # From a checkout as from an installation.

from replay import replay_figures
from searching import search_figures
from verifying import verify_figures
from writing import writing_figures

Figures = dict[str, float]
_ROOM = 8 << 30


def _write(folder: Path, asked: argparse.Namespace) -> Figures:
    cost, latency = writing_figures(folder, asked.seconds)
    return {"core_percent_12_tracks": round(cost, 2), "seal_p95_s": round(latency, 2)}


def _verify(folder: Path, _: argparse.Namespace) -> Figures:
    return verify_figures(folder)


def _replay(folder: Path, asked: argparse.Namespace) -> Figures:
    return replay_figures(folder, asked.minutes)


def _search(folder: Path, asked: argparse.Namespace) -> Figures:
    return search_figures(folder, asked.lines)


PARTS: dict[str, Callable[[Path, argparse.Namespace], Figures]] = {
    "write": _write,
    "verify": _verify,
    "replay": _replay,
    "search": _search,
}


def _measured(part: str, asked: argparse.Namespace) -> Figures | None:
    """Measure one part in a folder of its own; say what failed, and return nothing then."""
    began = time.monotonic()
    print(f"{part}: begins", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="c-", dir=Path.home(), ignore_cleanup_errors=True) as folder:
        try:
            with redirect_stdout(sys.stderr):
                found = PARTS[part](Path(folder), asked)
        except Exception:  # noqa: BLE001 - whatever it is, it is told, and the other parts are measured
            traceback.print_exc()
            found = None
    done = "done" if found is not None else "failed"
    print(f"{part}: {done} after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return found


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="as without: the one line printed is of JSON")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--seconds", type=float, default=30, help="how long twelve tracks are recorded")
    parser.add_argument("--minutes", type=int, default=180, help="how long the replayed hearing is")
    parser.add_argument("--lines", type=int, default=1_000_000)
    asked = parser.parse_args()
    if shutil.disk_usage(Path.home()).free < _ROOM:
        parser.error(f"{Path.home()}: less than {_ROOM >> 30} GB are free. Make room there.")
    return asked


def main() -> int:
    """Measure, and print one line of JSON at the end."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that folders are given back
    found = {part: _measured(part, asked) for part in asked.only}
    print(json.dumps({name: value for figures in found.values() for name, value in (figures or {}).items()}))
    return 1 if None in found.values() else 0


if __name__ == "__main__":
    sys.exit(main())
