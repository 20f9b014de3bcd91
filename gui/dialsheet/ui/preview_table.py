"""The view of a file's first rows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.preview_model import NOTE, OWN, ROW, PreviewModel
from dialsheet.ui.theme import SPACE
from dialsheet.ui.wording import word

_NARROWEST, _WIDEST, _NOTE_NARROWEST, _NOTE_WIDEST, _ROW_WIDTH = 64, 240, 130, 470, 56
_WIDTHS = {ROW: (_ROW_WIDTH, _ROW_WIDTH), NOTE: (_NOTE_NARROWEST, _NOTE_WIDEST)}
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
        rows.hide()
        columns = FlatHeader(self)
        columns.setSortIndicatorShown(False)
        self.setHorizontalHeader(columns)
        self.setModel(model)
        model.modelReset.connect(self._size_columns)

    def _size_columns(self) -> None:
        model, metrics = self.model(), self.fontMetrics()
        for column in range(min(_SIZED, model.columnCount())):
            rows = model.rowCount() if column < OWN else min(_SAMPLED, model.rowCount())
            texts = [str(model.headerData(column, Qt.Orientation.Horizontal))]
            texts += [str(model.index(row, column).data() or "") for row in range(rows)]
            least, most = _WIDTHS.get(column, (_NARROWEST, _WIDEST))
            widest = max(map(metrics.horizontalAdvance, texts)) + SPACE * 4
            self.setColumnWidth(column, min(most, max(least, widest)))
