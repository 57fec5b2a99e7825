"""The control centre's page: an alarm that nobody misses, confirmed and cleared by finger or keyboard, grey without a server."""

import pytest
from playwright.sync_api import Page

from tests.browser.gallery import refused, show, wait_for

pytestmark = pytest.mark.browser


def test_a_call_is_confirmed_and_cleared_by_finger_and_keyboard_and_not_without_a_server(page: Page) -> None:
    """The topmost call has F8 and F9; clearing asks what had happened; who may not clear reads why; lost, nothing is asked."""
    asked = refused(page)
    show(page, "centre-alarm")
    call = page.locator(".call")
    assert all(word in call.inner_text() for word in ("法警报警 · 第三法庭", "报警按钮", "被告人席", "尚无人确认"))
    assert "报警" in page.locator(".room[data-room=hall-3] .calling").inner_text()
    call.get_by_role("button", name="确认知悉").tap()
    page.wait_for_selector(".toast")
    show(page, "centre-two")
    assert page.locator(".call").count() == 2
    page.keyboard.press("F8")
    page.wait_for_selector(".toast")
    page.keyboard.press("F9")
    page.locator("dialog textarea").fill("已带离")
    page.locator("dialog button[type=submit]").tap()
    wait_for(page, asked, 3)
    for state, keys in (("centre-lost", ("F8", "F9")), ("centre-technician", ("F9",))):
        show(page, state)
        for key in keys:
            page.keyboard.press(key)
        assert page.locator("dialog").count() == 0
    assert "由法警、书记员或审判人员解除" in page.locator(".call").inner_text()

    assert [(one["type"], one["name"]) for one in asked] == [
        ("confirm-bailiff-alarm", "赵警官"),
        ("confirm-bailiff-alarm", "赵警官"),
        ("clear-bailiff-alarm", "赵警官"),
    ]


def test_without_a_server_rec_and_live_are_unknown(page: Page) -> None:
    """What each lamp said last stands below; the page says until when it is true, and to telephone."""
    show(page, "centre-lost")
    lamps = page.locator(".room[data-room=hall-1] .lamp")

    assert [words.split() for words in lamps.all_inner_texts()] == [
        ["录制状态未知", "录制中"],
        ["直播状态未知", "直播中"],
    ]
    assert "请电话联系各法庭" in page.locator(".gone").inner_text()
