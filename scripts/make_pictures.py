"""Takes docs/pictures: every page, in both languages, out of one real hearing of the demonstration.

    .venv/bin/python scripts/make_pictures.py [--to docs/pictures] [--no-model | --models DIR]

Starts the demonstration's court, goes through a hearing in Debian's Chromium as clerk, judge, accused and public do,
and takes each page as it then is. axe-core (WCAG 2.2 A and AA) looks at each of them; what it finds is printed and
makes the script fail.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import av
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from control_panel.commands.demo import ROOM
from control_panel.demo.hearing import Court
from control_panel.demo.installation import Installation, Wishes, running
from control_panel.demo.model import prepare_model
from control_panel.demo.people import ADMINISTRATOR, CLERK, JUDGE, Account, sign_in_path
from control_panel.demo.watching import Watch
from courtroom_agent.simulated.person import SimulatedPerson
from hardware_profiles.rooms import load_room

REPOSITORY = Path(__file__).parents[1]
AXE = REPOSITORY / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LANGUAGES = ("zh", "en")
COURT_SCREEN = {"width": 1280, "height": 800}
TELEPHONE = {"width": 390, "height": 844}
SPOKEN_S = 8
CAMERA_FPS = 15
DELAY_S = 6
COLOURS = 192
QUIET = ("--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


@dataclass
class Album:
    """Where pictures go, and what axe found on the way."""

    folder: Path
    faults: list[str] = field(default_factory=list)

    async def take(self, page: Page, name: str) -> None:
        """Keep *page* as it is now as ``name.png``."""
        raw = self.folder / f"{name}.png"
        await page.screenshot(path=raw)
        with Image.open(raw) as picture:
            small = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
        small.save(raw, optimize=True)
        await page.evaluate(AXE.read_text())
        found = await page.evaluate(
            "rules => axe.run(document, {runOnly: rules})"
            ".then(r => r.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 140)).join(' | ')}`))",
            RULES,
        )
        self.faults += [f"{name}: {one}" for one in found]
        print(f"{name}.png, {raw.stat().st_size // 1024} KiB, axe found {len(found)}", file=sys.stderr)

    async def both(self, page: Page, address: str, name: str, ready: str, rest_s: float = 0.5, keys: str = "") -> None:
        """Open *address* in each language, wait for *ready*, press *keys*, wait *rest_s*, and take it."""
        path, _, fragment = address.partition("#")
        for language in LANGUAGES:
            await page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}{'#' + fragment if fragment else ''}")
            await page.wait_for_selector(ready)
            for key in keys:
                await page.keyboard.press(key)
            await page.wait_for_timeout(rest_s * 1000)
            await self.take(page, f"{name}-{language}")

    async def switched(self, page: Page, name: str, rest_s: float = 0.5) -> None:
        """Take a page that must not be loaded anew in each language, by its own key for that."""
        for language in LANGUAGES:
            await page.wait_for_timeout(rest_s * 1000)
            await self.take(page, f"{name}-{language}")
            await page.locator("button.tongue").click()


def film_accused(folder: Path) -> tuple[Path, Path]:
    """Write the simulated accused as camera and microphone files for Chromium; return both."""
    person = SimulatedPerson("accused")
    picture, sound = folder / "accused.mjpeg", folder / "accused.wav"
    with av.open(str(picture), "w", format="mjpeg") as out:
        stream = out.add_stream("mjpeg", rate=CAMERA_FPS)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuvj420p"
        for number in range(SPOKEN_S * CAMERA_FPS):
            frame = person.picture(number * 1000 // CAMERA_FPS).reformat(format="yuvj420p")
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with wave.open(str(sound), "wb") as out_sound:
        out_sound.setnchannels(1)
        out_sound.setsampwidth(2)
        out_sound.setframerate(48_000)
        for number in range(SPOKEN_S * 50):
            out_sound.writeframes(person.sound(number * 20).astype("<i2").tobytes())
    return picture, sound


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """Run Debian's Chromium for as long as the context lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*QUIET, *more])
        yield browser
        await browser.close()


