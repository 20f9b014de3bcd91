"""Attempts are found by their calls."""

from alembic import op

revision = "0016"
down_revision = "0010"


def upgrade() -> None:
    """One index more; what was there is not touched."""
    op.create_index("attempt_call", "attempt", ["call_id"])
