"""The bench in a real court: messages reach the clerk alone, deliberation waits for silence, minutes outlive the panel."""

import json
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from control_panel.demo.people import CLERK, JUDGE, Account, Person
from tests.browser.demonstration import Demonstration, demonstration
from tests.browser.test_hearing import FALSE_DEVICES, join, screen, until

pytestmark = [pytest.mark.browser, pytest.mark.long]
SECRET = "绝密丹青"
PASSWORD = "a long enough password"
SEEN_BESIDE = """() => [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && !one.closest('.sheet-to-print')
    && !one.querySelector('.sheet-to-print')).map(one => one.outerHTML.slice(0, 120))"""
"""What is visible and neither part of the sheet nor around it."""
SECOND = Account("second", "周审判员", "judge")
ASSESSOR = Account("assessor", "欧阳陪审员", "peoples-assessor")


def _add(court: Demonstration, account: Account) -> None:
    body = {"account": account.account, "name": account.name, "role": account.role, "password": PASSWORD}
    headers = {"authorization": f"Bearer {court.installation.operator()}"}
    url = f"{court.installation.url}/api/v1/accounts"
    answer = httpx.post(url, json=body, headers=headers, trust_env=False)
    assert answer.status_code == 201, answer.text


def _person(court: Demonstration, account: Account) -> Person:
    person: Person = court.do(Person.sign_in(court.installation, account))
    return person


def _call(court: Demonstration, person: Person, method: str, path: str, **body: Any) -> Any:
    """Call the bench's part of the API; what is refused says so."""
    return court.do(person.call(method, f"/hearings/{court.hearing}/bench{path}", body if method != "GET" else None))


def _listen(page: Page) -> list[str]:
    """Collect every frame and answer that comes to a page, but those of the bench's own line."""
    heard: list[str] = []

    def socket(one: Any) -> None:
        if "/bench/" not in one.url:
            one.on("framereceived", lambda payload: heard.append(str(payload)))

    page.on("websocket", socket)
    page.reload()
    return heard


def _seat_the_panel(judge: Page) -> None:
    judge.get_by_role("button", name="评议", exact=True).click()
    judge.get_by_role("button", name="主持本案合议庭").click(timeout=90_000)
    judge.get_by_role("button", name="安排就座").click()
    for account in (SECOND, ASSESSOR):
        judge.locator(".candidates").get_by_role("button", name=account.name).click()
        expect(judge.locator(".seats")).to_contain_text(account.name)
    judge.keyboard.press("Escape")


def _tell_the_clerk(judge: Page, clerk: Page, heard: list[list[str]]) -> None:
    """A phrase and own words reach the clerk's panel as chips; one tap says that they were seen."""
    judge.get_by_role("button", name="短消息").first.click()
    judge.get_by_role("button", name="请控制时间").click()
    expect(clerk.locator(".bench-messages")).to_contain_text("请控制时间")
    judge.locator(".own-words input").fill(SECRET)
    judge.locator(".own-words input").press("Enter")
    chip = clerk.locator(".bench-chip", has_text=SECRET)
    expect(chip).to_be_visible()
    chip.click()
    expect(clerk.locator(".bench-messages")).to_have_count(0)
    expect(judge.locator(".message", has_text=SECRET)).to_contain_text("1 人已读")
    assert all(SECRET not in frame for frames in heard for frame in frames)


def _deliberate(court: Demonstration, judge: Page, people: list[Person]) -> None:
    """In the recess, once the courtroom has said that nothing is written: opinions and result, typed."""
    judge.get_by_role("button", name="评议", exact=True).click()
    begin = judge.get_by_role("button", name="开始评议")
    expect(begin).to_have_attribute("aria-disabled", "false", timeout=60_000)
    begin.click()
    judge.locator("dialog input").fill(f"定罪量刑{SECRET}")
    judge.locator("dialog button[type=submit]").click()
    own = judge.locator(".typed", has_text="本人意见")
    own.locator("textarea").fill(f"构成{SECRET}")
    own.get_by_role("button").click()
    expect(own).to_contain_text("已保存")
    for person in people:
        _call(court, person, "PUT", "/deliberations/1/opinion", text=f"同意{SECRET}")
    result = judge.locator(".typed", has_text="评议结论")
    result.locator("textarea").fill(f"一致同意{SECRET}")
    result.get_by_role("button").click()
    expect(result).to_contain_text("已保存")


