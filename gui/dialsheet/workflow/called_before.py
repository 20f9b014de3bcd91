"""A result sheet that comes back: its result columns are no data, and nobody is called again."""

import re
from dataclasses import replace

from dialsheet.columns import Table
from dialsheet.errors import Reason
from dialsheet.sheets import Sheet
from dialsheet.workflow.result_columns import CALLED, REJECT_HEADERS, RESULT_HEADERS

_NUMBERED = re.compile(r" \(\d+\)$")  # what import adds to a name that the sheet has twice


def recognise(sheet: Sheet) -> Sheet:
    """The sheet without the result columns of an earlier export, if it has them.

    Contacts that were called then (practice does not count) are told in `called`.
    """
    table = sheet.table
    if (first := _first_column_of(REJECT_HEADERS, table.headers)) is not None:
        return replace(sheet, table=_before(first, table))
    if (first := _first_column_of(RESULT_HEADERS, table.headers)) is None:
        return sheet
    decision = table.columns[first + RESULT_HEADERS.index("Decision")]
    called = {
        index: Reason("workflow.called_before", {"row": table.rows[index]})
        for index, cell in enumerate(decision)
        if cell in CALLED
    }
    return replace(
        sheet,
        table=_before(first, table),
        called=called,
        findings=(*sheet.findings, Reason("workflow.result_sheet", {"count": len(called)})),
    )


def _before(first: int, table: Table) -> Table:
    return Table(table.headers[:first], table.rows, table.columns[:first])


def _first_column_of(ours: tuple[str, ...], headers: tuple[str, ...]) -> int | None:
    """Where our columns begin; they are told by all their names, in order."""
    plain = [_NUMBERED.sub("", header) for header in headers]
    for first in range(1, len(plain) - len(ours) + 1):
        if tuple(plain[first : first + len(ours)]) == ours:
            return first
    return None
