"""The gallery of the panel's states, built from the source as it is now and served as the panel serves its pages."""

import functools
import http.server
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FRONTEND = Path(__file__).parents[2] / "frontend"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:"
SMALL = {"width": 1280, "height": 800}
LARGE = {"width": 1920, "height": 1200}
LANGUAGES = ("zh", "en")


class _Pages(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("content-security-policy", POLICY)
        super().end_headers()

    def log_message(self, *said: object) -> None:
        """Say nothing."""


def build_pages(out: Path) -> None:
    """Build every page of the source into *out*; an error says what the build said."""
    built = subprocess.run(
        ["npx", "--no-install", "vite", "build", "--logLevel", "error", "--outDir", str(out)],
        cwd=FRONTEND, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if built.returncode:
        raise RuntimeError(f"The pages cannot be built: {built.stderr}")


@contextmanager
def serving(pages: Path) -> Iterator[str]:
    """Serve the built *pages* on a free port of this machine and yield their address, until left."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Pages, directory=str(pages)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def show(page: Any, state: str, language: str = "zh") -> None:
    """Open *state* of the gallery and wait until its panel, its sheet of keys or its display is there."""
    page.goto(f"/gallery.html?state={state}&lang={language}")
    page.wait_for_selector(".panel .dock, .key-sheet, #page > main")


def states(page: Any) -> list[str]:
    """The name of every state that the gallery has, by its own list."""
    page.goto("/gallery.html")
    page.wait_for_selector(".choose li a")
    found: list[str] = page.locator(".choose li a").all_inner_texts()
    return [name.strip() for name in found]
