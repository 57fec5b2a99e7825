"""The gallery of the pages' states: shown without a court, and held to eyes, fingers and a screen reader."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, ViewportSize

from tests.browser.looking import faults
from tests.browser.site import serving

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:"
SMALL: ViewportSize = {"width": 1280, "height": 800}
LARGE: ViewportSize = {"width": 1920, "height": 1200}
LANGUAGES = ("zh", "en")
TARGET_PX = 56
WAIT_MS = 30_000
LAMPS = {"rec": {"zh": "录", "en": "REC"}, "live": {"zh": "播", "en": "LIVE"}}


def serving_gallery(pages: Path) -> AbstractContextManager[str]:
    """Serve the built *pages* under the policy that the panel gives its own, as :func:`tests.browser.site.serving` does."""
    return serving(pages, POLICY)


@contextmanager
def touched(browser: Browser, address: str, size: ViewportSize = SMALL) -> Iterator[Page]:
    """A page at the gallery in a browser of *size* with touch, until left."""
    context = browser.new_context(viewport=size, has_touch=True, base_url=address)
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


def show(page: Page, state: str, language: str = "zh") -> None:
    """Open *state* of the gallery and wait until its panel, its sheet of keys, its display or its party's page is there."""
    page.goto(f"/gallery.html?state={state}&lang={language}")
    page.wait_for_selector(".panel .dock, .key-sheet, #page > main, .join > main")


def states(page: Page) -> list[str]:
    """The name of every state that the gallery has, by its own list."""
    page.goto("/gallery.html")
    page.wait_for_selector(".choose li a")
    return [name.strip() for name in page.locator(".choose li a").all_inner_texts()]


def _body(request: Request) -> Any:
    return request.post_data_json


def refused(page: Page, what: str = "**/commands", told: Callable[[Request], Any] = _body) -> list[Any]:
    """Answer what the page asks at *what* as a panel that refuses everything; returns what *told* makes of each, as it comes."""
    asked: list[Any] = []

    def answer(route: Route) -> None:
        asked.append(told(route.request))
        route.fulfill(status=409, content_type="application/problem+json", body='{"title": "否 · No"}')

    page.route(what, answer)
    return asked


def wait_for(page: Page, asked: list[Any], count: int) -> None:
    """Wait until *count* things have been asked: a busy machine may take its time."""
    for _ in range(WAIT_MS // 50):
        if len(asked) >= count:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"In {WAIT_MS} ms only this was asked: {asked}.")


def faults_of(page: Page, language: str) -> list[Any]:
    """What keeps eyes, fingers or a screen reader from the state that is shown now."""
    small: list[str] = page.evaluate(
        """least => [...document.querySelectorAll('button, a, input, select, textarea, summary')].map(e => [e.getBoundingClientRect(), e.textContent])
        .filter(([box]) => box.width > 0 && (box.width < least || box.height < least)).map(([box, text]) => `small: ${text} ${box.width}x${box.height}`)""",
        TARGET_PX,
    )
    return faults(page) + small + _lamp_faults(page, language)


def faults_of_states(page: Page, names: list[str], language: str) -> dict[str, list[Any]]:
    """Show one state after another; what is wrong with each, where anything is."""
    found = {}
    for name in names:
        show(page, name, language)
        if wrong := faults_of(page, language):
            found[name] = wrong
    return found


def _lamp_faults(page: Page, language: str) -> list[str]:
    """REC and LIVE stand in words inside the window, in every state."""
    if not page.locator(".panel").count():
        return []
    width = page.viewport_size["width"] if page.viewport_size else 0
    found = []
    for name, word in LAMPS.items():
        lamp = page.locator(f"[data-lamp={name}]")
        place = lamp.bounding_box()
        if word[language] not in lamp.inner_text():
            found.append(f"{name}: {lamp.inner_text()}")
        if place is None or place["x"] < 0 or place["x"] + place["width"] > width:
            found.append(f"{name}: {place}")
    return found
