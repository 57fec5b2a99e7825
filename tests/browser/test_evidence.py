"""Evidence in Debian's Chromium: the clerk files and shows it, a party far away sees the same and draws on it."""

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from control_panel.rooms import RoomDescription
from hearing.events import Invited
from hearing.evidence import EvidenceMarked, EvidencePageTurned, EvidencePresented, ExhibitFiled
from hearing.playing import EvidencePlayed, Playback, position
from tests.browser.looking import faults
from tests.browser.served import Served, served
from tests.control_panel.filed import film, pdf
from tests.control_panel.serving import Court

pytestmark = [pytest.mark.browser, pytest.mark.long]

_log = logging.getLogger("evidence")
FAKE = ("--use-fake-device-for-media-stream=display-media-type=window", "--use-fake-ui-for-media-stream")
PUBLIC = {"openness": "public", "range": "whole", "judge": "李某", "reason": "依法公开审理"}
WAIT_MS = 60_000
SHOWN = ".showing[data-page='{page}'] img"
POINTS = """async (image) => {
    const canvas = Object.assign(document.createElement('canvas'), {width: image.naturalWidth, height: image.naturalHeight});
    const ink = canvas.getContext('2d');
    ink.drawImage(image, 0, 0);
    const points = ink.getImageData(0, 0, canvas.width, canvas.height).data;
    const digest = await crypto.subtle.digest('SHA-256', points);
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}"""
WHERE = """video => ({
    at: video.currentTime, now: Date.now(), runs: !video.paused, muted: video.muted, steered: video.controls,
})"""
COMES = (
    """video => video.videoWidth > 0 || new Promise((done) => video.addEventListener('resize', done, {once: true}))"""
)
NEAR_S = 0.5
"""So far from where the log says it is, at most, is a film on any page."""
LOOKS_RUNNING = 12
LOOKS = os.environ.get("EVIDENCE_LOOKS")
"""A folder for pictures of the pages, for whoever wants to look at them."""


@pytest.fixture(scope="module")
def party() -> dict[str, Any]:
    """The ticket of the defender who attends from afar, once there is one."""
    return {}


@pytest.fixture(scope="module")
def at_table() -> dict[str, Any]:
    """The ticket of the prosecutor, who sits in the courtroom."""
    return {}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, party: dict[str, Any], at_table: dict[str, Any]) -> Iterator[Served]:
    """A public hearing in session, with a defender admitted from afar and a prosecutor at the table."""

    async def make(court: Court) -> str:
        await court.panel.rooms.put(RoomDescription(room="demo", room_name="第三法庭"))
        clerk, judge = await court.person("clerk", "clerk"), await court.person("li", "sole-judge")
        hearing = await court.hearing(clerk)
        await court.done(judge, hearing, "set-openness", **PUBLIC)
        await court.done(clerk, hearing, "prepare")
        who, token = await court.join(clerk, hearing, name="王律师", role="defender", remote=True)
        party.update(token=token, hearing=hearing, participant=who, name="王律师", role="defender")
        await court.done(court.client(token), hearing, "arrive", participant=who, checks={"camera": "good"})
        await court.done(court.client(token), hearing, "consent", participant=who, to="remote-hearing")
        await court.done(clerk, hearing, "admit", participant=who)
        prosecutor, its = await court.join(clerk, hearing, name="周某", role="prosecutor", seat="prosecutor")
        await court.done(clerk, hearing, "admit", participant=prosecutor)
        at_table.update(token=its, hearing=hearing, participant=prosecutor, name="周某", role="prosecutor")
        await court.opened(clerk, hearing)
        return hearing

    with served(tmp_path_factory.mktemp("evidence"), make, writing_patience_s=0.1) as found:
        yield found


def _page(browser: Browser, here: Served, path: str, **kept: Any) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=here.here.url)
    context.set_default_timeout(WAIT_MS)
    if "cookie" in kept:
        context.add_cookies([{"name": "courtroom_session", "value": kept["cookie"], "url": here.here.url}])
    for name, value in kept.get("session", {}).items():
        context.add_init_script(f"sessionStorage.setItem({json.dumps(name)}, {json.dumps(value)})")
    page = context.new_page()
    page.goto(path)
    return page


def _display(browser: Browser, here: Served, place: str) -> Page:
    page = _page(browser, here, "/display")
    admin = {"authorization": f"Bearer {here.administrator}"}
    answer = page.request.post("/api/v1/rooms/demo/displays", data={"place": place}, headers=admin)
    page.goto(f"/display/demo/{place}#code={answer.json()['code']}")
    return page


def _shown(page: Page, number: int) -> str:
    """The picture that *page* shows as page *number*, once it does, by its points. It shows none but that of the log."""
    image = page.locator(SHOWN.format(page=number))
    expect(image).to_be_visible(timeout=WAIT_MS)
    digest: str = image.evaluate(POINTS)
    return digest


