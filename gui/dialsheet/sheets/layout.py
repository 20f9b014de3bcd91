"""Which records are contacts: those under the header that are not blank; and which are ragged."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from dialsheet.columns import Table, TextColumn
from dialsheet.errors import Reason
from dialsheet.sheets.header import Header, column_names, find_header
from dialsheet.sheets.packing import Records, Told, are_equal, silent
from dialsheet.sheets.tables import End, end_of_table

_HEAD = 200  # records that the header is looked for in


@dataclass(frozen=True, slots=True)
class Arranged:
    """The contacts, and how they were told from the rest."""

    table: Table
    header: Header
    ragged: Mapping[int, Reason]  # index of a contact -> why its cells may be shifted
    findings: tuple[Reason, ...]


def arrange(
    records: Records,
    header_row: int | None,
    first_row: int | None = None,
    last_row: int | None = None,
    *,
    strays: Mapping[int, Reason],
    gridded: bool,
    told: Told = silent,
) -> Arranged:
    """Find the contacts among all `records`; `header_row` as chosen, None to look for it.

    `first_row` and `last_row` are those of the contacts, 1-based records, as chosen. `strays`
    has the records whose quotes do not match, as soon as they are packed. With `gridded` the
    number of a record's cells says nothing. `told` hears how many records were read.

    Raises `TooLarge`.
    """
    head = records.head(max(_HEAD, header_row or 0))
    header = find_header(head, header_row, gridded=gridded)
    packing = records.pack(max(first_row or header.first, 1), last_row, told)
    rows, widths = packing.rows, packing.widths
    columns = packing.columns(at_least=len(header.cells))
    end = End(len(rows))
    if last_row is None:
        end = end_of_table(header.cells, rows, widths, columns)
        del rows[end.rows :], widths[end.rows :]
        columns = [_cut(column, end.rows) for column in columns]
    names = column_names(header, columns)
    ragged = {} if gridded else _ragged(header, widths, columns)
    for record, reason in strays.items():
        index = bisect_left(rows, record)
        if index < len(rows) and rows[index] == record:
            ragged[index] = reason
    return Arranged(
        Table(names, rows, tuple(columns[: len(names)])),
        header,
        dict(sorted(ragged.items())),
        (*_findings(header, names, rows, len(ragged)), *end.findings),
    )


def _cut(column: TextColumn, rows: int) -> TextColumn:
    if rows == len(column):
        return column
    return TextColumn(column.data[: column.ends[rows - 1] if rows else 0], column.ends[:rows])


def _ragged(
    header: Header, widths: "array[int]", columns: Sequence[TextColumn]
) -> dict[int, Reason]:
    """Contacts with another number of cells than the header, by their index.

    A delimiter too many at the end of every line, or of the header, shifts nothing.
    """
    if not widths:
        return {}
    expected = widths[0] if are_equal(widths) else Counter(widths).most_common(1)[0][0]
    if header.cells:
        named = max((at for at, name in enumerate(header.cells, 1) if name), default=0)
        expected = expected if expected >= named else len(header.cells)
    ragged: dict[int, Reason] = {}
    if widths[0] != expected or not are_equal(widths):
        for index, width in enumerate(widths):
            if width != expected:
                ragged[index] = _reason(width, expected)
    for position in range(len(header.cells) if header.cells else expected, len(columns)):
        cells = columns[position]
        ends = cells.ends if cells.data else ()
        for index, (start, stop) in enumerate(pairwise(chain([0], ends))):
            if start != stop:
                ragged[index] = _reason(widths[index], len(header.cells) or expected)
    return ragged


def _reason(width: int, expected: int) -> Reason:
    code = "sheets.too_many_cells" if width > expected else "sheets.too_few_cells"
    return Reason(code, {"cells": width, "expected": expected})


def _findings(
    header: Header, names: Sequence[str], rows: "array[int]", ragged: int
) -> Iterator[Reason]:
    if header.row is None:
        yield Reason("sheets.no_header")
    if header.titles:
        yield Reason("sheets.title_rows", {"count": header.titles})
    if header.levels > 1:
        yield Reason("sheets.header_rows", {"count": header.levels})
    if header.row is not None and not rows:
        yield Reason("sheets.header_alone")
    if blank := rows[-1] - header.first + 1 - len(rows) if rows else 0:
        yield Reason("sheets.blank_rows", {"count": blank})
    renamed = len(names) - sum(map(str.__eq__, names, header.cells))
    if header.cells and renamed:
        yield Reason("sheets.named_columns", {"count": renamed})
    if ragged:
        yield Reason("sheets.ragged_rows", {"count": ragged})
