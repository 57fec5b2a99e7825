"""Reading from outside in a browser: marked over every picture, nothing sealed, gone at once when leave is taken back."""

import asyncio
import queue
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from control_panel.identity import COOKIE
from control_panel.panel import make_panel
from control_panel.server import serving
from control_panel.settings import Settings
from recorder.archive.capsule import Order, make_capsule
from recorder.archive.capsule_form import Grant
from tests.browser.looking import faults
from tests.control_panel.test_readings import DAY_MS, put_log
from tests.recorder.packing import COURT_KEY
from tests.recorder.sealed_hearing import SAID, archived

pytestmark = [pytest.mark.browser, pytest.mark.long]


@dataclass(frozen=True)
class Served:
    """An archived hearing that was closed to the public for some seconds, on a real panel, and its package."""

    url: str
    judge: httpx.Client
    hearing: str
    package: Path

    def grant(self, **said: Any) -> dict[str, Any]:
        """Let the judge grant the accused a reading."""
        until = round(time.time() * 1000) + DAY_MS
        asked = {"participant": "p-1", "purpose": "阅卷", "until": until, "openings": 9, **said}
        answer = self.judge.post(f"/api/v1/hearings/{self.hearing}/readings", json=asked)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def revoke(self, reading: str) -> None:
        """Let the judge take it back."""
        answer = self.judge.delete(f"/api/v1/hearings/{self.hearing}/readings/{reading}")
        assert answer.status_code == 200, answer.text


@contextmanager
def served(data: Path, player: Path) -> Iterator[Served]:
    """Serve it from a thread, until left."""
    story, package = archived(data, player)
    put_log(data, story)
    ready: queue.Queue[tuple[str, str]] = queue.Queue()
    stop = threading.Event()

    async def serve() -> None:
        panel = make_panel(Settings(data), time.time_ns)
        listening = socket.create_server(("127.0.0.1", 0))
        async with serving(panel, listening, None):
            judge = await panel.accounts.add("judge", "李某", "sole-judge", "a long enough password")
            token = await panel.tokens.issue("session", f"account:{judge.id}", lasts_s=3600)
            ready.put((f"http://127.0.0.1:{listening.getsockname()[1]}", token))
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        url, token = ready.get(timeout=120)
        with httpx.Client(base_url=url, cookies={COOKIE: token}, trust_env=False, timeout=30) as judge:
            yield Served(url, judge, story.hearing.hearing, package)
    finally:
        stop.set()
        thread.join()


@pytest.fixture(scope="module")
def here(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The hearing on a panel with the pages as they are now."""
    with served(tmp_path_factory.mktemp("court"), built / "offline") as court:
        yield court


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A reader's browser; what goes wrong in the page's script fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    assert broken == []
    context.close()


def small(page: Page) -> list[str]:
    """What can be tapped and is lower than 56 pixels."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('button, a.key, summary.key, .keeping label.option, input:not([type=range], [type=checkbox]), select')]"
        ".filter((one) => one.offsetParent && one.getBoundingClientRect().height < 55.5 && !one.closest('.transcript'))"
        ".map((one) => one.outerHTML.slice(0, 120))"
    )
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_party_reads_under_a_mark_until_leave_is_taken_back(here: Served, page: Page, language: str) -> None:
    """Code, law and one key; then the record with reader, number and time over it; revoked, the page is empty at once."""
    grant = here.grant(may_copy_sound=True, may_transcribe=True)
    page.goto(f"{here.url}/consult?lang={language}#code={grant['code']}")
    assert page.locator("input[name=code]").input_value() == grant["code"]
    assert "code=" not in page.url
    assert faults(page) == []
    assert small(page) == []
    page.locator("button[type=submit]").click()
    mark = page.locator(".watermark")
    expect(mark).to_have_attribute(
        "data-mark", re.compile(rf"^张某某 · {grant['id']} · 1/9 · \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d$")
    )
    expect(page.locator(".transcript")).to_contain_text(SAID)
    expect(page.locator("[data-track=cam-judge] video")).to_be_visible()
    first = mark.get_attribute("data-mark")
    expect(mark).not_to_have_attribute("data-mark", first or "")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.watermark')).pointerEvents") == "none"
    page.locator("summary").click()
    assert faults(page) == []
    assert small(page) == []
    page.locator("summary").click()
    page.locator("[role=tab]").nth(1).click()
    expect(page.locator(".happenings li.withheld")).to_have_count(1)
    here.revoke(grant["id"])
    expect(page.locator(".trouble")).to_be_visible(timeout=15_000)
    expect(page.locator("video")).to_have_count(0)


