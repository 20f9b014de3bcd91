"""0001: the first library, out of nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine

from dialsheet.campaign import Placed
from dialsheet.store.schema import REVISION, metadata
from store.desk import Desk

OBJECTS = (
    "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'index')"
    " AND name NOT LIKE 'alembic%' AND name NOT LIKE 'sqlite%' ORDER BY name"
)


def test_it_makes_the_tables_that_the_code_expects(desk: Desk, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'expected.sqlite3'}")
    metadata.create_all(engine)
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "expected.sqlite3")) as raw:
        expected = raw.execute(OBJECTS).fetchall()
    assert len(expected) > 8
    assert [_plain(row) for row in desk.sql(OBJECTS)] == [_plain(row) for row in expected]
    assert all("STRICT" in sql for _, type_, sql in expected if type_ == "table")


def _plain(row: tuple[str, str, str]) -> tuple[str, ...]:
    """Without line breaks: a column that was added later stands on its neighbour's line."""
    return tuple(" ".join(text.split()) for text in row)


def test_it_holds_a_campaign_and_its_calls(desk: Desk) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None)
    assert desk.sql("SELECT version_num FROM alembic_version") == [(REVISION,)]
    assert desk.sql("SELECT id FROM campaign") == [(campaign.id,)]
    assert desk.sql("SELECT call_id, state FROM attempt") == [("ac_1", "placed")]
    assert desk.sql("PRAGMA integrity_check") == [("ok",)]
    assert desk.sql("PRAGMA foreign_key_check") == []
