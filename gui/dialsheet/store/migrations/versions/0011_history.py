"""Which calls count for which others: histories, and what tells the same sheet again."""

import json
from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Text,
    text,
)

from dialsheet.campaign import Connection as CallConnection
from dialsheet.campaign import parse_ref, row_digest, table_digest
from dialsheet.columns import Table, TextColumn

revision = "0011"
down_revision = "0010"

_OPEN = "state IN ('intended', 'placed', 'unknown') AND found_late = 0 AND practice = 0"


def upgrade() -> None:
    """Columns, indexes and a table more; of what is there, they are filled."""
    for table in ("campaign", "attempt"):
        op.add_column(table, Column("history", Text, nullable=False, server_default="real"))
    op.add_column("campaign", Column("test", Integer, nullable=False, server_default="0"))
    op.add_column("attempt", Column("row_digest", Text))
    op.add_column("adopted", Column("outcome", Text))
    op.create_table(
        "sheet_mark",
        Column("mark", Text, nullable=False),
        Column("campaign", Integer, ForeignKey("campaign.key"), nullable=False),
        PrimaryKeyConstraint("mark", "campaign"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("sheet_mark_campaign", "sheet_mark", ["campaign"])
    op.drop_index("attempt_open_number", "attempt")
    op.create_index("attempt_row_digest", "attempt", ["row_digest"])
    op.create_index("attempt_call", "attempt", ["call_id"])
    connection = op.get_bind()
    for campaign in connection.execute(text("SELECT * FROM campaign")).all():
        _fill(connection, campaign)
    op.create_index(
        "attempt_open_number",
        "attempt",
        ["history", "e164"],
        unique=True,
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    )


def _fill(connection: Connection, campaign: Row[Any]) -> None:
    key, rules = campaign.key, json.loads(campaign.rules)
    history = CallConnection.from_json(json.loads(campaign.connection)).history
    values = {"key": key, "history": history, "test": int(rules.get("test", False))}
    connection.execute(
        text("UPDATE campaign SET history = :history, test = :test WHERE key = :key"), values
    )
    connection.execute(
        text("UPDATE attempt SET history = :history WHERE campaign = :key"),
        {"key": key, "history": history},
    )
    marks = {f"campaign:{campaign.id}", f"file:{campaign.source_sha256}"}
    first, own = None, len(json.loads(campaign.headers))
    ours = bool(json.loads(campaign.source).get("stacked"))  # our column says where a row is from
    added = connection.execute(
        text('SELECT source_sha256, "offset", contacts FROM added WHERE campaign = :key'),
        {"key": key},
    ).all()
    if added:
        ours, first = True, min(each.offset for each in added)
        marks |= {f"file:{each.source_sha256}" for each in added}
    table = _table(connection, key, json.loads(campaign.headers))
    if first is None:
        marks.add(f"table:{table_digest(table)}")
    else:  # the sheet that it was made of, and each that was added
        whole = _without_ours(table)
        bounds = sorted({*(each.offset for each in added), table.rows[-1]})
        for start, end in zip([0, *bounds], bounds, strict=False):
            marks.add(f"table:{table_digest(_part(whole, start, end))}")
    _digest_rows(connection, key, table, own - ours)
    marks |= _adopted(connection, key)
    connection.execute(
        text("INSERT INTO sheet_mark (mark, campaign) VALUES (:mark, :campaign)"),
        [{"mark": mark, "campaign": key} for mark in sorted(marks)],
    )


def _digest_rows(connection: Connection, key: int, table: Table, own: int) -> None:
    """The rows that attempts were made for; of their cells, those of the sheet."""
    index_of = {row: index for index, row in enumerate(table.rows)}
    for (row,) in connection.execute(
        text("SELECT DISTINCT row FROM attempt WHERE campaign = :key"), {"key": key}
    ).all():
        if row in index_of:
            cells = list(table.cells(index_of[row]).items())[:own]
            connection.execute(
                text(
                    "UPDATE attempt SET row_digest = :digest WHERE campaign = :key AND row = :row"
                ),
                {"digest": row_digest(dict(cells)), "key": key, "row": row},
            )


def _adopted(connection: Connection, key: int) -> set[str]:
    """The campaigns that adopted attempts are of."""
    marks = set()
    for seq, plain in connection.execute(
        text("SELECT seq, told FROM adopted WHERE campaign = :key"), {"key": key}
    ).all():
        told = json.loads(plain)
        ref, values = parse_ref(told.get("ref")), {"key": key, "seq": seq}
        campaign_id, attempt_id = (ref.campaign_id, ref.attempt_id) if ref else (None, None)
        if ref is None and told.get("call_id"):
            known = connection.execute(
                text(
                    "SELECT attempt.id, campaign.id FROM attempt"
                    " JOIN campaign ON campaign.key = attempt.campaign WHERE call_id = :call"
                ),
                {"call": told["call_id"]},
            ).first()
            attempt_id, campaign_id = known or (None, None)
        connection.execute(
            text(
                "UPDATE adopted SET outcome = :outcome, attempt_id = :attempt"
                " WHERE campaign = :key AND seq = :seq"
            ),
            {**values, "outcome": told.get("outcome"), "attempt": attempt_id},
        )
        if campaign_id:
            marks.add(f"campaign:{campaign_id}")
    return marks


def _table(connection: Connection, key: int, headers: Sequence[str]) -> Table:
    """The cells of a campaign, as the library packed them when this was written."""
    parts: dict[str, list[bytes]] = defaultdict(list)
    for name, data in connection.execute(
        text(
            "SELECT name, data FROM packed WHERE campaign = :key"
            " AND (name = 'rows' OR name LIKE 'cells.%') ORDER BY name, part"
        ),
        {"key": key},
    ):
        parts[name].append(data)
    whole = {name: b"".join(each) for name, each in parts.items()}
    columns = (
        TextColumn(whole[f"cells.{place}.data"], array("Q", whole[f"cells.{place}.ends"]))
        for place in range(len(headers))
    )
    return Table(tuple(headers), array("Q", whole["rows"]), tuple(columns))


def _without_ours(table: Table) -> Table:
    return Table(table.headers[:-1], table.rows, table.columns[:-1])


def _part(table: Table, after: int, until: int) -> Table:
    """The rows of a table beyond one and up to another."""
    indexes = [index for index, row in enumerate(table.rows) if after < row <= until]
    start, end = (indexes[0], indexes[-1] + 1) if indexes else (0, 0)
    return Table(
        table.headers, table.rows[start:end], tuple(column[start:end] for column in table.columns)
    )
