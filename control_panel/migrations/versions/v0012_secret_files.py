"""Secret files (副卷) of hearings: each with a key of its own, and sealed entries that are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; only where a tombstone stands may entries be deleted."""
    op.create_table(
        "secret_files",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("key", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "secret_entries",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    op.execute(
        "CREATE TRIGGER secret_entries_no_update BEFORE UPDATE ON secret_entries "
        "BEGIN SELECT RAISE(ABORT, 'a secret file only ever grows'); END"
    )
    op.execute(
        "CREATE TRIGGER secret_entries_no_delete BEFORE DELETE ON secret_entries "
        "WHEN NOT EXISTS (SELECT 1 FROM tombstones WHERE tombstones.hearing = OLD.hearing) "
        "BEGIN SELECT RAISE(ABORT, 'a secret file only ever grows'); END"
    )


def downgrade() -> None:
    """Refuse: deliberation minutes would be lost."""
    raise RuntimeError("Secret files hold deliberation minutes and cannot be taken away.")
