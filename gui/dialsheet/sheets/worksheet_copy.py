"""Columns put into a worksheet's XML, every other byte of which stays as it is.

Goes through the part row by row, in the memory of a row, and changes as little as can be: cells
are added at a row's end; only where a row already has cells there are they told apart.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from dialsheet.errors import BadInput
from dialsheet.sheets.header import column_letters
from dialsheet.sheets.worksheet_xml import column_number

_LONGEST_PIECE = 1 << 26  # bytes of a row, and of what stands before or after all of them
_DECLARED = re.compile(rb"\s*<\?xml[^>]*\sencoding=[\"']([^\"']+)[\"']")
_ROW_NUMBER = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})\d+[\"']")
_SPANS = re.compile(rb"(\sspans=[\"'])([^\"']*)")
_DIMENSION = re.compile(
    rb"(<(?:\w+:)?dimension\b[^>]*?\sref=[\"'])([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?"
)
_COLUMNS = re.compile(rb"<((?:\w+:)?)cols\b[^>]*>(.*?)</\1cols\s*>", re.DOTALL)
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\sref=[\"'][A-Z]{1,3}\d+:([A-Z]{1,3})(\d{1,7})[\"']"
)
_FILTER = re.compile(rb"<(?:\w+:)?(?:autoFilter|tablePart)\b")

Cells = Sequence[tuple[int, bytes]]  # 1-based columns in order, and XML; b"": the cell is empty


def refuse_unusual(xml: bytes, file: str) -> None:
    """Raise `BadInput` for XML that cannot be changed piece by piece with certainty."""
    declared = _DECLARED.match(xml.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared[1].lower() if declared else b"utf-8"
    if b"\0" in xml or b"<!" in xml or encoding not in (b"utf-8", b"utf8"):
        raise BadInput("sheets.copy_unusual_xml", file=file)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the part has it."""

    number: int  # 1-based
    opening: bytes  # its tag, and blanks before it
    cells: bytes | None  # its XML up to the end tag; None: the tag closes itself


class WorksheetXml:
    """The XML of a worksheet: `head`, then `rows()`, then `tail()`, gone through once, in order.

    Raises `BadInput` for what no spreadsheet program writes.
    """

    def __init__(self, blocks: Iterator[bytes], file: str) -> None:
        self._blocks = blocks
        self._file = file
        head = b""
        opening = None
        while opening is None:
            head += self._block()
            opening = re.search(rb"<((?:\w+:)?)sheetData\b[^>]*>", head)
            if b"\0" in head:
                refuse_unusual(head, file)
            if len(head) > _LONGEST_PIECE:
                raise self._damage()
        self.prefix = opening[1]
        self.head = head[: opening.end()]
        self._rest = head[opening.end() :]
        self._closing = b"</%bsheetData" % self.prefix
        self._tail = b""
        if self.head.endswith(b"/>"):
            self.head = self.head[:-2].rstrip() + b">"
            self._rest = self._closing + b">" + self._rest
        refuse_unusual(self.head, file)

    def rows(self) -> Iterator[Row]:
        """Every row."""
        opening = re.compile(rb"<%brow\b[^>]*>" % self.prefix)
        number = 0
        for piece in self._pieces():
            at = 0
            for found in opening.finditer(piece):
                stated = _ROW_NUMBER.search(found[0])
                before, number = number, int(stated[1]) if stated else number + 1
                if number <= before:
                    raise self._damage()
                closed = found[0].endswith(b"/>")
                yield Row(number, piece[at : found.end()], None if closed else piece[found.end() :])
                at = found.end()
                if not closed:
                    break
            else:
                if not self._tail:  # the end of a row that never began
                    raise self._damage()
                self._tail = piece[at:] + self._tail

    def tail(self) -> Iterator[bytes]:
        """What follows the rows."""
        yield self._tail
        yield from self._blocks

    def _pieces(self) -> Iterator[bytes]:
        """The XML up to each end of a row; last, what follows the last of them."""
        end = b"</%brow>" % self.prefix
        while True:
            at = self._rest.find(self._closing)
            body = self._rest if at < 0 else self._rest[:at]
            if b"<!" in body:
                refuse_unusual(body, self._file)
            *done, left = body.split(end)
            yield from done
            if at >= 0:
                self._tail = self._rest[at:]
                yield left
                return
            if len(left) > _LONGEST_PIECE:
                raise self._damage()
            self._rest = left + self._block()

    def _block(self) -> bytes:
        block = next(self._blocks, b"")
        if not block:
            raise self._damage()
        return block

    def _damage(self) -> BadInput:
        return BadInput("sheets.copy_source_damaged", file=self._file)


