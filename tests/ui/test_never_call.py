"""The list of numbers that are never called: typed, pasted, searched, and chosen in the table."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QTableView

from dialsheet import outside
from dialsheet.ui.contacts_cells import Column
from dialsheet.ui.draft import Step
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.never_call_desk import MOST_SHOWN
from dialsheet.ui.never_call_dialog import NeverCallDialog
from dialsheet.ui.typed_numbers import digits_sought, typed_numbers
from dialsheet.ui.wording import quantity
from programs import dialsheet
from ui.hand import Hand, OpenWindow
from ui.pictures import find, pick

ALL = [f"+1202555{100 + n:04}" for n in range(8)]  # of the sheet
NUMBERS = [f"+1202555{140 + n:04}" for n in range(10)]
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Desk:
    """A person at the dialog."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        hand.window.menus.never_call.trigger()
        hand.until(lambda: hand.window.findChildren(QDialog, "neverCallDialog"))
        (self.dialog,) = hand.window.findChildren(NeverCallDialog)
        self.line = find(self.dialog, QLineEdit, "neverCallNumber")
        hand.until(lambda: hand.text("neverCallCount"))
        hand.until_focus("neverCallNumber")

    def enter(self, text: str) -> None:
        """Type a text and press Return, wherever the focus is."""
        for letter in text:
            self.hand.qtbot.keyClicks(self.line.window().focusWidget(), letter)
        self.hand.type(Qt.Key.Key_Return)

    @property
    def said(self) -> str:
        return find(self.dialog, Notice, "neverCallSaid").accessibleName()

    @property
    def listed(self) -> list[list[str]]:
        model = self.dialog.listed.model
        rows = range(model.rowCount())
        return [[model.index(row, at).data() for at in (0, 1, 3)] for row in rows]

    @property
    def numbers(self) -> set[str]:
        return {number for number, _, _ in self.listed}


@pytest.fixture
def desk(day: OpenWindow, people: Path) -> Desk:
    hand = day()
    hand.open(people)
    return Desk(hand)


def on_the_list() -> set[str]:
    with closing(outside.library_opener()()) as library:
        entries, _ = library.suppression_entries((), 100)
    return {entry.number for entry in entries}


def put_on_the_list(numbers: list[str], source: str) -> None:
    with closing(outside.library_opener()()) as library:
        library.suppress(dict.fromkeys(numbers, ""), source, NOW)


def called() -> set[str]:
    with closing(outside.library_opener()()) as library:
        made = [summary.campaign.id for summary in library.campaigns()]
        return {each.number.e164 for campaign in made for each in library.attempts(campaign)}


def test_ten_numbers_are_typed_one_after_another(desk: Desk) -> None:
    size = desk.line.size()
    for count, number in enumerate(NUMBERS, start=1):
        desk.enter(number)
        assert desk.dialog.isVisible()
        assert desk.hand.focus == "neverCallNumber"
        assert desk.line.text() == "", "at once, so that the next one can be typed"
        desk.hand.until(lambda count=count: len(desk.listed) == count)
        assert desk.line.size() == size
    assert desk.said == f"{NUMBERS[-1]} is never called from now on, in any campaign."
    assert on_the_list() == desk.numbers == set(NUMBERS)
    desk.enter(NUMBERS[0])
    desk.hand.until(lambda: desk.said == "1 number was on the list already.")
    desk.hand.type(Qt.Key.Key_Escape)
    desk.hand.until(lambda: not desk.hand.window.findChildren(NeverCallDialog))


def test_a_number_that_cannot_be_read_for_sure_stays_and_is_explained(desk: Desk) -> None:
    pick(desk.hand.qtbot, desk.dialog._country, "No country")
    desk.line.setFocus()
    for typed in ("202 555 0142", "12", "nobody"):
        desk.enter(typed)
        assert desk.line.text() == typed
        assert desk.said.startswith(f"“{typed}” was not added: ")
        assert desk.hand.focus == "neverCallNumber"
        desk.line.clear()
    assert on_the_list() == set()
    pick(desk.hand.qtbot, desk.dialog._country, "United States")
    desk.line.setFocus()
    desk.enter("202 555 0142")
    desk.hand.until(lambda: desk.numbers == {"+12025550142"})


def test_many_are_pasted_at_once_and_the_unclear_ones_stay(desk: Desk) -> None:
    desk.line.insert("+12025550140\n+1 (202) 555-0141, 12; +12025550142 +12025550143")
    desk.hand.type(Qt.Key.Key_Return)
    desk.hand.until(lambda: len(desk.numbers) == 4)
    assert desk.line.text() == "12"
    assert "4 numbers are never called" in desk.said
    assert "“12” was not added" in desk.said


