"""Everything that a file holds: each record of each worksheet, hidden ones too.

For lists of people who must not be called, where nothing is a title, a header or a footer.
"""

from dataclasses import dataclass
from pathlib import Path

from dialsheet.columns import Table
from dialsheet.errors import BadInput
from dialsheet.sheets.contents import format_of, is_workbook, opened
from dialsheet.sheets.header import column_place
from dialsheet.sheets.importing import Choices, read_sheet
from dialsheet.sheets.links import linked_numbers
from dialsheet.sheets.packing import Told, silent
from dialsheet.sheets.workbook import worksheet_names

_LAST = 1 << 40  # a record that no file has: nothing is cut off as a footer
_LINKS = "Hyperlinks"  # the table of what cells are linked to
_WITHOUT_VALUE = ("sheets.formula_without_value", "sheets.formulas_without_value")
_WITHOUT_CELLS = ("sheets.empty_file", "sheets.no_contacts")


@dataclass(frozen=True, slots=True)
class WholeSheet:
    """All records of one worksheet, or of a text file."""

    sheet: str | None  # the worksheet's name; None: a text file
    names: tuple[str, ...]  # of the columns: after the header where there is one
    table: Table  # the record that names the columns among them
    header_row: int | None  # that record, 1-based
    without_value: tuple[tuple[int, int], ...]  # formulas never worked out: record, column from 0


def read_everything(path: Path, told: Told = silent) -> tuple[WholeSheet, ...]:
    """Every worksheet that has cells, in their order, and what cells are linked to by telephone.

    Raises `BadInput`.
    """
    with opened(path.absolute()) as file:
        names: tuple[str | None, ...] = (None,)
        links: Table | None = None
        if is_workbook(file.beginning(), path.name):
            data = file.whole()
            names = worksheet_names(data, path.name, format_of(data, path.name))
            links = linked_numbers(data, path.name)
        else:
            for _ in file.blocks():  # to its end, where its digest is known
                pass
        found = [whole for name in names if (whole := _read(path, name, file.sha256, told))]
        file.check()
    if not found:
        raise BadInput("sheets.empty_file", file=path.name)
    if links is not None:
        found.append(WholeSheet(_LINKS, links.headers, links, None, ()))
    return tuple(found)


def all_records(path: Path, worksheet: str, told: Told = silent) -> Table | None:
    """All records of one worksheet, its header among them; None: it has none.

    Raises `BadInput`.
    """
    try:
        choices = Choices(sheet=worksheet, header_row=0, last_row=_LAST)
        return read_sheet(path, choices, told).table
    except BadInput as refused:
        if refused.reason.code in _WITHOUT_CELLS:
            return None
        raise


def _read(path: Path, name: str | None, sha256: str, told: Told) -> WholeSheet | None:
    try:
        everything = read_sheet(path, Choices(sheet=name, header_row=0, last_row=_LAST), told)
    except BadInput as refused:
        if refused.reason.code in _WITHOUT_CELLS:
            return None
        raise
    if everything.source.sha256 != sha256:
        raise BadInput("sheets.file_changed", file=path.name)
    table = everything.table
    names, header_row = table.headers, None
    try:
        named = read_sheet(path, Choices(sheet=name))
    except BadInput:
        named = None  # it has records, and none of them is a contact
    if named is not None and named.source.header_row is not None:
        header_row = named.source.header_row
        headers = named.table.headers[: len(names)]
        names = (*headers, *names[len(headers) :])
    blank = [*everything.ragged.values(), *everything.findings]  # a finding: its row may be blank
    without = {
        (int(why.params["row"]), column_place(str(why.params["column"])))
        for why in blank
        if why.code in _WITHOUT_VALUE
    }
    return WholeSheet(everything.source.sheet, names, table, header_row, tuple(sorted(without)))