def _look(page: Page, name: str) -> None:
    if LOOKS:
        page.screenshot(path=f"{LOOKS}/{name}.png")


def _last(here: Served, kind: type[Any]) -> Any:
    return [event for event in here.log() if isinstance(event, kind)][-1]


def test_all_pages_turn_in_step_and_a_partys_mark_reaches_the_clerk(
    here: Served, chromium: Callable[..., Browser], party: dict[str, Any], at_table: dict[str, Any]
) -> None:
    """From filing to withdrawing; the gallery's screen, to which it is not shown, never holds a picture of it."""
    browser = chromium(*FAKE)
    clerk = _page(browser, here, f"/panel?hearing={here.hearing}", cookie=here.cookie)
    far = _page(browser, here, "/join", session={"courtroom-join": json.dumps(party)})
    table = _page(browser, here, "/join", session={"courtroom-join": json.dumps(at_table)})
    gallery, seats = _display(browser, here, "gallery"), _display(browser, here, "parties")
    followers = (far, seats, clerk, table)

    clerk.get_by_role("button", name="举证", exact=True).click()
    clerk.locator(".evidence-list input[type=file]").set_input_files(
        [{"name": "转账凭证.pdf", "mimeType": "application/pdf", "buffer": pdf(2)}]
    )
    clerk.locator(".source", has_text="转账凭证.pdf").click()
    wanted = clerk.locator(".targets")
    wanted.get_by_role("button", name="审判席").click()
    expect(clerk.locator(".preview .showing img")).to_be_visible(timeout=WAIT_MS)
    _look(clerk, "preview")
    clerk.locator(".actions .key.go").click()
    first = _first_page(here, clerk, followers)

    began = time.monotonic()
    clerk.get_by_role("button", name="下一页").click()
    for page in followers:
        expect(page.locator(SHOWN.format(page=2))).to_be_visible(timeout=WAIT_MS)
    _log.info("four pages showed page 2 within %.2f s of the clerk's tap", time.monotonic() - began)
    second = {_shown(page, 2) for page in followers}
    assert len(second) == 1
    assert second != first
    assert _last(here, EvidencePageTurned).sha256 == _last(here, ExhibitFiled).page_sha256[1]

    _draw(far)
    for page in followers:
        expect(page.locator(".marks .mark.red")).to_have_count(1, timeout=WAIT_MS)
    mark = _last(here, EvidenceMarked)
    assert (mark.who, mark.page, mark.tool) == (f"participant:{party['participant']}", 2, "box")
    assert [faults(page) for page in followers] == [[]] * 4
    for page, name in ((clerk, "clerk"), (far, "party"), (seats, "seats"), (gallery, "gallery"), (table, "table")):
        _look(page, name)

    expect(gallery.get_by_text("正在举证")).to_be_visible(timeout=WAIT_MS)
    assert gallery.locator(".showing").count() == 0
    clerk.get_by_role("button", name="撤下").click()
    for page in followers:
        expect(page.locator(".showing")).to_have_count(0, timeout=WAIT_MS)
    expect(clerk.get_by_text("没有正在展示的证据")).to_be_visible(timeout=WAIT_MS)
    expect(table.get_by_text("您在法庭内")).to_be_visible(timeout=WAIT_MS)
    _look(table, "table-waits")


def _first_page(here: Served, clerk: Page, followers: tuple[Page, ...]) -> set[str]:
    """The first page is on the parties' pages and screen, the lamps say to whom it is shown."""
    found = {_shown(page, 1) for page in followers}
    filed, presented = _last(here, ExhibitFiled), _last(here, EvidencePresented)
    assert presented.targets == ("parties", "remote", "recording")
    assert presented.sha256 == filed.page_sha256[0]
    expect(clerk.locator(".targets .key.on")).to_have_count(2, timeout=WAIT_MS)
    assert len(found) == 1
    return found


def _draw(page: Page) -> None:
    page.get_by_role("button", name="方框").click()
    box = page.locator("svg.marks").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.4 * box["height"], steps=6)
    page.mouse.up()


