"""Source -> result -> import: every cell of the user's comes back as it was."""

import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialsheet.sheets import Page, ResultBook, read_sheet, write_csv, write_result

# Everything but halves of surrogate pairs, which no file can hold, and control characters, of
# which a text file cannot hold many; those have a test of their own. What is hard comes often.
CELL = st.one_of(
    st.text(st.sampled_from("\r\n\t_x0D4F\"'=+-@<>&,;|\u2028\ufeff 日𝒳"), max_size=9),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=9,
    ),
    st.sampled_from(["_x000D_", "_x005F_x000D_", "__x0041_", "\r\n", "=1+1", "+81 90", "007"]),
)
ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=20)
)


def headers(rows: list[list[str]]) -> tuple[str, ...]:
    return ("Row", *(f"H{position}" for position in range(len(rows[0]))))


def cells(path: Path, expected: list[list[str]]) -> list[list[str]]:
    sheet = read_sheet(path)
    assert not sheet.ragged
    assert len(sheet.table) == len(expected)
    return [list(sheet.table.cells(index).values())[1:] for index in range(len(expected))]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@given(rows=ROWS)
@example(rows=[["_x00"], [" \t"], ["\ufeff"]])
@example(rows=[["_x000D__x000d_ _xD83D_"]])
@settings(max_examples=50)
def test_a_result_sheet_gives_every_cell_back(ending: str, rows: list[list[str]]) -> None:
    numbered = [[f"r{number}", *row] for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"result{ending}")
        write_result(path, ResultBook((Page("Results", headers(rows), numbered),)))
        found = cells(path, rows)
    width = len(found[0])  # an empty column at the edge keeps its header, and so its place
    assert width == len(rows[0])
    assert found == rows


@given(rows=ROWS)
@example(rows=[["\r,\r", "0\r,\r"]])
@example(rows=[["\n,\n,\n", "0"]])
@example(rows=[[";", ";", ""], ["", "", ""], ["", "0", ""], ["0", "", ""]])
@settings(max_examples=40)
def test_what_is_converted_is_understood_again(rows: list[list[str]]) -> None:
    numbered = [[f"r{number}", *row] for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "out.csv")
        write_csv(path, headers(rows), numbered)
        assert cells(path, rows) == rows


def test_control_characters_survive_in_a_workbook(tmp_path: Path) -> None:
    controls = "".join(map(chr, [*range(32), *range(0x7F, 0xA0)]))
    path = tmp_path / "result.xlsx"
    write_result(path, ResultBook((Page("Results", ("Name", "Note"), [("Ann", controls)]),)))
    assert read_sheet(path).table.column("Note")[0] == controls


def test_another_library_reads_the_same_cells(tmp_path: Path) -> None:
    rows = [["  spaces  ", "a\nb", "<&>'\"", "𝒳 日本", "", "007"]]
    path = tmp_path / "result.xlsx"
    write_result(path, ResultBook((Page("Results", tuple("ABCDEF"), rows),)))
    worksheet = openpyxl.load_workbook(path)["Results"]
    assert [cell.value or "" for cell in worksheet[2]] == rows[0]
