"""Writes every state of the clerk's panel as a picture, in both languages and sizes, into a folder.

    .venv/bin/python scripts/make_panel_gallery.py FOLDER [--states open lost ...] [--languages zh] [--sizes 1280x800]
    .venv/bin/python scripts/make_panel_gallery.py docs/pictures --sheet

Builds the pages from the source, opens each state of the gallery in Debian's Chromium with touch, and takes it as
``STATE-LANGUAGE-SIZE.png``. With ``--sheet`` twelve chosen ones become one picture a language, `panel-gallery-LANGUAGE.png`,
and nothing else is left there. Nothing of a real hearing is in them: people and case are invented (frontend/src/pages/gallery).
"""

import argparse
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.gallery import LANGUAGES, LARGE, SMALL, serving_gallery, show, states
from tests.browser.site import made_pages

SIZES = {f"{size['width']}x{size['height']}": size for size in (SMALL, LARGE)}
COLOURS = 256
CHOSEN = (
    "preparing",
    "not-ready",
    "open",
    "scenes",
    "audio",
    "evidence-shown",
    "people",
    "bailiff",
    "overnight",
    "sealed",
    "recorder-lost",
    "lost",
)
"""What stands for all in the repository."""
SHEET = (3, 640, 400)
"""Pictures a row, and the size of each."""
SETTLED_MS = 700
"""Until drawn pictures have come and lamps stand."""


def _take(browser: Browser, address: str, size: str, options: argparse.Namespace) -> int:
    context = browser.new_context(viewport=SIZES[size], has_touch=True, base_url=address)
    context.set_default_timeout(60_000)
    page = context.new_page()
    known = states(page)
    wanted = options.states or known
    if unknown := set(wanted) - set(known):
        raise SystemExit(f"The gallery has no state {', '.join(sorted(unknown))}. It has: {', '.join(known)}.")
    for state in wanted:
        for language in options.languages:
            show(page, state, language)
            page.wait_for_timeout(SETTLED_MS)
            place = options.to / f"{state}-{language}-{size}.png"
            page.screenshot(path=place)
            with Image.open(place) as picture:
                picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT).save(place, optimize=True)
    context.close()
    return len(wanted) * len(options.languages)


def _make_sheet(browser: Browser, address: str, options: argparse.Namespace) -> int:
    """Take the chosen states apart and put them on one picture a language."""
    across, width, height = SHEET
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        apart = argparse.Namespace(to=Path(folder), states=CHOSEN, languages=options.languages)
        taken = _take(browser, address, "1280x800", apart)
        for language in options.languages:
            sheet = Image.new("RGB", (across * width, -(-len(CHOSEN) // across) * height))
            for number, state in enumerate(CHOSEN):
                with Image.open(Path(folder) / f"{state}-{language}-1280x800.png") as picture:
                    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
                sheet.paste(small, (number % across * width, number // across * height))
            colours = sheet.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
            colours.save(options.to / f"panel-gallery-{language}.png", optimize=True)
    return taken


def main() -> int:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("to", type=Path, help="folder for the pictures; made where it is missing")
    parser.add_argument("--states", nargs="+", help="only these")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=list(LANGUAGES))
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--sheet", action="store_true", help="only the chosen ones, on one picture a language")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with serving_gallery(made_pages()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        if options.sheet:
            taken = _make_sheet(browser, address, options)
        else:
            taken = sum(_take(browser, address, size, options) for size in options.sizes)
        browser.close()
    print(f"{taken} pictures in {options.to}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
