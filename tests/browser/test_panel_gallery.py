"""The clerk's panel in every state, in both languages, as a person with one hand, a keyboard or a screen reader meets it."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.gallery import (
    LANGUAGES,
    LARGE,
    SMALL,
    WAIT_MS,
    faults_of,
    faults_of_states,
    refused,
    show,
    states,
    touched,
    wait_for,
)

pytestmark = pytest.mark.browser

DISPLAYS = ("display-", "door-")
"""Screens without a finger: tests/browser/test_displays.py looks at them, and the long walk here."""


def test_a_state_of_each_kind_can_be_read_and_reached(page: Page) -> None:
    """Every kind of state serves eyes, fingers and screen readers; REC and LIVE stand in words inside the window.

    One state of every second kind, the language by turns; the walk below takes all of them.
    """
    found = {}
    kinds = {name.partition("-")[0]: name for name in states(page) if not name.startswith(DISPLAYS)}
    for number, state in enumerate([*kinds.values()][::2]):
        language = LANGUAGES[number % 2]
        show(page, state, language)
        found[f"{state} {language}"] = faults_of(page, language)

    assert {state: faults for state, faults in found.items() if faults} == {}
    assert len(found) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_silent_microphones_hide_no_worse_finding(page: Page, language: str) -> None:
    """The worst of the checks before opening are wholly in sight, and the list counts what lies below."""
    show(page, "many-silent", language)
    checks = page.locator(".preflight li")
    seen: list[str] = page.evaluate(
        """() => { const list = document.querySelector('.preflight ul'), end = list.getBoundingClientRect().bottom + 2;
        return [...list.children].filter((item) => item.getBoundingClientRect().bottom <= end).map((item) => item.className); }"""
    )

    assert seen[:2] == ["open red", "open red"]
    expect(page.locator(".preflight .below")).to_contain_text(str(checks.count() - len(seen)), timeout=WAIT_MS)
    named = {"zh": ("话筒有声", "等 13 路"), "en": ("Microphones heard", "and 10 more")}[language]
    assert named[1] in checks.filter(has_text=named[0]).inner_text()


def test_the_clerk_reads_whether_the_courtroom_hears_a_film(page: Page) -> None:
    """Not while the gallery is not chosen, once it is, and not by loudspeakers that cannot be played to."""
    said = {"evidence-film": "旁听屏未选", "evidence-sound": "全庭可听", "evidence-film-paused": "无法放音"}
    for state, words in said.items():
        show(page, state)
        expect(page.locator(".room-sound")).to_contain_text(words, timeout=WAIT_MS)
    show(page, "evidence-film-lost")
    expect(page.locator(".film-bar")).to_be_visible()
    expect(page.locator(".room-sound")).to_have_count(0)
    show(page, "audio-silent")
    expect(page.locator(".voice-row.fact.fault")).to_contain_text("无法放音", timeout=WAIT_MS)
    show(page, "audio-lost")
    expect(page.locator(".voice-row.fact").last).to_contain_text("没有设备报告扩声", timeout=WAIT_MS)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1280x800", "1920x1200"])
def test_every_state_in_every_size_and_language(
    browser: Browser, gallery: str, size: ViewportSize, language: str
) -> None:
    """The whole gallery with touch, on the small and on the large panel, in both languages."""
    with touched(browser, gallery, size) as page:
        known = states(page)
        found = faults_of_states(page, known, language)

    assert found == {}
    assert len(known) > 100


def test_a_scene_key_asks_once_and_shows_the_rooms_word(page: Page) -> None:
    """A tap asks for the scene; its lamp is the room's own word. What the room cannot do, or nobody hears, asks nothing."""
    asked = refused(page)
    show(page, "scene-on")
    keys = page.locator(".scene-keys")
    assert keys.get_by_role("button", name="举证质证").get_attribute("aria-pressed") == "true"
    keys.get_by_role("button", name="证人保护").click(force=True)
    keys.get_by_role("button", name="法庭辩论").click()
    page.wait_for_selector(".toast")
    show(page, "scene-lost")
    page.locator(".scene-keys").get_by_role("button", name="最后陈述").click(force=True)
    show(page, "scene-fault")

    assert [(one["type"], one["scene"], one["expect"]) for one in asked] == [("ask-scene", "debate", 61)]
    amiss = page.locator(".scene-item.unreachable")
    assert "请检查电源和接线" in amiss.inner_text()
    assert page.locator(".scene-item").first.inner_text() == amiss.inner_text()


