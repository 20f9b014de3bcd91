"""One more sheet for a campaign that lives: the same columns, rows that go on below the last."""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dialsheet.campaign import Added, Addition, Campaign, Contacts, find_refusals
from dialsheet.columns import Source, Table, TextColumn, unused_name
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Choices, Sheet
from dialsheet.workflow.called_before import ResultSheet, adopted_by
from dialsheet.workflow.planning import plan, read

_COLUMN = "File"


def plan_addition(
    campaign: Campaign, known: Contacts, added: Sequence[Added], sheet: Sheet
) -> Addition:
    """Check and decide the contacts of a sheet by the mapping and the rules of a campaign.

    `known` are its contacts, `added` the sheets that were added before. The sheet must have the
    columns of the campaign's own, in whatever order; a last column says of each contact which file
    and worksheet it is from. Raises `BadInput` for other columns, and for a test call.
    """
    if campaign.test:
        raise BadInput("workflow.test_call_of_one")
    own = known.table.headers
    if added or campaign.source.stacked:  # the last one is ours
        *own_list, ours = own
        own = tuple(own_list)
    else:
        ours = unused_name(_COLUMN, own)
    _refuse_other_columns(sheet, own)
    offset = known.table.rows[-1]
    below = _below(sheet, offset, (*own, ours))
    contacts = plan(below, campaign.mapping, campaign.rules, limits=campaign.connection.limits)
    origin = _origin(campaign.source, campaign.source.sheet)
    return Addition(sheet.source, offset, contacts, origin, adopted_by(below))


def read_addition(
    campaign: Campaign, known: Contacts, added: Sequence[Added], path: Path
) -> Addition:
    """The same of a file, read as it is understood."""
    return plan_addition(campaign, known, added, read(path, Choices()))


def _refuse_other_columns(sheet: Sheet, own: Sequence[str]) -> None:
    theirs = _headers(sheet)
    missing = ", ".join(header for header in own if header not in theirs)
    more = ", ".join(header for header in theirs if header not in own)
    file = sheet.source.file
    if missing and more:
        raise BadInput("workflow.other_columns", file=file, missing=missing, more=more)
    if missing:
        raise BadInput("workflow.columns_missing", file=file, missing=missing)
    if more:
        raise BadInput("workflow.columns_more", file=file, more=more)


def _headers(sheet: Sheet) -> tuple[str, ...]:
    """Those of its own columns; where worksheets were stacked, the last names them."""
    return sheet.table.headers[:-1] if sheet.source.stacked else sheet.table.headers


def _below(sheet: Sheet, offset: int, headers: tuple[str, ...]) -> Sheet:
    """The sheet in the columns of a campaign, its rows moved down by `offset`."""
    table, source = sheet.table, sheet.source
    names = (_origin(source, source.place(row)[0]) for row in table.rows)
    columns = (*(table.column(header) for header in headers[:-1]), TextColumn.of(names))
    rows = array("Q", (row + offset for row in table.rows))
    called = {index: _moved(why, offset) for index, why in sheet.called.items()}
    table = Table(headers, rows, columns)
    sheet = replace(sheet, table=table, called=called, refusals=find_refusals(table))
    if isinstance(sheet, ResultSheet):
        told = (replace(each, row=each.row + offset) for each in sheet.adopted)
        sheet = replace(sheet, adopted=tuple(told))
    return sheet


def _moved(why: Reason, offset: int) -> Reason:
    row = why.params.get("row")
    return Reason(why.code, {**why.params, "row": row + offset}) if isinstance(row, int) else why


def _origin(source: Source, worksheet: str | None) -> str:
    return source.file if worksheet is None else f"{source.file}: {worksheet}"
