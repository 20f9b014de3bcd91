"""Digits that a format adds, read from files: what the sheet shows is what a cell says."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from dialsheet.errors import Reason
from dialsheet.sheets import Choices, Sheet, preview, read_sheet

Read = Callable[..., Sheet]
PHONE = 2079460958


def book(path: Path, *cells: tuple[object, str]) -> Path:
    """A workbook with a column `Phone`, each cell with its format."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    page.append(["Name", "Phone"])
    for row, (value, code) in enumerate(cells, 2):
        page.append([f"P{row}", value])
        page.cell(row, 2).number_format = code
    workbook.save(path)
    return path


def test_cells_of_a_workbook_say_what_it_shows(tmp_path: Path) -> None:
    rich = CellRichText("207946", TextBlock(InlineFont(b=True), "0958"))
    path = book(
        tmp_path / "a.xlsx",
        (PHONE, '"+44 "0'),
        (2124567890, "+1 (000) 000-0000"),
        (123456, '"(0)"0'),
        (669821234, '"0"#'),
        (PHONE, '"+44"@'),
        (str(PHONE), '"+44"@'),
        (rich, '"+44"@'),
        ("=A1", '"+44 "0'),
        (PHONE, "0"),
    )
    sheet = read_sheet(path)
    assert list(sheet.table.column("Phone")) == [
        "+44 2079460958",
        "+1 (212) 456-7890",
        "(0)123456",
        "0669821234",
        "2079460958",
        "+442079460958",
        "+442079460958",
        "",
        "2079460958",
    ]
    unsure = Reason("sheets.format_unsure", {"column": "Phone"})
    unknown = Reason("sheets.value_unknown", {"column": "Phone"})
    assert sheet.doubtful == {"Phone": {4: unsure, 7: unknown}}
    told = Reason("sheets.formats_unsure", {"count": 1, "row": 6, "column": "B"})
    assert told in sheet.findings
    assert told in preview(path, Choices()).findings


def test_doubts_go_where_stacked_rows_go(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", (1, "0"), (PHONE, '"+44"@'))
    workbook = openpyxl.load_workbook(path)
    workbook.copy_worksheet(workbook.active)
    workbook.save(path)
    names = workbook.sheetnames
    sheet = read_sheet(path, Choices(sheet=names[0], more_sheets=(names[1],)))
    assert list(sheet.doubtful["Phone"]) == [1, 3]


STYLES = (
    '<number:number-style style:name="N1"><number:text>+44 </number:text>'
    '<number:number number:min-integer-digits="1"/></number:number-style>'
    '<number:number-style style:name="N2"><number:number number:min-integer-digits="4">'
    '<number:embedded-text number:position="2">77</number:embedded-text></number:number>'
    "</number:number-style>"
    '<number:text-style style:name="N3"><number:text>+44</number:text><number:text-content/>'
    "</number:text-style>"
    '<number:currency-style style:name="N4"><number:currency-symbol>+44</number:currency-symbol>'
    '<number:number number:min-integer-digits="1"/></number:currency-style>'
    '<number:number-style style:name="N5"><number:text>-</number:text><number:number/>'
    '<style:map style:condition="value()&gt;=0" style:apply-style-name="N1"/>'
    "</number:number-style>"
    '<number:number-style style:name="N6"><number:text>+</number:text><number:number/>'
    "</number:number-style>"
    '<number:percentage-style style:name="N7"><number:text>+</number:text><number:number/>'
    "<number:text>%</number:text></number:percentage-style>"
    '<style:style style:name="ceParent" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="ce0" style:family="table-cell" style:parent-style-name="ceParent"/>'
) + "".join(
    f'<style:style style:name="ce{n}" style:family="table-cell" style:data-style-name="N{n}"/>'
    for n in range(1, 8)
)


def ods(files: Path, cells: str, *, column_style: str = "Default") -> bytes:
    """LibreOffice's workbook with one column below its name, and those styles."""
    header = '<table:table-cell office:value-type="string"><text:p>P</text:p></table:table-cell>'
    rows = "".join(f"<table:table-row>{cell}</table:table-row>" for cell in (header, cells))
    column = f'<table:table-column table:default-cell-style-name="{column_style}"/>'
    file = io.BytesIO()
    with zipfile.ZipFile(files / "formats.ods") as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                at = content.index(b"</office:automatic-styles>")
                content = content[:at] + STYLES.encode() + content[at:]
                start = content.index(b"<table:table-column")
                end = content.index(b"</table:table>")
                content = content[:start] + (column + rows).encode() + content[end:]
            new.writestr(name, content)
    return file.getvalue()


def cell(value: str, text: str, style: str | None = None, kind: str = "float") -> str:
    named = f' table:style-name="{style}"' if style else ""
    shown = f"<text:p>{text}</text:p>" if text else ""
    valued = f' office:value="{value}"' if kind != "string" else ""
    return f'<table:table-cell{named} office:value-type="{kind}"{valued}>{shown}</table:table-cell>'


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (cell("2079460958", "+44 2079460958", "ce1"), "+44 2079460958"),
        (cell("2079460958", "+44 2079460958", "ce0"), "+44 2079460958"),
        (cell("2079460958", "+44 2079460958", "ce5"), "+44 2079460958"),
        (cell("2079460958", "+442079460958", "ce4", "currency"), "+442079460958"),
        (cell("1234", "127734", "ce2"), "127734"),
        (cell("", "2079460958", "ce3", "string"), "+442079460958"),
        (cell("", "Home", "ce3", "string"), "Home"),
        (cell("2079460958", "+442079460958", "ce3"), "+442079460958"),
        (cell("2079460958", "+2079460958", "ce6"), "+2079460958"),
        (cell("5", "+5", "ce6"), "5"),
        (cell("0.5", "+50%", "ce7", "percentage"), "0.5"),
        (cell("2079460958", "+44 2079460958"), "2079460958"),
    ],
)
def test_cells_of_an_open_document_say_what_it_shows(
    content: str, shown: str, files: Path, read: Read
) -> None:
    sheet = read(ods(files, content), "a.ods", header_row=1)
    assert list(sheet.table.column("P")) == [shown]
    assert sheet.doubtful == {}


def test_a_column_s_style_is_its_cells(files: Path, read: Read) -> None:
    data = ods(files, cell("2079460958", "+44 2079460958"), column_style="ce1")
    assert list(read(data, "a.ods", header_row=1).table.column("P")) == ["+44 2079460958"]


@pytest.mark.parametrize("shown", ["", "###"])
def test_what_an_open_document_does_not_tell_is_in_doubt(
    shown: str, files: Path, read: Read
) -> None:
    sheet = read(ods(files, cell("2079460958", shown, "ce1")), "a.ods", header_row=1)
    assert sheet.doubtful == {"P": {0: Reason("sheets.format_unsure", {"column": "P"})}}


def test_columns_whose_formats_cannot_be_read_are_known(files: Path) -> None:
    sheet = read_sheet(files / "formats.xls")
    assert "Phone" in sheet.unformatted
    assert "Name" not in sheet.unformatted
    assert read_sheet(files / "formats.xlsx").unformatted == frozenset()
