"""One hearing in a real browser: clerk, judge, an accused far away and the public, from opening to the replay."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from control_panel.demo.people import CLERK, JUDGE
from tests.browser.demonstration import Demonstration, demonstration
from tests.browser.looking import recorded, shows

pytestmark = pytest.mark.browser
_log = logging.getLogger("hearing in the browser")

COURT_SCREEN = {"width": 1280, "height": 800}
CAMERAS = ("cam-judge", "cam-prosecutor", "cam-defender", "cam-overview")
DELAY_S = 4.0
DARK_S = 3.0
SAID = ("现在开庭，本庭依法公开审理。", "现在进行法庭调查。", "由公诉人宣读起诉书。")
FALSE_DEVICES = ["--use-fake-device-for-media-stream=fps=5", "--use-fake-ui-for-media-stream"]
REMEMBER_PEERS = """
globalThis.peers = []
const Plain = globalThis.RTCPeerConnection
globalThis.RTCPeerConnection = class extends Plain { constructor(...given) { super(...given); globalThis.peers.push(this) } }
"""
DECODED = """async () => Promise.all(globalThis.peers.filter(one => one.connectionState === 'connected').map(async one =>
    [...(await one.getStats()).values()].filter(stat => stat.type === 'inbound-rtp' && stat.kind === 'video')
    .reduce((sum, stat) => sum + stat.framesDecoded, 0)))"""
GREEN = """video => {
    const canvas = document.createElement('canvas')
    canvas.width = 320; canvas.height = 180
    const ink = canvas.getContext('2d')
    ink.drawImage(video, 0, 0, 320, 180)
    const {data} = ink.getImageData(0, 0, 320, 180)
    let green = 0
    for (let at = 0; at < data.length; at += 4) if (data[at + 1] > data[at] + 60 && data[at + 1] > data[at + 2] + 60) green += 1
    return green / (320 * 180)
}"""
"""How much of a picture is as green as Chromium's false camera."""
PLAYED_S, APART_S = 2, 0.01
LATE_S = 120
"""So late a picture may be on a machine that holds a hearing, shows it in two browsers and runs other tests."""
TIMES = "() => [...document.querySelectorAll('[data-track] video')].map(video => video.currentTime)"
"""The second of the hearing at which each picture of the player is."""
CAPTIONS = "video => [...video.textTracks].flatMap(track => [...(track.cues ?? [])].map(cue => cue.text)).join('|')"


def screen(browser: Browser, address: str, **more: Any) -> Page:
    """Open a court screen at *address*."""
    context: BrowserContext = browser.new_context(viewport=COURT_SCREEN, has_touch=True, **more)
    context.set_default_timeout(60_000)
    context.add_init_script(REMEMBER_PEERS)
    page = context.new_page()
    page.goto(address)
    return page


def until(claim: Callable[[], object], within_s: float = 150) -> None:
    """Wait until *claim* holds."""
    end = time.monotonic() + within_s
    while not claim():
        assert time.monotonic() < end, f"it did not come true within {within_s} s"
        time.sleep(0.1)


def sees_all(page: Page, pictures: int) -> None:
    """Wait until *pictures* live pictures of the page have grown by half a second's frames."""
    until(lambda: len(page.evaluate(DECODED)) >= pictures)
    before = page.evaluate(DECODED)
    until(lambda: sum(now >= 12 + min(before) for now in page.evaluate(DECODED)) >= pictures)


def hold(key: Locator) -> None:
    """Press and hold a key until its ring has closed."""
    key.hover()
    key.page.mouse.down()
    expect(key).to_contain_class("holding")
    expect(key.page.locator(".key.holding")).to_have_count(0)
    key.page.mouse.up()


def join(court: Demonstration, browser: Browser) -> Page:
    """Let the accused come by the link, check camera and microphone, consent, and wait at the door."""
    link = court.do(court.court.accused_link())
    address = f"{court.installation.url}/join#code={link['code']}"
    page = screen(browser, address, permissions=["camera", "microphone"])
    page.locator(".ask .go").click()
    page.wait_for_selector(".voice")
    page.locator(".ask .pair .key").first.click()
    page.locator(".tick input").check()
    page.locator(".pair .go").click()
    page.wait_for_selector(".facts")
    court.happened("arrived")
    return page


def open_court(court: Demonstration, browser: Browser, remote: Browser) -> tuple[Page, Page]:
    """Prepare, admit and open on the clerk's panel; return the clerk's page and the accused's."""
    clerk = screen(browser, court.sign_in(CLERK, "panel"))
    clerk.locator(".dock .go").click()
    court.happened("preparing")
    accused = join(court, remote)
    clerk.locator(".people .key.alert, .person .key.alert").first.click()
    court.happened("admitted")
    clerk.locator(".dock .go").click()
    court.happened("opened")
    clerk.wait_for_selector("[data-lamp=rec].rec")
    return clerk, accused


