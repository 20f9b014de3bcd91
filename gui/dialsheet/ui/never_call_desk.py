"""The list of numbers that are never called, on the engine thread: told, added to, taken off."""

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from dialsheet.errors import BadInput
from dialsheet.ports import Clock, Library
from dialsheet.ui.facts import Facts, NeverCalled, NeverCallUnread
from dialsheet.workflow import NumberList, read_number_list

UNREADABLE = "workflow.list_unreadable"
BY_HAND = "window"  # the source of a number that a person typed


class NeverCallDesk:
    """Changes the list, and tells how it stands then."""

    def __init__(
        self,
        facts: Facts,
        clock: Clock,
        books: Callable[[], Library],
        work: Callable[..., Coroutine[Any, Any, Any]],
    ) -> None:
        self._facts, self._clock, self._books, self._work = facts, clock, books, work

    async def tell(self) -> None:
        """How the list stands."""
        self._tell()

    async def add(self, number: str) -> None:
        """One number, E.164, is never to be called."""
        added = self._books().suppress({number: ""}, BY_HAND, self._clock.now())
        self._tell(added=added)

    async def take_off(self, number: str) -> None:
        """A number may be called again, whatever put it on the list."""
        removed = self._books().unsuppress([number], self._clock.now())
        self._tell(removed=removed)

    async def add_file(self, path: Path, region: str | None, skip_unreadable: bool = False) -> None:
        """The numbers of a file are never to be called; where cells of it cannot be read, when a
        person lets these pass."""
        try:
            listed = await self._read(path, region, skip_unreadable=skip_unreadable)
        except BadInput as refused:
            if refused.reason.code != UNREADABLE or skip_unreadable:
                raise
            self._facts.never_call_unread.emit(NeverCallUnread(path, region, refused))
            return
        numbers = dict.fromkeys(listed.numbers, "")
        added = self._books().suppress(numbers, path.name, self._clock.now())
        self._tell(added=added, unreadable=listed.unreadable)
        self._facts.number_list_read.emit(path, listed)

    async def take_file_off(self, path: Path, region: str | None) -> None:
        """The numbers of a sheet may be called again, whatever put them on the list."""
        listed = await self._read(path, region, skip_unreadable=True)
        removed = self._books().unsuppress(listed.numbers, self._clock.now())
        self._tell(removed=removed, unreadable=listed.unreadable)

    async def _read(self, path: Path, region: str | None, *, skip_unreadable: bool) -> NumberList:
        read = partial(read_number_list, skip_unreadable=skip_unreadable)
        listed: NumberList = await self._work("ui.reading_sheet", read, path, region)
        return listed

    def _tell(
        self, *, added: int | None = None, removed: int | None = None, unreadable: int = 0
    ) -> None:
        by_source = self._books().suppressions()
        self._facts.never_called.emit(NeverCalled(by_source, added, removed, unreadable))
