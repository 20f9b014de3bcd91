"""Workbooks: cells as the sheet shows them, worksheets by name, and libraries as oracles."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dialsheet import assets
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Choices, Sheet, read_sheet
from dialsheet.sheets.cell_text import cell_text

Read = Callable[..., Sheet]
Picture = Callable[[Sheet], list[str]]


def saved(workbook: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def with_rows(*rows: list[object]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def edited(data: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, edit(content) if name == part else content)
    return file.getvalue()


# what calamine gives | what the sheet shows
SHOWN: list[tuple[object, str]] = [
    ("  text ", "  text "),
    ("", ""),
    (14155559876.0, "14155559876"),
    (-3.0, "-3"),
    (-0.0, "0"),
    (0.25, "0.25"),
    (0.1 + 0.2, "0.30000000000000004"),
    (1e-7, "0.0000001"),
    (1.5e-9, "0.0000000015"),
    (1e22, "10000000000000000000000"),
    (float("nan"), "#NUM!"),
    (7, "7"),
    (True, "TRUE"),
    (False, "FALSE"),
    (date(2026, 1, 5), "2026-01-05"),
    (datetime.fromisoformat("2026-01-05"), "2026-01-05"),
    (datetime.fromisoformat("2026-01-05 14:30"), "2026-01-05 14:30:00"),
    (datetime.fromisoformat("2026-01-05 14:30:01.25"), "2026-01-05 14:30:01.250"),
    (time(9, 5), "09:05:00"),
    (timedelta(hours=30, minutes=5), "30:05:00"),
    (-timedelta(minutes=1), "-00:01:00"),
]


@pytest.mark.parametrize(("value", "text"), SHOWN)
def test_a_cell_is_shown_as_in_the_sheet(value: object, text: str) -> None:
    assert cell_text(value) == text


# LibreOffice wrote the three; of xls only values can be read.
@pytest.mark.parametrize(("name", "error"), [("xlsx", "#DIV/0!"), ("xls", ""), ("ods", "#DIV/0!")])
def test_workbooks_of_another_program(name: str, error: str, files: Path, picture: Picture) -> None:
    sheet = read_sheet(files / f"plain.{name}")
    assert picture(sheet) == [
        "row | Name | Phone | When | Day | Time | Rate | Error | Text | VIP",
        " 4  | 佐藤 花子 | 14155550143 | 2026-01-05 14:30:00 | 2026-01-05 | 09:05:00 | 0.25"
        f" | {error} | 0123 | TRUE",
        " 5  | Ann Lee | -0.5 | 2026-01-05 00:00:01 | 1999-12-31 | 23:59:59"
        " | 10000000000000000000000 | ok | +81 90 | FALSE",
    ]
    assert (sheet.source.format, sheet.source.header_row) == (name, 3)
    assert sheet.sheets == ("Contacts", "Second", "Hidden one")
    assert (Reason("sheets.values_only", {"format": name}) in sheet.findings) == (name == "xls")
    assert not sheet.ragged


def test_the_format_is_told_by_content(files: Path, read: Read) -> None:
    sheet = read((files / "plain.xls").read_bytes(), "contacts.csv")
    assert (sheet.source.format, sheet.source.file) == ("xls", "contacts.csv")
    assert read("Name,Phone\nAnn,1\n", "contacts.xlsx").source.format == "csv"


def test_a_worksheet_is_chosen_by_name(files: Path, picture: Picture) -> None:
    path = files / "plain.xlsx"
    assert (
        Reason("sheets.other_worksheets", {"sheet": "Contacts", "count": 1})
        in read_sheet(path).findings
    )
    sheet = read_sheet(path, Choices(sheet="hidden ONE"))
    assert sheet.source.sheet == "Hidden one"
    assert picture(sheet) == ["row | y", " 2  | z"]
    with pytest.raises(BadInput) as raised:
        read_sheet(path, Choices(sheet="Third"))
    assert raised.value.reason == Reason(
        "sheets.no_such_worksheet",
        {"file": "plain.xlsx", "sheet": "Third", "sheets": "Contacts, Second, Hidden one"},
    )


def test_empty_and_hidden_worksheets_are_passed_over(read: Read) -> None:
    workbook = openpyxl.Workbook()
    hidden = workbook.create_sheet("Hidden")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    workbook.create_chartsheet("Chart")
    contacts = workbook.create_sheet("Contacts")
    contacts.append(["Name"])
    contacts.append(["Ann"])
    sheet = read(saved(workbook), "a.xlsx")
    assert sheet.source.sheet == "Contacts"
    assert sheet.sheets == ("Sheet", "Hidden", "Contacts")


def test_rows_and_columns_keep_their_places(read: Read, picture: Picture) -> None:
    workbook = openpyxl.Workbook()
    cells = {"C4": "Name", "D4": "Phone", "C6": "Ann", "D6": 111, "D9": 222, "E9": "late"}
    for place, value in cells.items():
        workbook.active[place] = value
    assert picture(read(saved(workbook), "a.xlsx", header_row=4)) == [
        "row | Column A | Column B | Name | Phone | Column E",
        " 6  |  |  | Ann | 111 | ",
        " 9  |  |  |  | 222 | late",
    ]


def test_a_macro_workbook_is_told(read: Read) -> None:
    file = io.BytesIO(with_rows(["Name"], ["Ann"]))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"")
    assert read(file.getvalue(), "a.xlsm").source.format == "xlsm"


def test_text_survives_the_marks_of_xml(read: Read) -> None:
    data = with_rows(["Name", "Note"], ["a", "<b> & 'c' \"d\"\ttab\nline"], ["_x0041_", "x"])
    column = read(data, "a.xlsx").table
    assert column.cells(0)["Note"] == "<b> & 'c' \"d\"\ttab\nline"


def test_every_error_cell_shows_its_text(read: Read) -> None:
    errors = ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
    data = with_rows(["Name", *"ABCDEFG"], ["Ann", *errors], ["Bob", 1], ["Cy", None, *errors[:6]])
    table = read(data, "a.xlsx").table
    assert list(table.cells(0).values()) == ["Ann", *errors]
    assert list(table.cells(2).values()) == ["Cy", "", *errors[:6]]


def test_a_cell_at_the_end_of_the_world_is_refused(read: Read) -> None:
    """Loading it would take half a terabyte, and end the process."""
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Name"
    workbook.active["XFD1048576"] = "far"
    with pytest.raises(BadInput) as raised:
        read(saved(workbook), "a.xlsx")
    assert raised.value.reason.code == "sheets.too_large"


def test_formats_without_values_at_the_end_of_the_world_do_no_harm(read: Read) -> None:
    data = edited(
        with_rows(["Name"], ["Ann"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
        ),
    )
    assert len(read(data, "a.xlsx").table) == 1


def test_an_archive_that_declares_too_much_is_refused(read: Read) -> None:
    data = with_rows(["Name"], ["Ann"])
    sizes = re.compile(rb"(PK\x01\x02.{20})....", re.DOTALL)  # in the archive's directory
    bomb = sizes.sub(lambda found: found[1] + b"\xff\xff\xff\x7f", data)
    with pytest.raises(BadInput) as raised:
        read(bomb, "a.xlsx")
    assert raised.value.reason.code == "sheets.too_large"


def test_another_library_reads_the_same(read: Read) -> None:
    """pandas through openpyxl is the oracle for text, whole numbers and days."""
    rows = [
        [f"Name {i}", 14155550100 + i, f"会社{i}", date(2026, 1, 1 + i % 28)] for i in range(300)
    ]
    data = with_rows(["Name", "Phone", "Company", "Day"], *rows)
    frame = pd.read_excel(io.BytesIO(data), engine="openpyxl", dtype=str, keep_default_na=False)
    table = read(data, "a.xlsx").table
    assert list(table.headers) == list(frame.columns)
    for header in table.headers:
        theirs = [text.removesuffix(" 00:00:00") for text in frame[header]]
        assert list(table.column(header)) == theirs


def test_the_sample_is_worth_a_first_look() -> None:
    with assets.resource("samples", "contacts.xlsx").open("rb") as file:
        sheet = read_sheet(Path(file.name))
    assert sheet.table.headers == (
        *("Name", "Company", "Phone", "Country", "Appointment", "Balance", "VIP", "Notes"),
    )
    assert len(sheet.table) == 24
    assert not sheet.findings
    first = sheet.table.cells(0)
    assert (first["Appointment"], first["Balance"], first["VIP"]) == ("2026-03-02", "120.5", "TRUE")
    phones = list(sheet.table.column("Phone"))
    assert "" in phones
    assert len(set(phones)) < len(phones)
    assert "12125550168" in phones, "a number stored as a number"
