"""Who took which number off the list of those never called, and when."""

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """A table more; what was there is not touched."""
    op.create_table(
        "unsuppressed",
        Column("seq", Integer, primary_key=True),
        Column("e164", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("added_at", Text, nullable=False),
        Column("reason", Text),
        Column("removed_at", Text, nullable=False),
        Column("account", Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("unsuppressed_number", "unsuppressed", ["e164"])
