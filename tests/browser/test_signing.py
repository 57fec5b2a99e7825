"""Signing on the court's page: read, sign by hand, refuse; and what is added by hand after archiving."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from control_panel.identity import COOKIE
from hearing.transcript_record import TranscriptSigned
from tests.browser.looking import faults
from tests.browser.served import Served, served
from tests.control_panel.serving import Court
from tests.control_panel.test_addenda import archived
from tests.hearing.signed import ROOT, with_witness

pytestmark = pytest.mark.browser

OUT = os.environ.get("COURTROOM_LOOK_AT")
"""Folder for screenshots, for whoever changes the page."""


def panel(browser: Browser, served: Served) -> Page:
    """The clerk's panel, 1280x800 with touch."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, has_touch=True)
    context.add_cookies([{"name": COOKIE, "value": served.cookie, "url": served.here.url}])
    page = context.new_page()
    page.goto(f"{served.here.url}/panel?hearing={served.hearing}&lang=zh")
    expect(page.locator(".dock")).to_be_visible(timeout=20_000)
    return page


def in_english(page: Page) -> None:
    """Turn the panel's language where the clerk does: among how this panel is set up."""
    page.locator(".rail button").last.click()
    page.locator("button.tongue").click()
    page.locator(".rail button").first.click()


def write(page: Page) -> None:
    """Sign in the field, as a pen does."""
    box = page.locator(".pen-field").bounding_box()
    assert box is not None
    for start in (0.2, 0.5):
        page.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.4)
        page.mouse.down()
        for step in range(12):
            across, down = start + step * 0.02, 0.4 + 0.2 * (step % 3)
            page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.mouse.up()


def small(page: Page) -> list[str]:
    """Keys and fields that a finger would miss, once a key that was pressed has its size again."""
    page.evaluate(
        "Promise.allSettled(document.getAnimations().filter(e => e instanceof CSSTransition).map(e => e.finished))"
    )
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('button, a, label.option, input:not([type=radio]), select, textarea, .pen-field')].map(e => [e.getBoundingClientRect(), e.textContent])
        .filter(([box]) => box.width > 0 && (box.width < 56 || box.height < 56)).map(([box, text]) => `${text} ${box.width}x${box.height}`)"""
    )
    return found


def look_at(page: Page, name: str) -> None:
    """Keep a picture of the page, if somebody wants to look."""
    if OUT:
        page.screenshot(path=f"{OUT}/{name}.png")


async def _to_sign(here: Court) -> str:
    story = with_witness()
    await here.panel.hearings.adopt(story.hearing.hearing, story.log)
    return story.hearing.hearing


def test_witness_and_clerk_sign_by_hand_and_the_accused_refuses(browser: Browser, tmp_path: Path) -> None:
    """The witness reads the own line alone; the strokes reach the log over the record's root; a refusal has its reason."""
    with served(tmp_path / "court", _to_sign) as here:
        page = panel(browser, here)
        rows = page.locator(".signing li")
        expect(rows).to_have_count(4)
        expect(rows.nth(0).get_by_role("button", name="签名")).to_have_attribute("aria-disabled", "true")
        look_at(page, "signing-list-zh")
        assert faults(page) == []
        rows.filter(has_text="证人").get_by_role("button", name="签名").click()
        expect(page.locator(".sign-text li")).to_have_count(1)
        expect(page.locator(".sign-text")).to_contain_text("我看见他开车。")
        page.get_by_role("button", name="确认签名").click()
        expect(page.locator(".toast").first).to_contain_text("尚未书写")
        write(page)
        look_at(page, "sign-witness-zh")
        assert faults(page) == []
        assert small(page) == []
        page.get_by_role("button", name="确认签名").click()
        expect(rows.filter(has_text="证人").locator(".written")).to_be_visible()

        in_english(page)
        rows.filter(has_text="Accused").get_by_role("button", name="Refuses").click()
        page.get_by_role("dialog").get_by_label("Reason").fill("认为记录不全")
        look_at(page, "refuse-en")
        assert faults(page) == []
        page.get_by_role("button", name="Put it on record").click()
        expect(rows.filter(has_text="Accused")).to_contain_text("认为记录不全")
        rows.filter(has_text="Clerk").get_by_role("button", name="Sign").click()
        expect(page.locator(".sign-text li")).to_have_count(3)
        page.get_by_role("dialog").get_by_label("Name of the signer").fill("赵某")
        write(page)
        look_at(page, "sign-clerk-en")
        page.get_by_role("button", name="Sign", exact=True).last.click()
        expect(rows.filter(has_text="Clerk").locator(".written")).to_be_visible()
        look_at(page, "signing-list-en")
        signed = [event for event in here.log() if isinstance(event, TranscriptSigned)]
        page.context.close()

    assert [(one.participant, one.name, one.root) for one in signed] == [("p-2", "王某某", ROOT), (None, "赵某", ROOT)]
    assert all(one.hand is not None and len(one.hand.strokes) == 2 for one in signed)


