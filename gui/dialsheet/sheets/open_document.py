"""What calamine does not tell of an .ods worksheet: its size before it is loaded, hidden rows,
merged cells, error texts, formulas without a value, and digits that a format adds.

One pass over the XML (OpenDocument 1.3, part 3, chapter 9), row by row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from dialsheet.columns import is_error
from dialsheet.sheets.open_document_styles import Beside, CellStyles, cell_styles
from dialsheet.sheets.worksheet_xml import MOST_COLUMNS, Learned, Place, TooLarge

_CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_COLUMN = f"{_TABLE}table-column"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDING = ("collapse", "filter")
_MOST_CELLS = 1 << 26  # of the rectangle that holds the filled ones
_MOST_NOTES = 1 << 22  # cells whose text differs from their value
_NUMBERS = ("float", "currency", "percentage")
_SHORTEST_TELEPHONE = 7  # digits; before fewer, a plus is the sign of an amount
_MASKED = re.compile(r"[+(]?[\d() +\-./:]*\d")
_DURATION = re.compile(r"(-?)PT(\d{1,9})H(\d{1,2})M(\d{1,2})S")  # calamine gives it as it is
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([. ]\d{3})+")


@dataclass(slots=True)
class Survey:
    """What one pass over a worksheet found; rows and columns count from 1."""

    learned: Learned = field(default_factory=Learned)
    texts: dict[int, dict[int, bytes]] = field(default_factory=dict)  # row -> column -> shown


def survey(data: bytes, name: str) -> Survey:
    """Look through the worksheet `name`. Raises TooLarge, and what damage makes XML raise."""
    found = Survey()
    row, widest, notes = 1, 0, 0
    with ZipFile(BytesIO(data)) as archive, archive.open(_CONTENT) as part:
        look = _Look(cell_styles(archive), found.learned)
        for element in _rows(ElementTree.iterparse(part, ("start", "end")), name):  # noqa: S314 - expat limits entities itself
            if element.tag == _COLUMN:
                look.add_column(element)
                continue
            times = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            width, shown = look.at(element, row)
            if width:
                widest = max(widest, width)
                notes += len(shown) * times
                if times < 1 or (row + times) * widest > _MOST_CELLS or notes > _MOST_NOTES:
                    raise TooLarge
                if element.get(f"{_TABLE}visibility") in _HIDING:
                    found.learned.hidden.update(range(row, row + times))
                    if element.get(f"{_TABLE}visibility") == "filter":
                        found.learned.is_filtered = True
                if shown:
                    found.texts.update(dict.fromkeys(range(row, row + times), shown))
            row += times
    return found


def _rows(
    events: Iterator[tuple[str, ElementTree.Element]], name: str
) -> Iterator[ElementTree.Element]:
    """The columns and rows of the worksheet `name`, each of them emptied afterwards."""
    is_inside = False
    for event, element in events:
        if element.tag == f"{_TABLE}table":
            is_inside = event == "start" and element.get(f"{_TABLE}name") == name
        elif event == "end" and element.tag in (f"{_TABLE}table-row", _COLUMN):
            if is_inside:
                yield element
            element.clear()


class _Look:
    """A look at the rows of a worksheet, cell by cell."""

    def __init__(self, styles: CellStyles, learned: Learned) -> None:
        self._styles, self._learned = styles, learned
        self._beside: dict[str | None, Beside] = {}  # by the name of a cell's style
        self._columns: list[str | None] = []  # styles of their cells

    def add_column(self, column: ElementTree.Element) -> None:
        """Take in what is said of the next columns."""
        times = int(column.get(f"{_TABLE}number-columns-repeated", "1"))
        times = min(times, MOST_COLUMNS - len(self._columns))
        self._columns += [column.get(f"{_TABLE}default-cell-style-name")] * times

    def at(self, row: ElementTree.Element, number: int) -> tuple[int, dict[int, bytes]]:
        """Where the row's last value is, and the texts of cells that differ from their values."""
        column, width = 1, 0
        shown: dict[int, bytes] = {}
        rows_style = row.get(f"{_TABLE}default-cell-style-name")
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if across > 1 or down > 1:
                last = (number + down - 1, column + across - 1)
                self._learned.merged.append(((number, column), last))
            texts = ["".join(each.itertext()) for each in cell if each.tag == _PARAGRAPH]
            kind = cell.get(f"{_OFFICE}value-type")
            if kind or texts:
                width = column + times - 1
                if width > MOST_COLUMNS or width * len(row) > _MOST_CELLS:
                    raise TooLarge
                style = cell.get(f"{_TABLE}style-name") or rows_style
                for at in range(column, column + times):
                    text = self._text(cell, kind, "\n".join(texts), style, (number, at))
                    if text is not None:
                        shown[at] = text.encode()
            elif f"{_TABLE}formula" in cell.attrib:
                self._learned.without_value.append((number, column))
            column += times
        return width, shown

    def _text(
        self,
        cell: ElementTree.Element,
        kind: str | None,
        text: str,
        style: str | None,
        place: Place,
    ) -> str | None:
        """What a cell shows, where that is not its value."""
        if style is None and place[1] <= len(self._columns):
            style = self._columns[place[1] - 1]
        if style not in self._beside:
            self._beside[style] = self._styles.beside(style)
        beside = self._beside[style]
        if cell.get(_ERROR_TYPE) == "error" and not is_error(text):  # in a language of its own
            self._learned.unsure.append(place)
        if not beside.telling or kind not in (*_NUMBERS, "string"):
            return _shown(cell, kind, text)
        if kind == "string":
            is_telling = beside.is_for_text and any(map(str.isdecimal, text))
            return f"{beside.before}{text}{beside.after}".strip() if is_telling else None
        value = float(cell.attrib[f"{_OFFICE}value"])
        digits = re.sub(r"\D", "", text)
        if beside.telling == "+" and not (kind == "float" and value == int(value)):
            return None  # a sign
        if set(beside.telling) == {"+"} and len(digits) < _SHORTEST_TELEPHONE:
            return _shown(cell, kind, text) if digits != str(abs(int(value))) else None
        if not text.strip("# "):  # what it shows was not saved, or does not fit the column
            self._learned.unsure.append(place)
            return None
        return text.strip()


def _shown(cell: ElementTree.Element, kind: str | None, text: str) -> str | None:
    """The text of a cell that is an error, a duration, or shows more digits than its value has."""
    if cell.get(_ERROR_TYPE) == "error":
        return text
    if kind == "time" and (time := _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", ""))):
        sign, hours, minutes, seconds = time.groups()
        return f"{sign}{int(hours):02}:{int(minutes):02}:{int(seconds):02}"
    if kind != "float" or not _MASKED.fullmatch(text) or _THOUSANDS.fullmatch(text):
        return None
    value = float(cell.attrib[f"{_OFFICE}value"])
    digits = re.sub(r"\D", "", text)
    is_masked = value >= 0 and value.is_integer() and int(digits) == int(value)
    return text if is_masked else None
