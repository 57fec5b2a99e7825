"""How quickly the player opens a long hearing, goes to a moment in it, and changes picture and sound.

A hearing of three hours and twelve tracks is told, recorded and packed; a panel in a process of its own serves it, and a
real Chromium plays it, from there and from the package's folder. What a picture shows is read from the counter that is
burnt into it; times are by the page's own clock, but opening, which is by ours.
"""

import asyncio
import math
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import uvloop
from playwright.sync_api import Browser, Page, sync_playwright
from twelve_tracks import CAMERA_NAMES, KEY, Film, record, told

from control_panel.database import Database
from control_panel.identity import COOKIE
from control_panel.models import EventRow, HearingRow
from control_panel.panel import make_panel
from control_panel.server import serving
from control_panel.settings import Settings
from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.voices import Voices
from hearing.policy import Actor
from recorder.archive.packing import pack
from tests.browser.site import made_pages
from tests.hearing.story import HEARING, Story

_LOOP_S = 10
_PATIENCE_S = 60
_PROVEN_S = 600
"""So long may verifying three hours take on a machine that others use too."""
_FLAGS = ("--autoplay-policy=no-user-gesture-required",)
_WATCH = """
window.counters = () => Object.fromEntries([...document.querySelectorAll('[data-track] video')].map((video) => {
  const canvas = window.eye ??= Object.assign(document.createElement('canvas'), {width: 20, height: 1});
  const ink = window.ink ??= canvas.getContext('2d', {willReadFrequently: true});
  const square = video.videoWidth / 64;
  ink.fillRect(0, 0, 20, 1);
  if (video.readyState >= 2) ink.drawImage(video, video.videoWidth - 21 * square, 1.25 * square, 20 * square, square / 2, 0, 0, 20, 1);
  const bits = ink.getImageData(0, 0, 20, 1).data;
  let value = 0;
  for (let n = 0; n < 20; n += 1) value = value * 2 + (bits[4 * n + 1] > 126 ? 1 : 0);
  const counter = Math.floor(value / 16);
  const check = ((counter ^ (counter >> 4) ^ (counter >> 8) ^ (counter >> 12)) & 15) ^ 5;
  return [video.closest('[data-track]').dataset.track, value % 16 === check ? counter : null];
}));
window.near = (counter, at, within) => {
  const steps = LOOP * 25, off = Math.abs(counter - Math.round(at * 25) % steps);
  return counter !== null && Math.min(off, steps - off) <= within;
};
window.until = (isSo) => new Promise((done) => {
  const since = performance.now();
  const look = () => (isSo() ? done(performance.now() - since) : performance.now() - since > PATIENCE ? done(null) : requestAnimationFrame(look));
  look();
});
window.shown = (at, within, count) => { const seen = Object.values(counters()); return seen.length === count && seen.every((one) => near(one, at, within)); };
""".replace("LOOP", str(_LOOP_S)).replace("PATIENCE", str(_PATIENCE_S * 1000))
_BEGUN = "() => until(() => shown(0, 50, 4))"
_HANDED = "() => until(() => shown(0, 50, 4)).then((took) => took && performance.now() - window.handed)"
_SEEK = """(to) => {
  const slider = document.querySelector('input[type=range]');
  slider.value = to;
  slider.dispatchEvent(new Event('input', {bubbles: true}));
  return until(() => shown(Number(slider.value), 1, 4));
}"""
_ANGLE = """([key, track]) => {
  document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
  return until(() => { const seen = counters(); return Object.keys(seen).join() === track && near(seen[track], document.querySelector('audio').currentTime, 4); });
}"""
_SOUND = """(name) => {
  const choice = [...document.querySelectorAll('.controls select')][0], before = document.querySelector('audio.heard') ?? document.querySelector('audio');
  const at = before.currentTime, since = performance.now();
  let last = at, still = 0, seen = since;
  choice.value = name;
  choice.dispatchEvent(new Event('change', {bubbles: true}));
  return until(() => {
    const sounds = [...document.querySelectorAll('audio')], now = performance.now();
    const heard = sounds.filter((one) => !one.muted && !one.paused && one.readyState >= 3 && !one.seeking);
    if (heard.length) { still = Math.max(still, now - seen); seen = now; }
    window.silence = still;
    return heard.some((one) => one.dataset.sound === name && one.currentTime > at);
  });
}"""


