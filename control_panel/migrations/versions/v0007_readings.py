"""Who may read a record from outside, until when and how often."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "readings",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("hearing", sa.String(16), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reader", sa.String(80), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("channels", sa.JSON, nullable=False),
        sa.Column("sealed_reason", sa.String(400), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("session_hash", sa.String(64), nullable=False, index=True),
        sa.Column("until", sa.Integer, nullable=False),
        sa.Column("openings", sa.Integer, nullable=False),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("may_copy_sound", sa.Boolean, nullable=False),
        sa.Column("may_transcribe", sa.Boolean, nullable=False),
        sa.Column("granted_by", sa.String(80), nullable=False),
        sa.Column("granter_name", sa.String(80), nullable=False),
        sa.Column("granted_at", sa.Integer, nullable=False),
        sa.Column("revoked_by", sa.String(80)),
        sa.Column("revoked_at", sa.Integer),
    )


def downgrade() -> None:
    """Refuse: who was given what must stay known."""
    raise RuntimeError("Who was given which record must stay known; the table cannot be taken away.")
