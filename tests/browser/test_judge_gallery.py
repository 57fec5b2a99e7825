"""The judge's page in its states: nothing is sent by itself, nothing while the server is lost, and each key asks what it says."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize

from tests.browser.gallery import LANGUAGES, faults_of_states, refused, show, states, touched, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.long]
BENCH: ViewportSize = {"width": 1920, "height": 1080}


def _asked(page: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """Collect method, path and body of what the page asks of a panel that refuses."""

    def told(request: Request) -> tuple[str, str, dict[str, Any]]:
        path = request.url.partition("/api/v1/hearings/")[2].partition("/")[2]
        return request.method, path, request.post_data_json or {}

    return refused(page, "**/api/v1/**", told)


def test_giving_the_word_opens_the_microphone_and_lowers_the_hand(page: Page) -> None:
    """Hands stand in the order in which they were raised; whoever is muted is heard once given the word."""
    asked = _asked(page)
    show(page, "judge-hands")
    hands = page.locator(".hands .waits")
    assert [one.split(" · ")[0] for one in hands.locator("b").all_inner_texts()] == ["王律师", "张某某"]
    hands.nth(0).get_by_role("button").click()
    hands.nth(1).get_by_role("button").click()
    page.wait_for_selector(".toast")

    assert [(body["type"], body.get("participant", body.get("stream"))) for _, _, body in asked] == [
        ("lower-hand", "p-5"),
        ("unmute", "remote-p-2"),
    ]


def test_a_phrase_is_sent_by_one_tap_on_the_benchs_own_line(page: Page) -> None:
    """It goes to the secret file's address, never as a command of the hearing."""
    asked = _asked(page)
    show(page, "judge-messages")
    page.get_by_role("button", name="请控制时间").click()
    page.locator(".own-words input").fill("请稍候")
    page.locator(".own-words input").press("Enter")
    page.wait_for_selector(".toast")

    assert [(method, path, body.get("template"), body.get("text")) for method, path, body in asked] == [
        ("POST", "bench/messages", "watch-time", None),
        ("POST", "bench/messages", None, "请稍候"),
    ]


def test_pages_turn_for_oneself_and_only_when_said_for_all(page: Page) -> None:
    """Leafing alone asks nothing of the court; turned for all it is a command."""
    asked = _asked(page)
    show(page, "judge-evidence")
    page.get_by_role("button", name="下一页").click()
    assert "本人看第 3 页" in page.locator(".leaf").inner_text()
    assert asked == []
    page.get_by_role("button", name="仅本人翻页").click()
    page.get_by_role("button", name="下一页").click()
    page.wait_for_selector(".toast")

    assert [(body["type"], body["page"]) for _, _, body in asked] == [("turn-page", 3)]


def test_deliberation_says_why_it_cannot_be_while_the_hearing_goes_on(page: Page) -> None:
    """The key stands there locked, with the reason on it, and asks nothing."""
    asked = _asked(page)
    show(page, "judge-deliberation-refused")
    key = page.get_by_role("button", name="开始评议")
    assert "庭审进行中不得评议" in key.inner_text()
    key.click(force=True)

    assert asked == []
    assert page.locator("dialog[open]").count() == 0


def test_locked_minutes_offer_nothing_to_write(page: Page) -> None:
    """Once all have signed there is no field and no signature to give, only the sheet to print."""
    show(page, "judge-deliberation-locked")
    minutes = page.locator(".minutes")

    assert minutes.locator("textarea").count() == 0
    assert minutes.get_by_role("button").all_inner_texts() == ["打印"]


def test_an_opinion_that_is_not_saved_says_so(page: Page) -> None:
    """Typing alone sends nothing; the field says that it is not saved until it is."""
    asked = _asked(page)
    show(page, "judge-deliberation-open")
    field = page.locator(".typed").first
    field.locator("textarea").fill("同意多数意见。")
    assert "未保存" in field.inner_text()
    assert asked == []
    field.get_by_role("button").click()
    page.wait_for_selector(".toast")

    assert [(method, path) for method, path, _ in asked] == [("PUT", "bench/deliberations/1/opinion")]
    assert "未保存" in field.inner_text()
    assert field.locator("textarea").input_value() == "同意多数意见。"


def test_with_the_server_lost_nothing_of_the_bench_is_sent(page: Page) -> None:
    """Every key of the page does nothing, chips of messages among them."""
    asked = _asked(page)
    show(page, "judge-lost")
    for key in page.locator(".column .key, .dock button").all():
        key.click(force=True)
    page.wait_for_timeout(300)

    assert asked == []


def test_the_clerk_acknowledges_a_message_by_one_tap(page: Page) -> None:
    """A chip over the dock; a tap says that everything was seen."""
    asked = _asked(page)
    show(page, "bench-message")
    chips = page.locator(".bench-messages .bench-chip")
    assert "请控制时间" in chips.first.inner_text()
    chips.first.click()
    wait_for(page, asked, 1)

    seen = [(path, body.get("until")) for method, path, body in asked if method == "POST"]
    assert seen == [("bench/messages/seen", 8)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_the_bench_fits_a_display_of_the_bench(browser: Browser, gallery: str, language: str) -> None:
    """On 1920x1080 too: axe finds nothing, every key is 56 px, REC and LIVE stand in words."""
    with touched(browser, gallery, BENCH) as page:
        benches = [name for name in states(page) if name.startswith(("judge", "bench"))]
        found = faults_of_states(page, benches, language)

    assert found == {}
    assert len(benches) > 14
