"""The index of words: without texts of its own, by time, with hearing, room and role to narrow it."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make an empty index in place of the one before; the panel fills it from the logs when it starts."""
    op.execute("DROP TABLE words")
    op.execute("CREATE TABLE said (place INTEGER PRIMARY KEY, hearing VARCHAR(16) NOT NULL, seq INTEGER NOT NULL)")
    op.execute(
        "CREATE VIRTUAL TABLE words USING fts5("
        "grams, facets, content='', prefix='1', tokenize='unicode61 remove_diacritics 0')"
    )


def downgrade() -> None:
    """Refuse: the index before this one cannot be asked for parts of the record."""
    raise RuntimeError("The index of words is made from the logs; there is no way back to the one before.")
