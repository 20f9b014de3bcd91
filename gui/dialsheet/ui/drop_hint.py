"""What is seen while a file is dragged over the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from dialsheet.ui.theme import SPACE, accent
from dialsheet.ui.wording import word


class DropHint(QWidget):
    """A frame over the whole window with one sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, window: QWidget) -> None:
        """Show it over the window."""
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the window; say what a drop does."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.palette().window().color()
        ground.setAlpha(225)
        painter.fillRect(self.rect(), QColor(ground))
        strong = accent(self.palette())
        painter.setPen(QPen(strong, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2).adjusted(*_INSET), 10, 10)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, word("ui.drop_here"))
        painter.end()


_INSET = (SPACE * 2, SPACE * 2, -SPACE * 2, -SPACE * 2)


def dropped_file(data: QMimeData) -> Path | None:
    """The one file of this machine that is dragged; None for anything else."""
    urls = data.urls() if data.hasUrls() else []
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