def test_a_shot_is_asked_once_and_its_lamp_follows_the_log(page: Page) -> None:
    """Following lights by log and room together; tapped, it holds the present shot; what is forbidden asks nothing."""
    asked = refused(page)
    show(page, "director-auto")
    keys = page.locator(".shots")
    assert keys.get_by_role("button", name="语音跟随").get_attribute("aria-pressed") == "true"
    keys.get_by_role("button", name="语音跟随").click()
    page.wait_for_selector(".toast")
    keys.get_by_role("button", name="控辩对席").click()
    wait_for(page, asked, 2)
    show(page, "director-manual")
    assert keys.get_by_role("button", name="语音跟随").get_attribute("aria-pressed") == "false"
    assert keys.get_by_role("button", name="控辩对席").get_attribute("aria-pressed") == "true"
    keys.get_by_role("button", name="语音跟随").click()
    wait_for(page, asked, 3)
    for state in ("director-locked", "director-off", "director-lost"):
        show(page, state)
        keys.get_by_role("button", name="证人作证").click(force=True)
        keys.get_by_role("button", name="语音跟随").click(force=True)
    show(page, "director-locked")

    assert [(one["type"], one["mode"], one.get("shot")) for one in asked] == [
        ("set-director", "manual", "cam-prosecutor"),
        ("set-director", "manual", "parties"),
        ("set-director", "auto", None),
    ]
    assert "含受保护席位" in keys.get_by_role("button", name="证人作证").inner_text()
    assert keys.get_by_role("button", name="语音跟随").get_attribute("aria-pressed") == "false"


def test_a_short_touch_of_recess_or_closing_does_nothing(page: Page) -> None:
    """A sleeve that brushes over 休庭 or 闭庭 never ends a hearing; neither does a finger that slides off."""
    asked = refused(page)
    show(page, "open")
    for key in page.locator(".dock .hold").all():
        box = key.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 40, box["y"] + 40)
        page.mouse.down()
        page.wait_for_timeout(400)
        page.mouse.up()
        page.mouse.down()
        page.wait_for_timeout(300)
        page.mouse.move(box["x"] + 40, box["y"] - 200)
        page.wait_for_timeout(1600)
        page.mouse.up()

    assert asked == []


def test_holding_recess_asks_for_it_once(page: Page) -> None:
    """Held for a second and a half, 休庭 is asked for, with its lawful reason."""
    asked = refused(page)
    show(page, "open")
    box = page.locator(".dock .hold").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    wait_for(page, asked, 1)
    page.mouse.up()

    assert [(one["type"], one["reason"]) for one in asked] == [("recess", "recess")]


def test_cutting_the_broadcast_takes_one_tap(page: Page) -> None:
    """切断直播 asks nothing back, and expects nothing."""
    asked = refused(page)
    show(page, "open")
    page.locator(".kill").tap()
    wait_for(page, asked, 1)

    assert [(one["type"], one["expect"]) for one in asked] == [("cut-broadcast", None)]


def test_only_the_judge_is_offered_to_restore(page: Page) -> None:
    """After a cut the clerk sees that the judge restores; the judge has the key."""
    show(page, "cut")
    assert page.locator(".restore").count() == 0
    show(page, "cut-judge")
    assert page.locator(".restore").count() == 1


def test_with_the_server_lost_no_tap_is_kept_for_later(page: Page) -> None:
    """Keys do nothing while the server is lost, and nothing is claimed about recording or broadcast."""
    asked = refused(page)
    show(page, "lost")
    for key in page.locator(".dock .key, .microphone, .stage").all():
        key.click(force=True)
    page.wait_for_timeout(200)

    assert asked == []
    assert "未知" in page.locator("[data-lamp=rec]").inner_text()
    assert "未知" in page.locator("[data-lamp=live]").inner_text()


def test_a_keyboard_asks_before_it_closes(page: Page) -> None:
    """F10 opens a question; Escape leaves the hearing as it is, Enter on the answer closes."""
    asked = refused(page)
    show(page, "open")
    page.keyboard.press("F10")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert asked == []
    page.keyboard.press("F10")
    page.locator("dialog button[type=submit]").press("Enter")
    wait_for(page, asked, 1)

    assert [one["type"] for one in asked] == ["close"]


def test_a_line_is_corrected_with_enter(page: Page) -> None:
    """The clerk opens a line, types, and Enter asks for the correction."""
    asked = refused(page)
    show(page, "open")
    page.locator("[data-line='5'] button").click()
    page.locator(".line-edit textarea").fill("辩护人没有异议。")
    page.keyboard.press("Enter")
    wait_for(page, asked, 1)

    assert [(one["type"], one["line"], one["text"]) for one in asked] == [("correct-line", 5, "辩护人没有异议。")]


