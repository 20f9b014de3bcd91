"""What the contacts would send, shown and weighed before anything is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from dialsheet.campaign import (
    NO_LIMITS,
    Contacts,
    Correction,
    Decision,
    Dialect,
    EditableContacts,
    Held,
    Json,
    Limits,
    Mapping,
    Rules,
    cannot_call,
    dialect_warning,
    make_ref,
    may_dial,
    row_values,
    with_ref,
)
from dialsheet.errors import Reason
from dialsheet.sheets import Sheet
from dialsheet.workflow.further_numbers import FurtherColumn, further_columns
from dialsheet.workflow.planning import plan_to_edit

_MAY_BE_LARGE = 2_000  # characters of a row's cells, each of which takes up to 6 bytes in JSON


@dataclass(frozen=True, slots=True)
class Sending:
    """What one contact would send, or why it would not be sent."""

    row: int
    to_number: str | None
    values: dict[str, Json] | None
    held: Reason | None


def plan_to_show(
    sheet: Sheet,
    mapping: Mapping,
    rules: Rules,
    corrections: Iterable[Correction],
    limits: Limits,
) -> tuple[EditableContacts, tuple[int, ...]]:
    """The contacts, checked and decided, and the rows that send much: see `large_rows`."""
    contacts = plan_to_edit(sheet, mapping, rules, corrections, limits)
    return contacts, large_rows(contacts, mapping, limits.dialect)


def plan_and_offer(
    sheet: Sheet,
    mapping: Mapping,
    rules: Rules,
    corrections: Iterable[Correction],
    limits: Limits,
) -> tuple[EditableContacts, tuple[int, ...], tuple[FurtherColumn, ...]]:
    """The same, and the columns that could be called, too: see `further_numbers`."""
    contacts, large = plan_to_show(sheet, mapping, rules, corrections, limits)
    return contacts, large, further_columns(sheet.table, mapping, contacts.verdicts)


def first_sendings(
    contacts: Contacts,
    mapping: Mapping,
    count: int,
    accepted_rules: Collection[str] = (),
    limits: Limits = NO_LIMITS,
) -> tuple[Sending, ...]:
    """What the first contacts that are to be called would send; the references are examples."""
    ready = (
        index for index, each in enumerate(contacts.decided) if each.decision is Decision.READY
    )
    return tuple(
        _sending(contacts, mapping, index, accepted_rules, limits) for index in islice(ready, count)
    )


def _sending(
    contacts: Contacts,
    mapping: Mapping,
    index: int,
    accepted_rules: Collection[str],
    limits: Limits,
) -> Sending:
    row = contacts.table.rows[index]
    verdicts = (column[index] for column in contacts.verdicts)
    called = (
        each.e164
        for each in verdicts
        if may_dial(each, accepted_rules) and not cannot_call(limits, each)
    )
    number = next(called, None)
    try:
        values = row_values(mapping.fields, contacts.table.cells(index))
    except Held as held:
        return Sending(row, number, None, held.reason)
    example = make_ref("00000000-0000-4000-8000-000000000000", row, "…")
    return Sending(row, number, with_ref(values, example), None)


def large_rows(contacts: Contacts, mapping: Mapping, dialect: Dialect) -> tuple[int, ...]:
    """The rows that are to be called and send more than the documentation is sure of."""
    columns = [contacts.table.column(each.column) for each in mapping.fields if each.column]
    constant = sum(len(each.constant) + len(each.default) for each in mapping.fields)
    large = []
    for index, decided in enumerate(contacts.decided):
        written = constant + sum(len(column[index]) for column in columns)
        if written > _MAY_BE_LARGE and decided.may_go:
            values = row_values(mapping.fields, contacts.table.cells(index))
            if dialect_warning(values, dialect):
                large.append(contacts.table.rows[index])
    return tuple(large)
