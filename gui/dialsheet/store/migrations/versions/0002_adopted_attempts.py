"""Attempts that an imported result sheet tells of, kept with the new campaign as history."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """One table more; what was there is not touched."""
    op.create_table(
        "adopted",
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("told", Text, nullable=False),
        PrimaryKeyConstraint("campaign", "seq"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
