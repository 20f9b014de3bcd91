"""A worksheet that is being read, and what a person should know of its rows."""

from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dialsheet.columns import Table
from dialsheet.errors import Reason
from dialsheet.sheets.header import column_letters
from dialsheet.sheets.worksheet_xml import Learned, Merged, Place


@dataclass(slots=True)
class Worksheet:
    """One worksheet of a workbook. What is learned of its rows fills while they are drawn."""

    name: str
    names: tuple[str, ...]  # of all worksheets
    hidden_names: tuple[str, ...]  # of those that the workbook hides
    records: Iterator[list[bytes]]  # UTF-8 cells, all rows and columns from A1 on
    findings: list[Reason]
    held: dict[int, Reason] = field(default_factory=dict)  # row, 1-based -> why it needs a look
    doubtful: dict[Place, str] = field(default_factory=dict)  # why it cannot be told: a code
    of_numbers: set[int] = field(default_factory=set)  # columns, 1-based; formats cannot be read
    hidden: set[int] = field(default_factory=set)  # rows, 1-based
    merged: list[Merged] = field(default_factory=list)

    def stop(self) -> None:
        """No more records are wanted; what was learned until now is told."""
        if isinstance(self.records, Generator):
            self.records.close()


def merged_names(
    names: Sequence[str], header_row: int | None, merged: Iterable[Merged]
) -> tuple[str, ...]:
    """The columns' names, those under a merged header after its own: `Phone`, `Phone (2)`."""
    named = list(names)
    for (top, left), (_, right) in merged:
        for position in range(left, min(right, len(named))) if top == header_row else ():
            candidate = f"{named[left - 1]} ({position - left + 2})"
            if named[position] == f"Column {column_letters(position)}" and candidate not in named:
                named[position] = candidate
    return tuple(named)


def spanned_cells(table: Table, merged: Iterable[Merged]) -> dict[str, dict[int, str]]:
    """What merged cells show of contacts, beside the contact in whose row and column it stands.

    By header and index. Cells that are merged with the header say nothing of a contact.
    """
    spanned: dict[str, dict[int, str]] = {}
    for (top, left), (bottom, right) in merged:
        first, last = bisect_left(table.rows, top), bisect_right(table.rows, bottom)
        if first == last or table.rows[first] != top or left > len(table.columns):
            continue
        if not (text := table.columns[left - 1][first]):
            continue
        for place in range(left - 1, min(right, len(table.columns))):
            for index in range(first, last):
                if not table.columns[place][index]:
                    spanned.setdefault(table.headers[place], {})[index] = text
    return spanned


def note(learned: Learned, worksheet: Worksheet) -> None:
    """Tell the worksheet what was learned of its rows."""
    for row, column in learned.without_value:
        letters = column_letters(column - 1)
        reason = Reason("sheets.formula_without_value", {"row": row, "column": letters})
        worksheet.held.setdefault(row, reason)
    worksheet.doubtful.update(dict.fromkeys(learned.without_value, "sheets.value_unknown"))
    worksheet.doubtful.update(dict.fromkeys(learned.unsure, "sheets.format_unsure"))
    worksheet.findings.extend(_learned_findings(learned))


def _learned_findings(learned: Learned) -> Iterator[Reason]:
    if learned.without_value:
        row, column = learned.without_value[0]
        yield Reason(
            "sheets.formulas_without_value",
            {"count": len(learned.without_value), "row": row, "column": column_letters(column - 1)},
        )
    if learned.unsure:
        row, column = learned.unsure[0]
        yield Reason(
            "sheets.formats_unsure",
            {"count": len(learned.unsure), "row": row, "column": column_letters(column - 1)},
        )
    if learned.hidden:
        code = "sheets.filtered_rows" if learned.is_filtered else "sheets.hidden_rows"
        yield Reason(code, {"count": len(learned.hidden)})
    if learned.merged:
        row, column = min(learned.merged)[0]
        yield Reason(
            "sheets.merged_cells",
            {"count": len(learned.merged), "row": row, "column": column_letters(column - 1)},
        )
