"""Keeps the secret files in the database: sealed, chained, only ever added to, and checked whenever one is read."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_panel.audit import Audit
from control_panel.bench.entries import ENTRY, Entry
from control_panel.bench.given_file import FileEnd, GivenEntry, GivenFile, sealed_key, server_key
from control_panel.bench.sealing import (
    BEGIN,
    Tampered,
    load_key,
    new_hearing_key,
    open_entry,
    open_hearing_key,
    seal_entry,
    seal_hearing_key,
)
from control_panel.bench.secret_file import Kept, SecretFile, apply, fold
from control_panel.database import Database
from control_panel.errors import Refusal
from control_panel.models import AuditEntry, SecretEntryRow, SecretFileRow

WRITTEN = "secret-file-written"
READ = "secret-file-read"
GIVEN, TAKEN = "secret-file-given", "secret-file-taken-in"
Decide = Callable[[SecretFile], Entry | None]
"""Decides on the file as it stands what is added to it; ``None``: nothing. May raise a Refusal."""


class SecretStore:
    """All secret files of this installation.

    Args:
        key: file of the installation's key; made with the first entry, and missed where it is gone afterwards.
    """

    def __init__(self, database: Database, audit: Audit, now_ms: Callable[[], int], key: Path) -> None:
        self._database, self._audit, self._now_ms, self._key = database, audit, now_ms, key

    async def read(self, hearing: str) -> SecretFile:
        """Read a hearing's file; an empty one where nothing was written.

        Raises:
            Tampered: it is not as it was written.
            Refusal: the installation's key is missing (503).
        """
        return await self._database.read(lambda session: self._file(session, hearing)[0])

    async def add(self, hearing: str, who: str, command: UUID, address: str, decide: Decide) -> tuple[SecretFile, bool]:
        """Add what *decide* says; return the file, and whether anything was added. Given again, nothing is added.

        Raises:
            Tampered: the file is not as it was written.
            Refusal: *decide* refuses, or the command's id is another's (409).
        """

        def work(session: Session) -> tuple[SecretFile, bool]:
            file, chain = self._file(session, hearing)
            if command in file.known:
                if file.known[command][0] != who:
                    raise Refusal(409, "操作编号已被使用 · This command id is taken", "", "Give it a new id.")
                return file, False
            entry = decide(file)
            if entry is None:
                return file, False
            return self._enter(session, (file, chain), who, entry, address), True

        return await self._database.write(work)

    async def public_key(self) -> str:
        """Return the public key (hex) to which a courtroom that was alone seals what it hands in.

        Raises:
            Refusal: the installation's key is missing (503).
        """

        def work(session: Session) -> str:
            return server_key(self._installation_key(session)).public_key().public_bytes_raw().hex()

        return await self._database.read(work)

    async def give(self, hearing: str, server: str, address: str) -> GivenFile | None:
        """Return the hearing's file for the server with the public key *server* (hex); ``None`` where nothing was written.

        Raises:
            Tampered: it is not as it was written.
        """

        def work(session: Session) -> GivenFile | None:
            file, chain = self._file(session, hearing)
            if not file.seq:
                return None
            query = select(SecretEntryRow).where(SecretEntryRow.hearing == hearing).order_by(SecretEntryRow.seq)
            entries = tuple(
                GivenEntry(at=row.at, who=row.who, sealed=row.sealed.hex(), chain=row.chain)
                for row in session.scalars(query)
            )
            end, key = FileEnd(seq=file.seq, chain=chain), self._hearing_key(session, file)
            sealed = sealed_key(key, hearing, end, server)
            note = self._audit.entry(
                "service:operator", GIVEN, hearing=hearing, address=address, detail=f"{end.seq} {chain}"
            )
            session.add(note)
            return GivenFile(hearing=hearing, end=end, key=sealed, entries=entries)

        return await self._database.write(work)

    async def end(self, hearing: str) -> FileEnd | None:
        """Say where the file that is here ends."""
        query = select(SecretEntryRow).where(SecretEntryRow.hearing == hearing).order_by(SecretEntryRow.seq.desc())
        row = await self._database.read(lambda session: session.scalars(query.limit(1)).first())
        return FileEnd(seq=row.seq, chain=row.chain) if row is not None else None

    async def prove(self, hearing: str, given: GivenFile) -> None:
        """Open what a courtroom gave, and forget it.

        Raises:
            Tampered: it is another hearing's, not for this server, or not as it was written.
        """
        if given.hearing != hearing:
            raise Tampered(hearing, 0, "hearing")
        await self._database.read(lambda session: given.opened(server_key(self._installation_key(session))))

    async def take_in(self, given: GivenFile, who: str, address: str) -> bool:
        """Keep what a courtroom gave, entry by entry as it was written; false where a file lies here already.

        Raises:
            Tampered: it is not for this server, or not as it was written.
        """

        def work(session: Session) -> bool:
            hearing = given.hearing
            if session.get(SecretFileRow, hearing) is not None:
                return False
            own = self._installation_key(session)
            key, _ = given.opened(server_key(own))
            session.add(SecretFileRow(hearing=hearing, key=seal_hearing_key(own, hearing, key)))
            session.flush()
            for seq, one in enumerate(given.entries, 1):
                sealed = bytes.fromhex(one.sealed)
                session.add(
                    SecretEntryRow(hearing=hearing, seq=seq, at=one.at, who=one.who, sealed=sealed, chain=one.chain)
                )
            detail = f"{given.end.seq} {given.end.chain}"
            for what in (TAKEN, WRITTEN):
                session.add(self._audit.entry(who, what, hearing=hearing, address=address, detail=detail))
            return True

        return await self._database.write(work)

    async def looked(self, hearing: str, who: str, address: str) -> None:
        """Put on the audit that *who* looks into the file."""
        await self._audit.note(who, READ, hearing=hearing, address=address)

    def _enter(
        self, session: Session, before: tuple[SecretFile, str], who: str, entry: Entry, address: str
    ) -> SecretFile:
        file, chain = before
        about = (file.hearing, file.seq + 1, self._now_ms(), who)
        sealed, chain = seal_entry(self._hearing_key(session, file), chain, about, entry.model_dump_json().encode())
        session.add(SecretEntryRow(hearing=about[0], seq=about[1], at=about[2], who=who, sealed=sealed, chain=chain))
        session.add(
            self._audit.entry(who, WRITTEN, hearing=file.hearing, address=address, detail=f"{about[1]} {chain}")
        )
        return apply(file, Kept(about[1], about[2], who, entry))

    def _hearing_key(self, session: Session, file: SecretFile) -> bytes:
        row = session.get(SecretFileRow, file.hearing)
        key = self._installation_key(session)
        if row is None:
            row = SecretFileRow(hearing=file.hearing, key=new_hearing_key(key, file.hearing))
            session.add(row)
            session.flush()
        return open_hearing_key(key, file.hearing, row.key)

    def _installation_key(self, session: Session) -> bytes:
        is_first = not session.scalar(select(func.count()).select_from(SecretFileRow))
        return load_key(self._key, make=is_first)

    def _file(self, session: Session, hearing: str) -> tuple[SecretFile, str]:
        query = select(SecretEntryRow).where(SecretEntryRow.hearing == hearing).order_by(SecretEntryRow.seq)
        rows = list(session.scalars(query))
        _check_last(session, hearing, rows)
        if not rows:
            return SecretFile(hearing), BEGIN
        owner = session.get(SecretFileRow, hearing)
        if owner is None:
            raise Tampered(hearing, 0, "key")
        key = open_hearing_key(load_key(self._key, make=False), hearing, owner.key)
        kept, chain = [], BEGIN
        for number, row in enumerate(rows, 1):
            content = open_entry(key, chain, (hearing, number, row.at, row.who), row.sealed, row.chain)
            kept.append(Kept(number, row.at, row.who, ENTRY.validate_json(content)))
            chain = row.chain
        return fold(hearing, kept), chain


def _check_last(session: Session, hearing: str, rows: list[SecretEntryRow]) -> None:
    """Compare the end of the file with the audit: whoever cuts entries off would have to cut both."""
    mine = (AuditEntry.hearing == hearing) & (AuditEntry.what == WRITTEN)
    said = session.scalar(select(AuditEntry.detail).where(mine).order_by(AuditEntry.id.desc()).limit(1))
    last = f"{rows[-1].seq} {rows[-1].chain}" if rows else None
    if said != last:
        raise Tampered(hearing, len(rows) + 1, "end")
