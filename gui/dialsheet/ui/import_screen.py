"""The import screen: a file as it would be imported, before anything is loaded."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dialsheet.ui.import_panel import ImportPanel
from dialsheet.ui.intake import Intake
from dialsheet.ui.preview_model import PreviewModel
from dialsheet.ui.preview_table import PreviewTable
from dialsheet.ui.theme import PANEL_WIDTH


class ImportScreen(QWidget):
    """Choices beside the rows that come of them. Return imports, Escape goes back."""

    def __init__(self, intake: Intake, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importScreen")
        self._intake = intake
        self.model = PreviewModel()
        self.table = PreviewTable(self.model)
        self.panel = ImportPanel()
        self.panel.setFixedWidth(PANEL_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.panel)
        row.addWidget(self.table, 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(intake.cancel)
        self.panel.choices_changed.connect(intake.choose)
        self.panel.next_requested.connect(intake.want_import)
        self.panel.cancel_requested.connect(intake.cancel)
        intake.changed.connect(self._show)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return imports, wherever the focus is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._intake.want_import()
            return
        super().keyPressEvent(event)

    def _show(self) -> None:
        self.panel.show_intake(self._intake)
        self.model.show_preview(self._intake.seen)
