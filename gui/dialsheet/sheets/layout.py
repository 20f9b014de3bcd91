"""Which records are contacts: those under the header that are not blank; and which are ragged."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from dialsheet.columns import Table, TextColumn
from dialsheet.errors import Reason
from dialsheet.sheets.header import Header, column_names, find_header
from dialsheet.sheets.own_columns import OwnColumns, own_columns_below
from dialsheet.sheets.own_header import Numbered, OwnHeader, own_header
from dialsheet.sheets.packing import Packing, Records, Told, are_equal, silent
from dialsheet.sheets.tables import End, end_of_table

_HEAD = 200  # records that the header is looked for in


@dataclass(frozen=True, slots=True)
class Arranged:
    """The contacts, and how they were told from the rest."""

    table: Table
    header: Header
    ragged: Mapping[int, Reason]  # index of a contact -> why its cells may be shifted
    findings: tuple[Reason, ...]
    own: tuple[OwnColumns, ...] = ()  # of earlier exports


def arrange(
    records: Records,
    header_row: int | None,
    first_row: int | None = None,
    last_row: int | None = None,
    *,
    strays: Mapping[int, Reason],
    gridded: bool,
    told: Told = silent,
    beyond: Numbered | None = None,
) -> Arranged:
    """Find the contacts among all `records`; `header_row` as chosen, None to look for it.

    `first_row` and `last_row` are those of the contacts, 1-based records, as chosen. `strays`
    has the records whose quotes do not match, as soon as they are packed. With `gridded` the
    number of a record's cells says nothing. `told` hears how many records were read.

    Our own columns, of an earlier export, are looked for first, in all records and in one `beyond`
    them. They are the header, whatever was chosen, and only what has a row of ours is a contact.

    Raises `TooLarge`.
    """
    head = records.head(max(_HEAD, header_row or 0))
    others: list[Numbered] = [beyond] if beyond else []
    ours = own_header(head, others, gridded=gridded)
    if ours is not None and first_row is None:
        first_row = ours.first_packed
    header = ours.header if ours else find_header(head, header_row, gridded=gridded)
    packing = records.pack(max(first_row or header.first, 1), last_row, told)
    rows, widths = packing.rows, packing.widths
    columns = packing.columns(at_least=len(header.cells))
    if lower := own_columns_below(rows, columns):
        others += [(each.row, _record(columns, rows.index(each.row))) for each in lower]
        ours = own_header(head, others, gridded=gridded)
    if ours is not None:
        return _of_ours(ours, packing, columns, strays=strays, gridded=gridded)
    end = End(len(rows))
    if last_row is None:
        end = end_of_table(header.cells, rows, widths, columns)
        del rows[end.rows :], widths[end.rows :]
        columns = [_cut(column, end.rows) for column in columns]
    names = column_names(header, columns)
    ragged = {} if gridded else _ragged(header, widths, columns)
    ragged |= _strays(rows, strays)
    return Arranged(
        Table(names, rows, tuple(columns[: len(names)])),
        header,
        dict(sorted(ragged.items())),
        (*_findings(header, names, rows, len(ragged)), *end.findings),
    )


def _of_ours(
    ours: OwnHeader,
    packing: Packing,
    columns: Sequence[TextColumn],
    *,
    strays: Mapping[int, Reason],
    gridded: bool,
) -> Arranged:
    """The contacts of an earlier export: what has a row of ours."""
    rows, widths, header = packing.rows, packing.widths, ours.header
    kept = [index for index, row in enumerate(rows) if ours.is_contact(row, columns, index)]
    left_out: list[int] = []
    if len(kept) < len(rows):
        contacts = {rows[index] for index in kept}
        left_out = [row for row in rows if row >= header.first and row not in contacts]
        columns = [TextColumn.of(map(column.__getitem__, kept)) for column in columns]
        rows = array(rows.typecode, map(rows.__getitem__, kept))
        widths = array(widths.typecode, map(widths.__getitem__, kept))
    names = column_names(header, columns)
    ragged = {} if gridded else _ragged(header, widths, columns)
    ragged |= _strays(rows, strays)
    findings = list(_findings(header, names, array("Q"), len(ragged)))
    if left_out:
        params = {"row": left_out[0], "count": len(left_out)}
        findings.append(Reason("sheets.rows_of_nobody", params))
    table = Table(names, rows, tuple(columns[: len(names)]))
    own = tuple(replace(each, until=min(each.until, len(names))) for each in ours.own)
    return Arranged(table, header, dict(sorted(ragged.items())), tuple(findings), own)


def _strays(rows: "array[int]", strays: Mapping[int, Reason]) -> dict[int, Reason]:
    found = {}
    for record, reason in strays.items():
        index = bisect_left(rows, record)
        if index < len(rows) and rows[index] == record:
            found[index] = reason
    return found


def _record(columns: Sequence[TextColumn], index: int) -> list[bytes]:
    return [column[index].encode() for column in columns]


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