def test_the_sealed_range_shows_a_slate_and_no_picture(here: Served, page: Page) -> None:
    """On the timeline it is named; there no picture stands, and it is not called missing."""
    grant = here.grant()
    page.goto(f"{here.url}/consult#code={grant['code']}")
    page.locator("button[type=submit]").click()
    page.locator("[role=tab]").nth(1).click()
    page.locator(".happenings li.withheld button").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press(",")
    expect(page.locator("[data-track=cam-judge] .why")).to_contain_text("依法不予提供")
    expect(page.locator(".happenings li.missing")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_judge_gives_leave_on_a_page_and_takes_it_back(here: Served, page: Page, language: str) -> None:
    """To a party, until a day, so many times; the link is shown once, and the list says how often it was opened."""
    page.context.add_cookies([{"name": COOKIE, "value": here.judge.cookies[COOKIE], "url": here.url}])
    page.goto(f"{here.url}/admin?lang={language}")
    page.locator(".day input").fill("2026-09-21")
    page.locator("td .keys .key", has_text=re.compile("^(查阅|Readings)$")).click()
    form = page.locator("form", has=page.locator("select[name=participant]"))
    form.locator("[name=purpose]").fill("阅卷")
    form.locator("[name=until]").fill(time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 24 * 3600)))
    form.locator("[name=text]").check()
    assert faults(page) == []
    assert small(page) == []
    form.locator("button[type=submit]").click()
    expect(page.locator("dialog .code")).to_contain_text("/consult#code=")
    assert faults(page) == []
    page.keyboard.press("Escape")
    row = page.locator("tr", has_text="阅卷").filter(has_text="0 / 3").first
    row.locator(".key").click()
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("tr", has_text=re.compile("已收回|taken back")).first).to_be_visible()


def test_a_higher_court_sees_how_many_copies_are_left(here: Served, page: Page) -> None:
    """Whose it is, until when, and a key that takes the next copy; no barrier on the page."""
    grant = here.grant(kind="capsule", participant=None, reader="示范市中级人民法院", openings=2)
    page.goto(f"{here.url}/consult#code={grant['code']}")
    page.locator("button[type=submit]").click()
    expect(page.locator(".reading-bar")).to_contain_text("已取 0 份，共 2 份")
    expect(page.locator(".copies a.key")).to_have_attribute("href", "/api/v1/reading-room/capsule.tar")
    assert faults(page) == []
    assert small(page) == []


def test_a_capsule_opened_by_double_click_is_marked(here: Served, page: Page, built: Path, tmp_path: Path) -> None:
    """From file: the mark stands over the page before and after its folder is opened, and the files are as listed."""
    grant = Grant(reader="示范市中级人民法院", purpose="二审", by="李某")
    order = Order("c-0000000001", grant, ("cam-judge", "mic-judge"))
    folder = make_capsule(here.package, tmp_path, order, COURT_KEY, 1, built / "offline")
    page.goto((folder / "player.html").as_uri())
    mark = page.locator(".watermark")
    expect(mark).to_have_attribute("data-mark", "示范市中级人民法院 · c-0000000001 · 1/1")
    page.locator("input[type=file]").set_input_files(folder)
    expect(page.locator("[data-track=cam-judge] video")).to_be_visible()
    expect(mark).to_have_count(1)
    expect(page.locator(".lamp.proof")).to_contain_text("文件与清单一致")
    assert faults(page) == []
