"""Pages as an `.xlsx` file: text cells that can never act as formulas, numbers, and real dates.

Written row by row, in the memory of a row. The format is plain XML; writing it here keeps every
character of a text cell and takes a fraction of the time of a general library.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import BinaryIO, Protocol
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.header import column_letters

MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT = 1_048_576, 16_384, 32_767  # Excel's limits
WIDTHS_FROM = 100  # rows
_NARROWEST, _WIDEST = 8, 60  # characters
_BATCH = 1000  # rows compressed at a time
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30, tzinfo=UTC), datetime(1904, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_TOO_LARGE = 1_000_000_000_000_000  # a whole number of more than 15 digits is kept as text

# What XML cannot carry, a carriage return that it would turn into a line feed, and text that
# looks like such an escape itself.
_ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MARKED = re.compile(r"[&<>_\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")

TEXT, TIME, HEADER = 1, 2, 3  # positions among the cell styles below
TIME_FORMAT = "yyyy\\-mm\\-dd hh:mm:ss"
_STYLES = (
    f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{TIME_FORMAT}"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf xfId="0"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="164" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES_PART = f'{_XML}<styleSheet xmlns="{_MAIN}">{_STYLES}</styleSheet>'


class _Page(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def headers(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> Iterable[Sequence[object]]: ...


def write_xlsx(file: BinaryIO, pages: Sequence[_Page]) -> tuple[Reason, ...]:
    """Write the pages as worksheets: header frozen, filter on; returns what did not fit whole."""
    cut = 0
    filters: list[str] = []
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=4) as archive:
        for number, page in enumerate(pages, 1):
            worksheet = _Worksheet(page)
            with archive.open(_part(number), "w", force_zip64=True) as part:
                for piece in worksheet.xml(is_first=number == 1):
                    part.write(piece.encode())
            cut += worksheet.cells.cut
            filters.append(worksheet.filter)
        for name, content in _frame(pages, filters).items():
            archive.writestr(name, _XML + content)
        archive.writestr("xl/styles.xml", STYLES_PART)
    return (Reason("sheets.cells_cut", {"count": cut}),) if cut else ()


class _Worksheet:
    """One page on its way into the archive."""

    def __init__(self, page: _Page) -> None:
        if len(page.headers) > MOST_COLUMNS:
            raise BadInput("sheets.too_many_columns", most=MOST_COLUMNS)
        self._page = page
        self._letters = [column_letters(position) for position in range(len(page.headers))]
        self.cells = Cells(TIME)
        self.filter = ""  # the range that the filter covers

    def xml(self, *, is_first: bool) -> Iterator[str]:
        """The worksheet's XML, in pieces."""
        rows = iter(self._page.rows)
        first = list(islice(rows, WIDTHS_FROM))
        selected = ' tabSelected="1"' if is_first else ""
        yield (
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews>'
            f'<sheetView{selected} workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
            ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{''.join(self._columns(first))}</cols><sheetData>"
        )
        yield self._row(1, self._page.headers, HEADER)
        number = 1
        body = chain(first, rows)
        while batch := list(islice(body, _BATCH)):
            if number + len(batch) > MOST_ROWS:
                raise BadInput("sheets.too_many_rows", most=MOST_ROWS)
            yield "".join(self._row(at, row) for at, row in enumerate(batch, number + 1))
            number += len(batch)
        self.filter = f"A1:{self._letters[-1]}{number}"
        yield f'</sheetData><autoFilter ref="{self.filter}"/></worksheet>'

    def _columns(self, rows: Sequence[Sequence[object]]) -> Iterator[str]:
        for position, header in enumerate(self._page.headers):
            width = column_width(header, [row[position] for row in rows])
            at = position + 1
            yield f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'

    def _row(self, number: int, cells: Sequence[object], style: int = TEXT) -> str:
        xml = self.cells.xml
        parts = [
            xml(f"{letters}{number}", cell, style)
            for letters, cell in zip(self._letters, cells, strict=True)
            if cell is not None and cell != ""
        ]
        return f'<row r="{number}">{"".join(parts)}</row>'


class Cells:
    """Cells on their way to XML: text that can never act as a formula, numbers, real dates.

    `time` is the position of a date's style among the workbook's cell styles.
    """

    def __init__(self, time: int, *, from_1904: bool = False) -> None:
        self._time = time
        self._epoch = _EPOCH_1904 if from_1904 else _EPOCH
        self.cut = 0  # texts that were too long

    def xml(self, place: str, cell: object, style: int) -> str:
        """A cell at a place like `B7`; text gets the style given."""
        if isinstance(cell, str):
            text = cell
        elif isinstance(cell, bool):
            return f'<c r="{place}" t="b"><v>{cell:d}</v></c>'
        elif isinstance(cell, datetime):
            return f'<c r="{place}" s="{self._time}"><v>{self._serial(cell)!r}</v></c>'
        elif isinstance(cell, int | float) and _fits(cell):
            return f'<c r="{place}"><v>{cell!r}</v></c>'
        else:
            text = str(cell)
        if len(text) > LONGEST_TEXT // 2:
            text = self._shortened(text)
        if _MARKED.search(text):
            text = _escape(text)
        return (
            f'<c r="{place}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{text}</t></is></c>'
        )

    def _shortened(self, text: str) -> str:
        """Excel counts in UTF-16; it calls a file with longer cells damaged."""
        units = text.encode("utf-16-le", "replace")
        if len(units) <= 2 * LONGEST_TEXT:
            return text
        self.cut += 1
        return units[: 2 * LONGEST_TEXT - 2].decode("utf-16-le", "ignore") + "…"

    def _serial(self, moment: datetime) -> float:
        """Days since Excel's day 0, in UTC."""
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        return (moment - self._epoch) / _DAY


def _escape(text: str) -> str:
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    return escape(_ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def _fits(number: float) -> bool:
    """Whether Excel keeps the number as it is."""
    if isinstance(number, int):
        return abs(number) < _TOO_LARGE
    return math.isfinite(number)


def column_width(header: str, cells: Iterable[object]) -> int:
    """A sensible width in characters."""
    texts = [header, *(str(cell) for cell in cells if cell is not None)]
    return min(max(_NARROWEST, *map(_width, texts)) + 2, _WIDEST)


def _width(text: str) -> int:
    """Columns on a screen; wide characters take two."""
    line = max(text[: 2 * _WIDEST].split("\n"), key=len)
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line)


def _part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _frame(pages: Sequence[_Page], filters: Sequence[str]) -> dict[str, str]:
    """The parts of the archive that hold the worksheets together, by name."""
    numbered = list(enumerate(pages, 1))
    sheets = "".join(
        f'<sheet name={quoteattr(page.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, page in numbered
    )
    names = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" hidden="1">'
        f"{escape(_absolute(page.name, where))}</definedName>"
        for (number, page), where in zip(numbered, filters, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number, _ in numbered
    )
    overrides = "".join(
        f'<Override PartName="/{_part(number)}" ContentType="{TYPES}.worksheet+xml"/>'
        for number, _ in numbered
    )
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}"><bookViews>'
        f"<workbookView/></bookViews><sheets>{sheets}</sheets>"
        f"<definedNames>{names}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'{relations}<Relationship Id="styles" Type="{OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>'
        f"{overrides}</Types>",
    }


def _absolute(name: str, where: str) -> str:
    quoted = name.replace("'", "''")
    return f"'{quoted}'!" + re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", where)
