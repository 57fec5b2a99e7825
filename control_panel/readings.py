"""Keeps who may read which record from outside: granted by a judge, for a time, so many times, revoked at a word.

A grant is opened by its code, which gives the reader's browser a secret; whoever opens it again ends the earlier one.
Every request asks anew whether the grant still holds.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_panel.attempts import Attempts
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.models import ReadingRow
from control_panel.secrets_kept import hashed, new_code, new_secret
from hearing.consultation import ReadingGrant, Why

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TOLD = (
    "id", "kind", "reader", "role", "purpose", "channels", "sealed_reason", "until", "openings", "opened",
    "may_copy_sound", "may_transcribe", "granted_by", "granted_at", "revoked_by", "revoked_at",
)  # fmt: skip

_WHY: dict[Why, tuple[str, str]] = {
    "not-a-reader": ("只有当事人、辩护人、诉讼代理人可以查阅 · Only parties and their counsel may read it", ""),
    "not-over": ("庭审尚未结束 · The hearing is not over", "闭庭后再试 · Try after closing."),
    "secrecy": (
        "本案不得在线查阅 · The case's secrecy label forbids reading online",
        "请到法院查阅 · Read it at the court.",
    ),
    "closed-as-a-whole": (
        "全案不公开审理，不在线提供 · It was heard behind closed doors and is not given online",
        "请到法院查阅 · Read it at the court.",
    ),
    "revoked": ("查阅许可已收回 · The leave was taken back", "请联系法院 · Ask the court."),
    "expired": ("查阅期限已过 · The time is over", "请向法院重新申请 · Ask the court anew."),
    "used-up": ("次数已用完 · It was opened as often as was allowed", "请向法院重新申请 · Ask the court anew."),
}


def refusal_of(why: Why) -> Refusal:
    """Say why a record is not given."""
    title, remedy = _WHY[why]
    return Refusal(403, title, why, remedy)


@dataclass(frozen=True)
class NewReading:
    """What a judge grants."""

    hearing: str
    kind: str
    """``consultation`` or ``capsule``."""
    reader: str
    role: str
    purpose: str
    until: int
    openings: int
    channels: list[str] = field(default_factory=list)
    sealed_reason: str = ""
    may_copy_sound: bool = False
    may_transcribe: bool = False


def grant_of(row: ReadingRow) -> ReadingGrant:
    """Return what the rules ask of a grant."""
    return ReadingGrant(
        until=row.until,
        openings=row.openings,
        opened=row.opened,
        may_copy_sound=row.may_copy_sound,
        may_transcribe=row.may_transcribe,
        revoked_at=row.revoked_at,
    )


class Readings:
    """All grants of this installation."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database, self._now_ms = database, now_ms
        self._attempts = Attempts(most=10, window_s=60)

    async def grant(self, asked: NewReading, who: str, name: str) -> tuple[dict[str, Any], str]:
        """Grant it; return what was granted and the code that opens it."""
        code = new_code()
        row = ReadingRow(
            id="g-" + "".join(secrets.choice(_LETTERS) for _ in range(10)),
            **vars(asked),
            code_hash=hashed(code),
            granted_by=who,
            granter_name=name,
            granted_at=self._now_ms(),
        )
        await self._database.write(lambda session: session.add(row))
        return await self.told(row.id), code

    async def told(self, reading: str) -> dict[str, Any]:
        """Say everything about one grant that may be shown."""
        row = await self._database.read(lambda session: session.get(ReadingRow, reading))
        return {name: getattr(row, name) for name in _TOLD}

    async def of_hearing(self, hearing: str) -> list[dict[str, Any]]:
        """List the grants of a hearing, newest first."""

        def rows(session: Session) -> list[dict[str, Any]]:
            query = select(ReadingRow).where(ReadingRow.hearing == hearing).order_by(ReadingRow.granted_at.desc())
            return [{name: getattr(row, name) for name in _TOLD} for row in session.scalars(query)]

        return await self._database.read(rows)

    async def revoke(self, hearing: str, reading: str, who: str) -> bool:
        """Take a grant back, at once; says whether it stood."""

        def work(session: Session) -> bool:
            row = session.get(ReadingRow, reading)
            if row is None or row.hearing != hearing or row.revoked_at is not None:
                return False
            row.revoked_by, row.revoked_at = who, self._now_ms()
            return True

        return await self._database.write(work)

    async def by_code(self, code: str, address: str) -> ReadingRow:
        """Find the grant that *code* opens.

        Raises:
            Refusal: there is none (403), or *address* has guessed too often (429).
        """
        if wait_s := self._attempts.wait_s(address, self._now_ms()):
            raise Refusal(429, "尝试次数过多 · Too many attempts", "", f"Wait {wait_s} s.", retry_after=wait_s)
        query = select(ReadingRow).where(ReadingRow.code_hash == hashed(code))
        row = await self._database.read(lambda session: session.scalar(query))
        if row is None:
            self._attempts.failed(address, self._now_ms())
            raise Refusal(403, "查阅码无效 · This code is not valid", "", "请核对查阅码 · Check the code.")
        return row

    async def open(self, reading: str) -> str:
        """Count one more opening; return the secret of the reader's browser.

        Raises:
            Refusal: it was opened as often as was allowed, or taken back meanwhile.
        """
        secret = new_secret()
        await self._database.write(lambda session: self._open(session, reading, secret))
        return secret

    async def admit(self, reading: str) -> str:
        """Let the reader of a capsule's grant in: what is counted there are copies, not looks."""
        secret = new_secret()

        def work(session: Session) -> None:
            row = session.get(ReadingRow, reading)
            if row is not None:
                row.session_hash = hashed(secret)

        await self._database.write(work)
        return secret

    async def take_copy(self, reading: str) -> int:
        """Count one more copy of a capsule; return its number.

        Raises:
            Refusal: there is none left.
        """
        return await self._database.write(lambda session: self._open(session, reading, ""))

    async def give_back(self, reading: str) -> None:
        """Count a copy less that could not be made."""

        def work(session: Session) -> None:
            row = session.get(ReadingRow, reading)
            if row is not None:
                row.opened = max(0, row.opened - 1)

        await self._database.write(work)

    async def of_secret(self, secret: str) -> ReadingRow | None:
        """Find the grant that a reader's browser has opened."""
        if not 0 < len(secret) <= 200:  # noqa: PLR2004
            return None
        query = select(ReadingRow).where(ReadingRow.session_hash == hashed(secret))
        return await self._database.read(lambda session: session.scalar(query))

    def _open(self, session: Session, reading: str, secret: str) -> int:
        row = session.get(ReadingRow, reading)
        if row is None or row.revoked_at is not None:
            raise refusal_of("revoked")
        if row.opened >= row.openings:
            raise refusal_of("used-up")
        row.opened += 1
        if secret:
            row.session_hash = hashed(secret)
        return row.opened
