"""The records of a worksheet, whatever the workbook's format, by way of calamine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.cell_text import cell_text
from dialsheet.sheets.worksheet_xml import Survey, survey

_WITH_XML = ("xlsx", "xlsm")
_MOST_CELLS = 1 << 26  # calamine keeps every cell of the rectangle that holds the filled ones


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One worksheet of a workbook."""

    name: str
    names: tuple[str, ...]  # of all worksheets
    records: Iterator[list[bytes]]  # UTF-8 cells, all rows and columns from A1 on
    findings: tuple[Reason, ...]


def read_worksheet(data: bytes, file: str, file_format: str, chosen: str | None) -> Worksheet:
    """The worksheet `chosen`, or the first visible one that has cells. Raises `BadInput`."""
    with _border(file):
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        worksheets = [
            sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet
        ]
    names = tuple(sheet.name for sheet in worksheets)
    visible = [sheet.name for sheet in worksheets if sheet.visible is SheetVisibleEnum.Visible]
    candidates = visible if chosen is None else [_named(chosen, names, file)]
    for name in candidates:
        surveyed = survey(data, name, file) if file_format in _WITH_XML else Survey()
        if surveyed.rows * surveyed.columns > _MOST_CELLS:
            raise BadInput("sheets.too_large", file=file)
        with _border(file):
            sheet = workbook.get_sheet_by_name(name)
        if sheet.start is not None:
            records = _records(sheet, surveyed, file)
            others = len(visible) - 1 if chosen is None else 0
            return Worksheet(name, names, records, tuple(_findings(name, others, file_format)))
    raise BadInput("sheets.empty_file", file=file)


def _named(chosen: str, names: tuple[str, ...], file: str) -> str:
    for name in names:
        if name.casefold() == chosen.casefold():  # two names never differ by case alone
            return name
    raise BadInput("sheets.no_such_worksheet", file=file, sheet=chosen, sheets=", ".join(names))


def _records(sheet: CalamineSheet, surveyed: Survey, file: str) -> Iterator[list[bytes]]:
    _, left = sheet.start or (0, 0)
    margin = [b""] * left
    with _border(file):
        for row, values in enumerate(sheet.iter_rows()):
            cells = margin + [cell_text(value).encode() for value in values]
            for column, text in surveyed.errors.get(row, {}).items():
                if column < len(cells):
                    cells[column] = text
            yield cells


def _findings(name: str, others: int, file_format: str) -> Iterator[Reason]:
    if others:
        yield Reason("sheets.other_worksheets", {"sheet": name, "count": others})
    if file_format not in _WITH_XML:
        yield Reason("sheets.values_only", {"format": file_format})


@contextmanager
def _border(file: str) -> Iterator[None]:
    """No exception of the library's gets out; its words may hold cells."""
    try:
        yield
    except PasswordError:
        raise BadInput("sheets.password_protected", file=file) from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise BadInput("sheets.damaged_workbook", file=file) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # Rust's; it is no Exception
            raise BadInput("sheets.damaged_workbook", file=file) from None
        raise
