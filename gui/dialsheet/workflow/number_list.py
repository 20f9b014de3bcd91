"""A file of people who must not be called: every number in it that any of its cells may mean.

What is not understood stops whoever wanted to call: a list that is passed over protects nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialsheet.campaign import ListRead, Mapping
from dialsheet.columns import Table
from dialsheet.errors import BadInput
from dialsheet.numbers import FEWEST, count_digits, country_of, region_of
from dialsheet.sheets import WholeSheet, read_everything
from dialsheet.workflow.list_columns import ListSheet, Unread
from dialsheet.workflow.work import tell


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file of numbers that are never called, as a rules file names it."""

    path: Path
    region: str | None = None  # the country of its national numbers; None: the run's
    name: str = ""  # under which the library keeps it; "": the file's

    @property
    def source(self) -> str:
        """The name under which the library keeps its numbers."""
        return self.name or self.path.name


@dataclass(frozen=True, slots=True)
class NumberList:
    """The numbers of a file of people who are never to be called."""

    numbers: tuple[str, ...]  # E.164
    columns: tuple[str, ...] = ()  # that were read, in their order
    regions: tuple[str, ...] = ()  # countries that national numbers were read with, ISO codes
    unread: tuple[Unread, ...] = ()

    @property
    def unreadable(self) -> int:
        """How many cells may be numbers, and could not be read."""
        return len(self.unread)


def regions_in(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """The countries that national numbers of a contact sheet may be of."""
    said = {mapping.region}
    if mapping.region_column is not None and mapping.region_column in table.headers:
        cells = set(table.column(mapping.region_column))
        said |= {region_of(cell, mapping.region) for cell in cells}
    return tuple(sorted(region for region in said if region and country_of(region)))


def read_number_lists(
    files: Iterable[ListFile], table: Table, mapping: Mapping, *, skip_unreadable: bool
) -> dict[ListRead, NumberList]:
    """Read every list, with its own country, or else with those that contacts are dialed by."""
    lists = {}
    for file in files:
        more = () if file.region else regions_in(table, mapping)
        region = file.region or mapping.region
        listed = read_number_list(file.path, region, more, skip_unreadable=skip_unreadable)
        what = (listed.columns, listed.regions, listed.unreadable, str(file.path.absolute()))
        lists[ListRead(file.source, len(listed.numbers), *what)] = listed
    return lists


def read_list_again(read: ListRead, region: str | None) -> tuple[str, ...] | None:
    """The numbers (E.164) that a campaign's list has now; None where its file is gone.

    National ones are read with the countries that it was read with, and with `region`. Raises
    `BadInput` as `read_number_list` does.
    """
    path = Path(read.path)
    if not read.path or not path.is_file():
        return None
    skip = read.skipped > 0
    return read_number_list(path, region, read.regions, skip_unreadable=skip).numbers


def read_number_list(
    path: Path,
    region: str | None,
    more_regions: Iterable[str] = (),
    *,
    skip_unreadable: bool = False,
) -> NumberList:
    """Read a file of numbers that are never to be called, the widest way.

    Every cell of every column of every worksheet that looks like numbers is read in every way that
    it may be meant, nothing is taken for a header or a footer. National numbers are read as those
    of `region`, of `more_regions`, and of the country that the list says in their row. Raises
    `BadInput`: where no country is known for them, for a file without any number, and, unless
    `skip_unreadable`, for a cell that may be a number and yields none.
    """
    regions = tuple(dict.fromkeys(each for each in (region, *more_regions) if each))
    sheets = read_everything(path, tell)
    several = len(sheets) > 1
    read = [ListSheet(sheet, regions, several=several) for sheet in sheets]
    found: dict[str, None] = {}
    for each in read:
        found.update(dict.fromkeys(each.numbers()))
    unread = tuple(cell for each in read for cell in each.unread())
    said = tuple(dict.fromkeys(place for each in read for place in each.regions))
    columns = tuple(name for each in read for name in each.columns())
    listed = NumberList(tuple(found), columns, said, unread)
    if stop := next((each for each in unread if each.lacks_country), None):
        raise BadInput("workflow.list_without_country", **_place(path, stop))
    if not found:
        _refuse_without_numbers(path, sheets, unread)
    if unread and not skip_unreadable:
        raise BadInput("workflow.list_unreadable", count=len(unread), **_place(path, unread[0]))
    return listed


def _refuse_without_numbers(
    path: Path, sheets: Sequence[WholeSheet], unread: Sequence[Unread]
) -> None:
    """A list of nobody has a header at the most; any other one was not understood."""
    if unread:
        raise BadInput("workflow.list_unreadable", count=len(unread), **_place(path, unread[0]))
    if any(len(sheet.table) > 1 or _has_digits(sheet) for sheet in sheets):
        raise BadInput("workflow.list_not_understood", file=path.name)


def _has_digits(sheet: WholeSheet) -> bool:
    return any(count_digits(cell) >= FEWEST for column in sheet.table.columns for cell in column)


def _place(path: Path, unread: Unread) -> dict[str, str | int]:
    return {
        "file": path.name,
        "row": unread.row,
        "column": unread.column,
        "cell": unread.cell,
    }
