"""Delimited text: cells as they are told apart, and rows that never mix with their neighbours."""

import csv
import io
import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.errors import Reason
from dialsheet.sheets import Sheet
from dialsheet.sheets.delimited import Dialect, parse
from dialsheet.sheets.dialects import detect

Read = Callable[..., Sheet]
Picture = Callable[[Sheet], list[str]]

# name | file | the picture, row by row
CASES = {
    "plain": (
        "Name,Phone\nAnn,1\nBob,2\n",
        ["row | Name | Phone", " 2  | Ann | 1", " 3  | Bob | 2"],
    ),
    "no last newline": ("Name,Phone\nAnn,1", ["row | Name | Phone", " 2  | Ann | 1"]),
    "CRLF": ("Name,Phone\r\nAnn,1\r\n", ["row | Name | Phone", " 2  | Ann | 1"]),
    "CR": ("Name,Phone\rAnn,1\rBob,2", ["row | Name | Phone", " 2  | Ann | 1", " 3  | Bob | 2"]),
    "mixed ends": (
        "Name,Phone\nAnn,1\r\nBob,2\rCy,3",
        ["row | Name | Phone", " 2  | Ann | 1", " 3  | Bob | 2", " 4  | Cy | 3"],
    ),
    "semicolons": (
        "Name;Sum\nAnn;1,5\nBob;2,5\n",
        ["row | Name | Sum", " 2  | Ann | 1,5", " 3  | Bob | 2,5"],
    ),
    "tabs": ("Name\tNote\nAnn\ta, b\n", ["row | Name | Note", " 2  | Ann | a, b"]),
    "pipes": ("Name|Note\nAnn|a, b\n", ["row | Name | Note", " 2  | Ann | a, b"]),
    "lists in cells": (
        "Name,Tags\n" + "Ann,a;b;c\n" * 8,
        ["row | Name | Tags", *(f"{row:2}  | Ann | a;b;c" for row in range(2, 10))],
    ),
    "a title with a comma": (
        "Sums, May\nName;Sum;City\nAnn;1,5;Rome\nBob;2,5;Bonn\n",
        ["row | Name | Sum | City", " 3  | Ann | 1,5 | Rome", " 4  | Bob | 2,5 | Bonn"],
    ),
    "declared": ("sep=;\nName;Note\nA,b,c;x\n", ["row | Name | Note", " 3  | A,b,c | x"]),
    "one column": ("Phone\n111\n222\n", ["row | Phone", " 2  | 111", " 3  | 222"]),
    "quoted": (
        'Name,Note\n"Lee, Ann","say ""hi"""\n"",x\n',
        ["row | Name | Note", ' 2  | Lee, Ann | say "hi"', " 3  |  | x"],
    ),
    "quoted lines": (
        'Name,Note\nAnn,"one\r\ntwo"\nBob,x\n',
        ["row | Name | Note", " 2  | Ann | one\r\ntwo", " 3  | Bob | x"],
    ),
    "blank rows keep their numbers": (
        "Name,Phone\n\nAnn,1\n,\n  ,\nBob,2\n\n\n",
        ["row | Name | Phone", " 3  | Ann | 1", " 6  | Bob | 2"],
    ),
    "too few and too many cells": (
        "Name,Phone,City\nAnn,1\nLee, Bob,2,Rome\nCy,3,Bonn\n",
        [
            "row | Name | Phone | City | Column D",
            " 2! | Ann | 1 |  | ",
            " 3! | Lee |  Bob | 2 | Rome",
            " 4  | Cy | 3 | Bonn | ",
        ],
    ),
    "a delimiter at the end of every line": (
        "Name,Phone\nAnn,1,\nBob,2,\nCy,3,x\n",
        [
            "row | Name | Phone | Column C",
            " 2  | Ann | 1 | ",
            " 3  | Bob | 2 | ",
            " 4! | Cy | 3 | x",
        ],
    ),
    "a delimiter at the end of the header": (
        "Name,Phone,\nAnn,1\nBob,2\n",
        ["row | Name | Phone", " 2  | Ann | 1", " 3  | Bob | 2"],
    ),
    "row names that the header does not name": (
        "Name,Phone\n1,Ann,111\n2,Bob,222\n",
        ["row | Name | Phone | Column C", " 2! | 1 | Ann | 111", " 3! | 2 | Bob | 222"],
    ),
    "a quote without a partner": (
        'Name,Phone,City\nAnn,"1,Rome\nBob,2,Bonn\nCy,3,Nice\n',
        [
            "row | Name | Phone | City",
            ' 2! | Ann | "1 | Rome',
            " 3  | Bob | 2 | Bonn",
            " 4  | Cy | 3 | Nice",
        ],
    ),
    "a quote without a partner above a quoted cell": (
        'Name,Phone,City\nAnn,"1,Rome\nBob,2,"Bonn, D"\nCy,3,Nice\n',
        [
            "row | Name | Phone | City",
            ' 2! | Ann | "1 | Rome',
            " 3  | Bob | 2 | Bonn, D",
            " 4  | Cy | 3 | Nice",
        ],
    ),
    "quotes within a quoted cell": (
        'Name,Size\nAnn,"a 5" pipe, long"\nBob,3\n',
        ["row | Name | Size", ' 2! | Ann | a 5" pipe, long', " 3  | Bob | 3"],
    ),
    "quotes within a plain cell": (
        'Name,Size\nAnn "A" Lee,5"\nBob,3\n',
        ["row | Name | Size", ' 2  | Ann "A" Lee | 5"', " 3  | Bob | 3"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cells_are_told_apart(case: str, read: Read, picture: Picture) -> None:
    content, expected = CASES[case]
    assert picture(read(content)) == expected


def test_a_ragged_row_has_its_reason(read: Read) -> None:
    sheet = read('Name,Phone\nAnn\nBob,2,x\nCy,"3\nDee,4\nEve,5\n')
    assert sheet.ragged == {
        0: Reason("sheets.too_few_cells", {"cells": 1, "expected": 2}),
        1: Reason("sheets.too_many_cells", {"cells": 3, "expected": 2}),
        2: Reason("sheets.stray_quote"),
    }
    assert Reason("sheets.ragged_rows", {"count": 3}) in sheet.findings


def test_the_delimiter_can_be_overruled(read: Read, picture: Picture) -> None:
    sheet = read("a;b,c;d\n1;2,3;4\n", delimiter=",", header_row=1)
    assert picture(sheet) == ["row | a;b | c;d", " 2  | 1;2 | 3;4"]
    assert (sheet.source.delimiter, sheet.source.format) == (",", "csv")


def test_how_the_text_was_understood_is_told(read: Read) -> None:
    source = read("Name\tPhone\nAnn\t1\n", "export.txt").source
    assert (source.format, source.encoding, source.delimiter) == ("tsv", "utf-8", "\t")
    assert (source.header_row, source.sheet, source.file) == (1, None, "export.txt")


def test_a_sheet_crosses_processes(read: Read) -> None:
    sheet = read("Name,Phone\nAnn,1\nBob\n")
    again = pickle.loads(pickle.dumps(sheet))
    assert again == sheet
    assert list(again.table.column("Phone")) == ["1", ""]


def test_a_block_of_lines_may_end_within_a_quoted_cell() -> None:
    row = b'Ann,"' + b"line\n" * 300_000 + b'",x\n'
    records = list(parse(row * 3, Dialect(","), {}))
    assert [len(record) for record in records] == [3, 3, 3]
    assert records[0][1] == b"line\n" * 300_000


def test_a_row_may_be_wider_than_those_around_it(read: Read) -> None:
    rows = ["Ann,1\n"] * 9000
    rows[0], rows[-1] = "Lee, Ann,1\n", "Lee, Bob,2,x\n"
    sheet = read("Name,Phone\n" + "".join(rows))
    assert sheet.table.headers == ("Name", "Phone", "Column C", "Column D")
    assert sorted(sheet.ragged) == [0, 8999]
    assert list(sheet.table.cells(0).values()) == ["Lee", " Ann", "1", ""]
    assert list(sheet.table.cells(5000).values()) == ["Ann", "1", "", ""]
    assert list(sheet.table.cells(8999).values()) == ["Lee", " Bob", "2", "x"]
    assert sheet.table.rows[8999] == 9001


def test_strays_in_every_row_cost_no_more_than_their_rows() -> None:
    strays: dict[int, Reason] = {}
    rows = list(parse(b'Ann,"1,Rome\n' * 20_000, Dialect(","), strays))
    assert len(rows) == len(strays) == 20_000


CELL = st.text(st.sampled_from('ab,;"\n\r 1ö日'), max_size=6)
RECORDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(RECORDS, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_written_by_the_rules_is_read_as_it_was(
    records: list[list[str]], delimiter: str, end: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
        records
    )
    strays: dict[int, Reason] = {}
    parsed = parse(text.getvalue().encode(), Dialect(delimiter), strays)
    assert [[cell.decode() for cell in record] for record in parsed] == records
    assert not strays


@given(st.text(st.sampled_from('a,"\n\r;1'), max_size=40))
def test_any_text_is_parsed_to_its_end(text: str) -> None:
    data = text.encode()
    letters = sum(cell.count(b"a") for record in parse(data, Dialect(","), {}) for cell in record)
    assert letters == data.count(b"a"), "no cell is lost, none is there twice"
    assert detect([data]).dialect.delimiter in (",", ";", "\t", "|")
