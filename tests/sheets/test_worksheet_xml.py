"""Worksheets of xlsx files as the sheet shows them: formats, formulas, hidden rows, hostile XML."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Sheet, read_sheet
from dialsheet.sheets.cell_text import cell_text
from dialsheet.sheets.workbook import read_worksheet

Read = Callable[..., Sheet]
Picture = Callable[[Sheet], list[str]]
SHEET = "xl/worksheets/sheet1.xml"


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
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, edit(content) if name == part else content)
    return file.getvalue()


def with_sheet_data(xml: bytes) -> bytes:
    """A workbook whose worksheet has these rows."""

    def edit(old: bytes) -> bytes:
        start, end = old.index(b"<sheetData>"), old.index(b"</sheetData>")
        return old[:start] + b"<sheetData>" + xml + old[end:]

    return edited(with_rows(["x"]), SHEET, edit)


def codes(sheet: Sheet) -> set[str]:
    return {finding.code for finding in sheet.findings}


def test_another_program_s_formats_and_hidden_rows(files: Path, picture: Picture) -> None:
    """LibreOffice wrote it; rows 3 and 4 are hidden, one by a filter."""
    sheet = read_sheet(files / "formats.xlsx")
    assert picture(sheet)[:3] == [
        "row | Name | Phone | Local | Zip | Rate | Day | When | Length | Clock | VIP | Sum",
        " 2  | Ann | 14155550143 | 03-1234-5670 | 01230 | 0.125 | 2026-01-05"
        " | 2026-01-05 14:30:00 | 30:05:00 | 09:05:00 | 1 | #VALUE!",
        " 3  | Bob | 14155550144 | 03-1234-5671 | 01231 | 0.125 | 2026-01-06"
        " | 2026-01-05 14:31:00 | 30:05:00 | 09:05:00 | 1 | #VALUE!",
    ]
    assert sheet.hidden == {1, 2}
    assert Reason("sheets.hidden_rows", {"count": 2}) in sheet.findings
    assert sheet.hidden_sheets == ("Secret",)


def test_formulas_without_a_value_are_never_empty_in_silence(read: Read, picture: Picture) -> None:
    data = with_rows(["Name", "Phone"], ["Ann", "=A1&1"], ["Bob", 111], ["=A1", "=B2"])
    sheet = read(data, "a.xlsx")
    assert picture(sheet)[1:] == [" 2! | Ann | ", " 3  | Bob | 111"]
    assert sheet.ragged == {0: Reason("sheets.formula_without_value", {"row": 2, "column": "B"})}
    assert (
        Reason("sheets.formulas_without_value", {"count": 3, "row": 2, "column": "B"})
        in sheet.findings
    )


def test_formulas_with_values_give_them(read: Read) -> None:
    cells = (
        b'<row r="1"><c r="A1" t="str"><f>"N"</f><v>Name</v></c>'
        b'<c r="B1" t="str"><v>P</v></c></row>'
        b'<row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        b'<row r="3"><c r="A3" t="b"><f>1=1</f><v>1</v></c>'
        b'<c r="B3" t="e"><f/><v>#N/A</v></c></row>'
    )
    sheet = read(with_sheet_data(cells), "a.xlsx", header_row=1)
    assert [list(sheet.table.cells(index).values()) for index in range(2)] == [
        ["", "2"],
        ["TRUE", "#N/A"],
    ]
    assert not sheet.ragged
    assert not sheet.findings


def test_formats_of_openpyxl(read: Read) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.MAC_EPOCH
    workbook.active.append(["Zip", "Text", "Day", "When", "Clock", "Length", "Rate", "Old"])
    values = [1234, "007", date(2026, 1, 5), datetime.fromisoformat("2026-01-05 09:30"), time(9, 5)]
    workbook.active.append([*values, timedelta(hours=30), 0.125, 1e10])
    for place, code in {"A2": "00000", "B2": "00000", "G2": "0.0%"}.items():
        workbook.active[place].number_format = code
    table = read(saved(workbook), "a.xlsx").table
    assert list(table.cells(0).values()) == [
        *("01234", "007", "2026-01-05", "2026-01-05 09:30:00", "09:05:00", "30:00:00"),
        *("0.125", "10000000000"),
    ]


def test_rows_that_a_filter_hides_are_told(read: Read) -> None:
    workbook = openpyxl.Workbook()
    for row in (["Name", "City"], ["Ann", "Oslo"], ["Bob", "Rome"], ["", ""], ["Cy", "Oslo"]):
        workbook.active.append(row)
    workbook.active.auto_filter.ref = "A1:B5"
    workbook.active.auto_filter.add_filter_column(1, ["Oslo"])
    for row in (3, 4, 9):
        workbook.active.row_dimensions[row].hidden = True
    sheet = read(saved(workbook), "a.xlsx")
    assert sheet.hidden == {1}
    assert Reason("sheets.filtered_rows", {"count": 1}) in sheet.findings


def test_merged_cells_keep_their_value_in_the_first(read: Read, picture: Picture) -> None:
    workbook = openpyxl.Workbook()
    for row in (["Name", "Phone", None, "City"], ["Ann", 111, 222, "Oslo"], ["Bob", 333, 4, None]):
        workbook.active.append(row)
    workbook.active.merge_cells("B1:C1")
    workbook.active.merge_cells("D2:D3")
    sheet = read(saved(workbook), "a.xlsx")
    assert picture(sheet) == [
        "row | Name | Phone | Phone (2) | City",
        " 2  | Ann | 111 | 222 | Oslo",
        " 3  | Bob | 333 | 4 | ",
    ]
    assert Reason("sheets.merged_cells", {"count": 2, "row": 1, "column": "B"}) in sheet.findings


def test_a_header_merged_over_the_right_edge_has_two_rows(read: Read, picture: Picture) -> None:
    workbook = openpyxl.Workbook()
    for row in (["Name", "Contact"], [None, "Phone", "Mail"], ["Ann", 111, "m"], ["Bob", 222, "m"]):
        workbook.active.append(row)
    workbook.active.merge_cells("A1:A2")
    workbook.active.merge_cells("B1:C1")
    assert picture(read(saved(workbook), "a.xlsx")) == [
        "row | Name | Contact / Phone | Contact / Mail",
        " 3  | Ann | 111 | m",
        " 4  | Bob | 222 | m",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        b'<row><c t="inlineStr"><is><t>Name</t></is></c></row><row><c><v>7</v></c></row>',
        b"<row r='1'><c t='inlineStr' r='A1'><is><t>Name</t></is></c></row>"
        b"<row r='2'><c s='0' r='A2'><v>7</v></c></row>",
        b'<row r="1"><c r="A1" t="inlineStr"><is><r><t>Na</t></r><r><rPr/><t>me</t></r>'
        b"<rPh><t>no</t></rPh></is></c></row>\n"
        b'<row r="2"><c r="A2"><!-- 9 --><v>7</v><extLst/></c><c r="B2" s="0"/></row>',
        b'<row r="1"><c r="A1" t="str"><v><![CDATA[Name]]></v></c></row><row r="2"/>'
        b'<row r="3"><c r="A3" t="n"><v>7.0</v></c></row>',
        b'<row r="1"><c r="A1" t="str"><v>N&#97;m&#x65;</v></c></row>'
        b'<row r="2"><c r="A2"><v>7</v></c></row>',
    ],
)
def test_the_same_sheet_in_other_words(cells: bytes, read: Read) -> None:
    sheet = read(with_sheet_data(cells), "a.xlsx", header_row=1)
    assert [sheet.table.cells(0)] == [{"Name": "7"}]


def test_prefixed_xml(read: Read) -> None:
    def prefixed(xml: bytes) -> bytes:
        for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t"):
            for mark in (b"<" + name, b"</" + name):
                for after in (b" ", b">", b"/"):
                    xml = xml.replace(mark + after, mark.replace(name, b"x:" + name) + after)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    data = edited(with_rows(["Name", "Phone"], ["Ann", 111]), SHEET, prefixed)
    assert read(data, "a.xlsx").table.cells(0) == {"Name": "Ann", "Phone": "111"}


# what is wrong | the rows
DAMAGED = {
    "a text that is not there": b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
    "rows that go back": b'<row r="2"><c r="A2"><v>1</v></c></row>'
    b'<row r="1"><c r="A1"><v>1</v></c></row>',
    "cells that go back": b'<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
    "no number": b'<row r="1"><c r="A1"><v>abc</v></c></row>',
}


@pytest.mark.parametrize("cells", DAMAGED.values(), ids=DAMAGED)
def test_damage_is_never_guessed_away(cells: bytes, read: Read) -> None:
    with pytest.raises(BadInput) as raised:
        read(with_sheet_data(cells), "a.xlsx")
    assert raised.value.reason == Reason("sheets.damaged_workbook", {"file": "a.xlsx"})


def test_a_text_before_the_first_is_damage(files: Path, read: Read) -> None:
    data = edited(
        (files / "formats.xlsx").read_bytes(),
        SHEET,
        lambda xml: xml.replace(b"<v>0</v>", b"<v>-1</v>", 1),
    )
    with pytest.raises(BadInput, match="damaged"):
        read(data, "a.xlsx")


def test_xml_that_ends_too_early_is_damage(read: Read) -> None:
    data = edited(with_rows(["Name"], ["Ann"], ["Bob"]), SHEET, lambda xml: xml[:-90])
    with pytest.raises(BadInput, match="damaged"):
        read(data, "a.xlsx")


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_entities_are_not_followed(part: str, files: Path, read: Read) -> None:
    """A billion laughs: nothing is unpacked, and nothing is read from elsewhere."""
    laughs = b'<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + depth, b"&%c;" % (97 + depth) * 10) for depth in range(12)
    )

    def edit(xml: bytes) -> bytes:
        start = xml.index(b"<", xml.index(b"?>") if xml.startswith(b"<?") else 0)
        name = xml[start + 1 :].split(b" ")[0]
        end = xml.rindex(b"</")
        return (
            xml[:start]
            + b"<!DOCTYPE %s [%s]>" % (name, laughs)
            + xml[start:end]
            + b"&m;"
            + xml[end:]
        )

    with pytest.raises(BadInput) as raised:
        read(edited((files / "formats.xlsx").read_bytes(), part, edit), "a.xlsx")
    assert raised.value.reason.code == "sheets.damaged_workbook"


def test_a_million_blank_rows_with_formats_are_passed_over(read: Read) -> None:
    blank = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (row, row)
        for row in range(3, 1_048_577)
    )
    names = (
        b'<row r="1"><c r="A1" t="str"><v>Name</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
    )
    sheet = read(with_sheet_data(names + blank), "a.xlsx", header_row=1)
    assert list(sheet.table.column("Name")) == ["7"]


def test_a_row_of_all_columns_is_read(read: Read) -> None:
    names = [f"H{position}" for position in range(16_384)]
    table = read(with_rows(names, list(range(16_384))), "a.xlsx").table
    assert (len(table.headers), table.cells(0)["H16383"]) == (16_384, "16383")


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        b'<row r="1"><c r="XFE1"><v>1</v></c></row>',
    ],
)
def test_cells_beyond_the_world_are_refused(cells: bytes, read: Read) -> None:
    with pytest.raises(BadInput) as raised:
        read(with_sheet_data(cells), "a.xlsx")
    assert raised.value.reason.code in ("sheets.too_large", "sheets.damaged_workbook")


def test_what_a_worksheet_declares_of_its_size_is_not_believed(read: Read) -> None:
    data = edited(
        with_rows(["Name"], ["Ann"]),
        SHEET,
        lambda xml: xml.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'),
    )
    assert len(read(data, "a.xlsx").table) == 1


def test_shared_texts_of_every_kind(files: Path, read: Read) -> None:
    items = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>N</t></si>'
        b"<si/><si><t/></si><si><r><t>a</t></r><r><rPr/><t xml:space='preserve'> b</t></r></si>"
        b"<si><t>\xe4\xbd\x90</t><rPh sb='0' eb='1'><t>sa</t></rPh></si>"
        b"<si><t>1 &lt; 2&#10;_x0041__xD83D__xDE00_</t></si><si><t></t></si><si><t>z</t></si></sst>"
    )
    rows = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c></row>' + b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c><c r="B%d"><v>1</v></c></row>'
        % (text + 1, text + 1, text, text + 1)
        for text in range(1, 8)
    )
    data = edited((files / "formats.xlsx").read_bytes(), "xl/sharedStrings.xml", lambda _: items)
    end = b"</sheetData></worksheet>"
    data = edited(data, SHEET, lambda xml: xml[: xml.index(b"<row")] + rows + end)
    column = read(data, "a.xlsx", header_row=1).table.column("N")
    assert list(column) == ["", "", "a b", "佐", "1 < 2\nA😀", "", "z"]


VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")),
    st.sampled_from(["#N/A x", "_x0041_", "a\nb", " padded ", "<&>\"'"]),
)


@given(rows=st.lists(st.lists(VALUE, min_size=1, max_size=5), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_calamine_reads_the_same_values(rows: list[list[object]]) -> None:
    rows = [["'" + cell if isinstance(cell, str) else cell for cell in row] for row in rows]
    data = with_rows(["start"], *rows)
    ours = list(read_worksheet(data, "a.xlsx", "xlsx", None).records)
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    width = max(map(len, ours))
    padded = [record + [b""] * (width - len(record)) for record in ours]
    expected = [[cell_text(value).encode() for value in row] for row in theirs]
    assert [row[: len(expected[0])] for row in padded] == expected
