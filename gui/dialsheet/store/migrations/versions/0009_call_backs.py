"""When a person wants contacts to be called once more."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """One table more; what was there is not touched."""
    op.create_table(
        "call_back",
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("row", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("after", Integer, nullable=False),
        PrimaryKeyConstraint("campaign", "row"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
