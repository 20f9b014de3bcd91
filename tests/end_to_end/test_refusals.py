"""The command line: a sheet that says no of somebody is asked about, and answered by an option."""

from pathlib import Path

import openpyxl
import pytest

from programs import dialsheet

OPTION = "--ignore-do-not-call"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIALSHEET_PRACTICE_SPEED", "400")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(
        "Name,Phone,Do Not Call\n"
        "Ann,+12124567890,No\nBen,+12124567891,Yes\nCem,+12124567892,TRUE\nDora,+12124567891,\n",
        encoding="utf-8",
    )
    return path


def test_rows_are_held_until_the_option_lifts_it(sheet: Path) -> None:
    out = sheet.with_name("out.xlsx")
    run = ("run", sheet, "--practice", "--out", out, "--pace", "0", "--json")
    ended = dialsheet(*run)
    assert ended.status == 1, "a person is needed"
    counts = ended.json["counts"]
    assert (counts["held"], counts["skipped"]) == (2, 1)
    (told,) = [line for line in ended.err.splitlines() if OPTION in line]
    for part in ("“Do Not Call”", "2 contacts", "“Yes”", "“TRUE”", f'{OPTION} "Do Not Call"'):
        assert part in told
    book = openpyxl.load_workbook(ended.json["result"])
    header, *rows = book["Results"].values
    reasons = [dict(zip(header, row, strict=True))["Decision reason"] for row in rows]
    assert "“Do Not Call” says “Yes”" in reasons[1]
    answered = dialsheet("resume", ended.json["campaign"], OPTION, "Do Not Call", "--json")
    assert answered.status == 0, answered.err
    assert (answered.json["counts"]["held"], answered.json["counts"]["skipped"]) == (0, 1)
    told = dict(openpyxl.load_workbook(answered.json["result"])["Campaign"].values)
    assert told["Says not to call, and called"] == "Do Not Call"


def test_the_option_at_the_start_and_on_a_wrong_column(sheet: Path) -> None:
    run = ("run", sheet, "--practice", "--out", sheet.with_name("out.xlsx"), "--pace", "0")
    for column in ("Name", "Nothing"):
        ended = dialsheet(*run, OPTION, column)
        assert (ended.status, len(ended.err.splitlines())) == (2, 1)
        assert f"“{column}”" in ended.err
    ended = dialsheet(*run, "--json", OPTION, "Do Not Call")
    assert (ended.status, ended.json["counts"]["held"]) == (0, 0)


def test_a_country_against_the_chosen_one(tmp_path: Path) -> None:
    sheet = tmp_path / "people.csv"
    sheet.write_text(
        "Country,Phone\nUnited Kingdom,2079460958\nUSA,2124567890\nAustralia,412345678\n",
        encoding="utf-8",
    )
    run = ("run", sheet, "--practice", "--out", tmp_path / "out.xlsx", "--pace", "0", "--json")
    ended = dialsheet(*run, "--region", "US")
    assert (ended.status, ended.json["counts"]["held"]) == (1, 2)
    assert "2 contacts are held" in ended.err
    checked = dialsheet("check", sheet, "--region", "US", "--json")
    codes = [each["reason"]["code"] for each in checked.json["contacts"]]
    assert codes[0] == "numbers.country_contradicts"
    ended = dialsheet("check", sheet, "--json")
    assert [each["check"] for each in ended.json["contacts"]] == ["repaired"] * 3
