"""A dialog with fields, in which Return never does more than a person means by it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QPushButton

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormDialog(QDialog):
    """Return in a field takes what was typed and goes on to the next field; on a button, it presses
    that one. No button is pressed from elsewhere: it would close the dialog, or make a call."""

    def showEvent(self, event: QShowEvent) -> None:
        """Qt makes one of the buttons the default when it shows them."""
        super().showEvent(event)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
            button.setDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return is told above; Escape closes, as everywhere."""
        if event.key() not in _RETURN:
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif not isinstance(focused, QAbstractButton):
            self.focusNextChild()
        event.accept()


class EntryLine(QLineEdit):
    """A line that is entered by Return, again and again: it keeps the focus."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes no further than this."""
        if event.key() in _RETURN:
            self.entered.emit()
            event.accept()
            return
        super().keyPressEvent(event)
