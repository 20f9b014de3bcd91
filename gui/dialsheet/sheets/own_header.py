"""The header of a sheet that comes back: the record that names our own columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialsheet.columns import TextColumn
from dialsheet.sheets.header import Header, find_header
from dialsheet.sheets.own_columns import OwnColumns, may_name_ours, name_of, own_columns

Numbered = tuple[int, Sequence[bytes]]  # a 1-based record and its UTF-8 cells


@dataclass(frozen=True, slots=True)
class OwnHeader:
    """Where our columns are named, and what the other columns are called."""

    header: Header
    own: tuple[OwnColumns, ...]  # of each export, those of the header first
    first_packed: int  # the first record that may be a contact

    def is_contact(self, row: int, columns: Sequence[TextColumn], index: int) -> bool:
        """Whether packed record `index`, the source's `row`, was a contact of the export."""
        return _is_contact(row, columns[self.own[0].filled][index], self.own[0])


def own_header(
    head: Sequence[Sequence[bytes]], others: Sequence[Numbered], *, gridded: bool
) -> OwnHeader | None:
    """The header that our columns make, among the first records and others that may name them.

    None: there are none of ours. The names of the other columns are found as they were when the
    sheet was first read: by the same records, without our columns.
    """
    numbered = [*enumerate(head, 1), *others]
    found: dict[tuple[int, int], OwnColumns] = {}
    named: dict[int, list[str]] = {}
    for row, record in numbered:
        if any(map(may_name_ours, record)):
            named[row] = [cell.decode().strip() for cell in record]
            found |= {(each.row, each.first): each for each in own_columns(row, named[row])}
    if not found:
        return None
    own = tuple(found[place] for place in sorted(found))
    top = own[0]
    contacts = [
        row
        for row, record in numbered
        if len(record) > top.filled and _is_contact(row, record[top.filled].decode(), top)
    ]
    header = _header(head, top, named[top.row], contacts, gridded=gridded)
    is_sorted_above = bool(contacts) and contacts[0] < top.row
    return OwnHeader(header, own, 1 if is_sorted_above else top.row + 1)


def first_naming(records: Iterable[Numbered]) -> Numbered | None:
    """The first of some records that names our columns, if one does."""
    return next((each for each in records if own_header((), [each], gridded=True)), None)


def _is_contact(row: int, cell: str, own: OwnColumns) -> bool:
    cell = cell.strip()
    if row <= own.row:  # a person sorted the sheet, header and all
        return row < own.row and cell.isdecimal()
    return bool(cell) and name_of(cell) not in own.places


def _header(
    head: Sequence[Sequence[bytes]],
    own: OwnColumns,
    cells: Sequence[str],
    contacts: Sequence[int],
    *,
    gridded: bool,
) -> Header:
    ours = own.first
    left = find_header([record[:ours] for record in head], None, gridded=gridded)
    levels = left.levels if left.row == own.row else 1
    if any(own.row < row < own.row + levels for row in contacts):
        levels = 1
    names: Sequence[str] = cells[:ours]
    if levels > 1:
        names = left.cells
    elif left.row is None and not all(names):  # there was no header: ours went above the contacts
        names = ()
    titles = sum(any(map(bytes.strip, record)) for record in head[: own.row - 1])
    padded = (*names, *[""] * (ours - len(names)), *cells[ours:])
    return Header(own.row, padded, own.row + levels, titles, levels)
