"""Keeping a record, on the administration page: term, hold, and a removal that two people must agree to."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from control_panel.identity import COOKIE
from tests.browser.archived_hearing import Archived, archived
from tests.browser.looking import faults
from tests.hearing.story import SCHEDULE

pytestmark = pytest.mark.browser

OUT = os.environ.get("COURTROOM_LOOK_AT")
"""Folder for screenshots, for whoever changes the page."""


@pytest.fixture(scope="module")
def hearing(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    """An archived hearing on a real panel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("control_panel.pages.STATIC", built)
        with archived(tmp_path_factory.mktemp("court"), width=192) as here:
            yield here


def desk(browser: Browser, hearing: Archived, number: int, *, english: bool = False) -> Page:
    """An administrator's browser, at the record's keeping."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    context.add_cookies([{"name": COOKIE, "value": hearing.administrators[number], "url": hearing.url}])
    page = context.new_page()
    page.goto(f"{hearing.url}/admin")
    if english:
        page.locator("button.tongue").click()
    day = time.strftime("%Y-%m-%d", time.gmtime(SCHEDULE["planned_at"] / 1000 + 8 * 3600))
    page.locator(".day input").fill(day)
    page.get_by_role("button", name="Keeping" if english else "保管").click()
    expect(page.locator(".keeping h3").first).to_be_visible()
    return page


def look_at(page: Page, name: str) -> None:
    """Keep a picture of the page, if somebody wants to look."""
    if OUT:
        page.locator(".keeping").screenshot(path=f"{OUT}/{name}.png")


def say(page: Page, label: str, text: str, key: str) -> None:
    """Fill in a reason and tap."""
    page.get_by_label(label).fill(text)
    page.locator(".keeping").get_by_role("button", name=key, exact=True).click()


def test_a_record_goes_only_when_its_term_is_over_nothing_holds_it_and_two_agree(
    browser: Browser, hearing: Archived
) -> None:
    """Each refusal is said in words; taking back shows the record again."""
    first = desk(browser, hearing, 0)
    expect(first.locator(".keeping")).to_contain_text("案件未结")
    say(first, "销毁理由", "期限届满", "隐藏并提请销毁")
    first.get_by_role("dialog").get_by_role("button", name="隐藏并提请销毁").click()
    expect(first.locator(".toast").first).to_contain_text("保管期限未满")

    first.get_by_label("保管期限").select_option("30-years")
    first.get_by_label("结案日期").fill("1990-05-04")
    first.get_by_role("button", name="保存期限").click()
    expect(first.locator(".keeping")).to_contain_text("2021年1月1日")
    say(first, "保留理由", "申诉审查期间", "设置保留")
    expect(first.locator(".keeping")).to_contain_text("申诉审查期间 · 由 王某 设置")
    assert faults(first) == []
    look_at(first, "keeping-hold-zh")

    first.get_by_role("button", name="解除").click()
    first.get_by_role("dialog").get_by_role("button", name="解除").click()
    expect(first.locator(".keeping")).to_contain_text("没有依法保留")
    say(first, "销毁理由", "期限届满", "隐藏并提请销毁")
    first.get_by_role("dialog").get_by_role("button", name="隐藏并提请销毁").click()
    expect(first.locator(".keeping")).to_contain_text("待销毁，记录已隐藏")
    first.get_by_role("button", name="批准销毁").click()
    first.get_by_role("dialog").get_by_role("button", name="批准销毁").click()
    expect(first.locator(".toast").last).to_contain_text("须由另一人批准")

    second = desk(browser, hearing, 1, english=True)
    second.get_by_role("button", name="Agree to removal").click()
    assert faults(second) == []
    second.get_by_role("dialog").get_by_role("button", name="Agree to removal").click()
    expect(second.locator(".keeping")).to_contain_text("agreed on")
    look_at(second, "keeping-approved-en")
    second.get_by_role("button", name="Take back, show again").click()
    expect(second.locator(".keeping")).to_contain_text("Sealed, not yet proven in two places")
    first.context.close()
    second.context.close()
