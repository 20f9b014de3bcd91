"""One more sheet goes into a campaign: the same columns, rows that go on, and nobody twice."""

from functools import partial
from pathlib import Path

import openpyxl
import pytest

from dialsheet import assets
from dialsheet.campaign import Addition, Placed, Rules
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Choices
from dialsheet.store import open_library
from dialsheet.workflow import copy_losses, export_copy, new_test_call, plan_addition, read
from workflow.desk import CALL, NOW, Clock, Desk

LAST = 8  # the row of the last one in `people`
NEW = "Phone,Note,Name\n+1 212 555 0110,,G\n+1 212 555 0101,,H\n12,,I\n+1 212 555 0110,,J\n"


ANY = Choices()


def added(desk: Desk, path: Path, choices: Choices = ANY) -> Addition:
    """Add a sheet to the desk's campaign."""
    library, campaign = desk.library, desk.campaign
    known, before = library.contacts(campaign.id), library.added(campaign.id)
    addition = plan_addition(campaign, known, before, read(path, choices))
    return library.add(campaign.id, addition, NOW)


@pytest.fixture
def more(tmp_path: Path) -> Path:
    path = tmp_path / "more.csv"
    path.write_text(NEW, encoding="utf-8")
    return path


def test_rows_go_on_and_nobody_is_called_twice(desks: list[Desk], people: Path, more: Path) -> None:
    desk = desks[0]
    desk.open(people)
    before = desk.library.contacts(desk.campaign.id)
    new = added(desk, more).contacts
    contacts = desk.library.contacts(desk.campaign.id)
    assert list(contacts.table.rows) == [*before.table.rows, *range(LAST + 2, LAST + 6)]
    assert contacts.table.headers == ("Name", "Phone", "Note", "File")
    assert list(contacts.table.column("Name")) == list("ABCDEFGHIJ")
    assert list(contacts.table.column("File")) == ["people.csv"] * 6 + ["more.csv"] * 4
    assert list(contacts.decided)[:6] == list(before.decided)
    assert list(contacts.decided)[6:] == list(new.decided)
    told = [(each.decision.value, each.reason) for each in new.decided]
    assert told[0] == ("ready", None)
    assert told[1] == ("skipped", Reason("campaign.duplicate_of", {"row": 4}))
    assert told[2][0] == "skipped"
    assert told[3] == ("skipped", Reason("campaign.duplicate_of", {"row": LAST + 2}))
    assert [each.e164 for each in contacts.verdicts[0]][6:8] == ["+12125550110", "+12125550101"]


