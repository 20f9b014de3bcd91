"""Columns in a copy of a workbook: they stand beside their rows, and nothing else changes."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import (
    Choices,
    Original,
    copy_losses,
    copy_with_columns,
    read_sheet,
    workbook_ending,
)
from sheets.own import Everything
from workbooks import AT, HEADERS, KNOWN, SHEET, STYLES, Edit, original, parts, saved, values


@pytest.fixture
def book() -> openpyxl.Workbook:
    """A workbook with some of everything; its contacts are in rows 3 to 5, below a title."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = "Contacts"
    for row in (
        ["Spring list"],
        ["Name", "Phone", "Sum", "When"],
        ["Ann", 14155550143, "=1+1", AT],
        ["Bob", "+1 212 555 0102", "=SUM(C3:C3)", None],
        ["日本", "007", 1.5, True],
    ):
        page.append(row)
    page.merge_cells("A1:D1")
    page["A2"].font = Font(bold=True, italic=True)
    page["B3"].number_format = "0"
    page["A3"].comment = Comment("calls back", "Jo")
    page["A4"].hyperlink = "https://example.com/"
    page["C5"].fill = PatternFill("solid", "FFFF00")
    page.conditional_formatting.add("C3:C5", CellIsRule("greaterThan", ["1"], font=Font(bold=True)))
    choice = DataValidation("list", formula1='"yes,no"')
    choice.add("D3:D5")
    page.add_data_validation(choice)
    page.auto_filter.ref = "A2:D5"
    page.freeze_panes = "B3"
    page.protection.sheet = True
    page.column_dimensions["A"].width = 33
    page.row_dimensions[4].height = 40
    page.row_dimensions[5].hidden = True
    page.print_area = "A1:D5"
    other = workbook.create_sheet("Other")
    other.append(["Name", "Score"])
    other.append(["=Contacts!A3", 7])
    other.add_table(Table(displayName="Scores", ref="A1:B2"))
    chart = BarChart()
    chart.add_data(Reference(other, 2, 1, 2, 2))
    other.add_chart(chart, "D1")
    workbook.create_sheet("Hidden").sheet_state = "hidden"
    workbook.defined_names["Everybody"] = DefinedName("Everybody", attr_text="Contacts!$A$3:$A$5")
    return workbook


def looks(cell: Any) -> tuple[object, ...]:
    """A cell's value and all that openpyxl knows of its looks."""
    style = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
    more = (cell.comment and cell.comment.text, cell.hyperlink and cell.hyperlink.target)
    drawn = map(repr, style) if cell.has_style else ()
    return (cell.value, cell.data_type, cell.number_format, *more, *drawn)


def agree(before: Path, after: Path) -> None:
    """Each cell of each worksheet is as it was, by another library and by ours."""
    old, new = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    assert old.sheetnames == new.sheetnames
    for page in old:
        for row in page.iter_rows():
            for cell in row:
                assert looks(new[page.title][cell.coordinate]) == looks(cell), cell.coordinate


def test_cells_stand_beside_their_rows_and_all_else_is_kept(
    book: openpyxl.Workbook, tmp_path: Path, copy: Callable[..., Path]
) -> None:
    before = saved(book, tmp_path / "list.xlsx")
    after = copy(before, {3: ("c1", AT, 9), 4: (None, None, None), 5: ("+14155550143", AT, 0.5)}, 2)
    agree(before, after)
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {SHEET, STYLES}
    page, was = (openpyxl.load_workbook(path)["Contacts"] for path in (after, before))
    assert [[cell.value for cell in row[4:]] for row in page.iter_rows()] == [
        [None, None, None],
        list(HEADERS),
        ["c1", AT, 9],
        [None, None, None],
        ["+14155550143", AT, 0.5],
    ]
    assert page["E2"].font.b
    assert page["E2"].font.name == was["B2"].font.name
    assert page["F3"].is_date
    assert page["E5"].data_type == "s"
    assert page["E5"].number_format == "@"
    assert page.dimensions == "A1:G5"
    assert page.column_dimensions["A"].width == 33
    assert page.column_dimensions["F"].width > 18
    for kept in ("merged_cells", "freeze_panes", "print_area", "data_validations"):
        assert repr(getattr(page, kept)) == repr(getattr(was, kept)), kept
    assert [repr(each.rules) for each in page.conditional_formatting] == [
        repr(each.rules) for each in was.conditional_formatting
    ]
    assert page.auto_filter.ref == "A2:D5"
    assert page.protection.sheet
    assert page.row_dimensions[4].height == 40
    assert page.row_dimensions[5].hidden
    table = read_sheet(after, Choices(sheet="Contacts")).table
    assert table.headers == ("Name", "Phone", "Sum", "When", *HEADERS)
    assert table.column("At")[0] == "2026-11-22 09:30:15"


