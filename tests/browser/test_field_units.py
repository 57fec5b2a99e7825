"""What field units owe, on the administration page: who, which case, by when, and what is overdue."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from control_panel.identity import COOKIE
from control_panel.rooms import RoomDescription
from hardware_profiles.field_unit import FieldUnit
from tests.browser.looking import faults
from tests.browser.served import served
from tests.control_panel.serving import Court

pytestmark = pytest.mark.browser

OUT = os.environ.get("COURTROOM_LOOK_AT")
"""Folder for screenshots, for whoever changes the page."""
_DAY_MS = 24 * 3_600_000


async def _owing(here: Court) -> str:
    """Two hearings were scheduled at a circuit court, four days and one day ago; nothing came of either."""
    await here.panel.rooms.put(
        RoomDescription(room="circuit", room_name="东山巡回审判点", unit=FieldUnit(kind="circuit-court"))
    )
    clerk = await here.person("schedules", "clerk")
    for number, days in ((7, 4), (8, 1)):
        case = {"number": f"（2026）示0101民初{number}号", "cause": "相邻关系纠纷"}
        planned = here.panel.now_ms() - days * _DAY_MS
        name = await here.hearing(clerk, case=case, room="circuit", planned_at=planned)
    return name


@pytest.mark.long
def test_what_a_circuit_court_has_not_handed_in_stands_on_the_page(browser: Browser, tmp_path: Path) -> None:
    """The overdue one first and marked; the room says what it is and by when it hands in."""
    with served(tmp_path / "court", _owing) as here:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": COOKIE, "value": here.administrator, "url": here.here.url}])
        page = context.new_page()
        page.goto(f"{here.here.url}/admin")
        rows = page.get_by_role("region", name="派出法庭、巡回审判待移交").locator("tr")
        expect(rows).to_have_count(2)
        expect(rows.nth(0)).to_contain_text("已逾期")
        expect(rows.nth(0)).to_contain_text("民初7号")
        expect(rows.nth(1)).to_contain_text("应于")
        expect(page.locator(".unit")).to_contain_text("巡回审判点 · 闭庭后 72 小时内移交")
        rows.nth(0).scroll_into_view_if_needed()
        page.screenshot(path=f"{OUT}/owed-zh.png", full_page=True) if OUT else None
        assert faults(page) == []
        page.locator("button.tongue").click()
        expect(page.get_by_role("region", name="Field units: to hand in")).to_contain_text("Overdue since")
        page.screenshot(path=f"{OUT}/owed-en.png", full_page=True) if OUT else None
        assert faults(page) == []
        context.close()
