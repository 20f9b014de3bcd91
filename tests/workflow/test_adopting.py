"""A result sheet that is imported again: its attempts are adopted, its mapping is known."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialsheet.campaign import (
    AttemptState,
    Connection,
    ContactNumber,
    Field,
    FieldType,
    Hold,
    Mapping,
    NotPlaced,
    NumberColumn,
    Pace,
    Placed,
    Rules,
    WhenEmpty,
    new_id,
)
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Choices, Sheet, read_sheet
from dialsheet.store import open_library
from dialsheet.workflow import (
    adopted_by,
    adopting,
    new_campaign,
    open_sheet,
    plan,
    read,
)
from workflow.desk import CALL, ENDINGS, NOW, Clock, Desk, dial

PHONE = Mapping((NumberColumn("Phone"),))
MADE = "skipped ready skipped skipped ready skipped"  # of a sheet that was dialed and came back


def page(path: Path, name: str = "Results") -> list[dict[str, Any]]:
    """The rows of a page, by header."""
    headers, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(map(str, headers), row, strict=True)) for row in rows]


@pytest.mark.parametrize("ending", ENDINGS)
def test_attempts_are_adopted_where_nobody_has_seen_them(
    ending: str, people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, _ = desks
    first.open(people)
    dial(first)
    decided = second.open(first.export(tmp_path / f"one{ending}"))
    called = "skipped workflow.called_before"
    assert decided == [
        *(called, "ready", called, called, "ready", "skipped campaign.duplicate_of"),
    ]
    adopted = second.library.adopted(second.campaign.id)
    assert [(each.row, each.state, each.call_id) for each in adopted] == [
        (2, AttemptState.ENDED, "call_1"),
        (3, AttemptState.REFUSED, None),
        (4, AttemptState.UNKNOWN, None),
        (5, AttemptState.PLACED, "call_4"),
    ]
    assert adopted[0].summary == "=HYPERLINK(1)"
    assert adopted[0].transcript == "Agent: Hello.\nPerson: +1, hi\nthere"
    assert adopted[0].duration_s == 75.4
    assert adopted[0].returned["note"] == "'=1+1"
    assert second.library.attempts(second.campaign.id) == (), "they are history, and no more"


def test_the_next_result_tells_them_and_marks_them(
    people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, third = desks
    first.open(people)
    dial(first)
    one = first.export(tmp_path / "one.xlsx")
    second.open(one)
    second.attempt(6, "+12125550104", Placed("call_5"), replace(CALL, id="call_5"))
    two = second.export(tmp_path / "two.xlsx")
    third.open(two)
    three = third.export(tmp_path / "three.xlsx")

    ours = ("Call ID", "Outcome", "Summary", "Transcript", "Error", "Requested at (UTC)", "score")
    for before, after in zip(page(one)[:4], page(three)[:4], strict=True):
        assert [before[name] for name in ours] == [after[name] for name in ours]
    attempts = page(three, "Attempts")
    assert [(each["Dialsheet row"], each["Adopted"], each["Call ID"]) for each in attempts] == [
        (2, "adopted", "call_1"),
        (3, "adopted", None),
        (4, "adopted", None),
        (5, "adopted", "call_4"),
        (6, "adopted", "call_5"),
    ]
    assert attempts[0]["Reference"] == page(one, "Attempts")[0]["Reference"]
    assert attempts[0]["Requested at (ISO 8601)"] == "2026-11-22T09:30:05.123456Z"
    assert attempts[0]["Requested at (UTC)"] == datetime(2026, 11, 22, 9, 30, 5)  # noqa: DTZ001
    assert [each["Decision"] for each in page(three)] == [
        *("called", "ready", "unknown", "called", "called", "skipped"),
    ]
    settings = {each["Setting"]: each["Value"] for each in page(three, "Campaign")}
    assert settings["Adopted attempts"] == 5


@pytest.mark.parametrize("ending", ENDINGS)
def test_called_again_only_when_the_user_says_so_and_nothing_lives(
    ending: str, people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, third = desks
    first.open(people)
    dial(first)
    one = first.export(tmp_path / f"one{ending}")
    lives = "skipped workflow.not_over"
    assert second.open(one, Rules(call_again=True)) == [
        *("ready", "ready", lives, lives, "ready", "skipped campaign.duplicate_of"),
    ]
    second.attempt(2, "+12125550100", Placed("call_9"), replace(CALL, id="call_9", summary=None))
    two = second.export(tmp_path / f"two{ending}")
    third.open(two)
    newest = [each.call_id for each in third.library.adopted(third.campaign.id) if each.row == 2]
    assert newest == (["call_1", "call_9"] if ending == ".xlsx" else ["call_9"])


def test_a_call_again_must_pass_every_rule(people: Path, desks: list[Desk], tmp_path: Path) -> None:
    """On the machine that made them: its own open attempts stand in the way, not doubled."""
    desk = desks[0]
    desk.open(people)
    dial(desk)
    one = desk.export(tmp_path / "one.xlsx")
    desk.open(one, Rules(call_again=True))
    number = ContactNumber(0, "Phone", "+12125550103")
    refused = desk.library.claim(desk.campaign.id, 5, number, new_id(), "{}", NOW)
    assert isinstance(refused, Hold)
    assert refused.reason == Reason("store.number_open")
    again = desk.attempt(2, "+12125550100", Placed("call_9"))
    assert again.ordinal == 1, "an attempt of this campaign"
    twice = desk.library.claim(desk.campaign.id, 2, again.number, new_id(), "{}", NOW)
    assert twice == Hold(Reason("store.contact_open"))


def test_what_became_of_it_meanwhile_is_told(
    people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    desk = desks[0]
    desk.open(people)
    placed = desk.attempt(3, "+12125550100", Placed("call_1"))
    one = desk.export(tmp_path / "one.xlsx")
    desk.open(one)
    assert page(desk.export(tmp_path / "two.xlsx"))[0]["Outcome"] is None
    desk.library.record_calls({placed.id: CALL}, NOW)
    told = page(desk.export(tmp_path / "three.xlsx"))[0]
    assert (told["Outcome"], told["Summary"]) == ("completed", "=HYPERLINK(1)")


@pytest.mark.parametrize("ending", ENDINGS)
def test_practice_counts_for_nothing_and_hides_nothing(
    ending: str, people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    """Live, then practice, then live again: the people of the first run are still called."""
    first, second, third = desks
    first.open(people)
    first.attempt(3, "+12125550100", Placed("call_1"), CALL)
    second.open(first.export(tmp_path / f"one{ending}"), practice=True)
    second.attempt(3, "+12125550101", Placed("practice_1"), replace(CALL, id="practice_1"))
    two = second.export(tmp_path / f"two{ending}")
    assert "PRACTICE" in two.name
    decided = third.open(two)
    assert decided[:2] == ["skipped workflow.called_before", "ready"]
    assert [each.call_id for each in third.library.adopted(third.campaign.id)] == ["call_1"]
    if ending == ".xlsx":
        assert {each["Mode"] for each in page(two, "Attempts")} == {"live", "PRACTICE"}
        assert all(each["Decision"].startswith("PRACTICE: ") for each in page(two))


@pytest.mark.parametrize("ending", ENDINGS)
def test_practice_upon_a_live_call_does_not_hide_it(
    ending: str, people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, third = desks
    first.open(people)
    first.attempt(3, "+12125550100", Placed("call_1"), CALL)
    one = first.export(tmp_path / f"one{ending}")
    second.open(one, Rules(call_again=True), practice=True)
    second.attempt(2, "+12125550100", Placed("practice_1"), replace(CALL, id="practice_1"))
    decided = third.open(second.export(tmp_path / f"two{ending}"))
    assert decided[0] == "skipped workflow.called_before"
    told = [each.call_id for each in third.library.adopted(third.campaign.id)]
    assert told == (["call_1"] if ending == ".xlsx" else [None])


def test_rows_may_be_moved_copied_and_taken_out(
    people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, _ = desks
    first.open(people)
    dial(first)
    path = first.export(tmp_path / "one.xlsx")
    book = openpyxl.load_workbook(path)
    headers, *rows = [[cell.value for cell in row] for row in book["Results"].iter_rows()]
    del book["Results"]
    results = book.create_sheet("Results", 0)
    for row in (headers, rows[4], rows[0], rows[0], rows[2]):
        results.append(row)
    book.save(path)
    decided = second.open(path)
    assert decided == ["ready", *["skipped workflow.called_before"] * 3]
    adopted = second.library.adopted(second.campaign.id)
    assert [(each.row, each.call_id) for each in adopted] == [
        *((3, "call_1"), (4, "call_1"), (5, None)),
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_number_that_was_dialed_is_known_in_another_row(
    ending: str, people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    """A person sorted one column and not the others."""
    first, second, third = desks
    people.write_text("Name,Phone\nA,+1 212 555 0100\nB,+1 212 555 0101\n", encoding="utf-8")
    first.open(people)
    first.attempt(2, "+12125550100", Placed("call_1"))
    path = first.export(tmp_path / f"one{ending}")
    shift(path, {"+1 212 555 0100": "+1 212 555 0101", "+1 212 555 0101": "+1 212 555 0100"})
    assert second.open(path) == ["skipped workflow.called_before"] * 2
    again = third.open(path, Rules(call_again=True))
    assert again == ["skipped workflow.not_over"] * 2, "the call goes on, for all we know"


def shift(path: Path, moves: dict[str, str]) -> None:
    """Put other cells in the place of cells."""
    if path.suffix == ".csv":
        text = path.read_text(encoding="utf-8-sig")
        parts = re.split("(" + "|".join(map(re.escape, moves)) + ")", text)
        text = "".join(moves.get(part, part) for part in parts)
        path.write_text(text, encoding="utf-8-sig")
        return
    book = openpyxl.load_workbook(path)
    for cell in book["Results"]["B"]:
        cell.value = moves.get(str(cell.value), cell.value)
    book.save(path)


def test_without_its_page_the_columns_tell(people: Path, desks: list[Desk], tmp_path: Path) -> None:
    first, second, _ = desks
    first.open(people)
    dial(first)
    path = first.export(tmp_path / "one.xlsx")
    book = openpyxl.load_workbook(path)
    del book["Attempts"]
    book.save(path)
    decided = second.open(path)
    assert [each.split()[0] for each in decided] == [
        "skipped",
        "ready",
        "skipped",
        "skipped",
        "ready",
        "skipped",
    ]
    told = [each.call_id for each in second.library.adopted(second.campaign.id)]
    assert told == ["call_1", None, None, "call_4"]


def test_a_page_of_the_user_s_own_of_that_name_is_none_of_ours(
    people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, _ = desks
    first.open(people)
    dial(first)
    path = first.export(tmp_path / "one.xlsx")
    book = openpyxl.load_workbook(path)
    for name in ("Attempts", "Campaign"):
        del book[name]
        page = book.create_sheet(name)
        page.append(["Dialsheet row", "Mode", "Setting"])
        page.append([7, "live", "Mapping"])
    book.save(path)
    decided = second.open(path)
    assert [each.split()[0] for each in decided] == [
        "skipped",
        "ready",
        "skipped",
        "skipped",
        "ready",
        "skipped",
    ]


def test_no_mapping_is_needed(people: Path, desks: list[Desk], tmp_path: Path) -> None:
    first, second, _ = desks
    mapping = Mapping(
        (NumberColumn("Note", "work"), NumberColumn("Phone", "mobile")),
        "US",
        (
            Field("who.name", column="Name", when_empty=WhenEmpty.HOLD),
            Field("score", FieldType.NUMBER, column="Note", default="7"),
            Field("firm", constant="column Acme: =1, 2"),
        ),
    )
    first.open(people, mapping=mapping)
    path = first.export(tmp_path / "one.xlsx")
    assert open_sheet(path, Choices(), "JP").mapping == mapping
    book = openpyxl.load_workbook(path)
    book["Results"]["C1"] = "Remark"
    book.save(path)
    kept = open_sheet(path, Choices(), "JP").mapping
    assert kept.numbers == (NumberColumn("Phone", "mobile"),)
    assert [field.name for field in kept.fields] == ["who.name", "firm"]
    second.open(path)
    assert second.campaign.mapping == kept


def test_a_file_that_changes_between_its_pages_is_refused(
    people: Path, desks: list[Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desks[0]
    first.open(people)
    path = first.export(tmp_path / "one.xlsx")

    def changed(file: Path, choices: Choices) -> Sheet:
        book = openpyxl.load_workbook(path)
        book.save(path)
        return read_sheet(file, choices)

    monkeypatch.setattr(adopting, "read_sheet", changed)
    with pytest.raises(BadInput, match="sheet_changed"):
        read(path, Choices())


def test_a_footer_of_the_users_is_a_contact_of_ours(desks: list[Desk], tmp_path: Path) -> None:
    """What was a contact stays one: nothing below is cut off when the result comes back."""
    first, second, _ = desks
    path = tmp_path / "people.csv"
    path.write_text("Name,Phone\nAnn,+1 212 555 0101\nTotal,none\n", encoding="utf-8")
    opened = open_sheet(path, Choices(header_row=1, last_row=99), None)
    assert len(opened.sheet.table) == 2
    first.sheet = opened.sheet
    first.campaign = new_campaign(
        opened.sheet.source, PHONE, Rules(), Connection("Acme", False), Pace(), Clock()
    )
    first.library.create_campaign(first.campaign, plan(opened.sheet, PHONE, Rules()))
    for ending in ENDINGS:
        assert len(second.open(first.export(tmp_path / f"one{ending}"))) == 2


def test_a_library_that_was_closed_still_has_them(
    people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, _ = desks
    first.open(people)
    dial(first)
    second.open(first.export(tmp_path / "one.xlsx"))
    with closing(open_library(second.home)) as again:
        assert again.adopted(second.campaign.id) == adopted_by(second.sheet)
    desks[2].open(people)
    assert desks[2].library.adopted(desks[2].campaign.id) == ()
    desks[2].attempt(3, "+12125550100", NotPlaced(Reason("cartesia.no_network")))
    decided = first.open(desks[2].export(tmp_path / "three.xlsx"))
    assert decided[0] == "ready", "nobody's telephone rang"
