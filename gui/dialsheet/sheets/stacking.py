"""Worksheets with equal headers become one sheet, one below the other.

A contact's `row` goes on counting where the worksheet before ended, so that it stays unique;
`Source.stacked` has what was added, and a last column has the worksheet's name.
"""

from array import array
from collections.abc import Sequence
from dataclasses import replace

from dialsheet.columns import Table, TextColumn, unused_name
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.sheet import Sheet

_COLUMN = "Worksheet"


def stack(sheets: Sequence[Sheet]) -> Sheet:
    """One sheet of several of one file; one that comes twice counts once.

    Raises `BadInput` when their headers are not equal, or the file changed between them.
    """
    sheets = list({sheet.source.sheet: sheet for sheet in sheets}.values())
    first = sheets[0]
    headers = first.table.headers
    rows, stacked = array("Q"), []
    ragged: dict[int, Reason] = {}
    hidden: set[int] = set()
    spanned: dict[str, dict[int, str]] = {}
    doubtful: dict[str, dict[int, Reason]] = {}
    findings: list[Reason] = []
    offset = 0
    for sheet in sheets:
        name, table = sheet.source.sheet or "", sheet.table
        if sheet.source.sha256 != first.source.sha256:
            raise BadInput("sheets.file_changed", file=first.source.file)
        if table.headers != headers:
            raise BadInput("sheets.headers_differ", sheet=name, first=first.source.sheet or "")
        index = len(rows)
        stacked.append((name, offset))
        findings += (
            Reason(
                "sheets.stacked_worksheet",
                {"sheet": name, "count": len(table), "row": offset + 1},
            ),
            *(each for each in sheet.findings if each.code != "sheets.other_worksheets"),
        )
        ragged.update({index + place: why for place, why in sheet.ragged.items()})
        for header, doubts in sheet.doubtful.items():
            moved = {index + place: why for place, why in doubts.items()}
            doubtful.setdefault(header, {}).update(moved)
        for header, texts in sheet.spanned.items():
            shown = {index + place: text for place, text in texts.items()}
            spanned.setdefault(header, {}).update(shown)
        hidden.update(index + place for place in sheet.hidden)
        rows.extend(row + offset for row in table.rows)
        offset += table.rows[-1] if table.rows else sheet.source.header_row or 0
    columns = [
        TextColumn.joined(sheet.table.columns[position] for sheet in sheets)
        for position in range(len(headers))
    ]
    columns.append(TextColumn.of(name for sheet in sheets for name in _names(sheet)))
    return replace(
        first,
        source=replace(first.source, stacked=tuple(stacked)),
        table=Table((*headers, unused_name(_COLUMN, headers)), rows, tuple(columns)),
        ragged=ragged,
        hidden=frozenset(hidden),
        doubtful=doubtful,
        spanned=spanned,
        unformatted=frozenset().union(*(sheet.unformatted for sheet in sheets)),
        findings=tuple(findings),
    )


def _names(sheet: Sheet) -> list[str]:
    return [sheet.source.sheet or ""] * len(sheet.table)
