"""Columns put into worksheets as other programs write them, and as hardly any does."""

import re
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import openpyxl
import pytest

from dialsheet.errors import Reason
from dialsheet.sheets import copy_losses, read_sheet
from workbooks import AT, HEADERS, KNOWN, SHEET, original, parts, saved, sheet_of, values

INLINE = b'<%(p)sc r="%(r)s" t="inlineStr"><%(p)sis><%(p)st>%(v)s</%(p)st></%(p)sis></%(p)sc>'


def text(place: str, value: str, prefix: bytes = b"") -> bytes:
    return INLINE % {b"p": prefix, b"r": place.encode(), b"v": value.encode()}


@pytest.mark.filterwarnings("ignore:Unknown extension")  # openpyxl's, of the last
@pytest.mark.parametrize(
    ("rows", "picture"),
    [
        (b"", ["Call At Score", "- - -", "x - 1"]),
        (b"\n  ", ["Call At Score", "- - -", "x - 1"]),
        (b'<row r="1"/><row r="3" ht="20"/>', ["Call At Score", "- - -", "x - 1"]),
        (
            b"<row>%b</row>" % text("A1", "Name"),
            ["Name Call At Score", "- - - -", "- x - 1"],
        ),
        (
            b'<row r="3" spans="1:1">%b</row>' % text("A3", "Ann"),
            ["- Call At Score", "- - - -", "Ann x - 1"],
        ),
        (  # cells that say nothing of their places
            b"<row><c><v>1</v></c><c><v>2</v></c></row><row/>\n<row>\n<c><v>5</v></c>\n</row>\n",
            ["1 2 Call At Score", "- - - - -", "5 - x - 1"],
        ),
        (  # empty cells with a format at the right, some of them where ours go
            b'<row r="1"><c r="A1"><v>1</v></c><c r="Z1" s="0"/></row>'
            b'<row r="3"><c r="A3"><v>5</v></c><c r="C3" s="0"/><c s="0" r="D3"></c></row>',
            ["1 Call At Score" + 22 * " -", 26 * " -", "5 x - 1" + 22 * " -"],
        ),
        (  # data to the right of the table, above and below it
            b'<row r="2"><c r="C2"><f>1+1</f></c></row><row r="5"><c r="D5"><v>8</v></c></row>',
            [
                "- - - - Call At Score",
                "- - =1+1 - - - -",
                "- - - - x - 1",
                7 * " -",
                "- - - 8 - - -",
            ],
        ),
        (
            b'<row r="3"><c r="A3"><v>5</v></c><extLst><ext uri="{1}"/></extLst></row>',
            ["- Call At Score -", "- - - - -", "5 x - 1 -"],  # openpyxl takes it for a cell
        ),
    ],
)
def test_worksheets_that_other_programs_write(
    rows: bytes, picture: list[str], tmp_path: Path, copy: Callable[..., Path]
) -> None:
    after = copy(sheet_of(rows, tmp_path / "list.xlsx"), {3: ("x", None, 1)})
    found = [" ".join(str(cell or "-") for cell in row) for row in values(after)]
    assert found == [line.strip() for line in picture]


def test_a_prefix_of_all_names_is_kept(tmp_path: Path, copy: Callable[..., Path]) -> None:
    rows = b'<x:row r="1">%b</x:row><x:row r="2" spans="1:1">%b</x:row><x:row r="3"/>' % (
        text("A1", "Name", b"x:"),
        text("A2", "Ann & Co".replace("&", "&amp;"), b"x:"),
    )
    head = b'<x:dimension ref="A1"/><x:cols><x:col min="1" max="16384" width="5"/></x:cols>'
    path = sheet_of(rows, tmp_path / "list.xlsx", head=head, prefix=b"x:")
    after = copy(path, {2: ("<c>&", AT, True), 3: ("y", AT, 2)})
    assert values(after) == [
        ["Name", *HEADERS],
        ["Ann & Co", "<c>&", AT, True],
        [None, "y", AT, 2],
    ]
    xml = parts(after)[SHEET]
    assert b'<x:dimension ref="A1:D3"/>' in xml
    assert b'<x:row r="2" spans="1:4">' in xml
    assert not re.search(rb"<(?!/?x:)", xml)
    assert read_sheet(after).table.headers == ("Name", *HEADERS)


