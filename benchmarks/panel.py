"""How soon a key of the clerk's panel answers the finger, on a computer six times slower than this one.

Every state of the panel's home and scene views is built from the source and shown in Debian's Chromium with touch, its
processor throttled by the DevTools protocol. Keys are tapped one after another; the browser's own Event Timing says how long
each took from the touch until the screen was painted again. What it measures below 16 ms it does not tell: such a tap counts
as 16. The last line with `--json` holds `taps`, `press_p95_ms` (finger down to paint), `interaction_p95_ms` (the slowest part
of the whole tap) and `interaction_max_ms`; `main_thread_ms_per_tap` is the processor
time of the page itself for one tap and its answer, not throttled, which a busy machine does not change. The run fails when the
press takes `--most` milliseconds or longer at the 95th percentile.
"""

import argparse
import json
import statistics
import sys
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.browser.gallery import SMALL, serving_gallery, show
from tests.browser.site import made_pages

STATES = ("open", "scenes", "audio", "people", "cut", "recess")
KEYS = ".rail button, .dock .key:not(.hold), .stages .key, .microphone, .scene-keys .key, .voice-row .key"
FINGER_MS = 60
"""A quick tap: most fingers stay longer."""
REST_MS = 120
LEAST_MS = 16.0
"""Event Timing reports no shorter ones."""

_OBSERVE = """() => {
  window.timed = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.interactionId) window.timed.push([entry.interactionId, entry.name, entry.duration]);
  }).observe({type: 'event', durationThreshold: 16});
}"""


def p95(values: list[float]) -> float:
    """The value that nineteen of twenty stay below."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def tap_keys(finger: CDPSession, page: Page, most: int) -> int:
    """Tap up to *most* keys that lie on the screen, closing what each opens; return how many."""
    tapped = 0
    for number in range(page.locator(KEYS).count()):
        if tapped == most:
            break
        box = page.locator(KEYS).nth(number).bounding_box() if number < page.locator(KEYS).count() else None
        if box is None or not (76 <= box["y"] + box["height"] / 2 <= 800):
            continue
        _touch(finger, page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(REST_MS)
        if page.locator("dialog[open]").count():
            page.keyboard.press("Escape")
        tapped += 1
    return tapped


def _touch(finger: CDPSession, page: Page, x: float, y: float) -> None:
    """Press and let go as a finger does; a tap that lasts no time would time the key's answer with the press."""
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(FINGER_MS)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def timed(page: Page, taps: int) -> tuple[list[float], list[float]]:
    """Return how long each press and each whole tap took, ms; what was too short to be told counts as the least."""
    page.wait_for_timeout(500)
    told: list[list[Any]] = page.evaluate("window.timed")
    presses = [entry[2] for entry in told if entry[1] == "pointerdown"]
    whole: dict[int, float] = {}
    for interaction, _, duration in told:
        whole[interaction] = max(whole.get(interaction, 0.0), duration)
    return _filled(presses, taps), _filled(list(whole.values()), taps)


def _main_thread_ms(context: BrowserContext, page: Page) -> float:
    """Return the processor time that the page's main thread takes for one tap and its answer."""
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    show(page, STATES[0])
    page.wait_for_timeout(1000)
    before = _task_s(session)
    tapped = tap_keys(session, page, 20)
    return 1000 * (_task_s(session) - before) / tapped


def _task_s(session: CDPSession) -> float:
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def _filled(values: list[float], taps: int) -> list[float]:
    return values + [LEAST_MS] * max(0, taps - len(values))


def measure(rate: float, taps: int) -> dict[str, float]:
    """Tap *taps* keys on a processor that is *rate* times slower."""
    presses: list[float] = []
    whole: list[float] = []
    done = 0
    with serving_gallery(made_pages()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        context = browser.new_context(viewport=SMALL, has_touch=True, base_url=address)
        page = context.new_page()
        page.route("**/commands", lambda route: route.fulfill(status=409, json={"title": "否 · No"}))
        spent_ms = _main_thread_ms(context, page)
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        for state in STATES * (1 + taps // 60):
            if done >= taps:
                break
            show(page, state)
            page.evaluate(_OBSERVE)
            tapped = tap_keys(session, page, taps - done)
            found = timed(page, tapped)
            presses, whole, done = presses + found[0], whole + found[1], done + tapped
        browser.close()
    return {
        "taps": done,
        "throttle": rate,
        "press_p95_ms": round(p95(presses), 1),
        "interaction_p95_ms": round(p95(whole), 1),
        "interaction_max_ms": max(whole),
        "main_thread_ms_per_tap": round(spent_ms, 1),
    }


def main() -> int:
    """Read the command line, measure and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="end with one line of figures")
    parser.add_argument("--throttle", type=float, default=6.0, help="how many times slower the processor is")
    parser.add_argument("--taps", type=int, default=120)
    parser.add_argument("--most", type=float, default=100.0, help="ms that the 95th percentile stays below")
    options = parser.parse_args()
    found = measure(options.throttle, options.taps)
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
    return 0 if found["press_p95_ms"] < options.most else 1


if __name__ == "__main__":
    sys.exit(main())
