"""Lets this room's people, and nobody else, into the standby panel: by a ticket made beforehand, never by a password."""

from collections.abc import Callable

from control_panel.accounts import Accounts
from control_panel.audit import Audit
from control_panel.secrets_kept import hashed, new_secret
from control_panel.standby.room_line import RoomLine
from control_panel.standby.wire import People, PersonTold
from hearing.facts import HearingState
from hearing.policy import Actor, access_of

_TICKET_MS = 12 * 3600 * 1000


class LettingIn:
    """Makes the tickets. The room gets their hashes, the page that is open now gets the link."""

    def __init__(self, accounts: Accounts, audit: Audit, now_ms: Callable[[], int]) -> None:
        self._accounts, self._audit, self._now_ms = accounts, audit, now_ms

    async def link(self, line: RoomLine, state: HearingState, actor: Actor) -> str:
        """Return the link by which *actor* goes on at the room's panel; empty for whoever does not run the hearing.

        Raises:
            LineLost: the room does not answer.
        """
        account = await self._accounts.get(actor.principal) if actor.kind == "account" else None
        if account is None or access_of(state, actor) != "whole":
            return ""
        person = PersonTold(
            id=account.id, account=account.account, name=account.name, role=account.role, language=account.language
        )
        ticket = new_secret()
        ends = self._now_ms() + _TICKET_MS
        await line.ask(People(person=person, ticket=hashed(ticket), expires_at=ends))
        await self._audit.note(actor.principal, "standby-link", hearing=state.hearing, detail=line.room)
        return f"{line.url}/panel?hearing={state.hearing}#ticket={ticket}"

    async def note_dispute(self, hearing: str, why: str) -> None:
        """Put into the audit that two logs went two ways."""
        await self._audit.note("system", "standby-dispute", done=False, hearing=hearing, detail=why)
