"""Paints a cell of the contacts: icon, word and text, asking the model once.

The stock delegate asks ten questions a cell, each of which crosses into Python.
"""

from functools import partial

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dialsheet.ui.contacts_model import AnyIndex, ContactsModel
from dialsheet.ui.number_editor import NumberEditor
from dialsheet.ui.theme import Tone, color, icon

PADDING = 8
_GAP = 6
_ICON = 16
_ELIDE = Qt.TextElideMode.ElideRight
# As plain numbers: `&` between flags makes a new enum member each time, twice a cell.
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_ACTIVE = QStyle.StateFlag.State_Active.value


class ContactsDelegate(QStyledItemDelegate):
    """Fast paint for many cells."""

    def __init__(self, model: ContactsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.take_palette()

    def take_palette(self) -> None:
        """Look the colours up once; called again when the palette changes."""
        palette = QGuiApplication.palette()
        self._inks = {tone: color(tone, palette) for tone in Tone}
        self._light = palette.color(QPalette.ColorRole.HighlightedText)
        highlight = QPalette.ColorRole.Highlight
        self._active = palette.color(QPalette.ColorGroup.Active, highlight)
        self._inactive = palette.color(QPalette.ColorGroup.Inactive, highlight)
        self._widest = QFontMetrics(QGuiApplication.font()).horizontalAdvance("W")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one cell; the view has painted the row's ground."""
        cell = self._model.cell(index.row(), index.column())
        state: int = option.state.value
        rect: QRect = option.rect
        metrics: QFontMetrics = option.fontMetrics
        selected = bool(state & _SELECTED)
        if selected:
            painter.fillRect(rect, self._active if state & _ACTIVE else self._inactive)
        left, top, height = rect.left() + PADDING, rect.top(), rect.height()
        right = rect.right() - PADDING
        baseline = top + (height + metrics.ascent() - metrics.descent()) // 2
        if cell.icon:
            ink = self._light if selected else self._inks[cell.tone]
            place = QRect(left, top + (height - _ICON) // 2, _ICON, _ICON)
            icon(cell.icon, ink).paint(painter, place)
            left += _ICON + _GAP
        if cell.word:
            painter.setPen(self._light if selected else self._inks[cell.tone])
            painter.drawText(left, baseline, self._fitted(cell.word, right - left, metrics))
            left += metrics.horizontalAdvance(cell.word) + _GAP
        if cell.text and right - left > PADDING:
            tone = Tone.MUTED if cell.word else cell.tone
            painter.setPen(self._light if selected else self._inks[tone])
            text = self._fitted(cell.text, right - left, metrics)
            if cell.to_right:
                left = right - metrics.horizontalAdvance(text)
            painter.drawText(left, baseline, text)
        if state & _FOCUSED:
            painter.setPen(self._light if selected else self._inks[Tone.PLAIN])
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        """A line for the number, with the verdict on it."""
        del option
        return NumberEditor(parent, partial(self._model.verdict_on, index.row()))

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """What the number is read from now, selected: typing replaces it."""
        if isinstance(editor, NumberEditor):
            editor.setText(self._model.data(index, Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        """Say that the number is this."""
        del model
        if isinstance(editor, NumberEditor):
            self._model.setData(index, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Return takes the number at once. Qt's own way is in the turn after, when the contacts
        may have been decided anew, and what was typed would be gone with the line."""
        if (
            isinstance(editor, NumberEditor)
            and event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)
            return True
        return super().eventFilter(editor, event)

    def _fitted(self, text: str, width: int, metrics: QFontMetrics) -> str:
        """The text, or as much of it as there is room for; short ones are not measured."""
        if text.isascii() and len(text) * self._widest <= width:
            return text
        return metrics.elidedText(text, _ELIDE, width)
