"""The archive player, on the panel and in a package opened by double click: every angle in step, and only its own."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from control_panel.identity import COOKIE
from recorder.fragment_runs import fragments_of
from tests.browser.archived_hearing import FIRST_S, LINES, RESUMED_S, Archived, archived
from tests.browser.looking import STEP_MS, beside, count_of, faults, plays_in_step, shows
from tests.hearing.story import HEARING

pytestmark = pytest.mark.browser

PICTURES = "document.querySelectorAll('[data-track] video')"
ANGLES = {"cam-judge", "cam-prosecutor", "cam-defender", "remote-p-1"}


@pytest.fixture(scope="module")
def hearing(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    """An archived hearing on a real panel, and its package."""
    with archived(tmp_path_factory.mktemp("court"), built / "offline") as here:
        yield here


@pytest.fixture
def page(browser: Browser, hearing: Archived) -> Iterator[Page]:
    """A judge's browser; what goes wrong in the page's script fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": COOKIE, "value": hearing.session, "url": hearing.url}])
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    assert broken == []
    context.close()


def _shows(page: Page, second: float, tracks: set[str] = ANGLES) -> None:
    shows(page, dict.fromkeys(tracks, beside(count_of(second))))


def _line(page: Page, text: str) -> None:
    page.locator(".transcript button", has_text=text).click()


def test_four_angles_play_in_step(page: Page, hearing: Archived) -> None:
    """While they play, four pictures lie within 40 ms of their middle, by the counter burnt into each."""
    page.goto(hearing.player)
    _shows(page, 0)
    _line(page, LINES[1][4])
    page.keyboard.press("k")

    assert plays_in_step(page, len(ANGLES))


def test_a_pause_stands_at_the_picture_of_its_moment(page: Page, hearing: Archived) -> None:
    """Whenever it is paused, every picture is the one of the second that the page states, and none that comes after it."""
    page.goto(hearing.player)
    _shows(page, 0)
    _line(page, LINES[2][4])
    _shows(page, LINES[2][2])
    for _ in range(3):
        page.keyboard.press("k")
        page.wait_for_timeout(400)
        page.keyboard.press("k")
        page.wait_for_function(f"() => ![...{PICTURES}].some((picture) => picture.seeking || !picture.paused)")
        count = int(page.evaluate(f"() => {PICTURES}[0].currentTime") * 1000 / STEP_MS)
        shows(page, dict.fromkeys(ANGLES, range(count, count + 1)), 10)


def test_a_line_of_the_text_leads_to_its_second(page: Page, hearing: Archived) -> None:
    """A tap on what was said shows all pictures of that second, and marks the line; also one after the recess."""
    page.goto(hearing.player)
    _shows(page, 0)
    for _, _, start, _, text in (LINES[2], LINES[3], LINES[0]):
        _line(page, text)
        _shows(page, start)
        expect(page.locator(".spoken.editing")).to_contain_text(text)


def test_a_page_of_the_court_puts_its_own_styles_over_the_shared_ones(built: Path) -> None:
    """Keys keep their size on every page: the file with the colours and parts of all pages comes first."""
    for path in built.glob("*.html"):
        sheets = re.findall(r'rel="stylesheet"[^>]* href="\./([^"]+)"', path.read_text())
        assert sheets, path.name
        assert ["--t-3xl:" in (built / sheet).read_text() for sheet in sheets] == [True] + [False] * (len(sheets) - 1)


def test_at_first_only_what_shows_the_moment_is_fetched(page: Page, hearing: Archived) -> None:
    """A long hearing opens as quickly as a short one: of each track a fragment or two, before anything else."""
    index = json.loads(page.request.get(f"{hearing.url}/api/v1/hearings/{HEARING}/record/index.json").body())
    most = {
        track["name"]: track["files"][0]["header"] + sum(one[3] for one in fragments[:2])
        for take in index["takes"]
        for track in take["tracks"]
        for fragments in [list(fragments_of(track["files"][0]["runs"]))]
    }
    first: dict[str, str] = {}
    page.on("request", lambda one: first.setdefault(one.url.split("/")[-2], one.headers.get("range", "")))
    page.goto(hearing.player)
    _shows(page, 0)
    assert {track for track in first if track in most} >= ANGLES
    for track in ANGLES:
        since, until = re.fullmatch(r"bytes=(\d+)-(\d+)", first[track]).groups()  # type: ignore[union-attr]
        assert (since, int(until) < most[track]) == ("0", True), first[track]


