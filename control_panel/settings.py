"""What an installation decides: where its data lies, how long an undo lasts, how much one request may weigh."""

from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True)
class Settings:
    """One panel's settings. Durations end in ``_s`` (seconds) or ``_ms``; sizes are bytes."""

    data: Path
    """Folder of all that this installation keeps."""
    undo_s: float = 10
    """How long a recess or a closing can be taken back; the record goes on till then."""
    public_delay_s: float = 30
    """How much later the public sees what is released."""
    writing_patience_s: float = 10
    """How long opening waits for every mandatory track before the bench is asked whether to open without."""
    hello_s: float = 5
    """How long a page's socket may stay without its first frame."""
    session_s: float = 12 * 3600
    """How long an account stays signed in."""
    join_link_s: float = 2 * 3600
    """How long a join link can be used."""
    enrolment_s: float = 24 * 3600
    """How long an agent's enrolment code can be used."""
    request_bytes: int = MIB
    """Most a request may weigh, fragments and offers apart."""
    offer_bytes: int = 64 << 10
    """Most an SDP offer may weigh."""
    fragments_bytes: int = 8 * MIB
    """Most one request of fragments may weigh."""
    exhibit_bytes: int = 512 * MIB
    """Most one exhibit may weigh."""
    snapshot_s: float = 0
    """How often the database is copied for the second target, when it changed; 0: never."""
    clean_up_days: int = 30
    """How long the room's own copy and the batches stay after the package was proven in two places; 0: for ever."""
    alone: str = ""
    """Room that this installation runs alone, as its agent is called; empty on a court's server."""
    court: str = ""
    """Name of the court that such a room belongs to."""
    origin: str = ""
    """How people outside reach the panel, ``https://court.example:8443``; empty: as they asked."""

    @property
    def database(self) -> Path:
        """The panel's database."""
        return self.data / "panel.sqlite3"

    @property
    def records(self) -> Path:
        """The record store (docs/ARCHIVE_FORMAT.md)."""
        return self.data / "records"

    @property
    def archive(self) -> Path:
        """Packages of archived hearings."""
        return self.data / "archive"

    @property
    def public(self) -> Path:
        """The public folder, written by release alone."""
        return self.data / "public"

    @property
    def secrets(self) -> Path:
        """Tokens of this installation's own processes, mode 0600."""
        return self.data / "secrets"

    @property
    def mark(self) -> Path:
        """The mark of an installation that runs alone."""
        return self.secrets / "alone.json"

    @property
    def run(self) -> Path:
        """What holds only while the processes run: addresses, sockets, process numbers."""
        return self.data / "run"

    @property
    def tls(self) -> Path:
        """The local CA and the server's certificate."""
        return self.data / "tls"