def test_who_shares_a_window_draws_on_it(here: Served, chromium: Callable[..., Browser], party: dict[str, Any]) -> None:
    """On the own window, as on an exhibit that is shown: the mark is in the log under the own name, and on the clerk's page."""
    browser = chromium(*FAKE)
    clerk = _page(browser, here, f"/panel?hearing={here.hearing}", cookie=here.cookie)
    far = _page(browser, here, "/join", session={"courtroom-join": json.dumps(party)})
    clerk.get_by_role("button", name="举证", exact=True).click()
    clerk.locator(".source", has_text="王律师的屏幕").click()
    clerk.locator(".actions .key.go").click()
    far.get_by_role("button", name="共享屏幕").click()
    window = far.locator(".own-share video")
    expect(window).to_be_visible(timeout=WAIT_MS)
    window.evaluate(COMES)
    assert far.locator("svg.marks.drawing").count() == 0, "without a pen in hand nothing is drawn"
    _draw(far)
    expect(far.locator(".own-share .mark.red:not(.waits)")).to_have_count(1, timeout=WAIT_MS)
    expect(clerk.locator(".evidence-picture .marks .mark.red")).to_have_count(1, timeout=WAIT_MS)
    mark = _last(here, EvidenceMarked)
    assert (mark.who, mark.page, mark.tool) == (f"participant:{party['participant']}", 1, "box")
    assert mark.points[0] == pytest.approx((0.2, 0.2), abs=0.02)
    _look(far, "own-share")
    assert faults(far) == []
    far.get_by_role("button", name="停止共享").click()
    expect(far.locator(".mark-tools")).to_have_count(0, timeout=WAIT_MS)
    clerk.get_by_role("button", name="撤下").click()
    expect(far.locator(".own-share")).to_have_count(0, timeout=WAIT_MS)


def test_a_witness_at_the_stand_draws_on_what_is_shown_there(here: Served, chromium: Callable[..., Browser]) -> None:
    """The screen at the stand has a pen from the calling of the witness until the dismissal; the log names the place."""
    browser = chromium(*FAKE)
    clerk = _page(browser, here, f"/panel?hearing={here.hearing}", cookie=here.cookie)
    stand = _display(browser, here, "witness")
    _say(here, clerk, "invite", name="李某", role="witness", seat="witness")
    witness = _last(here, Invited).participant
    _say(here, clerk, "admit", participant=witness)
    clerk.get_by_role("button", name="举证", exact=True).click()
    clerk.locator(".evidence-list input[type=file]").set_input_files(
        [{"name": "现场图.pdf", "mimeType": "application/pdf", "buffer": pdf(1)}]
    )
    clerk.locator(".source", has_text="现场图.pdf").click()
    clerk.locator(".targets").get_by_role("button", name="证人席").click()
    clerk.locator(".actions .key.go").click()
    _shown(stand, 1)
    assert stand.locator(".mark-tools").count() == 0
    _say(here, clerk, "call", participant=witness)
    _draw(stand)
    for page in (stand, clerk):
        expect(page.locator(".marks .mark.red:not(.waits)")).to_have_count(1, timeout=WAIT_MS)
    mark = _last(here, EvidenceMarked)
    assert (mark.who, mark.tool) == ("display:demo/witness", "box")
    _look(stand, "stand")
    assert faults(stand) == []
    _say(here, clerk, "dismiss", participant=witness)
    expect(stand.locator(".mark-tools")).to_have_count(0, timeout=WAIT_MS)
    clerk.get_by_role("button", name="撤下").click()


def _say(here: Served, page: Page, what: str, **fields: Any) -> None:
    said = {"id": str(uuid4()), "type": what, **fields}
    token = {"authorization": f"Bearer {here.cookie}"}
    done = page.request.post(f"/api/v1/hearings/{here.hearing}/commands", data=said, headers=token)
    assert done.ok, done.text()


def test_a_party_files_a_document_and_hears_why_another_kind_is_refused(
    here: Served, chromium: Callable[..., Browser], party: dict[str, Any]
) -> None:
    """What arrives stands in the party's own list and on the clerk's; a text file is refused in words, and put away."""
    far = _page(chromium(*FAKE), here, "/join", session={"courtroom-join": json.dumps(party)})
    far.get_by_role("button", name="提交证据").click()
    far.locator("dialog input[type=file]").set_input_files(
        [
            {"name": "名单.txt", "mimeType": "text/plain", "buffer": b"no exhibit"},
            {"name": "收据.pdf", "mimeType": "application/pdf", "buffer": pdf(1)},
        ]
    )
    expect(far.locator("dialog .files-going .failed")).to_contain_text("名单.txt", timeout=WAIT_MS)
    expect(far.locator("dialog .filing > ul:not(.files-going)")).to_contain_text("收据.pdf", timeout=WAIT_MS)
    _look(far, "filing")
    assert faults(far) == []
    filed = _last(here, ExhibitFiled)
    assert (filed.title, filed.filed_by) == ("收据.pdf", f"participant:{party['participant']}")
    far.get_by_role("button", name="不再上传").click()
    expect(far.locator("dialog .files-going")).to_have_count(0, timeout=WAIT_MS)