@dataclass(frozen=True, slots=True)
class Used:
    """What a worksheet uses."""

    columns: int  # up to the last with a value, or with merged cells
    rows: int
    is_filtered: bool  # it has a filter or a table


def survey(xml: WorksheetXml, first_row: int) -> Used:
    """Go through a worksheet; cells merged above `first_row` do not count."""
    columns = rows = 0
    letters = b""
    value = re.compile(rb"<%b(?:v|is|f)\b" % xml.prefix)
    start_of_cell = b"<%bc" % xml.prefix
    marks = [b"<%b%b" % (xml.prefix, name) for name in (b"v", b"is", b"f")]
    for row in xml.rows():
        rows = row.number
        if not row.cells:
            continue
        at = max(map(row.cells.rfind, marks))
        if at < 0:
            continue
        start = row.cells.rfind(start_of_cell, 0, at)
        reference = _REFERENCE.search(row.cells, start, row.cells.find(b">", start))
        if reference is None:
            filled = (column for column, cell in _apart(row, xml.prefix) if value.search(cell))
            columns = max(columns, *filled)
        elif reference[1] != letters:
            letters = reference[1]
            columns = max(columns, column_number(letters))
    tail = b"".join(xml.tail())
    for right, bottom in _MERGED.findall(tail):
        if int(bottom) >= first_row:
            columns = max(columns, column_number(right))
    return Used(columns, rows, bool(_FILTER.search(tail)))


def with_cells(
    xml: WorksheetXml,
    added: Iterable[tuple[int, Cells]],
    widths: Mapping[int, float],
    used: Used,
    file: str,
) -> Iterator[bytes]:
    """The XML of the worksheet with cells put in, in pieces.

    `added` has the cells of some rows, by row number, ascending; `widths` those of the columns
    that are new, in characters. A cell takes the place of one that is there, unless that holds a
    formula: `BadInput`.
    """
    yield _head(xml, widths, used)
    prefix = xml.prefix
    end = b"</%brow>" % prefix
    waiting = iter(added)
    number, cells = next(waiting, _NO_MORE)
    for row in xml.rows():
        while number < row.number:
            yield _new_row(number, cells, prefix)
            number, cells = next(waiting, _NO_MORE)
        if number == row.number:
            yield _opening(row, cells) + _joined(row, cells, prefix, file) + end
            number, cells = next(waiting, _NO_MORE)
        else:
            yield row.opening if row.cells is None else row.opening + row.cells + end
    if cells:
        for below in chain([(number, cells)], waiting):
            yield _new_row(*below, prefix)
    yield from xml.tail()


_NO_MORE: tuple[int, Cells] = (1 << 30, ())  # below every row


def _new_row(number: int, cells: Cells, prefix: bytes) -> bytes:
    inner = b"".join(cell for _, cell in cells)
    return b'<%brow r="%d">%b</%brow>' % (prefix, number, inner, prefix)


def _opening(row: Row, cells: Cells) -> bytes:
    """The tag of a row that now has these cells too."""
    opening = row.opening[:-2].rstrip() + b">" if row.cells is None else row.opening

    def spread(found: "re.Match[bytes]") -> bytes:
        bounds = [int(bound) for bound in re.findall(rb"\d+", found[2])] or [cells[0][0]]
        low, high = min(*bounds, cells[0][0]), max(*bounds, cells[-1][0])
        return b"%b%d:%d" % (found[1], low, high)

    return _SPANS.sub(spread, opening, count=1)


