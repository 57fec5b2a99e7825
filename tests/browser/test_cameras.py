"""The clerk's hand on a simulated camera, in a real browser: joystick, keys, rectangle, stored views."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from control_panel.identity import COOKIE
from courtroom_agent.devices import Devices
from tests.browser.looking import faults
from tests.browser.served import Served, served
from tests.control_panel.serving import Court
from tests.control_panel.test_cameras import join_room

pytestmark = [pytest.mark.browser, pytest.mark.long]

OUT = os.environ.get("COURTROOM_LOOK_AT")
"""Folder for screenshots, for whoever changes the page."""
PATIENCE_S = 30.0
STILL_S = 1.2


class Bench:
    """A clerk's page at the bench camera, and what an onlooker sees of its head."""

    def __init__(self, court: Served, devices: Devices, browser: Browser) -> None:
        self._court, self._devices, self._browser = court, devices, browser

    def open(self) -> Page:
        """Open the panel at the view of the cameras."""
        context = self._browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        context.set_default_timeout(PATIENCE_S * 1000)
        context.add_cookies([{"name": COOKIE, "value": self._court.cookie, "url": self._court.here.url}])
        page = context.new_page()
        page.goto(f"{self._court.here.url}/panel.html?hearing={self._court.hearing}")
        page.locator(".rail button", has_text="画面").click()
        expect(page.locator(".stick")).to_have_attribute("aria-disabled", "false", timeout=PATIENCE_S * 1000)
        return page

    def head(self) -> dict[str, Any]:
        """Where the head is and whether it moves."""

        async def look() -> dict[str, Any]:
            assert self._devices.simulation is not None
            return self._devices.simulation.state("camera-bench")

        return asyncio.run_coroutine_threadsafe(look(), self._court.loop).result(PATIENCE_S)

    def until(self, claim: Callable[[dict[str, Any]], bool]) -> float:
        """Wait until *claim* holds of the head; say how long that took, s."""
        since = time.monotonic()
        while not claim(self.head()):
            assert time.monotonic() - since < PATIENCE_S, self.head()
            time.sleep(0.01)
        return time.monotonic() - since


@pytest.fixture(scope="module")
def bench(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A court whose room is joined, with a hearing that is being prepared."""
    devices: list[Devices] = []

    async def make(here: Court) -> str:
        devices.append(await join_room(here, tmp_path_factory.mktemp("agent")))
        clerk = await here.person("clerk", "clerk")
        hearing = await here.hearing(clerk, room="bench")
        await here.done(clerk, hearing, "prepare")
        return hearing

    with served(tmp_path_factory.mktemp("court"), make) as court:
        yield Bench(court, devices[0], browser)


def hold(page: Page, place: Locator, x: float, y: float) -> None:
    """Put the mouse down at a share of *place* and keep it there."""
    box = place.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.mouse.down()


def drag(page: Page, place: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw from one share of *place* to another."""
    hold(page, place, *start)
    box = place.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=6)
    page.mouse.up()


def test_whoever_lets_go_leaves_the_camera_still(bench: Bench) -> None:
    """Joystick and arrow held: the head moves that way; lifted, the window left, the page closed: it stands within 1.2 s."""
    page = bench.open()
    hold(page, page.locator(".stick"), 0.7, 0.5)
    bench.until(lambda head: head["moves"] and head["pan"] > 0)
    page.mouse.up()
    assert bench.until(lambda head: not head["moves"]) <= STILL_S

    page.locator(".stick").focus()
    page.keyboard.down("ArrowLeft")
    bench.until(lambda head: head["moves"] and head["driven"] == ["pan"])
    page.keyboard.up("ArrowLeft")
    assert bench.until(lambda head: not head["moves"]) <= STILL_S

    page.keyboard.down("+")
    bench.until(lambda head: head["driven"] == ["zoom"])
    page.evaluate("dispatchEvent(new Event('blur'))")
    assert bench.until(lambda head: not head["moves"]) <= STILL_S
    page.keyboard.up("+")

    hold(page, page.locator(".stick"), 0.4, 0.5)
    bench.until(lambda head: head["moves"])
    page.close()
    assert bench.until(lambda head: not head["moves"]) <= STILL_S


def test_a_drawn_rectangle_is_framed_and_kept_by_name(bench: Bench) -> None:
    """Drawn, stored under a name, moved away, recalled: the lamp is on only while the camera is seen to be there."""
    page = bench.open()
    sheet = page.locator(".camera-frame:not(.inert)")
    expect(sheet).to_be_visible()
    before = bench.head()
    drag(page, sheet, (0.25, 0.25), (0.75, 0.75))  # the middle half: it comes twice as near and turns nowhere
    bench.until(lambda head: head["zoom"] != before["zoom"] and not head["moves"])
    expect(page.locator(".chosen-camera")).to_have_class("chosen-camera still")
    framed = bench.head()
    assert abs(framed["pan"] - before["pan"]) <= 6
    assert framed["zoom"] > before["zoom"] + 3000

    page.locator(".presets .store").click()
    page.locator("dialog input").fill("证人近景")
    page.locator("dialog button[type=submit]").click()
    key = page.locator(".preset", has_text="证人近景")
    expect(key).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".undo")).to_be_visible()

    drag(page, sheet, (0.2, 0.5), (0.2, 0.5))  # a tap
    bench.until(lambda head: abs(head["pan"] - framed["pan"]) > 60 and not head["moves"])
    expect(key).to_have_attribute("aria-pressed", "false")
    key.click()
    expect(key).to_have_attribute("aria-pressed", "true")
    there = bench.head()
    assert (there["pan"], there["tilt"], there["zoom"]) == (framed["pan"], framed["tilt"], framed["zoom"])
    if OUT:
        page.screenshot(path=f"{OUT}/cameras.png")
    assert faults(page) == []
    page.close()


def test_a_storing_is_taken_back(bench: Bench) -> None:
    """The undo bar is there for five seconds; tapped, the name is gone again."""
    page = bench.open()
    store = page.locator(".presets .store:not(.locked)")
    store.click()
    page.locator("dialog input").fill("多余")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator(".preset", has_text="多余")).to_be_visible()
    page.locator(".undo .key").click()
    expect(page.locator(".preset", has_text="多余")).to_have_count(0)
    page.close()
