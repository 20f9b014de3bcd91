"""What the rules of calling ask for: holds that pass, and when a number was called last."""

import json
from datetime import UTC, datetime

from alembic import op
from sqlalchemy import Column, Integer, Text, text

revision = "0006"
down_revision = "0005"

_NEVER_LEFT = ("withdrawn", "not_placed")


def upgrade() -> None:
    """Columns and indexes more; what adopted attempts tell stands in columns, too."""
    op.add_column("redecided", Column("passing", Integer, nullable=False, server_default="0"))
    for name in ("e164", "called_at", "attempt_id"):
        op.add_column("adopted", Column(name, Text))
    op.create_index("attempt_number", "attempt", ["e164", "intended_at"])
    op.create_index("adopted_number", "adopted", ["e164", "called_at"])
    connection = op.get_bind()
    for campaign, seq, told in connection.execute(
        text("SELECT campaign, seq, told FROM adopted")
    ).all():
        connection.execute(
            text(
                "UPDATE adopted SET e164 = :e164, called_at = :called_at, attempt_id = :attempt_id"
                " WHERE campaign = :campaign AND seq = :seq"
            ),
            {"campaign": campaign, "seq": seq, **_counted(json.loads(told))},
        )


def _counted(told: dict[str, str]) -> dict[str, str | None]:
    """As the library counted them when this was written."""
    counts = told["state"] not in _NEVER_LEFT and not told.get("practice")
    requested_at, ref = told.get("requested_at"), (told.get("ref") or "").split(".")
    moment = datetime.fromisoformat(requested_at).astimezone(UTC) if requested_at else None
    return {
        "e164": told.get("e164") if counts else None,
        "called_at": moment.isoformat(timespec="microseconds") if moment else None,
        "attempt_id": ref[2] if len(ref) == 3 else None,
    }