def test_macros_pictures_and_unknown_parts_stay_packed_as_they_are(
    book: openpyxl.Workbook, tmp_path: Path, copy: Callable[..., Path]
) -> None:
    plain = parts(saved(book, tmp_path / "plain.xlsx"))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain["[Content_Types].xml"] = plain["[Content_Types].xml"].replace(kind, macros)
    path = tmp_path / "list.xlsm"
    more = {"xl/vbaProject.bin": bytes(range(256)) * 99, "xl/slicers/slicer1.xml": b"<slicer/>"}
    with Unseekable(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**plain, **more}.items():
            archive.writestr(name, content)
    assert workbook_ending(path, path.name) == ".xlsm"
    after = copy(path, {3: ("c1", AT, 1)}, 2)
    assert {name: parts(after)[name] for name in more} == more
    agree(path, after)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(after) as new:
        assert [each.filename for each in old.infolist()] == [
            each.filename for each in new.infolist()
        ]
        same = ("CRC", "compress_size", "file_size", "date_time")
        for name in set(old.namelist()) - {SHEET, STYLES}:
            was, now = old.getinfo(name), new.getinfo(name)
            assert [getattr(was, each) for each in same] == [getattr(now, each) for each in same]
            assert now.flag_bits & 8 == 0


class Unseekable(io.FileIO):
    """A stream: sizes follow the parts that are written to it, as many programs do."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "wb")

    def seekable(self) -> bool:
        """No."""
        return False

    def seek(self, *_: object) -> int:
        """Not at all."""
        raise io.UnsupportedOperation

    tell = seek


def test_columns_of_an_earlier_copy_are_replaced(
    book: openpyxl.Workbook, tmp_path: Path, copy: Callable[..., Path]
) -> None:
    before = saved(book, tmp_path / "list.xlsx")
    first = copy(before, {3: ("old", AT, 1), 4: ("old", AT, 2), 5: ("old", AT, 3)}, 2)
    book = openpyxl.load_workbook(first)
    for place, value in (("H2", "Mine"), ("H4", "my own"), ("I2", "Mood"), ("I4", "good")):
        book["Contacts"][place] = value
    first = saved(book, tmp_path / "first.xlsx")
    second = copy(first, {3: ("new", None, 5), 5: (None, AT, None)}, 2)
    assert [row[4:] for row in values(second)[1:]] == [
        [*HEADERS, "Mine", "Mood"],
        ["new", None, 5, None, None],
        ["old", AT, 2, "my own", "good"],
        [None, AT, None, None, None],
    ]
    third = copy(second, {3: ("newer", AT, 6, "yes")}, 2, (*HEADERS, "Mood"))
    assert values(third)[1][4:] == [*HEADERS, "Mine", "Mood", "Mood"]
    assert values(third)[2][4:] == ["newer", AT, 6, None, None, "yes"]
    assert read_sheet(third, Choices("Contacts")).table.headers[:4] == (
        "Name",
        "Phone",
        "Sum",
        "When",
    )


def test_a_column_of_the_users_that_is_named_like_ours_is_not_replaced(
    tmp_path: Path, copy: Callable[..., Path]
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Call", "Name", "Call", "At", "Score", "Score"])
    workbook.active.append(["a", "b", "c", "d", "e", "f"])
    after = copy(saved(workbook, tmp_path / "list.xlsx"), {2: ("1", "2", "3")})
    assert values(after)[1] == ["a", "b", "1", "2", "3", "f"]
    workbook.active["D1"] = "at"  # now the two known names are not side by side
    after = copy(saved(workbook, tmp_path / "list.xlsx"), {2: ("1", "2", "3")})
    assert values(after)[1] == ["a", "b", "c", "d", "e", "f", "1", "2", "3"]


def test_a_formula_among_the_results_is_not_overwritten(
    tmp_path: Path, copy: Callable[..., Path]
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name", *HEADERS])
    workbook.active.append(["Ann", "=1+1"])
    path = saved(workbook, tmp_path / "list.xlsx")
    with pytest.raises(BadInput) as refused:
        copy(path, {2: ("1", "2", "3")})
    params = {"file": "list.xlsx", "row": 2, "column": "B"}
    assert refused.value.reason == Reason("sheets.copy_over_formula", params)
    assert not (tmp_path / "copy of list.xlsx").exists()


def test_a_workbook_without_styles_gets_some(
    book: openpyxl.Workbook, tmp_path: Path, copy: Callable[..., Path]
) -> None:
    path = tmp_path / "bare.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name"])
    workbook.active.append(["Ann"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts(saved(workbook, tmp_path / "list.xlsx")).items():
            if name != STYLES:
                bare = re.sub(rb"<(?:Override|Relationship)\b[^>]*styles[^>]*/>", b"", content)
                archive.writestr(name, bare)
    after = copy(path, {2: ("x", AT, 1)})
    assert values(after) == [["Name", *HEADERS], ["Ann", "x", AT, 1]]
    assert openpyxl.load_workbook(after).active["B1"].font.b


def test_what_a_copy_would_lose_is_told_before(book: openpyxl.Workbook, tmp_path: Path) -> None:
    page = book["Contacts"]
    path = saved(book, tmp_path / "list.xlsx")
    beside = Reason("sheets.copy_beside_filter", {"sheet": "Contacts", "column": "E"})
    assert copy_losses(original(path, 2), HEADERS, KNOWN) == (beside,)
    page.auto_filter.ref = None
    assert copy_losses(original(saved(book, path), 2), HEADERS, KNOWN) == ()
    page.add_table(Table(displayName="List", ref="A2:D5"))
    assert copy_losses(original(saved(book, path), 2), HEADERS, KNOWN) == (beside,)
    del page.tables["List"]
    page.add_chart(BarChart(), "C9")
    under = Reason("sheets.copy_under_drawings", {"column": "E"})
    assert copy_losses(original(saved(book, path), 2), HEADERS, KNOWN) == ()
    page.add_chart(BarChart(), "F9")
    assert copy_losses(original(saved(book, path), 2), HEADERS, KNOWN) == (under,)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    signed = Reason("sheets.copy_breaks_signature", {"file": "list.xlsx"})
    assert copy_losses(original(path, 2), HEADERS, KNOWN) == (signed, under)


@pytest.mark.parametrize(
    ("code", "sheet", "styles"),
    [
        ("copy_unusual_xml", lambda xml: xml.decode().encode("utf-16"), None),
        ("copy_unusual_xml", lambda xml: b"<!DOCTYPE a>" + xml, None),
        ("copy_unusual_xml", lambda xml: xml.replace(b"<row ", b"<!-- </row> --><row ", 1), None),
        ("copy_unusual_xml", lambda xml: b'<?xml version="1.0" encoding="koi8-r"?>' + xml, None),
        ("copy_unusual_xml", None, lambda xml: xml.decode().encode("utf-16")),
        ("copy_unusual_xml", None, lambda xml: b"<!DOCTYPE a>" + xml),
        ("copy_source_damaged", lambda xml: xml[: len(xml) // 2], None),
        ("copy_source_damaged", lambda xml: xml.replace(b"<row ", b"<wor ", 1), None),
        ("copy_source_damaged", lambda xml: xml.replace(b'r="2"', b'r="1"', 1), None),
        ("copy_source_damaged", None, lambda xml: xml[:99]),
        (
            "copy_too_many_styles",
            None,
            lambda xml: xml.replace(b"</cellXfs>", b"<xf/>" * 65_487 + b"</cellXfs>"),
        ),
        ("too_many_columns", lambda xml: xml.replace(b'r="A2"', b'r="XFC2"'), None),
    ],
)
def test_what_cannot_be_copied_is_refused_and_the_old_target_stays(
    code: str, sheet: Edit | None, styles: Edit | None, tmp_path: Path, copy: Callable[..., Path]
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name"])
    workbook.active.append(["Ann"])
    edits = {"sheet": sheet or bytes, "styles": styles or bytes}
    path = saved(workbook, tmp_path / "list.xlsx", **edits)
    target = tmp_path / "copy of list.xlsx"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        copy_with_columns(
            *(Original(path, path.name, "Sheet", 1), target, HEADERS, [(2, ("x", AT, 1))], KNOWN),
            written=Everything(),
        )
    assert refused.value.reason.code == f"sheets.{code}"
    assert target.read_text(encoding="utf-8") == "old"


def test_a_kept_file_that_is_gone_or_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no archive", encoding="utf-8")
    for name in ("missing", "text"):
        with pytest.raises(BadInput) as refused:
            copy_losses(Original(tmp_path / name, "list.xlsx", "Sheet", 1), HEADERS, KNOWN)
        assert refused.value.reason == Reason("sheets.copy_source_damaged", {"file": "list.xlsx"})


def test_a_fault_of_the_rows_is_not_taken_for_damage(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    path = saved(book, tmp_path / "list.xlsx")

    def rows() -> Iterator[tuple[int, Sequence[object]]]:
        yield from ((number, ("x", AT, 1)) for number in range(3, 200))
        raise KeyError("ours")

    with pytest.raises(KeyError):
        copy_with_columns(original(path, 2), tmp_path / "copy.xlsx", HEADERS, rows(), KNOWN)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["list.xlsx"]


def test_text_that_is_too_long_for_excel_is_cut_and_counted(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    path = saved(book, tmp_path / "list.xlsx")
    notes = copy_with_columns(
        original(path, 2), tmp_path / "copy.xlsx", HEADERS, [(3, ("x" * 40_000, AT, 1))], KNOWN
    )
    assert notes == (Reason("sheets.cells_cut", {"count": 1}),)


SCALARS = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.booleans(),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 6)),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")),
    st.sampled_from(["=1+1", "+81 90", "007", '<row r="9">', "</row>", "_x000D_", "&amp;", AT]),
)
PLACES = st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 9)), SCALARS, max_size=20)
ADDED = st.dictionaries(st.integers(2, 14), st.tuples(SCALARS, SCALARS, SCALARS), max_size=8)


def without_places(xml: bytes) -> bytes:
    """The same worksheet with `x:` before all names, and no spans."""
    xml = re.sub(rb"<(/?)(?=\w)", rb"<\1x:", xml)
    return re.sub(rb' spans="[^"]*"', b"", xml.replace(b"xmlns=", b"xmlns:x="))


def escaped(cell: Any) -> Any:
    """A text as Excel escapes it."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", cell) if isinstance(cell, str) else cell


