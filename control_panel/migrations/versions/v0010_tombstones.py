"""What is left of a shredded hearing, and how far each of its copies is on its way out."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns; only where a tombstone stands may a log be deleted."""
    op.create_table(
        "tombstones",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("case_number", sa.String(80), nullable=False, index=True),
        sa.Column("cases", sa.JSON, nullable=False),
        sa.Column("planned_at", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.Column("stone", sa.JSON, nullable=False),
        sa.Column("buried_at", sa.Integer, nullable=False),
    )
    op.execute("DROP TRIGGER events_no_delete")
    op.execute(
        "CREATE TRIGGER events_no_delete BEFORE DELETE ON events "
        "WHEN NOT EXISTS (SELECT 1 FROM tombstones WHERE tombstones.hearing = substr(OLD.hearing, 1, 12)) "
        "BEGIN SELECT RAISE(ABORT, 'the log of a hearing only ever grows'); END"
    )
    op.add_column("replicas", sa.Column("tried_at", sa.Integer))
    op.add_column("replicas", sa.Column("again_at", sa.Integer))
    op.add_column("replicas", sa.Column("says", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    """Refuse: a tombstone is all that is left."""
    raise RuntimeError("Tombstones tell what was shredded and cannot be taken away.")
