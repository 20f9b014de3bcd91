"""Numbers corrected in the table: typed, let through, taken back, undone, kept for another day."""

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from dialsheet import outside
from dialsheet.campaign import DuplicatePolicy, NumberColumn
from dialsheet.ui.contacts_cells import OWN, Column
from dialsheet.ui.standings import Flag, Group
from practice_process import LASTING
from ui.hand import Hand, OpenWindow
from ui.pictures import find

SHEET = """Name,Phone
Ann,+1 212 555 0142
Ben,12
Cleo,819012345678
Dora,Tel: +81 3 1234 5678
Emil,+81 3 1234 5679 / +81 90 1234 5679
Fay,+1 123 456 7890
Gus,+12125550142
Hal,+1 900 555 1234
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "mixed.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def hand(day: OpenWindow, sheet: Path) -> Hand:
    hand = day()
    hand.open(sheet)
    hand.window.activateWindow()
    return hand


def at(hand: Hand, row: int) -> None:
    """Put the cursor on the number of a row of the file."""
    hand.window.workspace.table.go_to(row - 2)


def check(hand: Hand, row: int) -> str:
    """What the check says, and the number."""
    cell = hand.window.workspace.contacts.cell
    return f"{cell(row - 2, Column.CHECK).word} {cell(row - 2, Column.NUMBER).text}".strip()


def status(hand: Hand, row: int) -> str:
    return hand.window.workspace.contacts.cell(row - 2, Column.STATUS).word


def enter(hand: Hand, row: int, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type a number by F2 and end the editing."""
    at(hand, row)
    hand.window.workspace.table.edit_number()
    editor = find(hand.window, QLineEdit, "numberEditor")
    editor.selectAll()
    hand.qtbot.keyClicks(editor, text)
    hand.qtbot.keyClick(editor, end)
    hand.until(lambda: not hand.window.findChildren(QLineEdit, "numberEditor"))


def do(hand: Hand, name: str) -> None:
    """Choose an entry of the menu Edit."""
    action = find(hand.window, QAction, f"action_{name}")
    hand.until(action.isEnabled)
    action.trigger()


def settled(hand: Hand) -> None:
    hand.until(lambda: hand.window.session.draft.is_planned)


def test_a_typed_number_is_called_and_the_cell_stays(hand: Hand) -> None:
    counts = hand.window.session.shown.standings.counts
    assert check(hand, 3) == "Not callable"
    enter(hand, 3, "+1 212 555 0143")
    assert check(hand, 3) == "Repaired +12125550143"
    assert status(hand, 3) == "Ready"
    assert hand.window.workspace.contacts.cell(1, OWN + 1).text == "12"
    assert counts[Group.REPAIRED] == 1
    assert hand.window.session.draft.ready == 2
    enter(hand, 3, "999", Qt.Key.Key_Escape)
    assert check(hand, 3) == "Repaired +12125550143"
    do(hand, "undo")
    assert check(hand, 3) == "Not callable"
    do(hand, "redo")
    assert check(hand, 3) == "Repaired +12125550143"
    do(hand, "restore")
    assert check(hand, 3) == "Not callable"
    assert counts[Group.REPAIRED] == 0


def test_the_verdict_changes_as_one_types(hand: Hand) -> None:
    at(hand, 3)
    hand.window.workspace.table.edit_number()
    editor = find(hand.window, QLineEdit, "numberEditor")
    assert editor.text() == "12", "prefilled with the cell"
    said = []
    for text in ("+1212555014", "+12125550143", "+11234567890", "1-800-FLOWERS +", ""):
        editor.setText(text)
        said.append(find(hand.window, QLabel, "numberVerdictWord").text())
    assert said == ["Not callable", "Repaired", "Not listed", "Not callable", "No number"]
    hand.qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_what_is_typed_outlasts_a_new_plan(hand: Hand) -> None:
    session, table = hand.window.session, hand.window.workspace.table
    at(hand, 3)
    table.edit_number()
    find(hand.window, QLineEdit, "numberEditor").setText("+1 212 555 01")
    session.shown.show(session.draft)  # as when all were decided anew
    editor = table.indexWidget(table.currentIndex())
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "+1 212 555 01"
    hand.qtbot.keyClicks(editor, "43")
    hand.qtbot.keyClick(editor, Qt.Key.Key_Return)
    session.shown.show(session.draft)  # in the very turn in which it was entered
    assert check(hand, 3) == "Repaired +12125550143"
    assert table.indexWidget(table.currentIndex()) is None


def test_what_is_typed_stays_with_its_sheet(hand: Hand, people: Path) -> None:
    at(hand, 3)
    hand.window.workspace.table.edit_number()
    find(hand.window, QLineEdit, "numberEditor").setText("+1 212 555 0143")
    hand.window.session.open(people)
    hand.take_in()
    table = hand.window.workspace.table
    assert table.indexWidget(table.currentIndex()) is None
    assert check(hand, 3) == "Callable +12025550101"


