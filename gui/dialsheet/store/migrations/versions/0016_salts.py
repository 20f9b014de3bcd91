"""Salts of what the log tells of requests and of corrected numbers."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """What was logged before has none: its hash stays as it was."""
    for table in ("attempt", "correction", "corrected"):
        op.add_column(table, Column("salt", Text))
