"""What people say of numbers: before a campaign is made of a file, and in a campaign."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Two tables more; what was there is not touched."""
    op.create_table(
        "correction",
        Column("source_sha256", Text, nullable=False),
        Column("worksheet", Text, nullable=False),
        Column("row", Integer, nullable=False),
        Column("number_column", Text, nullable=False),
        Column("cell", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("accepted", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("account", Text, nullable=False),
        PrimaryKeyConstraint("source_sha256", "worksheet", "row", "number_column"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "corrected",
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("row", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        Column("e164", Text),
        Column("verdict", Text, nullable=False),
        PrimaryKeyConstraint("campaign", "row", "position"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