async def _archived(here: Court) -> str:
    hearing, _ = await archived(here)
    return hearing


@pytest.mark.long
def test_after_archiving_a_signature_is_added_by_hand(browser: Browser, tmp_path: Path) -> None:
    """The panel lists what was added; the next one is written over exactly what is shown."""
    with served(tmp_path / "court", _archived) as here:
        page = panel(browser, here)
        expect(page.locator(".addenda")).to_contain_text("归档后没有补充")
        page.get_by_role("button", name="补充签名或说明").click()
        page.get_by_role("dialog").get_by_label("说明").check()
        page.get_by_role("dialog").get_by_label("姓名").fill("赵某")
        page.get_by_role("dialog").get_by_label("内容").fill("笔录第三行时间有误")
        write(page)
        look_at(page, "addendum-zh")
        assert faults(page) == []
        assert small(page) == []
        page.get_by_role("button", name="签名并补充").click()
        expect(page.locator(".addenda")).to_contain_text("v2 说明")
        expect(page.locator(".addenda")).to_contain_text("手写")
        in_english(page)
        look_at(page, "addenda-en")
        assert faults(page) == []
        page.context.close()


def test_a_remote_person_signs_on_the_own_page(browser: Browser, tmp_path: Path) -> None:
    """The accused in the detention centre reads the whole text and signs it by hand; the court has it at once."""
    with served(tmp_path / "court", _to_sign) as here:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, has_touch=True)
        page = context.new_page()
        path = f"{here.here.url}/api/v1/hearings/{here.hearing}/participants/p-1/link"
        made = page.request.post(path, headers={"cookie": f"{COOKIE}={here.cookie}"})
        page.goto(f"{here.here.url}/join#code={made.json()['code']}")
        expect(page.locator("h1")).to_have_text("请核对笔录并签名")
        look_at(page, "join-sign-zh")
        assert faults(page) == []
        page.get_by_role("button", name="阅读并签名").click()
        expect(page.locator(".sign-text li")).to_have_count(3)
        write(page)
        look_at(page, "join-sign-dialog-zh")
        assert faults(page) == []
        assert small(page) == []
        page.get_by_role("button", name="确认签名").click()
        expect(page.locator("h1")).to_have_text("您已签名")
        page.locator("button.tongue").click()
        expect(page.locator("h1")).to_have_text("You have signed")
        look_at(page, "join-signed-en")
        assert faults(page) == []
        signed = [event for event in here.log() if isinstance(event, TranscriptSigned)]
        context.close()

    assert [(one.participant, one.who, one.root) for one in signed] == [("p-1", "participant:p-1", ROOT)]


@pytest.mark.long
def test_an_objection_is_corrected_or_refused_with_its_reason(browser: Browser, tmp_path: Path) -> None:
    """Two lines are held to be wrong: one is corrected by a tap, the other refused; both applications stay on record."""
    with served(tmp_path / "court", _to_sign) as here:
        page = panel(browser, here)
        accused = page.locator(".signing li").filter(has_text="被告人")
        for line, said in (("1", "现在开庭！"), ("3", "现在休庭，进行评议。")):
            accused.get_by_role("button", name="签名").click()
            page.get_by_role("button", name="对笔录有异议").click()
            page.get_by_label("哪一行").select_option(line)
            page.get_by_label("应当更正为").fill(said)
            look_at(page, "objection-zh")
            assert small(page) == []
            page.get_by_role("button", name="申请更正").click()
            expect(page.locator("dialog")).to_have_count(0)
        rows = page.locator(".objections li")
        expect(rows).to_have_count(2)
        rows.nth(0).get_by_role("button", name="更正", exact=False).first.click()
        expect(rows.nth(0)).to_contain_text("已更正")
        in_english(page)
        rows.nth(1).get_by_role("button", name="Do not correct").click()
        page.get_by_role("dialog").get_by_label("Reason").fill("经播放录音，原记录无误")
        assert faults(page) == []
        page.get_by_role("button", name="Put it on record").click()
        expect(rows.nth(1)).to_contain_text("Not corrected: 经播放录音，原记录无误")
        look_at(page, "objections-en")
        assert faults(page) == []
        kinds = [event.type for event in here.log()]
        page.context.close()

    assert kinds[-4:] == ["correction-asked", "correction-asked", "line-corrected", "correction-refused"]
