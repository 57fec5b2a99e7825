"""The pages as a site of files: built from the source as it is now, and served without a court."""

import fcntl
import functools
import http.server
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from control_panel.pages import STATIC

ROOT = Path(__file__).parents[2]


def made_pages() -> Path:
    """Every page as ``./courtroom`` serves it, built anew where the source has changed, by one process at a time."""
    with (ROOT / "frontend/package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["sh", "-c", '. scripts/environment.sh && make_pages "$PWD"'], cwd=ROOT, check=True)
    return STATIC


class _Files(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *given: object, policy: str, **named: object) -> None:
        self._policy = policy
        super().__init__(*given, **named)  # type: ignore[arg-type]

    def end_headers(self) -> None:
        if self._policy:
            self.send_header("content-security-policy", self._policy)
        super().end_headers()

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path, policy: str = "") -> Iterator[str]:
    """Serve *folder* on a free port of this machine, under *policy* where one is given, and yield its address, until left."""
    handler = functools.partial(_Files, directory=str(folder), policy=policy)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
