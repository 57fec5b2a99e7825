"""Settlements: what people decided about a hearing that two sides hold."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "settlements",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("keep", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("proposed_by", sa.String(80), nullable=False),
        sa.Column("proposed_at", sa.Integer, nullable=False),
        sa.Column("approved_by", sa.String(80), nullable=False),
        sa.Column("approved_at", sa.Integer),
        sa.Column("act", sa.String(8), nullable=False),
        sa.Column("done_at", sa.Integer),
        sa.Column("in_force", sa.String(20), nullable=False),
        sa.Column("says", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Refuse: without it nobody knows which log of a hearing is in force."""
    raise RuntimeError("Settlements say which log of a hearing is in force; they cannot be taken away.")
