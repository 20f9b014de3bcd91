"""Worksheets of .ods files: formats, hidden rows, formulas and bombs."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Sheet, read_sheet

Read = Callable[..., Sheet]
Picture = Callable[[Sheet], list[str]]
TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
NUMBER = (
    '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p>'
    "</table:table-cell>"
)


def ods(files: Path, *rows: str) -> bytes:
    """LibreOffice's workbook with other rows."""
    file = io.BytesIO()
    with zipfile.ZipFile(files / "formats.ods") as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                start = content.index(b"<table:table-row")
                end = content.index(b"</table:table>")
                content = content[:start] + "".join(rows).encode() + content[end:]
            new.writestr(name, content)
    return file.getvalue()


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def test_another_program_s_formats_and_hidden_rows(files: Path, picture: Picture) -> None:
    """LibreOffice wrote it; rows 3 and 4 are hidden, one by a filter."""
    sheet = read_sheet(files / "formats.ods")
    assert picture(sheet)[:2] == [
        "row | Name | Phone | Local | Zip | Rate | Day | When | Length | Clock | VIP | Sum",
        " 2  | Ann | 14155550143 | 03-1234-5670 | 01230 | 0.125 | 2026-01-05"
        " | 2026-01-05 14:30:00 | 30:05:00 | 09:05:00 | 1 | Err:510",
    ]
    assert sheet.hidden == {1, 2}
    assert Reason("sheets.filtered_rows", {"count": 2}) in sheet.findings
    assert sheet.hidden_sheets == ("Secret",)


def test_xls_says_what_it_cannot_tell(files: Path) -> None:
    sheet = read_sheet(files / "formats.xls")
    assert Reason("sheets.values_only", {"format": "xls"}) in sheet.findings
    assert sheet.table.cells(0)["Phone"] == "14155550143"
    assert sheet.hidden_sheets == ("Secret",)


@pytest.mark.parametrize(
    ("value", "text", "cell"),
    [
        ("42", "00042", "00042"),
        ("312345670", "03-1234-5670", "03-1234-5670"),
        ("14155550143", "+14155550143", "+14155550143"),
        ("14155550143", "1.42E+10", "14155550143"),
        ("1234", "1.234", "1234"),
        ("1234", "1 234", "1234"),
        ("1234", "1,234", "1234"),
        ("12", "12.00", "12"),
        ("12.5", "13", "12.5"),
        ("-7", "-7", "-7"),
        ("7", "7 pcs", "7"),
    ],
)
def test_digits_that_a_format_adds(
    value: str, text: str, cell: str, files: Path, read: Read
) -> None:
    sheet = read(ods(files, row(TEXT.format("P")), row(NUMBER.format(value, text))), "a.ods")
    assert list(sheet.table.column("P")) == [cell]


def test_repeated_rows_keep_their_places(files: Path, read: Read, picture: Picture) -> None:
    zips = row(NUMBER.format(7, "007"), more=' table:number-rows-repeated="2"')
    hidden = row(
        TEXT.format("x"), more=' table:number-rows-repeated="2" table:visibility="collapse"'
    )
    blank = row("<table:table-cell/>", more=' table:number-rows-repeated="3"')
    sheet = read(ods(files, row(TEXT.format("P")), blank, zips, hidden), "a.ods", header_row=1)
    assert picture(sheet) == ["row | P", " 5  | 007", " 6  | 007", " 7  | x", " 8  | x"]
    assert sheet.hidden == {2, 3}


def test_formulas_without_a_value_are_never_empty_in_silence(files: Path, read: Read) -> None:
    formula = '<table:table-cell table:formula="of:=1+1"/>'
    data = ods(files, row(TEXT.format("N"), TEXT.format("P")), row(TEXT.format("Ann"), formula))
    sheet = read(data, "a.ods", header_row=1)
    assert sheet.ragged == {0: Reason("sheets.formula_without_value", {"row": 2, "column": "B"})}


@pytest.mark.parametrize(
    "bomb",
    [
        row(TEXT.format("x"), more=' table:number-rows-repeated="99999999999"'),
        row(TEXT.format("x").replace(" ", ' table:number-columns-repeated="99999999999" ', 1)),
        row("<table:table-cell/>", more=' table:number-rows-repeated="99999999999"')
        + row(TEXT.format("x")),
        row(NUMBER.format(7, "07"), more=' table:number-rows-repeated="60000000"'),
    ],
)
def test_cells_beyond_the_world_are_refused(bomb: str, files: Path, read: Read) -> None:
    with pytest.raises(BadInput) as raised:
        read(ods(files, row(TEXT.format("P")), bomb), "a.ods")
    assert raised.value.reason.code == "sheets.too_large"
