"""The view of a file's first rows, with the numbers that they have there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.preview_model import NOTE, PreviewModel
from dialsheet.ui.theme import SPACE
from dialsheet.ui.wording import word

_NARROWEST, _WIDEST, _NOTE_WIDTH = 64, 240, 210
_SAMPLED = 60  # rows that a column's width is told from
_SIZED = 40  # columns; others are seen by few


class PreviewTable(QTableView):
    """Rows to be looked at."""

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewTable")
        self.setAccessibleName(word("ui.preview_table"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 12)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setHighlightSections(False)
        columns = FlatHeader(self)
        columns.setSortIndicatorShown(False)
        self.setHorizontalHeader(columns)
        self.setModel(model)
        model.modelReset.connect(self._size_columns)

    def _size_columns(self) -> None:
        model, metrics = self.model(), self.fontMetrics()
        self.setColumnWidth(NOTE, _NOTE_WIDTH)
        for column in range(1, min(_SIZED, model.columnCount())):
            texts = [str(model.headerData(column, Qt.Orientation.Horizontal))]
            texts += [
                str(model.index(row, column).data() or "")
                for row in range(min(_SAMPLED, model.rowCount()))
            ]
            widest = max(map(metrics.horizontalAdvance, texts))
            self.setColumnWidth(column, min(_WIDEST, max(_NARROWEST, widest + SPACE * 4)))
