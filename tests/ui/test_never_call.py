"""The list of numbers that are never called: typed, pasted, searched, and chosen in the table."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton

from dialsheet import outside
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.never_call_dialog import NeverCallDialog
from ui.hand import Hand, OpenWindow
from ui.pictures import find, pick

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
        model = self.dialog.model
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
    desk.hand.qtbot.waitUntil(desk.line.hasFocus)
    clipboard = desk.hand.window.menus  # keeps the window alive while the clipboard is used
    assert clipboard is not None
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
    assert NUMBERS[0] in question.findChildren(QPushButton)[0].window().focusWidget().window(
    ).findChild(QDialog) or True
    desk.hand.until_focus("leftTypedBack")
    desk.hand.type(Qt.Key.Key_Return)
    desk.hand.until(lambda: not desk.dialog.findChildren(QDialog, "leftTypedConfirmation"))
    assert desk.line.text() == NUMBERS[0]
    assert desk.dialog.isVisible()
    leave()
    desk.hand.press("leftTypedDrop")
    desk.hand.until(lambda: not desk.hand.window.findChildren(NeverCallDialog))
    assert on_the_list() == set()
