"""From a sheet to contacts: import, check, decide."""

from array import array
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dialsheet.campaign import (
    NO_LIMITS,
    Campaign,
    Connection,
    Contacts,
    Correction,
    Decided,
    Decision,
    Dialect,
    DuplicatePolicy,
    EditableContacts,
    Grounds,
    Holders,
    Limits,
    Mapping,
    Pace,
    Rules,
    correct_all,
    decide,
    fields_problem,
    mapping_problems,
    new_id,
)
from dialsheet.columns import CodedColumn, Source, Table
from dialsheet.errors import BadInput, Reason
from dialsheet.numbers import VerdictColumn, check_column
from dialsheet.ports import Clock
from dialsheet.sheets import Choices, Sheet, read_sheet
from dialsheet.workflow.called_before import ResultSheet, dialed, recognise, still_called
from dialsheet.workflow.further_numbers import FurtherColumn, further_columns
from dialsheet.workflow.guessing import guess_mapping, likely_region_columns
from dialsheet.workflow.remembering import recall
from dialsheet.workflow.work import tell

_AT_ONCE = 100_000  # contacts that are checked before they are shown


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet, freshly read, with a first mapping and what it makes of the contacts."""

    sheet: Sheet
    mapping: Mapping  # by which the contacts were decided
    contacts: Contacts
    guessed: Mapping  # the number column is guessed; empty when none was found
    region_columns: tuple[str, ...] = ()  # that may say each row's country
    corrections: tuple[Correction, ...] = ()  # that were kept when this file was open before
    further: tuple[FurtherColumn, ...] = ()  # that may hold further numbers
    is_checked: bool = True  # else the contacts are to be planned yet, and their cells shown

    @property
    def is_recalled(self) -> bool:
        """Whether the mapping is the one that was made for such columns before."""
        return self.mapping != self.guessed


def open_sheet(
    path: Path,
    choices: Choices,
    region: str | None,
    remembered: MappingABC[str, Any] | None = None,
) -> Opened:
    """Read a sheet and make a first plan of it, unless it is so large that the plan would keep its
    cells from being looked at. Raises `BadInput`.

    `remembered` are the mappings of other days: see `remembering`.
    """
    sheet = read(path, choices)
    guessed = guess_mapping(sheet.table, region)
    recalled = recall(remembered or {}, sheet.table.headers)
    mapping = remembered_mapping(sheet) or recalled or guessed
    at_once = len(sheet.table) <= _AT_ONCE
    contacts = plan_to_edit(sheet, mapping, Rules()) if at_once else _unchecked(sheet.table)
    likely = likely_region_columns(sheet.table)
    further = further_columns(sheet.table, mapping, contacts.verdicts) if at_once else ()
    return Opened(sheet, mapping, contacts, guessed, likely, (), further, at_once)


def _unchecked(table: Table) -> Contacts:
    waits = Decided(Decision.HELD, Reason("workflow.not_checked"))
    return Contacts(table, (), CodedColumn.packed([waits], array("I", bytes(4 * len(table)))))


def read(path: Path, choices: Choices) -> Sheet:
    """Read a sheet; one that was exported before is recognised. Raises `BadInput`."""
    return recognise(read_sheet(path, choices, tell))


def remembered_mapping(sheet: Sheet) -> Mapping | None:
    """The mapping that a result sheet brings along."""
    return sheet.mapping if isinstance(sheet, ResultSheet) else None


def check(table: Table, mapping: Mapping) -> tuple[VerdictColumn, ...]:
    """A verdict for each cell of each number column of the mapping."""
    said = mapping.region_column
    regions = table.column(said) if said is not None else None
    return tuple(
        check_column(table.column(number.column), mapping.region, regions)
        for number in mapping.numbers
    )


def plan(
    sheet: Sheet,
    mapping: Mapping,
    rules: Rules,
    corrections: Iterable[Correction] = (),
    limits: Limits = NO_LIMITS,
) -> Contacts:
    """Check and decide every contact. Raises `BadInput` when the mapping does not fit the sheet."""
    contacts, _ = _plan(sheet, mapping, rules, corrections, limits)
    return contacts


def plan_to_edit(
    sheet: Sheet,
    mapping: Mapping,
    rules: Rules,
    corrections: Iterable[Correction] = (),
    limits: Limits = NO_LIMITS,
) -> EditableContacts:
    """The same, for a person to correct one by one; takes a little longer."""
    contacts, grounds = _plan(sheet, mapping, rules, corrections, limits)
    verdicts = contacts.verdicts
    return EditableContacts(
        contacts.table, verdicts, contacts.decided, mapping, grounds, Holders(verdicts)
    )


def _plan(
    sheet: Sheet,
    mapping: Mapping,
    rules: Rules,
    corrections: Iterable[Correction],
    limits: Limits,
) -> tuple[Contacts, Grounds]:
    refuse_problems(mapping, sheet.table)
    verdicts = check(sheet.table, mapping)
    correct_all(corrections, sheet.table, mapping, verdicts)
    grounds = replace(_grounds(sheet, verdicts, rules), limits=limits)
    return Contacts(sheet.table, verdicts, decide(sheet.table, mapping, verdicts, grounds)), grounds


def _grounds(sheet: Sheet, verdicts: Sequence[VerdictColumn], rules: Rules) -> Grounds:
    """What decides beside the numbers: rows that are looked at first, and earlier calls.

    A number that was dialed counts even where its cell has moved to another row since.
    """
    called = still_called(sheet) if rules.call_again else dict(sheet.called)
    alone = rules.duplicates is DuplicatePolicy.ALL
    moved = {} if alone else dialed(sheet, rules.call_again)
    for index in called if moved else ():
        for column in verdicts:
            moved.pop(column.numbers[index], None)  # its own row still has it
    held = {**_hidden_rows(sheet, rules), **_ragged_rows(sheet, rules)}
    return Grounds(rules.duplicates, rules.accepted_rules, held, called, moved)


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


def refuse_problems(mapping: Mapping, table: Table, dialect: Dialect | None = None) -> None:
    """Raise `BadInput` for the first thing that is wrong with a mapping; no column is not."""
    problems = mapping_problems(mapping, table.headers)
    if dialect is not None and (unsendable := fields_problem(mapping.fields, dialect)):
        problems.append(unsendable)
    for problem in problems:
        if problem.code != "campaign.no_number_column":
            raise BadInput(problem.code, **problem.params)


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
