"""Errors, formulas without a value and digits in doubt: held, where the column is used."""

from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from dialsheet.campaign import (
    CallingRules,
    Correction,
    DuplicatePolicy,
    Field,
    Mapping,
    NumberColumn,
    Rules,
)
from dialsheet.sheets import Choices
from dialsheet.workflow import (
    check_report,
    export_rejects,
    mapping_findings,
    plan,
    plan_addition,
    plan_to_edit,
    read,
)
from workflow.desk import ENDINGS, NO_RULES, Desk

ANN, BEN = "+1 212 456 7890", "+1 212 456 7891"
PHONE = (NumberColumn("Phone"),)
PLAN = Mapping(PHONE, "US", (Field("plan", column="Plan"),))
FORMAT = '"+44"*0#'  # a zero, as often as there is room


def say(reason: object) -> str:
    return str(reason)


def book(path: Path, rows: Iterable[list[object]], **formats: str) -> Path:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    for row in (["Name", "Phone", "Plan", "Country", "After"], *rows):
        page.append(row)
    for place, code in formats.items():
        page[place].number_format = code
    workbook.save(path)
    return path


def decisions(path: Path, mapping: Mapping, rules: Rules = NO_RULES) -> list[str]:
    sheet = read(path, Choices())
    decided = plan(sheet, mapping, rules).decided
    editable = plan_to_edit(sheet, mapping, rules).decided
    assert list(decided) == list(editable)
    return [
        f"{each.decision} {each.reason.code if each.reason else ''}".strip() for each in decided
    ]


HELD = "held campaign.error_cell"
AFTER = Rules(calling=CallingRules(callback_column="After"))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#WERT!", " #n/a ", "Err:502"])
def test_an_error_is_held_where_its_column_is_used(ending: str, error: str, tmp_path: Path) -> None:
    if ending == ".csv":
        path = tmp_path / "a.csv"
        text = f"Name,Phone,Plan\nAnn,{ANN},Gold\nBen,{BEN},{error}\n"
        path.write_text(text, encoding="utf-8")
    else:
        path = book(tmp_path / "a.xlsx", [["Ann", ANN, "Gold"], ["Ben", BEN, error]])
    assert decisions(path, PLAN) == ["ready", HELD]
    assert decisions(path, Mapping(PHONE, "US")) == ["ready", "ready"]


@pytest.mark.parametrize(
    ("cells", "mapping", "rules", "reason"),
    [
        (["#N/A"], Mapping(PHONE, "US"), Rules(), "numbers.error_cell"),
        (
            ["#N/A", BEN],
            Mapping((*PHONE, NumberColumn("Plan")), "US"),
            Rules(),
            "numbers.error_cell",
        ),
        ([BEN, "", "#REF!"], Mapping(PHONE, "US", (), "Country"), Rules(), "campaign.error_cell"),
        ([BEN, "", "", "#VALUE!"], Mapping(PHONE, "US"), AFTER, "campaign.error_cell"),
        ([BEN, "#NAME?"], PLAN, Rules(ragged_rows=True), "campaign.error_cell"),
        (["=A1"], Mapping(PHONE, "US"), Rules(ragged_rows=True), "numbers.value_unknown"),
        ([BEN, "=A1"], PLAN, Rules(ragged_rows=True), "sheets.value_unknown"),
        (
            [BEN, "", "", "=A1"],
            Mapping(PHONE, "US"),
            Rules(ragged_rows=True, calling=AFTER.calling),
            "sheets.value_unknown",
        ),
        ([BEN, "", "=A1"], Mapping(PHONE, "US", (), "Country"), Rules(ragged_rows=True),
         "sheets.value_unknown"),
    ],
)  # fmt: skip
def test_every_column_that_is_used(
    cells: list[object], mapping: Mapping, rules: Rules, reason: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", [["Ann", ANN, "Gold"], ["Ben", *cells]])
    assert decisions(path, mapping, rules) == ["ready", f"held {reason}"]


def test_a_number_in_doubt_is_held_and_never_callable(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["Ann", ANN], ["Ben", 2079460958]], B3=FORMAT)
    assert decisions(path, Mapping(PHONE, "US")) == ["ready", "held numbers.format_unsure"]
    report = check_report(read(path, Choices()), Mapping(PHONE, "US"), DuplicatePolicy.FIRST, say)
    assert [each["e164"] for each in report["contacts"]] == ["+12124567890", None]
    unused = decisions(path, Mapping((NumberColumn("Plan"),), "US"))
    assert unused[1] == "skipped campaign.no_number"


