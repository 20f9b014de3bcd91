"""A country that was chosen for all rows does not beat what a row says of its own."""

from pathlib import Path

import pytest

from dialsheet import assets
from dialsheet.campaign import Correction, DuplicatePolicy, Mapping, NumberColumn, Rules
from dialsheet.sheets import Choices
from dialsheet.workflow import check_report, open_sheet, plan, plan_to_edit, read
from workflow.desk import NOW, Desk

# what the column says | the number | what is decided where US was chosen
ROWS = """
    United Kingdom | 2079460958      | held country_contradicts
    UK             | +44 2079460958  | ready
    UK             | 0044 2079460958 | ready
    UK             | +12124567890    | held country_contradicts
    Australia      | 412345678       | held country_elsewhere
    Australia      | 12              | skipped too_short
    USA            | 2124567890      | ready
    US             | +1 212 456 7890 | ready
    USA            | +44 2079460958  | held country_contradicts
    Canada         | 4165550123      | ready
    Jamaica        | 2124567890      | ready
    Guernsey       | +44 1481 712345 | ready
    Jersey         | +44 2079460958  | ready
    Kazakhstan     | +7 495 123 4567 | ready
    Vatican        | +39 06 69812345 | ready
    Norway         | +46 8 123 456 78 | held country_contradicts
    日本           | 2124567890      | held country_contradicts
    Narnia         | 2124567890      | held country_not_known
    Narnia         | +12124567890    | ready
                   | 2124567890      | ready
    -              | 2124567890      | ready
"""


def lines() -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in ROWS.strip().splitlines()]


def sheet(path: Path, header: str = "Country", more: tuple[str, ...] = ()) -> Path:
    rows = [f"{header},Phone", *(f"{country},{number}" for country, number, _ in lines()), *more]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def told(path: Path, mapping: Mapping, rules: Rules | None = None) -> list[str]:
    contacts = plan(read(path, Choices()), mapping, rules or Rules(DuplicatePolicy.ALL))
    return [
        f"{each.decision} {each.reason.code.partition('.')[2] if each.reason else ''}".strip()
        for each in contacts.decided
    ]


US = Mapping((NumberColumn("Phone"),), "US")
RIGHT = [right for _, _, right in lines()]


@pytest.mark.parametrize(
    "header", ["Country", "country_code", "Country/Region", "Mailing Country", "国"]
)
def test_the_row_is_held_where_its_country_contradicts(tmp_path: Path, header: str) -> None:
    assert told(sheet(tmp_path / "a.csv", header), US) == RIGHT


@pytest.mark.parametrize("header", ["Country of birth", "Nationality", "Destination"])
def test_countries_of_something_else_are_only_told(tmp_path: Path, header: str) -> None:
    path = sheet(tmp_path / "a.csv", header)
    assert "held country_contradicts" not in told(path, US)


def test_likely_columns_are_a_finding(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", "Where")
    report = check_report(read(path, Choices()), US, DuplicatePolicy.ALL, assets.sentence)
    (finding,) = report["findings"]
    assert finding["code"] == "workflow.country_may_contradict"
    sure = check_report(read(sheet(path), Choices()), US, DuplicatePolicy.ALL, assets.sentence)
    (finding,) = sure["findings"]
    assert finding["code"] == "workflow.country_contradicts"
    assert finding["text"].startswith(f"{sum(' country_' in each for each in RIGHT)} contacts")


def test_no_column_is_asked_where_it_is_chosen_or_no_country_is(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv")
    chosen = Mapping(US.numbers, "US", region_column="Country")
    assert told(path, chosen)[:4] == ["ready"] * 4
    assert "held country_contradicts" not in told(path, Mapping(US.numbers))


def test_repairs_of_the_kind_are_let_through_by_name_only(tmp_path: Path) -> None:
    rules = Rules(DuplicatePolicy.ALL, accepted_rules=("country-contradicts",))
    decided = told(sheet(tmp_path / "a.csv"), US, rules)
    assert decided[0] == "ready"
    assert decided[4] == "held country_elsewhere", "there is no number to call"


def test_a_person_corrects_such_a_number_and_takes_it_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Country,Phone\nUK,2079460958\nUSA,2124567890\n", encoding="utf-8")
    opened = open_sheet(path, Choices(), "US")
    contacts = plan_to_edit(opened.sheet, US, Rules())
    place = (2, "Phone")
    contacts.read_as(place, Correction(2, "Phone", "2079460958", "+44 2079460958"))
    assert contacts.decided[0].decision == "ready"
    for back in (None, Correction(2, "Phone", "2079460958", "2079460958")):
        contacts.read_as(place, back)
        assert contacts.decided[0].decision == "held"
    same = (Correction(2, "Phone", "2079460958", "2079460958"),)
    assert plan(opened.sheet, US, Rules(), same).decided[0].decision == "held"


def test_the_same_in_a_campaign(tmp_path: Path, desks: list[Desk]) -> None:
    path, desk = tmp_path / "a.csv", desks[0]
    path.write_text("Country,Phone\nUK,2079460958\nUSA,2124567890\n", encoding="utf-8")
    desk.open(path, mapping=US)
    said = Correction(2, "Phone", "2079460958", "+44 2079460958")
    assert desk.library.correct(desk.campaign.id, said, NOW).decided.decision == "ready"
    back = Correction(2, "Phone", "2079460958", "2079460958")
    assert desk.library.correct(desk.campaign.id, back, NOW).decided.decision == "held"
