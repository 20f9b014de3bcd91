"""Which records are contacts: those under the header that are not blank; and which are ragged."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, islice

from dialsheet.columns import Table, TextColumn
from dialsheet.errors import Reason
from dialsheet.sheets.header import Header, column_names, find_header
from dialsheet.sheets.packing import Packing

_HEAD = 200  # records that the header is looked for in
_CHUNK = 4096  # records packed at a time


@dataclass(frozen=True, slots=True)
class Arranged:
    """The contacts, and how they were told from the rest."""

    table: Table
    header_row: int | None  # 1-based record; None: there is none
    ragged: Mapping[int, Reason]  # index of a contact -> why its cells may be shifted
    findings: tuple[Reason, ...]


def arrange(
    records: Iterator[list[bytes]],
    header_row: int | None,
    *,
    strays: Mapping[int, Reason],
    gridded: bool,
) -> Arranged:
    """Find the contacts among all `records`; `header_row` as chosen, None to look for it.

    `strays` has the records whose quotes do not match, as soon as they are drawn. With `gridded`
    the number of a record's cells says nothing.
    """
    head = list(islice(records, max(_HEAD, header_row or 0)))
    header = find_header(head, header_row)
    rows, widths, packing = array("Q"), array("Q"), Packing()
    body, first = chain(head[header.first - 1 :], records), header.first
    del head
    while chunk := list(islice(body, _CHUNK)):
        filled = [any(map(bytes.strip, record)) for record in chunk]
        contacts = list(compress(chunk, filled))
        rows.extend(compress(range(first, first + len(chunk)), filled))
        widths.extend(map(len, contacts))
        packing.add(contacts)
        first += len(chunk)

    columns = packing.columns(at_least=len(header.cells))
    names = column_names(header, columns)
    ragged = {} if gridded else _ragged(header, widths, columns)
    for record, reason in strays.items():
        index = bisect_left(rows, record)
        if index < len(rows) and rows[index] == record:
            ragged[index] = reason
    return Arranged(
        Table(names, rows, tuple(columns[: len(names)])),
        header.row,
        dict(sorted(ragged.items())),
        tuple(_findings(header, names, rows, len(ragged))),
    )


def _ragged(
    header: Header, widths: "array[int]", columns: Sequence[TextColumn]
) -> dict[int, Reason]:
    """Contacts with another number of cells than the header, by their index.

    A delimiter too many at the end of every line, or of the header, shifts nothing.
    """
    if not widths:
        return {}
    expected = Counter(widths).most_common(1)[0][0]
    if header.cells:
        named = max((at for at, name in enumerate(header.cells, 1) if name), default=0)
        expected = expected if expected >= named else len(header.cells)
    ragged: dict[int, Reason] = {}
    for index, width in enumerate(widths):
        if width != expected:
            ragged[index] = _reason(width, expected)
    for position in range(len(header.cells) if header.cells else expected, len(columns)):
        cells = columns[position]
        for index in range(len(cells)) if cells.data else ():
            if cells[index]:
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
    if blank := rows[-1] - header.first + 1 - len(rows) if rows else 0:
        yield Reason("sheets.blank_rows", {"count": blank})
    renamed = len(names) - sum(map(str.__eq__, names, header.cells))
    if header.cells and renamed:
        yield Reason("sheets.named_columns", {"count": renamed})
    if ragged:
        yield Reason("sheets.ragged_rows", {"count": ragged})
