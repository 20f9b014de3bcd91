"""A library in a real folder, on a disk that can fail, with a witness who reads it from outside.

Opening one costs more than playing a campaign: many worlds live in one home, one after another.
"""

import hashlib
import itertools
import sqlite3
from pathlib import Path
from typing import cast

from dialsheet.columns import Source
from dialsheet.ports import Library
from dialsheet.store import open_library
from dialsheet.store.database import Database
from dialsheet.store.library import DATABASE, SqliteLibrary

_NO_LIMIT = 2**30
_DIGITS = {"+12": 9, "+1212": 7}
PLACES = {  # numbers that begin so, and the only time zone that they may be in
    "+12015": "America/New_York",
    "+442079": "Europe/London",
    "+81901": "Asia/Tokyo",
    "+9196": "Asia/Calcutta",
}
NOWHERE = "+120"
_DIGITS = {"+12015": 6, "+442079": 6, "+81901": 7}  # that follow; else 8


class Home:
    """The folder of a library, and one process's connection to it."""

    def __init__(self, folder: Path) -> None:
        """Make a library in `folder`, which is not there yet."""
        open_library(folder).close()
        self.folder = folder
        self._witness = sqlite3.connect(folder / DATABASE)
        self._numbers = itertools.count(0)
        source = folder / "contacts.csv"
        source.write_bytes(b"Phone,Name\n")
        self.source = Source(str(source), hashlib.sha256(source.read_bytes()).hexdigest(), "csv")
        self._open()

    @property
    def library(self) -> Library:
        """The library."""
        return self._library

    def new_number(self, place: str = NOWHERE) -> str:
        """A telephone number that no campaign in this home has yet, nobody knows where; or in a
        place (see `PLACES`)."""
        return f"{place}{next(self._numbers):0{_DIGITS.get(place, 8)}}"

    def reopen(self) -> None:
        """As a new process does."""
        self._library.close()
        self._open()

    def close(self) -> None:
        """Close the files."""
        self._library.close()
        self._witness.close()

    def state_on_disk(self, attempt_id: str) -> tuple[str, str] | None:
        """State and body of an attempt, as another process reads them."""
        found = self._witness.execute(
            "SELECT state, body FROM attempt WHERE id = ?", (attempt_id,)
        ).fetchone()
        return cast("tuple[str, str] | None", found)

    def disk_is_well(self) -> None:
        """The disk takes everything again."""
        self._database.driver.execute("PRAGMA query_only = 0")
        self._database.driver.execute(f"PRAGMA max_page_count = {_NO_LIMIT}")

    def disk_is_read_only(self) -> None:
        """The disk takes no writes any more."""
        self._database.driver.execute("PRAGMA query_only = 1")

    def disk_is_full(self) -> None:
        """The library's file can grow no more. What fails first depends on what is in it."""
        pages = self._database.driver.execute("PRAGMA page_count").fetchone()[0]
        self._database.driver.execute(f"PRAGMA max_page_count = {pages}")

    def _open(self) -> None:
        self._database = Database(self.folder / DATABASE)
        # The end of a process loses nothing that was committed; that of the power is not played.
        self._database.driver.execute("PRAGMA synchronous = OFF")
        self._library = SqliteLibrary(self.folder, self._database)
