"""Do-not-call lists as people keep them: nobody on one is passed over."""

import datetime
from pathlib import Path

import openpyxl
import pytest

from dialsheet.assets import explain
from dialsheet.campaign import Mapping, NumberColumn
from dialsheet.columns import Table, TextColumn
from dialsheet.errors import BadInput
from dialsheet.workflow import NumberList, read_number_list, regions_in

A, B, C, D = (f"+1212456410{n}" for n in range(1, 5))
LONDON = "+442079460958"

# name, text, country, the numbers that must be on the list, the columns that were read
LISTS = {
    "plain": ("Phone\n212-456-4101\n+12124564102\n", "US", {A, B}, ["Phone"]),
    "no header": ("212-456-4101\n212-456-4102\n", "US", {A, B}, ["Column A"]),
    "one number alone": ("2124564101\n", "US", {A}, ["Column A"]),
    "two in a cell": ("Phone\n212-456-4101 / 212-456-4102\n", "US", {A, B}, ["Phone"]),
    "two columns": ("Mobile,Home\n2124564101,2124564102\n", "US", {A, B}, ["Mobile", "Home"]),
    "a column that most leave empty": (
        "Name,Phone,Other\n" + "Ann,2124564101,\n" * 300 + "Bob,2124564102,2124564103\n",
        *("US", {A, B, C}, ["Phone", "Other"]),
    ),
    "fax": ("Phone\n212 456 4101 fax\nfax 212 456 4102\n", "US", {A, B}, ["Phone"]),
    "fax column": ("Fax,Phone\n2124564101,2124564102\n", "US", {A, B}, ["Fax", "Phone"]),
    "area code and number": (
        *("area code,number\n212,4564101\n212,4564102\n", "US", {A, B}),
        ["area code", "number"],
    ),
    "area code, no header": ("212,4564101\n212,4564102\n", "US", {A, B}, None),
    "area code, exchange and line": ("212,456,4101\n212,456,4102\n", "US", {A, B}, None),
    "area code behind": ("Number,Area Code\n4564101,212\n", "US", {A}, ["Number", "Area Code"]),
    "area code, semicolons": ("NPA;Number\n212;456-4101\n", "US", {A}, ["NPA", "Number"]),
    "calling code": (
        *("Country Code,Phone\n44,020 7946 0958\n1,2124564101\n", "US", {A, LONDON}),
        ["Country Code", "Phone"],
    ),
    "calling code without a header": (
        *("44,2079460958\n44,2079460959\n", "US", {LONDON, "+442079460959"}),
        None,
    ),
    "country column": ("Phone,Country\n020 7946 0958,UK\n", "US", {LONDON}, ["Phone"]),
    "country column alone": ("Phone,Country\n020 7946 0958,UK\n", None, {LONDON}, ["Phone"]),
    "international alone": ("Phone\n+442079460958\n0012124564101\n", None, {LONDON, A}, ["Phone"]),
    "semicolons": ("Name;Telefon\nAnn;212-456-4101\nBob;2124564102\n", "US", {A, B}, ["Telefon"]),
    "tabs": ("Name\tTel\nAnn\t212-456-4101\n", "US", {A}, ["Tel"]),
    "semicolon after each": ("212-456-4101;\n212-456-4102;\n", "US", {A, B}, None),
    "one line": ("212-456-4101, 212-456-4102, 212-456-4103\n", "US", {A, B, C}, None),
    "ragged": ("Name,Phone\nAnn,2124564101,,2124564102\n2124564103\n", "US", {A, B, C}, None),
    "excel's texts": ('Phone\n="2124564101"\n\'2124564102\n2.124564103E9\n', "US", {A, B, C}, None),
    "full-width": ("電話番号\n２１２－４５６－４１０１\n", "US", {A}, ["電話番号"]),
    "japan": ("氏名,電話番号\n山田,03-3456-7890\n", "JP", {"+81334567890"}, ["電話番号"]),
    "title and footer": (
        *("Do not call,\nName,Phone\nAnn,2124564101\nTotal,2\nalso 2124564102,\n", "US", {A, B}),
        None,
    ),
    "second table": (
        "Name,Phone\nAnn,2124564101\n\n\nMobile,Reason,Date\n2124564102,asked,2024-01-05\n",
        *("US", {A, B}, None),
    ),
    "blank lines": ("\n\nPhone\n\n2124564101\n\n\n2124564102\n", "US", {A, B}, ["Phone"]),
    "in a note": ("Name,Note\nAnn,never again: 212 456 4101!\n", "US", {A}, ["Note"]),
    "with other columns": (
        "ID,Phone,Added,Zip,Amount,Name\n"
        "100234,2124564101,2024-01-05,10001-1234,12345.67,Ann\n"
        "100235,2124564102,2024-01-06,10002,1234567,Bob\n",
        *("US", {A, B}, ["Phone"]),
    ),
    "crm": (
        "Record ID,First Name,Phone Number,Mobile Phone Number,Create Date,Opted out\n"
        "51234567890,Ann,(212) 456-4101,,2024-01-05 10:30,TRUE\n"
        "51234567891,Bob,,+1 212-456-4102,2024-01-05 10:31,TRUE\n",
        *("US", {A, B}, None),
    ),
    "tps": ("02079460958\n02079460959\n", "GB", {LONDON, "+442079460959"}, None),
    "byte order mark": ("\ufeffPhone\n2124564101\n", "US", {A}, ["Phone"]),
    "a quote that is not closed": ('Phone\n"2124564101\n2124564102\n', "US", {A, B}, None),
    "vanity": ("Phone\n1-800-FLOWERS\n212-456-4101\n", "US", {A, "+18003569377"}, ["Phone"]),
    "ranges in two columns": (
        *("From,To\n2124564101,2124564103\n2124564104,\n", "US", {A, B, C, D}),
        ["From", "To"],
    ),
    "ranges, the last digits": ("Start,End\n212-456-4101,4104\n", "US", {A, B, C, D}, None),
    "ranges, German": ("Nummer von;Nummer bis\n2124564101;2124564103\n", "US", {A, B, C}, None),
    "ranges, Japanese": (
        *("開始番号,終了番号\n03-3456-7890,03-3456-7892\n", "JP"),
        *({"+81334567890", "+81334567891", "+81334567892"}, None),
    ),
    "a range in a cell": ("Phone\n212-456-4101-4103\n", "US", {A, B, C}, ["Phone"]),
    "extensions": ('Phone\n212-456-4101 x5\n"212-456-4102, ext. 12"\n', "US", {A, B}, None),
    "a comment above": ("# exported 2024\nPhone\n2124564101\n", "US", {A}, None),
    "header of numbers": ("2124564101,2124564102\nx,y\n", "US", {A, B}, None),
}


