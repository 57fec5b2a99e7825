"""A technician fits a courtroom in five steps, in both languages, by finger and by keyboard, and signs it off."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from control_panel.identity import COOKIE
from hearing.facts import HearingState
from tests.browser.looking import faults
from tests.browser.served import served
from tests.control_panel.fitted_room import ROOMS, fitted_room
from tests.control_panel.serving import Court
from tests.hearing.story import CLERK, scheduled

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(400)]

OUT = os.environ.get("COURTROOM_LOOK_AT")
"""Folder for screenshots, for whoever changes the page."""


@dataclass(frozen=True)
class Fitted:
    """A courtroom whose agent is there, and a technician's cookie."""

    url: str
    cookie: str
    clerk: str
    hearings: list[HearingState]
    """What has the room now; nothing while it is empty."""
    leave: Callable[[], object]
    """Ends the courtroom's agent."""


@pytest.fixture(scope="module")
def courtroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fitted]:
    """The demonstration courtroom, its devices simulated on ptys and sockets, with a floor of its own."""
    file = tmp_path_factory.mktemp("room") / "demo.yaml"
    file.write_bytes((ROOMS / "demo.yaml").read_bytes())
    kept: list[asyncio.Task[None]] = []
    tokens: list[str] = []
    hearings: list[HearingState] = []

    async def make(here: Court) -> str:
        ready = asyncio.Event()

        async def keep() -> None:
            async with fitted_room(here, file, lambda: hearings[0] if hearings else None):
                ready.set()
                await asyncio.Event().wait()

        kept.append(asyncio.create_task(keep()))
        await ready.wait()
        await here.panel.accounts.add("tech", "技术员王某", "technician", "a long enough password")
        tokens.append(await here.account_token("tech"))
        return ""

    with served(tmp_path_factory.mktemp("court"), make) as here:
        leave = partial(here.loop.call_soon_threadsafe, kept[0].cancel)
        yield Fitted(here.here.url, tokens[0], here.cookie, hearings, leave)