@pytest.mark.parametrize("way", ["escape", "button", "window"])
def test_what_is_typed_and_not_added_is_never_dropped_in_silence(desk: Desk, way: str) -> None:
    def leave() -> None:
        if way == "escape":
            desk.hand.type(Qt.Key.Key_Escape)
        elif way == "button":
            desk.hand.press("neverCallClose")
        else:
            desk.dialog.close()

    desk.hand.qtbot.keyClicks(desk.line, NUMBERS[0])
    leave()
    question = find(desk.dialog, QDialog, "leftTypedConfirmation")
    assert any(NUMBERS[0] in label.text() for label in question.findChildren(QLabel))
    desk.hand.until_focus("leftTypedBack")
    desk.hand.type(Qt.Key.Key_Return)
    desk.hand.until(lambda: not desk.dialog.findChildren(QDialog, "leftTypedConfirmation"))
    assert desk.line.text() == NUMBERS[0]
    assert desk.dialog.isVisible()
    desk.dialog.activateWindow()
    desk.hand.until_focus("neverCallNumber")
    leave()
    desk.hand.press("leftTypedDrop")
    desk.hand.until(lambda: not desk.hand.window.findChildren(NeverCallDialog))
    assert on_the_list() == set()


def test_a_library_that_fails_gives_back_what_was_typed(desk: Desk) -> None:
    desk.enter(NUMBERS[0])
    desk.hand.until(lambda: desk.numbers)
    other = sqlite3.connect(Path(os.environ["DIALSHEET_HOME"], "library.sqlite3"))
    with closing(other):
        other.execute("DROP TABLE suppression")
        other.commit()
    desk.enter(NUMBERS[1])
    desk.hand.until(lambda: desk.line.text() == NUMBERS[1])


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("(202) 555-0142", {"+12025550142"}),
        ("+1 202.555.0143", {"+12025550143"}),
        ("001 202 555 0144", {"+12025550144"}),
        ("2025550", set(NUMBERS)),
        ("020 7946 0958", {"+442079460958"}),
        ("+44 (0)20 7946", {"+442079460958"}),
        ("999", set()),
    ],
)
def test_an_entry_is_found_by_digits_in_any_format(
    desk: Desk, sought: str, found: set[str]
) -> None:
    put_on_the_list([*NUMBERS, "+442079460958"], "never.csv")
    line = find(desk.dialog, QLineEdit, "neverCallSearch")
    line.setFocus()
    desk.hand.qtbot.keyClicks(line, sought)
    said = f"{len(found)} entr" if found else "No number on the list"
    desk.hand.until(lambda: desk.hand.text("neverCallFound").startswith(said))
    assert desk.numbers == found
    desk.hand.type(Qt.Key.Key_Return)
    assert desk.dialog.isVisible(), "Return looks for nothing else"
    desk.hand.type(Qt.Key.Key_Escape)
    assert line.text() == "", "Escape first leaves the search"
    desk.hand.until(lambda: len(desk.numbers) == 11)


def test_thousands_are_shown_in_part_and_found_all_the_same(desk: Desk) -> None:
    put_on_the_list([f"+1202{n:07}" for n in range(5_000_000, 5_006_000)], "never.csv")
    line = find(desk.dialog, QLineEdit, "neverCallSearch")
    line.setFocus()
    desk.hand.qtbot.keyClicks(line, "12")
    desk.hand.until(lambda: desk.dialog.listed.model.rowCount() == MOST_SHOWN)
    assert desk.hand.text("neverCallFound").startswith(
        f"The latest {quantity(1_000)} of {quantity(6_000)}"
    )
    line.setText("+12025005999")
    desk.hand.until(lambda: desk.numbers == {"+12025005999"})


def test_entries_tell_whence_they_are_and_are_taken_off_when_a_person_says_so(desk: Desk) -> None:
    put_on_the_list(NUMBERS[:2], "never.csv")
    desk.enter(NUMBERS[2])
    desk.hand.until(lambda: len(desk.listed) == 3)
    assert desk.listed[0] == [NUMBERS[2], "typed in here", ""]
    assert [source for _, source, _ in desk.listed[1:]] == ["never.csv", "never.csv"]
    table = find(desk.dialog, QTableView, "neverCallList")
    table.selectAll()
    desk.hand.press("neverCallTakeOff")
    desk.hand.press("takeOffCancel")
    assert len(desk.listed) == 3
    desk.hand.press("neverCallTakeOff")
    desk.hand.press("takeOffGo")
    desk.hand.until(lambda: desk.listed == [])
    assert on_the_list() == set()


def choose_rows(hand: Hand, rows: list[int]) -> None:
    table = hand.window.workspace.table
    table.clearSelection()
    flags = QItemSelectionModel.SelectionFlag
    for row in rows:
        index = hand.window.workspace.contacts.index(row, Column.NUMBER)
        table.selectionModel().select(index, flags.Select | flags.Rows)


