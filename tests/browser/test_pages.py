"""The pages outside the panel, as far as they can be looked at without a court: everyone can read and use them."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from media_server.release.folder import PublicFolder
from media_server.release.replay import write_replay
from media_server.release.source import PublicTracks
from tests.browser.looking import faults
from tests.browser.site import serving
from tests.hearing.story import CLERK, SYSTEM, Story, approved
from tests.media_server.releasing import Airing

pytestmark = pytest.mark.browser

DAY_MS = 86_400_000
NOON = (round(time.time() * 1000) + 8 * 3_600_000) // DAY_MS * DAY_MS + 4 * 3_600_000
"""Today's noon in Beijing, UTC ms."""
STAGES = [{"stage": "identity", "at": NOON - 3_600_000}, {"stage": "investigation", "at": NOON - 3_000_000}]
DARK = {
    "recess": ("现在休庭", "in recess"),
    "stage": ("本环节依法不播出", "keeps this stage from the public"),
    "cut": ("法庭已中止播出", "has stopped the broadcast"),
    "closed": ("不公开", "not public"),
    "ended": ("庭审已结束", "has ended"),
    "not-yet": ("尚未开始播出", "has not begun"),
}


def _row(name: str, status: str, planned_at: int = NOON, title: str = "张某某危险驾驶案") -> dict[str, Any]:
    return {
        "id": name, "court": "示范区人民法院", "room": "第三法庭", "title": title, "number": "（2026）示0101刑初128号",
        "procedure": "trial", "planned_at": planned_at, "status": status, "stages": STAGES,
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public folder with the page as release puts it there."""
    root = tmp_path_factory.mktemp("public")
    PublicFolder(root).install_page(built)
    return root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where the public folder is."""
    with serving(folder) as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor with a telephone, at noon. No page may ask anything of anyone else, and no script may fail."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=address)
    page = context.new_page()
    page.clock.set_fixed_time(NOON / 1000)
    wrong: list[str] = []
    page.on("request", lambda one: None if one.url.startswith(("http://127.0.0.1", "blob:")) else wrong.append(one.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    assert wrong == []
    context.close()


def _list(folder: Path, *rows: dict[str, Any]) -> None:
    PublicFolder(folder).write_json(folder / "hearings.json", {"hearings": rows})


def _air(folder: Path, why: str) -> None:
    _list(folder, _row("k3v9", "live"))
    state = {"id": "k3v9", "on_air": False, "why": why, "epoch": None, "delay_s": 30, "stages": STAGES}
    PublicFolder(folder).write_json(folder / "live/k3v9/state.json", state)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", ["join.html?", "sign-in.html?", "sign-in.html?x=1#setup=s&"])
def test_a_telephone_and_a_screen_reader_can_use_it(built: Path, page: Page, path: str, language: str) -> None:
    """Nothing is cut off on a telephone, and no barrier is found."""
    file, _, fragment = path.partition("#")
    with serving(built) as url:
        page.goto(f"{url}/{file}&lang={language}#{fragment}")
        page.wait_for_selector("form")

        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hearings_are_listed_by_day(page: Page, folder: Path, language: str) -> None:
    """Today's hearings come first, what is live on top; other days and replays are a tap away; no barrier is found."""
    _list(
        folder,
        _row("a", "scheduled", NOON + 3_600_000, "李某某盗窃案"),
        _row("b", "live", NOON + 7_200_000),
        _row("c", "scheduled", NOON + DAY_MS, "王某某诈骗案"),
        _row("d", "replay", NOON - 3 * DAY_MS, "赵某某交通肇事案"),
    )
    page.goto(f"/index.html?lang={language}")

    expect(page.locator(".hearings b")).to_have_text(["张某某危险驾驶案", "李某某盗窃案"])
    expect(page.locator(".replays b")).to_have_text(["赵某某交通肇事案"])
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="明天" if language == "zh" else "Tomorrow").click()
    expect(page.locator(".hearings b")).to_have_text(["王某某诈骗案"])


def test_a_day_without_a_hearing_says_so_and_leads_to_the_next(page: Page, folder: Path) -> None:
    """Where nothing can be watched today the page says so, and offers the day on which something can."""
    _list(folder, _row("c", "scheduled", NOON + 2 * DAY_MS))
    page.goto("/index.html")
    expect(page.locator(".empty")).to_contain_text("今天没有可公开观看的庭审")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".hearings li")).to_have_count(1)

    _list(folder)
    page.reload()
    expect(page.locator(".empty")).to_contain_text("目前没有可公开观看的庭审")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_dark_screen_says_why(page: Page, folder: Path, language: str) -> None:
    """Recess, withheld stage, cut, closed part, end and not begun: each is said in its own sentence, with no picture."""
    _air(folder, "not-yet")
    page.goto(f"/index.html?hearing=k3v9&lang={language}")
    for why, words in DARK.items():
        _air(folder, why)
        expect(page.locator(".screen .why")).to_contain_text(words[language == "en"])
        expect(page.locator(".screen video")).not_to_have_attribute("src", re.compile(""))
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".stages .now")).to_contain_text("法庭调查" if language == "zh" else "Court inquiry")