def test_a_jump_does_not_wait_for_what_is_being_fetched(page: Page, hearing: Archived) -> None:
    """What was asked for around the moment before is given up, though it never comes."""
    held: list[Route] = []

    def answer(route: Route) -> None:
        is_ahead = "000000000000.mp4" in route.request.url and "bytes=0-" not in route.request.headers["range"]
        if is_ahead:
            held.append(route)
        else:
            route.continue_()

    page.route("**/record/**/*.mp4", answer)
    page.goto(hearing.player)
    _shows(page, 0)
    deadline = time.monotonic() + 15
    while not held and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert held, "something is still being fetched"
    _line(page, LINES[3][4])
    _shows(page, LINES[3][2])


def test_an_angle_without_a_picture_says_so_and_shows_no_other(page: Page, hearing: Archived) -> None:
    """Where the defender's camera failed its own slate stands, with its name, beside the others' pictures."""
    page.goto(hearing.player)
    _shows(page, 0)
    _line(page, LINES[1][4])
    _shows(page, LINES[1][2], ANGLES - {"cam-defender"})
    slate = page.locator('[data-track="cam-defender"] .why')

    expect(slate).to_contain_text("辩护席画面")
    expect(slate).to_contain_text("此刻没有录到这路画面")
    expect(page.locator(".why")).to_have_count(1)
    page.get_by_role("button", name="单画面").click()
    page.locator(".chips.scrolled button", has_text="辩护席画面").click()
    expect(page.locator("[data-track]")).to_have_count(1)
    expect(slate).to_be_visible()


def test_a_recess_is_as_long_as_it_was_and_is_passed_over(page: Page, hearing: Archived) -> None:
    """On the timeline the recess takes its own minute; playing goes on behind it and says how much was left out."""
    page.goto(hearing.player)
    _shows(page, 0)
    width, left = page.evaluate(
        "() => [document.querySelector('.lanes .gap').style.width, document.querySelector('.lanes .gap').style.left].map(parseFloat)"
    )
    assert width == pytest.approx(60 / 80 * 100, abs=0.5)
    assert left == pytest.approx(FIRST_S / 80 * 100, abs=0.5)

    page.locator('input[type="range"]').evaluate(
        f"(slider) => {{ slider.value = {FIRST_S - 1}; slider.dispatchEvent(new Event('input', {{bubbles: true}})) }}"
    )
    _shows(page, FIRST_S - 1)
    page.keyboard.press("k")
    expect(page.locator(".time small")).to_have_text("跳过未录制的 0:01:00")
    expect(page.locator(".time b")).to_have_text(re.compile(r"0:01:1[2-9]"))


def test_keys_and_search_lead_through_the_hearing(page: Page, hearing: Archived) -> None:
    """Arrows, J and L move, the space bar plays, a search shows the lines that hold the words."""
    page.goto(hearing.player)
    _shows(page, 0)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".time b")).to_have_text("0:00:05")
    page.keyboard.press("l")
    expect(page.locator(".time b")).to_have_text("0:01:12")  # twenty seconds lie in the recess
    page.keyboard.press("j")
    expect(page.locator(".time b")).to_have_text("0:01:12")
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="暂停")).to_be_visible()

    page.get_by_placeholder("在识别稿中查找").fill("酒精")
    expect(page.locator(".spoken")).to_have_count(1)
    expect(page.locator("mark")).to_have_text("酒精")
    page.get_by_role("tab", name="环节与记事").click()
    expect(page.locator(".happenings li")).to_have_count(7)
    page.locator(".happenings button", has_text="宣判").click()
    expect(page.locator(".time b")).to_have_text(re.compile(r"0:01:1[3-5]"))


@pytest.mark.parametrize(("language", "whole"), [("zh", "已校验，记录完整"), ("en", "Verified: the record is whole")])
def test_the_record_is_shown_to_be_whole(page: Page, hearing: Archived, language: str, whole: str) -> None:
    """The panel verifies the package and says so in words; no barrier is found on any sheet of the page."""
    page.goto(f"{hearing.player}&lang={language}")
    expect(page.locator(".lamp.proof")).to_contain_text(whole)
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert faults(page) == []


