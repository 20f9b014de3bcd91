"""The connection: its transactions, its promises to the disk, and the border for errors."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from dialsheet.errors import Bug, OutsideFault
from dialsheet.store.database import Database, translated

INSERT = text("INSERT INTO called VALUES (:number)")


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Opens a database with one table, each time on a new connection that never waits."""
    path = tmp_path / "any.sqlite3"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE called (number TEXT UNIQUE) STRICT")
    opened: list[Database] = []

    def connect() -> Database:
        opened.append(Database(path))
        opened[-1].driver.execute("PRAGMA busy_timeout = 0")
        return opened[-1]

    yield connect
    for database in opened:
        database.close()


def numbers(database: Database) -> list[str]:
    """What is in the table."""
    with database.reading() as connection:
        return list(connection.scalars(text("SELECT number FROM called ORDER BY 1")))


def test_a_commit_is_on_disk(connect: Callable[[], Database]) -> None:
    pragmas = {
        name: connect().driver.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "journal_mode", "foreign_keys", "fullfsync")
    }
    full = 2
    assert pragmas == {
        "synchronous": full,
        "journal_mode": "wal",
        "foreign_keys": 1,
        "fullfsync": 1,
    }


def test_a_reader_sees_one_state(connect: Callable[[], Database]) -> None:
    reader, writer = connect(), connect()
    with reader.reading() as connection:
        count = text("SELECT count(*) FROM called")
        assert connection.scalar(count) == 0
        with writer.writing() as writing:
            writing.execute(INSERT, {"number": "one"})
        assert connection.scalar(count) == 0, "the second read is of the same moment"
    assert numbers(reader) == ["one"]


def test_a_writer_is_alone_from_its_first_word(connect: Callable[[], Database]) -> None:
    first, second = connect(), connect()
    with first.writing() as connection:
        connection.scalar(text("SELECT count(*) FROM called"))  # it has only looked so far
        with pytest.raises(OutsideFault) as busy, second.writing():
            pass
        assert busy.value.reason.code == "store.busy"
        connection.execute(INSERT, {"number": "first"})
    with second.writing() as connection:
        connection.execute(INSERT, {"number": "second"})
    assert numbers(first) == ["first", "second"]


def test_what_belongs_together_may_be_part_of_more_that_does(
    connect: Callable[[], Database],
) -> None:
    database, other = connect(), connect()
    with database.together():
        with database.together(), database.writing() as connection:
            connection.execute(text("INSERT INTO called VALUES ('a')"))
        with database.writing() as connection:
            connection.execute(text("INSERT INTO called VALUES ('b')"))
        assert numbers(other) == []
    assert numbers(other) == ["a", "b"]


def test_a_failure_takes_everything_back(connect: Callable[[], Database]) -> None:
    database = connect()

    def fail() -> None:
        with database.writing() as connection:
            connection.execute(INSERT, {"number": "one"})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert numbers(database) == []


def fill(database: Database) -> None:
    """More than the file may hold."""
    database.driver.execute("PRAGMA max_page_count = 4")
    with database.writing() as connection:
        connection.execute(INSERT, {"number": "x" * 100_000})


def write_where_forbidden(database: Database) -> None:
    """The file may not be written to."""
    database.driver.execute("PRAGMA query_only = ON")
    try:
        with database.writing() as connection:
            connection.execute(INSERT, {"number": "one"})
    finally:
        database.driver.execute("PRAGMA query_only = OFF")


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(fill, "store.disk_full"), (write_where_forbidden, "store.read_only")],
)
def test_trouble_of_the_disk(
    connect: Callable[[], Database], trouble: Callable[[Database], None], code: str
) -> None:
    database = connect()
    with pytest.raises(OutsideFault) as fault:
        trouble(database)
    assert fault.value.reason.code == code
    assert numbers(database) == [], "what was known is still there, and can be read"
    with database.writing() as connection:
        connection.execute(INSERT, {"number": "later"})
    assert numbers(database) == ["later"]


def test_a_damaged_file(connect: Callable[[], Database], tmp_path: Path) -> None:
    with connect().writing() as connection:
        for each in range(500):
            connection.execute(INSERT, {"number": f"{each:0100}"})
    connect().driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = tmp_path / "any.sqlite3"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))
    with pytest.raises(OutsideFault) as fault:
        numbers(connect())
    assert fault.value.reason.code == "store.damaged"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "store.disk_full"),
        (errno.EROFS, "store.read_only"),
        (errno.EACCES, "store.read_only"),
        (errno.EIO, "store.disk_trouble"),
        (None, "store.disk_trouble"),
    ],
)
def test_trouble_outside_of_the_database(number: int | None, code: str) -> None:
    with pytest.raises(OutsideFault) as fault, translated():
        raise OSError(number, "as the system says it")
    assert fault.value.reason.code == code


def test_what_sql_refuses_is_a_bug_without_values(connect: Callable[[], Database]) -> None:
    database, secret = connect(), "+14155550101"
    for _ in range(2):
        try:
            with database.writing() as connection:
                connection.execute(INSERT, {"number": secret})
        except Bug as bug:
            told = f"{bug} {bug!r} {bug.__cause__} {bug.__cause__!r} {bug.__context__}"
    assert "UNIQUE constraint failed: called.number" in told
    assert secret not in told
