"""No field of the window is changed by accident: each is tried with real wheels and keys."""

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dialsheet.campaign import CallingRules, Connection
from dialsheet.dialing import Evidence
from dialsheet.ui.form_dialog import FormDialog
from dialsheet.ui.placed_dialog import ask_which_call
from dialsheet.ui.rules_dialog import RulesDialog
from dialsheet.ui.steady import steady
from dialsheet.ui.test_call_dialog import ask_for_test_call
from ui.hand import OpenWindow
from ui.pictures import attempt, find


def turn_the_wheel(widget: QWidget) -> None:
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def shown(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return f"{field.currentIndex()} {field.currentText()}"
    assert isinstance(field, QAbstractSpinBox)
    return field.text()


def fields_of(widget: QWidget) -> list[QWidget]:
    found = [*widget.findChildren(QComboBox), *widget.findChildren(QAbstractSpinBox)]
    return [field for field in found if field.objectName() and "qt_" not in field.objectName()]


def try_all(qtbot: QtBot, widget: QWidget) -> set[str]:
    """Turn the wheel over each field, and press keys in each closed list; the fields' names."""
    fields = fields_of(widget)
    for field in fields:
        before = shown(field)
        for part in (field, *field.findChildren(QLineEdit)):
            turn_the_wheel(part)
        assert not field.focusPolicy() & Qt.FocusPolicy.WheelFocus & ~Qt.FocusPolicy.StrongFocus
        if isinstance(field, QComboBox):
            keys = [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp]
            closed = [*keys, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_B]
            for key in keys if field.isEditable() else closed:
                qtbot.keyClick(field, key)
                field.hidePopup()
        assert shown(field) == before, field.objectName()
    return {field.objectName() for field in fields}


def test_no_field_of_the_window_changes_by_wheel_or_by_keys_in_a_closed_list(
    day: OpenWindow, people: Path
) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    tried = try_all(hand.qtbot, hand.window)
    assert {"numberColumn", "region", "agents", "fromNumbers", "pace", "pilot", "maxLive"} <= tried
    assert {"ringingTimeout", "importEncoding", "duplicates", "dialect", "fieldType"} <= tried


def rules(parent: QWidget) -> QDialog:
    headers = ("Name", "Phone")
    connection = Connection("A", practice=False)
    dialog = RulesDialog(
        parent, CallingRules(), connection, headers, several_numbers=True, fixed=False
    )
    dialog.open()
    return dialog


def test_neither_wheel_nor_return_does_anything_in_a_dialog_by_accident(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    done: list[object] = []
    with qtbot.waitExposed(window):
        window.show()
    ends = Evidence(attempt(2, "unknown"), ())
    for dialog in (
        rules(window),
        ask_for_test_call(
            window, "+12025550142", (2, 9), lambda *call: done.append(call), lambda: done.append(0)
        ),
        ask_which_call(window, ends, done.append),
    ):
        assert isinstance(dialog, FormDialog)
        assert try_all(qtbot, dialog)
        assert not any(button.isDefault() for button in dialog.findChildren(QPushButton))
        for field in [*fields_of(dialog), *dialog.findChildren(QLineEdit)]:
            if field.isVisible() and field.isEnabled():
                field.setFocus()
                qtbot.keyClick(field, Qt.Key.Key_Return)
                assert dialog.isVisible(), f"Return in {field.objectName()} closed it"
        assert done == []
        dialog.close()


def test_return_takes_what_is_typed_goes_on_and_presses_the_button_that_has_the_focus(
    qtbot: QtBot,
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    called: list[tuple[str, int]] = []
    dialog = ask_for_test_call(
        window, "", (2, 9), lambda number, row: called.append((number, row)), lambda: None
    )
    with qtbot.waitActive(dialog):
        pass
    number, row = find(dialog, QLineEdit, "testNumber"), find(dialog, QSpinBox, "testRow")
    qtbot.keyClicks(number, "+12025550142")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert dialog.focusWidget() is row
    row.selectAll()
    qtbot.keyClicks(row, "7")
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert called == []
    go = find(dialog, QPushButton, "testGo")
    go.setFocus()
    qtbot.keyClick(go, Qt.Key.Key_Return)
    assert called == [("+12025550142", 7)]


def test_a_letter_goes_to_its_entry_and_return_chooses_it(qtbot: QtBot) -> None:
    box = steady(QComboBox())
    qtbot.addWidget(box)
    box.addItems(["Ann", "Ben", "Cleo"])
    box.show()
    chosen: list[int] = []
    box.activated.connect(chosen.append)
    qtbot.keyClicks(box, "c")
    assert (chosen, box.currentText(), box.view().isVisible()) == ([], "Ann", True)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert (chosen, box.currentText()) == ([2], "Cleo")


def test_a_pilot_that_is_being_typed_counts_when_start_is_pressed_by_its_key(
    day: OpenWindow, people: Path
) -> None:
    hand = day()
    hand.open(people)
    hand.practise(pace=20.0)
    pilot = find(hand.window, QSpinBox, "pilot")
    assert isinstance(find(hand.window, QDoubleSpinBox, "pace"), QDoubleSpinBox)
    pilot.setFocus()
    pilot.selectAll()
    hand.qtbot.keyClicks(pilot, "2")
    assert hand.window.session.draft.terms.pilot is None, "not taken yet"
    hand.window.menus.start.trigger()
    assert hand.window.session.draft.terms.pilot == 2
    hand.until_the_run_is_over()
    assert hand.window.session.run.view.report.reason.code == "dialing.pilot_over"
