"""The people of the demonstration's court, each signed in as the page of such a person is."""

import uuid
from dataclasses import dataclass
from typing import Any, Self

import httpx

from control_panel.demo.errors import DemoFailed
from control_panel.demo.installation import Installation


@dataclass(frozen=True)
class Account:
    """An account to be made."""

    account: str
    name: str
    role: str


CLERK = Account("clerk", "陈书记员", "clerk")
JUDGE = Account("judge", "李审判员", "sole-judge")
REVIEWER = Account("reviewer", "王审核员", "broadcast-approver")
VICE_PRESIDENT = Account("vice-president", "赵副院长", "broadcast-approver")
ADMINISTRATOR = Account("admin", "系统管理员", "administrator")
ACCOUNTS = (CLERK, JUDGE, REVIEWER, VICE_PRESIDENT, ADMINISTRATOR)


def refused(answer: httpx.Response) -> DemoFailed:
    """Say what the panel refused."""
    problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    words = " ".join(str(problem.get(key, "")) for key in ("title", "detail", "remedy"))
    return DemoFailed(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {words}")


class Person:
    """Someone with a session at the panel."""

    def __init__(self, http: httpx.AsyncClient, account: Account) -> None:
        self.http = http
        self.account = account

    @classmethod
    async def sign_in(cls, installation: Installation, account: Account) -> Self:
        """Sign *account* in by a one-time link of the operator's."""
        http = httpx.AsyncClient(base_url=installation.url, trust_env=False, timeout=30)
        ticket = (await sign_in_path(installation, account)).partition("#ticket=")[2].partition("&")[0]
        answer = await http.post("/api/v1/tickets/redeem", json={"ticket": ticket})
        if not answer.is_success:
            raise refused(answer)
        return cls(http, account)

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the API as this person.

        Raises:
            DemoFailed: it was refused.
        """
        answer = await self.http.request(method, f"/api/v1{path}", json=body)
        if not answer.is_success:
            raise refused(answer)
        return answer.json() if answer.content else None

    async def command(self, hearing: str, kind: str, **fields: Any) -> dict[str, Any]:
        """Give a command and return its event."""
        body = {"type": kind, "id": str(uuid.uuid4()), "expect": None, **fields}
        answer = await self.call("POST", f"/hearings/{hearing}/commands", body)
        event: dict[str, Any] = answer["event"]
        return event

    async def close(self) -> None:
        """Let go of the connection."""
        await self.http.aclose()


async def add_accounts(installation: Installation) -> None:
    """Make the accounts that are not there yet."""
    there = await _as_operator(installation, "GET", "/accounts")
    known = {account["account"] for account in there["accounts"]}
    for account in ACCOUNTS:
        if account.account not in known:
            body = {"account": account.account, "name": account.name, "role": account.role}
            await _as_operator(installation, "POST", "/accounts", body)


async def sign_in_path(installation: Installation, account: Account) -> str:
    """Make a one-time sign-in link and return its path."""
    made = await _as_operator(installation, "POST", f"/accounts/{account.account}/link")
    path: str = made["path"]
    return path


async def _as_operator(
    installation: Installation, method: str, path: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {installation.operator()}"}
    async with httpx.AsyncClient(base_url=installation.url, trust_env=False, headers=headers) as http:
        answer = await http.request(method, f"/api/v1{path}", json=body)
    if not answer.is_success:
        raise refused(answer)
    found: dict[str, Any] = answer.json()
    return found
