"""Which record is the header, and how columns are named."""

from collections.abc import Callable

import pytest

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Sheet
from dialsheet.sheets.header import column_letters

Read = Callable[..., Sheet]
Picture = Callable[[Sheet], list[str]]

CASES = {
    "titles above": (
        "Contacts of May,,\n,,\nexported,2026-01-05,\n"
        "Name,Phone,City\nAnn,111,Rome\nBob,222,Bonn\n",
        4,
        ["row | Name | Phone | City", " 5  | Ann | 111 | Rome", " 6  | Bob | 222 | Bonn"],
    ),
    "no header": (
        "Ann,+14155550143,US\nBob,+14155550144,US\n",
        None,
        [
            "row | Column A | Column B | Column C",
            " 1  | Ann | +14155550143 | US",
            " 2  | Bob | +14155550144 | US",
        ],
    ),
    "no header, one contact": (
        "Ann,415-555-0143\n",
        None,
        ["row | Column A | Column B", " 1  | Ann | 415-555-0143"],
    ),
    "no header, full-width numbers": (
        "佐藤,０９０－１２３４－５６７８\n鈴木,０３－１２３４－５６７８\n",
        None,
        [
            "row | Column A | Column B",
            " 1  | 佐藤 | ０９０－１２３４－５６７８",
            " 2  | 鈴木 | ０３－１２３４－５６７８",
        ],
    ),
    "a sparse contact is no title": (
        "Ann,+14155550143,,,,\nBob,+14155550144,a,b,c,d\nCy,+14155550145,a,b,c,d\n",
        None,
        [
            "row | Column A | Column B | Column C | Column D | Column E | Column F",
            " 1  | Ann | +14155550143 |  |  |  | ",
            " 2  | Bob | +14155550144 | a | b | c | d",
            " 3  | Cy | +14155550145 | a | b | c | d",
        ],
    ),
    "only text": ("Name,City\nAnn,Rome\n", 1, ["row | Name | City", " 2  | Ann | Rome"]),
    "years": (
        "Name,2024,2025\nAnn,10,20\nBob,11,21\n",
        1,
        ["row | Name | 2024 | 2025", " 2  | Ann | 10 | 20", " 3  | Bob | 11 | 21"],
    ),
    "names twice, missing and like those we give": (
        " Name ,Name,,Column C,Name\nAnn,b,c,d,e\n",
        1,
        [
            "row | Name | Name (2) | Column C (2) | Column C | Name (3)",
            " 2  | Ann | b | c | d | e",
        ],
    ),
    "empty columns at the right edge": (
        "Name,,Phone,,\nAnn,,1,,\n",
        1,
        ["row | Name | Column B | Phone", " 2  | Ann |  | 1"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_header_is_found(case: str, read: Read, picture: Picture) -> None:
    content, header_row, expected = CASES[case]
    sheet = read(content)
    assert sheet.source.header_row == header_row
    assert picture(sheet) == expected


@pytest.mark.parametrize(
    ("header_row", "expected"),
    [
        (0, ["row | Column A | Column B", " 2  | Name | Phone", " 3  | Ann | 1", " 4  | Bob | 2"]),
        (2, ["row | Name | Phone", " 3  | Ann | 1", " 4  | Bob | 2"]),
        (3, ["row | Ann | 1", " 4  | Bob | 2"]),
    ],
)
def test_the_header_can_be_overruled(
    header_row: int, expected: list[str], read: Read, picture: Picture
) -> None:
    assert picture(read("\nName,Phone\nAnn,1\nBob,2\n", header_row=header_row)) == expected


def test_a_chosen_header_may_be_far_below(read: Read, picture: Picture) -> None:
    sheet = read("x,y\n" * 400 + "Name,Phone\nAnn,1\n", header_row=401)
    assert picture(sheet) == ["row | Name | Phone", "402  | Ann | 1"]


def test_what_was_found_is_told(read: Read) -> None:
    sheet = read("My contacts\n\nName,,Name\nAnn,a,1\n\nBob,b,2\n")
    assert set(sheet.findings) == {
        Reason("sheets.title_rows", {"count": 1}),
        Reason("sheets.named_columns", {"count": 2}),
        Reason("sheets.blank_rows", {"count": 1}),
    }
    assert Reason("sheets.no_header") in read("+14155550143\n+14155550144\n").findings


@pytest.mark.parametrize(("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_have_the_letters_of_spreadsheets(position: int, letters: str) -> None:
    assert column_letters(position) == letters


@pytest.mark.parametrize("row", [5, 99, 10**9])
def test_a_chosen_header_row_below_the_end_is_no_row(row: int, read: Read) -> None:
    text = "Name,Phone,City\nAnn,+12025550143,Oslo\nBen,+12025550144,Rome\nCid,+12025550145,Bonn\n"
    with pytest.raises(BadInput):
        read(text, header_row=row)
