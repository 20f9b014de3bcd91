"""The rows of an xlsx worksheet as the sheet shows them: one pass over its XML, row by row, in
bounded memory. Calamine would give neither formats nor hidden rows nor formulas without a value.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from dialsheet.sheets.number_formats import PLAIN, Format, Shown
from dialsheet.sheets.workbook_xml import pieces, rich_text, unmarked

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
_MOST_CELLS = 1 << 26  # of the rectangle that holds the filled ones
_KINDS = 4096  # of cells, and of rows, that are remembered
_REMEMBERED_CELLS = 256  # in a row: wider ones are rarely alike

_CELL = re.compile(
    rb'<c(?: r="([A-Z]{1,3})[0-9]+")?([^>]*?)(?:/>|>(?:'
    rb'(?:<v>|<is><t(?: xml:space="preserve")?>)([^<]*)(?:</v>|</t></is>)|(.*?))</c>)',
    re.DOTALL,
)  # letters, other attributes, the only value, or more than that
_ROW = re.compile(rb"<row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"\sr=[\"'](\d{1,12})[\"']")
_HIDDEN = re.compile(rb"\s(?:hidden=[\"'](?:1|true)[\"']|ht=[\"']0(?:\.0*)?[\"'])")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})\d+[\"']")
_TYPE = re.compile(rb"\st=[\"'](\w+)[\"']")
_STYLE = re.compile(rb"\ss=[\"'](\d{1,6})[\"']")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>(.*?)</v>", re.DOTALL)
_MERGE = re.compile(rb"<mergeCell\s[^>]*ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")

_TEXTS = (b"s", b"str", b"inlineStr")  # types of cells
Place = tuple[int, int]  # row and column, 1-based
Merged = tuple[Place, Place]  # the first and the last of merged cells


@dataclass(slots=True)
class Learned:
    """What the rows told besides their cells; it fills while they are drawn."""

    without_value: list[Place] = field(default_factory=list)  # formulas
    unsure: list[Place] = field(default_factory=list)  # what they show cannot be told for sure
    hidden: set[int] = field(default_factory=set)  # rows with values, 1-based
    is_filtered: bool = False
    merged: list[Merged] = field(default_factory=list)


class TooLarge(ValueError):
    """The cells are too many, or too far apart."""


def rows(
    part: IO[bytes], formats: Sequence[Format], texts: Sequence[bytes], learned: Learned
) -> Iterator[list[bytes]]:
    """UTF-8 cells of each row from A1 to the last value. Raises ValueError or LookupError."""
    cells = _Cells(formats, texts, learned)
    last = 0
    written = 0  # rows that were given
    widest = 0
    piece = b""
    for piece in pieces(part, b"</row>", b"worksheet"):
        start = piece.rfind(b"<row")
        opening = _ROW.match(piece, start) if start >= 0 else None
        if opening is None:
            break
        number = _ROW_NUMBER.search(opening[1])
        row = int(number[1]) if number else last + piece.count(b"<row")
        if row <= last:
            raise ValueError("rows out of order")
        last = row
        if piece.find(b"<v", opening.end()) < 0 and not _has_text(piece, opening.end()):
            continue
        record = cells.row(piece, opening.end(), row)
        if not any(record):
            continue
        widest = max(widest, len(record))
        if row > MOST_ROWS or row * widest > _MOST_CELLS:
            raise TooLarge
        if _HIDDEN.search(opening[1]):
            learned.hidden.add(row)
        for _ in range(row - written - 1):
            yield []
        written = row
        yield record
    _learn_from_end(piece, learned)


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _has_text(piece: bytes, start: int) -> bool:
    return piece.find(b"<is", start) >= 0 or piece.find(b"<f", start) >= 0


def _learn_from_end(end: bytes, learned: Learned) -> None:
    learned.is_filtered = b"<filterColumn" in end
    for left, top, right, bottom in _MERGE.findall(end):
        learned.merged.append(
            ((int(top), column_number(left)), (int(bottom), column_number(right)))
        )


class _Cells:
    """Cells of one worksheet on their way to text."""

    def __init__(self, formats: Sequence[Format], texts: Sequence[bytes], learned: Learned) -> None:
        self._formats = formats
        self._texts = texts
        self._learned = learned
        self._kinds: dict[bytes, Shown] = {}  # by the attributes of a cell
        self._unsure: dict[bytes, Callable[[bytes], bool]] = {}  # by them, too
        self._rows: dict[tuple[bytes, ...], list[Shown]] = {}  # by the attributes of its cells
        self._columns: dict[tuple[bytes, ...], list[int]] = {}  # by the letters of its cells
        self._by_type: dict[bytes, Shown] = {
            b"s": self._shared,
            b"str": unmarked,
            b"inlineStr": unmarked,
            b"b": lambda raw: b"TRUE" if raw in (b"1", b"true") else b"FALSE",
            b"e": unmarked,
            b"d": _iso,
        }

    def row(self, piece: bytes, start: int, number: int) -> list[bytes]:
        """The cells of a row, to the last that is there."""
        cells = _CELL.findall(piece, start)
        if not cells:
            return []
        letters, attributes, values, more = zip(*cells, strict=True)
        shows = self._rows.get(attributes) or self._row_kinds(attributes)
        columns = self._columns.get(letters) or self._places(letters, attributes)
        record = [show(value) if value else b"" for show, value in zip(shows, values, strict=True)]
        if any(more):
            for index, inner in enumerate(more):
                if inner:
                    place = (number, columns[index])
                    record[index] = self._slowly(inner, attributes[index], shows[index], place)
        if self._unsure:
            self._note_unsure(number, columns, attributes, zip(values, more, strict=True))
        if columns[-1] == len(record):
            return record
        spread = [b""] * columns[-1]
        for column, text in zip(columns, record, strict=True):
            spread[column - 1] = text
        return spread

    def _row_kinds(self, attributes: tuple[bytes, ...]) -> list[Shown]:
        """How the cells of a row with these attributes show their values."""
        shows = [self._kinds.get(each) or self._kind(each) for each in attributes]
        if len(self._rows) < _KINDS and len(attributes) < _REMEMBERED_CELLS:
            self._rows[attributes] = shows
        return shows

    def _places(self, letters: tuple[bytes, ...], attributes: tuple[bytes, ...]) -> list[int]:
        """The 1-based columns of the cells of a row; raises ValueError when one goes back."""
        columns: list[int] = []
        before = 0
        for own, others in zip(letters, attributes, strict=True):
            reference = None if own else _REFERENCE.search(others)
            name = reference[1] if reference else own
            column = column_number(name) if name else before + 1
            if column <= before:
                raise ValueError("cells out of order")
            if column > MOST_COLUMNS:
                raise TooLarge
            columns.append(column)
            before = column
        if len(self._columns) < _KINDS and len(letters) < _REMEMBERED_CELLS and all(letters):
            self._columns[letters] = columns
        return columns

    def _shared(self, raw: bytes) -> bytes:
        if not raw.isdigit():
            raise ValueError("no position of a text")
        return self._texts[int(raw)]

    def _kind(self, attributes: bytes) -> Shown:
        """How a cell with these attributes shows its value."""
        kind = found[1] if (found := _TYPE.search(attributes)) else b"n"
        style = int(found[1]) if (found := _STYLE.search(attributes)) else 0
        own = self._formats[style] if style < len(self._formats) else PLAIN
        show = self._by_type.get(kind)
        if show is None:
            show = own.number
            if own.is_unsure is not None:
                self._unsure[attributes] = own.is_unsure
        elif own.text is not None and kind in _TEXTS:
            show = _both(own.text, show)
        if len(self._kinds) < _KINDS:
            self._kinds[attributes] = show
        return show

    def _note_unsure(
        self,
        row: int,
        columns: Sequence[int],
        attributes: Sequence[bytes],
        values: Iterable[tuple[bytes, bytes]],
    ) -> None:
        for column, own, (value, more) in zip(columns, attributes, values, strict=True):
            is_unsure = self._unsure.get(own)
            if is_unsure is not None:
                found = _VALUE.search(more)
                raw = value or (found[1] if found else b"")
                if raw and is_unsure(raw):
                    self._learned.unsure.append((row, column))

    def _slowly(self, inner: bytes, attributes: bytes, show: Shown, place: Place) -> bytes:
        """A cell with more than a value: a formula, a text with runs, an extension."""
        if b"<is>" in inner:
            style = int(found[1]) if (found := _STYLE.search(attributes)) else 0
            beside = self._formats[style].text if style < len(self._formats) else None
            return beside(rich_text(inner)) if beside else rich_text(inner)
        value = _VALUE.search(inner)
        if value and value[1]:
            return show(value[1])
        is_text = (found := _TYPE.search(attributes)) and found[1] == b"str"
        if b"<f" in inner and not (is_text and b"<v" in inner):  # ="" has a value: no text
            self._learned.without_value.append(place)
        return b""


def _both(outer: Shown, inner: Shown) -> Shown:
    return lambda raw: outer(inner(raw))


def _iso(raw: bytes) -> bytes:
    """`2026-01-05T14:30:00` as the rest of a sheet has it."""
    day, _, clock = raw.removesuffix(b"Z").partition(b"T")
    return day + b" " + clock if clock.strip(b"0:.") else day
