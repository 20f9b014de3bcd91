"""A file becomes a sheet: told by content, read once, laid out as contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dialsheet.columns import Source
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.contents import SourceFile, format_of, is_workbook, opened
from dialsheet.sheets.dialects import detect, findings
from dialsheet.sheets.encodings import examine
from dialsheet.sheets.layout import arrange
from dialsheet.sheets.odd_rows import OddRows
from dialsheet.sheets.packing import Drawn, Records, Told, TooLarge, silent
from dialsheet.sheets.sheet import Sheet
from dialsheet.sheets.stacking import stack
from dialsheet.sheets.workbook import read_worksheet
from dialsheet.sheets.worksheet import merged_names, spanned_cells
from dialsheet.sheets.worksheet_xml import Merged, Place


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person overruled; None: it is detected."""

    sheet: str | None = None  # a worksheet's name
    more_sheets: tuple[str, ...] = ()  # whose contacts follow; their headers are the same
    encoding: str | None = None  # of a text file, any name that Python knows
    delimiter: str | None = None  # of a text file
    quote: str | None = None  # of a text file; "": nothing is quoted
    escape: str | None = None  # of a text file; "": quotes are doubled
    header_row: int | None = None  # 1-based record; 0: there is no header
    first_row: int | None = None  # 1-based record of the first contact
    last_row: int | None = None  # 1-based record of the last contact, or any below it


@dataclass(slots=True)
class _Reading:
    """The records of a file, and what its reader learned. `strays` fills while they are drawn."""

    format: str
    records: Records
    findings: list[Reason] = field(default_factory=list)
    gridded: bool = True  # a worksheet's rows all have the same cells; a text file's need not
    strays: dict[int, Reason] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    held: dict[int, Reason] = field(default_factory=dict)  # record -> why it needs a look
    hidden: set[int] = field(default_factory=set)  # records
    merged: list[Merged] = field(default_factory=list)
    doubtful: dict[Place, str] = field(default_factory=dict)  # 1-based -> why, as a code
    of_numbers: set[int] = field(default_factory=set)  # columns, 1-based; formats cannot be read
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


def read_sheet(path: Path, choices: Choices = Choices(), told: Told = silent) -> Sheet:
    """Read the contacts of a file as the sheet shows them.

    `told` is called now and then with how many records were read.

    Cells are text: dates as ISO (`2026-01-05`, `2026-01-05 14:30:00`, `14:30:00`), booleans as
    `TRUE` and `FALSE`, numbers in their shortest exact form without an exponent, percentages as
    their value, error cells as their text. Raises `BadInput`.
    """
    path = path.absolute()
    if choices.more_sheets:
        wanted = dict.fromkeys((choices.sheet, *choices.more_sheets))
        alone = (replace(choices, sheet=name, more_sheets=()) for name in wanted)
        return stack([read_sheet(path, each, told) for each in alone])
    with opened(path) as file:
        try:
            return _read(file, path, choices, told)
        except TooLarge:
            raise BadInput("sheets.too_large", file=path.name) from None
        except UnicodeError:  # it was examined before
            raise BadInput("sheets.file_changed", file=path.name) from None


def _read(file: SourceFile, path: Path, choices: Choices, told: Told) -> Sheet:
    if is_workbook(file.beginning(), path.name):
        reading = _read_workbook(file.whole(), path.name, choices.sheet)
    else:
        reading = _read_text(file, choices)
    arranged = arrange(
        reading.records,
        choices.header_row,
        choices.first_row,
        choices.last_row,
        strays=reading.strays,
        gridded=reading.gridded,
        told=told,
    )
    if not len(arranged.table) and not arranged.table.headers:
        raise BadInput("sheets.no_contacts", file=path.name)
    source = Source(
        path=str(path),
        sha256=file.sha256,
        format=reading.format,
        sheet=reading.sheet,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        header_row=arranged.header.row,
    )
    findings = (*reading.findings, *arranged.findings)
    names = merged_names(arranged.table.headers, arranged.header.row, reading.merged)
    table = replace(arranged.table, headers=names)
    index_of = (
        {row: index for index, row in enumerate(arranged.table.rows)}
        if (reading.held or reading.hidden or reading.doubtful)
        else {}
    )
    held = {index_of[row]: why for row, why in reading.held.items() if row in index_of}
    return Sheet(
        source,
        table,
        reading.sheets,
        {**arranged.ragged, **held},
        findings,
        hidden=frozenset(index_of[row] for row in reading.hidden if row in index_of),
        hidden_sheets=reading.hidden_sheets,
        spanned=spanned_cells(table, reading.merged),
        own=arranged.own,
        doubtful=_doubtful(reading, names, index_of),
        unformatted=frozenset(
            name for place, name in enumerate(names, 1) if place in reading.of_numbers
        ),
    )


def _doubtful(
    reading: _Reading, names: Sequence[str], index_of: Mapping[int, int]
) -> dict[str, dict[int, Reason]]:
    """The cells of contacts that cannot be told, by their column's name."""
    doubtful: dict[str, dict[int, Reason]] = {}
    reasons: dict[tuple[str, str], Reason] = {}  # each of them once: they may be many
    for (row, column), code in reading.doubtful.items():
        if row in index_of and column <= len(names):
            name = names[column - 1]
            why = reasons.setdefault((code, name), Reason(code, {"column": name}))
            doubtful.setdefault(name, {})[index_of[row]] = why
    return doubtful


def _read_text(file: SourceFile, choices: Choices) -> _Reading:
    # Late: who opens the window does not pay for it.
    from dialsheet.sheets.blocks import TextRecords  # noqa: PLC0415

    text = examine(file.blocks, choices.encoding)
    detected = detect(text.samples, choices.delimiter, choices.quote, choices.escape)
    dialect = detected.dialect
    strays: dict[int, Reason] = {}
    return _Reading(
        format="tsv" if dialect.delimiter == "\t" else "csv",
        records=TextRecords(
            lambda: text.utf8(file.blocks()),
            dialect,
            detected.profile,
            strays,
            OddRows(dialect, detected.profile),
        ),
        findings=[*text.findings, *findings(dialect)],
        gridded=False,
        strays=strays,
        encoding=text.encoding,
        delimiter=dialect.delimiter,
    )


def _read_workbook(data: bytes, file: str, name: str | None) -> _Reading:
    file_format = format_of(data, file)
    worksheet = read_worksheet(data, file, file_format, name)
    return _Reading(
        format=file_format,
        records=Drawn(worksheet.records),
        findings=worksheet.findings,
        sheets=worksheet.names,
        hidden_sheets=worksheet.hidden_names,
        held=worksheet.held,
        hidden=worksheet.hidden,
        merged=worksheet.merged,
        doubtful=worksheet.doubtful,
        of_numbers=worksheet.of_numbers,
        sheet=worksheet.name,
    )