def is_dark(public: Page) -> bool:
    """Whether the public's screen shows words instead of a picture, and has nothing left to show."""
    video = public.locator(".screen video")
    return public.locator(".screen .why").count() > 0 and not video.evaluate("video => video.src || video.readyState")


def watch_in_public(court: Demonstration, browser: Browser, clerk: Page) -> tuple[Page, str, float]:
    """Go on to a stage that the public may see; return the public's page, the caption seen there, and its second."""
    following = clerk.locator(".stages .key.next")
    first = following.inner_text().splitlines()[0]
    following.click()
    until(lambda: following.inner_text().splitlines()[0] != first)
    following.click()
    public = screen(browser, court.installation.url)
    public.locator(".hearings button").first.click()
    video = public.locator(".screen video")
    until(lambda: video.count() and video.evaluate("video => video.getVideoPlaybackQuality().totalVideoFrames") > 12)
    return public, *said_and_seen(court, video)


def said_and_seen(court: Demonstration, video: Locator) -> tuple[str, float]:
    """Have a line spoken until the public reads it (a starved browser leaves stretches out); return it and its second."""
    for line in SAID:
        said_ns = court.speak(line)
        end = time.monotonic() + LATE_S
        while time.monotonic() < end:
            if line in video.evaluate(CAPTIONS):
                return line, said_ns / 1e9
            time.sleep(0.1)
    pytest.fail(f"the public read none of {SAID}")


def cut_and_restore(browser: Browser, court: Demonstration, clerk: Page, public: Page) -> float:
    """Cut on the clerk's panel and restore on the judge's; return how long the public still saw something."""
    clerk.locator(".kill").click()
    cut = time.monotonic()
    until(lambda: is_dark(public))
    lasted = time.monotonic() - cut
    judge = screen(browser, court.sign_in(JUDGE, "panel"))
    hold(judge.locator(".restore"))
    court.happened("broadcast-restored")
    until(lambda: not is_dark(public))
    judge.context.close()
    return lasted


def close_court(court: Demonstration, clerk: Page) -> None:
    """Close, sign and archive on the clerk's panel."""
    hold(clerk.locator(".dock .hold.end"))
    court.happened("closed")
    clerk.locator(".dock .primary").click()
    court.happened("signing")
    court.answer_for_what_is_missing()
    clerk.locator(".dock").get_by_role("button", name="归档封存").click()
    court.happened("archived", within_s=180)


def replay(court: Demonstration, browser: Browser, said: str, said_s: float) -> None:
    """The judge opens the replay: verified, a line of the text leads to its second, four cameras play on together."""
    player = screen(browser, court.sign_in(JUDGE, "player"))
    expect(player.locator(".lamp.proof")).to_contain_text("已校验，记录完整", timeout=60_000)
    player.locator(".transcript button", has_text=said).click()
    media = court.archive / "data" / "media"
    shows(player, recorded(media, CAMERAS, said_s), LATE_S)
    player.keyboard.press("k")
    until(lambda: all(at > said_s + PLAYED_S for at in player.evaluate(TIMES)))
    player.keyboard.press("k")
    until(lambda: max(player.evaluate(TIMES)) - min(player.evaluate(TIMES)) < APART_S)
    shows(player, recorded(media, CAMERAS, player.evaluate(TIMES)[0]), LATE_S)


@pytest.mark.alone
@pytest.mark.timeout(800)
def test_a_hearing_is_held_seen_cut_closed_and_replayed(chromium: Callable[..., Browser]) -> None:
    """From the clerk's first key to the replay, every page shows what is so, and the public nothing that was cut."""
    browser, remote = chromium(), chromium(*FALSE_DEVICES)
    with TemporaryDirectory(prefix="h-") as folder, demonstration(Path(folder), DELAY_S) as court:
        clerk, accused = open_court(court, browser, remote)
        sees_all(accused, 1)
        sees_all(clerk, 2)
        program = clerk.locator(".program video")
        until(lambda: program.evaluate(GREEN) > 0.02)
        public, said, said_s = watch_in_public(court, browser, clerk)
        lasted = cut_and_restore(browser, court, clerk, public)
        _log.info("the public was in the dark %.2f s after the cut", lasted)
        assert lasted <= DARK_S
        close_court(court, clerk)
        replay(court, browser, said, said_s)
