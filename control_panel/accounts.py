"""Accounts: the people of the court who sign in. No account has a password that it did not choose itself."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from control_panel.attempts import Attempts
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.models import Account
from hearing.participant import Role

ADMINISTRATOR = "administrator"
SHORTEST_PASSWORD = 10
_ROLES = frozenset({ADMINISTRATOR, *(role.value for role in Role)})


def _checked_password(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(422, "口令太短 · The password is too short", "", f"Use at least {SHORTEST_PASSWORD} characters.")
    return password


class Accounts:
    """All accounts, and their passwords as argon2id, which is computed beside the event loop."""

    def __init__(self, database: Database, now_ms: Callable[[], int], first: int = 1) -> None:
        """*first* is the number of the first person."""
        self._database = database
        self._first = first
        self._now_ms = now_ms
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 << 10, parallelism=1)  # OWASP's minimum for argon2id
        self._threads = ThreadPoolExecutor(1, "password")
        self._by_account = Attempts(most=5, window_s=300)
        self._by_address = Attempts(most=30, window_s=300)
        self._decoy = self._hasher.hash("nobody's password")

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown()

    async def add(self, account: str, name: str, role: str, password: str = "", language: str = "zh-CN") -> Account:
        """Add a person; without a password only a sign-in link lets the person in.

        Raises:
            Refusal: the name is taken (409), the role unknown or the password too short (422).
        """
        if role not in _ROLES:
            raise Refusal(422, "角色未知 · Unknown role", role[:40], "Roles: " + ", ".join(sorted(_ROLES)))
        kept = await self._hash(_checked_password(password)) if password else ""
        row = Account(
            account=account, name=name, role=role, password=kept, language=language, created_at=self._now_ms()
        )
        try:
            await self._database.write(lambda session: self._enter(session, row))
        except IntegrityError:
            raise Refusal(409, "账号已存在 · This account exists", account, "Choose another name.") from None
        return row

    def _enter(self, session: Session, row: Account) -> None:
        row.id = max(self._first, (session.scalar(select(func.max(Account.id))) or 0) + 1)
        session.add(row)

    async def any(self) -> bool:
        """Say whether there is anyone at all."""
        return bool(await self._database.read(lambda session: session.scalar(select(func.count(Account.id)))))

    async def all(self) -> list[Account]:
        """List the people."""
        return await self._database.read(lambda session: list(session.scalars(select(Account).order_by(Account.id))))

    async def get(self, principal: str) -> Account | None:
        """Find the person behind ``account:N``, unless disabled."""
        number = principal.removeprefix("account:")
        if not number.isdecimal():
            return None
        row = await self._database.read(lambda session: session.get(Account, int(number)))
        return None if row is None or row.disabled else row

    async def named(self, account: str) -> Account | None:
        """Find a person by the account's name."""
        return await self._database.read(
            lambda session: session.scalar(select(Account).where(Account.account == account))
        )

    async def sign_in(self, account: str, password: str, address: str) -> Account:
        """Check a password.

        Raises:
            Refusal: wrong (401), or tried too often (429). It does not tell which accounts exist.
        """
        now = self._now_ms()
        wait_s = max(self._by_account.wait_s(account, now), self._by_address.wait_s(address, now))
        if wait_s:
            raise Refusal(429, "尝试次数过多 · Too many attempts", "", f"Wait {wait_s} s.", retry_after=wait_s)
        row = await self.named(account)
        usable = row is not None and not row.disabled and bool(row.password)
        right = await self._verify(row.password if row is not None and usable else self._decoy, password)
        if row is None or not usable or not right:
            self._by_account.failed(account, now)
            self._by_address.failed(address, now)
            raise Refusal(401, "账号或口令不正确 · Account or password is wrong", "", "Check both, or ask court IT.")
        self._by_account.passed(account)
        return row

    async def set_password(self, principal: str, password: str) -> None:
        """Set the person's own new password."""
        kept = await self._hash(_checked_password(password))

        def work(session: Session) -> None:
            row = session.get(Account, int(principal.removeprefix("account:")))
            if row is not None:
                row.password = kept

        await self._database.write(work)

    async def _hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def _verify(self, kept: str, password: str) -> bool:
        def work() -> bool:
            try:
                return self._hasher.verify(kept, password)
            except (VerificationError, InvalidHashError):
                return False

        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
