"""A copy of the user's own workbook, with columns added to one of its worksheets.

A library that loads and saves a workbook keeps what it knows. Here every part of the archive is
copied packed as it is; only the worksheet's part and the cell styles are written anew.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from zipfile import ZIP_DEFLATED, ZipFile

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.archives import BLOCK, copy_packed, damage, fresh, opened
from dialsheet.sheets.cell_styles import Styles, with_styles, with_styles_part
from dialsheet.sheets.header import column_letters
from dialsheet.sheets.whole_file import Written, replacing
from dialsheet.sheets.workbook_xml import (
    CONTENT_TYPES,
    Part,
    TextsAsNeeded,
    related,
    shared_texts,
    worksheets,
)
from dialsheet.sheets.worksheet_copy import Cells as RowCells
from dialsheet.sheets.worksheet_copy import Used, WorksheetXml, survey, with_cells
from dialsheet.sheets.worksheet_xml import Learned, rows
from dialsheet.sheets.xlsx import MOST_COLUMNS, WIDTHS_FROM, Cells, column_width

_BATCH = 1000  # rows
_SIGNATURES = "_xmlsignatures/"
_ENDINGS = {
    b"template.main+xml": ".xltx",
    b"sheet.macroEnabled.main+xml": ".xlsm",
    b"template.macroEnabled.main+xml": ".xltm",
}
_KIND = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.spreadsheetml|ms-excel)"
    rb"\.((?:sheet|template)(?:\.macroEnabled)?\.main\+xml)"
)
_ANCHOR = re.compile(rb"<(?:\w+:)?col>(\d{1,6})<")
_TAG = re.compile("<(/?)")

CellsOfRow = tuple[int, Sequence[object]]  # the row, 1-based, and a cell for each header


@dataclass(frozen=True, slots=True)
class Original:
    """The workbook that is copied, and where the contacts are in it."""

    path: Path  # where its bytes are
    file: str  # its name, for messages
    sheet: str
    header_row: int | None  # 1-based; None: nothing names the columns


@dataclass(frozen=True, slots=True)
class _Place:
    """Where columns go."""

    part: Part
    from_1904: bool
    used: Used
    columns: tuple[int, ...]  # 1-based, one for each header
    new: frozenset[int]  # those of them that the worksheet does not have yet


def workbook_ending(path: Path, file: str) -> str:
    """What the name of a workbook must end in, for Excel to open it: `.xlsx`, `.xlsm`, ..."""
    with opened(path, file) as archive, damage(file):
        kind = _KIND.search(archive.read(CONTENT_TYPES))
    return _ENDINGS.get(kind[1], ".xlsx") if kind else ".xlsx"


def copy_losses(
    original: Original, headers: Sequence[str], known: Sequence[str]
) -> tuple[Reason, ...]:
    """What a copy with these columns would lose, or a person should know before it is made.

    Raises `BadInput` when there can be none.
    """
    with opened(original.path, original.file) as archive:
        place = _place(archive, original, headers, known)
        return tuple(_losses(archive, original, place))


def copy_with_columns(
    original: Original,
    target: Path,
    headers: Sequence[str],
    added: Iterable[CellsOfRow],
    known: Sequence[str],
    accept: Callable[[Path], None] = lambda _copy: None,
    written: Written | None = None,
) -> tuple[Reason, ...]:
    """Write a copy of a workbook with columns after the last one used; returns what did not fit.

    `added` has the cells of rows, ascending. Where the header already has our columns, with all of
    the names `known`, and after them names among `headers`, these columns are replaced. Text never
    acts as a formula. `accept` sees the copy before it takes its place. Raises `BadInput` when
    there can be no copy, it is not accepted or the target cannot be written, which then is as it
    was.
    """
    with ExitStack() as stack:
        archive = stack.enter_context(opened(original.path, original.file))
        place = _place(archive, original, headers, known)
        parts, styles = _styles(archive, original.file)
        xml = stack.enter_context(_worksheet(archive, place.part.path, original.file))
        cells = Cells(styles.time, from_1904=place.from_1904)
        remaining = iter(added)
        first = list(islice(remaining, WIDTHS_FROM))
        widths = {
            column: column_width(header, [row[at] for _, row in first])
            for at, (header, column) in enumerate(zip(headers, place.columns, strict=True))
            if column in place.new
        }
        writer = _RowWriter(cells, styles, place, xml.prefix.decode())
        header = _header_rows(original.header_row, headers, first) if place.new else ()
        every = chain(
            (writer.header(number, names) for number, names in header),
            (writer.row(number, row) for number, row in chain(first, remaining)),
        )
        with replacing(target, written) as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=4) as copy:
                for info in archive.NameToInfo.values():
                    if info.filename == place.part.path:
                        pieces = with_cells(xml, every, widths, place.used, original.file)
                        with copy.open(fresh(info), "w", force_zip64=True) as part:
                            while batch := list(islice(pieces, _BATCH)):
                                part.write(b"".join(batch))
                    elif info.filename in parts:
                        copy.writestr(fresh(info), parts.pop(info.filename))
                    else:
                        copy_packed(archive, info, copy, original.file)
                for name, content in parts.items():
                    copy.writestr(name, content)
            file.flush()
            accept(Path(file.name))
    return (Reason("sheets.cells_cut", {"count": cells.cut}),) if cells.cut else ()


def _header_rows(
    header_row: int | None, headers: Sequence[str], first: Sequence[CellsOfRow]
) -> Iterator[tuple[int, Sequence[str]]]:
    """The header, and empty cells below it down to the contacts, where it may take more rows."""
    if header_row is not None:
        yield header_row, headers
        for number in range(header_row + 1, first[0][0] if first else 0):
            yield number, [""] * len(headers)


class _RowWriter:
    """Cells of added columns on their way to XML, in the order of their columns."""

    def __init__(self, cells: Cells, styles: Styles, place: _Place, prefix: str) -> None:
        self._cells, self._styles, self._new = cells, styles, place.new
        self._tag = rf"<\1{prefix}" if prefix else None
        self._order = sorted(
            (column, column_letters(column - 1), at) for at, column in enumerate(place.columns)
        )

    def row(self, number: int, row: Sequence[object]) -> tuple[int, RowCells]:
        """The cells of a contact."""
        return number, [
            (column, self._xml(f"{letters}{number}", row[at], self._styles.text))
            for column, letters, at in self._order
        ]

    def header(self, number: int, names: Sequence[str]) -> tuple[int, RowCells]:
        """The names of columns that have none yet."""
        return number, [
            (column, self._header_xml(f"{letters}{number}", names[at]))
            for column, letters, at in self._order
            if column in self._new
        ]

    def _header_xml(self, place: str, name: str) -> bytes:
        if name:
            return self._xml(place, name, self._styles.header)
        return self._prefixed(f'<c r="{place}" s="{self._styles.header}"/>')

    def _xml(self, place: str, cell: object, style: int) -> bytes:
        if cell is None or cell == "":
            return b""
        return self._prefixed(self._cells.xml(place, cell, style))

    def _prefixed(self, xml: str) -> bytes:
        return (_TAG.sub(self._tag, xml) if self._tag else xml).encode()


def _place(
    archive: ZipFile, original: Original, headers: Sequence[str], known: Sequence[str]
) -> _Place:
    file, header_row = original.file, original.header_row
    with damage(file):
        parts, from_1904 = worksheets(archive)
    part = next((part for part in parts if part.name == original.sheet), None)
    if part is None:
        names = ", ".join(part.name for part in parts)
        raise BadInput("sheets.no_such_worksheet", file=file, sheet=original.sheet, sheets=names)
    with _worksheet(archive, part.path, file) as xml:
        used = survey(xml, header_row or 1)
    named: list[str] = []
    if header_row is not None and used.columns > len(known):
        with damage(file):
            named = _header_cells(archive, part, header_row)
    columns = _columns(named, headers, known, used.columns)
    if max(columns) > MOST_COLUMNS:
        raise BadInput("sheets.too_many_columns", most=MOST_COLUMNS)
    new = frozenset(column for column in columns if column > used.columns)
    return _Place(part, from_1904, used, columns, new)


def _header_cells(archive: ZipFile, part: Part, header_row: int) -> list[str]:
    texts = TextsAsNeeded(shared_texts(archive))
    with archive.open(part.path) as content:
        records = rows(content, (), texts, Learned())
        cells: list[bytes] = next(islice(records, header_row - 1, None), [])
    return [cell.decode().strip() for cell in cells]


def _columns(
    named: Sequence[str], headers: Sequence[str], known: Sequence[str], used: int
) -> tuple[int, ...]:
    """The 1-based column of each header: where it is, or the next one that is not used."""
    starts = [at for at, name in enumerate(named) if name == known[0]]
    places: dict[str, int] = {}
    for start, until in zip(starts, (*starts[1:], len(named)), strict=False):
        ours = {name: named.index(name, start) + 1 for name in known if name in named[start:until]}
        if len(ours) == len(known):  # else values that were given back would stand among ours
            places = ours
            for at in range(max(ours.values()), until):
                if named[at] not in headers:
                    break
                places.setdefault(named[at], at + 1)
            break
    unused = count(used + 1)
    return tuple(places[header] if header in places else next(unused) for header in headers)


def _losses(archive: ZipFile, original: Original, place: _Place) -> Iterator[Reason]:
    if any(name.startswith(_SIGNATURES) for name in archive.namelist()):
        yield Reason("sheets.copy_breaks_signature", {"file": original.file})
    if original.header_row is None:
        yield Reason("sheets.copy_without_header", {"sheet": original.sheet})
    if place.new:
        letters = column_letters(min(place.new) - 1)
        if place.used.is_filtered:
            yield Reason("sheets.copy_beside_filter", {"sheet": original.sheet, "column": letters})
        with damage(original.file):
            drawn = _drawn_columns(archive, place.part.path)
        if drawn >= min(place.new):
            yield Reason("sheets.copy_under_drawings", {"column": letters})


def _drawn_columns(archive: ZipFile, path: str) -> int:
    """The last column that pictures, charts, shapes or slicers reach, 1-based; 0 without them."""
    relations = join(dirname(path), "_rels", f"{basename(path)}.rels")
    if relations not in archive.NameToInfo:
        return 0
    last = 0
    for target in re.findall(rb"Target=[\"']([^\"']*drawing[^\"']*\.xml)", archive.read(relations)):
        drawing = normpath(join("/", dirname(path), target.decode())).lstrip("/")
        if drawing in archive.NameToInfo:
            last = max(last, *(int(at) + 1 for at in _ANCHOR.findall(archive.read(drawing))), 0)
    return last


def _styles(archive: ZipFile, file: str) -> tuple[dict[str, bytes], Styles]:
    """The parts that change so that the workbook has our cell styles, and where those are."""
    with damage(file):
        path = related(archive, "/styles")
        if path is not None:
            xml, styles = with_styles(archive.read(path), file)
            return {path: xml}, styles
        return with_styles_part(archive)


@contextmanager
def _worksheet(archive: ZipFile, path: str, file: str) -> Iterator[WorksheetXml]:
    with closing(_blocks(archive, path, file)) as blocks:
        yield WorksheetXml(blocks, file)


def _blocks(archive: ZipFile, path: str, file: str) -> Generator[bytes, None, None]:
    with damage(file), archive.open(path) as part:
        while block := part.read(BLOCK):
            yield block
