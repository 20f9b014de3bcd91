"""Where the contacts end: a second table below them, or a footer such as totals."""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialsheet.columns import TextColumn
from dialsheet.errors import Reason
from dialsheet.sheets.header import UNKNOWN, CellKind, cell_kind, is_header_of
from dialsheet.sheets.packing import are_equal

_COMPARED = 50  # records below a possible header
_BREAKS = 2000  # places that are looked at: a sheet with more is ragged all over
_FOOTER_ROWS = 8
_FOOTER = re.compile(
    r"(?:(?:grand |sub)?[- ]?totals?|sums?|summe|gesamt\w*|insgesamt|somme|suma|totale|итого"
    r"|averages?|mean|count|合計|総計|小計|计|总计"
    r"|\d+ (?:rows?|records?|contacts?|entries)|(?:rows?|records?)\s*:?\s*\d+"
    r"|(?:end of|source:|note:|notes:|generated|exported|printed|page \d).*|[*†]+ .*)"
    r"[\s:.]*[\d.,\s]*",
    re.IGNORECASE,
)


_NAME = re.compile(r"[^\W\d_][^\"@]*\Z")


@dataclass(frozen=True, slots=True)
class End:
    """How many of the rows are contacts, and why no more."""

    rows: int
    findings: tuple[Reason, ...] = ()


def end_of_table(
    names: Sequence[str], rows: "array[int]", widths: "array[int]", columns: Sequence[TextColumn]
) -> End:
    """Find the end of the contacts among packed rows; `rows` are their 1-based records.

    `widths` has the number of each record's cells.
    """
    body = _Body(rows, widths, columns)
    count = len(rows)
    findings: list[Reason] = []
    for index in body.breaks():
        if index and body.starts_table(index, names):
            findings.append(
                Reason("sheets.second_table", {"row": rows[index], "count": count - index})
            )
            count = index
            break
    while count and not any(body.cells(count - 1)):  # nothing but spaces
        count -= 1
    footers = 0
    while count > 1 and footers < _FOOTER_ROWS and body.is_footer(count - 1):
        count -= 1
        footers += 1
    if footers:
        findings.append(Reason("sheets.footer_rows", {"row": rows[count], "count": footers}))
    return End(count, tuple(findings))


@dataclass(frozen=True, slots=True)
class _Body:
    rows: "array[int]"
    widths: "array[int]"
    columns: Sequence[TextColumn]

    def breaks(self) -> Iterator[int]:
        """Rows after a blank one, and rows with another number of cells than the one above."""
        found = 0
        rows, widths = self.rows, self.widths
        if not rows or (rows[-1] - rows[0] + 1 == len(rows) and are_equal(widths)):
            return
        for index in range(1, len(rows)):
            if rows[index] != rows[index - 1] + 1 or widths[index] != widths[index - 1]:
                yield index
                found += 1
                if found == _BREAKS:
                    return

    def cells(self, index: int) -> list[str]:
        return [column[index].strip() for column in self.columns]

    def starts_table(self, index: int, names: Sequence[str]) -> bool:
        """Whether a table with its own header begins at a row, with or without a title."""
        titled = sum(map(bool, self.cells(index))) == 1 and index + 1 < len(self.rows)
        index += titled
        cells = self.cells(index)
        named = cells[: self.widths[index]]
        while named and not named[-1]:
            named.pop()
        if len(named) < 2 or not all(named) or named == list(names[: len(named)]):
            return False
        if not all(map(_NAME.match, named)) or any(cell.lower() in UNKNOWN for cell in named):
            return False
        until = min(index + 1 + _COMPARED, len(self.rows))
        below = [self.cells(other) for other in range(index + 1, until)]
        start = max(0, index - _COMPARED)
        above = [self.cells(other) for other in range(start, index)]
        if not below or not is_header_of(cells, above):
            return False
        same = all(self.widths[other] == self.widths[index] for other in range(index + 1, until))
        if self.widths[index] != len(names):
            return same or is_header_of(cells, below)
        apart = self.rows[index] != self.rows[index - 1] + 1
        return (apart or titled) and same and is_header_of(cells, below)

    def is_footer(self, index: int) -> bool:
        """Whether a row at the end sums up, or says something of the table."""
        cells = [cell for cell in self.cells(index) if cell]
        kinds = {cell_kind(cell) for cell in cells}
        if CellKind.PHONE in kinds or CellKind.EMAIL in kinds or len(self.columns) < 2:
            return False
        if _FOOTER.fullmatch(cells[0]):
            return True
        apart = self.rows[index] != self.rows[index - 1] + 1
        return apart and len(cells) == 1 and kinds == {CellKind.TEXT} and len(self.columns) > 2
