"""Where copies of the record lie."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "replicas",
        sa.Column("object", sa.String(300), primary_key=True),
        sa.Column("location", sa.String(200), primary_key=True),
        sa.Column("hearing", sa.String(16), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("uri", sa.String(600), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("stored_at", sa.Integer, nullable=False),
        sa.Column("verified_at", sa.Integer),
    )


def downgrade() -> None:
    """Take the table away: it can be made anew from the places."""
    op.drop_table("replicas")
