"""Calls for the bailiffs that no hearing's log holds."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "room_calls",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("told_at", sa.Integer, nullable=False, index=True),
        sa.Column("cleared_at", sa.Integer, nullable=True),
        sa.Column("call", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Refuse: who called for help is never forgotten."""
    raise RuntimeError("Who called the bailiffs, and who came, would be forgotten.")
