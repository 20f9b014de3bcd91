"""A file becomes a sheet: told by content, read once, laid out as contacts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from dialsheet.columns import Source, Table
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.contents import TEXT, file_bytes, format_of
from dialsheet.sheets.delimited import parse
from dialsheet.sheets.dialects import detect, findings
from dialsheet.sheets.encodings import as_utf8
from dialsheet.sheets.layout import arrange
from dialsheet.sheets.workbook import read_worksheet
from dialsheet.sheets.worksheet import merged_names
from dialsheet.sheets.worksheet_xml import Merged


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person overruled; None: it is detected."""

    sheet: str | None = None  # a worksheet's name
    encoding: str | None = None  # of a text file, any name that Python knows
    delimiter: str | None = None  # of a text file
    quote: str | None = None  # of a text file; "": nothing is quoted
    escape: str | None = None  # of a text file; "": quotes are doubled
    header_row: int | None = None  # 1-based record; 0: there is no header
    first_row: int | None = None  # 1-based record of the first contact
    last_row: int | None = None  # 1-based record of the last contact, or any below it


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was imported. Picklable: it crosses processes."""

    source: Source
    table: Table
    sheets: tuple[str, ...] = ()  # the names of all worksheets of the file; () for text files
    ragged: Mapping[int, Reason] = field(default_factory=dict)  # index of a contact -> why
    findings: tuple[Reason, ...] = ()  # what a person should know of how it was understood
    called: Mapping[int, Reason] = field(default_factory=dict)  # called before, says the sheet
    hidden: frozenset[int] = frozenset()  # indexes of contacts that the sheet hides or filters out
    hidden_sheets: tuple[str, ...] = ()  # those of `sheets` that the workbook hides


@dataclass(slots=True)
class _Reading:
    """The records of a file, and what its reader learned. `strays` fills while they are drawn."""

    format: str
    records: Iterator[list[bytes]]
    findings: list[Reason] = field(default_factory=list)
    gridded: bool = True  # a worksheet's rows all have the same cells; a text file's need not
    strays: dict[int, Reason] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    held: dict[int, Reason] = field(default_factory=dict)  # record -> why it needs a look
    hidden: set[int] = field(default_factory=set)  # records
    merged: list[Merged] = field(default_factory=list)
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


def read_sheet(path: Path, choices: Choices = Choices()) -> Sheet:
    """Read the contacts of a file as the sheet shows them.

    Cells are text: dates as ISO (`2026-01-05`, `2026-01-05 14:30:00`, `14:30:00`), booleans as
    `TRUE` and `FALSE`, numbers in their shortest exact form without an exponent, percentages as
    their value, error cells as their text. Raises `BadInput`.
    """
    path = path.absolute()
    data = file_bytes(path)
    digest = sha256(data).hexdigest()
    file_format = format_of(data, path.name)
    if file_format == TEXT:
        reading = _read_text(data, choices)
    else:
        reading = _read_workbook(data, path.name, file_format, choices.sheet)
    del data
    arranged = arrange(
        reading.records,
        choices.header_row,
        choices.first_row,
        choices.last_row,
        strays=reading.strays,
        gridded=reading.gridded,
    )
    if not len(arranged.table) and not arranged.table.headers:
        raise BadInput("sheets.no_contacts", file=path.name)
    source = Source(
        path=str(path),
        sha256=digest,
        format=reading.format,
        sheet=reading.sheet,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        header_row=arranged.header_row,
    )
    findings = (*reading.findings, *arranged.findings)
    names = merged_names(arranged.table.headers, arranged.header_row, reading.merged)
    index_of = (
        {row: index for index, row in enumerate(arranged.table.rows)}
        if (reading.held or reading.hidden)
        else {}
    )
    held = {index_of[row]: why for row, why in reading.held.items() if row in index_of}
    return Sheet(
        source,
        replace(arranged.table, headers=names),
        reading.sheets,
        {**arranged.ragged, **held},
        findings,
        hidden=frozenset(index_of[row] for row in reading.hidden if row in index_of),
        hidden_sheets=reading.hidden_sheets,
    )


def _read_text(data: bytes, choices: Choices) -> _Reading:
    decoded = as_utf8(data, choices.encoding)
    text, found = decoded.data, list(decoded.findings)
    if nulls := text.count(0):
        text = text.replace(b"\0", b"")
        found.append(Reason("sheets.null_characters", {"count": nulls}))
    detected = detect(text, choices.delimiter, choices.quote, choices.escape)
    dialect = detected.dialect
    strays: dict[int, Reason] = {}
    return _Reading(
        format="tsv" if dialect.delimiter == "\t" else "csv",
        records=parse(text, dialect, strays, detected.profile),
        findings=[*found, *findings(dialect)],
        gridded=False,
        strays=strays,
        encoding=decoded.encoding,
        delimiter=dialect.delimiter,
    )


def _read_workbook(data: bytes, file: str, file_format: str, name: str | None) -> _Reading:
    worksheet = read_worksheet(data, file, file_format, name)
    return _Reading(
        format=file_format,
        records=worksheet.records,
        findings=worksheet.findings,
        sheets=worksheet.names,
        hidden_sheets=worksheet.hidden_names,
        held=worksheet.held,
        hidden=worksheet.hidden,
        merged=worksheet.merged,
        sheet=worksheet.name,
    )
