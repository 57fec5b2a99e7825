"""Tickets: codes and links that are changed for something better.

``set-up``   the first administrator, printed once at the first start
``sign-in``  signs an account in without its password, for the demo and the command line; once
``join``     lets one person into one hearing, as often as the person has to come back while it is valid
``enrol``    makes a courtroom PC this installation's agent of one room; once
``display``  makes a screen one of a courtroom's displays; once
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from control_panel.attempts import Attempts
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.models import Ticket
from control_panel.secrets_kept import hashed, new_code, new_secret

_REUSABLE = frozenset({"join"})
_TYPED = frozenset({"join", "enrol", "display"})


@dataclass(frozen=True)
class Redeemed:
    """What a ticket stood for."""

    principal: str
    hearing: str | None


class Tickets:
    """All tickets of this installation."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms
        self._attempts = Attempts(most=10, window_s=60)

    async def issue(self, kind: str, principal: str, *, hearing: str | None = None, lasts_s: float) -> tuple[str, int]:
        """Make a ticket; return it and when it ends (ms). Earlier unused ones for the same end are void."""
        secret = new_code() if kind in _TYPED else new_secret()
        now = self._now_ms()
        ends = now + round(lasts_s * 1000)

        def work(session: Session) -> None:
            if kind != "sign-in":
                same = (Ticket.kind == kind) & (Ticket.principal == principal) & (Ticket.expires_at > now)
                of_hearing = Ticket.hearing.is_(None) if hearing is None else Ticket.hearing == hearing
                session.execute(update(Ticket).where(same & of_hearing).values(expires_at=now))
            key = hashed(secret)
            session.add(
                Ticket(hash=key, kind=kind, principal=principal, hearing=hearing, created_at=now, expires_at=ends)
            )

        await self._database.write(work)
        return secret, ends

    async def redeem(self, kind: str, secret: str, address: str) -> Redeemed:
        """Change a ticket for what it stands for.

        Raises:
            Refusal: it is wrong, used, too old (403), or *address* has guessed too often (429).
        """
        wait_s = self._attempts.wait_s(address, self._now_ms())
        if wait_s:
            raise Refusal(429, "尝试次数过多 · Too many attempts", "", f"Wait {wait_s} s.", retry_after=wait_s)
        found = await self._database.write(lambda session: self._use(session, kind, secret))
        if found is None:
            self._attempts.failed(address, self._now_ms())
            remedy = "请向法院索取新的链接或邀请码 · Ask the court for a new link or code."
            raise Refusal(403, "链接或邀请码无效或已过期 · This link or code is not valid, or no longer", "", remedy)
        return found

    def _use(self, session: Session, kind: str, secret: str) -> Redeemed | None:
        ticket = session.get(Ticket, hashed(secret))
        now = self._now_ms()
        if ticket is None or ticket.kind != kind or ticket.expires_at <= now:
            return None
        if ticket.used_at is not None and kind not in _REUSABLE:
            return None
        ticket.used_at = now
        return Redeemed(ticket.principal, ticket.hearing)
