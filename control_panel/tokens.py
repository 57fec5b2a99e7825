"""Tokens: what a principal shows at each request. Opaque, kept hashed, revocable."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.models import Token
from control_panel.secrets_kept import hashed, new_secret


@dataclass(frozen=True)
class Holder:
    """For whom a token stands."""

    kind: str
    """``session``, ``participant``, ``agent``, ``service`` or ``display``."""
    principal: str
    hearing: str | None
    expires_at: int | None


def make_token_file(path: Path) -> None:
    """Make the file of a service's token, unless it is there: mode 0600, in a folder of mode 0700."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(".partial")
    partial.touch(mode=0o600)
    partial.write_text(new_secret())
    partial.replace(path)


class Tokens:
    """All tokens of this installation."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms
        self._known: dict[str, Holder] = {}

    async def issue(
        self,
        kind: str,
        principal: str,
        *,
        hearing: str | None = None,
        lasts_s: float | None = None,
        alone: bool = False,
        secret: str | None = None,
    ) -> str:
        """Make a token; *alone* revokes the principal's earlier ones of this hearing. *secret*: the caller made it up."""
        if alone:
            await self.revoke_all(principal, hearing)
        made = secret or new_secret()
        await self._database.write(lambda session: self._add(session, made, kind, principal, hearing, lasts_s))
        return made

    async def register(self, path: Path, principal: str, kind: str = "service") -> str:
        """Return the token of a service, or of another *kind*, kept at *path* (mode 0600), making it at first."""
        make_token_file(path)
        secret = path.read_text().strip()

        def add(session: Session) -> None:
            if session.get(Token, hashed(secret)) is None:
                self._add(session, secret, kind, principal, None, None)

        await self._database.write(add)
        return secret

    async def holder(self, secret: str) -> Holder | None:
        """Say for whom *secret* stands, or ``None`` when it is wrong, too old or revoked."""
        key = hashed(secret)
        if key not in self._known:
            found = await self._database.read(lambda session: session.get(Token, key))
            if found is None or found.revoked_at is not None:
                return None
            self._known[key] = Holder(found.kind, found.principal, found.hearing, found.expires_at)
        holder = self._known[key]
        return None if holder.expires_at is not None and holder.expires_at <= self._now_ms() else holder

    async def revoke(self, secret: str) -> None:
        """Make *secret* worthless."""
        await self._revoke(Token.hash == hashed(secret))

    async def revoke_all(self, principal: str, hearing: str | None = None) -> None:
        """Make every token of *principal* (in *hearing*) worthless."""
        owned = Token.principal == principal
        await self._revoke(owned if hearing is None else owned & (Token.hearing == hearing))

    async def _revoke(self, which: object) -> None:
        def work(session: Session) -> list[str]:
            keys = list(session.scalars(select(Token.hash).where(which)))  # type: ignore[arg-type]
            session.execute(update(Token).where(Token.hash.in_(keys)).values(revoked_at=self._now_ms()))
            return keys

        for key in await self._database.write(work):
            self._known.pop(key, None)

    def _add(
        self, session: Session, secret: str, kind: str, principal: str, hearing: str | None, lasts_s: float | None
    ) -> None:
        now = self._now_ms()
        session.add(
            Token(
                hash=hashed(secret),
                kind=kind,
                principal=principal,
                hearing=hearing,
                created_at=now,
                expires_at=None if lasts_s is None else now + round(lasts_s * 1000),
            )
        )
