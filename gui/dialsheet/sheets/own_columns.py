"""Our own columns in a sheet that comes back. They are looked for before any other header, by name
and wherever they stand: whoever sorts, inserts, renames or saves a sheet elsewhere moves them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialsheet.columns import TextColumn
from dialsheet.sheets.result_columns import REJECT_HEADERS, RESULT_HEADERS

ROW = "Dialsheet row"  # every contact of an export has it filled, and nothing else has
_FILLED = (ROW, "Decision", "Check")  # of a contact, whatever became of it
_MARKS = (ROW, "Requested at (UTC)")  # nobody else's columns are called so
_MARKS_UTF8 = tuple(map(str.encode, _MARKS))
_ENOUGH = 3  # columns, if the first of ours is among them
_ENOUGH_WITHOUT = 8
_MOST_LOOKED_AT = 100  # cells of a column that name one of ours
_NUMBERED = re.compile(r" \(\d+\)$")  # what import adds to a name that the sheet has twice


@dataclass(frozen=True, slots=True)
class OwnColumns:
    """The columns of one export."""

    row: int  # the 1-based record of their names
    places: Mapping[str, int]  # our header -> the position of its column
    until: int  # the position where something else begins; values given back stand before it
    others: frozenset[int] = frozenset()  # columns that another version had, among ours

    @property
    def first(self) -> int:
        """The position of the first of them."""
        return min(self.places.values())

    @property
    def are_rejects(self) -> bool:
        """Whether they are those of a sheet of rejected rows."""
        return REJECT_HEADERS[1] in self.places

    @property
    def filled(self) -> int:
        """The position of a column that every contact has filled, and nothing else has."""
        return next(self.places[each] for each in _FILLED if each in self.places)

    @property
    def returned(self) -> range:
        """The positions of values that the agent gave back."""
        return range(max(self.places.values()) + 1, self.until)


def name_of(cell: str) -> str:
    """A column's name as the export had it."""
    return _NUMBERED.sub("", cell.strip())


def may_name_ours(cell: bytes) -> bool:
    """Whether a UTF-8 cell may be one of those that our columns are looked for by."""
    return any(mark in cell for mark in _MARKS_UTF8)


def own_columns(row: int, cells: Sequence[str]) -> list[OwnColumns]:
    """The columns of each export that a record names, from left to right."""
    names = [name_of(cell) for cell in cells]
    starts = [at for at, name in enumerate(names) if name == ROW]
    found = [
        OwnColumns(row, places, until)
        for start, until in zip(starts, (*starts[1:], len(names)), strict=False)
        if (places := _from(start, until, names))
    ]
    if found or starts:
        return found
    best = max((_in_order(at, names) for at in range(len(names))), key=len, default={})
    if len(best) >= _ENOUGH_WITHOUT and not best.keys().isdisjoint(_FILLED):
        return [OwnColumns(row, best, len(names))]
    return []


def own_columns_below(rows: Sequence[int], columns: Sequence[TextColumn]) -> list[OwnColumns]:
    """Those that packed records name; `rows` are their 1-based records."""
    indexes = {
        index for column in columns for mark in _MARKS_UTF8 for index in _having(column, mark)
    }
    return [
        own
        for index in sorted(indexes)
        for own in own_columns(rows[index], [column[index] for column in columns])
    ]


def _from(start: int, until: int, names: Sequence[str]) -> dict[str, int]:
    """Our columns from `start` on; {} unless they are enough to be ours."""
    places: dict[str, int] = {}
    for at in range(start, until):
        places.setdefault(names[at], at)
    if all(each in places for each in REJECT_HEADERS):
        return {each: places[each] for each in REJECT_HEADERS}
    ours = {each: places[each] for each in RESULT_HEADERS if each in places}
    return ours if len(ours) >= _ENOUGH else {}


def _in_order(start: int, names: Sequence[str]) -> dict[str, int]:
    """Our columns from `start` on, as far as they stand in our order."""
    places: dict[str, int] = {}
    rank = 0
    for at in range(start, len(names)):
        if names[at] in RESULT_HEADERS[rank:]:
            rank = RESULT_HEADERS.index(names[at]) + 1
            places[names[at]] = at
        elif not places:
            return {}
    return places


def _having(column: TextColumn, wanted: bytes) -> Iterator[int]:
    """The first cells of a column that have a text in them."""
    at = 0
    for _ in range(_MOST_LOOKED_AT):
        at = column.data.find(wanted, at)
        if at < 0:
            return
        index = bisect_right(column.ends, at)
        yield index
        at = column.ends[index]
