"""When a campaign was handed over to another desktop."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """One column more; none of those that are there was."""
    op.add_column("campaign", Column("handed_over_at", Text))
