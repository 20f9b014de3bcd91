"""The first library: campaigns and their cells, contacts, attempts, the decision log."""

from alembic import op
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None

OPEN = "state IN ('intended', 'placed', 'unknown') AND found_late = 0"


def upgrade() -> None:
    """From an empty file."""
    _campaigns()
    _attempts()
    _log()
    _beside_campaigns()


def _campaigns() -> None:
    op.create_table(
        "campaign",
        Column("key", Integer, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("created_at", Text, nullable=False),
        Column("practice", Integer, nullable=False),
        Column("base_url", Text, nullable=False),
        Column("account", Text, nullable=False),
        Column("source_sha256", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("headers", Text, nullable=False),
        Column("mapping", Text, nullable=False),
        Column("rules", Text, nullable=False),
        Column("connection", Text, nullable=False),
        Column("pace", Text, nullable=False),
        Column("decisions", Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "packed",
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("name", Text, nullable=False),
        Column("part", Integer, nullable=False),
        Column("data", LargeBinary, nullable=False),
        PrimaryKeyConstraint("campaign", "name", "part"),
        sqlite_strict=True,
    )
    op.create_table(
        "redecided",
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("row", Integer, nullable=False),
        Column("first", Text, nullable=False),
        Column("decision", Text, nullable=False),
        Column("reason", Text),
        PrimaryKeyConstraint("campaign", "row"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _attempts() -> None:
    op.create_table(
        "attempt",
        Column("seq", Integer, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("row", Integer, nullable=False),
        Column("ordinal", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        Column("number_column", Text, nullable=False),
        Column("e164", Text, nullable=False),
        Column("practice", Integer, nullable=False),
        Column("body", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("outcome", Text),
        Column("found_late", Integer, nullable=False, server_default="0"),
        Column("reason", Text),
        Column("error", Text),
        Column("intended_at", Text, nullable=False),
        Column("sent_at", Text),
        Column("answered_at", Text),
        Column("call_id", Text),
        Column("status", Text),
        Column("end_reason", Text),
        Column("agent_id", Text),
        Column("to_number", Text),
        Column("start_time", Text),
        Column("end_time", Text),
        Column("summary", Text),
        Column("transcript", Text),
        Column("call_error", Text),
        Column("sent", Text),
        Column("returned", Text),
        UniqueConstraint("campaign", "row", "ordinal"),
        sqlite_strict=True,
    )
    real = text(f"{OPEN} AND practice = 0")
    op.create_index(
        "attempt_open_number",
        "attempt",
        ["e164"],
        unique=True,
        sqlite_where=real,
        postgresql_where=real,
    )
    op.create_index(
        "attempt_open_contact",
        "attempt",
        ["campaign", "row"],
        unique=True,
        sqlite_where=text(OPEN),
        postgresql_where=text(OPEN),
    )


def _log() -> None:
    op.create_table(
        "run",
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("ordinal", Integer, nullable=False),
        Column("started_at", Text, nullable=False),
        Column("detail", Text, nullable=False),
        Column("ended_at", Text),
        Column("reason", Text),
        PrimaryKeyConstraint("campaign", "ordinal"),
        sqlite_strict=True,
    )
    op.create_table(
        "event",
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("row", Integer),
        Column("attempt_id", Text),
        Column("detail", Text, nullable=False),
        Column("account", Text, nullable=False),
        Column("hash", Text, nullable=False),
        PrimaryKeyConstraint("campaign", "seq"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_no_{change.lower()} BEFORE {change} ON event "
            "BEGIN SELECT RAISE(ABORT, 'the decision log is only added to'); END"
        )


def _beside_campaigns() -> None:
    op.create_table(
        "suppression",
        Column("e164", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("added_at", Text, nullable=False),
        Column("reason", Text),
        PrimaryKeyConstraint("e164", "source"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "setting",
        Column("name", Text, nullable=False),
        Column("value", Text, nullable=False),
        PrimaryKeyConstraint("name"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
