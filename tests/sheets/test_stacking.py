"""Worksheets stacked into one sheet: rows stay unique, and each can be found again."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Choices, Sheet, read_sheet

Picture = Callable[[Sheet], list[str]]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """May and June have the same header, June below a title; Other has its own."""
    workbook = openpyxl.Workbook()
    may = workbook.active
    may.title = "May"
    may.append(["Name", "Phone", "Worksheet"])
    may.append(["Ann", "+1 202 555 0143", "x"])
    june = workbook.create_sheet("June")
    june.append(["Customers"])
    june.append(["Name", "Phone", "Worksheet"])
    june.append(["Ben", "+1 202 555 0144", "y"])
    june.append(["Cleo", "=A1", "z"])
    june.row_dimensions[3].hidden = True
    other = workbook.create_sheet("Other")
    other.append(["Product", "Price"])
    other.append(["Pen", 2.5])
    path = tmp_path / "book.xlsx"
    workbook.save(path)
    return path


def test_rows_go_on_counting_and_can_be_found(book: Path, picture: Picture) -> None:
    sheet = read_sheet(book, Choices(sheet="May", more_sheets=("June",)))
    assert picture(sheet) == [
        "row | Name | Phone | Worksheet | Worksheet (2)",
        " 2  | Ann | +1 202 555 0143 | x | May",
        " 5  | Ben | +1 202 555 0144 | y | June",
        " 6! | Cleo |  | z | June",
    ]
    assert sheet.hidden == {1}
    assert sheet.source.stacked == (("May", 0), ("June", 2))
    assert sheet.source.worksheets == ("May", "June")
    told = Reason("sheets.stacked_worksheet", {"sheet": "June", "count": 2, "row": 3})
    assert told in sheet.findings, "its first row is the third of the whole"
    assert [sheet.source.place(row) for row in sheet.table.rows] == [
        ("May", 2),
        ("June", 3),
        ("June", 4),
    ]


def test_a_worksheet_named_twice_is_read_once(book: Path) -> None:
    sheet = read_sheet(book, Choices(sheet="May", more_sheets=("may", "June", "June")))
    assert sheet.source.worksheets == ("May", "June")


def test_different_headers_are_never_stacked(book: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_sheet(book, Choices(sheet="May", more_sheets=("Other",)))
    assert caught.value.reason.code == "sheets.headers_differ"