def test_nothing_is_claimed_of_the_air_before_it_is_known(page: Page, folder: Path) -> None:
    """While the state is still being read, the page says that it is reading, and not that nothing has begun."""
    _air(folder, "cut")
    held: list[Route] = []
    is_held = threading.Event()
    is_held.set()
    page.route("**/live/k3v9/state.json", lambda one: held.append(one) if is_held.is_set() else one.continue_())
    page.goto("/index.html?hearing=k3v9")

    expect(page.locator(".screen .why")).to_have_text("正在读取…")
    is_held.clear()
    for route in held:
        route.continue_()
    expect(page.locator(".screen .why")).to_contain_text("中止播出")


def test_a_lost_connection_leaves_no_picture(page: Page, folder: Path) -> None:
    """When the state cannot be read the page keeps nothing on the screen and says that it tries again."""
    _air(folder, "cut")
    page.goto("/index.html?hearing=k3v9")
    expect(page.locator(".screen .why")).to_contain_text("中止播出")
    page.route("**/live/k3v9/state.json", lambda route: route.abort())
    expect(page.locator(".screen .why")).to_contain_text("暂时读不到直播状态")


def test_the_page_asks_nobody_else(page: Page, folder: Path, built: Path) -> None:
    """Wherever the folder lies, the page itself forbids its scripts to talk to another address."""
    _list(folder, _row("a", "scheduled"))
    page.goto("/index.html")
    page.wait_for_selector(".hearings li")
    with serving(built) as elsewhere:
        refused = page.evaluate(f"fetch('{elsewhere}/mark.svg', {{mode: 'no-cors'}}).then(() => false, () => true)")

    assert refused


class _OnAir:
    """Release at work on a hearing that is spoken throughout: it steps five times a second, as its process does."""

    def __init__(self, root: Path, hole_s: tuple[float, float] = (0, 0)) -> None:
        self.story: Story = approved(demo=True)
        self.airing = Airing.of(self.story, root, seconds=120, hole_s=hole_s)
        self.now = self.story.now
        for second in range(0, 90, 2):
            self.airing.speak(f"现在是第 {second} 秒。", self.now + second * 1000)
        self.runs = threading.Event()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "_OnAir":
        self._step_to(self.now + 25_000)
        self.runs.set()
        self._thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._over.set()
        self._thread.join()

    def cut(self) -> None:
        """Let the clerk cut the broadcast."""
        with self._lock:
            self.story.now = max(self.now, self.story.now)
            self.story.so(CLERK, "cut-broadcast")
            self.now = self.story.now
            self.airing.broadcast.step(self.story.hearing, self.now)

    def replay(self) -> None:
        """Let the hearing end, and put what may be watched again into the folder."""
        with self._lock:
            self.story.so(CLERK, "close")
            self.story.wait(10).so(SYSTEM, "take-effect")
            name = self.airing.broadcast.public_id
            tracks = PublicTracks(self.airing.folder.root.parent / "records")
            assert write_replay(self.airing.folder, name, tracks, self.story.hearing)
            row = self.airing.row(self.now)
            assert row is not None
            _list(self.airing.folder.root, row | {"status": "replay"})

    def _step_to(self, until_ms: int) -> None:
        with self._lock:
            self.airing.until(until_ms, from_ms=self.now)
            self.now = until_ms
            row = self.airing.row(self.now)
            _list(self.airing.folder.root, *([row] if row else []))

    def _run(self) -> None:
        while not self._over.wait(0.2):
            if self.runs.is_set():
                self._step_to(self.now + 200)


