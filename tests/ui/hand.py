"""A person at the whole window: what the tests of the window do with it and ask of it."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from call_gate import CallGate
from dialsheet.campaign import Pace
from dialsheet.ui import MainWindow
from dialsheet.ui.contacts_cells import Column
from dialsheet.ui.draft import Step
from ui.pictures import find

PEOPLE = "Name,Phone\n" + "".join(f"佐藤 {n},+1 202 555 {100 + n:04}\n" for n in range(8))


class Hand:
    """A person at the window."""

    def __init__(self, qtbot: QtBot, window: MainWindow, gate: CallGate) -> None:
        self.qtbot = qtbot
        self.window = window
        self.gate = gate

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()))

    def press(self, name: str) -> None:
        """Press a button by the space bar."""

        def ready() -> list[QAbstractButton]:
            named = self.window.findChildren(QAbstractButton, name)
            return [button for button in named if button.isVisible() and button.isEnabled()]

        self.until(ready)
        (button,) = ready()
        button.setFocus()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)

    def type(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the focus is."""
        self.qtbot.keyClick(QApplication.focusWidget(), key, held)

    @property
    def focus(self) -> str:
        """The name of what has the focus."""
        focused = QApplication.focusWidget()
        return focused.objectName() if focused else ""

    def until_focus(self, name: str) -> None:
        self.until(lambda: self.focus == name)

    def open(self, sheet: Path) -> None:
        """Look at a sheet and import it as it is understood."""
        self.window.session.open(sheet)
        self.take_in()

    def take_in(self) -> None:
        """Press Return on the import screen that is about to come."""
        self.until_focus("importNext")
        self.type(Qt.Key.Key_Return)
        self.until(self.window.workspace.isVisible)
        self.until(lambda: self.window.session.draft.is_planned)

    def practise(self, pace: float = 20.0) -> None:
        self.press("step_connection")
        self.press("practiceChoice")
        self.until(lambda: self.window.session.draft.blocked(Step.DIAL) is None)
        self.window.session.choices.choose_pace(Pace(pace, 8))
        self.press("step_dial")

    def text(self, name: str) -> str:
        return find(self.window, QLabel, name).text()

    def reopen(self, row: int = 0) -> None:
        table = find(self.window, QTableView, "campaigns")
        self.until(table.isVisible)
        table.setCurrentIndex(self.window.start_page.model.index(row, 0))
        self.qtbot.keyClick(table, Qt.Key.Key_Return)
        self.until(lambda: self.window.session.draft.ready is not None)

    def dial(self, calls: int) -> None:
        """Press Start, and wait until so many calls are placed; the next waits at the gate."""
        self.gate.let(calls)
        self.press("startButton")
        self.until(lambda: self.placed >= calls)

    @property
    def placed(self) -> int:
        """How many calls the run has placed."""
        progress = self.window.session.run.view.progress
        return progress.placed if progress else 0

    def until_the_run_is_over(self) -> None:
        self.until(lambda: self.window.session.run.view.report)

    @property
    def statuses(self) -> Counter[str]:
        model = self.window.workspace.contacts
        return Counter(model.cell(row, Column.STATUS).word for row in range(model.rowCount()))


OpenWindow = Callable[..., Hand]


def mnemonics(page: QWidget, window: MainWindow) -> Counter[str]:
    """How often each letter is asked for, the menu bar's included."""
    texts = [action.text() for action in window.menuBar().actions()]
    for widget in page.findChildren(QWidget):
        if widget.isVisibleTo(page) and isinstance(widget, QAbstractButton | QLabel):
            buddy = isinstance(widget, QLabel) and widget.buddy() is None
            texts += [] if buddy else [widget.text()]
    found = (re.search(r"&(\w)", text) for text in texts)
    return Counter(match.group(1).lower() for match in found if match)


def unnamed(window: QWidget) -> list[str]:
    """Widgets that a screen reader could not name."""
    labels = {label.buddy() for label in window.findChildren(QLabel) if label.buddy()}
    kinds = QAbstractButton | QAbstractSpinBox | QComboBox | QLineEdit | QPlainTextEdit
    return [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        for widget in window.findChildren(QWidget)
        if isinstance(widget, kinds | QAbstractItemView)
        and not widget.isHidden()
        and not widget.objectName().startswith("qt_")
        if not (
            widget.accessibleName()
            or widget in labels
            or (isinstance(widget, QAbstractButton) and widget.text())
            or isinstance(widget.parent(), QComboBox | QAbstractSpinBox | QAbstractItemView)
            or (
                isinstance(widget.parent(), QWidget)
                and isinstance(widget.parent().parent(), QComboBox)
            )
        )
    ]


def drop(window: MainWindow, file: Path) -> None:
    """Drop a file on the middle of the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    place = QPointF(window.rect().center())
    common = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    entered = QDragEnterEvent(place.toPoint(), *common)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(place, *common))