def test_an_editor_that_is_open_is_not_opened_again(hand: Hand) -> None:
    at(hand, 3)
    hand.window.workspace.table.edit_number()
    hand.window.menus.edit.edit.trigger()
    editors = hand.window.findChildren(QLineEdit, "numberEditor")
    assert [editor.isVisible() for editor in editors].count(True) == 1
    hand.type(Qt.Key.Key_Escape)


def test_typing_begins_to_edit_and_other_columns_are_not_edited(hand: Hand) -> None:
    table = hand.window.workspace.table
    at(hand, 3)
    hand.qtbot.keyClick(table, Qt.Key.Key_Plus)
    assert find(hand.window, QLineEdit, "numberEditor").text() == "+"
    hand.type(Qt.Key.Key_Escape)
    table.setCurrentIndex(table.model().index(1, OWN + 1))
    hand.qtbot.keyClick(table, Qt.Key.Key_Plus)
    hand.until(lambda: not hand.window.findChildren(QLineEdit, "numberEditor"))
    hand.qtbot.keyClick(table, Qt.Key.Key_F2)
    assert table.currentIndex().column() == Column.NUMBER


def test_proposals_are_accepted_for_the_row_for_a_rule_and_for_all(hand: Hand) -> None:
    assert [check(hand, row).split()[0] for row in (4, 5, 6, 9)] == ["Repair"] * 4
    at(hand, 4)
    do(hand, "accept")
    assert check(hand, 4) == "Repaired +819012345678"
    at(hand, 5)
    do(hand, "accept_rules")
    settled(hand)
    assert check(hand, 5) == "Accepted +81312345678"
    do(hand, "undo")
    settled(hand)
    assert check(hand, 5) == "Repair proposed +81312345678"
    do(hand, "accept_all")
    settled(hand)
    assert [status(hand, row) for row in (4, 5, 6)] == ["Ready"] * 3
    assert status(hand, 9) == "Held", "a premium-rate number is no repair"
    at(hand, 9)
    do(hand, "accept")
    assert status(hand, 9) == "Ready"


def test_of_two_numbers_a_person_picks_one(hand: Hand) -> None:
    at(hand, 6)
    do(hand, "choose_other")
    assert check(hand, 6) == "Repaired +819012345679"
    do(hand, "choose_other")
    assert check(hand, 6) == "Repaired +81312345679"


def test_duplicates_follow_their_twins_and_lead_to_them(hand: Hand) -> None:
    assert status(hand, 8) == "Skipped"
    at(hand, 8)
    do(hand, "go_to_twin")
    assert hand.window.workspace.table.currentIndex().row() == 0
    enter(hand, 2, "+1 212 555 0199")
    assert [status(hand, 2), status(hand, 8)] == ["Ready", "Ready"]
    enter(hand, 3, "+1 212 555 0199")
    assert status(hand, 3) == "Skipped"
    do(hand, "undo")
    do(hand, "undo")
    assert [status(hand, 2), status(hand, 3), status(hand, 8)] == ["Ready", "Skipped", "Skipped"]


def test_the_next_problem_is_found_in_any_order(hand: Hand) -> None:
    table, model = hand.window.workspace.table, hand.window.workspace.contacts
    visited = []
    for _ in range(7):
        do(hand, "next_problem")
        visited.append(model.contact_at(table.currentIndex().row()) + 2)
    assert visited == [3, 4, 5, 6, 7, 9, 3]
    model.sort(Column.ROW, Qt.SortOrder.DescendingOrder)
    do(hand, "previous_problem")
    assert model.contact_at(table.currentIndex().row()) + 2 == 4


def test_a_check_is_a_filter_and_who_is_corrected_stays_in_sight(hand: Hand) -> None:
    hand.window.workspace.filter.chosen.emit(Flag.UNLISTED)
    model = hand.window.workspace.contacts
    assert [model.cell(row, OWN).text for row in range(model.rowCount())] == ["Fay"]
    hand.window.workspace.table.go_to(0)
    do(hand, "accept")
    assert [model.cell(row, OWN).text for row in range(model.rowCount())] == ["Fay"]
    assert model.cell(0, Column.STATUS).word == "Ready"
    hand.window.workspace.filter.chosen.emit(Flag.UNLISTED)
    assert model.rowCount() == 0


def test_corrections_are_there_another_day_until_they_are_not_wanted(
    hand: Hand, day: OpenWindow, sheet: Path
) -> None:
    enter(hand, 3, "+1 212 555 0143")
    hand.window.close()
    hand = day()
    hand.open(sheet)
    notice = find(hand.window, QWidget, "correctedNotice")
    hand.until(notice.isVisible)
    assert check(hand, 3) == "Repaired +12125550143"
    hand.press("correctedButton")
    assert check(hand, 3) == "Not callable"
    assert not notice.isVisible()
    hand.window.close()
    hand = day()
    hand.open(sheet)
    assert check(hand, 3) == "Not callable"


