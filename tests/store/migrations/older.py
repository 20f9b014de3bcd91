"""A library as an older Dialsheet would have written it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from dialsheet.store.migrating import MIGRATIONS
from store.desk import Desk

TABLES = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'"


def older_library(desk: Desk, folder: Path, revision: str) -> Path:
    """The folder of a library of that revision, which holds what the desk's holds."""
    home = folder / "older"
    home.mkdir()
    engine = create_engine(f"sqlite:///{home / 'library.sqlite3'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw, raw:
        raw.execute("ATTACH ? AS newer", (str(desk.home / "library.sqlite3"),))
        for (table,) in raw.execute(TABLES).fetchall():
            names = [row[1] for row in raw.execute(f"PRAGMA main.table_info({table})")]
            columns = ", ".join(f'"{name}"' for name in names)
            raw.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM newer.{table}")
    return home
