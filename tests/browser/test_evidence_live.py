"""Live evidence in a whole court: the clerk asks for the accused's screen, sees it, and takes it away; then a camera."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demonstration import Demonstration, demonstration
from tests.browser.test_hearing import DELAY_S, GREEN, open_court, until

pytestmark = [pytest.mark.browser, pytest.mark.long]

FAKE = ("--use-fake-device-for-media-stream=display-media-type=window", "--use-fake-ui-for-media-stream")
WAIT_MS = 60_000


def _share(court: Demonstration, clerk: Page, accused: Page) -> None:
    """Nothing is shared before the court asks and the person agrees; then the clerk sees that window, and what is drawn on it, until withdrawn."""
    clerk.locator(".source", has_text="张某某的屏幕").click()
    clerk.locator(".actions .key.go").click()
    court.happened("evidence-presented")
    key = accused.get_by_role("button", name="共享屏幕")
    expect(key).to_be_visible(timeout=WAIT_MS)
    picture = clerk.locator(".evidence-picture video")
    assert picture.evaluate(GREEN) < 0.1
    key.click()
    expect(accused.get_by_text("法庭正在看您共享的窗口")).to_be_visible(timeout=WAIT_MS)
    until(lambda: picture.evaluate(GREEN) > 0.3)
    accused.get_by_role("button", name="箭头").click()
    window = accused.locator(".own-share svg.marks").bounding_box()
    assert window is not None
    accused.mouse.move(window["x"] + 0.3 * window["width"], window["y"] + 0.3 * window["height"])
    accused.mouse.down()
    accused.mouse.move(window["x"] + 0.6 * window["width"], window["y"] + 0.5 * window["height"], steps=5)
    accused.mouse.up()
    court.happened("evidence-marked")
    expect(clerk.locator(".evidence-picture .marks .mark.red")).to_have_count(1, timeout=WAIT_MS)
    clerk.get_by_role("button", name="撤下").click()
    expect(accused.locator(".own-share")).to_have_count(0, timeout=WAIT_MS)


@pytest.mark.timeout(400)
def test_a_partys_screen_is_shown_when_the_court_asks_and_the_person_agrees(chromium: Callable[..., Browser]) -> None:
    """Through real media servers, from a browser far away to the clerk's panel; then a camera of the room the same way."""
    browser, remote = chromium(), chromium(*FAKE)
    with TemporaryDirectory(prefix="e-") as folder, demonstration(Path(folder), DELAY_S) as court:
        clerk, accused = open_court(court, browser, remote)
        clerk.locator(".rail").get_by_role("button", name="举证").click()
        _share(court, clerk, accused)
        clerk.locator(".source", has_text="全景").click()
        until(lambda: clerk.locator(".preview video").evaluate("video => video.videoWidth") > 0)
        clerk.locator(".actions .key.go").click()
        court.happened("evidence-presented")
        picture = clerk.locator(".evidence-stage:not(.preview) video")
        until(lambda: picture.evaluate("video => video.videoWidth") > 0)
        expect(accused.locator(".shown-to-me video")).to_be_visible(timeout=WAIT_MS)
        until(lambda: accused.locator(".shown-to-me video").evaluate("video => video.videoWidth") > 0)
        clerk.get_by_role("button", name="撤下").click()
        expect(accused.locator(".shown-to-me")).to_have_count(0, timeout=WAIT_MS)
