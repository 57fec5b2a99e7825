"""The panel's server dies or freezes under the clerk's finger: the page says so within 5 s, and no tap is done afterwards."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from control_panel.identity import COOKIE
from tests.browser.panel_process import PanelProcess, panel_process
from tests.control_panel.serving import Court

pytestmark = pytest.mark.browser

_log = logging.getLogger("outage")

STALE_MS = 5000
LATE_MS = 5000
"""A call that reaches the control centre later than this, on however busy a machine, is late."""
SLACK_MS = 1500
"""What a busy machine may take to draw it."""
_WATCH = """() => {
  window.seen = {};
  new MutationObserver(() => {
    const panel = document.querySelector('.panel');
    if (panel?.classList.contains('lost')) window.seen.lost ??= performance.now();
  }).observe(document.getElementById('page'), {subtree: true, childList: true, attributes: true});
}"""


async def _open(here: Court) -> str:
    clerk = await here.person("clerk", "clerk")
    hearing = await here.hearing(clerk)
    await here.done(clerk, hearing, "prepare")
    await here.opened(clerk, hearing)
    return hearing


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[PanelProcess]:
    """A panel in a process of its own, with the pages as they are built now, and an open hearing on it."""
    with panel_process(tmp_path, _open) as process:
        yield process


def _clerk(chromium: Callable[..., Browser], panel: PanelProcess) -> Page:
    context = chromium().new_context(viewport={"width": 1280, "height": 800}, has_touch=True)
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": COOKIE, "value": panel.cookie, "url": panel.url}])
    page = context.new_page()
    page.goto(f"{panel.url}/panel?hearing={panel.hearing}&lang=zh")
    page.wait_for_selector(".dock .hold")
    page.wait_for_selector("[data-lamp=link].good")
    page.evaluate(_WATCH)
    return page


def _tap_everything(page: Page) -> None:
    """What a clerk in a hurry does: the next stage, stages, a note of the moment, cut, mute all, the bailiffs."""
    for key in page.locator(".stages .key, .dock .key:not(.hold)").all():
        key.tap(force=True, timeout=5000)
        page.keyboard.press("Escape")
    for name in ("F2", "F3", "F4", "F6"):
        page.keyboard.press(name)


def test_a_killed_server_is_seen_and_nothing_is_done_when_it_is_back(
    panel: PanelProcess, chromium: Callable[..., Browser]
) -> None:
    """Stale at once, keys inert; after the restart the page comes back by itself and the log has not one event more."""
    page = _clerk(chromium, panel)
    before = panel.log()
    at = page.evaluate("performance.now()")
    panel.kill()
    page.wait_for_selector(".panel.lost")
    _tap_everything(page)
    seen_ms = page.evaluate("window.seen.lost") - at
    assert page.locator(".dock .key:not(.stale)").count() == 0
    panel.again()
    page.wait_for_selector(".panel:not(.lost)")
    page.wait_for_selector("[data-lamp=link].good")
    page.wait_for_timeout(1000)

    assert seen_ms <= STALE_MS + SLACK_MS
    assert panel.log() == before


@pytest.mark.long
def test_what_was_tapped_on_a_frozen_server_is_not_done_when_it_goes_on(
    panel: PanelProcess, chromium: Callable[..., Browser]
) -> None:
    """Its connections stay open, so that the first taps are on the wire: told as unconfirmed, and refused as too late."""
    page = _clerk(chromium, panel)
    before = panel.log()
    panel.freeze()
    at = page.evaluate("performance.now()")
    page.locator(".stages .next").tap()
    page.wait_for_selector(".next.unconfirmed")
    page.wait_for_selector(".panel.lost")
    seen_ms = page.evaluate("window.seen.lost") - at
    _tap_everything(page)
    page.wait_for_timeout(1500)
    panel.go_on()
    page.wait_for_selector(".panel:not(.lost)")
    page.wait_for_timeout(1500)

    assert seen_ms <= STALE_MS + SLACK_MS
    assert panel.log() == before


@pytest.mark.long
def test_the_control_centre_says_that_no_alarm_reaches_it_while_the_server_is_frozen(
    panel: PanelProcess, chromium: Callable[..., Browser]
) -> None:
    """A call is there at once; frozen, all is grey within five and nothing is asked; then it is dealt with."""
    clerk = _clerk(chromium, panel)
    centre = clerk.context.new_page()
    centre.goto(f"{panel.url}/centre?lang=zh")
    centre.wait_for_selector(".room .lamp")
    clerk.keyboard.press("F3")
    centre.wait_for_selector(".call.unseen-yet")
    late_ms = centre.evaluate("Date.now()") - _called_at(panel, clerk)
    panel.freeze()
    at = centre.evaluate("performance.now()")
    centre.wait_for_selector(".centre.stale .gone")
    seen_ms = centre.evaluate("performance.now()") - at
    centre.get_by_role("button", name="确认知悉").click(force=True)
    assert {lamp.get_attribute("class") for lamp in centre.locator(".room .lamp").all()} == {"lamp stale"}
    panel.go_on()
    centre.wait_for_selector(".centre:not(.stale)")
    assert "尚无人确认" in centre.locator(".call").inner_text()
    centre.get_by_role("button", name="确认知悉").click()
    centre.get_by_role("button", name="解除报警").click()
    centre.locator("dialog textarea").fill("误按")
    centre.locator("dialog button[type=submit]").click()
    centre.wait_for_selector(".past q")

    _log.info("the call was there after %d ms, the loss was seen after %d ms", late_ms, seen_ms)
    assert late_ms <= LATE_MS
    assert seen_ms <= STALE_MS + SLACK_MS
    assert panel.log()[-3:] == ["bailiff-alarm-raised", "bailiff-alarm-confirmed", "bailiff-alarm-cleared"]


def _called_at(panel: PanelProcess, page: Page) -> int:
    """When the call stands in the log, by the clock of this machine, which is the panel's."""
    answer = page.request.get(f"{panel.url}/api/v1/hearings/{panel.hearing}/log").json()
    return next(event["at"] for event in answer["events"] if event["type"] == "bailiff-alarm-raised")
