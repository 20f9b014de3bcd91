"""The preview: what it shows is what import then understands, and it reads no further than that."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dialsheet.errors import BadInput
from dialsheet.sheets import Choices, Preview, RowKind, preview, read_sheet

MIXED = """\
Customers of the north;;
exported 2026-01-05;;

Name;Phone;City
Ann;+1 202 555 0143;Oslo
Ben;+1 202 555 0144

Cleo;+1 202 555 0145;Bergen

Product;Price;Stock
Pen;2.50;12
Ink;4.75;9
"""


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., Preview]:
    """`look(content, delimiter=";")`: the preview of a file with that content."""

    def look_at(content: bytes | str, *, count: int = 200, **choices: object) -> Preview:
        path = tmp_path / "sheet.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return preview(path, Choices(**choices), count)  # type: ignore[arg-type]  # as the test says

    return look_at


def picture(seen: Preview) -> list[str]:
    return [
        f"{row.row} {row.kind}{' ragged' if row.ragged else ''}{' hidden' if row.hidden else ''}: "
        + " ".join(filter(None, row.cells))
        for row in seen.rows
    ]


def test_every_row_says_what_it_is_taken_for(look: Callable[..., Preview]) -> None:
    seen = look(MIXED)
    assert picture(seen) == [
        "1 title: Customers of the north",
        "2 title: exported 2026-01-05",
        "3 blank: ",
        "4 header: Name Phone City",
        "5 contact: Ann +1 202 555 0143 Oslo",
        "6 contact ragged: Ben +1 202 555 0144",
        "7 blank: ",
        "8 contact: Cleo +1 202 555 0145 Bergen",
        "9 blank: ",
        "10 second_table: Product Price Stock",
        "11 second_table: Pen 2.50 12",
        "12 second_table: Ink 4.75 9",
    ]
    assert seen.whole
    assert seen.understood == Choices(
        encoding="utf-8",
        delimiter=";",
        quote='"',
        escape="",
        header_row=4,
        first_row=5,
        last_row=8,
    )


def test_a_choice_changes_what_rows_are(look: Callable[..., Preview]) -> None:
    seen = look(MIXED, header_row=0, first_row=5, last_row=6)
    kinds = [row.kind for row in seen.rows]
    assert kinds[:2] == [RowKind.LEFT_OUT, RowKind.LEFT_OUT]
    assert kinds[4:6] == [RowKind.CONTACT, RowKind.CONTACT]
    assert kinds[7] is RowKind.LEFT_OUT
    assert seen.names == ("Column A", "Column B", "Column C")


def test_unreadable_characters_are_said_first(look: Callable[..., Preview]) -> None:
    seen = look(b"Title\n\nName,Phone\n" + "José,1\n".encode("cp1252"), encoding="utf-8")
    assert seen.findings[0].code == "sheets.unreadable_characters"
    assert len(seen.findings) > 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-be"])
def test_a_large_file_is_understood_by_its_beginning(tmp_path: Path, encoding: str) -> None:
    lines = "".join(f'佐藤 {n};"+81 90 1234 {n % 9999:04}";東京\r\n' for n in range(90_000))
    path = tmp_path / "large.csv"
    path.write_bytes(("氏名;電話;都市\r\n" + lines).encode(encoding))
    seen, sheet = preview(path, Choices(), 200), read_sheet(path)
    assert not seen.whole
    assert (seen.understood.encoding, seen.understood.delimiter, seen.understood.header_row) == (
        sheet.source.encoding,
        sheet.source.delimiter,
        sheet.source.header_row,
    )
    assert seen.names == sheet.table.headers
    assert [row.row for row in seen.rows] == list(range(1, 201))
    assert [row.cells for row in seen.rows[1:]] == [
        tuple(sheet.table.cells(index).values()) for index in range(199)
    ]


def test_what_is_beyond_ascii_late_in_a_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    body = b"Ann,+1 202 555 0143,Oslo\n" * 100_000
    path.write_bytes(
        b"Name,Phone,City\n" + body + "佐藤,+1 202 555 0143,東京\n".encode("cp932") * 99
    )
    assert preview(path, Choices()).understood.encoding == "cp932"


def test_a_footer_is_one_only_at_the_end_of_the_file(look: Callable[..., Preview]) -> None:
    rows = "".join(f"Ann {n},+1 202 555 {n:04}\n" for n in range(20))
    seen = look(f"Name,Phone\n{rows}Total,20\n")
    assert seen.rows[-1].kind is RowKind.FOOTER
    assert [each.code for each in seen.findings] == ["sheets.footer_rows"]
    long = look(f"Name,Phone\n{rows}Total,20\n{rows * 20}")
    assert {row.kind for row in long.rows[1:]} == {RowKind.CONTACT}
    assert not long.findings


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    for name in ("May", "June", "Other"):
        page = book.create_sheet(name)
        page.append(["Product", "Price"] if name == "Other" else ["Name", "Phone"])
        for number in range(2):
            page.append([f"{name} {number}", 12025550100 + number])
    book["June"].sheet_state = "hidden"
    book["May"].row_dimensions[3].hidden = True
    del book["Sheet"]
    book.save(path)
    return path


def test_worksheets_with_the_same_header_are_offered(tmp_path: Path) -> None:
    seen = preview(workbook(tmp_path / "book.xlsx"), Choices())
    assert (seen.understood.sheet, seen.sheets) == ("May", ("May", "June", "Other"))
    assert (seen.hidden_sheets, seen.stackable) == (("June",), ("June",))
    assert picture(seen) == [
        "1 header: Name Phone",
        "2 contact: May 0 12025550100",
        "3 contact hidden: May 1 12025550101",
    ]


@pytest.mark.parametrize("name", ["plain.xlsx", "plain.ods", "plain.xls"])
def test_every_kind_of_workbook_is_shown(files: Path, name: str) -> None:
    seen, sheet = preview(files / name, Choices()), read_sheet(files / name)
    assert (seen.format, seen.names) == (sheet.source.format, sheet.table.headers)
    contacts = [row for row in seen.rows if row.kind is RowKind.CONTACT]
    assert [row.row for row in contacts] == list(sheet.table.rows)


def test_a_million_columns_are_not_shown(look: Callable[..., Preview]) -> None:
    seen = look(",".join(f"C{n}" for n in range(5000)) + "\n" + ",".join("x" * 5000) + "\n")
    assert (len(seen.names), len(seen.rows[1].cells), seen.columns) == (256, 256, 5000)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheets.empty_file"),
        (b"%PDF-1.7", "sheets.not_a_spreadsheet"),
        (b"PK\x03\x04 and no more", "sheets.damaged_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheets.damaged_workbook"),
    ],
)
def test_what_cannot_be_read_is_said(
    look: Callable[..., Preview], content: bytes, code: str
) -> None:
    with pytest.raises(BadInput) as caught:
        look(content)
    assert caught.value.reason.code == code


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        preview(tmp_path / "none.csv", Choices())
    assert caught.value.reason.code == "sheets.no_such_file"
