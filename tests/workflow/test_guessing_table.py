"""The number column of many small sheets: whom it reaches counts, and its name is heard."""

from array import array

import pytest

from dialsheet.columns import Table, TextColumn
from dialsheet.workflow.guessing import guess_number_columns
from workflow.sheets_to_guess import GUESSES, Guess


def as_table(columns: dict[str, list[str]]) -> Table:
    rows = len(next(iter(columns.values())))
    packed = tuple(map(TextColumn.of, columns.values()))
    return Table(tuple(columns), array("I", range(2, 2 + rows)), packed)


@pytest.mark.parametrize("guess", GUESSES, ids=lambda guess: guess.what)
def test_the_column_that_reaches_most_people_is_guessed(guess: Guess) -> None:
    found = [each.column for each in guess_number_columns(as_table(guess.columns), guess.region)]
    assert found == ([] if guess.column is None else [guess.column])
