"""The list of numbers that are never called, on the engine thread: told, added to, taken off."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from dialsheet import assets
from dialsheet.campaign import Campaign, Contacts, Mapping
from dialsheet.errors import BadInput
from dialsheet.ports import Clock, Library
from dialsheet.ui.batches import BATCH_S
from dialsheet.ui.facts import Facts, NeverCalled, NeverCallUnread, RowsNeverCalled
from dialsheet.workflow import NumberList, numbers_of, read_list_again, read_number_list

UNREADABLE = "workflow.list_unreadable"
BY_HAND = "window"  # the source of a number that a person typed, or chose in the table
MOST_SHOWN = 1_000  # entries at once; further ones are found by their digits


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
        self._sought: tuple[str, ...] = ()  # digits

    async def tell(self, sought: tuple[str, ...] = ()) -> None:
        """How the list stands; from now on with the entries that have such digits in them."""
        self._sought = sought
        await asyncio.sleep(BATCH_S)  # typing makes many wishes
        if self._sought is sought:
            self._tell()

    async def add(self, numbers: tuple[str, ...]) -> None:
        """Numbers, E.164, are never to be called."""
        new = self._add(dict.fromkeys(numbers, ""))
        self._tell(named=numbers, new=new)

    async def take_off(self, numbers: tuple[str, ...]) -> None:
        """Numbers may be called again, whatever put them on the list."""
        removed = self._books().unsuppress(numbers, self._clock.now())
        self._tell(removed=removed)

    async def add_rows(
        self, contacts: Contacts, mapping: Mapping, indexes: tuple[int, ...], file: str
    ) -> None:
        """No number of these contacts is ever to be called."""
        numbers: dict[str, str] = {}
        without = 0
        for index in indexes:
            found = await asyncio.to_thread(numbers_of, contacts, mapping, index)
            row = contacts.table.rows[index]
            why = assets.text("ui.never_call_row", row=row, file=file)
            numbers |= dict.fromkeys(found, why)
            without += not found
        new = self._add(numbers)
        self._facts.rows_never_called.emit(RowsNeverCalled(new, len(numbers) - len(new), without))
        self._tell()

    async def undo(self, numbers: tuple[str, ...]) -> None:
        """The numbers that `add_rows` has put on the list may be called again."""
        self._books().unsuppress(numbers, self._clock.now(), BY_HAND)
        self._facts.rows_never_called.emit(RowsNeverCalled(numbers, undone=True))
        self._tell()

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

    async def read_again(self, campaign: Campaign) -> None:
        """Somebody may have been put on a campaign's lists since it was made."""
        for each in campaign.rules.lists:
            asked = (each, campaign.mapping.region)
            numbers = await self._work("ui.reading_sheet", read_list_again, *asked)
            self._books().suppress(dict.fromkeys(numbers or (), ""), each.name, self._clock.now())

    async def take_file_off(self, path: Path, region: str | None) -> None:
        """What a file had put on the list may be called again; not what anybody else had, for a
        file is read in more ways than it was meant."""
        listed = await self._read(path, region, skip_unreadable=True)
        removed = self._books().unsuppress(listed.numbers, self._clock.now(), path.name)
        self._tell(removed=removed, unreadable=listed.unreadable)

    async def _read(self, path: Path, region: str | None, *, skip_unreadable: bool) -> NumberList:
        read = partial(read_number_list, skip_unreadable=skip_unreadable)
        listed: NumberList = await self._work("ui.reading_sheet", read, path, region)
        return listed

    def _add(self, numbers: dict[str, str]) -> tuple[str, ...]:
        """Put numbers on the list, each with a reason; those that were not on it yet."""
        known = self._books().suppressed(tuple(numbers))
        self._books().suppress(numbers, BY_HAND, self._clock.now())
        return tuple(number for number in numbers if number not in known)

    def _tell(
        self,
        *,
        added: int | None = None,
        removed: int | None = None,
        unreadable: int = 0,
        named: tuple[str, ...] = (),
        new: tuple[str, ...] = (),
    ) -> None:
        by_source = self._books().suppressions()
        shown, found = self._books().suppression_entries(self._sought, MOST_SHOWN)
        told = NeverCalled(by_source, added, removed, unreadable, shown, found, named, new)
        self._facts.never_called.emit(told)