def _joined(row: Row, cells: Cells, prefix: bytes, file: str) -> bytes:
    """The cells of a row, with others among them."""
    inner = row.cells or b""
    start = inner.rfind(b"<%bc " % prefix)
    reference = _REFERENCE.search(inner, start, inner.find(b">", start)) if start >= 0 else None
    is_free = b"<%bc" % prefix not in inner
    if is_free or (reference and column_number(reference[1]) < cells[0][0]):
        end = _end_of_cells(inner, prefix)
        return b"".join((inner[:end], *(cell for _, cell in cells), inner[end:]))
    merged = dict(_apart(row, prefix))
    for column, cell in cells:
        if b"<%bf" % prefix in merged.get(column, b""):
            letters = column_letters(column - 1)
            raise BadInput("sheets.copy_over_formula", file=file, row=row.number, column=letters)
        merged[column] = cell
    rest = inner[_end_of_cells(inner, prefix) :]
    return b"".join(merged[column] for column in sorted(merged)) + rest


def _end_of_cells(inner: bytes, prefix: bytes) -> int:
    """Where a row's list of extensions begins, if it has one."""
    at = inner.rfind(b"<%bextLst" % prefix) if inner.endswith(b"extLst>") else -1
    return len(inner) if at < 0 else at


def _apart(row: Row, prefix: bytes) -> Iterator[tuple[int, bytes]]:
    """The cells of a row by their 1-based columns, each with its reference."""
    cell = re.compile(rb"<%bc\b[^>]*?(?:/>|>.*?</%bc>)" % (prefix, prefix), re.DOTALL)
    column = 0
    for found in cell.finditer(row.cells or b""):
        text = found[0]
        reference = _REFERENCE.search(text, 0, text.find(b">"))
        column = column_number(reference[1]) if reference else column + 1
        if reference is None:
            name = b"%bc" % prefix
            place = f'{column_letters(column - 1)}{row.number}"'.encode()
            text = b"<" + name + b' r="' + place + text.removeprefix(b"<" + name)
        yield column, text


def _head(xml: WorksheetXml, widths: Mapping[int, float], used: Used) -> bytes:
    """What stands before the rows: the size of the sheet, and the widths of its columns."""
    if not widths:
        return xml.head
    head = _DIMENSION.sub(lambda found: _dimension(found, max(widths), used.rows), xml.head)
    prefix = xml.prefix
    own = [
        (at, b'<%bcol min="%d" max="%d" width="%.2f" customWidth="1"/>' % (prefix, at, at, width))
        for at, width in widths.items()
    ]
    columns = _COLUMNS.search(head)
    kept = list(_kept_columns(columns[2], min(widths), max(widths))) if columns else []
    start, end = columns.span() if columns else (head.rfind(b"<"),) * 2
    every = b"".join(column for _, column in sorted(kept + own))
    return b"%b<%bcols>%b</%bcols>%b" % (head[:start], prefix, every, prefix, head[end:])


def _dimension(found: "re.Match[bytes]", last_column: int, last_row: int) -> bytes:
    right = max(column_number(found[4] or found[2]), last_column)
    bottom = max(int(found[5] or found[3]), last_row)
    letters = column_letters(right - 1).encode()
    return b"%b%b%b:%b%d" % (found[1], found[2], found[3], letters, bottom)


def _kept_columns(columns: bytes, first: int, last: int) -> Iterator[tuple[int, bytes]]:
    """What is said of columns outside `first` to `last`, by the first of those it is said of."""
    for tag in _COLUMN.findall(columns):
        found = [re.search(rb"\s%b=[\"'](\d+)[\"']" % name, tag) for name in (b"min", b"max")]
        low, high = (int(bound[1]) if bound else 0 for bound in found)
        for bottom, top in ((low, min(high, first - 1)), (max(low, last + 1), high)):
            if bottom <= top:
                bounded = re.sub(rb"(\smin=[\"'])\d+", rb"\g<1>%d" % bottom, tag)
                bounded = re.sub(rb"(\smax=[\"'])\d+", rb"\g<1>%d" % top, bounded)
                yield bottom, bounded if bounded.endswith(b"/>") else bounded[:-1] + b"/>"