def opened(browser: Browser, courtroom: Fitted, *, english: bool = False, cookie: str = "") -> Page:
    """The fitting page of a browser with touch."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, has_touch=True, accept_downloads=True)
    context.add_cookies([{"name": COOKIE, "value": cookie or courtroom.cookie, "url": courtroom.url}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{courtroom.url}/fitting/demo")
    expect(page).to_have_url(f"{courtroom.url}/fitting?room=demo")
    if english:
        page.locator("button.tongue").click()
    return page


def look_at(page: Page, name: str) -> None:
    """Hold the page to the checker, and keep a picture of it if somebody wants to look."""
    assert faults(page) == [], name
    if OUT:
        page.screenshot(path=f"{OUT}/{name}.png", full_page=True)


def step(page: Page, name: str) -> None:
    """Go to a step by its tab."""
    page.get_by_role("tab", name=name).click()


def test_a_technician_walks_the_five_steps_and_signs(browser: Browser, courtroom: Fitted) -> None:
    """What is found; whose picture it is; where things stand; what the matrix answers; by whom it is signed."""
    page = opened(browser, courtroom)
    _discover(page)
    _identify(page)
    _place_the_bench(page)
    _keep_the_plan(page)
    _try_the_matrix(page)
    _ask_twice_before_a_memory_is_overwritten(page)
    _sign_off(page)


def _discover(page: Page) -> None:
    """An adapter that the room file does not know is shown as new."""
    expect(page.get_by_role("tab", name="发现")).to_contain_text("尚未查找")
    page.get_by_role("button", name="查找设备").tap()
    expect(page.locator("tr.new")).to_contain_text("usb-serial:A10K")
    expect(page.get_by_role("tab", name="发现")).to_contain_text("新发现 1，缺 0")
    look_at(page, "fitting-1-zh")


def _identify(page: Page) -> None:
    """A picture and a level are said to be the right ones."""
    step(page, "辨认")
    page.get_by_role("button", name="拍一张 审判席").tap()
    expect(page.get_by_alt_text("审判席 的画面")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="审判席 是").first.tap()
    expect(page.get_by_role("tab", name="辨认")).to_contain_text("1/")
    page.get_by_role("button", name="开始听").tap()
    expect(page.locator(".level", has_text="dBFS").first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="审判席话筒 动了").tap()
    look_at(page, "fitting-2-zh")
    page.get_by_role("button", name="停止").tap()


def _place_the_bench(page: Page) -> None:
    """By arrow keys, by dragging with a finger-wide handle, and taken back."""
    step(page, "平面图")
    page.get_by_role("button", name="审判席 席位").tap()
    seat = page.locator('[data-thing="seat/judge"]')
    seat.focus()
    for key in ("ArrowRight", "ArrowDown", "]"):
        page.keyboard.press(key)
    expect(page.locator(".chosen-thing")).to_contain_text("距左墙 1.25 米，距前墙 1.25 米，朝向 45°")
    box = seat.locator(".reach").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 56
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 120, steps=4)
    page.mouse.up()
    expect(page.locator(".chosen-thing")).not_to_contain_text("距左墙 1.25 米")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".chosen-thing")).to_contain_text("距左墙 1.25 米")
    page.get_by_role("button", name="重做").click()


def _keep_the_plan(page: Page) -> None:
    """A version of the plan, and the room file with its places to be downloaded."""
    page.get_by_role("button", name="全景 摄像机").tap()
    page.get_by_role("button", name="保存为新版本").tap()
    expect(page.get_by_role("tab", name="平面图")).to_contain_text("第 1 版")
    page.get_by_role("button", name="生成设备文件").tap()
    expect(page.locator(".diff .added").filter(has_text="id: judge")).to_contain_text("turn_deg: 45")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载文件").click()
    assert "place: {x:" in download.value.path().read_text("utf-8")
    look_at(page, "fitting-3-zh")


def _try_the_matrix(page: Page) -> None:
    """What the profile forbids is not sent; what is sent and answered is shown byte by byte."""
    step(page, "测试台")
    page.get_by_role("button", name="视频矩阵").tap()
    page.get_by_label("命令").select_option("route_set")
    page.get_by_label("input").fill("99")
    page.get_by_role("button", name="发送").click()
    assert page.locator(".result").count() == 0, "the browser says that 99 is too much, and nothing was sent"
    page.get_by_label("input").fill("2")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".result .mine")).to_contain_text("23 56 49 44 20 32 3E 31 0D")
    expect(page.locator(".result")).to_contain_text("VID 2>1 OK")
    page.get_by_role("button", name="按样例自检").tap()
    expect(page.locator(".device-bench")).to_contain_text("条样例全部相符")
    look_at(page, "fitting-4-zh")


def _ask_twice_before_a_memory_is_overwritten(page: Page) -> None:
    """And cancelled the second time."""
    page.get_by_role("button", name="审判席摄像机").tap()
    page.get_by_label("命令").select_option("preset_set")
    page.get_by_role("button", name="发送").click()
    page.get_by_role("dialog").get_by_role("button", name="发送").click()
    expect(page.get_by_role("dialog")).to_contain_text("将发送 camera-judge.preset_set")
    look_at(page, "fitting-4-twice-zh")
    page.get_by_role("dialog").get_by_role("button", name="取消").click()


def _sign_off(page: Page) -> None:
    """Not without a word about what is open; then by name, on paper too."""
    step(page, "验收")
    page.get_by_role("button", name="签署验收").tap()
    page.get_by_role("dialog").get_by_role("button", name="签署验收").click()
    expect(page.locator(".toast")).to_contain_text("尚有未通过或未试的项目")
    page.get_by_label("遗留问题与说明").fill("其余设备待装，完成后再验收。")
    page.get_by_role("button", name="签署验收").tap()
    page.get_by_role("dialog").get_by_role("button", name="签署验收").click()
    expect(page.locator(".signed")).to_contain_text("技术员王某")
    expect(page.get_by_role("tab", name="验收")).to_contain_text("已验收")
    look_at(page, "fitting-5-zh")
    page.emulate_media(media="print")
    expect(page.locator(".steps")).to_be_hidden()
    expect(page.locator(".signing")).to_be_hidden()
    expect(page.locator(".signed")).to_be_visible()
    look_at(page, "fitting-5-print-zh")


def test_the_steps_are_there_in_english_and_by_keyboard_alone(browser: Browser, courtroom: Fitted) -> None:
    """Arrow keys go from tab to tab; each step says in English how far it is, and the checker finds nothing."""
    page = opened(browser, courtroom, english=True)
    page.get_by_role("button", name="Look for devices").click()
    expect(page.locator("tr.new")).to_contain_text("FTDI")
    page.get_by_role("tab", name="Discover").focus()
    for number, name in enumerate(("Identify", "Floor plan", "Test bench", "Sign-off"), start=2):
        page.keyboard.press("ArrowRight")
        tab = page.get_by_role("tab", name=name)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
        look_at(page, f"fitting-{number}-en")
    page.keyboard.press("ArrowRight")
    look_at(page, "fitting-1-en")


def test_a_room_that_is_taken_or_away_says_so_and_can_still_be_looked_at(browser: Browser, courtroom: Fitted) -> None:
    """While a hearing has it every key is locked with the reason; when its computer is gone, what is kept stays to be seen."""
    story = scheduled()
    story.so(CLERK, "prepare")
    courtroom.hearings.append(story.hearing)
    page = opened(browser, courtroom)
    expect(page.locator(".notice.warn")).to_contain_text("法庭正在使用")
    expect(page.get_by_role("button", name="查找设备")).to_have_attribute("aria-disabled", "true")
    step(page, "测试台")
    expect(page.get_by_role("button", name="发送")).to_have_attribute("aria-disabled", "true")
    look_at(page, "fitting-busy-zh")
    courtroom.hearings.clear()
    courtroom.leave()
    deadline = time.monotonic() + 60
    while not page.get_by_text("法庭主机未连接", exact=False).count() and time.monotonic() < deadline:
        page.reload()
        page.wait_for_timeout(500)
    expect(page.locator(".notice.warn")).to_contain_text("法庭主机未连接")
    step(page, "平面图")
    expect(page.locator(".board")).to_be_visible()
    look_at(page, "fitting-away-zh")


def test_a_clerk_is_told_whose_page_it_is(browser: Browser, courtroom: Fitted) -> None:
    """No step is shown, and nothing of the room is."""
    page = opened(browser, courtroom, cookie=courtroom.clerk)
    expect(page.locator(".notice")).to_contain_text("本页供管理员与技术人员使用")
    assert page.get_by_role("tab").count() == 0