def test_a_second_sheet_goes_below_the_first(
    desks: list[Desk], people: Path, more: Path, tmp_path: Path
) -> None:
    desk = desks[0]
    desk.open(people)
    added(desk, more)
    book = openpyxl.Workbook()
    sheets = [book.active, book.create_sheet("B")]
    for number, sheet in enumerate(sheets):
        assert sheet is not None
        sheet.title = "AB"[number]
        for row in (("Name", "Phone", "Note"), ("K", f"+1 212 555 012{number}", None)):
            sheet.append(row)
    book.save(tmp_path / "last.xlsx")
    added(desk, tmp_path / "last.xlsx", Choices(sheet="A", more_sheets=("B",)))
    contacts = desk.library.contacts(desk.campaign.id)
    assert list(contacts.table.rows)[-2:] == [LAST + 5 + 2, LAST + 5 + 4]
    assert list(contacts.table.column("File"))[-3:] == ["more.csv", "last.xlsx: A", "last.xlsx: B"]
    assert [(each.source.file, each.offset, each.contacts) for each in desk.library.added(
        desk.campaign.id
    )] == [("more.csv", LAST, 4), ("last.xlsx", LAST + 5, 2)]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "code", "names"),
    [
        ("Name,Phone", "workflow.columns_missing", {"missing": "Note"}),
        ("Name,Phone,Note,Age", "workflow.columns_more", {"more": "Age"}),
        ("Name,Tel,Note", "workflow.other_columns", {"missing": "Phone", "more": "Tel"}),
    ],
)
def test_other_columns_are_named(
    desks: list[Desk], people: Path, more: Path, headers: str, code: str, names: dict[str, str]
) -> None:
    desk = desks[0]
    desk.open(people)
    more.write_text(f"{headers}\n{'x,' * headers.count(',')}y\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        added(desk, more, Choices(header_row=1))
    assert refused.value.reason == Reason(code, {"file": "more.csv", **names})
    assert len(desk.library.contacts(desk.campaign.id)) == 6


def test_what_was_planned_for_a_smaller_campaign_is_refused(
    desks: list[Desk], people: Path, more: Path
) -> None:
    desk = desks[0]
    desk.open(people)
    known = desk.library.contacts(desk.campaign.id)
    addition = plan_addition(desk.campaign, known, (), read(more, Choices()))
    added(desk, more)
    with pytest.raises(BadInput) as refused:
        desk.library.add(desk.campaign.id, addition, NOW)
    assert refused.value.reason.code == "store.campaign_grew"
    assert len(desk.library.contacts(desk.campaign.id)) == 10


def test_those_who_were_called_before_bring_their_attempts(
    desks: list[Desk], people: Path, more: Path, tmp_path: Path
) -> None:
    there, here, _ = desks
    there.open(more)
    there.attempt(2, "+12125550110", Placed("call_1"), CALL)
    result = there.export(tmp_path / "result.xlsx")
    here.open(people)
    new = added(here, result).contacts
    reason = Reason("workflow.called_before", {"row": LAST + 2})
    assert new.decided[0].reason == reason
    (told,) = here.library.adopted(here.campaign.id)
    assert (told.row, told.call_id) == (LAST + 2, "call_1")


def test_a_test_call_stays_one_call(desks: list[Desk], people: Path, more: Path) -> None:
    desk = desks[0]
    desk.open(people)
    known = desk.library.contacts(desk.campaign.id)
    test, one = new_test_call(desk.campaign, known, "+442079460100", None, Clock())
    with pytest.raises(BadInput):
        plan_addition(test, one, (), read(more, Choices()))


def test_the_result_has_every_row_and_says_where_it_is_from(
    desks: list[Desk], people: Path, more: Path, tmp_path: Path
) -> None:
    desk = desks[0]
    desk.open(people, Rules())
    desk.attempt(3, "+12125550100", Placed("call_1"), CALL)
    added(desk, more)
    desk.attempt(LAST + 2, "+12125550110", Placed("call_2"))
    book = openpyxl.load_workbook(desk.export(tmp_path / "result.xlsx"))
    headers, *rows = book["Results"].iter_rows(values_only=True)
    cells = [dict(zip(headers, row, strict=True)) for row in rows]
    assert headers[:5] == ("Name", "Phone", "Note", "File", "Dialsheet row")
    assert [(cell["Name"], cell["File"], cell["Call ID"]) for cell in cells if cell["Call ID"]] == [
        ("A", "people.csv", "call_1"),
        ("G", "more.csv", "call_2"),
    ]
    facts = dict(list(book["Campaign"].iter_rows(values_only=True)))
    assert str(more) in str(facts[f"Added from row {LAST + 1}"])
    with pytest.raises(BadInput) as refused:
        desk.export(more)
    assert refused.value.reason.code == "workflow.target_is_source"


def test_there_is_no_copy_with_rows_that_it_has_no_place_for(
    desks: list[Desk], more: Path, tmp_path: Path
) -> None:
    desk, source = desks[0], tmp_path / "people.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("Name", "Phone", "Note"), ("A", "+1 212 555 0100", None)):
        book.active.append(row)
    book.save(source)
    desk.open(source)
    opener = partial(open_library, desk.home)
    copy_losses(opener, desk.campaign.id, assets.sentence)
    added(desk, more)
    target = tmp_path / "copy.xlsx"
    for ask in (
        lambda: copy_losses(opener, desk.campaign.id, assets.sentence),
        lambda: export_copy(opener, desk.campaign.id, target, assets.sentence),
    ):
        with pytest.raises(BadInput) as refused:
            ask()
        assert refused.value.reason.code == "workflow.copy_of_added"
    assert not target.exists()