def _open_ledger(page: Page, state: str, language: str = "zh") -> None:
    show(page, state, language)
    page.locator("button.ledger-line").click()
    page.wait_for_selector("dialog[open]")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", ["ledger-open", "ledger-judge"])
def test_the_ledger_can_be_read_and_reached(page: Page, state: str, language: str) -> None:
    """The question that lists each missing second serves eyes, fingers and screen readers too."""
    _open_ledger(page, state, language)

    assert faults_of(page, language) == []
    assert page.locator("dialog .missing li").count() == 3


def test_the_clerk_explains_each_missing_second_and_cannot_sign(page: Page) -> None:
    """One text is written for each stretch by itself; without a text nothing is asked."""
    asked = refused(page)
    _open_ledger(page, "ledger-open")
    page.locator("dialog .answer .key").click()
    page.wait_for_timeout(100)
    assert asked == []
    page.locator("dialog textarea").fill("电源松动，已更换。")
    page.locator("dialog .answer .key").click()
    wait_for(page, asked, 3)

    assert {(one["type"], one["track"], one["since"], one["until"], one["text"]) for one in asked} == {
        ("explain-fault", "cam-judge", 2400 * 10**9, 2406 * 10**9, "电源松动，已更换。"),
        ("explain-fault", "cam-defender", 3000 * 10**9, 3012400000000, "电源松动，已更换。"),
        ("explain-fault", "mic-judge", 3900 * 10**9, 3903 * 10**9, "电源松动，已更换。"),
    }
    assert page.locator("dialog .answer input").count() == 0


def test_the_clerk_explains_one_missing_second_alone(page: Page) -> None:
    """What has another cause gets a text of its own."""
    asked = refused(page)
    _open_ledger(page, "ledger-open")
    page.locator("dialog .missing li .key").nth(1).click()
    page.locator("dialog textarea").fill("辩护席摄像机断电。")
    page.locator("dialog .answer .key").click()
    wait_for(page, asked, 1)

    assert [(one["track"], one["text"]) for one in asked] == [("cam-defender", "辩护席摄像机断电。")]


def test_the_judge_signs_what_is_explained(page: Page) -> None:
    """Under the own name, and only where there is a text to sign."""
    asked = refused(page)
    _open_ledger(page, "ledger-judge")
    page.locator("dialog .answer .primary").click()
    wait_for(page, asked, 1)

    assert [(one["type"], one["track"], one["judge"]) for one in asked] == [("sign-fault", "cam-judge", "陈明")]


def test_a_call_for_the_bailiffs_is_confirmed_by_name_and_cleared_with_a_note(page: Page) -> None:
    """It stands over every view with one key; clearing asks what had happened. The key in the help view raises it with one tap."""
    asked = refused(page)
    page.route("**/api/v1/me", lambda route: route.fulfill(json={"principal": "account:2", "name": "刘静"}))
    show(page, "help")
    page.locator(".help .danger").tap()
    show(page, "bailiff-recess")
    assert page.locator(".bailiff-bar .key").count() == 1
    page.locator(".bailiff-bar .key").tap()
    page.wait_for_selector(".toast")
    show(page, "bailiff-seen")
    page.locator(".bailiff-bar .key").last.tap()
    page.locator("dialog button[type=submit]").tap()
    page.locator("dialog textarea").fill("旁听人员已被带离")
    page.locator("dialog button[type=submit]").tap()
    page.wait_for_selector(".toast")

    assert [one["type"] for one in asked] == ["raise-bailiff-alarm", "confirm-bailiff-alarm", "clear-bailiff-alarm"]
    assert (asked[0]["source"], asked[1]["name"], asked[2]["name"], asked[2]["note"]) == (
        "panel",
        "刘静",
        "刘静",
        "旁听人员已被带离",
    )


def test_muting_all_can_be_taken_back_for_five_seconds(page: Page) -> None:
    """It is done at once, for each open microphone; the bar goes by itself."""
    asked = refused(page)
    show(page, "open")
    page.locator(".dock").get_by_role("button", name="全体静音").tap()
    bar = page.locator(".undo")
    bar.wait_for()
    assert "4 路话筒静音" in bar.inner_text()
    bar.wait_for(state="detached")

    assert {(one["type"], one["stream"]) for one in asked} == {
        ("mute", "mic-judge"), ("mute", "mic-prosecutor"), ("mute", "mic-defender"), ("mute", "remote-p-2"),
    }  # fmt: skip


