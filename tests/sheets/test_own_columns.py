"""Our own columns in a sheet that comes back: found by name, wherever they stand."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dialsheet.errors import Reason
from dialsheet.sheets import RESULT_HEADERS, Choices, RowKind, Sheet, preview, read_sheet
from dialsheet.sheets.own_columns import own_columns

Read = Callable[..., Sheet]
OURS = list(RESULT_HEADERS)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["Name", "Phone", *OURS], [2]),
        (["Status", "Decision", *OURS, "Status"], [2]),
        ([f"{name} (2)" for name in OURS], [0]),
        (["Phone", "Dialsheet row", "Decision", "Call ID"], [1]),
        (["Phone", "Dialsheet row", "x", "Call ID", "y", "Decision"], [1]),
        (["Phone", *OURS, "mood", *OURS], [1, 20]),
        (["Phone", "Status", *OURS[1:]], [2]),
        (["Phone", "Dialsheet row", "Rejected cell", "Reason"], [1]),
        (["Phone", "Dialsheet row"], []),
        (["Phone", "Status", "Outcome", "Summary", "Error", "Check"], []),
    ],
)
def test_they_are_told_by_their_names(cells: list[str], found: list[int]) -> None:
    assert [own.first for own in own_columns(1, cells)] == found


def result(row: int | str, decision: str = "called") -> list[str]:
    return [str(row), *("",) * 3, decision, *("",) * 13]


def test_rows_without_a_row_of_ours_are_no_contacts(read: Read) -> None:
    lines = [
        ["1", "2", *OURS],
        ["Ann", "+14155550101", *result(2)],
        ["Do not call", "Phone"],
        ["Eve", "+14155550199"],
        ["Bob", "+14155550102", *result(3)],
        ["1", "2", *OURS],
    ]
    sheet = read("\n".join(",".join(line) for line in lines))
    assert list(sheet.table.rows) == [2, 5]
    assert sheet.table.headers[:2] == ("1", "2")
    assert Reason("sheets.rows_of_nobody", {"row": 3, "count": 3}) in sheet.findings


def deep(path: Path, row: int, contacts: int = 3) -> Path:
    """A workbook whose columns, ours too, are named in a late row."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for above in range(1, row, 7):
        page.cell(above, 1, f"note {above}")
    for at, name in enumerate(["Name", "Phone", *OURS], 1):
        page.cell(row, at, name)
    for below in range(row + 1, row + 1 + contacts):
        for at, cell in enumerate(["Ann", "+14155550101", *result(below)], 1):
            page.cell(below, at, cell or None)
    page.cell(row + contacts + 2, 1, "Eve")
    book.save(path)
    return path


@pytest.mark.parametrize("row", [5, 199, 200, 201, 260, 261, 900])
def test_they_are_looked_for_in_every_row(row: int, tmp_path: Path) -> None:
    path = deep(tmp_path / "a.xlsx", row)
    sheet = read_sheet(path)
    assert sheet.source.header_row == row
    assert list(sheet.table.rows) == [row + 1, row + 2, row + 3]
    seen = preview(path, Choices())
    assert seen.understood.header_row == row
    kinds = {each.row: each.kind for each in seen.rows}
    assert kinds[1] is RowKind.TITLE
    if row < 150:
        assert [kinds[row + at] for at in range(6)] == [
            RowKind.HEADER,
            *[RowKind.CONTACT] * 3,
            RowKind.BLANK,
            RowKind.LEFT_OUT,
        ]


def test_contacts_that_were_sorted_above_their_header_stay(read: Read) -> None:
    lines = [
        ["Ann", "+14155550101", *result(2)],
        ["Name", "Phone", *OURS],
        ["Bob", "+14155550102", *result(3)],
    ]
    sheet = read("\n".join(",".join(line) for line in lines))
    assert list(sheet.table.rows) == [1, 3]


def test_nobody_chooses_another_header(read: Read) -> None:
    lines = [["Name", "Phone", *OURS], ["Ann", "+14155550101", *result(2)]]
    for chosen in (0, 2):
        sheet = read("\n".join(",".join(line) for line in lines), header_row=chosen)
        assert sheet.source.header_row == 1
        assert list(sheet.table.rows) == [2]
