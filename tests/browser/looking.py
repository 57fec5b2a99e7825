"""How tests look at a page: with the eyes of an accessibility checker, and at the counter in a picture."""

import time
from collections import deque
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import av
import pytest
from playwright.sync_api import Page

from courtroom_agent.simulated.counter import Strip, read

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

STEP_MS = 40
"""One step of the counter that is burnt into each picture."""

# Squares as courtroom_agent.simulated.counter draws them: 20 of 1/64 of the width, one from the right, one from the top.
_COUNTERS = """
() => {
  const strips = [...document.querySelectorAll('[data-track] video')].map((video) => {
    const canvas = document.createElement('canvas');
    canvas.width = 20; canvas.height = 1;
    const ink = canvas.getContext('2d', {willReadFrequently: true});
    const square = video.videoWidth / 64;
    ink.drawImage(video, video.videoWidth - 21 * square, 1.25 * square, 20 * square, square / 2, 0, 0, 20, 1);
    return [video.closest('[data-track]').dataset.track, ink];
  });
  return Object.fromEntries(strips.map(([track, ink]) => {
    const bits = ink.getImageData(0, 0, 20, 1).data;
    let value = 0;
    for (let n = 0; n < 20; n += 1) value = value * 2 + (bits[4 * n + 1] > 126 ? 1 : 0);
    const counter = Math.floor(value / 16);
    const check = ((counter ^ (counter >> 4) ^ (counter >> 8) ^ (counter >> 12)) & 15) ^ 5;
    return [track, value % 16 === check ? counter : null];
  }));
}
"""

_STATES = """
() => [...document.querySelectorAll('[data-track] video')].map((video) => [
  video.closest('[data-track]').dataset.track, video.currentTime, video.paused ? 'paused' : 'playing', video.seeking ? 'seeking' : 'settled',
  video.readyState, [...Array(video.buffered.length).keys()].map((n) => [video.buffered.start(n), video.buffered.end(n)])])
"""


def faults(page: Page) -> list[Any]:
    """What axe finds on the page: rule and place."""
    page.evaluate(AXE.read_text())
    found: list[Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, preload: false}).then(r => r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]))",
        RULES,
    )
    return found


def counters(page: Page) -> dict[str, int | None]:
    """The counter (40 ms a step) that each angle shows at this one moment; none where it cannot be read."""
    found: dict[str, int | None] = page.evaluate(_COUNTERS)
    return found


def count_of(second: float) -> int:
    """The counter of a picture that was taken at *second* of the hearing."""
    return round(second * 1000 / STEP_MS)


def beside(count: int) -> range:
    """That counter, or one beside it."""
    return range(count - 1, count + 2)


def recorded(media: Path, tracks: Collection[str], second: float) -> dict[str, range]:
    """The counters that each of *tracks* of an archive may show at *second*: of its last picture until then, or its next.

    On a busy machine a camera leaves pictures out, and the record has none for that moment either.
    """
    return {track: _around(sorted(media.glob(f"*/{track}/*.mp4")), second) for track in tracks}


def _around(files: Collection[Path], second: float) -> range:
    found = -1
    for path in files:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                count = read(frame.to_ndarray()[: frame.height], Strip.of(frame.width))
                if count is not None and frame.time is not None and frame.time > second:
                    return range(found - 1, max(found + 1, count) + 1)
                found = found if count is None else count
    return beside(found)


def shows(page: Page, wanted: Mapping[str, range], within_s: float = 30) -> None:
    """Wait until each track that *wanted* names shows a picture of those counters (paused)."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found = counters(page)
        if all(_seen(found, track) in counts for track, counts in wanted.items()):
            return
        page.wait_for_timeout(50)
    pytest.fail(
        f"The pictures show {counters(page)} instead of {dict(wanted)}; their elements: {page.evaluate(_STATES)}."
    )


def _seen(found: Mapping[str, int | None], track: str) -> int:
    count = found.get(track)
    return -9 if count is None else count


def plays_in_step(page: Page, angles: int, within_s: float = 60) -> list[int]:
    """Wait until *angles* pictures play in step: nine of ten of the last 25 looks find each within a step of their middle.

    A starved browser falls out of step for a moment and has to find back by itself; at the end it plays once more from the
    beginning. Returns the last looks: how many milliseconds the picture farthest from the middle was off, the least first.
    """
    found: deque[int] = deque(maxlen=25)
    middles: deque[int] = deque(maxlen=25)
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        seen = sorted(count for count in counters(page).values() if count is not None)
        if len(seen) == angles:
            middle = seen[angles // 2]
            middles.append(middle)
            found.append(max(middle - seen[0], seen[-1] - middle) * STEP_MS)
        if len(found) == found.maxlen and sorted(found)[22] <= STEP_MS and middles[-1] > middles[0]:
            return sorted(found)
        if page.get_by_role("button", name="播放", exact=True).count():
            page.keyboard.press("k")
        page.wait_for_timeout(60)
    pytest.fail(
        f"In {within_s} s the pictures were never in step; the last looks found them off by {sorted(found)} ms."
    )