@given(pages=st.lists(PLACES, min_size=1, max_size=3), added=ADDED, prefixed=st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_cell_is_where_it_belongs(
    pages: list[dict[tuple[int, int], Any]], added: dict[int, tuple[Any, ...]], prefixed: bool
) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number, places in enumerate(pages):
        page = workbook.create_sheet(f"Page {number}")
        for (row, column), value in places.items():
            page.cell(row, column).value = value if value != "" else None
            if value not in (None, "") and row % 2:
                page.cell(row, column).font = Font(italic=True)
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "list.xlsx"), Path(folder, "copy.xlsx")
        saved(workbook, before, sheet=without_places if prefixed else bytes)
        copy_with_columns(original(before), after, HEADERS, sorted(added.items()), KNOWN)
        agree(before, after)
        old, new = parts(before), parts(after)
        assert {name for name in old if old[name] != new[name]} == {SHEET, STYLES}
        page = openpyxl.load_workbook(after).worksheets[0]
    filled = [column for (_, column), value in pages[0].items() if value not in (None, "")]
    first = max(filled, default=0) + 1
    # openpyxl leaves escapes in texts as they are
    plain = {row: tuple(map(escaped, cells)) for row, cells in added.items()}
    for row, at in product(range(1, 15), range(3)):
        expected = HEADERS[at] if row == 1 else plain.get(row, (None,) * 3)[at]
        assert page.cell(row, first + at).value == (None if expected == "" else expected)
