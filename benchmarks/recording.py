"""Measures the recorder: what it costs, what a kill loses, and how far tracks drift apart.

    python benchmarks/recording.py [--seconds 30] [--trials 5] [--json]

- ``core_percent_4v8a``: 4 cameras and 8 microphones copied into a take in real time, each fragment synced; CPU of the
  whole process above that of the same process making the same samples without recording them, percent of one core.
- ``kill_loss_s``: the same recording in another process ended by SIGKILL at a random moment; the most that the worst
  track of any trial lacks.
- ``sync_p99_ms``: two hours of a clock 100 ppm fast or slow, reports every 5 s with 0.5 ms jitter over a network with
  jitter; error of the mapped moments, 99th percentile.
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.index import IndexLine, read_lines
from recorder.layout import take_paths
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from recorder.timeline import MediaClock, Offset

ABOUT = TakeAbout(
    hearing="h-abcdefghij", case="（2026）示0101刑初1号", take="room-bench-1", writer="agent:bench", zero_at=0
)
CAMERAS, MICROPHONES = 4, 8
FRAME, PACKET, SECOND = 40_000_000, 20_000_000, 1_000_000_000
BIT_RATE = 2_500_000


def film() -> list[tuple[bytes, bool]]:
    """Two seconds of noisy 720p at about 2.5 Mbit/s, a keyframe a second."""
    generator = np.random.default_rng(1)
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 1280, 720, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 25), Fraction(25, 1)
    encoder.bit_rate = BIT_RATE
    encoder.options = {
        "preset": "superfast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": f"repeat-headers=1:keyint=25:scenecut=0:vbv-maxrate={BIT_RATE // 1000}:vbv-bufsize=1000",
    }
    units: list[tuple[bytes, bool]] = []
    for number in range(50):
        image = generator.integers(0, 60, (720, 1280), dtype=np.uint8)
        image[:, : number * 25] += 90
        frame = av.VideoFrame.from_ndarray(np.vstack([image, np.full((360, 1280), 128, np.uint8)]), format="yuv420p")
        frame.pts = number
        units.extend((bytes(packet), packet.is_keyframe) for packet in encoder.encode(frame))
    units.extend((bytes(packet), packet.is_keyframe) for packet in encoder.encode(None))
    return units


def record(store: Path, seconds: float, units: list[tuple[bytes, bool]], is_recorded: bool) -> float:
    """Record in real time for *seconds*; return the CPU that it took, percent of one core."""
    key = Ed25519PrivateKey.generate()
    about = ABOUT.model_copy(update={"zero_at": time.time_ns() // 1_000_000})
    take = Take.open(store, about, key, lambda: time.time_ns() // 1_000_000)
    cameras = [take.track(f"cam-{number}", "video", f"cam-{number}", mandatory=True) for number in range(CAMERAS)]
    mics = [take.track(f"mic-{number}", "audio", f"mic-{number}", mandatory=True) for number in range(MICROPHONES)]
    packet = bytes([0x78]) + bytes(range(79))
    take.begin(0)
    print("recording", flush=True)
    began, cpu, frames, packets, flushed = time.time_ns(), time.process_time(), 0, 0, 0
    while (now := time.time_ns() - began) < seconds * SECOND:
        while (frames + 1) * FRAME <= now:
            data, keyframe = units[frames % len(units)]
            for track in cameras:
                track.write(Sample(data, frames * FRAME, FRAME, keyframe, now))
            frames += 1
        while (packets + 1) * PACKET <= now:
            for track in mics:
                track.write(Sample(packet, packets * PACKET, PACKET, True, now))
            packets += 1
        if not is_recorded:
            for track in (*cameras, *mics):
                track._incoming.clear()
        elif now - flushed >= 100_000_000:
            take.flush()
            flushed = now
        time.sleep(0.02)
    used = 100 * (time.process_time() - cpu) / seconds
    take.close()
    return used


def core_percent(seconds: float) -> float:
    """CPU of recording alone."""
    units = film()
    results = []
    for is_recorded in (False, True):
        with tempfile.TemporaryDirectory(prefix="c-", dir=Path.home()) as folder:
            results.append(record(Path(folder), seconds, units, is_recorded))
    return results[1] - results[0]


def kill_loss(trials: int) -> float:
    """Seconds that the worst track lacks after a kill, worst of *trials*."""
    worst = 0.0
    generator = random.Random()
    for _ in range(trials):
        with tempfile.TemporaryDirectory(prefix="c-", dir=Path.home()) as folder:
            writer = subprocess.Popen(
                [sys.executable, __file__, "--writer", folder],
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            )
            assert writer.stdout is not None
            writer.stdout.readline()
            began = time.time_ns()
            time.sleep(3 + generator.random())
            killed_at = time.time_ns() - began
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            writer.stdout.close()
            paths = take_paths(Path(folder), ABOUT.case, ABOUT.hearing, ABOUT.take)
            ends = [read_lines(track.index, IndexLine)[-1].end for track in paths.track_folders()]
            assert len(ends) == CAMERAS + MICROPHONES
            worst = max(worst, (killed_at - min(ends)) / SECOND)
    return worst


def sync_p99(hours: float = 2) -> float:
    """Error of mapped moments in ms, 99th percentile over fast and slow clocks, two media of each sender."""
    generator = random.Random(3)
    errors: list[float] = []
    for ppm in (-100, 100):
        offset = Offset()
        for rate in (90_000, 48_000):
            errors += _drive(generator, ppm, rate, offset, hours)
    errors.sort()
    return errors[int(len(errors) * 0.99)] / 1e6


def _drive(generator: random.Random, ppm: int, rate: int, offset: Offset, hours: float) -> list[float]:
    clock, first = MediaClock(rate, 0, offset), generator.randrange(1 << 31)
    skew = 7_000_000_000  # The sender's idea of UTC is seconds off.

    def source(true: float) -> int:
        return first + round(true * rate / SECOND * (1 + ppm * 1e-6))

    errors = []
    true = 0.0
    while true < hours * 3600 * SECOND:
        true += (5 + generator.uniform(-1, 1)) * SECOND
        stamped = round(true + generator.gauss(0, 0.5e6)) + skew
        clock.report(source(true), stamped, round(true + generator.expovariate(1 / 10e6) + 1e6))
        if true > 30 * SECOND:
            moment = true + generator.uniform(0, 5) * SECOND
            errors.append(abs(clock.at(source(moment)) - moment))
    return errors


def main() -> None:
    """Measure, and print one line of JSON at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print the line of JSON only")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--trials", type=int, default=5)
    parser.add_argument("--writer", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.writer is not None:
        record(asked.writer, 3600, film(), is_recorded=True)
        return
    result = {
        "core_percent_4v8a": round(core_percent(asked.seconds), 2),
        "kill_loss_s": round(kill_loss(asked.trials), 3),
        "sync_p99_ms": round(sync_p99(), 2),
    }
    if not asked.json:
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