def _kill_the_panel(court: Demonstration) -> None:
    processes = court.installation.data / "run" / "processes.json"

    def number() -> int | None:
        try:
            return int(json.loads(processes.read_text())["panel"])
        except (OSError, ValueError, KeyError):
            return None

    before = number()
    assert before is not None
    os.kill(before, signal.SIGKILL)
    until(lambda: number() not in (None, before))


def _sign(court: Demonstration, judge: Page, people: list[Person]) -> None:
    """The presiding judge signs on the page, the others with their own passwords; then nothing can be written."""
    expect(judge.locator(".minutes")).to_contain_text(SECRET, timeout=60_000)
    judge.get_by_role("button", name="签署评议笔录").click()
    judge.locator("dialog input[type=password]").fill(PASSWORD)
    judge.locator("dialog button[type=submit]").click()
    expect(judge.locator(".signers .signed")).to_have_count(1, timeout=60_000)
    for person in people:
        digest = _call(court, person, "GET", "")["deliberations"][0]["sha256"]
        _call(court, person, "POST", "/deliberations/1/signature", sha256=digest, password=PASSWORD)
    expect(judge.locator(".minutes .head")).to_contain_text("已锁定", timeout=60_000)
    expect(judge.locator(".minutes textarea")).to_have_count(0)


def _print(judge: Page) -> None:
    """On paper there are the minutes alone: nothing else of the page."""
    judge.get_by_role("button", name="打印").click()
    sheet = judge.locator(".sheet-to-print")
    expect(sheet).to_contain_text(SECRET)
    judge.emulate_media(media="print")
    expect(sheet).to_be_visible()
    assert judge.evaluate(SEEN_BESIDE) == []
    judge.emulate_media(media="screen")


def _nothing_lies_open(court: Demonstration) -> None:
    """Neither the log nor any file of the server and of the courtroom's machine holds a word of it."""
    events = court.do(court.court.clerk.call("GET", f"/hearings/{court.hearing}/log"))
    assert SECRET not in json.dumps(events, ensure_ascii=False)
    with sqlite3.connect(court.installation.data / "panel.sqlite3") as database:
        assert SECRET not in "\n".join(database.iterdump())
        assert database.execute("SELECT count(*) FROM secret_entries").fetchone()[0] > 10
    files = [path for path in court.installation.data.rglob("*") if path.is_file()]
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []


@pytest.mark.timeout(600)
def test_a_bench_speaks_to_its_clerk_deliberates_and_signs_unheard(chromium: Callable[..., Browser]) -> None:
    """From the first message to locked minutes: the clerk sees messages, a party and every file nothing."""
    browser, remote = chromium(), chromium(*FALSE_DEVICES)
    with TemporaryDirectory(prefix="b-") as folder, demonstration(Path(folder), 4.0) as court:
        for account in (SECOND, ASSESSOR):
            _add(court, account)
        people = [_person(court, one) for one in (SECOND, ASSESSOR)]
        court.do(court.court.judge.call("POST", "/me/password", {"password": PASSWORD}))
        court.do(court.court.clerk.command(court.hearing, "prepare"))
        judge = screen(browser, court.sign_in(JUDGE, "judge"))
        clerk = screen(browser, court.sign_in(CLERK, "panel"))
        party = join(court, remote)
        court.do(court.court.admit_accused(court.watch))
        court.do(court.court.open(court.watch), within_s=100)
        heard = [_listen(clerk), _listen(party)]
        judge.wait_for_selector(".judge .dock")

        _seat_the_panel(judge)
        _tell_the_clerk(judge, clerk, heard)
        judge.get_by_role("button", name="评议", exact=True).click()
        assert "庭审进行中不得评议" in judge.get_by_role("button", name="开始评议").inner_text()
        court.do(court.court.clerk.command(court.hearing, "recess", reason="recess", note=""))
        court.happened("paused")
        _deliberate(court, judge, people)
        _kill_the_panel(court)
        _sign(court, judge, people)
        _print(judge)

        assert len(heard[1]) > 3
        assert all(SECRET not in frame for frames in heard for frame in frames)
        assert SECRET not in party.content()
        _nothing_lies_open(court)
        for person in people:
            court.do(person.close())
