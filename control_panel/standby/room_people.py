"""The room's people at its standby panel: known by name and right as the server told them, let in by its tickets."""

from sqlalchemy.orm import Session

from control_panel.database import Database
from control_panel.models import Account, Ticket
from control_panel.standby.wire import People


class RoomPeople:
    """Accounts and tickets that the server sent. There are no passwords here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def let_in(self, told: People) -> None:
        """Keep a person and the hash of the ticket that lets the person in once."""

        def work(session: Session) -> None:
            one = told.person
            session.merge(
                Account(
                    id=one.id, account=one.account, name=one.name, role=one.role, language=one.language, password="",
                    created_at=0, disabled=False,
                )
            )  # fmt: skip
            session.merge(
                Ticket(
                    hash=told.ticket, kind="sign-in", principal=f"account:{one.id}", created_at=0,
                    expires_at=told.expires_at,
                )
            )  # fmt: skip

        await self._database.write(work)
