"""Measures the record: what keeping it costs, and how quickly it is proven, replayed and searched.

    python benchmarks/record.py [--only verify search …] [--minutes 180] [--lines 1000000] [--json]

- ``core_percent_12_tracks``: four cameras and eight microphones recorded in real time, sealed, and copied to a second
  target: CPU above that of the same process without, percent of one core, median of three.
- ``seal_p95_s``: from the last moment that a fragment holds to the signed seal over it, 95th percentile, median of three.
- ``verify_ratio_to_sha256sum``: speed of ``courtroom verify`` (SHA-256, SHA-512 and SM3 of each file, SHA-256 of each
  fragment, signatures, trees) over that of coreutils' ``sha256sum`` on the same files; the two take turns, medians.
- ``player_open_s``, ``player_seek_s``, ``angle_switch_s``, ``audio_switch_s``: a hearing of three hours and twelve tracks
  in a real Chromium: opened on the panel and in its package (the slower of the two medians), sought to a moment, another
  angle and another sound while it plays (medians; of the sound also the silence, if that is longer).
- ``search_p95_ms``: one question to a panel with a million lines, over HTTP; 95th percentile of each question's
  median, over thirteen kinds of question.

What is not asked for by ``--only`` is left out of the line of JSON at the end.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # From a checkout as from an installation.

from replay import replay_figures
from searching import search_p95_ms
from verifying import verify_ratio
from writing import writing_figures

Figures = dict[str, float]


def _write(folder: Path, asked: argparse.Namespace) -> Figures:
    cost, latency = writing_figures(folder, asked.seconds)
    return {"core_percent_12_tracks": round(cost, 2), "seal_p95_s": round(latency, 2)}


def _verify(folder: Path, asked: argparse.Namespace) -> Figures:
    return {"verify_ratio_to_sha256sum": round(verify_ratio(folder, say=not asked.json), 2)}


def _replay(folder: Path, asked: argparse.Namespace) -> Figures:
    return replay_figures(folder, asked.minutes)


def _search(folder: Path, asked: argparse.Namespace) -> Figures:
    return {"search_p95_ms": round(search_p95_ms(folder, asked.lines, say=not asked.json), 1)}


PARTS: dict[str, Callable[[Path, argparse.Namespace], Figures]] = {
    "write": _write,
    "verify": _verify,
    "replay": _replay,
    "search": _search,
}


def main() -> None:
    """Measure, and print one line of JSON at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print the line of JSON only")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--seconds", type=float, default=30, help="how long twelve tracks are recorded")
    parser.add_argument("--minutes", type=int, default=180, help="how long the replayed hearing is")
    parser.add_argument("--lines", type=int, default=1_000_000)
    asked = parser.parse_args()
    figures: Figures = {}
    for part in asked.only:
        with tempfile.TemporaryDirectory(prefix="c-", dir=Path.home()) as folder:
            figures |= PARTS[part](Path(folder), asked)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
