"""The displays of courtrooms (显示屏, 门牌): signed in by a code that an administrator makes, until somebody signs them out.

A display is a principal of its own kind, ``display:<room>/<place>``, with a token and no account. Several screens may
hang at one place: they are told apart by their tokens, and signed out together.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_panel.audience import Audience
from control_panel.database import Database
from control_panel.hearing_log import Hearings
from control_panel.models import Token
from control_panel.tickets import Tickets
from control_panel.tokens import Tokens
from hearing.court_time import court_day
from hearing.display import Display, read_display
from hearing.door_sign import DoorSign, door_sign, hearing_in
from hearing.facts import SESSION, HearingState

CODE_S = 1800.0
_THERE_MS = 8000
_LOOK_AGAIN_MS = 1000
"""All rooms' hearings of the day are looked up together, so often at most: a court has hundreds of displays."""


@dataclass(frozen=True)
class SignedIn:
    """The screens of one place: how many are signed in, and when one was last heard of."""

    place: str
    screens: int
    seen_at: int | None
    is_there: bool


class Displays:
    """All displays of this installation."""

    def __init__(
        self,
        database: Database,
        hearings: Hearings,
        tokens: Tokens,
        tickets: Tickets,
        audience: Audience,
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._hearings = hearings
        self._tokens = tokens
        self._tickets = tickets
        self._audience = audience
        self._now_ms = now_ms
        self._seen: dict[str, int] = {}
        self._looked = 0
        self._today: dict[str, list[str]] = {}

    async def code(self, display: Display) -> tuple[str, int]:
        """Make the code by which one screen becomes this display; return it and when it ends (ms)."""
        return await self._tickets.issue("display", display.principal, lasts_s=CODE_S)

    async def come_in(self, code: str, address: str) -> tuple[str, Display]:
        """Change a code for a token, which lasts until the place is signed out.

        Raises:
            Refusal: no such code now (403), or too many tries (429).
        """
        redeemed = await self._tickets.redeem("display", code, address)
        return await self._tokens.issue("display", redeemed.principal), read_display(redeemed.principal)

    async def sign_out(self, display: Display) -> None:
        """Send every screen of a place away."""
        await self._tokens.revoke_all(display.principal)
        self._audience.dismiss(display.principal)
        self._seen.pop(display.principal, None)

    def heard(self, principal: str) -> None:
        """Note that a display asked what to show."""
        self._seen[principal] = self._now_ms()

    async def of(self, room: str) -> list[SignedIn]:
        """List the places of *room* at which screens are signed in."""
        now = self._now_ms()

        def count(session: Session) -> list[tuple[str, int]]:
            ours = Token.principal.startswith(f"display:{room}/", autoescape=True)
            query = select(Token.principal, func.count()).where(
                ours, Token.kind == "display", Token.revoked_at.is_(None)
            )
            return [(principal, number) for principal, number in session.execute(query.group_by(Token.principal))]

        found = []
        for principal, screens in sorted(await self._database.read(count)):
            seen = self._seen.get(principal)
            is_there = seen is not None and seen > now - _THERE_MS
            found.append(SignedIn(read_display(principal).place, screens, seen, is_there))
        return found

    def hearing_in(self, room: str) -> HearingState | None:
        """Return the hearing that has *room* now, as it stands at this moment."""
        return hearing_in(self._of_today(room), room)

    def sign_of(self, room: str) -> DoorSign:
        """Return what the sign at the door of *room* says now."""
        return door_sign(self._of_today(room), room, *court_day(self._now_ms()))

    def _of_today(self, room: str) -> list[HearingState]:
        """Return the room's hearings that are in session or still to come today."""
        now = self._now_ms()
        if not self._looked <= now < self._looked + _LOOK_AGAIN_MS:
            self._looked, self._today = now, {}
            since, until = court_day(now)
            for state in self._hearings.states():
                coming = state.course == "scheduled" and since <= state.planned_at < until
                if (coming or state.course in SESSION) and not self._hearings.is_shut(state.hearing):
                    self._today.setdefault(state.room, []).append(state.hearing)
        found = (self._hearings.find(name) for name in self._today.get(room, ()))
        return [state for state in found if state is not None]