def read(folder: Path, text: str, region: str | None, **how: object) -> NumberList:
    """The list of a file with that text."""
    path = folder / "never.csv"
    path.write_text(text, encoding="utf-8")
    return read_number_list(path, region, **how)  # type: ignore[arg-type]


def refused(folder: Path, text: str, region: str | None, **how: object) -> dict[str, object]:
    """Why such a list is refused: the code, and what it is said with."""
    with pytest.raises(BadInput) as stopped:
        read(folder, text, region, **how)
    assert explain(stopped.value).one_line
    return {"code": stopped.value.reason.code, **stopped.value.reason.params}


@pytest.mark.parametrize("name", LISTS)
def test_nobody_is_passed_over(tmp_path: Path, name: str) -> None:
    text, region, numbers, columns = LISTS[name]
    listed = read(tmp_path, text, region)
    assert numbers <= set(listed.numbers)
    assert not listed.unread
    if columns is not None:
        assert list(listed.columns) == columns


@pytest.mark.parametrize(
    ("text", "row", "column", "cell"),
    [
        ("Phone\n2124564101\n456-4102\n", 3, "Phone", "•••-••02"),
        ("2124564101\n456-4102\n", 2, "Column A", "•••-••02"),
        ("Phone\n2124564101\n2.12E+09\n", 3, "Phone", "•.••E+09"),
        ("Mobile,Home\n2124564101,12345\n", 2, "Home", "•••45"),
        ("Phone\n123456\n", 2, "Phone", "••••56"),
        ("area code,number\n212,4564101\n,4564102\n", 3, "number", "•••••02"),
        ("a,b\n2124564101,x\n212456410,y\n", 3, "a", "•••••••10"),
        ("Phone,Why\n2124564101,x\nXXX-XXX-4102,y\n", 3, "Phone", "XXX-XXX-••02"),
        ("Phone\n2124564101\n***-***-4102\n", 3, "Phone", "***-***-••02"),
        ("Phone\n2124564101\nends in 4102\n", 3, "Phone", "ends in ••02"),
        ("2124564101\n2124564103\n4102\n", 3, "Column A", "••02"),
        ("Phone\n2124564101\n21245641*\n", 3, "Phone", "••••••41*"),
        ("Phone\n+49301234567*\n2124564101\n", 2, "Phone", "+•••••••••67*"),
        ("From,To\n2124564101,9175554103\n", 2, "From", "••••••••01"),
        ("who\ntel:+1-212-456\n", 2, "who", "tel:+•-•••-•56"),
        ("4564101\n4564102\n", 1, "Column A", "•••••01"),
    ],
)
def test_a_cell_that_is_not_understood_stops(
    tmp_path: Path, text: str, row: int, column: str, cell: str
) -> None:
    why = refused(tmp_path, text, "US")
    assert (why["code"], why["file"]) == ("workflow.list_unreadable", "never.csv")
    assert (why["row"], why["column"], why["cell"]) == (row, column, cell)


