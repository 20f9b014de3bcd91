"""The numbers of contacts who are not to be called: nobody else is called on one of them.

They are read as a list of numbers that are never called is: whatever a cell of such a contact may
mean counts, in every column, dialed or not, with every country that the sheet speaks of.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from dialsheet.campaign.mapping import Mapping as SheetMapping
from dialsheet.columns import Table
from dialsheet.errors import Reason
from dialsheet.numbers import Finder, VerdictColumn, count_digits, country_of

TWIN_SAYS_NO = "campaign.twin_says_no"  # reason of a contact that has such a one's number
LISTED_BESIDE = "campaign.worksheet_says_no"  # of a contact whose number such a worksheet has
_FEWEST = 7  # digits of a number
_SAMPLE = 1000  # cells of a column, one of which has a number; with fewer all are read
_TOLD_BY = 6  # digits at its end, by which the cells that may have it are found


def refused_numbers(
    table: Table,
    mapping: SheetMapping,
    verdicts: Sequence[VerdictColumn],
    held: Mapping[int, Reason],
    others: Sequence[VerdictColumn] = (),
) -> dict[int, Reason]:
    """The numbers of those who are `held` for it, and why another contact is not called on one.

    `others` are the verdicts of another sheet, whose countries count, too.
    """
    numbers = checked_numbers(table.rows, verdicts, held)
    if not held:
        return numbers
    regions = {mapping.region, *_regions((*verdicts, *others))}
    finder = Finder(sorted(region for region in regions if region and country_of(region)))
    said = table.column(mapping.region_column) if mapping.region_column else None

    def read(column: Sequence[str], index: int) -> tuple[str, ...]:
        cell = column[index]
        if count_digits(cell) < _FEWEST:
            return ()
        return finder.find(cell, said[index] if said is not None else None).numbers

    for column in table.columns:
        sample = list(held)[:: len(held) // _SAMPLE + 1]
        if len(sample) < len(held) and not any(read(column, index) for index in sample):
            continue  # dates, say, or IDs
        for index, reason in held.items():
            for number in read(column, index):
                numbers.setdefault(int(number), _twin(reason, table.rows[index]))
    return numbers


def listed_numbers(
    lists: Iterable[tuple[str, Table]], region: str | None, verdicts: Sequence[VerdictColumn]
) -> dict[int, Reason]:
    """The numbers of worksheets of people who are not to be called, by name, in the same way."""
    found: dict[int, Reason] = {}
    for name, table in lists:
        every = dict.fromkeys(range(len(table)), Reason(LISTED_BESIDE))
        theirs = refused_numbers(table, SheetMapping(region=region), (), every, verdicts)
        for number, why in theirs.items():
            params = {"sheet": name, "row": why.params["row"]}
            found.setdefault(number, Reason(LISTED_BESIDE, params))
    return found


def checked_numbers(
    rows: Sequence[int], verdicts: Iterable[VerdictColumn], held: Mapping[int, Reason]
) -> dict[int, Reason]:
    """The same of the numbers alone that were checked to be dialed, or corrected by a person."""
    numbers: dict[int, Reason] = {}
    for column in verdicts:
        for index, reason in held.items():
            if number := column.numbers[index]:
                numbers.setdefault(number, _twin(reason, rows[index]))
    return numbers


def may_have(table: Table, numbers: Iterable[int]) -> set[int]:
    """The contacts one of whose cells may have one of these numbers, by index."""
    found: set[int] = set()
    for number in numbers:
        digits = str(number)[-_TOLD_BY:].encode()
        sought = re.compile(rb"[^0-9]{0,3}".join(digits[at : at + 1] for at in range(len(digits))))
        for column in table.columns:
            matches = sought.finditer(column.data)
            places = chain.from_iterable((each.start(), each.end() - 1) for each in matches)
            found.update(bisect_right(column.ends, place) for place in places)
    return found


def twin_reason(
    verdicts: Iterable[VerdictColumn], index: int, numbers: Mapping[int, Reason]
) -> Reason | None:
    """Why a contact is not called that has one of such `numbers`; None: it has none."""
    own = (column.numbers[index] for column in verdicts)
    return next((numbers[number] for number in own if number in numbers), None)


def _regions(verdicts: Iterable[VerdictColumn]) -> set[str | None]:
    return {detail[3] for column in verdicts for detail in column.details.distinct}


def _twin(reason: Reason, row: int) -> Reason:
    return Reason(TWIN_SAYS_NO, {**reason.params, "row": row})
