"""The library's database: one connection, its transactions, and foreign errors at the border."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from dialsheet.errors import Bug, OutsideFault

BUSY_TIMEOUT_S = 5.0

_BEGIN = "dialsheet_begin"  # execution option: the words that open the transaction
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_PERM: "store.read_only",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.damaged",
    sqlite3.SQLITE_IOERR: "store.disk_trouble",
    sqlite3.SQLITE_CANTOPEN: "store.disk_trouble",
}
_UNDECODABLE = "Could not decode to UTF-8"  # the driver's words, which have no number
_BY_ERRNO = {
    errno.ENOSPC: "store.disk_full",
    errno.EDQUOT: "store.disk_full",
    errno.EROFS: "store.read_only",
    errno.EACCES: "store.read_only",
    errno.EPERM: "store.read_only",
}


LOGGED = "logged"  # in a connection's `info`: the heads of the logs that a transaction wrote to
Head = tuple[int, str]  # the number and the hash of an entry


class Database:
    """One connection to the file `path`, used on the thread that made it."""

    def __init__(self, path: Path) -> None:
        self._engine = create_engine(
            "sqlite+pysqlite://",
            creator=partial(_connect, path),
            poolclass=NullPool,
            hide_parameters=True,  # they are telephone numbers
        )
        event.listen(self._engine, "begin", _begin)
        self._is_shared = False  # whether a transaction is open that others join
        self.before_writing: Callable[[], None] = lambda: None
        self.after_writing: Callable[[dict[int, Head]], None] = lambda _logged: None
        with translated():
            self._connection = self._engine.connect()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Transactions within become one, which is on disk at the end."""
        if self._is_shared:
            yield
            return
        with self.writing():
            self._is_shared = True
            try:
                yield
            finally:
                self._is_shared = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the library throughout."""
        if self._is_shared:
            with translated():
                yield self._connection
            return
        with translated(), self._connection.execution_options(**{_BEGIN: "BEGIN"}).begin():
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is alone in writing from its first word; on disk at the end."""
        if self._is_shared:
            with translated():
                yield self._connection
            return
        self.before_writing()
        # A deferred transaction that has read cannot wait for another writer: it fails at once.
        begin = {_BEGIN: "BEGIN IMMEDIATE"}
        with translated():
            logged: dict[int, Head] = {}
            self._connection.info[LOGGED] = logged
            with self._connection.execution_options(**begin).begin():
                yield self._connection
        self.after_writing(logged)

    @property
    def driver(self) -> sqlite3.Connection:
        """The driver's connection, outside of transactions."""
        connection = self._connection.connection.driver_connection
        if not isinstance(connection, sqlite3.Connection):
            raise Bug("the library is not on SQLite")
        return connection

    def checkpoint(self) -> None:
        """Bring what is committed from the log file beside the database into it, as far as others
        who read allow. What stays behind there is as safe as it was."""
        if self._is_shared or self._connection.closed:
            return
        driver = self.driver
        ((patience_ms,),) = driver.execute("PRAGMA busy_timeout")
        with suppress(sqlite3.DatabaseError):
            driver.execute("PRAGMA busy_timeout = 0")  # nobody is waited for
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        driver.execute(f"PRAGMA busy_timeout = {patience_ms}")

    def close(self) -> None:
        """Close the connection; the file is whole without it."""
        with translated():
            self._connection.close()
            self._engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Trouble of the disk becomes `OutsideFault`; what SQL refuses is a `Bug`, without values."""
    try:
        yield
    except OSError as error:
        code = _BY_ERRNO.get(error.errno or 0, "store.disk_trouble")
        raise OutsideFault(code) from error
    except UnicodeDecodeError:  # the driver's: SQLite quotes what it cannot read
        raise OutsideFault("store.damaged") from None
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        primary = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if primary in _BY_SQLITE:
            raise OutsideFault(_BY_SQLITE[primary]) from error
        if str(cause).startswith(_UNDECODABLE):
            raise OutsideFault("store.damaged") from None
        raise Bug(f"the database refused: {cause}") from error


def _connect(path: Path) -> sqlite3.Connection:
    # Without an isolation level the driver opens no transactions of its own: `_begin` does.
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone stops at the drive's cache
        connection.execute("PRAGMA journal_size_limit = 67108864")  # 64 MiB, after a big import
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
