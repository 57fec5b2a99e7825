"""What tests of pages share: the pages built from the source as it is now, and Debian's Chromium."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

FRONTEND = Path(__file__).parents[2] / "frontend"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages, and the player of a package in ``offline/``."""
    out = tmp_path_factory.mktemp("built")
    done = subprocess.run(
        ["npm", "run", "--silent", "build", "--", "--logLevel", "error"],
        cwd=FRONTEND, env=os.environ | {"COURTROOM_PAGES_OUT": str(out)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def chromium() -> Iterator[Callable[..., Browser]]:
    """Debian's Chromium, which may play sound without being asked: each call starts one, with further flags.

    Not for the whole session: while it lasts no other test of this process can run asyncio.
    """
    with sync_playwright() as playwright:
        started: list[Browser] = []

        def start(*flags: str) -> Browser:
            flags = ("--autoplay-policy=no-user-gesture-required", *flags)
            started.append(playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags))
            return started[-1]

        yield start
        for browser in started:
            browser.close()


@pytest.fixture(scope="module")
def browser(chromium: Callable[..., Browser]) -> Browser:
    """One Chromium."""
    return chromium()
