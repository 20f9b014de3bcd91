"""A library in a real folder, on a disk that can fail, with a witness who reads it from outside.

Opening one costs more than playing a campaign: many worlds live in one home, one after another.
"""

import hashlib
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from sqlalchemy import event

from dialsheet.columns import Source
from dialsheet.ports import Library
from dialsheet.store import open_library
from dialsheet.store.database import Database, translated
from dialsheet.store.library import DATABASE, SqliteLibrary
from dialsheet.store.soundness import HEADS

PLACES = {  # numbers that begin so, and the only time zone that they may be in
    "+12015": "America/New_York",
    "+442079": "Europe/London",
    "+81901": "Asia/Tokyo",
    "+9196": "Asia/Calcutta",
}
NOWHERE = "+120"
_DIGITS = {"+12015": 6, "+442079": 6, "+81901": 7}  # that follow; else 8


def place_of(number: str) -> str | None:
    """How the numbers of that place begin; None: nobody knows where it is."""
    return next(filter(number.startswith, PLACES), None)


@contextmanager
def temporary_home() -> Iterator["Home"]:
    """A home that is gone afterwards; in memory, where the system has such a folder."""
    memory = Path("/dev/shm")
    where = memory if memory.is_dir() else None
    with TemporaryDirectory(prefix="dialsheet-simulation-", dir=where) as folder:
        home = Home(Path(folder) / "home")
        try:
            yield home
        finally:
            home.close()


@contextmanager
def temporary_homes(worlds: int = 60) -> Iterator[Iterator["Home"]]:
    """A home for each world, again and again; after so many a new one: a library with many
    campaigns takes longer for each."""
    with ExitStack() as last:

        def homes() -> Iterator["Home"]:
            while True:
                last.close()
                home = last.enter_context(temporary_home())
                yield from itertools.repeat(home, worlds)

        yield homes()


class Home:
    """The folder of a library, and two processes that have it open."""

    def __init__(self, folder: Path) -> None:
        """Make a library in `folder`, which is not there yet."""
        open_library(folder).close()
        self.reach: Callable[[str], None] = lambda _step: None  # told of the first one's writes
        self.folder = folder
        self._witness = sqlite3.connect(folder / DATABASE, timeout=0)
        self._numbers = itertools.count(0)
        self.source = _source(folder / "contacts.csv", b"Phone,Name\n")
        self.other_source = _source(folder / "others.csv", b"Phone;Name\n")
        self.elsewhere: Library = SqliteLibrary(folder, self._connected())  # the second process's
        self._database = self._connected()
        self._library = SqliteLibrary(folder, self._database)
        self._wrote = self._is_full = False
        engine = self._database._engine
        event.listen(engine, "before_cursor_execute", self._executing)
        event.listen(engine, "commit", self._committing)
        event.listen(engine, "rollback", self._rolling_back)

    @property
    def library(self) -> Library:
        """The library, as the first process has it."""
        return self._library

    @property
    def driver(self) -> sqlite3.Connection:
        """The first process's connection, as the driver has it."""
        return self._database.driver

    def new_number(self, place: str = NOWHERE) -> str:
        """A telephone number that no campaign in this home has yet, nobody knows where; or in a
        place (see `PLACES`)."""
        return f"{place}{next(self._numbers):0{_DIGITS.get(place, 8)}}"

    def back_up(self) -> sqlite3.Connection:
        """A copy of the library."""
        copy = sqlite3.connect(":memory:")
        self._witness.backup(copy)
        return copy

    def restore(self, copy: sqlite3.Connection) -> None:
        """Put a copy in the library's place."""
        copy.backup(self.driver)
        copy.close()
        self._forget_heads()  # as a person does who is told that something was lost

    def forget_runs(self) -> None:
        """What was dialed in other worlds is nobody's concern, and takes long to read."""
        self.driver.execute("DELETE FROM run")
        self.driver.execute("DELETE FROM sheet_mark")
        self._forget_heads()

    def _forget_heads(self) -> None:
        (self.folder / HEADS).unlink(missing_ok=True)

    def forget_calls(self) -> None:
        """The calls of other worlds are not those of the next one, which has the same IDs."""
        self.driver.execute(
            "UPDATE attempt SET call_id = 'old ' || call_id"
            " WHERE call_id >= 'ac_' AND call_id < 'ac`'"
        )

    def reopen(self) -> None:
        """With a new connection, as a new process does."""
        self._database._connection.invalidate()

    def close(self) -> None:
        """Close the files."""
        self._library.close()
        self.elsewhere.close()
        self._witness.close()

    def state_on_disk(self, attempt_id: str) -> tuple[str, str] | None:
        """State and body of an attempt, as another process reads them."""
        found = self._witness.execute(
            "SELECT state, body FROM attempt WHERE id = ?", (attempt_id,)
        ).fetchone()
        return cast("tuple[str, str] | None", found)

    def gave_back(self, e164: str, name: str) -> bool:
        """Whether the library knows of a call to that number in which the agent told that."""
        found = self._witness.execute(
            "SELECT 1 FROM attempt WHERE e164 = ? AND json_extract(returned, ?) IS NOT NULL",
            (e164, f"$.{name}"),
        )
        return found.fetchone() is not None

    def disk_is_well(self) -> None:
        """The disk takes everything again, and nobody holds it."""
        self._witness.rollback()
        self._database.driver.execute("PRAGMA query_only = 0")
        self._is_full = False

    def disk_is_read_only(self) -> None:
        """The disk takes no writes any more."""
        self._database.driver.execute("PRAGMA query_only = 1")

    def disk_is_full(self) -> None:
        """The disk takes no more: SQLite meets with it when it commits."""
        self._is_full = True

    def disk_is_locked(self) -> None:
        """Somebody else writes, without end. Raises when the first process writes."""
        if not self._witness.in_transaction:
            with translated():
                self._witness.execute("BEGIN IMMEDIATE")

    def _connected(self) -> Database:
        database = Database(self.folder / DATABASE)
        _hurry(database.driver)
        event.listen(database._engine, "connect", _hurry)  # anew, after the end of a process
        return database

    def _executing(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            self._wrote = True
            self.reach("writing")
            if statement.startswith("INSERT INTO attempt"):
                self.reach("writing an intent")

    def _rolling_back(self, _connection: object) -> None:
        self._wrote = False

    def _committing(self, _connection: object) -> None:
        if not self._wrote:
            return
        self._wrote = False
        try:
            self.reach("committing")
            if self._is_full:
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
        except BaseException:
            self._database.driver.rollback()  # as SQLite does, and as the end of a process does
            raise


def _source(file: Path, data: bytes) -> Source:
    file.write_bytes(data)
    return Source(str(file), hashlib.sha256(data).hexdigest(), "csv")


def _hurry(connection: sqlite3.Connection, _record: object = None) -> None:
    # The end of a process loses nothing that was committed; that of the power is not played.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA busy_timeout = 0")  # both processes are on one thread