def test_hidden_columns_do_not_hide_the_results(tmp_path: Path, copy: Callable[..., Path]) -> None:
    head = (
        b'<cols><col min="1" max="1" width="30" customWidth="1"></col>'
        b'<col max="16384" min="2" hidden="1" width="9" style="0"/></cols>'
    )
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    after = copy(sheet_of(rows, tmp_path / "list.xlsx", head=head), {2: ("x", AT, 1)})
    page = openpyxl.load_workbook(after).worksheets[0]
    widths = re.findall(rb'<col [^>]*min="\d+"[^>]*>', parts(after)[SHEET])
    assert [re.findall(rb'(?:min|max)="(\d+)"', width) for width in widths] == [
        [b"1", b"1"], [b"2", b"2"], [b"3", b"3"], [b"4", b"4"], [b"16384", b"5"],
    ]  # fmt: skip
    assert b"hidden" not in b"".join(widths[:4])
    assert b'hidden="1"' in widths[4]
    assert page.column_dimensions["A"].width == 30


def test_days_are_counted_from_1904_where_the_workbook_does(
    tmp_path: Path, copy: Callable[..., Path]
) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active.append(["When"])
    workbook.active.append([AT])
    after = copy(saved(workbook, tmp_path / "list.xlsx"), {2: ("x", AT.replace(tzinfo=UTC), 1)})
    assert values(after)[1] == [AT, "x", AT, 1]


def test_a_header_of_several_rows(tmp_path: Path, copy: Callable[..., Path]) -> None:
    workbook = openpyxl.Workbook()
    for row in (
        ["Person", None, "Balance", None, "Rate"],
        ["Name", "Phone", "Old", "New", "Today"],
        *([f"Ann {number}", 14155550143 + number, number, 7, 0.5] for number in range(5)),
    ):
        workbook.active.append(row)
    path = saved(workbook, tmp_path / "list.xlsx")
    before = read_sheet(path)
    assert before.source.header_row == 1
    assert before.table.rows[0] == 3
    after = copy(path, {row: ("c", AT, row) for row in before.table.rows})
    assert values(after)[0][5:] == list(HEADERS)
    again = read_sheet(after).table
    assert again.headers == (*before.table.headers, *HEADERS)
    assert again.rows == before.table.rows


def test_without_a_header_the_cells_alone_are_added_and_it_is_said(
    tmp_path: Path, copy: Callable[..., Path]
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Ann", 14155550143])
    path = saved(workbook, tmp_path / "list.xlsx")
    assert values(copy(path, {1: ("c", AT, 1)}, None)) == [["Ann", 14155550143, "c", AT, 1]]
    losses = copy_losses(original(path, None), HEADERS, KNOWN)
    assert losses == (Reason("sheets.copy_without_header", {"sheet": "Sheet"}),)


@pytest.mark.parametrize(("merged", "first"), [("A1:Z1", "C"), ("A3:E3", "F"), ("A2:B9", "C")])
def test_results_never_go_under_merged_cells(
    merged: str, first: str, tmp_path: Path, copy: Callable[..., Path]
) -> None:
    workbook = openpyxl.Workbook()
    for row in (["My list"], ["Name", "Phone"], ["Ann", 14155550143]):
        workbook.active.append(row)
    workbook.active.merge_cells(merged)
    after = copy(saved(workbook, tmp_path / "list.xlsx"), {3: ("x", AT, 1)}, 2)
    assert openpyxl.load_workbook(after).active[f"{first}3"].value == "x"


def test_a_strict_workbook(tmp_path: Path, copy: Callable[..., Path]) -> None:
    strict = (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
              b"http://purl.oclc.org/ooxml/spreadsheetml/main")  # fmt: skip
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name"])
    edit = {"sheet": lambda xml: xml.replace(*strict), "styles": lambda xml: xml.replace(*strict)}
    path = saved(workbook, tmp_path / "list.xlsx", **edit)
    table = read_sheet(copy(path, {2: ("x", AT, 1), 3: ("y", AT, 2)})).table
    assert table.headers == ("Name", *HEADERS)
    assert table.column("At")[1] == "2026-11-22 09:30:15"
