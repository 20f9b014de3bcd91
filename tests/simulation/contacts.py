"""The contacts of a simulated campaign."""

from array import array
from collections.abc import Mapping, Sequence

from dialsheet.campaign import READY, Contacts
from dialsheet.columns import CodedColumn, Table, TextColumn
from dialsheet.numbers import Check, Verdict, VerdictColumn


def contacts_of(
    numbers: Mapping[str, Sequence[str]], names: Sequence[str], wanted: Sequence[str]
) -> Contacts:
    """Ready contacts in the rows from 2 on, by the columns of their numbers; beside these, what
    the agent reads of the first ones, and when they want to be called."""
    rows = range(2, 2 + len(numbers["Phone"]))
    said = [*names, *(f"Contact {row}" for row in rows)][: len(rows)]
    after = [*wanted, *("" for _ in rows)][: len(rows)]
    cells = {**numbers, "Name": said, "Call after": after}
    return Contacts(
        Table(tuple(cells), array("Q", rows), tuple(map(TextColumn.of, cells.values()))),
        tuple(
            VerdictColumn(
                Verdict(Check.VALID, number, region="US" if number.startswith("+1") else None)
                for number in column
            )
            for column in numbers.values()
        ),
        CodedColumn(READY for _ in rows),
    )
