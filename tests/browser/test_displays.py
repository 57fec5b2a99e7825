"""Screens in a courtroom and at its door, in Debian's Chromium: signed in by a code, following the room by themselves."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from control_panel.rooms import RoomDescription
from tests.browser.looking import faults
from tests.browser.served import Served, served
from tests.control_panel.serving import Court

pytestmark = pytest.mark.browser

CLOSED = {"openness": "closed", "range": "whole", "judge": "李某", "reason": "涉及个人隐私"}
STATES = (
    "display-entrance", "display-none", "display-preparing", "display-court", "display-recess", "display-closed",
    "display-witness", "display-evidence", "display-stand", "display-elsewhere", "display-lost", "door-free", "door-empty", "door-in-use", "door-recess", "door-closed", "door-lost",
)  # fmt: skip
SMALL = """() => [...document.querySelectorAll('button, a, input, select')].map(e => e.getBoundingClientRect())
    .filter(box => box.width > 0 && (box.width < 56 || box.height < 56)).length"""
OVERFLOW = "() => Math.max(document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight)"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A panel whose courtroom has one hearing in the schedule, serving the pages as they are built now."""

    async def make(court: Court) -> str:
        await court.panel.rooms.put(RoomDescription(room="demo", room_name="第三法庭"))
        await court.person("li", "sole-judge")
        return await court.hearing(await court.person("clerk", "clerk"))

    with served(tmp_path_factory.mktemp("displays"), make) as found:
        yield found


def _screen(here: Served, browser: Browser, place: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=here.here.url).new_page()
    page.set_default_timeout(30_000)
    admin = {"authorization": f"Bearer {here.administrator}"}
    answer = page.request.post("/api/v1/rooms/demo/displays", data={"place": place}, headers=admin)
    page.goto(f"/display/demo/{place}#code={answer.json()['code']}")
    return page


def test_screens_follow_the_room_by_themselves(here: Served, chromium: Callable[..., Browser]) -> None:
    """Before, during and after: the gallery shows a closed hearing's slate, the door that the room is in use, no number."""
    browser = chromium()
    gallery, door = _screen(here, browser, "gallery"), _screen(here, browser, "door")
    expect(gallery.get_by_text("现在没有庭审")).to_be_visible(timeout=30_000)
    expect(door.get_by_text("空闲")).to_be_visible(timeout=30_000)
    expect(door.locator(".next li")).to_have_count(1)
    assert "128" not in door.inner_text("body")

    clerk = {"authorization": f"Bearer {here.cookie}"}
    prepare = {"id": "6f1f6a64-8f5b-4d57-9d39-0a3a3f1c2b11", "type": "prepare"}
    done = gallery.request.post(f"/api/v1/hearings/{here.hearing}/commands", data=prepare, headers=clerk)
    assert done.ok, done.text()
    expect(gallery.get_by_text("即将开庭")).to_be_visible(timeout=30_000)
    expect(door.get_by_text("使用中")).to_be_visible(timeout=30_000)
    assert "128" not in door.inner_text("body") + gallery.inner_text("body")

    closing = {"id": "0d6b1f0e-4a0f-4a55-93a5-6f0f3bb0c7d2", "type": "set-openness", **CLOSED}
    token = asyncio.run_coroutine_threadsafe(here.here.account_token("li"), here.loop).result(20)
    judge = {"authorization": f"Bearer {token}"}
    done = gallery.request.post(f"/api/v1/hearings/{here.hearing}/commands", data=closing, headers=judge)
    assert done.ok, done.text()
    gallery.reload()
    expect(gallery.get_by_text("不公开审理")).to_be_visible(timeout=30_000)
    admin = {"authorization": f"Bearer {here.administrator}"}
    assert gallery.request.delete("/api/v1/rooms/demo/displays/gallery", headers=admin).ok
    expect(gallery.get_by_label("显示屏代码")).to_be_visible(timeout=30_000)


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_display_can_be_read(here: Served, browser: Browser, state: str, language: str) -> None:
    """Nothing for an accessibility checker to find, nothing beyond the window's edge."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=here.here.url).new_page()
    page.goto(f"/gallery.html?state={state}&lang={language}")
    page.wait_for_selector("main")
    assert faults(page) == []
    assert page.evaluate(SMALL) == 0
    assert page.evaluate(OVERFLOW) <= 0
    page.context.close()