def _plays(page: Page, from_s: float = 0.5) -> None:
    """Wait until the picture moves behind second *from_s* of its own time. The page's policy forbids waiting in it."""
    look = "() => { const v = document.querySelector('.screen video'); return v && v.videoWidth && !v.paused ? v.currentTime : 0 }"
    deadline = time.monotonic() + 20
    while page.evaluate(look) <= from_s:
        assert time.monotonic() < deadline, "The picture does not move."
        page.wait_for_timeout(50)


def test_the_broadcast_plays_with_captions_and_goes_dark_at_a_cut(built: Path, page: Page, tmp_path: Path) -> None:
    """Picture and captions of release's own playlists play; a release that has stopped, and a cut, leave nothing."""
    with _OnAir(tmp_path) as on_air, serving(on_air.airing.folder.root) as url:
        on_air.airing.folder.install_page(built)
        page.goto(f"{url}/index.html?hearing={on_air.airing.broadcast.public_id}")
        _plays(page)
        expect(page.locator(".screen .captions")).to_contain_text("审判员：现在是第")
        assert faults(page) == []
        page.get_by_role("button", name="字幕", exact=True).click()
        expect(page.locator(".screen .captions")).to_have_count(0)

        on_air.runs.clear()
        expect(page.locator(".screen .why")).to_contain_text("暂时读不到直播状态", timeout=9000)
        on_air.runs.set()
        expect(page.locator(".screen .why")).to_have_count(0)
        _plays(page)

        began = time.monotonic()
        on_air.cut()
        expect(page.locator(".screen .why")).to_contain_text("中止播出", timeout=3000)
        assert page.evaluate("document.querySelector('.screen video').readyState") == 0
        assert time.monotonic() - began < 3


def test_the_broadcast_plays_on_over_a_hole(built: Path, page: Page, tmp_path: Path) -> None:
    """What a stalled machine left out is passed over within moments, and nobody has to begin anew."""
    with _OnAir(tmp_path, (20.4, 23.0)) as on_air, serving(on_air.airing.folder.root) as url:
        first = on_air.airing.broadcast.epoch
        on_air.airing.folder.install_page(built)
        page.goto(f"{url}/index.html?hearing={on_air.airing.broadcast.public_id}")
        _plays(page)
        began = page.evaluate("document.querySelector('.screen video').buffered.start(0)")
        _plays(page, began + 14)
        assert on_air.airing.broadcast.epoch == first


def test_a_replay_plays_and_can_be_searched_by_hand(built: Path, page: Page, tmp_path: Path) -> None:
    """After the hearing its replay plays from the list, with a slider over all of it and the captions."""
    with _OnAir(tmp_path) as on_air, serving(on_air.airing.folder.root) as url:
        on_air.runs.clear()
        on_air.replay()
        on_air.airing.folder.install_page(built)
        page.goto(f"{url}/index.html?lang=en")
        page.locator(".replays button").click()
        _plays(page)
        page.get_by_role("slider").fill("30")
        _plays(page, 30)
        expect(page.locator(".screen .captions")).to_contain_text("现在是第")
        assert faults(page) == []
