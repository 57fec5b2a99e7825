"""How long records are kept, what holds them, and removals under way."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "case_terms",
        sa.Column("case_number", sa.String(80), primary_key=True),
        sa.Column("term", sa.String(16)),
        sa.Column("closed_at", sa.Integer),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hearing", sa.String(16), nullable=False, index=True),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("why", sa.String(400), nullable=False),
        sa.Column("set_at", sa.Integer, nullable=False),
        sa.Column("lifted_by", sa.String(80)),
        sa.Column("lifted_at", sa.Integer),
    )
    op.create_table(
        "removals",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("hidden_by", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("hidden_at", sa.Integer, nullable=False),
        sa.Column("approved_by", sa.String(80), nullable=False),
        sa.Column("approved_at", sa.Integer),
        sa.Column("shredded_at", sa.Integer),
    )


def downgrade() -> None:
    """Refuse: a hold must not be lost."""
    raise RuntimeError("Holds and terms decide what may be destroyed and cannot be taken away.")
