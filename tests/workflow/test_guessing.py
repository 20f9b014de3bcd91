"""First guesses: the number column, its kind, field names, the country of this machine."""

from array import array
from pathlib import Path

import pytest

from dialsheet.campaign import Mapping, NumberColumn
from dialsheet.columns import Table, TextColumn
from dialsheet.errors import BadInput
from dialsheet.workflow import (
    Choices,
    local_region,
    number_columns,
    open_sheet,
    remember,
    suggest_field,
)

PHONES = ["+1 212 555 0142", "+1 415 555 0101", "+44 7700 900123"]
NATIONAL = ["(212) 555-0142", "415-555-0101", "650 555 0177"]
NAMES = ["Ann", "Bob", "Cy"]
DATES = ["2026-11-22", "2026-11-23", "2026-11-24"]
AMOUNTS = ["1200.50", "99", "12"]
WRONG = ["n/a", "unknown", "call office"]


def table(**columns: list[str]) -> Table:
    """A table of columns by header; `_` stands for a space."""
    return Table(
        tuple(header.replace("_", " ") for header in columns),
        array("I", range(2, 2 + len(next(iter(columns.values()))))),
        tuple(TextColumn.of(cells) for cells in columns.values()),
    )


@pytest.mark.parametrize(
    ("sheet", "column", "kind"),
    [
        (table(Name=NAMES, Phone=PHONES, Date=DATES), "Phone", ""),
        (table(氏名=NAMES, 電話番号=PHONES), "電話番号", ""),
        (table(氏名=NAMES, 携帯番号=PHONES), "携帯番号", "mobile"),
        (table(Name=NAMES, Contact=PHONES), "Contact", ""),
        (table(Fax=PHONES, Mobile=PHONES), "Mobile", "mobile"),
        (table(Work_phone=PHONES, Name=NAMES), "Work phone", "work"),
        (table(Amount=AMOUNTS, Date=DATES, Tel=NATIONAL), "Tel", ""),
        (table(Name=NAMES, Phone_number=WRONG), "Phone number", ""),
        (table(Mobile=[*PHONES, *[""] * 6], Phone=[*PHONES * 2, *PHONES[1:], "call"]), "Phone", ""),
        (table(Mobile=[*PHONES, *[""] * 6], Name=NAMES * 3), "Mobile", "mobile"),
    ],
)
def test_the_likeliest_column_is_guessed(sheet: Table, column: str, kind: str) -> None:
    assert number_columns(sheet, "US") == (NumberColumn(column, kind),)


def test_a_mapping_of_another_day_wins_over_the_guess(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("Home,Mobile\n,+12124560123\n+12124560124,+12124560125\n", encoding="utf-8")
    headers, home = ("Home", "Mobile"), Mapping((NumberColumn("Home", "home"),), "US")
    assert open_sheet(path, Choices(), "US").mapping.numbers[0].column == "Mobile"
    opened = open_sheet(path, Choices(), "US", remember({}, headers, home))
    assert (opened.mapping, opened.is_recalled) == (home, True)
    assert [(each.number.column, each.reached) for each in opened.further] == [("Mobile", 1)]


def test_a_sheet_without_numbers_is_refused_with_its_columns() -> None:
    with pytest.raises(BadInput) as refused:
        number_columns(table(Name=NAMES, Date=DATES, Amount=AMOUNTS), "US")
    assert refused.value.reason.params["columns"] == "Name, Date, Amount"


def test_chosen_columns_are_kept_in_order_and_must_exist() -> None:
    sheet = table(Home=PHONES, Mobile=PHONES)
    assert [each.column for each in number_columns(sheet, None, ["Mobile", "Home"])] == [
        "Mobile",
        "Home",
    ]
    with pytest.raises(BadInput, match="no_such_column"):
        number_columns(sheet, None, ["mobile"])


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("First Name", "first_name"),
        ("ＶＩＰ？", "vip"),
        ("氏名", "氏名"),
        ("Balance (€)", "balance"),
        ("???", "field"),
        ("a.b", "a_b"),
    ],
)
def test_a_field_is_named_after_its_header(header: str, field: str) -> None:
    assert suggest_field(header).name == field


@pytest.mark.parametrize(
    ("environment", "region"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "JP"),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "de_DE@euro"}, "DE"),
        ({"LANG": "en"}, None),
        ({}, None),
    ],
)
def test_the_country_of_this_machine(
    environment: dict[str, str], region: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_TELEPHONE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    assert local_region() == region
