"""Who is called: rows that the sheet hides wait, rows that were called before are skipped."""

import json
from pathlib import Path

import openpyxl
import pytest

from dialsheet.campaign import (
    Correction,
    Decided,
    Decision,
    Mapping,
    NumberColumn,
    Rules,
)
from dialsheet.errors import Reason
from dialsheet.sheets import Choices
from dialsheet.workflow import open_sheet, plan, read

MAPPING = Mapping((NumberColumn("Phone"),))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Four people with a number each; the second row of them is hidden."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Name", "Phone"])
    for number in range(4):
        page.append([f"Person {number}", f"+1 212 555 010{number}"])
    page.row_dimensions[3].hidden = True
    path = tmp_path / "sheet.xlsx"
    book.save(path)
    return path


def decisions(sheet: Path, rules: Rules) -> list[str]:
    """The decision of each contact, and the code of its reason."""
    contacts = plan(read(sheet, Choices()), MAPPING, rules)
    return [
        f"{each.decision} {each.reason.code if each.reason else ''}".strip()
        for each in contacts.decided
    ]


def test_hidden_rows_wait_unless_the_user_says_so(sheet: Path) -> None:
    waiting = ["ready", "held workflow.hidden_row", "ready", "ready"]
    assert decisions(sheet, Rules()) == waiting
    assert decisions(sheet, Rules(hidden_rows=True)) == ["ready"] * 4


def test_ragged_rows_wait_until_a_person_has_looked_at_them(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "Name,Phone,City\nAnn,+12125550100,Oslo\nBen,+12125550101\nCleo,+12125550102,Rome,x\n"
    )
    few, many = "held sheets.too_few_cells", "held sheets.too_many_cells"
    assert decisions(sheet, Rules()) == ["ready", few, many]
    assert decisions(sheet, Rules(looked_at=(4,))) == ["ready", few, "ready"]
    assert decisions(sheet, Rules(ragged_rows=True)) == ["ready"] * 3


def test_rules_of_an_older_version_hold_what_was_held_then() -> None:
    old = {"duplicates": "first", "accepted_rules": [], "limit": None}
    assert Rules.from_json(old) == Rules()
    rules = Rules(looked_at=(3, 7), ragged_rows=True)
    assert Rules.from_json(json.loads(json.dumps(rules.to_json()))) == rules


def test_a_large_sheet_is_not_kept_back_by_its_check(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("Phone\n" + "+12125550142\n" * 100_001, encoding="utf-8")
    opened = open_sheet(path, Choices(), None)
    assert not opened.is_checked
    assert len(opened.contacts) == 100_001
    assert opened.contacts.decided[100_000] == Decided(
        Decision.HELD, Reason("workflow.not_checked")
    )
    checked = plan(opened.sheet, opened.mapping, Rules())
    assert checked.decided[0].decision is Decision.READY


def test_a_number_is_read_as_a_person_says(sheet: Path) -> None:
    said = Correction(3, "Phone", "+1 212 555 0101", "12")
    other = Correction(4, "Phone", "what it said once", "12")
    contacts = plan(read(sheet, Choices()), MAPPING, Rules(hidden_rows=True), [said, other])
    assert [each.decision for each in contacts.decided] == ["ready", "skipped", "ready", "ready"]
