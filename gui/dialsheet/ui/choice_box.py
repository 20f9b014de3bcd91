"""One choice of how a file is read: what was detected, and what a person says instead."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE
from dialsheet.ui.wording import word

Options = Sequence[tuple[str, Any]]  # what is shown, and the value


class _Typed(QComboBox):
    """Return settles what was typed, and does nothing else."""

    settled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return is kept from the screen, where it would import."""
        if self.isEditable() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settled.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class ChoiceBox(QWidget):
    """A label, a list that begins with what was detected, and the way back to that."""

    chosen = Signal(object)  # a value; None: as detected

    def __init__(
        self,
        name: str,
        label: str,
        parse: Callable[[str], Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`parse` makes a value of what is typed, or None of nonsense; without it, none is."""
        super().__init__(parent)
        self._parse = parse
        self._options: tuple[tuple[str, Any], ...] = ()
        self._value: Any = None
        self.box = steady(_Typed())
        self.box.setObjectName(name)
        self.box.setEditable(parse is not None)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(6)
        self.box.activated.connect(self._activated)
        self.box.settled.connect(self._settle)
        if (line := self.box.lineEdit()) is not None:
            line.editingFinished.connect(self._settle)
            line.setAcceptDrops(False)
        self._title = QLabel(label)
        self._title.setBuddy(self.box)
        self.reset = QToolButton()
        self.reset.setObjectName(f"{name}Reset")
        self.reset.setText("\N{ANTICLOCKWISE OPEN CIRCLE ARROW}")
        self.reset.setAccessibleName(word("ui.reset_choice"))
        self.reset.setToolTip(word("ui.reset_choice"))
        self.reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reset.setAutoRaise(True)
        self.reset.setFixedHeight(self.fontMetrics().height() + 2)
        self.reset.clicked.connect(self._reset)
        above = QHBoxLayout()
        above.setSpacing(SPACE // 2)
        above.addWidget(self._title)
        above.addStretch()
        above.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 4)
        column.addLayout(above)
        column.addWidget(self.box)
        self.setTabOrder(self.box, self.reset)

    def show_choice(self, options: Options, detected: str | None, value: Any) -> None:
        """Show what can be chosen, what was detected (in words) and the choice; None: that."""
        first = assets.text("ui.detected", what=detected) if detected else word("ui.detect")
        shown = ((first, None), *options)
        if value is not None and all(each != value for _, each in shown):
            shown = (*shown, (str(value), value))
        if shown != self._options:
            self._options = shown
            self.box.clear()
            for text, each in shown:
                self.box.addItem(text, each)
        self._value = value
        self.box.setCurrentIndex([each for _, each in shown].index(value))
        if (line := self.box.lineEdit()) is not None and not line.hasFocus():
            line.home(False)  # what does not fit is cut off at its end
        self.reset.setVisible(value is not None)
        font = self._title.font()
        font.setBold(value is not None)
        self._title.setFont(font)

    def _activated(self, position: int) -> None:
        self._choose(self._options[position][1])

    def _settle(self) -> None:
        typed = self.box.currentText()
        texts = [text for text, _ in self._options]
        if typed in texts:
            self._choose(self._options[texts.index(typed)][1])
            return
        value = self._parse(typed) if self._parse else None
        if value is None:  # nonsense changes nothing
            self.box.setCurrentIndex([each for _, each in self._options].index(self._value))
            self.box.setEditText(self.box.itemText(self.box.currentIndex()))
        else:
            self._choose(value)

    def _reset(self) -> None:
        self.box.setFocus()  # the button is about to go
        self._choose(None)

    def _choose(self, value: Any) -> None:
        if value != self._value or type(value) is not type(self._value):
            self._value = value
            self.chosen.emit(value)
