"""The clerk's view of evidence under fingers and keys: what each asks for, and that nothing is asked by mistake."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery import refused, show, wait_for

pytestmark = pytest.mark.browser


def _asked(page: Page, state: str) -> list[dict[str, Any]]:
    """Show *state*; what is asked is collected, and refused."""
    asked = refused(page)
    show(page, state)
    return asked


def _types(page: Page, asked: list[dict[str, Any]], count: int) -> list[str]:
    wait_for(page, asked, count)
    return [one["type"] for one in asked]


def test_showing_in_private_says_that_the_broadcast_is_cut_and_is_one_command(page: Page) -> None:
    """The key says so before it is tapped; the gallery's screen locks with it and is not asked for."""
    asked = _asked(page, "evidence-preview")
    keys = page.locator(".targets")
    keys.get_by_role("button", name="旁听屏").click()
    keys.get_by_role("button", name="不公开举证").click()
    expect(keys.get_by_role("button", name="旁听屏")).to_have_attribute("aria-disabled", "true")
    show_key = page.locator(".actions .key").first
    expect(show_key).to_contain_text("同时切断直播")
    show_key.click()

    wait_for(page, asked, 1)
    told = {name: asked[0][name] for name in ("type", "targets", "private", "expect")}
    assert told == {
        "type": "present-evidence", "targets": ["bench", "parties", "remote"], "private": True, "expect": None,
    }  # fmt: skip
    assert len(asked) == 1


def test_a_lamp_is_the_logs_and_a_refused_tap_changes_none(page: Page) -> None:
    """A tap on a target asks for the whole list; while it is refused the lamps stay as the log has them."""
    asked = _asked(page, "evidence-shown")
    lit = page.locator(".targets .key[aria-pressed=true]")
    expect(lit).to_have_count(3)
    page.locator(".targets").get_by_role("button", name="证人席").click()
    assert _types(page, asked, 1) == ["set-evidence-targets"]
    assert asked[0]["targets"] == ["bench", "parties", "remote", "recording", "witness"]
    page.wait_for_selector(".toast")
    assert [key.inner_text() for key in lit.all()] == ["审判席", "控辩席", "远程端"]
    page.locator(".targets").get_by_role("button", name="不上直播").click(force=True)
    assert len(asked) == 1


def test_keys_turn_for_all_and_a_stroke_is_one_mark(page: Page) -> None:
    """Right turns the page, Delete withdraws; a stroke of many small steps is asked for once, within the picture."""
    asked = _asked(page, "evidence-shown")
    page.keyboard.press("ArrowRight")
    wait_for(page, asked, 1)
    page.locator(".mark-tools").get_by_role("button", name="画笔").click()
    box = page.locator("svg.marks").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 200, box["y"] + 60, steps=30)
    page.mouse.up()
    wait_for(page, asked, 2)
    page.keyboard.press("Delete")

    assert _types(page, asked, 3) == ["turn-page", "mark-evidence", "withdraw-evidence"]
    assert (asked[0]["showing"], asked[0]["page"]) == ("s-1", 3)
    points = asked[1]["points"]
    assert len(points) > 10
    assert all(0 <= share <= 1 for point in points for share in point)
    assert points[-1][0] == 1


def test_with_the_server_lost_nothing_is_asked(page: Page) -> None:
    """Neither by a key of the glass nor by one of the keyboard."""
    asked = _asked(page, "evidence-lost")
    page.locator(".actions").get_by_role("button", name="撤下").click(force=True)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    page.wait_for_timeout(300)
    assert asked == []


def test_a_films_keys_say_how_it_stands_from_now_on(page: Page) -> None:
    """Stopping, going back and seeking are one word with a place; the lamp stays the log's, and a lost server is asked nothing."""
    asked = _asked(page, "evidence-film-paused")
    keys, lamp = page.locator(".evidence-stage"), page.locator(".playing-lamp")
    keys.get_by_role("button", name="播放").click()
    page.wait_for_selector(".toast")
    expect(lamp).to_have_text("已暂停 00:48 / 01:30")
    keys.get_by_role("slider").fill("60000")
    wait_for(page, asked, 2)
    page.locator("body").press("ArrowLeft")
    wait_for(page, asked, 3)
    show(page, "evidence-film-ended")
    page.locator("body").press(" ")
    assert _types(page, asked, 4) == ["play-evidence"] * 4
    assert [(one["playing"], one["position_ms"]) for one in asked] == [
        (True, 48_500), (False, 60_000), (False, 38_500), (True, 0),
    ]  # fmt: skip
    show(page, "evidence-film-lost")
    page.locator("body").press(" ")
    assert keys.get_by_role("slider").is_disabled()
    assert len(asked) == 4
