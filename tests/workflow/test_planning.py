"""Who is called: rows that the sheet hides wait, rows that were called before are skipped."""

from pathlib import Path

import openpyxl
import pytest

from dialsheet.campaign import Mapping, NumberColumn, Rules
from dialsheet.sheets import Choices
from dialsheet.workflow import plan, read

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