@pytest.mark.alone
@pytest.mark.timeout(400)
def test_a_film_starts_seeks_and_stops_on_all_pages_at_once(
    here: Served, chromium: Callable[..., Browser], party: dict[str, Any], at_table: dict[str, Any]
) -> None:
    """The clerk plays it for all: each page is where log and clock say, without sound, and nobody else has a key for it."""
    browser = chromium(*FAKE)
    clerk = _page(browser, here, f"/panel?hearing={here.hearing}", cookie=here.cookie)
    far = _page(browser, here, "/join", session={"courtroom-join": json.dumps(party)})
    table = _page(browser, here, "/join", session={"courtroom-join": json.dumps(at_table)})
    seats = _display(browser, here, "parties")
    pages = {"clerk": clerk, "far": far, "table": table, "seats": seats}
    clerk.get_by_role("button", name="举证", exact=True).click()
    clerk.locator(".evidence-list input[type=file]").set_input_files(
        [{"name": "执法记录.mp4", "mimeType": "video/mp4", "buffer": film(900)}]
    )
    clerk.locator(".source", has_text="执法记录.mp4").click()
    clerk.locator(".actions .key.go").click()
    for page in pages.values():
        expect(page.locator(".showing .playing-lamp")).to_contain_text("已暂停 00:00 / 01:30", timeout=WAIT_MS)
    assert (_last(here, ExhibitFiled).duration_ms, _last(here, EvidencePresented).duration_ms) == (90_000, 90_000)

    keys = clerk.locator(".evidence-stage")
    keys.get_by_role("button", name="播放").click()
    assert _told(here, 1).position_ms == 0
    _in_step(here, pages, "playing", plays=True)
    keys.get_by_role("slider", name="播放位置").fill("40000")
    assert _told(here, 2).position_ms == 40_000
    _in_step(here, pages, "after a seek", plays=True)
    for name, page in pages.items():
        _look(page, f"film-{name}")
    assert [faults(page) for page in pages.values()] == [[]] * 4
    clerk.locator("body").press("ArrowLeft")
    _told(here, 3)
    _in_step(here, pages, "ten seconds back", plays=True)
    keys.get_by_role("button", name="本机放音").click()
    expect(keys.get_by_role("button", name="本机放音")).to_have_attribute("aria-pressed", "true")
    heard = {name: not page.locator(".showing video").evaluate(WHERE)["muted"] for name, page in pages.items()}
    assert heard == {"clerk": True, "far": False, "table": False, "seats": False}
    keys.get_by_role("button", name="本机放音").click()
    keys.get_by_role("button", name="暂停").click()
    stands = _told(here, 4)
    _in_step(here, pages, "paused", plays=False)
    assert not stands.playing
    for page in (far, table, seats):
        assert page.get_by_role("slider").count() == 0
        assert page.get_by_role("button", name="播放").count() == 0
    clerk.get_by_role("button", name="撤下").click()
    for page in pages.values():
        expect(page.locator(".showing")).to_have_count(0, timeout=WAIT_MS)


def _told(here: Served, times: int) -> EvidencePlayed:
    """The log's last word on how it plays, once there were so many."""
    deadline = time.monotonic() + WAIT_MS / 1000
    while time.monotonic() < deadline:
        said = [event for event in here.log() if isinstance(event, EvidencePlayed)]
        if len(said) >= times:
            return said[-1]
        time.sleep(0.05)
    pytest.fail(f"The log never told {times} times how it plays.")


def _off(here: Served, pages: dict[str, Page], *, plays: bool) -> dict[str, float]:
    """How many seconds each page is ahead of where the log says it is; a page that does not do as told is far off."""
    last = _last(here, EvidencePlayed)
    told = Playback(playing=last.playing, position_ms=last.position_ms, at=last.at)
    off = {}
    for name, page in pages.items():
        video = page.locator(".showing video")
        seen = video.evaluate(WHERE) if video.count() else {"runs": not plays, "at": 0, "now": 0, "muted": True}
        assert seen["muted"]
        assert not seen.get("steered")
        does = seen["runs"] == plays == last.playing
        off[name] = seen["at"] - position(told, seen["now"], 90_000) / 1000 if does else float("inf")
    return off


def _in_step(here: Served, pages: dict[str, Page], what: str, *, plays: bool) -> None:
    """Wait until every page is near, and near every other one, several looks running; say how near."""
    worst: list[float] = []
    deadline = time.monotonic() + WAIT_MS / 1000
    while time.monotonic() < deadline and len(worst) < LOOKS_RUNNING:
        off = _off(here, pages, plays=plays).values()
        apart = max(*map(abs, off), max(off) - min(off))
        worst = [*worst, apart] if apart <= NEAR_S else []
        time.sleep(0.1)
    assert len(worst) == LOOKS_RUNNING, f"{what}: {off}"
    told = (what, max(worst), sorted(worst)[len(worst) // 2], worst[-1])
    _log.info("%s: off the log's place and one another by %.3f s at most, %.3f s mostly, %.3f s at last", *told)
