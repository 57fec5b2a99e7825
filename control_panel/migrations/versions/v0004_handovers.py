"""Hearings that were handed in from a courtroom that was alone, or handed out of one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "handovers",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("peer", sa.String(200), nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("says", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Refuse: who acted in a hearing that was handed in would no longer be known."""
    raise RuntimeError("Handed-in hearings' names cannot be taken away.")
