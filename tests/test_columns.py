"""Packed columns are sequences like any other, only smaller."""

import json
import pickle
from array import array
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.columns import CodedColumn, Source, Table, TextColumn

# Cells of every script, lone surrogates of damaged files included.
CELLS = st.lists(st.text(st.characters(exclude_categories=()), max_size=12), max_size=20)
BOUNDS = st.none() | st.integers(-25, 25)
SLICES = st.builds(slice, BOUNDS, BOUNDS, BOUNDS.filter(lambda step: step != 0))
FEW = st.lists(st.sampled_from(["US", "JP", "", "DE"]), max_size=20)


@given(CELLS)
def test_text_comes_back_as_it_went_in(cells: list[str]) -> None:
    column = TextColumn.of(iter(cells))
    assert len(column) == len(cells)
    assert list(column) == cells
    assert [column[index] for index in range(-len(cells), len(cells))] == cells + cells
    assert TextColumn(column.data, column.ends) == column == pickle.loads(pickle.dumps(column))


@given(CELLS, SLICES)
def test_text_is_sliced_as_a_list_is(cells: list[str], part: slice) -> None:
    assert list(TextColumn.of(cells)[part]) == cells[part]


@given(CELLS, CELLS)
def test_text_columns_are_equal_when_their_cells_are(one: list[str], other: list[str]) -> None:
    assert (TextColumn.of(one) == TextColumn.of(other)) is (one == other)
    assert hash(TextColumn.of(one)) == hash(TextColumn.of(list(one)))


def test_where_a_cell_ends_matters() -> None:
    assert TextColumn.of(["ab", "c"]) != TextColumn.of(["a", "bc"])
    assert TextColumn.of(["a"]) != ["a"]


@pytest.mark.parametrize("index", [2, -3])
def test_beyond_the_ends_there_is_nothing(index: int) -> None:
    with pytest.raises(IndexError):
        TextColumn.of(["a", "b"])[index]
    with pytest.raises(IndexError):
        CodedColumn(["a", "b"])[index]


def test_a_column_never_tells_its_cells() -> None:
    assert repr(TextColumn.of(["+14155559876"])) == "<TextColumn of 1 cells>"
    assert repr(CodedColumn(["+14155559876"] * 3)) == "<CodedColumn of 3 cells, 1 distinct>"


@given(FEW, SLICES)
def test_coded_values_come_back_as_they_went_in(values: list[str], part: slice) -> None:
    column = CodedColumn(values)
    assert list(column) == values
    assert [column[index] for index in range(-len(values), len(values))] == values + values
    assert list(column[part]) == values[part]
    assert column.distinct == list(dict.fromkeys(values))
    assert list(pickle.loads(pickle.dumps(column))) == values


@given(FEW)
def test_a_coded_column_is_rebuilt_from_its_parts(values: list[str]) -> None:
    column = CodedColumn(values)
    rebuilt = CodedColumn.packed(column.distinct, column.codes[:])
    rebuilt.append("JP")
    assert list(rebuilt) == [*values, "JP"]
    assert rebuilt.distinct == list(dict.fromkeys([*values, "JP"]))
    assert list(column) == values


@given(FEW.filter(bool), st.data())
def test_a_coded_cell_can_be_changed(values: list[str], data: st.DataObject) -> None:
    column = CodedColumn(values)
    index = data.draw(st.integers(-len(values), len(values) - 1))
    new = data.draw(st.sampled_from(["JP", "XX"]))
    column[index] = values[index] = new
    assert list(column) == values


def test_a_repeated_value_is_kept_once() -> None:
    """A million verdicts share a few reasons: they are the same object, not equal ones."""
    values = [(f"reason {number % 2}",) for number in range(1_000)]
    column = CodedColumn(values)
    assert {id(value) for value in column} == {id(value) for value in values[:2]}


def table(**columns: list[str]) -> Table:
    """A table of these columns whose first contact is record 2."""
    rows = array("Q", range(2, 2 + len(next(iter(columns.values())))))
    return Table(tuple(columns), rows, tuple(TextColumn.of(cells) for cells in columns.values()))


def test_a_table_gives_columns_by_name_and_contacts_by_index() -> None:
    people = table(name=["Ann", "健太"], phone=["1", "2"])
    assert len(people) == 2
    assert list(people.column("phone")) == ["1", "2"]
    assert people.cells(1) == {"name": "健太", "phone": "2"}
    assert people == pickle.loads(pickle.dumps(people))


def test_a_table_says_which_column_it_lacks() -> None:
    with pytest.raises(KeyError, match="mobile"):
        table(name=["Ann"]).column("mobile")


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (("a",), ()),  # a header without its column
        (("a", "a"), (["1"], ["2"])),  # two of one name
        (("a", "b"), (["1"], ["1", "2"])),  # a column of another length
    ],
)
def test_a_crooked_table_is_refused(headers: tuple[str, ...], columns: tuple[list[str]]) -> None:
    with pytest.raises(ValueError, match="column"):
        Table(headers, array("Q", [2]), tuple(TextColumn.of(cells) for cells in columns))


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/home/ann/calls of May.xlsx", "calls of May.xlsx"),
        (r"C:\Users\Ann\calls.csv", "calls.csv"),
        ("calls.csv", "calls.csv"),
    ],
)
def test_a_source_names_its_file(path: str, file: str) -> None:
    assert Source(path, sha256="0" * 64, format="csv").file == file


def test_a_stacked_source_comes_back_and_an_older_one_is_not_stacked() -> None:
    source = Source("/a/b.xlsx", "0" * 64, "xlsx", "May", stacked=(("May", 0), ("June", 12)))
    assert Source.from_json(json.loads(json.dumps(asdict(source)))) == source
    assert [source.place(row) for row in (2, 12, 13)] == [("May", 2), ("May", 12), ("June", 1)]
    old = {"path": "/a/b.csv", "sha256": "0" * 64, "format": "csv"}
    assert Source.from_json(old) == Source("/a/b.csv", "0" * 64, "csv")
    assert Source.from_json(old).place(7) == (None, 7)
    assert Source.from_json(old).worksheets == ()
