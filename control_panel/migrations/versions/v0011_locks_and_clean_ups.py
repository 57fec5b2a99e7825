"""Locks at the second place, and records whose batches and room's copy are not needed any more."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "locks",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("location", sa.String(200), primary_key=True),
        sa.Column("until", sa.Integer, nullable=False),
        sa.Column("objects", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("says", sa.String(300), nullable=False),
        sa.Column("tried_at", sa.Integer, nullable=False),
    )
    op.create_table(
        "clean_ups",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("ordered_at", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Refuse: what was cleaned up would be copied anew."""
    raise RuntimeError("Whoever forgets what was cleaned up copies it anew.")
