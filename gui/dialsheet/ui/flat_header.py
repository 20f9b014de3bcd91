"""A table's header, flat, with as much air as the cells below have."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOption, QTableView

from dialsheet.ui.theme import SPACE, Tone, color, rule_color

_ARROW = 10


class FlatHeader(QHeaderView):
    """The horizontal header of every table of the window."""

    def __init__(self, table: QTableView, padding: int = SPACE // 2) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._padding = padding
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(self.fontMetrics().height() + SPACE * 2)
        self.setMinimumSectionSize(40)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The name, an arrow where the table is sorted by it, and a line below."""
        model, palette = self.model(), QGuiApplication.palette()
        painter.save()
        painter.fillRect(rect, palette.color(QPalette.ColorRole.Window))
        painter.setPen(rule_color(palette))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inner = rect.adjusted(self._padding, 0, -self._padding, 0)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            self._paint_arrow(painter, inner)
            inner.setRight(inner.right() - _ARROW - SPACE // 2)
        font = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.FontRole)
        if font is not None:
            painter.setFont(font)
        text = str(model.headerData(section, Qt.Orientation.Horizontal))
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.setPen(color(Tone.PLAIN if font is not None else Tone.MUTED, palette))
        painter.drawText(inner, self.defaultAlignment(), text)
        painter.restore()

    def _paint_arrow(self, painter: QPainter, inner: QRect) -> None:
        option = QStyleOption()
        option.initFrom(self)
        option.rect = QRect(
            inner.right() - _ARROW, inner.center().y() - _ARROW // 2, _ARROW, _ARROW
        )
        ascending = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        arrow = (
            QStyle.PrimitiveElement.PE_IndicatorArrowUp
            if ascending
            else QStyle.PrimitiveElement.PE_IndicatorArrowDown
        )
        self.style().drawPrimitive(arrow, option, painter, self)
