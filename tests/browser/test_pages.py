"""The pages outside the panel, as far as they can be looked at without a court: everyone can read and use them."""

import functools
import http.server
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

pytestmark = pytest.mark.browser

FRONTEND = Path(__file__).parents[2] / "frontend"
AXE = FRONTEND / "node_modules/axe-core/axe.min.js"
ANY = re.compile("")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROW = {
    "id": "k3v9", "court": "示范区人民法院", "room": "第三法庭", "title": "张某某危险驾驶案", "number": "（2026）示0101刑初128号",
    "procedure": "trial", "planned_at": 1795485600000, "status": "live", "stages": [{"stage": "rights", "at": 1795485700000}],
}  # fmt: skip


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages built from the source as it is now, beside a public folder as release writes it."""
    out = tmp_path_factory.mktemp("pages")
    built = subprocess.run(
        ["npx", "--no-install", "vite", "build", "--logLevel", "error", "--outDir", str(out)],
        cwd=FRONTEND, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (out / "hearings.json").write_text(json.dumps({"hearings": [ROW]}))
    (out / "live/k3v9").mkdir(parents=True)
    _air(out, "cut")
    return out


def _air(folder: Path, why: str) -> None:
    state = {"id": "k3v9", "on_air": False, "why": why, "epoch": None, "delay_s": 30, "stages": ROW["stages"]}
    (folder / "live/k3v9/state.json").write_text(json.dumps(state))


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Any static server will do."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Files, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh visitor."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=address)
    yield context.new_page()
    context.close()


def _faults(page: Page) -> list[object]:
    page.evaluate(AXE.read_text())
    found: list[object] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]))",
        RULES,
    )
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("path", "ready"),
    [
        ("index.html?", ".hearings li"),
        ("join.html?", "form"),
        ("sign-in.html?", "form"),
        ("sign-in.html?x=1#setup=s&", "form"),
    ],
)
def test_a_telephone_and_a_screen_reader_can_use_it(page: Page, path: str, ready: str, language: str) -> None:
    """Nothing is cut off on a telephone, and no barrier is found."""
    file, _, fragment = path.partition("#")
    page.goto(f"/{file}&lang={language}#{fragment}")
    page.wait_for_selector(ready)

    assert _faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_cut_says_why_and_shows_nothing(page: Page) -> None:
    """After a cut the public page is dark within two seconds and says so in words; the address stays ours alone."""
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto("/index.html")
    page.locator(".hearings button").click()

    expect(page.locator(".screen .why")).to_contain_text("中止播出")
    expect(page.locator(".screen video")).not_to_have_attribute("src", ANY)
    assert _faults(page) == []
    assert elsewhere == []


def test_nothing_is_claimed_of_the_air_before_it_is_known(page: Page) -> None:
    """While the state is still being read, the page says that it is reading, and not that nothing has begun."""
    held: list[Route] = []
    page.route("**/live/k3v9/state.json", lambda route: held.append(route))
    page.goto("/index.html")
    page.locator(".hearings button").click()

    expect(page.locator(".screen .why")).to_have_text("正在读取…")
    held.pop().continue_()
    expect(page.locator(".screen .why")).to_contain_text("中止播出")
