"""What tests of pages share: the pages built from the source as it is now, and Debian's Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.gallery import serving_gallery, touched
from tests.browser.site import made_pages

WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",  # pages of the address bar, drawn anew for every window that nobody sees
    "HttpsUpgrades", "MediaRouter", "OptimizationHints", "PaintHolding",  # only the last such list counts, not Playwright's
)  # fmt: skip
FLAGS = (
    "--autoplay-policy=no-user-gesture-required",
    "--disable-gpu",
    "--force-prefers-reduced-motion",
    f"--disable-features={','.join(WITHOUT)}",
)
"""Sound needs no tap; a machine without a graphics card draws nothing that only moves for the eye."""

expect.set_options(timeout=30_000)  # a machine that runs other tests beside these is late


@pytest.fixture(scope="session", autouse=True)
def built() -> Path:
    """All pages, and the player of a package in ``offline/``, as the source is now: whichever worker comes first sees to it."""
    return made_pages()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Callable[..., Browser]]:
    """Debian's Chromium, which may play sound without being asked: each call starts one, with further flags.

    Not for the whole session: while it lasts no other test of this process can run asyncio.
    """
    with sync_playwright() as playwright:
        started: list[Browser] = []

        def start(*flags: str) -> Browser:
            started.append(playwright.chromium.launch(executable_path="/usr/bin/chromium", args=(*FLAGS, *flags)))
            return started[-1]

        yield start
        for browser in started:
            browser.close()


@pytest.fixture(scope="module")
def browser(chromium: Callable[..., Browser]) -> Browser:
    """One Chromium."""
    return chromium()


@pytest.fixture(scope="module")
def gallery(built: Path) -> Iterator[str]:
    """Where the gallery of the pages' states is."""
    with serving_gallery(built) as address:
        yield address


@pytest.fixture
def page(browser: Browser, gallery: str) -> Iterator[Page]:
    """A page at the gallery, 1280x800 with touch."""
    with touched(browser, gallery) as page:
        yield page