def test_a_damaged_record_is_named(page: Page, hearing: Archived) -> None:
    """When one byte of a track was changed, the page says that it is damaged, and which file."""
    track = hearing.package / "data/media/room-demo-1/cam-judge/000000000000.mp4"
    content = track.read_bytes()
    track.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    try:
        page.goto(hearing.player)
        expect(page.locator(".lamp.proof")).to_contain_text("记录有损坏")
        page.locator(".lamp.proof").click()
        expect(page.locator(".proof-sheet li").first).to_contain_text("cam-judge/000000000000.mp4")
    finally:
        track.write_bytes(content)


def test_a_record_that_cannot_be_had_says_so(page: Page, hearing: Archived) -> None:
    """An unknown hearing, and a link without one, are answered in words."""
    page.goto(hearing.player.replace("h-abcdefghij", "h-zzzzzzzzzz"))
    expect(page.locator(".blank h1")).not_to_be_empty()
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    page.goto(hearing.player.partition("?")[0])
    expect(page.locator(".blank h1")).to_have_text("请从庭审列表打开回看")


@pytest.fixture
def bag(page: Page, hearing: Archived) -> Page:
    """The package's page, opened by double click: everything comes from ``file:``."""
    page.goto(f"file://{hearing.package / 'player.html'}")
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_package_plays_its_program_by_double_click(bag: Page, language: str) -> None:
    """Without a server program and text are there at once; a line leads to its second, behind the recess too."""
    bag.goto(f"{bag.url}?lang={language}")
    program = bag.locator("video")
    bag.wait_for_function("document.querySelector('video').readyState >= 2")
    assert faults(bag) == []

    _line(bag, LINES[3][4])
    bag.wait_for_function(f"document.querySelector('video').currentTime > {FIRST_S + LINES[3][2] - RESUMED_S}")
    expect(bag.locator(".spoken.editing")).to_contain_text(LINES[3][4])
    assert program.evaluate("(video) => !video.paused && !video.error")


def test_a_package_plays_every_angle_once_its_folder_is_opened(bag: Page, hearing: Archived) -> None:
    """After the folder was handed over the panel's own player runs from its files, in step, and checks them."""
    bag.locator("input[type=file]").set_input_files(str(hearing.package))
    _shows(bag, 0)
    _line(bag, LINES[2][4])
    _shows(bag, LINES[2][2])
    bag.keyboard.press("k")
    expect(bag.locator(".lamp.proof")).to_contain_text("文件与清单一致", timeout=60_000)
    assert faults(bag) == []


def test_a_package_names_a_file_that_was_changed(bag: Page, hearing: Archived, tmp_path: Path) -> None:
    """A changed log is found in the page itself; a folder of something else is refused in words."""
    copy = tmp_path / "copy"
    shutil.copytree(hearing.package, copy)
    (copy / "data/log.jsonl").write_bytes((copy / "data/log.jsonl").read_bytes() + b"\n")
    other = tmp_path / "other"
    other.mkdir()
    (other / "bagit.txt").write_text("BagIt-Version: 1.0\n")

    bag.locator("input[type=file]").set_input_files(str(other))
    expect(bag.locator(".open-folder [role=status]")).to_contain_text("这不是本案的案卷文件夹")
    bag.locator("input[type=file]").set_input_files(str(copy))
    bag.locator(".lamp.proof").click()
    expect(bag.locator(".proof-sheet li").first).to_contain_text("data/log.jsonl")


def test_the_index_of_a_package_says_what_the_panel_says(page: Page, hearing: Archived) -> None:
    """Panel and package describe the same record to the same player."""
    page.goto(hearing.player)
    here = page.evaluate(f"fetch('/api/v1/hearings/{hearing.player[-12:]}/record/index.json').then((r) => r.json())")
    page.goto(f"file://{hearing.package / 'player.html'}")
    there = page.evaluate("window.COURTROOM_PACKAGE.record")

    changing = {"course", "root"}
    assert json.dumps({k: v for k, v in here.items() if k not in changing}, sort_keys=True) == json.dumps(
        {k: v for k, v in there.items() if k not in changing}, sort_keys=True
    )


