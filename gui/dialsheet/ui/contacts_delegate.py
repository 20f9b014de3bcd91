"""Paints a cell of the contacts: icon, word and text, asking the model once.

The stock delegate asks ten questions a cell, each of which crosses into Python.
"""

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dialsheet.ui.contacts_model import AnyIndex, ContactsModel
from dialsheet.ui.theme import Tone, color, icon

PADDING = 8
_GAP = 6
_ICON = 16
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight
_SELECTED = QStyle.StateFlag.State_Selected
_FOCUSED = QStyle.StateFlag.State_HasFocus
_ACTIVE = QStyle.StateFlag.State_Active


class ContactsDelegate(QStyledItemDelegate):
    """Fast paint for many cells."""

    def __init__(self, model: ContactsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._palette = QPalette()
        self._inks: dict[Tone, QColor] = {}
        self._light = QColor()
        self.take_palette()

    def take_palette(self) -> None:
        """Look the colours up once; called again when the palette changes."""
        self._palette = QGuiApplication.palette()
        self._inks = {tone: color(tone, self._palette) for tone in Tone}
        self._light = self._palette.color(QPalette.ColorRole.HighlightedText)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one cell; the view has painted the row's ground."""
        cell = self._model.cell(index.row(), index.column())
        state = option.state
        rect: QRect = option.rect
        metrics = option.fontMetrics
        selected = bool(state & _SELECTED)
        if selected:
            active = bool(state & _ACTIVE)
            group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
            painter.fillRect(rect, self._palette.color(group, QPalette.ColorRole.Highlight))
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if cell.icon:
            ink = self._light if selected else self._inks[cell.tone]
            top = inner.top() + (inner.height() - _ICON) // 2
            icon(cell.icon, ink).paint(painter, QRect(QPoint(inner.left(), top), QSize(16, 16)))
            inner.setLeft(inner.left() + _ICON + _GAP)
        if cell.word:
            painter.setPen(self._light if selected else self._inks[cell.tone])
            painter.drawText(inner, _LEFT, metrics.elidedText(cell.word, _ELIDE, inner.width()))
            inner.setLeft(inner.left() + metrics.horizontalAdvance(cell.word) + _GAP)
        if cell.text and inner.width() > PADDING:
            tone = Tone.MUTED if cell.word else cell.tone
            painter.setPen(self._light if selected else self._inks[tone])
            where = _RIGHT if cell.to_right else _LEFT
            painter.drawText(inner, where, metrics.elidedText(cell.text, _ELIDE, inner.width()))
        if state & _FOCUSED:
            painter.setPen(self._light if selected else self._inks[Tone.PLAIN])
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