def test_a_person_lets_what_is_not_understood_pass(tmp_path: Path) -> None:
    listed = read(tmp_path, "Phone\n2124564101\n456-4102\n", "US", skip_unreadable=True)
    assert (listed.numbers, listed.unreadable) == ((A,), 1)
    only = refused(tmp_path, "Phone\n456-4102\n", "US", skip_unreadable=True)
    assert only["code"] == "workflow.list_unreadable", "nothing of it was understood"


@pytest.mark.parametrize(
    "text",
    [
        "Phone\n2124564101\n",
        "Phone\n+12124564102\n212-456-4101\n",
        "+12124564102,2124564101\n",
        "Phone\n13012345678\n",  # of China as well as of Maryland
        "Phone,Country\n+12124564102,US\n020 7946 0958,\n",
    ],
)
def test_national_numbers_need_a_country(tmp_path: Path, text: str) -> None:
    why = refused(tmp_path, text, None, skip_unreadable=True)
    assert why["code"] == "workflow.list_without_country"


def test_a_list_of_nobody_and_one_of_something_else(tmp_path: Path) -> None:
    assert read(tmp_path, "Phone\n", "US") == NumberList((), (), ("US",))
    why = refused(tmp_path, "Name\nAnn\nBob\n", "US")
    assert why["code"] == "workflow.list_not_understood"


def test_the_country_that_the_contacts_are_dialed_by(tmp_path: Path) -> None:
    listed = read(tmp_path, "Phone\n2079460958\n", "US", more_regions=["GB"])
    assert set(listed.numbers) == {LONDON, "+12079460958"}
    assert listed.regions == ("US", "GB")
    table = Table(
        ("Phone", "Land"),
        TextColumn.of("12").ends,
        (TextColumn.of(["1", "2"]), TextColumn.of(["UK", ""])),
    )
    numbers = (NumberColumn("Phone"),)
    assert regions_in(table, Mapping(numbers, "US", region_column="Land")) == ("GB", "US")
    assert regions_in(table, Mapping(numbers, "US")) == ("US",)
    assert regions_in(table, Mapping(numbers, None)) == ()


def test_a_workbook_is_read_to_its_last_corner(tmp_path: Path) -> None:
    """Every worksheet, hidden ones, hidden rows, numbers with a format, below the contacts."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "Asked"
    rows = [["Name", "Phone"], ["Ann", 2124564101], ["Bob", "212-456-4102"], ["Total", 2]]
    for row in rows:
        first.append(row)
    first["B2"].number_format = "(000) 000-0000"
    first.row_dimensions[3].hidden = True
    first["A9"] = "added by phone: 212-456-4103"
    first["D2"] = datetime.datetime(2024, 1, 5)  # noqa: DTZ001 - as workbooks have it
    other = book.create_sheet("Old")
    other["C5"] = 2124564104
    other.sheet_state = "hidden"
    book.create_sheet("Empty")
    path = tmp_path / "never.xlsx"
    book.save(path)
    listed = read_number_list(path, "US")
    assert set(listed.numbers) == {A, B, C, D}
    assert listed.columns == ("Asked: Name", "Asked: Phone", "Old: Column C")


def test_a_number_that_a_cell_is_linked_to(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Phone"], ["Bob mobile"], ["212-456-4102"]):
        book.worksheets[0].append(row)
    book.worksheets[0]["A2"].hyperlink = "tel:+1-212-456-4101"
    book.worksheets[0]["B2"] = '=HYPERLINK("tel:2124564103", "Ann")'
    book.save(tmp_path / "never.xlsx")
    listed = read_number_list(tmp_path / "never.xlsx", "US", skip_unreadable=True)
    assert set(listed.numbers) == {A, B, C}
    assert "Hyperlinks: Phone" in listed.columns


def test_only_hidden_worksheets_have_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Old")
    hidden["A1"] = "+12124564101"
    hidden.sheet_state = "veryHidden"
    book.save(tmp_path / "never.xlsx")
    assert read_number_list(tmp_path / "never.xlsx", None).numbers == (A,)


def test_a_formula_that_was_never_worked_out_stops(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Phone"], ["212-456-4101"], ['="212"&"4564102"']):
        book.worksheets[0].append(row)
    book.save(tmp_path / "never.xlsx")
    with pytest.raises(BadInput, match="list_unreadable"):
        read_number_list(tmp_path / "never.xlsx", "US")


@pytest.mark.parametrize("name", ["plain.xls", "plain.ods", "plain.xlsx"])
def test_other_formats(name: str) -> None:
    files = Path(__file__).parents[1] / "sheets" / "files"
    assert read_number_list(files / name, "JP", skip_unreadable=True).numbers


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no_such_file"):
        read_number_list(tmp_path / "never.csv", "US")