async def signed_in(browser: Browser, installation: Installation, account: Account) -> Page:
    """Return a court screen on which *account* has signed in."""
    context = await browser.new_context(viewport=COURT_SCREEN, has_touch=True, base_url=installation.url)
    page = await context.new_page()
    await page.goto(await sign_in_path(installation, account) + "&next=/admin")
    await page.wait_for_selector("main.admin")
    return page


async def visitor(browser: Browser, installation: Installation, size: dict[str, int]) -> Page:
    """Return a screen of somebody of the public."""
    context: BrowserContext = await browser.new_context(viewport=size, base_url=installation.url)
    return await context.new_page()


class Session:
    """The hearing that is photographed, and who looks at it."""

    def __init__(self, album: Album, installation: Installation, court: Court, watch: Watch) -> None:
        self._album = album
        self._installation = installation
        self._court = court
        self._watch = watch
        self._panel = f"/panel?hearing={court.hearing}"
        self._administrator: Page

    async def run(self, browser: Browser, remote: Browser) -> None:
        """Go through the hearing from schedule to archive."""
        album, court, watch = self._album, self._court, self._watch
        clerk = await signed_in(browser, self._installation, CLERK)
        judge = await signed_in(browser, self._installation, JUDGE)
        public = await visitor(browser, self._installation, COURT_SCREEN)
        telephone = await visitor(browser, self._installation, TELEPHONE)
        await self._before(browser, clerk, public)
        accused = await self._join(remote, clerk)
        await court.open(watch)
        await court.enter("rights")
        await asyncio.sleep(SPOKEN_S * 3)
        await album.switched(accused, "join-in-court", 2)
        await album.both(clerk, self._panel, "panel-open", ".panel .dock", 4)
        await self._public(public, "public-live", 1)
        await self._public(telephone, "public-live-telephone", 1)
        await court.recess(watch)
        await court.clerk.command(court.hearing, "cut-broadcast", reason="picture")
        await album.both(judge, self._panel, "panel-cut-judge", ".panel .restore", 3)
        await self._public(public, "public-cut", 2)
        await self._after(clerk, judge, public)

    async def _before(self, browser: Browser, clerk: Page, public: Page) -> None:
        album = self._album
        stranger = await visitor(browser, self._installation, COURT_SCREEN)
        await album.both(stranger, "/sign-in", "sign-in", "form")
        await album.both(public, "/", "public-list", ".hearings li")
        self._administrator = await signed_in(browser, self._installation, ADMINISTRATOR)
        await album.both(self._administrator, "/admin", "admin", "main.admin", 1)
        await album.both(clerk, "/panel", "panel-choose", ".choose li")

    async def _join(self, remote: Browser, clerk: Page) -> Page:
        album, court = self._album, self._court
        await court.clerk.command(court.hearing, "prepare")
        link = await court.accused_link()
        context = await remote.new_context(
            viewport=COURT_SCREEN, has_touch=True, base_url=self._installation.url, permissions=["camera", "microphone"]
        )
        page = await context.new_page()
        await page.goto(f"/join#code={link['code']}")  # by HTTP on this machine: the court's own CA is not known here
        await page.locator(".ask .go").click()
        await page.wait_for_selector(".voice")
        await album.switched(page, "join-check", 2)
        await page.locator(".ask .pair .key").first.click()
        await page.locator(".tick input").check()
        await album.switched(page, "join-consent")
        await page.locator(".pair .go").click()
        await page.wait_for_selector(".facts")
        await album.switched(page, "join-waiting", 1)
        await self._watch.until("the accused's arrival", "arrived")
        await album.both(clerk, self._panel, "panel-preparing", ".panel .dock", 2)
        await court.clerk.command(court.hearing, "admit", participant="p-1")
        return page

    async def _public(self, page: Page, name: str, rest_s: float) -> None:
        for language in LANGUAGES:
            await page.goto(f"/?lang={language}")
            await page.locator(".hearings button").first.click()
            for _ in range(50):  # The page's own policy forbids what wait_for_function does.
                if await page.evaluate("[...document.querySelectorAll('video')].every(v => v.currentTime > 1)"):
                    break
                await page.wait_for_timeout(200)
            await page.wait_for_timeout(rest_s * 1000)
            await self._album.take(page, f"{name}-{language}")

    async def _after(self, clerk: Page, judge: Page, public: Page) -> None:
        album, court = self._album, self._court
        recess = await court.clerk.command(court.hearing, "recess", reason="recess", note="")
        await self._watch.until("the recess", "paused", after=recess["seq"])
        await album.both(clerk, self._panel, "panel-recess", ".panel .dock", 2)
        await court.finish(self._watch, say)
        await album.both(clerk, self._panel, "panel-archived", ".panel", 2)
        await album.both(judge, f"/player?hearing={court.hearing}", "player", ".player", 5, keys=" ")
        await album.both(judge, "/search?q=开庭", "search", ".find mark", 1)
        await self._keeping()
        await self._reading(judge, public)

    async def _keeping(self) -> None:
        """How the record is kept, as an administrator sees it."""
        for language in LANGUAGES:
            await self._administrator.goto(f"/admin?lang={language}")
            key = "保管" if language == "zh" else "Keeping"
            await self._administrator.get_by_role("button", name=key).first.click()
            await self._administrator.locator(".keeping h3").first.scroll_into_view_if_needed()
            await self._administrator.wait_for_timeout(500)
            await self._album.take(self._administrator, f"admin-keeping-{language}")

    async def _reading(self, judge: Page, reader: Page) -> None:
        """A party reads by the judge's leave, under a mark."""
        until = round(time.time() * 1000) + 3_600_000
        said = {"participant": "p-1", "purpose": "阅卷", "until": until, "openings": 1}
        path = f"/api/v1/hearings/{self._court.hearing}/readings"
        granted = await (await judge.request.post(path, data=said)).json()
        await reader.goto(f"/consult?lang=zh#code={granted['code']}")
        await reader.locator("button[type=submit]").click()
        await reader.wait_for_selector(".watermark")
        await self._album.both(reader, "/consult", "consult", ".watermark", 4)