def test_the_first_tap_on_a_resting_screen_only_wakes_it(page: Page) -> None:
    """A finger that wakes the panel does not cut the broadcast under it, and neither does a key."""
    asked = refused(page)
    show(page, "dimmed")
    page.wait_for_selector(".dimmed")
    assert page.locator("[data-lamp=rec]").is_visible()
    box = page.locator(".kill").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + 20, box["y"] + 20)
    page.wait_for_timeout(100)

    assert asked == []


def test_who_is_ordered_out_has_five_seconds_until_it_is_asked_for(page: Page) -> None:
    """With a reason; taken back in time nothing is asked, and what waits when the server is lost is never sent."""
    asked = refused(page)
    show(page, "people")

    def order_out() -> None:
        page.get_by_role("button", name="责令退出 周强").tap()
        page.locator("dialog input").fill("扰乱法庭秩序")
        page.locator("dialog button[type=submit]").tap()
        page.wait_for_selector(".undo")

    order_out()
    page.locator(".undo .key").tap()
    page.wait_for_selector(".undo", state="detached")
    order_out()
    page.wait_for_selector(".undo", state="detached")
    page.wait_for_selector(".toast")

    assert [(one["type"], one["participant"], one["reason"]) for one in asked] == [("remove", "p-4", "扰乱法庭秩序")]


def test_every_function_key_has_its_place_and_shows_it(page: Page) -> None:
    """Once a keyboard is used the keys show their letters; views turn by Shift, the bailiffs are one key away, F5 loads nothing anew."""
    asked = refused(page)
    show(page, "open")
    assert page.locator("kbd").count() == 0
    page.keyboard.press("F5")
    page.keyboard.press("F3")
    page.keyboard.press("Shift+F4")
    page.wait_for_selector(".audio")
    page.keyboard.press("F1")
    page.wait_for_selector(".help")
    page.keyboard.press("F2")
    page.keyboard.press("F11")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    shown = set(page.locator("kbd").all_inner_texts())

    assert {"F3", "F4", "F5", "F6", "F8", "F9", "F10", "F11", "⇧F1"} <= shown
    assert [one["type"] for one in asked] == ["raise-bailiff-alarm", "enter-stage"]


def test_a_key_that_nobody_answers_says_so_and_is_never_on(page: Page) -> None:
    """After two seconds without an answer the key says that nothing was confirmed; its lamp stays as the system reports."""
    page.route("**/commands", lambda _route: None)
    show(page, "scenes")
    key = page.locator(".scene-keys").get_by_role("button", name="法庭辩论")
    key.tap()
    page.wait_for_selector(".scene.pending")
    page.wait_for_selector(".scene.unconfirmed")

    assert "没有收到确认" in key.inner_text()
    assert key.get_attribute("aria-pressed") == "false"
    assert "没有收到确认" in page.locator(".toast").inner_text()


def test_cases_are_joined_and_severed_and_a_recess_says_when_it_goes_on(page: Page) -> None:
    """The header says how many cases are heard; a wrong number is not sent; a moment in the past is not either."""
    asked = refused(page)
    show(page, "notes")
    assert "等 2 案" in page.locator(".case h1").inner_text()
    page.get_by_role("button", name="并案管理").tap()
    inputs = page.locator("dialog input")
    inputs.nth(0).fill("128号")
    page.locator("dialog button[type=submit]").tap()
    page.wait_for_selector("dialog .fault")
    inputs.nth(0).fill("（2026）示0101刑初130号")
    inputs.nth(1).fill("危险驾驶")
    page.locator("dialog button[type=submit]").tap()
    page.wait_for_selector(".toast")
    page.get_by_role("button", name="分案 （2026）示0101刑初129号").click()
    page.keyboard.press("Escape")
    page.keyboard.press("F11")
    page.locator("dialog input[type=datetime-local]").fill("2020-01-01T09:00")
    page.locator("dialog button[type=submit]").click()
    page.wait_for_selector("dialog .fault")
    page.locator("dialog input[type=datetime-local]").fill("2036-01-02T09:30")
    page.locator("dialog button[type=submit]").click()
    page.wait_for_selector("dialog", state="detached")
    wait_for(page, asked, 3)

    assert [one["type"] for one in asked] == ["join-case", "sever-case", "recess"]
    assert (asked[0]["case"]["number"], asked[1]["number"]) == ("（2026）示0101刑初130号", "（2026）示0101刑初129号")
    assert asked[2]["resumes_at"] == 2_082_850_200_000  # 09:30 in court, UTC+8
