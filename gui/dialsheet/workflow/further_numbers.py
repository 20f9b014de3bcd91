"""Columns that hold further numbers: whom they reach that the chosen ones do not.

They are offered, never taken by themselves: whose number it is, a person knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialsheet.campaign import Mapping, NumberColumn
from dialsheet.columns import Table
from dialsheet.errors import Reason
from dialsheet.numbers import Check, VerdictColumn, check_column
from dialsheet.workflow.guessing import likely_number_columns
from dialsheet.workflow.header_names import guess_kind

_NO_NUMBER = (Check.EMPTY, Check.INVALID)


@dataclass(frozen=True, slots=True)
class FurtherColumn:
    """A column that looks like telephone numbers and is not chosen."""

    number: NumberColumn
    reached: int  # contacts without a number in the chosen columns, and with a callable one here


def further_columns(
    table: Table, mapping: Mapping, verdicts: Sequence[VerdictColumn]
) -> tuple[FurtherColumn, ...]:
    """The columns that could be chosen, too, those that reach most further contacts first.

    `verdicts` are those on the chosen columns, in their order.
    """
    chosen = {number.column for number in mapping.numbers} | {mapping.region_column}
    likely = [each for each in likely_number_columns(table, mapping.region) if each not in chosen]
    if not likely:
        return ()
    lacking = _lacking(len(table), verdicts)
    said = table.column(mapping.region_column) if mapping.region_column else None
    regions = None if said is None else [said[index] for index in lacking]
    found = []
    for header in likely:
        column = table.column(header)
        checked = check_column((column[index] for index in lacking), mapping.region, regions)
        callable_ = sum(check in (Check.VALID, Check.REPAIRED) for check in checked.checks)
        found.append(FurtherColumn(NumberColumn(header, guess_kind(header)), callable_))
    return tuple(sorted(found, key=lambda each: -each.reached))


def told_numbers(further: Iterable[FurtherColumn], mapping: Mapping) -> tuple[Reason, ...]:
    """Who has a number only in a column that is not chosen: a sentence for each such column."""
    columns = ", ".join(number.column for number in mapping.numbers)
    return tuple(
        Reason(
            "workflow.number_elsewhere",
            {"count": each.reached, "columns": columns, "other": each.number.column},
        )
        for each in further
        if each.reached and mapping.numbers
    )


def _lacking(rows: int, verdicts: Sequence[VerdictColumn]) -> list[int]:
    """The contacts of which no chosen column holds a number, not even a doubtful one."""
    lacking = list(range(rows))
    for column in verdicts:
        details = column.details
        lacking = [index for index in lacking if details[index][0] in _NO_NUMBER]
    return lacking
