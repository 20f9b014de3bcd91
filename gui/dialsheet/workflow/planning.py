"""From a sheet to contacts: import, check, decide."""

import re
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
    Refusals,
    Rules,
    against_country,
    contradict,
    correct_all,
    country_columns,
    decide,
    doubtful_verdict,
    fields_problem,
    find_refusals,
    held_by_country,
    listed_numbers,
    mapping_problems,
    names_people_not_to_call,
    new_id,
    refused,
    refused_numbers,
    table_digest,
)
from dialsheet.columns import CodedColumn, Source, Table, TextColumn
from dialsheet.errors import BadInput, Param, Reason
from dialsheet.numbers import VerdictColumn, check_column
from dialsheet.ports import Clock
from dialsheet.sheets import Choices, Sheet, all_records, read_sheet
from dialsheet.workflow.called_before import ResultSheet, dialed, recognise, still_called
from dialsheet.workflow.further_numbers import FurtherColumn, further_columns
from dialsheet.workflow.guessing import guess_mapping, likely_region_columns
from dialsheet.workflow.remembering import recall
from dialsheet.workflow.work import tell

_OTHER_CODES = re.compile(  # that are countries', too: CA, DE, IN
    r"state|province|prefecture|region|lang|locale|currency|name|birth|origin|nationality"
    r"|県|州|言語|通貨|名|国籍",
    re.IGNORECASE,
)
LIST_BESIDE = "workflow.list_beside"  # a finding
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
    sheet = recognise(read_sheet(path, choices, tell))
    source = replace(sheet.source, content=table_digest(sheet.table))
    return with_refusals(_with_lists(replace(sheet, source=source), path))


def _with_lists(sheet: Sheet, path: Path) -> Sheet:
    """The sheet, and the other worksheets that name people who are not to be called."""
    read = {sheet.source.sheet, *(name for name, _ in sheet.source.stacked)}
    names = [each for each in sheet.sheets if each not in read and names_people_not_to_call(each)]
    found = [(name, all_records(path, name, tell)) for name in names]
    lists = tuple((name, table) for name, table in found if table is not None)
    told = (Reason(LIST_BESIDE, {"sheet": name, "count": len(table)}) for name, table in lists)
    return replace(sheet, lists=lists, findings=(*sheet.findings, *told))


def with_refusals(sheet: Sheet) -> Sheet:
    """The sheet, and of whom it says itself that they are not to be called."""
    table = _with_merged_cells(sheet)
    return replace(sheet, table=table, refusals=find_refusals(table))


def _with_merged_cells(sheet: Sheet) -> Table:
    """The table in which who is refused by a merged cell has what it shows in their own row.

    Their other merged cells, too: one may be their number.
    """
    if not sheet.spanned:
        return sheet.table
    filled = _filled(sheet.table, sheet.spanned)
    refusing = {index for cells in find_refusals(filled).values() for index in cells}
    theirs = {
        header: {index: text for index, text in texts.items() if index in refusing}
        for header, texts in sheet.spanned.items()
    }
    return _filled(sheet.table, theirs)


def _filled(table: Table, texts: MappingABC[str, MappingABC[int, str]]) -> Table:
    """The table with these texts in place of what stands there, by header and index."""
    columns = list(table.columns)
    for place, header in enumerate(table.headers):
        if theirs := texts.get(header):
            cells = enumerate(columns[place])
            columns[place] = TextColumn.of(theirs.get(index, cell) for index, cell in cells)
    return replace(table, columns=tuple(columns))


def refusals_of(sheet: Sheet) -> Refusals:
    """Of whom a sheet says that they are not to be called, by header and index."""
    return find_refusals(sheet.table) if sheet.refusals is None else sheet.refusals


def remembered_mapping(sheet: Sheet) -> Mapping | None:
    """The mapping that a result sheet brings along."""
    return sheet.mapping if isinstance(sheet, ResultSheet) else None


