"""Marks: what people keep for themselves at moments of a record."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("hearing", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("made_at", sa.Integer, nullable=False),
    )
    op.create_index("marks_of_a_person", "marks", ["who", "hearing"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("marks")
