"""Bringing an older library up to date: a copy first, all or nothing, quietly."""

import logging
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from dialsheet.errors import Bug
from dialsheet.store.database import Database
from dialsheet.store.migrating import MIGRATIONS, bring_up_to_date
from dialsheet.store.schema import REVISION
from store.desk import Desk

NEXT = "9001"
ADDS_A_TABLE = f"""
from alembic import op
from sqlalchemy import Column, Integer
revision, down_revision = {NEXT!r}, {REVISION!r}
def upgrade():
    op.create_table("tomorrow", Column("x", Integer))
    op.execute("UPDATE campaign SET account = 'migrated'")
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """The migrations of tomorrow: those of today, and one more to be written by the test."""
    folder = tmp_path / "100% migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def migrate(desk: Desk, migrations: Path) -> Iterator[Callable[[str], None]]:
    """Migrates the library by one migration more, whose text is given."""
    database = Database(desk.home / "library.sqlite3")

    def migrate(script: str) -> None:
        (migrations / "versions" / "tomorrow.py").write_text(script, encoding="utf-8")
        bring_up_to_date(database, desk.home, migrations=migrations, revision=NEXT)

    yield migrate
    database.close()


def backups(desk: Desk) -> list[Path]:
    """The copies beside the library."""
    return list(desk.home.glob(f"library-before-{NEXT}-*.sqlite3"))


def test_a_copy_is_made_first(desk: Desk, migrate: Callable[[str], None]) -> None:
    campaign = desk.add("+14155550101")
    desk.claimed(campaign)
    migrate(ADDS_A_TABLE)
    assert desk.sql("SELECT account FROM campaign") == [("migrated",)]
    assert desk.sql("SELECT version_num FROM alembic_version") == [(NEXT,)]
    assert desk.sql("SELECT * FROM tomorrow") == []
    (copy,) = backups(desk)
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as before:
        assert before.execute("SELECT account FROM campaign").fetchall() == [("sales",)]
        assert before.execute("SELECT state FROM attempt").fetchall() == [("intended",)]
        assert before.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]


def test_once_is_enough(desk: Desk, migrate: Callable[[str], None]) -> None:
    migrate(ADDS_A_TABLE)
    migrate(ADDS_A_TABLE)
    assert len(backups(desk)) == 1


def test_of_two_at_once_one_migrates(desk: Desk, migrations: Path) -> None:
    (migrations / "versions" / "tomorrow.py").write_text(ADDS_A_TABLE, encoding="utf-8")
    together = threading.Barrier(2)

    def migrate() -> None:
        with closing(Database(desk.home / "library.sqlite3")) as database:
            together.wait()
            bring_up_to_date(database, desk.home, migrations=migrations, revision=NEXT)

    with ThreadPoolExecutor(2) as threads:
        for each in [threads.submit(migrate) for _ in range(2)]:
            each.result()
    assert desk.sql("SELECT version_num FROM alembic_version") == [(NEXT,)]
    assert len(backups(desk)) == 1


def test_a_migration_that_fails_leaves_the_library_as_it_was(
    desk: Desk, migrate: Callable[[str], None]
) -> None:
    campaign = desk.add("+14155550101")
    with pytest.raises(Bug, match="no such table"):
        migrate(ADDS_A_TABLE + "    op.execute('DROP TABLE absent')\n")
    assert desk.sql("SELECT account FROM campaign") == [("sales",)]
    assert desk.sql("SELECT version_num FROM alembic_version") == [(REVISION,)]
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        desk.sql("SELECT * FROM tomorrow")
    assert desk.library.campaign(campaign.id) == campaign
    migrate(ADDS_A_TABLE)
    assert desk.sql("SELECT account FROM campaign") == [("migrated",)]


def test_it_is_quiet(
    migrate: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    migrate(ADDS_A_TABLE)
    assert not [line for line in caplog.records if line.name.startswith("alembic")]
    assert capfd.readouterr() == ("", "")


def test_the_revision_in_the_code_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [REVISION]


def test_every_migration_has_a_test_of_its_name() -> None:
    migrations = {path.stem for path in (MIGRATIONS / "versions").glob("*.py")}
    tests = {path.stem for path in Path(__file__).with_name("migrations").glob("test_*.py")}
    assert {f"test_{name}" for name in migrations} == tests
