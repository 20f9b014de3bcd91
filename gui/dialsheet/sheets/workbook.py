"""The records of a worksheet, whatever the workbook's format."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from multiprocessing import current_process
from zipfile import ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.apart import read_apart
from dialsheet.sheets.cell_text import cell_text
from dialsheet.sheets.number_formats import Format
from dialsheet.sheets.open_document import Survey, survey
from dialsheet.sheets.workbook_xml import (
    DAMAGE,
    Part,
    TextsAsNeeded,
    number_formats,
    shared_texts,
    worksheets,
)
from dialsheet.sheets.worksheet import Worksheet, note
from dialsheet.sheets.worksheet_xml import Learned, TooLarge, rows

WITH_XML = ("xlsx", "xlsm")
_NUMBERS = (float, int)
_FRAGILE = ("xls", "xlsb")  # calamine believes what they say of their sizes


def read_worksheet(data: bytes, file: str, file_format: str, chosen: str | None) -> Worksheet:
    """The worksheet `chosen`, or the first visible one that has cells. Raises `BadInput`."""
    if file_format in WITH_XML:
        with xml_border(file):
            archive = ZipFile(BytesIO(data))
            texts = list(shared_texts(archive))
        return _read_xml(archive, texts, file, chosen)
    if file_format in _FRAGILE and not current_process().daemon:  # such a one is apart already
        return read_apart(read_values, data, file, file_format, chosen)
    return read_values(data, file, file_format, chosen)


def worksheet_names(data: bytes, file: str, file_format: str) -> tuple[str, ...]:
    """The names of all worksheets, hidden ones too. Raises `BadInput`."""
    if file_format in WITH_XML:
        with xml_border(file):
            return tuple(part.name for part in worksheets(ZipFile(BytesIO(data)))[0])
    reader = read_names
    if file_format in _FRAGILE and not current_process().daemon:
        return read_apart(reader, data, file, file_format, None).names
    return reader(data, file, file_format, None).names


def read_names(data: bytes, file: str, _format: str, _chosen: str | None) -> Worksheet:
    """No worksheet, and the names of all."""
    with _border(file):
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = workbook.sheets_metadata
        names = tuple(each.name for each in sheets if each.typ is SheetTypeEnum.WorkSheet)
    return Worksheet("", names, (), iter(()), [])


def begin_worksheet(archive: ZipFile, file: str, chosen: str | None) -> Worksheet:
    """The same of an archive with XML; only what its records need is unpacked, as they are drawn.

    `Worksheet.stop` ends it early.
    """
    return _read_xml(archive, TextsAsNeeded(shared_texts(archive)), file, chosen)


def _read_xml(archive: ZipFile, texts: Sequence[bytes], file: str, chosen: str | None) -> Worksheet:
    with xml_border(file):
        parts, from_1904 = worksheets(archive)
        formats = number_formats(archive, from_1904=from_1904)
    names = tuple(part.name for part in parts)
    visible = [part.name for part in parts if not part.is_hidden]
    by_name = {part.name: part for part in parts}
    for name in visible if chosen is None else [_named(chosen, names, file)]:
        learned = Learned()
        records = _xml_records(archive, by_name[name], formats, texts, learned, file)
        first = next(records, None)
        if first is None:
            continue
        worksheet = Worksheet(
            name,
            names,
            tuple(part.name for part in parts if part.is_hidden),
            records,
            list(_other_worksheets(name, len(visible) - 1 if chosen is None else 0)),
            hidden=learned.hidden,
            merged=learned.merged,
        )
        worksheet.records = _noted(first, records, learned, worksheet)
        return worksheet
    raise BadInput("sheets.empty_file", file=file)


def _xml_records(
    archive: ZipFile,
    part: Part,
    formats: list[Format],
    texts: Sequence[bytes],
    learned: Learned,
    file: str,
) -> Iterator[list[bytes]]:
    with xml_border(file), archive.open(part.path) as content:
        yield from rows(content, formats, texts, learned)


def _noted(
    first: list[bytes], others: Iterator[list[bytes]], learned: Learned, worksheet: Worksheet
) -> Iterator[list[bytes]]:
    """All records; at their end the worksheet is told what was learned of them."""
    try:
        yield first
        yield from others
    finally:
        note(learned, worksheet)


def read_values(data: bytes, file: str, file_format: str, chosen: str | None) -> Worksheet:
    """By way of calamine, which gives values alone."""
    with _border(file):
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [
            sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet
        ]
    names = tuple(sheet.name for sheet in sheets)
    visible = [sheet.name for sheet in sheets if sheet.visible is SheetVisibleEnum.Visible]
    for name in visible if chosen is None else [_named(chosen, names, file)]:
        surveyed = Survey()
        if file_format == "ods":
            with xml_border(file):
                surveyed = survey(data, name)
        with _border(file):
            sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        worksheet = Worksheet(
            name,
            names,
            tuple(each for each in names if each not in visible),
            iter(()),
            list(_other_worksheets(name, len(visible) - 1 if chosen is None else 0)),
            hidden=surveyed.learned.hidden,
            merged=surveyed.learned.merged,
        )
        of_numbers = None if file_format == "ods" else worksheet.of_numbers
        worksheet.records = _value_records(sheet, surveyed, file, of_numbers)
        if file_format != "ods":
            worksheet.findings.append(Reason("sheets.values_only", {"format": file_format}))
        note(surveyed.learned, worksheet)
        return worksheet
    raise BadInput("sheets.empty_file", file=file)


def _named(chosen: str, names: tuple[str, ...], file: str) -> str:
    for name in names:
        if name.casefold() == chosen.casefold():  # two names never differ by case alone
            return name
    raise BadInput("sheets.no_such_worksheet", file=file, sheet=chosen, sheets=", ".join(names))


def _value_records(
    sheet: CalamineSheet, surveyed: Survey, file: str, of_numbers: set[int] | None
) -> Iterator[list[bytes]]:
    """The records; `of_numbers` hears of columns with numbers, whose formats are not known."""
    _, left = sheet.start or (0, 0)
    margin = [b""] * left
    with _border(file):
        for row, values in enumerate(sheet.iter_rows(), 1):
            cells = margin + [cell_text(value).encode() for value in values]
            for column, text in surveyed.texts.get(row, {}).items():
                if column <= len(cells):
                    cells[column - 1] = text
            if of_numbers is not None:
                of_numbers.update(
                    column
                    for column, value in enumerate(values, left + 1)
                    if type(value) in _NUMBERS and column not in of_numbers
                )
            yield cells


def _other_worksheets(name: str, others: int) -> Iterator[Reason]:
    if others:
        yield Reason("sheets.other_worksheets", {"sheet": name, "count": others})


@contextmanager
def xml_border(file: str) -> Iterator[None]:
    """What damage in an archive raises becomes `BadInput`."""
    try:
        yield
    except TooLarge:
        raise BadInput("sheets.too_large", file=file) from None
    except DAMAGE:
        raise BadInput("sheets.damaged_workbook", file=file) from None


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
