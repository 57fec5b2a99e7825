"""How tests look at a page: with the eyes of an accessibility checker, and at the counter in a picture."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

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
