"""How the beginning of a file is understood, before anything is loaded: rows, choices, findings.

Whatever the size of the file, only what the first rows need is read.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from zipfile import ZipFile

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.contents import SourceFile, format_of, format_of_archive, is_workbook, opened
from dialsheet.sheets.delimited import parse
from dialsheet.sheets.dialects import detect
from dialsheet.sheets.dialects import findings as dialect_findings
from dialsheet.sheets.encodings import examine
from dialsheet.sheets.header import Header, find_header
from dialsheet.sheets.importing import Choices
from dialsheet.sheets.layout import arrange
from dialsheet.sheets.odd_rows import OddRows
from dialsheet.sheets.own_header import Numbered, first_naming, own_header
from dialsheet.sheets.packing import Drawn, TooLarge
from dialsheet.sheets.workbook import WITH_XML, begin_worksheet, read_worksheet, xml_border
from dialsheet.sheets.worksheet import Worksheet, merged_names

_BEYOND = 60  # records read below those that are shown: what follows says what a row is
_HEAD = 1 << 20  # bytes of a text file that are read
_SLICE = 1 << 16  # bytes in its middle and at its end that its encoding is told from too
_FAR = 1 << 16  # records further below, in which our own columns are looked for
_MOST_COLUMNS = 256  # that are shown
_LONGEST_CELL = 300  # characters of a cell that are shown
_LOOKING_S = 0.1  # seconds in which worksheets with the same header are looked for
_UNREADABLE = ("sheets.unreadable_characters", "sheets.encoding_guessed")


class RowKind(StrEnum):
    """What a row of the file is taken for."""

    CONTACT = "contact"
    TITLE = "title"  # above the header
    HEADER = "header"
    BLANK = "blank"
    LEFT_OUT = "left_out"  # above the first contact or below the last, as chosen
    SECOND_TABLE = "second_table"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One record of the file."""

    row: int  # 1-based record
    cells: tuple[str, ...]
    kind: RowKind
    ragged: Reason | None = None  # why its cells may be shifted, or need a look
    hidden: bool = False  # by the worksheet


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a file as it would be imported. Picklable: it crosses processes."""

    path: Path
    format: str
    size: int  # bytes of the file
    whole: bool  # whether `rows` are all that the file has
    names: tuple[str, ...]  # of the columns that are shown
    columns: int  # that there are
    rows: tuple[PreviewRow, ...]
    understood: Choices  # every choice as taken; None where the kind of file has no such choice
    findings: tuple[Reason, ...]  # so far; characters that could not be read come first
    sheets: tuple[str, ...] = ()  # the names of all worksheets
    hidden_sheets: tuple[str, ...] = ()  # those that the workbook hides
    stackable: tuple[str, ...] = ()  # other worksheets, with the same header

    def as_shown(self, choices: Choices) -> Choices:
        """`choices`, and cells told apart as they are shown, whatever the rest of the file has."""
        shown = self.understood
        return replace(choices, delimiter=shown.delimiter, quote=shown.quote, escape=shown.escape)


@dataclass(slots=True)
class _Beginning:
    """The first records of a file, and what was learned with them."""

    format: str
    records: list[list[bytes]]
    whole: bool
    understood: Choices
    gridded: bool = True
    findings: list[Reason] = field(default_factory=list)
    strays: Mapping[int, Reason] = field(default_factory=dict)
    worksheet: Worksheet | None = None
    beyond: Numbered | None = None  # a record further below that names our own columns
    stackable: tuple[str, ...] = ()


def preview(path: Path, choices: Choices, count: int = 200) -> Preview:
    """The first `count` records of a file as `read_sheet` would understand them.

    Raises `BadInput`.
    """
    path = path.absolute()
    drawn = max(count, choices.header_row or 0) + _BEYOND
    with opened(path) as file:
        beginning = file.beginning()
        try:
            if not is_workbook(beginning, path.name):
                seen = _of_text(file, choices, drawn)
            elif beginning.startswith(b"PK"):
                seen = _of_archive(file, path, choices, drawn)
            else:
                seen = _of_workbook(file, choices, drawn)
            return _shown(path, file.size, seen, choices, count)
        except TooLarge:
            raise BadInput("sheets.too_large", file=path.name) from None


# The beginning of each kind of file


def _of_text(file: SourceFile, choices: Choices, drawn: int) -> _Beginning:
    head, *others = file.glimpses(_HEAD, _SLICE)
    if others:
        is_wide = b"\0" in head[:4096]
        head = head[: len(head) // 4 * 4] if is_wide else head[: _last_line_end(head)]
        # Wide characters would be torn apart, and tell themselves at the beginning.
        others = [] if is_wide else [each[each.find(b"\n") + 1 :] for each in others]
        others = [each[: _last_line_end(each)] for each in others]
    text = examine(lambda: iter((head, *others)), choices.encoding)
    detected = detect(text.samples, choices.delimiter, choices.quote, choices.escape)
    dialect = detected.dialect
    strays: dict[int, Reason] = {}
    utf8 = b"".join(text.utf8([head]))
    other = OddRows(dialect, detected.profile).read
    records = list(islice(parse(utf8, dialect, strays, detected.profile, other), drawn + 1))
    whole = file.size == len(head) and len(records) <= drawn
    if not whole:
        records.pop()  # it may be cut off
    return _Beginning(
        "tsv" if dialect.delimiter == "\t" else "csv",
        records,
        whole,
        replace(
            choices,
            encoding=text.encoding,
            delimiter=dialect.delimiter,
            quote=dialect.quote,
            escape=dialect.escape,
        ),
        gridded=False,
        findings=[*text.findings, *dialect_findings(dialect)],
        strays={row: why for row, why in strays.items() if row <= len(records)},
    )


def _last_line_end(data: bytes) -> int:
    """In no encoding of narrow characters is a line break part of another one."""
    return max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 or len(data)


def _of_archive(file: SourceFile, path: Path, choices: Choices, drawn: int) -> _Beginning:
    """Of a workbook whose parts are unpacked only as far as they are needed, where that can be."""
    with xml_border(file.name), path.open("rb") as stream:
        archive = ZipFile(stream)
        file_format = format_of_archive(archive, file.name)
        if file_format in WITH_XML:
            worksheet = begin_worksheet(archive, file.name, choices.sheet)
            beginning = _of_worksheet(worksheet, file_format, choices, drawn)
            count = drawn - _BEYOND
            beginning.stackable = _alike(archive, file.name, choices, beginning, count)
            return beginning
    return _of_workbook(file, choices, drawn)


def _of_workbook(file: SourceFile, choices: Choices, drawn: int) -> _Beginning:
    """Of a workbook that the library reads whole."""
    data = file.whole()
    file_format = format_of(data, file.name)
    worksheet = read_worksheet(data, file.name, file_format, choices.sheet)
    return _of_worksheet(worksheet, file_format, choices, drawn)


def _of_worksheet(
    worksheet: Worksheet, file_format: str, choices: Choices, drawn: int
) -> _Beginning:
    records = list(islice(worksheet.records, drawn + 1))
    beyond = None
    if len(records) > drawn and own_header(records[:drawn], (), gridded=True) is None:
        below = chain(records[drawn:], islice(worksheet.records, _FAR))
        beyond = first_naming(enumerate(below, drawn + 1))
    worksheet.stop()
    return _Beginning(
        file_format,
        records[:drawn],
        len(records) <= drawn,
        replace(choices, sheet=worksheet.name),
        findings=worksheet.findings,
        worksheet=worksheet,
        beyond=beyond,
    )


def _alike(
    archive: ZipFile, file: str, choices: Choices, beginning: _Beginning, count: int
) -> tuple[str, ...]:
    """The other worksheets with the same header, as far as there is time to look."""
    worksheet = beginning.worksheet
    header = find_header(beginning.records[:count], choices.header_row, gridded=True)
    until = monotonic() + _LOOKING_S
    alike = []
    for name in worksheet.names if worksheet and header.cells else ():
        if name == beginning.understood.sheet or monotonic() > until:
            continue
        with suppress(BadInput):  # an empty worksheet, or one that is damaged, is not offered
            other = begin_worksheet(archive, file, name)
            records = list(islice(other.records, count))
            other.stop()
            if find_header(records, choices.header_row, gridded=True).cells == header.cells:
                alike.append(name)
    return tuple(alike)


# What is shown of it


def _shown(path: Path, size: int, beginning: _Beginning, choices: Choices, count: int) -> Preview:
    records, worksheet = beginning.records, beginning.worksheet
    arranged = arrange(
        Drawn(iter(records)),
        choices.header_row,
        choices.first_row,
        choices.last_row,
        strays=beginning.strays,
        gridded=beginning.gridded,
        beyond=beginning.beyond,
    )
    header = arranged.header
    cut_off = () if beginning.whole else ("sheets.footer_rows",)
    arranged_findings = [each for each in arranged.findings if each.code not in cut_off]
    findings = [*beginning.findings, *arranged_findings]
    findings.sort(key=lambda each: _rank(each.code))
    names = arranged.table.headers
    if worksheet is not None:
        names = merged_names(names, header.row, worksheet.merged)
    rows = arranged.table.rows
    ragged = {rows[index]: why for index, why in arranged.ragged.items()}
    hidden: set[int] = set()
    if worksheet is not None:
        ragged |= worksheet.held
        hidden = worksheet.hidden
    contacts = frozenset(rows) if arranged.own else None
    kinds = _kinds(records, header, choices, arranged_findings, contacts)
    shown = tuple(
        PreviewRow(
            row,
            tuple(map(_cell, record[:_MOST_COLUMNS])),
            kind,
            ragged.get(row) if kind is RowKind.CONTACT else None,
            row in hidden,
        )
        for row, (record, kind) in enumerate(zip(records[:count], kinds, strict=False), 1)
    )
    understood = replace(
        beginning.understood,
        header_row=header.row or 0,
        first_row=choices.first_row or header.first,
        last_row=choices.last_row or (rows[-1] if rows and beginning.whole else None),
    )
    return Preview(
        path,
        beginning.format,
        size,
        beginning.whole and len(records) <= count,
        names[:_MOST_COLUMNS],
        len(names),
        shown,
        understood,
        tuple(findings),
        worksheet.names if worksheet else (),
        worksheet.hidden_names if worksheet else (),
        beginning.stackable,
    )


def _rank(code: str) -> int:
    return _UNREADABLE.index(code) if code in _UNREADABLE else len(_UNREADABLE)


def _cell(cell: bytes) -> str:
    return cell[: 4 * _LONGEST_CELL].decode("utf-8", "ignore")[:_LONGEST_CELL]


def _kinds(
    records: list[list[bytes]],
    header: Header,
    choices: Choices,
    findings: list[Reason],
    contacts: frozenset[int] | None,
) -> Iterator[RowKind]:
    """What each record is taken for; `contacts`: the rows of an earlier export's, None without."""
    ends = {each.code: int(each.params["row"]) for each in findings if each.code in _ENDS}
    top, first = header.row or header.first, choices.first_row or 0
    for row, record in enumerate(records, 1):
        if not any(map(bytes.strip, record)):
            yield RowKind.BLANK
        elif contacts is not None and row in contacts:
            yield RowKind.CONTACT
        elif row < top:
            yield RowKind.TITLE
        elif header.row is not None and row < top + header.levels:
            yield RowKind.HEADER
        elif contacts is not None or not first <= row <= (choices.last_row or row):
            yield RowKind.LEFT_OUT
        else:
            yield next(
                (kind for code, kind in _ENDS.items() if row >= ends.get(code, row + 1)),
                RowKind.CONTACT,
            )


_ENDS = {
    "sheets.second_table": RowKind.SECOND_TABLE,
    "sheets.footer_rows": RowKind.FOOTER,
}
