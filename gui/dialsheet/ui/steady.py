"""Fields that nobody changes by accident: not by the wheel of a panel that scrolls, and a list of
choices not by a key while it is closed. A choice is made in the opened list, by Return or a click.
"""

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox

T = TypeVar("T", bound=QComboBox | QAbstractSpinBox)
_OPENING = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_TO_AN_END = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})  # in a line, of the text
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class _Steadying(QObject):
    """Sees a field's events first."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel is for what scrolls around the field; keys open a list."""
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        if isinstance(watched, QComboBox) and isinstance(event, QKeyEvent):
            return event.type() is QEvent.Type.KeyPress and _opens(watched, event)
        return False


def steady(field: T) -> T:
    """The same field, which changes only where a person means it."""
    field.installEventFilter(_Steadying(field))
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel gives it no focus
    return field


def _opens(box: QComboBox, event: QKeyEvent) -> bool:
    """Open the list for a key that would choose; a letter goes on to its entry there."""
    if event.modifiers() & _COMMANDS or not box.isEnabled():
        return False
    typed = "" if box.isEditable() else event.text()
    is_letter = typed.isprintable() and bool(typed.strip())
    moves = event.key() in _OPENING or (not box.isEditable() and event.key() in _TO_AN_END)
    if not (moves or is_letter):
        return False
    if box.count():
        box.showPopup()
        if is_letter:
            box.view().keyboardSearch(typed)
    return True
