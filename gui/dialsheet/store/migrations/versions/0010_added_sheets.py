"""Sheets that were added to campaigns."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """One table more; what was there is not touched."""
    op.create_table(
        "added",
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("source_sha256", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("offset", Integer, nullable=False),
        Column("contacts", Integer, nullable=False),
        PrimaryKeyConstraint("campaign", "seq"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
