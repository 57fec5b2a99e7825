"""Setting up, signing in and out, and the accounts of the court's people."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from control_panel.accounts import ADMINISTRATOR
from control_panel.errors import Refusal
from control_panel.identity import COOKIE, AdministratorHere, CallerHere, address_of
from control_panel.models import Account
from control_panel.panel import Panel, PanelHere

router = APIRouter(tags=["identity"])
AccountName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,63}$")]
Password = Annotated[str, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SetUp(_Body):
    """The one-time set-up link's token, and who the first administrator is to be."""

    token: Annotated[str, Field(max_length=100)]
    account: AccountName
    password: Password
    name: Annotated[str, Field(max_length=80)] = ""


class SignIn(_Body):
    """Account and password."""

    account: Annotated[str, Field(max_length=64)]
    password: Password


class Redeem(_Body):
    """A one-time sign-in ticket."""

    ticket: Annotated[str, Field(max_length=100)]


class NewAccount(_Body):
    """A person of the court; without a password a sign-in link lets the person in."""

    account: AccountName
    name: Annotated[str, Field(min_length=1, max_length=80)]
    role: Annotated[str, Field(max_length=40)]
    password: Annotated[str, Field(max_length=200)] = ""
    language: Annotated[str, Field(pattern="^(zh-CN|en)$")] = "zh-CN"


class NewPassword(_Body):
    """The own new password."""

    password: Password


class Me(BaseModel):
    """Who the caller is."""

    principal: str
    account: str
    name: str
    role: str
    rights: list[str]
    language: str
    hearing: str | None = None


def _about(account: Account) -> dict[str, object]:
    return {
        "principal": f"account:{account.id}",
        "account": account.account,
        "name": account.name,
        "role": account.role,
        "language": account.language,
        "disabled": account.disabled,
        "has_password": bool(account.password),
    }


async def _let_in(panel: Panel, request: Request, response: Response, principal: str, how: str) -> None:
    secret = await panel.tokens.issue("session", principal, lasts_s=panel.settings.session_s)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=round(panel.settings.session_s),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    await panel.audit.note(principal, how, address=address_of(request))


@router.post("/setup", status_code=201)
async def set_up(panel: PanelHere, request: Request, response: Response, body: SetUp) -> dict[str, object]:
    """Make the first administrator, by the link that the first start printed."""
    if await panel.accounts.any():
        raise Refusal(409, "系统已初始化 · This is set up already", "", "Sign in.")
    if len(body.password) < 10:  # noqa: PLR2004 - checked before the ticket is used up
        raise Refusal(422, "口令太短 · The password is too short", "", "Use at least 10 characters.")
    await panel.tickets.redeem("set-up", body.token, address_of(request))
    account = await panel.accounts.add(body.account, body.name or body.account, ADMINISTRATOR, body.password)
    await _let_in(panel, request, response, f"account:{account.id}", "set-up")
    return _about(account)


@router.post("/sign-in")
async def sign_in(panel: PanelHere, request: Request, response: Response, body: SignIn) -> dict[str, object]:
    """Sign in with a password; the session is in a cookie that no script can read."""
    account = await panel.accounts.sign_in(body.account, body.password, address_of(request))
    await _let_in(panel, request, response, f"account:{account.id}", "sign-in")
    return _about(account)


@router.post("/tickets/redeem")
async def redeem(panel: PanelHere, request: Request, response: Response, body: Redeem) -> dict[str, object]:
    """Sign in with a one-time ticket."""
    ticket = await panel.tickets.redeem("sign-in", body.ticket, address_of(request))
    account = await panel.accounts.get(ticket.principal)
    if account is None:
        raise Refusal(403, "账号已停用 · This account is closed", "", "Ask court IT.")
    await _let_in(panel, request, response, ticket.principal, "sign-in-ticket")
    return _about(account)


@router.post("/sign-out", status_code=204)
async def sign_out(panel: PanelHere, request: Request, response: Response, caller: CallerHere) -> None:
    """Sign out; every open page of this person is sent away."""
    await panel.tokens.revoke(request.cookies.get(COOKIE, ""))
    panel.audience.dismiss(caller.principal)
    panel.bench.dismiss(caller.principal)
    response.delete_cookie(COOKIE)
    await panel.audit.note(caller.principal, "sign-out", address=address_of(request))


@router.get("/me")
async def me(panel: PanelHere, caller: CallerHere) -> Me:
    """Say who the caller is and what it may do."""
    state = panel.hearings.find(caller.holder.hearing) if caller.holder.hearing else None
    actor = caller.actor_in(state) if state is not None else caller.actor()
    person = state.participants.get(actor.participant) if state is not None and actor.participant else None
    return Me(
        principal=caller.principal,
        account=caller.account,
        name=person.name if person is not None else caller.name,
        role=actor.role.value if actor.role is not None else caller.role,
        rights=sorted(actor.rights),
        language=caller.language,
        hearing=caller.holder.hearing,
    )


@router.post("/me/password", status_code=204)
async def set_password(panel: PanelHere, request: Request, caller: CallerHere, body: NewPassword) -> None:
    """Choose a new password."""
    if caller.holder.kind != "session":
        raise Refusal(403, "仅限账号 · Only accounts have passwords", "", "Sign in first.")
    await panel.accounts.set_password(caller.principal, body.password)
    await panel.audit.note(caller.principal, "set-password", address=address_of(request))


@router.get("/accounts")
async def list_accounts(panel: PanelHere, _: AdministratorHere) -> dict[str, list[dict[str, object]]]:
    """List the people."""
    return {"accounts": [_about(account) for account in await panel.accounts.all()]}


@router.post("/accounts", status_code=201)
async def add_account(
    panel: PanelHere, request: Request, caller: AdministratorHere, body: NewAccount
) -> dict[str, object]:
    """Add a person."""
    account = await panel.accounts.add(body.account, body.name, body.role, body.password, body.language)
    await panel.audit.note(caller.principal, "add-account", address=address_of(request), detail=body.account)
    return _about(account)


@router.post("/accounts/{account}/link", status_code=201)
async def sign_in_link(
    panel: PanelHere, request: Request, caller: AdministratorHere, account: str
) -> dict[str, object]:
    """Make a one-time link that signs a person in, to choose a password."""
    row = await panel.accounts.named(account)
    if row is None:
        raise Refusal(404, "没有此账号 · There is no such account", account[:64], "See the list of accounts.")
    ticket, expires_at = await panel.tickets.issue("sign-in", f"account:{row.id}", lasts_s=900)
    await panel.audit.note(caller.principal, "sign-in-link", address=address_of(request), detail=account)
    return {"ticket": ticket, "path": f"/sign-in#ticket={ticket}", "expires_at": expires_at}
