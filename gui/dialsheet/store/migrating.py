"""Brings a library up to date: a backup first, then Alembic's migrations, in one transaction."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from dialsheet.errors import OutsideFault
from dialsheet.store.database import Database, translated
from dialsheet.store.locks import exclusive
from dialsheet.store.schema import REVISION, version
from dialsheet.store.soundness import SEAL

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(
    database: Database, folder: Path, *, migrations: Path = MIGRATIONS, revision: str = REVISION
) -> None:
    """Migrate to `revision`; one that is there already costs a look.

    Raises `OutsideFault` when the library was written by a newer Dialsheet.
    """
    if _revision(database, revision) == revision:
        return
    with exclusive(folder / "migration.lock", "store.busy", wait=True), translated():
        found = _revision(database, revision)
        if found == revision:
            return  # another process was faster
        if found is not None:
            _back_up(database.driver, folder, revision)
        # The file remembers it. A drive that cannot do it says so by keeping another mode.
        if database.driver.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
            raise OutsideFault("store.disk_trouble")
        (folder / SEAL).unlink(missing_ok=True)
        with database.writing() as connection:
            _upgrade(connection, migrations, revision)


def _revision(database: Database, newest: str) -> str | None:
    """The revision of the library; None when it is empty."""
    with database.reading() as connection:
        if not inspect(connection).has_table(version.name):
            if inspect(connection).get_table_names():
                raise OutsideFault("store.damaged")  # a library that forgot its age
            return None
        found = connection.scalar(select(version.c.version_num))
    if found is not None and found > newest:
        raise OutsideFault("store.newer_library")
    return found


def _back_up(library: sqlite3.Connection, folder: Path, revision: str) -> None:
    """Copy the library to a file of its own beside it."""
    descriptor, name = tempfile.mkstemp(".sqlite3", f"library-before-{revision}-", folder)
    os.close(descriptor)
    try:
        with closing(sqlite3.connect(name)) as copy:
            library.backup(copy)
    except BaseException:
        Path(name).unlink()
        raise


def _upgrade(connection: Connection, migrations: Path, revision: str) -> None:
    # Imported late: a library that is up to date does not pay for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
