"""Whatever is detected of a sheet can be overruled on the command line."""

from pathlib import Path

import openpyxl
import pytest

from programs import dialsheet

REPORT = "Customers;;\nName;Phone;City\nAnn;+1 202 555 0143;Zürich\nBen;+1 202 555 0144\nTotal;2;\n"


def converted(sheet: Path, *options: str) -> list[str]:
    out = sheet.with_name("out.csv")
    ended = dialsheet("convert", sheet, out, *options)
    assert ended.status == 0, ended.err
    return out.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.csv"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_each_choice_is_taken_as_given(report: Path) -> None:
    ann, ben = "Ann,+1 202 555 0143,Zürich", "Ben,+1 202 555 0144,"
    assert converted(report) == ["Name,Phone,City", ann, ben]
    assert converted(report, "--last-row", "5")[-1] == "Total,2,"
    assert converted(report, "--first-row", "4") == ["Name,Phone,City", ben]
    assert converted(report, "--header-row", "0")[0] == "Column A,Column B,Column C"
    assert converted(report, "--header-row", "3")[0] == ann
    assert "ZÃ¼rich" in converted(report, "--encoding", "cp1252")[1]
    assert converted(report, "--delimiter", "tab", "--header-row", "2") == [
        '"Name;Phone;City"'.strip('"'),
        "Ann;+1 202 555 0143;Zürich",
        "Ben;+1 202 555 0144",
        "Total;2;",
    ]


def test_quotes_and_escapes_can_be_chosen(tmp_path: Path) -> None:
    sheet = tmp_path / "quotes.csv"
    sheet.write_text("Name,Phone\n'Ann, A',1\n", encoding="utf-8")
    assert converted(sheet, "--quote", "'")[1] == '"Ann, A",1'
    sheet.write_text('Name,Phone\n"Ann",1\n', encoding="utf-8")
    assert converted(sheet, "--quote", "none")[1] == '"""Ann""",1'
    sheet.write_text('Name,Phone\n"A \\"x\\" B",1\n', encoding="utf-8")
    assert converted(sheet, "--escape", "\\")[1] == '"A ""x"" B",1'


def test_worksheets_are_stacked_in_the_order_they_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name in ("May", "June"):
        page = book.create_sheet(name)
        page.append(["Name", "Phone"])
        page.append([name, "+1 202 555 0143"])
    sheet = tmp_path / "book.xlsx"
    book.save(sheet)
    ended = dialsheet("check", sheet, "--sheet", "June", "--sheet", "May", "--json")
    assert ended.status == 0, ended.err
    assert ended.json["source"]["stacked"] == [
        {"sheet": "June", "offset": 0},
        {"sheet": "May", "offset": 2},
    ]
    assert [contact["row"] for contact in ended.json["contacts"]] == [2, 4]
    assert ended.json["columns"] == ["Name", "Phone", "Worksheet"]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--header-row", "first"), "first"),
        (("--last-row", "0"), "0"),
        (("--encoding", "klingon"), "klingon"),
        (("--delimiter", '"'), "separate"),
    ],
)
def test_a_choice_that_cannot_be_is_one_sentence(
    report: Path, options: tuple[str, ...], word: str
) -> None:
    ended = dialsheet("check", report, *options)
    assert ended.status == 2
    assert word in ended.err
    assert len(ended.err.strip().splitlines()) == 1


def test_ragged_rows_are_dialed_only_when_named(report: Path, tmp_path: Path) -> None:
    def held(*options: str) -> int:
        target = tmp_path / f"result {len(options)}.xlsx"
        ended = dialsheet(
            *("run", report, "--out", target, "--practice", "--pace", "0", "--json", *options),
            DIALSHEET_HOME=str(tmp_path / f"home {len(options)}"),
            DIALSHEET_PRACTICE_SPEED="400",
        )
        count: int = ended.json["counts"]["held"]
        assert ended.status == bool(count), ended.err
        return count

    assert held() == 1
    assert held("--ragged-rows", "4") == 0
