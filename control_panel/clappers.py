"""Clapper pages (场记板): displays in courtrooms that flash and beep at one moment while the room rehearses.

A page comes in by a short code or a signed-in person, asks twice a second what there is to do, and tells how well it
did. All of it is forgotten when the panel ends: a page that is still there types a new code.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from control_panel.attempts import Attempts
from control_panel.errors import Refusal
from control_panel.secrets_kept import new_secret
from hearing.rehearsal import Clapped

CODE_S = 600.0
_THERE_MS = 3000
_STAYS_MS = 12 * 3600 * 1000


@dataclass
class ClapperPage:
    """One open page."""

    room: str
    since: int
    seen: int = 0
    armed: bool = False
    """Somebody touched it, so that the browser lets it sound."""
    claps: tuple[int, ...] = ()
    """When it is to flash and beep, UTC ms of the panel's clock."""
    clapped: Clapped | None = field(default=None)


class Clappers:
    """All clapper pages."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._codes: dict[str, tuple[str, int]] = {}
        self._pages: dict[str, ClapperPage] = {}
        self._attempts = Attempts(most=10, window_s=60)

    def code(self, room: str) -> tuple[str, int]:
        """Make the code that lets pages in for *room*; return it and when it ends (ms). An earlier one is void."""
        now = self._now_ms()
        kept = {code: known for code, known in self._codes.items() if known[0] != room and known[1] > now}
        code = f"{secrets.randbelow(1_000_000):06}"
        while code in kept:
            code = f"{secrets.randbelow(1_000_000):06}"
        self._codes = {**kept, code: (room, now + round(CODE_S * 1000))}
        return code, self._codes[code][1]

    def come_in(self, code: str, address: str) -> tuple[str, str]:
        """Let a page in by *code*; return its secret and its room.

        Raises:
            Refusal: no such code now (401), or too many tries (429).
        """
        now = self._now_ms()
        if self._attempts.wait_s(address, now):
            raise Refusal(429, "尝试过多 · Too many tries", "", "请一分钟后再试 · Try again in a minute.")
        room, ends = self._codes.get(code, ("", 0))
        if ends <= now:
            self._attempts.failed(address, now)
            raise Refusal(401, "配对码无效或已过期 · No such code now", "", "请取新的配对码 · Ask for a new one.")
        return self.open(room), room

    def open(self, room: str) -> str:
        """Take a page in for *room*; return its secret."""
        now = self._now_ms()
        self._pages = {secret: page for secret, page in self._pages.items() if page.since > now - _STAYS_MS}
        secret = new_secret()
        self._pages[secret] = ClapperPage(room, now)
        return secret

    def pulse(self, secret: str, *, armed: bool, clapped: Clapped | None) -> ClapperPage:
        """Hear from a page.

        Raises:
            Refusal: it is not known, or no more (401).
        """
        page = self._pages.get(secret)
        if page is None:
            raise Refusal(401, "请重新输入配对码 · Not known any more", "", "请取新的配对码 · Ask for a new code.")
        page.seen, page.armed = self._now_ms(), armed
        page.clapped = clapped if clapped is not None else page.clapped
        return page

    def of(self, room: str) -> ClapperPage | None:
        """Find the page that claps for *room*: the one that came last, is there and may sound."""
        now = self._now_ms()
        there = [page for page in self._pages.values() if page.room == room and page.armed]
        there = [page for page in there if page.seen > now - _THERE_MS]
        return max(there, key=lambda page: page.since, default=None)

    def cue(self, room: str, claps: tuple[int, ...]) -> bool:
        """Let the room's page clap at these moments (UTC ms); says whether there is one."""
        page = self.of(room)
        if page is None:
            return False
        page.claps, page.clapped = claps, None
        return True