def test_a_moment_is_marked_cited_and_found_again(page: Page, hearing: Archived) -> None:
    """A note stays with its second on the panel; the citation's link leads any colleague to that second."""
    page.goto(hearing.player)
    _shows(page, 0)
    _line(page, LINES[2][4])
    page.keyboard.press("b")
    note = page.locator(".marks textarea")
    note.fill("与笔录不符")
    note.blur()
    page.keyboard.press("c")
    link = page.locator("dialog input").nth(1).input_value()
    page.keyboard.press("Escape")
    page.goto(hearing.player)
    page.get_by_role("tab", name="标记").click()
    expect(page.locator(".marks textarea")).to_have_value("与笔录不符")
    assert "/cite/" in link

    page.goto(link)
    _shows(page, LINES[2][2])
    page.goto(link.replace(quote("128号"), quote("999号")))
    expect(page.locator(".blank h1")).to_have_text("没有找到引用的时刻")


def test_a_package_keeps_marks_in_the_browser_and_follows_a_citation(page: Page, hearing: Archived) -> None:
    """Without a server a note stays in this browser, and a citation in the address is where the player begins."""
    address = f"file://{hearing.package / 'player.html'}"
    page.goto(address)
    page.locator("input[type=file]").set_input_files(str(hearing.package))
    _shows(page, 0)
    _line(page, LINES[3][4])
    page.keyboard.press("b")
    page.locator(".marks textarea").fill("宣判")
    page.locator(".marks textarea").blur()
    expect(page.locator("#side .label")).to_have_text("仅保存在这个浏览器，可导出")
    page.keyboard.press("c")
    link = page.locator("dialog input").nth(1).input_value()

    page.goto("about:blank")
    page.goto(link)
    page.locator("input[type=file]").set_input_files(str(hearing.package))
    _shows(page, LINES[3][2])
    page.get_by_role("tab", name="标记").click()
    expect(page.locator(".marks textarea")).to_have_value("宣判")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_keys_and_zoom_are_at_hand(page: Page, hearing: Archived, language: str) -> None:
    """A question mark lists the keys, plus and minus zoom the timeline around the moment, and nothing bars anyone's way."""
    page.goto(f"{hearing.player}&lang={language}")
    _shows(page, 0)
    page.keyboard.press("?")
    expect(page.locator("dl.keys kbd")).to_have_count(11)
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("+")
    expect(page.locator(".lanes .plane")).to_have_attribute("style", re.compile(r"width: 200%"))
    page.keyboard.press("0")
    expect(page.locator(".lanes .plane")).to_have_attribute("style", re.compile(r"width: 100%"))
    page.get_by_role("tab").nth(2).click()
    assert faults(page) == []


@pytest.mark.parametrize(("language", "end"), [("zh", "没有更早的结果"), ("en", "Nothing earlier")])
def test_a_search_of_all_hearings_leads_to_the_second(page: Page, hearing: Archived, language: str, end: str) -> None:
    """Found with the words marked, by keyboard alone; Enter opens the player where it was said. No barrier on the way."""
    page.goto(f"{hearing.url}/search?lang={language}")
    field = page.locator("input[name=q]")
    field.fill("认罪")
    field.press("Enter")
    expect(page.locator(".hits mark")).to_have_text(["认罪"])
    expect(page.get_by_text(end)).to_be_visible()
    assert faults(page) == []
    field.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/player?hearing=*")
    _shows(page, LINES[2][2])

    page.goto(f"{hearing.url}/search?lang={language}&q=认罪&role=witness")
    expect(page.locator(".nothing")).to_be_visible()
    page.route("**/api/v1/search?*", lambda route: route.abort())
    field.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []


def test_another_sound_takes_the_place_of_the_one_before(page: Page, hearing: Archived) -> None:
    """While it plays the next sound is let in when it runs in step: then it alone is heard, and pictures go on in step."""
    page.goto(hearing.player)
    _shows(page, 0)
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="暂停")).to_be_visible()
    for name in ("mic-defender", "mic-judge"):
        page.locator(".controls select").first.select_option(name)
        expect(page.locator(f'audio[data-sound="{name}"]')).to_have_count(1)
        expect(page.locator("audio")).to_have_count(1)
        assert page.locator("audio").evaluate("(sound) => !sound.muted")
    page.locator(".transcript button", has_text=LINES[0][4]).click()
    assert plays_in_step(page, len(ANGLES))
