"""Refused calls: the service's words, an outcome of their own; and runs that wait for a person."""

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "0015"
down_revision = "0011"


def upgrade() -> None:
    """Who was refused before was not called: neither by this library nor as a sheet tells."""
    op.add_column("attempt", Column("refusal", Text))
    op.add_column("run", Column("needs_person", Integer, nullable=False, server_default="0"))
    op.execute("UPDATE attempt SET outcome = 'refused' WHERE state = 'refused'")
    op.execute(
        "UPDATE adopted SET e164 = NULL, is_open = 0, told = json_set(told, '$.outcome', 'refused')"
        " WHERE json_extract(told, '$.state') = 'refused'"
    )