def check(sheet: Sheet, mapping: Mapping) -> tuple[VerdictColumn, ...]:
    """A verdict for each cell of each number column of the mapping."""
    table, said = sheet.table, mapping.region_column
    regions = table.column(said) if said is not None else None
    verdicts = tuple(
        check_column(table.column(number.column), mapping.region, regions)
        for number in mapping.numbers
    )
    contradict(table, mapping, verdicts)
    for number, column in zip(mapping.numbers, verdicts, strict=True):
        for index, why in sheet.doubtful.get(number.column, {}).items():
            column[index] = doubtful_verdict(why)
    return verdicts


def country_findings(
    table: Table, mapping: Mapping, verdicts: Sequence[VerdictColumn]
) -> tuple[Reason, ...]:
    """What columns say against the one country that was chosen for all rows."""
    held = held_by_country(verdicts)
    columns = country_columns(table, mapping)
    params: dict[str, Param] = {"column": ", ".join(columns), "country": mapping.region or ""}
    found = [Reason("workflow.country_contradicts", {**params, "count": held})] if held else []
    if mapping.region is not None and mapping.region_column is None:
        others = (each for each in likely_region_columns(table) if each not in columns)
        for column in filter(_may_name_countries, others):
            if count := against_country(table, column, verdicts):
                params = {"column": column, "country": mapping.region, "count": count}
                found.append(Reason("workflow.country_may_contradict", params))
    return tuple(found)


def _may_name_countries(header: str) -> bool:
    return not _OTHER_CODES.search(header)


def mapping_findings(sheet: Sheet, mapping: Mapping) -> tuple[Reason, ...]:
    """What a person should know of the columns that a mapping uses."""
    return tuple(
        Reason("workflow.formats_not_read", {"column": column, "format": sheet.source.format})
        for column in dict.fromkeys(number.column for number in mapping.numbers)
        if column in sheet.unformatted
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
    verdicts = check(sheet, mapping)
    correct_all(corrections, sheet.table, mapping, verdicts)
    grounds = replace(
        _grounds(sheet, mapping, verdicts, rules),
        limits=limits,
        doubtful=sheet.doubtful,
        waits_for=rules.calling.callback_column,
    )
    return Contacts(sheet.table, verdicts, decide(sheet.table, mapping, verdicts, grounds)), grounds


def _grounds(
    sheet: Sheet, mapping: Mapping, verdicts: Sequence[VerdictColumn], rules: Rules
) -> Grounds:
    """What decides beside the numbers: rows that are looked at first, and earlier calls.

    A number that was dialed counts even where its cell has moved to another row since.
    """
    called = still_called(sheet, rules.repeats)
    alone = rules.duplicates is DuplicatePolicy.ALL
    moved = {} if alone else dialed(sheet, rules.repeats)
    for index in called if moved else ():
        for column in verdicts:
            moved.pop(column.numbers[index], None)  # its own row still has it
    held = {**_hidden_rows(sheet, rules), **_ragged_rows(sheet, rules)}
    no = _refused(sheet, rules)
    numbers = {
        **listed_numbers(sheet.lists, mapping.region, verdicts),
        **refused_numbers(sheet.table, mapping, verdicts, no),
    }
    return Grounds(
        *(rules.duplicates, rules.accepted_rules, held, called, moved),
        refused=no,
        refused_numbers=numbers,
    )


def _refused(sheet: Sheet, rules: Rules) -> dict[int, Reason]:
    """Contacts of whom the sheet itself, or a rule that reads it, says that there is no call."""
    said = (rules.calling.hold_where, rules.ignore_do_not_call)
    return refused(sheet.table, refusals_of(sheet), *said)


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


def refuse_ignored(sheet: Sheet, columns: Sequence[str]) -> None:
    """Raise `BadInput` for a column that is to be overruled, and is not there or says no of
    nobody."""
    for column in columns:
        if column not in sheet.table.headers:
            raise BadInput("campaign.no_such_column", column=column)
        if column not in refusals_of(sheet):
            raise BadInput("campaign.column_says_nothing", column=column)


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