def say(words: str) -> None:
    """Tell whoever waits."""
    print(words, file=sys.stderr, flush=True)


async def make(options: argparse.Namespace) -> int:
    """Take every picture; return 1 when axe found something."""
    options.to.mkdir(parents=True, exist_ok=True)
    album = Album(options.to)
    room = load_room(ROOM)
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        picture, sound = film_accused(Path(folder))
        fake = (
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={picture}",
            f"--use-file-for-fake-audio-capture={sound}",
        )
        models = None if options.no_model else await prepare_model(options.models, say)
        wishes = Wishes(Path(folder) / "court", ROOM, DELAY_S, 1.0, models)
        async with chromium() as browser, chromium(*fake) as remote, running(wishes) as installation:
            court = await Court.gather(installation)
            await court.schedule("trial", room.courtroom, room.name.zh)
            watch = Watch(court.clerk, court.hearing)
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(watch.run())
                await Session(album, installation, court, watch).run(browser, remote)
                watching.cancel()
            await court.close()
    print("\n".join(album.faults) or "axe found nothing.", file=sys.stderr)
    return 1 if album.faults else 0


async def until_told(options: argparse.Namespace) -> int:
    """Make the pictures; when told to end, end the court first."""
    work = asyncio.ensure_future(make(options))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    return await work


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=REPOSITORY / "docs" / "pictures")
    parser.add_argument("--models", type=Path, help="folder of recognition models")
    parser.add_argument("--no-model", action="store_true", help="do not recognise speech")
    return asyncio.run(until_told(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
