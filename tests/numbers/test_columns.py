"""Whole columns: the same verdicts, packed, with a country row by row."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.columns import TextColumn
from dialsheet.numbers import Check, VerdictColumn, check_column, check_number

CELLS = ["090-1234-5678", "+14155552671", "", "1-800-FLOWERS", "12", "+1 123 456 7890", "", "12"]


def test_a_column_is_its_cells() -> None:
    column = check_column(TextColumn.of(CELLS), "JP")
    assert list(column) == [check_number(cell, "JP") for cell in CELLS]
    assert list(column.checks) == [verdict.check for verdict in column]


def test_more_distinct_cells_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dialsheet.numbers.check._REMEMBERED", 2)
    assert list(check_column(CELLS, "JP")) == [check_number(cell, "JP") for cell in CELLS]


@given(st.lists(st.sampled_from(CELLS), max_size=8), st.data())
def test_a_column_is_read_changed_and_sent(cells: list[str], data: st.DataObject) -> None:
    column = check_column(cells, "US")
    expected = [check_number(cell, "US") for cell in cells]
    assert list(pickle.loads(pickle.dumps(column))) == expected
    assert list(column[1:]) == expected[1:]
    if cells:
        index = data.draw(st.integers(-len(cells), len(cells) - 1))
        column[index] = expected[index] = check_number("+819012345678", None)
    assert [column[index] for index in range(len(cells))] == expected
    assert column.numbers.tolist() == [int(each.e164 or 0) for each in expected]


def test_the_country_of_each_row() -> None:
    table = [  # cell, country column, number
        ("090-1234-5678", "JP", "+819012345678"),
        ("020 7946 0958", "United Kingdom", "+442079460958"),
        ("030 1234567", "deutschland", "+49301234567"),
        ("415-555-2671", "", "+14155552671"),
        ("415-555-2671", " ", "+14155552671"),
        ("415-555-2671", None, "+14155552671"),
        ("415-555-2671", "USA", "+14155552671"),
        ("+81 90 1234 5678", "アメリカ", "+819012345678"),
        ("+81 90 1234 5678", "Atlantis", "+819012345678"),
    ]
    cells, countries, numbers = zip(*table, strict=True)
    assert [verdict.e164 for verdict in check_column(cells, "US", countries)] == list(numbers)


def test_an_unknown_country_is_not_taken_for_the_chosen_one() -> None:
    [verdict] = check_column(["415-555-2671"], "US", ["Atlantis"])
    assert verdict.check is Check.INVALID
    assert verdict.reason is not None
    assert verdict.reason.code == "numbers.unknown_country"


def test_a_country_column_is_as_long_as_the_cells() -> None:
    with pytest.raises(ValueError, match="shorter"):
        check_column(["1", "2"], "US", ["US"])


def test_a_verdict_column_says_nothing_of_its_numbers() -> None:
    assert "819012345678" not in repr(check_column(["+819012345678"], None))


def test_an_empty_column() -> None:
    assert list(check_column([], "JP")) == list(VerdictColumn()) == []
    assert list(check_column([], "JP", [])) == []
