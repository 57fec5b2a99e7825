"""Who is calling: from a bearer token or a page's cookie to the person or process behind it, and its rights."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection

from control_panel.accounts import ADMINISTRATOR, Accounts
from control_panel.errors import Refusal
from control_panel.hearing_log import Hearings, shut_hearing, unknown_hearing
from control_panel.tokens import Holder, Tokens
from hearing.participant import Right, Role
from hearing.policy import Actor, access_of, account_actor, display_actor, participant_actor, public_status, rights_of
from hearing.state import HearingState

COOKIE = "courtroom_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Caller:
    """Who is calling. A participant's rights depend on the hearing; see :meth:`actor_in`."""

    holder: Holder
    account: str = ""
    name: str = ""
    role: str = ""
    language: str = "zh-CN"

    @property
    def principal(self) -> str:
        """Who it is, as the log and the audit name it."""
        return self.holder.principal

    @property
    def is_administrator(self) -> bool:
        """Whether this is court IT, or its command line on this host."""
        return self.role == ADMINISTRATOR

    @property
    def rights(self) -> frozenset[Right]:
        """What an account may do in hearings. An administrator runs machines, not hearings."""
        if self.holder.kind != "session":
            return frozenset()
        return frozenset({Right.WATCH_HEALTH}) if self.is_administrator else rights_of(Role(self.role))

    def actor(self) -> Actor:
        """Say who acts outside any one hearing."""
        match self.holder.kind:
            case "session":
                if self.is_administrator:
                    return Actor(self.principal, "account", rights=self.rights)
                return account_actor(self.principal, Role(self.role))
            case "agent":
                return Actor(self.principal, "agent")
            case "service":
                return Actor(self.principal, "service")
            case "display":
                return display_actor(self.principal)
            case _:
                return Actor(self.principal, "participant")

    def actor_in(self, state: HearingState) -> Actor:
        """Say who acts in the hearing *state*: a participant as the role it has there now."""
        if self.holder.kind != "participant":
            return self.actor()
        return participant_actor(state, self.principal.removeprefix("participant:"))

    def may_know(self, state: HearingState) -> bool:
        """Whether the hearing is any of the caller's business; what of it, :mod:`hearing.view` decides."""
        match self.holder.kind:
            case "participant":
                return self.holder.hearing == state.hearing
            case "session":
                access = access_of(state, self.actor())
                return access not in ("outside", "gallery") or public_status(state).listed
            case "display":
                return access_of(state, self.actor()) != "outside"
            case _:
                return access_of(state, self.actor()) == "whole"

    def knows_whole(self, state: HearingState) -> bool:
        """Whether the caller may know all of the hearing: the tribunal and its staff, and our own processes."""
        return access_of(state, self.actor_in(state)) == "whole"


def refuse_right(what: str) -> Refusal:
    """Refuse someone who has no right to *what*."""
    return Refusal(
        403, "无此权限 · You have no right to do this", what, "请由有此权限的人员操作 · Ask someone who has it."
    )


def refuse_stranger() -> Refusal:
    """Refuse a request without a valid token."""
    remedy = "请重新登录或使用新的链接 · Sign in again, or use a new link."
    return Refusal(401, "未登录或登录已失效 · Not signed in, or no longer", "", remedy)


class Identity:
    """Finds out who is calling."""

    def __init__(self, accounts: Accounts, tokens: Tokens) -> None:
        self._accounts = accounts
        self._tokens = tokens

    async def of_secret(self, secret: str) -> Caller | None:
        """Find whom *secret* stands for, or ``None``."""
        holder = await self._tokens.holder(secret) if 0 < len(secret) <= 200 else None  # noqa: PLR2004
        if holder is None:
            return None
        if holder.kind != "session":
            return Caller(holder, role=ADMINISTRATOR if holder.principal == "service:operator" else "")
        account = await self._accounts.get(holder.principal)
        if account is None:
            return None
        return Caller(holder, account.account, account.name, account.role, account.language)

    async def of_connection(self, connection: HTTPConnection) -> Caller | None:
        """Find who is calling: the bearer token if there is one, else the cookie, which counts from our pages only.

        Raises:
            Refusal: another site's page is calling with the cookie (403).
        """
        scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await self.of_secret(secret.strip())
        cookie = connection.cookies.get(COOKIE, "")
        origin = connection.headers.get("origin")
        reads = connection.scope["type"] == "http" and connection.scope["method"] in _SAFE
        if cookie and origin is not None and not reads and urlsplit(origin).netloc != connection.headers.get("host"):
            raise refuse_right("origin")
        return await self.of_secret(cookie)


def hearing_of(caller: Caller, hearings: Hearings, hearing: str) -> HearingState:
    """Return a hearing that the caller may know of.

    Raises:
        Refusal: there is none, or it is none of the caller's business (404: the same words for both); or its record
            was hidden or shredded (410).
    """
    state = kept_hearing_of(caller, hearings, hearing)
    if hearings.is_shut(hearing):
        raise shut_hearing()
    return state


def kept_hearing_of(caller: Caller, hearings: Hearings, hearing: str) -> HearingState:
    """Return a hearing that the caller may know of, also a hidden one: for whoever keeps its record, not for its content.

    Raises:
        Refusal: there is none, or it is none of the caller's business (404: the same words for both); or it was
            shredded (410).
    """
    state = hearings.find(hearing)
    if state is None and hearings.is_shut(hearing):
        raise shut_hearing()
    if state is None or not caller.may_know(state):
        raise unknown_hearing()
    return state


def part_of_hearing(caller: Caller, hearings: Hearings, hearing: str) -> HearingState:
    """Return a hearing in which the caller has a part: also a far end's agent, for its own person's media.

    Raises:
        Refusal: there is none, or the caller has no part in it (404: the same words for both).
    """
    state = hearings.find(hearing)
    is_far_end = caller.holder.kind == "agent" and state is not None and access_of(state, caller.actor()) == "custody"
    is_far_end = is_far_end and not hearings.is_shut(hearing)
    return state if is_far_end and state is not None else hearing_of(caller, hearings, hearing)


def address_of(connection: HTTPConnection) -> str:
    """Say from where the call comes."""
    return connection.client.host if connection.client is not None else ""


async def caller_of(connection: HTTPConnection) -> Caller:
    """Find who is calling.

    Raises:
        Refusal: nobody known (401).
    """
    identity: Identity = connection.app.state.panel.identity
    caller = await identity.of_connection(connection)
    if caller is None:
        raise refuse_stranger()
    connection.scope["courtroom.principal"] = caller.principal
    return caller


CallerHere = Annotated[Caller, Depends(caller_of)]


def administrator_of(caller: CallerHere) -> Caller:
    """Find the administrator who is calling.

    Raises:
        Refusal: it is someone else (403).
    """
    if not caller.is_administrator:
        raise refuse_right("administration")
    return caller


AdministratorHere = Annotated[Caller, Depends(administrator_of)]
