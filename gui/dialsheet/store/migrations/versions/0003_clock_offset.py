"""How far the service's clock was ahead of ours when it answered, beside each attempt."""

from alembic import op
from sqlalchemy import REAL, Column

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """One column more; of the attempts that are there, nobody knows."""
    op.add_column("attempt", Column("clock_offset_s", REAL))
