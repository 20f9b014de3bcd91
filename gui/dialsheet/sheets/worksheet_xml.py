"""What calamine does not tell of an xlsx worksheet: how large it is before it is loaded, and the
texts of error cells. One pass over the XML, row by row, in bounded memory.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from dialsheet.errors import BadInput

_DAMAGE = (
    BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    LookupError,  # no such part, or an encoding that nobody knows
    OSError,
    EOFError,
    NotImplementedError,  # an unknown way of packing
    RuntimeError,  # an archive with a password
    ValueError,
)
_BLOCK = 1 << 20  # bytes unpacked at a time
_LONGEST_ROW = 1 << 28  # bytes
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_ATTRIBUTE = b' r="'
_REFERENCE = re.compile(rb'([A-Z]{1,7})([0-9]{1,12})"')
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(#[^<]*)<",
    re.DOTALL,
)


@dataclass(slots=True)
class Survey:
    """What one pass over a worksheet found. Rows and columns are 0-based in `errors`."""

    rows: int = 0  # up to the last that has a value
    columns: int = 0
    errors: dict[int, dict[int, bytes]] = field(default_factory=dict)  # row -> column -> text


def survey(data: bytes, name: str, file: str) -> Survey:
    """Look through the worksheet `name` of the workbook. Raises `BadInput`."""
    found = Survey()
    try:
        with ZipFile(BytesIO(data)) as archive, archive.open(_part(archive, name)) as part:
            for row in _rows(part):
                _note_row(found, row)
    except _DAMAGE:
        raise BadInput("sheets.damaged_workbook", file=file) from None
    return found


def _part(archive: ZipFile, name: str) -> str:
    """The archive's part that holds the worksheet `name`; KeyError when there is none."""
    relations = {
        sheet.get("name"): value
        for sheet in _parsed(archive, _WORKBOOK).iter()
        for key, value in sheet.items()
        if sheet.tag.endswith("}sheet") and key.endswith("}id")
    }
    targets = {each.get("Id"): each.attrib["Target"] for each in _parsed(archive, _RELATIONS)}
    return normpath(join("/xl", targets[relations[name]])).lstrip("/")


def _parsed(archive: ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - expat limits entities itself


def _rows(part: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := part.read(_BLOCK):
        *rows, rest = (rest + block).split(b"row>")
        yield from rows
        if len(rest) > _LONGEST_ROW:
            raise ValueError("a row without end")
    yield rest


def _note_row(found: Survey, row: bytes) -> None:
    last_value = max(row.rfind(b"v>"), row.rfind(b"is>"))
    start = row.rfind(_ATTRIBUTE, 0, last_value) if last_value > 0 else -1
    reference = _REFERENCE.match(row, start + len(_ATTRIBUTE)) if start >= 0 else None
    if reference is None:
        return
    found.rows = max(found.rows, int(reference[2]))
    found.columns = max(found.columns, column_number(reference[1]))
    if b't="e"' in row:
        for error in _ERROR.finditer(row):
            cells = found.errors.setdefault(int(error[2]) - 1, {})
            cells[column_number(error[1]) - 1] = error[3]


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
