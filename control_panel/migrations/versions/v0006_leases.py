"""Who writes which running hearing's log, where a courtroom has a standby panel."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "leases",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("writer", sa.String(8), nullable=False),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("url", sa.String(200), nullable=False),
    )


def downgrade() -> None:
    """Refuse: without the fences two could write."""
    raise RuntimeError("Leases keep two writers apart and cannot be taken away.")