def test_a_campaign_is_corrected_for_good_and_a_called_contact_is_not_called_again(
    hand: Hand,
) -> None:
    enter(hand, 3, "+1 212 555 0143")
    hand.practise(pace=20.0)
    hand.press("startButton")
    hand.until_the_run_is_over()
    session = hand.window.session
    assert not find(hand.window, QAction, "action_undo").isEnabled(), "no traces"
    called = [row for row in range(2, 10) if status(hand, row) == "Ended"]
    assert called == [2, 3]
    enter(hand, 2, "+1 212 555 0188")
    hand.until(lambda: check(hand, 2) == "Repaired +12125550188")
    assert session.run.view.waiting == 0
    at(hand, 5)
    do(hand, "accept")
    hand.until(lambda: status(hand, 5) == "Ready")
    assert session.run.view.waiting == 1
    hand.press("startButton")
    hand.until(lambda: status(hand, 5) == "Ended")
    hand.until(lambda: not session.run.running)
    with closing(outside.library_opener()()) as library:
        (summary,) = library.campaigns()
        attempts = library.attempts(summary.campaign.id)
        kinds = [event.kind for event in library.events(summary.campaign.id)]
    assert [attempt.row for attempt in attempts] == [2, 3, 5]
    assert kinds.count("corrected") == 3


def test_a_call_keeps_its_own_number_and_nobody_elses(
    day: OpenWindow, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIALSHEET_PRACTICE_SPEED", LASTING)
    hand = day()
    hand.open(sheet)
    hand.window.activateWindow()
    enter(hand, 3, "+1 212 555 0143")
    hand.practise(pace=0.1)
    hand.press("startButton")
    run = hand.window.session.run
    hand.until(lambda: run.alive)
    at(hand, 5)
    hand.type(Qt.Key.Key_F2)
    assert "Pause, change the number" in hand.text("messageText")
    hand.press("pauseButton")
    hand.until(lambda: not run.sends)
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Return):
        hand.window.session.corrector.tell("ui.no_problem_left")
        at(hand, 2)
        hand.type(key)
        assert "This contact is being called" in hand.text("messageText")
    at(hand, 5)
    do(hand, "accept")
    hand.until(lambda: status(hand, 5) == "Ready")
    hand.until(lambda: run.view.progress.waiting == hand.statuses["Ready"])
    assert run.alive
    hand.window.close()
    hand.press("pauseAndClose")
    hand.until(lambda: not hand.window.isVisible())


def test_several_number_columns_are_chosen_and_corrected(day: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("Phone,Home phone\n12,+1 212 555 0142\n,34\n", encoding="utf-8")
    hand = day()
    hand.open(path)
    session = hand.window.session
    session.choose_numbers((NumberColumn("Phone"),))
    settled(hand)
    hand.press("anotherNumberColumn")
    settled(hand)
    assert session.draft.mapping.numbers == (
        NumberColumn("Phone"),
        NumberColumn("Home phone", "home"),
    )
    assert check(hand, 2) == "Callable +12125550142"
    hand.press("numberUp2")
    settled(hand)
    assert [each.column for each in session.draft.mapping.numbers] == ["Home phone", "Phone"]
    at(hand, 3)
    do(hand, "edit_next_number")
    editor = find(hand.window, QLineEdit, "numberEditor")
    assert editor.text() == ""
    hand.qtbot.keyClicks(editor, "+1 212 555 0177")
    hand.qtbot.keyClick(editor, Qt.Key.Key_Return)
    hand.until(lambda: check(hand, 3) == "Repaired +12125550177")
    assert list(session.draft.corrections) == [(3, "Phone")]
    hand.press("numberLess")
    settled(hand)
    assert [each.column for each in session.draft.mapping.numbers] == ["Phone"]


def test_duplicates_are_called_as_a_person_chooses(hand: Hand) -> None:
    box = find(hand.window, QComboBox, "duplicates")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settled(hand)
    assert hand.window.session.draft.rules.duplicates is DuplicatePolicy.LAST
    assert [status(hand, 2), status(hand, 8)] == ["Skipped", "Ready"]


def test_each_rows_country_is_read_in_a_column(day: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "countries.csv"
    path.write_text("Phone,Born\n090-1234-5678,Japan\n020 7946 0958,UK\n", encoding="utf-8")
    hand = day()
    hand.open(path)
    box = find(hand.window, QComboBox, "region")
    place = box.findText("From column “Born”")
    assert place > 0, "offered"
    assert box.currentIndex() != place, "not taken: the name does not say so"
    box.setCurrentIndex(place)
    box.activated.emit(place)
    settled(hand)
    assert check(hand, 2) == "Repaired +819012345678"
    assert check(hand, 3) == "Repaired +442079460958"
    enter(hand, 2, "090-1234-5670")
    assert check(hand, 2) == "Repaired +819012345670"
