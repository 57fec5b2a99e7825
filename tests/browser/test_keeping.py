"""Keeping a record, on the administration page: term, hold, and a removal that two people must agree to."""

import os
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from control_panel.commands.export import note_export
from control_panel.identity import COOKIE
from control_panel.models import LockRow, RemovalRow, ReplicaRow
from recorder.keeping.removal import GRACE_MS
from tests.browser.archived_hearing import Archived, archived
from tests.browser.looking import faults
from tests.hearing.story import HEARING, SCHEDULE

pytestmark = pytest.mark.browser

OUT = os.environ.get("COURTROOM_LOOK_AT")
"""Folder for screenshots, for whoever changes the page."""


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    """An archived hearing on a real panel, proven in two places; a capsule of it was given out by leave."""
    with archived(tmp_path_factory.mktemp("court"), width=192) as here:
        rows = [_proven(here, place) for place in ("archive", "s3://court/records")]
        ends = round(time.time() * 1000) + GRACE_MS
        lock = LockRow(
            hearing=HEARING, location="s3://court/records", until=ends, objects=41, refused=2, tried_at=ends,
            says="s3://court/records: the store refused (AccessDenied).",
        )  # fmt: skip
        here.panel.database.write_now(lambda session: session.add_all([*rows, lock]))
        told: dict[str, object] = {"who": "court", "package": str(here.package), "to": "/media/stick"}
        told |= {
            "capsule": "c-0123456789",
            "for": "示范市中级人民法院",
            "leave_by": "李某",
            "grant": "g-abcdefghij",
        }
        for outcome in ("begun", "done"):
            note_export(here.panel.settings.data, {**told, "outcome": outcome})
        yield here


def _proven(hearing: Archived, location: str) -> ReplicaRow:
    name = f"archive/{hearing.package.parent.name}/{HEARING}/0000000000000000"
    return ReplicaRow(
        object=name, location=location, hearing=HEARING, kind="package", uri="", version="", bytes=7 << 20,
        sha256="0" * 64, status="verified", attempts=1, stored_at=0, verified_at=round(time.time() * 1000),
    )  # fmt: skip


def let_a_day_pass(hearing: Archived) -> None:
    """Agree a day earlier than it was."""
    earlier = update(RemovalRow).values(approved_at=RemovalRow.approved_at - GRACE_MS)
    hearing.panel.database.write_now(lambda session: session.execute(earlier))


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
    """Fill in a reason, tap, and say yes."""
    page.get_by_label(label).fill(text)
    page.locator(".keeping").get_by_role("button", name=key, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=key, exact=True).click()


def tap(page: Page, key: str) -> None:
    """Tap, and say yes."""
    page.locator(".keeping").get_by_role("button", name=key, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=key, exact=True).click()


def test_a_record_goes_only_when_its_term_is_over_nothing_holds_it_and_two_agree(
    browser: Browser, hearing: Archived
) -> None:
    """Each refusal is said in words; taking back shows the record again; at the end each copy says how far it is."""
    first = desk(browser, hearing, 0)
    expect(first.locator(".keeping")).to_contain_text("案件未结")
    expect(first.locator(".keeping")).to_contain_text("许可编号 g-abcdefghij")
    expect(first.locator(".keeping")).to_contain_text("41 个对象中有 2 个未能延长锁定")
    say(first, "销毁理由", "期限届满", "隐藏并提请销毁")
    expect(first.locator(".toast").first).to_contain_text("保管期限未满")

    first.get_by_label("保管期限").select_option("30-years")
    first.get_by_label("结案日期").fill("1990-05-04")
    first.get_by_role("button", name="保存期限").click()
    expect(first.locator(".keeping")).to_contain_text("2021年1月1日")
    say(first, "保留理由", "申诉审查期间", "设置保留")
    expect(first.locator(".keeping")).to_contain_text("申诉审查期间 · 由 王某 设置")
    assert faults(first) == []
    look_at(first, "keeping-hold-zh")

    tap(first, "解除")
    expect(first.locator(".keeping")).to_contain_text("没有依法保留")
    say(first, "销毁理由", "期限届满", "隐藏并提请销毁")
    expect(first.locator(".keeping")).to_contain_text("待销毁，记录已隐藏")
    tap(first, "批准销毁")
    expect(first.locator(".toast").last).to_contain_text("须由另一人批准")

    second = desk(browser, hearing, 1, english=True)
    second.locator(".keeping").get_by_role("button", name="Agree to removal").click()
    assert faults(second) == []
    second.get_by_role("dialog").get_by_role("button", name="Agree to removal").click()
    expect(second.locator(".keeping")).to_contain_text("agreed on")
    expect(second.get_by_role("button", name="Destroy now")).to_have_attribute("aria-disabled", "true")
    look_at(second, "keeping-approved-en")
    tap(second, "Take back, show again")
    expect(second.locator(".keeping")).to_contain_text("Archived")

    say(second, "Reason for the removal", "The term is over.", "Hide and ask for removal")
    expect(second.locator(".keeping")).to_contain_text("To be destroyed; hidden")
    first.reload()
    first.get_by_role("button", name="查看 （2026）").click()
    tap(first, "批准销毁")
    expect(first.locator(".keeping")).to_contain_text("起可以销毁")
    let_a_day_pass(hearing)
    _destroyed(first, second)
    first.context.close()
    second.context.close()


def _destroyed(first: Page, second: Page) -> None:
    """Destroy it; copies that nothing reaches now are said to be waiting, in both languages."""
    first.get_by_role("button", name="刷新").click()
    first.get_by_role("button", name="查看 （2026）").click()
    first.get_by_role("button", name="查看 （2026）").click()
    tap(first, "立即销毁")
    expect(first.locator(".keeping")).to_contain_text("已销毁，仅存哈希")
    expect(first.locator(".keeping")).to_contain_text("主机未连接")
    expect(first.locator(".keeping tr").filter(has_text="数据库文件与快照")).to_contain_text("已清除")
    assert faults(first) == []
    assert first.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = first.evaluate(
        "[...document.querySelectorAll('.keeping .key, .keeping input')].filter(e => e.offsetHeight < 56).length"
    )
    assert small == 0, "each key can be hit with a finger"
    look_at(first, "keeping-destroyed-zh")
    second.reload()
    second.get_by_role("button", name="Show （2026）").click()
    expect(second.locator(".keeping")).to_contain_text("The machine is not connected")
    assert faults(second) == []
    look_at(second, "keeping-destroyed-en")
    second.locator("section[aria-labelledby=removals]").screenshot(path=f"{OUT}/removals-en.png") if OUT else None
