"""How far the archive's pictures are from the timeline: read from the counter that is burnt into each of them."""

from itertools import islice
from pathlib import Path

import av
import numpy as np

from courtroom_agent.simulated.counter import BITS, PERIOD_MS, Strip, read
from recorder.mp4 import VIDEO_TIMESCALE

_EVERY = 25
_WRAP_MS = PERIOD_MS << BITS


def max_sync_error_ms(media: Path) -> float:
    """Return the largest difference between where a camera's or remote person's picture lies and what it shows.

    Looks at one picture a second of each track file, from the second second on: the first pictures were drawn before
    the simulated court was told where the timeline begins. The counter's own step adds up to half of it, 20 ms.
    """
    files = [
        path
        for path in sorted(media.glob("*/*/*.mp4"))
        if path.parent.name.startswith(("cam-", "remote-")) and not path.parent.name.endswith("-sound")
    ]
    return max((error for path in files for error in _errors(path)), default=float("inf"))


def _errors(path: Path) -> list[float]:
    found = []
    with av.open(str(path)) as container:
        for frame in islice(container.decode(video=0), _EVERY, None, _EVERY):
            plane = frame.reformat(format="gray8").to_ndarray().astype(np.uint8)
            counter = read(plane, Strip.of(frame.width))
            if counter is None or frame.pts is None:
                continue
            at_ms = frame.pts * 1000 / VIDEO_TIMESCALE
            apart = (counter * PERIOD_MS - at_ms) % _WRAP_MS
            found.append(min(apart, _WRAP_MS - apart))
    return found
