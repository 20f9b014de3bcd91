"""The banner that cannot be missed: no telephone rings."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from dialsheet.ui.theme import PRACTICE_GROUND, PRACTICE_INK, SPACE
from dialsheet.ui.wording import word

_STRIPES = 72  # the width of the striped ends
_STRIPE = 12


class PracticeBanner(QWidget):
    """Black on yellow across the window, by day and by night."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practiceBanner")
        text = QLabel(word("ui.practice_banner"))
        text.setObjectName("practiceBannerText")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        palette = text.palette()
        palette.setColor(QPalette.ColorRole.WindowText, PRACTICE_INK)
        text.setPalette(palette)
        font = text.font()
        font.setBold(True)
        text.setFont(font)
        row = QHBoxLayout(self)
        row.setContentsMargins(_STRIPES + SPACE, SPACE, _STRIPES + SPACE, SPACE)
        row.addWidget(text)
        self.setAccessibleName(text.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Yellow, striped at both ends."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), PRACTICE_GROUND)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PRACTICE_INK)
        height = self.height()
        for start in (0, self.width() - _STRIPES):
            painter.setClipRect(start, 0, _STRIPES, height)
            for left in range(start - height, start + _STRIPES + height, 2 * _STRIPE):
                corners = ((left, height), (left + _STRIPE, height))
                slanted = ((left + _STRIPE + height, 0), (left + height, 0))
                painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in (*corners, *slanted)]))
        painter.end()
