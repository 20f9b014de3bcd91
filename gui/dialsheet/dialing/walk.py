"""Walks through a list of the service, page by page: whether they still lead anywhere.

A service, or something in its place, may give a next page for ever: two pages that lead to each
other, the same page under new cursors, entries that are made up. Nobody waits for the end of such
a list.
"""

from collections.abc import Collection, Hashable
from datetime import datetime

MOST_PAGES = 10_000  # of a hundred entries: more than any campaign has calls
MOST_WITHOUT_PROGRESS = 100  # pages in a row that reach no further back in time


class Walk:
    """One walk, from the first page of a list on."""

    def __init__(self) -> None:
        self.pages = 0
        self._cursors: set[str] = set()
        self._entries: set[Hashable] = set()
        self._oldest: datetime | None = None
        self._pages_at_oldest = 0  # how many had been read when an entry was last older than all

    def leads_on(
        self, entries: Collection[Hashable], cursor: str, oldest: datetime | None = None
    ) -> bool:
        """Whether, after a page with these entries, the next one is worth asking for.

        `oldest` is the time of the page's oldest entry, in a list that goes back in time.
        """
        self.pages += 1
        if cursor in self._cursors or self._entries.issuperset(entries):
            return False
        self._cursors.add(cursor)
        self._entries.update(entries)
        if oldest is not None and (self._oldest is None or oldest < self._oldest):
            self._oldest, self._pages_at_oldest = oldest, self.pages
        is_stuck = self.pages - self._pages_at_oldest >= MOST_WITHOUT_PROGRESS
        return self.pages < MOST_PAGES and not is_stuck