class NotShown(RuntimeError):
    """The player did not show what was asked for."""


def film(view: str) -> Film:
    """Ten seconds of a simulated 720p camera as the room's encoder makes them; the counter goes round with them."""
    camera = SimulatedCamera(view, 1280, 720, Voices())
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 1280, 720, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 25), Fraction(25, 1)
    encoder.options = {
        "preset": "superfast", "tune": "zerolatency", "profile": "baseline", "crf": "26",
        "x264-params": "repeat-headers=1:keyint=25:scenecut=0",
    }  # fmt: skip
    units: Film = []
    for number in range(_LOOP_S * 25):
        frame = camera.picture(number * 40)
        frame.pts = number
        units += [(bytes(packet), packet.is_keyframe) for packet in encoder.encode(frame)]
    return units


def make_court(data: Path, seconds: int, player: Path) -> Path:
    """Make an installation with the archived hearing; return its package. *player* is that of packages."""
    story = told(seconds, lines=seconds // 8)
    record(data / "records", story.hearing, [film(name.removeprefix("cam-")) for name in CAMERA_NAMES])
    package, root = pack(data / "records", data / "archive", story.log, KEY, player)
    where = str(package.relative_to(data / "archive"))
    story.so(Actor("service:recorder", "service"), "report-archived", root=root, package=where)
    _write_log(data, story)
    return package


def _write_log(data: Path, story: Story) -> None:
    state, database = story.hearing, Database(Settings(data).database)
    row = HearingRow(hearing=HEARING, case_number=state.case.number, room=state.room, planned_at=state.planned_at)
    rows = [
        EventRow(
            hearing=HEARING, seq=one.seq, fence=one.fence, at=one.at, who=one.who, type=one.type,
            body=one.model_dump_json(),
        )
        for one in story.log
    ]  # fmt: skip
    database.write_now(lambda session: session.add(row))
    database.write_now(lambda session: session.add_all(rows))
    database.close()


async def serve(data: Path) -> None:
    """Serve the installation, say where, and stay."""
    panel = make_panel(Settings(data, snapshot_s=0), time.time_ns)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with serving(panel, listening, None):
            account = await panel.accounts.named("judge") or await panel.accounts.add(
                "judge", "李某", "sole-judge", "a long enough password"
            )
            token = await panel.tokens.issue("session", f"account:{account.id}", lasts_s=3600)
            print(f"http://127.0.0.1:{listening.getsockname()[1]} {token}", flush=True)
            await asyncio.to_thread(sys.stdin.read)


@contextmanager
def served(data: Path) -> Iterator[tuple[str, str]]:
    """Run a panel in a process of its own; give its address and a judge's token."""
    command = [sys.executable, __file__, str(data)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as panel:
        assert panel.stdin is not None
        assert panel.stdout is not None
        url, token = panel.stdout.readline().split()
        yield url, token
        panel.stdin.close()


def _page(browser: Browser, url: str, token: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    page = context.new_page()
    page.add_init_script(_WATCH)
    return page


def _seconds(page: Page, expression: str, argument: object = None) -> float:
    """Wait in the page until what is asked for is seen; return how long that took by the page's clock, s.

    Raises:
        NotShown: it was not seen in time.
    """
    took: float | None = page.evaluate(expression, argument)
    if took is None:
        raise NotShown(f"the player did not show {argument or 'the beginning'} within {_PATIENCE_S} s")
    return took / 1000


def _opened(page: Page, how: Callable[[], object]) -> float:
    began = time.perf_counter()
    how()
    _seconds(page, _BEGUN)
    return time.perf_counter() - began


def _say(name: str, times: list[float]) -> float:
    times.sort()
    middle = statistics.median(times)
    print(
        f"  {name}: median {middle:.3f}, least {times[0]:.3f}, worst {times[-1]:.3f} s of {len(times)}", file=sys.stderr
    )
    return middle


def open_times(browser: Browser, url: str, token: str, package: Path, rounds: int) -> tuple[float, float]:
    """Return seconds until four angles show the hearing's beginning, on the panel and in the package.

    Opening a package is until its page is there, and again from its folder being handed over; what a person needs for
    that in between is not counted.
    """
    panel, folder, start = [], [], []
    for _ in range(rounds):
        page = _page(browser, url, token)
        panel.append(_opened(page, lambda page=page: page.goto(f"{url}/player?hearing={HEARING}", wait_until="commit")))
        page.context.close()
        page = _page(browser, "", "")
        began = time.perf_counter()
        page.goto(f"file://{package / 'player.html'}", wait_until="commit")
        page.wait_for_selector("input[type=file]", state="attached")
        start.append(time.perf_counter() - began)
        page.evaluate(
            "document.querySelector('input[type=file]').addEventListener('change', () => (window.handed = performance.now()), {capture: true})"
        )
        page.locator("input[type=file]").set_input_files(str(package))
        folder.append(_seconds(page, _HANDED))
        page.context.close()
    both = [one + other for one, other in zip(start, folder, strict=True)]
    _say("package until its page is there", start)
    _say("package from handing it over", folder)
    return _say("open on the panel", panel), _say("open a package", both)


def play_times(browser: Browser, url: str, token: str, seconds: int, rounds: int) -> dict[str, float]:
    """Return medians of seeking, of another angle and another sound while it plays, and of silence at that, in seconds."""
    page = _page(browser, url, token)
    page.goto(f"{url}/player?hearing={HEARING}")
    _seconds(page, _BEGUN)
    page.locator(".lamp.proof.good").wait_for(timeout=_PROVEN_S * 1000)
    places = [17 + (7919 * number) % (seconds - 60) + number % 10 / 10 for number in range(rounds)]
    seeks = [_seconds(page, _SEEK, place) for place in places]
    found = {"seek": _say("seek", seeks), "seek_p95": sorted(seeks)[math.ceil(len(seeks) * 0.95) - 1]}
    page.keyboard.press("k")
    page.locator(".choice .chips .key").nth(1).click(timeout=120_000)
    page.wait_for_timeout(3000)
    angles = []
    for number in range(rounds):
        nth = 1 + number % 4
        angles.append(_seconds(page, _ANGLE, [str(nth + 1 if nth < 4 else 1), CAMERA_NAMES[nth % 4]]))
        page.wait_for_timeout(700)
    found["angle"] = _say("another angle", angles)
    names = page.locator(".controls select").first.evaluate("(select) => [...select.options].map((one) => one.value)")
    sounds, silences = [], []
    for number in range(rounds):
        sounds.append(_seconds(page, _SOUND, names[(number + 1) % len(names)]))
        silences.append(page.evaluate("() => window.silence") / 1000)
        page.wait_for_timeout(700)
    found["sound"], found["silence"] = _say("another sound", sounds), _say("silence at that", silences)
    page.context.close()
    return found


def replay_figures(folder: Path, minutes: int, rounds: int = 12) -> dict[str, float]:
    """Measure everything; what lies behind the figures goes to the standard error."""
    print("replay: building the pages, where they have changed", file=sys.stderr)
    pages = made_pages()
    print(f"replay: making a hearing of {minutes} minutes", file=sys.stderr)
    package = next((folder / "archive").glob("*/h-*"), None) or make_court(folder, minutes * 60, pages / "offline")
    with served(folder) as (url, token), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        panel_s, package_s = open_times(browser, url, token, package, max(3, rounds // 2))
        played = play_times(browser, url, token, minutes * 60, rounds)
        browser.close()
    return {
        "player_open_s": round(max(panel_s, package_s), 3),
        "player_seek_s": round(played["seek"], 3),
        "player_seek_p95_s": round(played["seek_p95"], 3),
        "angle_switch_s": round(played["angle"], 3),
        "audio_switch_s": round(max(played["sound"], played["silence"]), 3),
    }


if __name__ == "__main__":
    uvloop.run(serve(Path(sys.argv[1])))