def test_rows_of_the_table_go_on_the_list_with_all_their_numbers_and_back(
    day: OpenWindow, tmp_path: Path
) -> None:
    sheet = tmp_path / "two.csv"
    sheet.write_text(
        "Name,Phone,Home phone\nAnn,+12025550140,+12025550141\n"
        "Ben,2025550142 / 2025550143,\nCy,,\n",
        encoding="utf-8",
    )
    hand = day()
    hand.window.session.intake.region = "US"
    hand.open(sheet)
    hand.press("anotherNumberColumn")
    hand.until(lambda: hand.window.session.draft.is_planned)
    put_on_the_list(["+12025550141"], "never.csv")
    choose_rows(hand, [0, 1, 2])
    action = hand.window.menus.edit.never_call
    assert action in hand.window.workspace.table.actions()
    hand.until(action.isEnabled)
    action.trigger()
    hand.until(hand.window.messages.isVisible)
    said = hand.text("messageText")
    assert "3 numbers are never called" in said
    assert "1 number was on the list already" in said
    assert "1 row holds no telephone number" in said
    assert on_the_list() == {f"+120255501{n}" for n in (40, 41, 42, 43)}
    with closing(outside.library_opener()()) as library:
        entries, _ = library.suppression_entries(["0140"], 5)
    assert [entry.reason for entry in entries] == ["row 2 of two.csv"]
    hand.press("messageAction")
    hand.until(lambda: "taken off the list again" in hand.text("messageText"))
    assert on_the_list() == {"+12025550141"}, "what a file put there stays"


def test_a_number_that_is_added_while_a_run_waits_is_not_called(
    day: OpenWindow, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = outside.start_own_practice()
    monkeypatch.setenv("DIALSHEET_API_URL", service.base_url)
    hand = day()
    hand.open(people)
    hand.press("step_connection")
    hand.press("accountChoice")
    hand.qtbot.keyClicks(find(hand.window, QLineEdit, "apiKey"), outside.practice_key())
    hand.press("connectButton")
    hand.until(find(hand.window, QComboBox, "agents").isVisible)
    for name in ("agents", "fromNumbers"):
        box = find(hand.window, QComboBox, name)
        pick(hand.qtbot, box, box.itemText(0))
    hand.until(lambda: hand.window.session.draft.blocked(Step.DIAL) is None)
    hand.press("step_dial")
    hand.press("startButton")
    hand.press("testWaive")
    hand.press("confirmStart")
    hand.until(called)
    hand.press("pauseButton")
    desk = Desk(hand)
    desk.enter(", ".join(ALL))
    hand.until(lambda: desk.numbers == set(ALL))
    before = called()
    assert len(before) < len(ALL)
    hand.type(Qt.Key.Key_Escape)
    hand.press("pauseButton")
    hand.until_the_run_is_over()
    assert called() == before
    assert hand.statuses["Held"] == len(ALL) - len(before)
    service.stop()


@pytest.mark.parametrize(
    ("text", "region", "sure"),
    [
        ("+1 202 555 0142", None, ["+12025550142"]),
        ("202 555 0142", "US", ["+12025550142"]),
        ("202 555 0142", None, [None]),
        ("020 7946 0958", "GB", ["+442079460958"]),
        ("+447700900123", "US", ["+447700900123"]),  # in full, though no list has it
        ("07700 900123", "GB", [None]),
        ("12025550142", "GB", [None]),
        ("a, 12", None, [None, None]),
        (" ,;\n", None, []),
        ("+12025550142,+12025550143;+12025550144\r\n+12025550145", None, [
            "+12025550142", "+12025550143", "+12025550144", "+12025550145"]),
        ("+12025550142 +12025550143", None, ["+12025550142", "+12025550143"]),
    ],
)  # fmt: skip
def test_what_is_typed_is_never_guessed(
    text: str, region: str | None, sure: list[str | None]
) -> None:
    assert [each.sure for each in typed_numbers(text, region)] == sure


def test_a_refusal_says_what_it_may_be() -> None:
    (typed,) = typed_numbers("07700 900123", "GB")
    assert "It may be +447700900123." in typed.refusal


def test_one_digit_seeks_nothing() -> None:
    assert digits_sought("1", "US") == ()
    assert digits_sought("no", None) == ()


def test_who_goes_on_with_a_campaign_reads_its_lists_again(
    day: OpenWindow, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIALSHEET_PRACTICE_SPEED", "400")
    never, rules = people.with_name("never.csv"), people.with_name("rules.toml")
    never.write_text("Phone\n+12025550199\n", encoding="utf-8")
    rules.write_text('suppression = ["never.csv"]', encoding="utf-8")
    out = ("--out", people.with_name("result.csv"), "--rules", rules, "--limit", "1", "--json")
    pilot = dialsheet("run", people, "--practice", "--pace", "0", *out)
    assert pilot.json["counts"]["held"] == 0, pilot.err
    never.write_text("\n".join(("Phone", *ALL)), encoding="utf-8")
    hand = day()
    hand.reopen()
    hand.gate.open()
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert hand.statuses["Held"] == len(ALL) - 1
    assert set(ALL) <= on_the_list()
