"""Rejected rows: a sheet of their own, corrected and imported again."""

from pathlib import Path

import openpyxl
import pytest

from dialsheet import assets
from dialsheet.campaign import Decision, Mapping, NumberColumn, Rules
from dialsheet.errors import Reason
from dialsheet.sheets import Choices
from dialsheet.workflow import export_rejects, open_sheet, plan, read
from workflow.desk import ENDINGS, Desk, dial

PHONE = Mapping((NumberColumn("Phone"),))


@pytest.mark.parametrize("ending", ENDINGS)
def test_rejected_rows_are_corrected_and_imported_again(
    ending: str, people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    desk = desks[0]
    people.write_text(
        "Name,Phone,Note\nA,+1 212 555 0100,\nB,12,=1+1\nC,+1 212 555 0100,\n", encoding="utf-8"
    )
    desk.open(people)
    contacts = desk.library.contacts(desk.campaign.id)
    target = tmp_path / f"rejects{ending}"
    assert export_rejects(target, contacts, PHONE.numbers, desk.sheet.source, assets.sentence) == 2
    rejected = open_sheet(target, Choices(), None)
    assert rejected.contacts.table.headers == ("Name", "Phone", "Note")
    decided = plan(rejected.sheet, PHONE, Rules()).decided
    assert [each.decision for each in decided] == [Decision.SKIPPED] * 2
    assert decided[1].reason == Reason("workflow.still_duplicate"), "not called a second time"
    if ending == ".csv":
        text = target.read_text(encoding="utf-8-sig")
        assert "B,12,=1+1,3,12," in text
        target.write_text(text.replace("B,12,", "B,+1 212 555 0107,"), encoding="utf-8-sig")
    else:
        book = openpyxl.load_workbook(target)
        book["Rejected"]["B2"] = "+1 212 555 0107"
        book.save(target)
    corrected = plan(read(target, Choices()), PHONE, Rules()).decided
    assert [each.decision for each in corrected] == [Decision.READY, Decision.SKIPPED]


@pytest.mark.parametrize("ending", ENDINGS)
def test_rejected_rows_that_nobody_looked_at_are_held_again(
    ending: str, people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    desk = desks[0]
    people.write_text("Name,Phone,Note\nA,+1 212 555 0100,\nB,+1 212 555 0101\n", encoding="utf-8")
    desk.open(people)
    contacts, target = desk.library.contacts(desk.campaign.id), tmp_path / f"rejects{ending}"
    export_rejects(target, contacts, PHONE.numbers, desk.sheet.source, assets.sentence)
    assert desks[1].open(target) == ["held workflow.not_looked_at"]


def test_who_was_called_before_is_not_among_the_rejected(
    people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, _ = desks
    first.open(people)
    dial(first)
    second.open(first.export(tmp_path / "one.xlsx"))
    contacts = second.library.contacts(second.campaign.id)
    target = tmp_path / "rejects.xlsx"
    assert (
        export_rejects(target, contacts, PHONE.numbers, second.sheet.source, assets.sentence) == 1
    )
