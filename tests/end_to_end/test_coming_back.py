"""Copies with results run again, and cells that nobody can tell, by the command line."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from programs import dialsheet, practice_service

KEY = {"CARTESIA_API_KEY": "test"}
Rows = dict[int, Sequence[object]]
NUMBERED: Rows = {
    1: [*map(str, range(1, 15))],
    **{row: [f"P{row}", f"+1415555010{row}", *range(12)] for row in (2, 3, 4)},
}
SECOND_TABLE: Rows = {
    1: ["Name", "Phone", "City"],
    **{row: [f"P{row}", f"+1415555010{row}", "Rome"] for row in (2, 3, 4)},
    6: ["Do not call", "Phone"],
    7: ["Eve", "+14155550199"],
    8: ["Fay", "+14155550198"],
}
DEEP: Rows = {row: [f"P{row}", f"+1415555010{row % 10}", "x"] for row in (232, 233, 234)}


def book(path: Path, rows: Rows, **formats: str) -> Path:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    for row, cells in rows.items():
        for column, cell in enumerate(cells, 1):
            page.cell(row, column, cell)
    for place, code in formats.items():
        page[place].number_format = code
    workbook.save(path)
    return path


@pytest.mark.parametrize("rows", [NUMBERED, SECOND_TABLE, DEEP], ids=["numbered", "second", "deep"])
def test_a_copy_that_is_run_calls_nobody(rows: Rows, tmp_path: Path) -> None:
    sheet, copy = book(tmp_path / "a.xlsx", rows), tmp_path / "copy.xlsx"
    with practice_service("--speed", "400") as service:
        live = ("--api-url", service.url, "--pace", "0", "--json")
        ran = dialsheet("run", sheet, "--out", copy, "--into-copy", *live, **KEY)
        assert ran.status == 0, ran.err
        assert len(service.calls()) == 3
        there = {**KEY, "DIALSHEET_HOME": str(tmp_path / "another machine")}
        again = dialsheet("run", copy, "--out", tmp_path / "b.xlsx", *live, **there)
        assert again.status == 1, "nobody could be called"
        assert again.json["counts"]["skipped"] == 3
        assert sum(again.json["counts"].values()) == 3, "nobody else is a contact"
        assert "This is a result sheet" in again.err
        assert ("they were no contacts" in again.err) is (rows is SECOND_TABLE)
        assert len(service.calls()) == 3
    results = openpyxl.load_workbook(tmp_path / "b.xlsx")["Results"]
    said = [str(cell.value) for row in results.iter_rows(min_row=2) for cell in row]
    assert sum("Called before" in cell for cell in said) == 3


def test_a_copy_that_nobody_could_tell_is_refused_before_anybody_is_called(tmp_path: Path) -> None:
    rows: Rows = {row: [f"P{row}", f"+1415555010{row}", "x"] for row in (1, 2, 3)}
    sheet, copy = book(tmp_path / "a.xlsx", rows), tmp_path / "copy.xlsx"
    with practice_service("--speed", "400") as service:
        live = ("--api-url", service.url, "--pace", "0", "--json")
        ran = dialsheet("run", sheet, "--out", copy, "--into-copy", *live, **KEY)
        assert ran.status == 2
        assert "has no header" in ran.err
        assert "campaign:" not in ran.err
        assert service.calls() == []
    assert not copy.exists()


def test_what_the_sheet_shows_is_dialed_and_what_it_does_not_is_held(tmp_path: Path) -> None:
    rows: Rows = {
        1: ["Name", "Phone", "Plan"],
        2: ["Ann", 2079460958, "Gold"],
        3: ["Ben", 2124567890, "#N/A"],
        4: ["Cy", 2079460959, "Gold"],
        5: ["Di", 2124567891, "Gold"],
    }
    formats = {"B2": '"+44 "0', "B3": "+1 (000) 000-0000", "B4": '"+44"*00', "B5": "0"}
    sheet, converted = book(tmp_path / "a.xlsx", rows, **formats), tmp_path / "a.csv"
    assert dialsheet("convert", sheet, converted).status == 0
    lines = converted.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:3]] == ["+44 2079460958", "+1 (212) 456-7890"]
    with practice_service("--speed", "400") as service:
        live = ("--api-url", service.url, "--pace", "0", "--region", "US", "--json")
        out = tmp_path / "out.xlsx"
        ran = dialsheet("run", sheet, "--out", out, *live, "--map", "plan=Plan", **KEY)
        assert ran.json["counts"]["held"] == 2, ran.err
        dialed = sorted(call["telephony_params"]["to"] for call in service.calls())
        assert dialed == ["+12124567891", "+442079460958"]
    page = openpyxl.load_workbook(out)["Results"]
    headers, *rows_read = page.iter_rows(values_only=True)
    reasons = {row[0]: row[headers.index("Decision reason")] for row in rows_read}
    assert "shows an error" in str(reasons["Ben"])
    assert "number format" in str(reasons["Cy"])


def test_formats_that_cannot_be_read_are_said_on_standard_error(tmp_path: Path) -> None:
    sheet = Path(__file__).parents[1] / "sheets" / "files" / "formats.xls"
    checked = dialsheet("check", sheet, "--region", "US", "--json")
    ran = dialsheet(
        *("run", sheet, "--region", "US", "--practice", "--pace", "0"),
        *("--out", tmp_path / "a.xlsx"),
        DIALSHEET_PRACTICE_SPEED="400",
    )
    for ended in (checked, ran):
        assert "“Phone” has numbers with formats" in ended.err
    codes = [finding["code"] for finding in checked.json["findings"]]
    assert "workflow.formats_not_read" in codes
