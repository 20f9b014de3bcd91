"""Whether the call of an adopted attempt may still have gone on when its sheet was written."""

import json

from alembic import op
from sqlalchemy import Column, Integer, text

revision = "0008"
down_revision = "0007"

_OPEN = ("intended", "placed", "unknown")


def upgrade() -> None:
    """A column more, out of what is told."""
    op.add_column("adopted", Column("is_open", Integer, nullable=False, server_default="0"))
    connection = op.get_bind()
    told = "SELECT campaign, seq, told FROM adopted WHERE e164 IS NOT NULL"
    for campaign, seq, plain in connection.execute(text(told)).all():
        if json.loads(plain)["state"] in _OPEN:
            connection.execute(
                text("UPDATE adopted SET is_open = 1 WHERE campaign = :campaign AND seq = :seq"),
                {"campaign": campaign, "seq": seq},
            )
