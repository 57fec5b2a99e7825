"""The first tables: identity, audit, hearings, their log, and words to search."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account", sa.String(64), unique=True, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("principal", sa.String(80), nullable=False, index=True),
        sa.Column("hearing", sa.String(16)),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.Integer),
        sa.Column("revoked_at", sa.Integer),
    )
    op.create_table(
        "tickets",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("principal", sa.String(80), nullable=False),
        sa.Column("hearing", sa.String(16)),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.Integer, nullable=False),
        sa.Column("used_at", sa.Integer),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False, index=True),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("hearing", sa.String(16)),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_table(
        "rooms",
        sa.Column("room", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("described", sa.JSON, nullable=False),
        sa.Column("agent", sa.String(80), nullable=False),
        sa.Column("enrolled_at", sa.Integer, nullable=False),
    )
    _make_hearings()


def _make_hearings() -> None:
    op.create_table(
        "hearings",
        sa.Column("hearing", sa.String(16), primary_key=True),
        sa.Column("case_number", sa.String(80), nullable=False, index=True),
        sa.Column("room", sa.String(32), nullable=False, index=True),
        sa.Column("planned_at", sa.Integer, nullable=False, index=True),
    )
    op.create_table(
        "events",
        sa.Column("hearing", sa.String(16), sa.ForeignKey("hearings.hearing"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("events_by_type", "events", ["hearing", "type"])
    op.create_table(
        "commands",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("hearing", sa.String(16), nullable=False),
        sa.Column("principal", sa.String(80), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.execute("CREATE VIRTUAL TABLE words USING fts5(hearing UNINDEXED, seq UNINDEXED, grams)")
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events "
            "BEGIN SELECT RAISE(ABORT, 'the log of a hearing only ever grows'); END"
        )


def downgrade() -> None:
    """Refuse: a log is never thrown away."""
    raise RuntimeError("The first tables hold the hearings' logs and cannot be taken away.")