def test_who_says_the_number_lifts_the_doubt_of_that_cell(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["Ben", 2079460958, "Gold"]], B2=FORMAT)
    sheet = read(path, Choices())
    said = Correction(2, "Phone", "2079460958", "+44 20 7946 0958")
    kept = Correction(2, "Phone", "2079460958", "2079460958")
    assert plan(sheet, PLAN, Rules(), [said]).decided[0].may_go
    assert not plan(sheet, PLAN, Rules(), [kept]).decided[0].may_go
    editable = plan_to_edit(sheet, PLAN, Rules())
    for correction, goes in ((said, True), (kept, False), (said, True), (None, False)):
        editable.read_as((2, "Phone"), correction)
        assert editable.decided[0].may_go is goes
    sent = Mapping(PHONE, "US", (Field("number", column="Phone"),))
    assert not plan(sheet, sent, Rules(), [said]).decided[0].may_go, "the cell would be sent"


def test_in_a_campaign_that_was_started_too(desks: list[Desk], tmp_path: Path) -> None:
    desk = desks[0]
    rows = [["Ann", "#N/A", "x"], ["Ben", 2079460958, "x"], ["Cy", 2079460959, "=A1"]]
    path = book(tmp_path / "a.xlsx", rows, B3=FORMAT, B4=FORMAT)
    held = ["held numbers.error_cell", "held numbers.format_unsure", "held sheets.value_unknown"]
    assert desk.open(path, Rules(ragged_rows=True), PLAN) == held
    cells = ["#N/A", "2079460958", "2079460959"]
    goes = []
    for row, cell in enumerate(cells, 2):
        kept = Correction(row, "Phone", cell, cell)
        made = Correction(row, "Phone", cell, f"+44 20 7946 095{row}")
        for correction in (kept, made):
            corrected = desk.library.correct(desk.campaign.id, correction, desk.campaign.created_at)
            goes.append(corrected.decided.may_go)
    assert goes == [False, True, False, True, False, False], "the plan of the last is not known"


def test_rows_that_are_added_are_held_too(desks: list[Desk], tmp_path: Path) -> None:
    desk = desks[0]
    desk.open(book(tmp_path / "a.xlsx", [["Ann", ANN, "Gold"]]), mapping=PLAN)
    rows = [["Ben", BEN, "#N/A"], ["Cy", 2079460958, "x"]]
    more = read(book(tmp_path / "b.xlsx", rows, B3=FORMAT), Choices())
    known = desk.library.contacts(desk.campaign.id)
    addition = plan_addition(desk.campaign, known, (), more)
    reasons = [each.reason.code for each in addition.contacts.decided if each.reason]
    assert reasons == ["campaign.error_cell", "numbers.format_unsure"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_results_that_come_back_hold_them(ending: str, desks: list[Desk], tmp_path: Path) -> None:
    rows = [["Ann", ANN, "#N/A"], ["Ben", 2079460958, "x"], ["Cy", BEN, "=A1"]]
    path = book(tmp_path / "a.xlsx", rows, B3=FORMAT)
    desks[0].open(path, mapping=PLAN)
    decided = desks[1].open(desks[0].export(tmp_path / f"one{ending}"), mapping=PLAN)
    assert [each.split()[0] for each in decided] == ["held"] * 3


def test_rejects_hold_them(desks: list[Desk], tmp_path: Path) -> None:
    rows = [["Ann", ANN, "#N/A"], ["Ben", 2079460958, "x"]]
    sheet = read(book(tmp_path / "a.xlsx", rows, B3=FORMAT), Choices())
    target = tmp_path / "rejects.xlsx"
    contacts = plan(sheet, PLAN, Rules())
    assert export_rejects(target, contacts, PHONE, sheet.source, say) == 2
    assert [each.split()[0] for each in desks[0].open(target, mapping=PLAN)] == ["held"] * 2


def test_formats_that_cannot_be_read_are_told_of_number_columns() -> None:
    files = Path(__file__).parents[1] / "sheets" / "files"
    sheet = read(files / "formats.xls", Choices())
    (told,) = mapping_findings(sheet, Mapping(PHONE, "US"))
    assert told.code == "workflow.formats_not_read"
    assert told.params == {"column": "Phone", "format": "xls"}
    assert mapping_findings(sheet, Mapping((NumberColumn("Name"),))) == ()
    assert mapping_findings(read(files / "formats.xlsx", Choices()), Mapping(PHONE)) == ()
