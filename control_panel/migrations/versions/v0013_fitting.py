"""Floor plans, trials and sign-offs of courtrooms."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "floor_plans",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.UniqueConstraint("room", "version"),
    )
    op.create_table(
        "fitting_notes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("equipment", sa.String(64), nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("note", sa.JSON, nullable=False),
    )
    op.create_index("fitting_notes_of_a_room", "fitting_notes", ["room", "equipment"])
    op.create_table(
        "sign_offs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(32), nullable=False, index=True),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signed", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Refuse: a sign-off is never taken back."""
    raise RuntimeError("Who signed a courtroom off would be forgotten.")
