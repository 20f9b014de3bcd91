"""From a sheet to contacts: import, check, decide, and what the first rows would send."""

from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from dialsheet.campaign import (
    Campaign,
    Connection,
    Contacts,
    Decision,
    DuplicatePolicy,
    Held,
    Json,
    Mapping,
    Pace,
    Rules,
    decide,
    make_ref,
    mapping_problems,
    new_id,
    row_values,
    with_ref,
)
from dialsheet.columns import Source, Table
from dialsheet.errors import BadInput, Reason
from dialsheet.numbers import VerdictColumn, check_column
from dialsheet.ports import Clock
from dialsheet.sheets import Choices, Sheet, read_sheet
from dialsheet.workflow.called_before import ResultSheet, dialed, recognise, still_called
from dialsheet.workflow.guessing import guess_number_columns
from dialsheet.workflow.remembering import recall
from dialsheet.workflow.work import tell


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet, freshly read, with a first mapping and what it makes of the contacts."""

    sheet: Sheet
    mapping: Mapping  # by which the contacts were decided
    contacts: Contacts
    guessed: Mapping  # the number column is guessed; empty when none was found

    @property
    def is_recalled(self) -> bool:
        """Whether the mapping is the one that was made for such columns before."""
        return self.mapping != self.guessed


@dataclass(frozen=True, slots=True)
class Sending:
    """What one contact would send, or why it would not be sent."""

    row: int
    to_number: str | None
    values: dict[str, Json] | None
    held: Reason | None


def open_sheet(
    path: Path,
    choices: Choices,
    region: str | None,
    remembered: MappingABC[str, Any] | None = None,
) -> Opened:
    """Read a sheet and make a first plan of it. Raises `BadInput`.

    `remembered` are the mappings of other days: see `remembering`.
    """
    sheet = read(path, choices)
    guessed = Mapping(guess_number_columns(sheet.table, region), region)
    recalled = recall(remembered or {}, sheet.table.headers)
    mapping = remembered_mapping(sheet) or recalled or guessed
    return Opened(sheet, mapping, plan(sheet, mapping, Rules()), guessed)


def read(path: Path, choices: Choices) -> Sheet:
    """Read a sheet; one that was exported before is recognised. Raises `BadInput`."""
    return recognise(read_sheet(path, choices, tell))


def remembered_mapping(sheet: Sheet) -> Mapping | None:
    """The mapping that a result sheet brings along."""
    return sheet.mapping if isinstance(sheet, ResultSheet) else None


def check(table: Table, mapping: Mapping) -> tuple[VerdictColumn, ...]:
    """A verdict for each cell of each number column of the mapping."""
    return tuple(
        check_column(table.column(number.column), mapping.region) for number in mapping.numbers
    )


def plan(sheet: Sheet, mapping: Mapping, rules: Rules) -> Contacts:
    """Check and decide every contact. Raises `BadInput` when the mapping does not fit the sheet."""
    refuse_problems(mapping, sheet.table)
    verdicts = check(sheet.table, mapping)
    decided = decide(
        sheet.table,
        mapping,
        verdicts,
        duplicates=rules.duplicates,
        accepted_rules=rules.accepted_rules,
        held={**_hidden_rows(sheet, rules), **_ragged_rows(sheet, rules)},
        called=_called(sheet, verdicts, rules),
    )
    return Contacts(sheet.table, verdicts, decided)


def _called(
    sheet: Sheet, verdicts: Sequence[VerdictColumn], rules: Rules
) -> MappingABC[int, Reason]:
    """Contacts that were called before the campaign, and are not to be called again.

    A number that was dialed counts even where its cell has moved to another row since.
    """
    called = still_called(sheet) if rules.call_again else dict(sheet.called)
    if rules.duplicates is DuplicatePolicy.ALL or not (moved := dialed(sheet, rules.call_again)):
        return called
    for index in called:
        for column in verdicts:
            moved.pop(column.numbers[index], None)  # its own row still has it
    for column in verdicts if moved else ():
        for index, number in enumerate(column.numbers):
            if number in moved:
                called.setdefault(index, moved[number])
    return called


def _hidden_rows(sheet: Sheet, rules: Rules) -> dict[int, Reason]:
    """Rows that the sheet hides are not called unless the user says so."""
    if rules.hidden_rows:
        return {}
    return dict.fromkeys(sheet.hidden, Reason("workflow.hidden_row"))


def _ragged_rows(sheet: Sheet, rules: Rules) -> MappingABC[int, Reason]:
    """Rows whose cells may be shifted are not called until a person has looked at them."""
    if rules.ragged_rows:
        return {}
    looked_at, rows = frozenset(rules.looked_at), sheet.table.rows
    return {index: why for index, why in sheet.ragged.items() if rows[index] not in looked_at}


def refuse_problems(mapping: Mapping, table: Table) -> None:
    """Raise `BadInput` for the first thing that is wrong with a mapping; no column is not."""
    for problem in mapping_problems(mapping, table.headers):
        if problem.code != "campaign.no_number_column":
            raise BadInput(problem.code, **problem.params)


def first_sendings(contacts: Contacts, mapping: Mapping, count: int) -> tuple[Sending, ...]:
    """What the first contacts that are to be called would send; the references are examples."""
    ready = (
        index for index, each in enumerate(contacts.decided) if each.decision is Decision.READY
    )
    return tuple(_sending(contacts, mapping, index) for index in islice(ready, count))


def _sending(contacts: Contacts, mapping: Mapping, index: int) -> Sending:
    row = contacts.table.rows[index]
    number = next(
        (column[index].e164 for column in contacts.verdicts if column[index].callable), None
    )
    try:
        values = row_values(mapping.fields, contacts.table.cells(index))
    except Held as held:
        return Sending(row, number, None, held.reason)
    example = make_ref("00000000-0000-4000-8000-000000000000", row, "…")
    return Sending(row, number, with_ref(values, example), None)


def new_campaign(
    source: Source,
    mapping: Mapping,
    rules: Rules,
    connection: Connection,
    pace: Pace,
    clock: Clock,
) -> Campaign:
    """A campaign of a fresh ID. Raises `BadInput` for a pace that the connection does not allow."""
    number = connection.from_number
    if not connection.on_loopback:
        if pace.per_second == 0:
            raise BadInput("workflow.pace_unlimited")
        if pace.per_second > 1 and number and number.provider == "cartesia":
            raise BadInput("workflow.pace_over_one", pace=pace.per_second)
    return Campaign(new_id(), clock.now(), source, mapping, rules, connection, pace)
