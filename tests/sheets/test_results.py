"""Result sheets: text stays text, times are times, and what came from outside cannot act."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import (
    Cell,
    Page,
    ResultBook,
    Sheet,
    read_sheet,
    write_csv,
    write_result,
    xlsx,
)

Picture = Callable[[Sheet], list[str]]

MOMENT = datetime(2026, 1, 5, 14, 30, 1, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))


def book(headers: Sequence[str], *rows: Sequence[Cell], outside: Sequence[str] = ()) -> ResultBook:
    return ResultBook(
        (Page("Results", tuple(headers), rows, frozenset(headers.index(each) for each in outside)),)
    )


def test_a_workbook_has_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    pages = (
        Page("Results", ("Name", "Phone"), [("Ann", "+81312345678"), ("佐藤 花子", "=1+1")]),
        Page("Attempts", ("Row", "At"), [(2, MOMENT)]),
        Page("It's & <empty>", ("Setting",), []),
    )
    assert write_result(path, ResultBook(pages)) == ()
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Results", "Attempts", "It's & <empty>"]
    results = workbook["Results"]
    assert results.freeze_panes == "A2"
    assert results.auto_filter.ref == "A1:B3"
    assert workbook["It's & <empty>"].auto_filter.ref == "A1:A1"
    assert [cell.font.bold for cell in results[1]] == [True, True]
    assert [cell.font.bold for cell in results[2]] == [False, False]
    widths = {name: column.width for name, column in results.column_dimensions.items()}
    assert widths == {"A": 11, "B": 14}, "wide characters take two"


def test_text_is_text_whatever_it_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    texts = ["=1+1", "+14155550143", "-1", "@SUM(A1)", "0123", "1e5", "TRUE", "2026-01-05", "#N/A"]
    write_result(path, book(["Text"], *([text] for text in texts)))
    cells = [row[0] for row in openpyxl.load_workbook(path)["Results"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}


def test_numbers_times_and_flags_are_themselves(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    naive = MOMENT.replace(tzinfo=None)
    row = (7, 2.5, True, MOMENT, MOMENT.astimezone(TOKYO), naive, None, "", 0, False)
    write_result(path, book("ABCDEFGHIJ", row))
    cells = next(openpyxl.load_workbook(path)["Results"].iter_rows(min_row=2))
    expected = [7, 2.5, True, naive, naive, naive, None, None, 0, False]
    assert [cell.value for cell in cells] == expected
    assert [cell.is_date for cell in cells[3:6]] == [True, True, True]


def test_what_excel_cannot_count_is_text(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    write_result(path, book("AB", (1234567890123456, float("inf")), (123456789012345, 1e300)))
    rows = openpyxl.load_workbook(path)["Results"].iter_rows(min_row=2, values_only=True)
    assert list(rows) == [("1234567890123456", "inf"), (123456789012345, 1e300)]


def test_the_xml_has_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    write_result(path, book(["A"], ["=cmd|' /C calc'!A0"]))
    with zipfile.ZipFile(path) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
        assert archive.testzip() is None


def test_text_that_is_too_long_for_excel_is_cut_and_said(tmp_path: Path) -> None:
    long, astral = "x" * 40_000, "𝒳" * 20_000  # the second takes two units a character
    rows = [[long], [astral], ["y" * 32_767]]
    findings = write_result(tmp_path / "result.xlsx", book(["Transcript"], *rows))
    assert findings == (Reason("sheets.cells_cut", {"count": 2}),)
    cut = list(read_sheet(tmp_path / "result.xlsx").table.column("Transcript"))
    assert cut == ["x" * 32_766 + "…", "𝒳" * 16_383 + "…", "y" * 32_767]
    assert write_result(tmp_path / "result.csv", book(["Transcript"], *rows)) == ()
    assert list(read_sheet(tmp_path / "result.csv").table.column("Transcript")) == [
        long,
        astral,
        "y" * 32_767,
    ]


def test_csv_is_for_excel(tmp_path: Path) -> None:
    path = tmp_path / "result.CSV"
    row = ("佐藤, 花子", MOMENT.astimezone(TOKYO), 2.0, True, None, 'say "hi"\nbye')
    write_result(path, ResultBook((Page("R", tuple("ABCDEF"), [row]), Page("Attempts", (), []))))
    assert path.read_bytes() == (
        b"\xef\xbb\xbfA,B,C,D,E,F\r\n"
        + '"佐藤, 花子",2026-01-05 14:30:01,2,TRUE,,"say ""hi""\nbye"\r\n'.encode()
    )


# what came from outside | what a CSV file has instead
GUARDED = {
    "=1+1": "'=1+1",
    "+cmd": "'+cmd",
    "-1+1": "'-1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t=1",
    "\r=1": "'\r=1",
    "＝1": "'＝1",
    "-5": "-5",
    "+14155550143": "+14155550143",
    "-1,234.5": "-1,234.5",
    "hello = x": "hello = x",
    "": "",
}


@pytest.mark.parametrize("text", GUARDED)
def test_text_from_outside_cannot_act_in_csv(text: str, tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    row = (text, text, -5, -2.5)
    write_result(path, book(["Own", "Summary", "N", "M"], row, outside=["Summary", "N"]))
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[1] == [text, GUARDED[text], "-5", "-2.5"], "the user's own cells stay as they are"


def test_converted_text_follows_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["Name", "Note"], [("佐藤", "=1+1"), ("", 'a "b", c\r\nd')])
    assert path.read_bytes() == ('Name,Note\r\n佐藤,=1+1\r\n,"a ""b"", c\r\nd"\r\n'.encode())


@pytest.mark.parametrize("name", ["result.pdf", "result", "result.xls"])
def test_an_ending_that_nothing_is_written_for(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        write_result(tmp_path / name, book(["A"]))
    assert raised.value.reason.code == "sheets.unknown_ending"
    assert list(tmp_path.iterdir()) == []


def test_a_worksheet_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (xlsx.MOST_ROWS, xlsx.MOST_COLUMNS) == (1_048_576, 16_384)
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1200)
    path = tmp_path / "result.xlsx"
    write_result(path, book(["A"], *[["a"]] * 1199))
    assert len(read_sheet(path).table) == 1199
    path.unlink()
    with pytest.raises(BadInput) as raised:
        write_result(path, book(["A"], *[["a"]] * 1200))
    assert raised.value.reason == Reason("sheets.too_many_rows", {"most": 1200})
    with pytest.raises(BadInput) as raised:
        write_result(path, book([str(n) for n in range(16_385)]))
    assert raised.value.reason == Reason("sheets.too_many_columns", {"most": 16_384})
    assert list(tmp_path.iterdir()) == []
