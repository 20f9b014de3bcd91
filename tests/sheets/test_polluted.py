"""One clean table, written in every way that spoils it: it comes back, cell by cell."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from dialsheet.cli import main
from dialsheet.errors import Reason
from dialsheet.sheets import Choices, Sheet, read_sheet

Read = Callable[..., Sheet]
Rows = list[list[str]]

HEAD = ["ID", "Name", "Phone", "City", "Joined", "Amount"]
CLEAN: Rows = [
    ["1", "Ann Lee", "+14155550143", "Rome", "2026-01-05", "12.50"],
    ["2", "Bob O'Brien", "+14155550144", "Bonn", "2026-01-06", "7.00"],
    ["3", "Cy Young", "+14155550145", "", "2026-01-07", "110.25"],
    ["4", "Dee Ray", "+14155550146", "New York", "2026-02-01", "3.99"],
    ["5", "Eve Stone", "+14155550147", "Nice", "2026-02-03", "45.00"],
    ["6", "Flo Hart", "+14155550148", "Oslo", "2026-02-09", "0.10"],
    ["7", "Gus Moe", "+14155550149", "Kyoto", "2026-03-01", "8.80"],
    ["8", "Hal Dean", "+14155550150", "Lima", "2026-03-02", "19.00"],
]
SPECIAL: Rows = [row[:] for row in CLEAN]
SPECIAL[1][1] = 'Bob "Bo" O\'Brien'
SPECIAL[3][3] = "New\nYork"
SPECIAL[4][3] = "Nice, FR; x|y\tz"

HEAD_AND_TWO: Rows = [
    ["Name", "Phone", "City"],
    ["Ann", "+12025550143", "Oslo"],
    ["Ben", "+12025550144", "Rome"],
]
COMMON = [",", ";", "\t", "|", " ", ", "]
RARE = ["; ", " | ", "~", "^", ":", "#", "!", "§"]


def text(
    rows: Rows,
    head: Sequence[str] | None = HEAD,
    delimiter: str = ",",
    quote: str = '"',
    escape: str = "",
    end: str = "\n",
    every: bool = False,
) -> str:
    def cell(content: str) -> str:
        hard = any(mark in content for mark in (delimiter, quote, "\n"))
        if not (every or hard or (delimiter == " " and not content)):
            return content
        if escape:
            content = content.replace(escape, escape * 2)
        return quote + content.replace(quote, (escape or quote) + quote) + quote

    records = [*([list(head)] if head else []), *rows]
    return "".join(delimiter.join(map(cell, record)) + end for record in records)


def cells(sheet: Sheet) -> Rows:
    return [list(sheet.table.cells(index).values()) for index in range(len(sheet.table))]


def codes(sheet: Sheet) -> set[str]:
    return {finding.code.removeprefix("sheets.") for finding in sheet.findings}


@pytest.mark.parametrize("delimiter", [*COMMON, *RARE])
def test_every_delimiter(delimiter: str, read: Read) -> None:
    sheet = read(text(CLEAN, delimiter=delimiter))
    assert (cells(sheet), list(sheet.table.headers)) == (CLEAN, HEAD)
    assert sheet.source.delimiter == delimiter
    assert ("unusual_delimiter" in codes(sheet)) == (delimiter not in ",;\t|")
    assert not sheet.ragged


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("escape", ["", "\\", "#", "~"])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("delimiter", COMMON)
def test_every_quote_and_escape(
    delimiter: str, quote: str, escape: str, every: bool, read: Read
) -> None:
    content = text(SPECIAL, delimiter=delimiter, quote=quote, escape=escape, every=every)
    sheet = read(content)
    assert cells(sheet) == SPECIAL
    assert not sheet.ragged
    assert ("unusual_quote" in codes(sheet)) == (quote == "'")
    assert ("escaped_quotes" in codes(sheet)) == bool(escape)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "one", "four"])
def test_every_line_end(end: str, last: str, read: Read) -> None:
    content = text(CLEAN, end=end).removesuffix(end) + end * {"": 0, "one": 1, "four": 4}[last]
    assert cells(read(content)) == CLEAN


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("delimiter", COMMON)
def test_a_separator_more_or_less(delimiter: str, every: bool, read: Read) -> None:
    for row in (0, 3, 7):
        for column in range(5):
            before, after = CLEAN[row][: column + 1], CLEAN[row][column + 1 :]
            longer = [*before, "", *after]
            shorter = [*before[:-1], before[-1] + after[0], *after[1:]]
            for changed in (longer, shorter):
                spoilt = [*CLEAN[:row], changed, *CLEAN[row + 1 :]]
                sheet = read(text(spoilt, delimiter=delimiter, every=every))
                width = max(len(changed), 6)
                assert cells(sheet) == [cell + [""] * (width - len(cell)) for cell in spoilt]
                assert list(sheet.ragged) == [row]


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_stray_quote_stays_in_its_cell(delimiter: str, every: bool, read: Read) -> None:
    lines = text(CLEAN, delimiter=delimiter, every=every).splitlines()
    for row in (0, 3, 7):
        for column in range(6):
            for place in ("start", "middle", "end"):
                content = CLEAN[row][column]
                at = {"start": 0, "middle": len(content) // 2, "end": len(content)}[place]
                spoilt = [f'"{cell}"' if every else cell for cell in CLEAN[row]]
                stray = content[:at] + '"' + content[at:]
                spoilt[column] = f'"{stray}"' if every else stray
                changed = [*lines[: row + 1], delimiter.join(spoilt), *lines[row + 2 :]]
                found = cells(read("\n".join(changed)))
                found[row][column] = found[row][column].replace('"', "")
                assert found == CLEAN, (row, column, place)


@pytest.mark.parametrize("delimiter", COMMON)
def test_two_stray_quotes_merge_no_rows(delimiter: str, read: Read) -> None:
    for first, last in ((0, 1), (0, 7), (3, 6)):
        for opened in range(1, 6):
            for closed in range(1, 6):
                lines = text(CLEAN, delimiter=delimiter).splitlines()
                for row, column, mark in ((first, opened, '"{}'), (last, closed, '{}"')):
                    record = [
                        f'"{cell}"' if delimiter in cell or not cell else cell
                        for cell in CLEAN[row]
                    ]
                    plain = CLEAN[row][column]
                    quoted = mark.format(plain)
                    record[column] = f'"{quoted}"' if delimiter in plain else quoted
                    lines[row + 1] = delimiter.join(record)
                sheet = read("\n".join(lines))
                found = [[cell.replace('"', "") for cell in row] for row in cells(sheet)]
                assert found == CLEAN, (first, last, opened, closed)
                if delimiter not in CLEAN[first][opened]:
                    assert sheet.ragged[first] == Reason("sheets.stray_quote")


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("row", [0, 3, 7])
@pytest.mark.parametrize("delimiter", [";", "\t", "|", " ", "; "])
def test_a_row_with_another_delimiter(delimiter: str, row: int, every: bool, read: Read) -> None:
    lines = text(SPECIAL, every=every).replace("New\nYork", "New York").split("\n")
    expected = [cells[:] for cells in SPECIAL]
    expected[3][3] = "New York"
    lines[row + 1] = text([expected[row]], None, delimiter=delimiter, every=every).rstrip("\n")
    sheet = read("\n".join(lines))
    assert cells(sheet) == expected
    shown = {"\t": "tab", " ": "space"}.get(delimiter, delimiter)
    assert sheet.ragged == {row: Reason("sheets.other_delimiter", {"delimiter": shown})}


def test_a_row_in_other_quotes(read: Read) -> None:
    rows = [cells[:] for cells in CLEAN]
    rows[4][3] = "Nice, FR"
    lines = text(rows).split("\n")
    lines[5] = text([rows[4]], None, quote="'").rstrip("\n")
    sheet = read("\n".join(lines))
    assert cells(sheet) == rows
    assert sheet.ragged == {4: Reason("sheets.other_quote", {"quote": "'"})}


@pytest.mark.parametrize("delimiter", [", ", "; ", ";"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_rows_of_several_lines_have_no_other_delimiter(
    delimiter: str, quote: str, read: Read
) -> None:
    rows = [
        [*cells[:5], f"one{delimiter}two\nand, 'three'" if n % 3 else "4"]
        for n, cells in enumerate(CLEAN)
    ]
    sheet = read(text(rows, delimiter=delimiter, quote=quote))
    assert cells(sheet) == rows
    assert not sheet.ragged


def test_the_first_line_of_a_cell_is_no_row_of_its_own(read: Read) -> None:
    names = ["Ann", "Bob", "Cy", "Dee", "Eve", "Flo"]
    rows = [[name, "Rome", "red"] for name in names]
    rows[3][2] = "red,green,blue\nand white"
    sheet = read(text(rows, ["Name", "City", "Colour"], delimiter=";"))
    assert cells(sheet) == rows
    assert not sheet.ragged


SECOND = [
    ["Product", "Price", "Stock", "Origin", "Maker", "Since", "Tax", "Web"],
    ["Pen", "1.50", "20", "Rome", "Acme", "2020", "7", "x"],
    ["Ink", "3.50", "10", "Bonn", "Acme", "2021", "7", "y"],
]


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("between", ["", "\n", "\n\n", "Products\n", "\nProducts\n"])
@pytest.mark.parametrize("width", [2, 3, 6, 8])
def test_a_second_table_is_kept_out(width: int, between: str, rows: int, read: Read) -> None:
    if width == 6 and not between:
        between = "\n"
    second = [row[:width] for row in SECOND[: rows + 1]]
    sheet = read(text(CLEAN) + between + text(second, None))
    assert cells(sheet) == CLEAN
    assert "second_table" in codes(sheet)
    assert not sheet.ragged
    everything = read(text(CLEAN) + between + text(second, None), last_row=10**6)
    assert len(everything.table) == len(CLEAN) + rows + 1 + ("Products" in between)


FOOTERS = [
    "Total,,,,,205.64",
    "Total,205.64",
    "Total: 8",
    "8 rows",
    ",,,,Total,205.64",
    "* estimated",
    "Total,,,,,12345.00",
    "\nEnd of report",
    "\nAll of this is confidential",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_is_no_contact(footer: str, read: Read) -> None:
    sheet = read(text(CLEAN) + footer + "\n")
    assert (cells(sheet), "footer_rows" in codes(sheet)) == (CLEAN, True)
    assert len(read(text(CLEAN) + footer + "\n", last_row=99).table) == len(CLEAN) + 1


PREAMBLES = [
    "My contacts\n",
    "My contacts\nexported by Ann on 2026-01-05\n",
    "Report\n\n",
    "Report,,,,,\n",
    "Exported,2026-01-01\nBy,Ann\n\n",
]


@pytest.mark.parametrize("preamble", PREAMBLES)
def test_titles_are_no_contacts(preamble: str, read: Read) -> None:
    sheet = read(preamble + text(CLEAN))
    assert (cells(sheet), list(sheet.table.headers)) == (CLEAN, HEAD)
    assert "title_rows" in codes(sheet)


# the rows of the header | the names
HEADERS = {
    "groups": (
        [",Person,,Address,Contract,", ",".join(HEAD)],
        "ID|Person / Name|Person / Phone|Address / City|Contract / Joined|Contract / Amount",
    ),
    "types": (
        [",".join(HEAD), "int,text,text,text,date,money"],
        "ID / int|Name / text|Phone / text|City / text|Joined / date|Amount / money",
    ),
    "none": ([], "Column A|Column B|Column C|Column D|Column E|Column F"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_headers_of_several_rows_and_none(case: str, read: Read) -> None:
    lines, names = HEADERS[case]
    sheet = read("".join(line + "\n" for line in lines) + text(CLEAN, None))
    assert ("|".join(sheet.table.headers), cells(sheet)) == (names, CLEAN)
    assert ("header_rows" if lines else "no_header") in codes(sheet)


def test_a_contact_whose_number_is_not_known_is_a_contact(read: Read) -> None:
    for row in (0, 3):
        rows = [cells[:] for cells in CLEAN]
        rows[row][2], rows[row][5] = "unknown", ""
        content = text(rows[:row]) + "\n" + text(rows[row:], None)
        assert cells(read(content)) == rows


def test_the_rows_can_be_overruled(read: Read) -> None:
    sheet = read(text(CLEAN), first_row=4, last_row=6)
    assert cells(sheet) == CLEAN[2:5]
    assert list(sheet.table.rows) == [4, 5, 6]


def test_two_cells_that_need_their_apostrophes(read: Read) -> None:
    rows = [row[:] for row in CLEAN]
    rows[2][1], rows[5][3] = "Young; Cy", "L'Aquila"
    content = text(rows, delimiter=";").replace('"Young; Cy"', "'Young; Cy'")
    sheet = read(content.replace("L'Aquila", "'L''Aquila'"))
    assert (cells(sheet), sheet.ragged) == (rows, {})
    assert "unusual_quote" in codes(sheet)


def test_quote_and_escape_can_be_overruled(read: Read) -> None:
    assert cells(read('N,P\n"a",1\n', quote="")) == [['"a"', "1"]]
    assert cells(read("N,P\n'a,b',1\n", quote="'")) == [["a,b", "1"]]
    assert cells(read('N,P\n"a^"b",1\n', escape="^")) == [['a"b', "1"]]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_header_alone_is_converted(end: str, tmp_path: Path, read: Read) -> None:
    sheet = read("Name,Phone" + end)
    assert (len(sheet.table), "header_alone" in codes(sheet)) == (0, True)
    assert main(["convert", sheet.source.path, str(tmp_path / "out.csv")]) == 0
    assert (tmp_path / "out.csv").read_bytes() == b"Name,Phone\r\n"


def test_one_contact(read: Read) -> None:
    assert cells(read(text(CLEAN[:1]))) == CLEAN[:1]
    alone = read("2026-01-05,14:30:00,15,P6319,Toys\n")
    assert (len(alone.table), "no_header" in codes(alone)) == (1, True)


@pytest.mark.parametrize("first", [0, 1])
def test_numbered_columns_are_a_header(first: int, read: Read) -> None:
    head = [str(first + position) for position in range(len(HEAD))]
    sheet = read(text(CLEAN, head))
    assert (cells(sheet), list(sheet.table.headers)) == (CLEAN, head)


def test_a_row_that_ends_otherwise(read: Read) -> None:
    for end in ("\n", "\r"):
        content = text(CLEAN, end="\r\n").replace(
            "Bonn,2026-01-06,7.00\r\n", f"Bonn,2026-01-06,7.00{end}"
        )
        assert cells(read(content)) == CLEAN


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2028", "\u3000"])
@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_last_rows_of_nothing_but_spaces_are_no_contacts(
    space: str, name: str, tmp_path: Path
) -> None:
    path, rows = tmp_path / name, [*HEAD_AND_TWO, [space], ["", space, space], [space]]
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    sheet = read_sheet(path, Choices())
    assert (list(sheet.table.rows), codes(sheet)) == ([2, 3], set())
