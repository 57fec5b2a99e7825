"""What tests of pages share: the pages built from the source as it is now, and Debian's Chromium."""

import os
import subprocess
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which may play sound without being asked."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--autoplay-policy=no-user-gesture-required"]
        )
        yield chromium
        chromium.close()
