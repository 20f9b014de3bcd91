"""What is seen while nothing is open: one obvious next step, and what an earlier day left."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.campaign import CampaignSummary
from dialsheet.ui.campaigns_model import CampaignColumn, CampaignsModel
from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.theme import SPACE, PrimaryButton, Text, Tone
from dialsheet.ui.wording import word

_RECENT_ROWS = 5  # that are seen without scrolling


class StartPage(QWidget):
    """Open a sheet, try the sample, take up what was done before."""

    open_requested = Signal()
    sample_requested = Signal()
    file_chosen = Signal(object)  # Path
    campaign_chosen = Signal(str)  # its ID

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.model = CampaignsModel()
        self._row_height = self.fontMetrics().height() + 12
        self.open_button = PrimaryButton(word("ui.open_sheet"))
        self.open_button.setObjectName("openSheetButton")
        self.open_button.clicked.connect(self.open_requested)
        self.open_button.setMinimumWidth(280)
        sample = QPushButton(word("ui.try_sample"))
        sample.setObjectName("trySampleButton")
        sample.setMinimumHeight(36)
        sample.clicked.connect(self.sample_requested)
        self._recent_title = Text(word("ui.recent_files"), bold=True)
        self._recent = self._make_recent()
        self._campaigns_title = Text(word("ui.recent_campaigns"), bold=True)
        self._campaigns = self._make_campaigns()

        column = QVBoxLayout()
        column.setSpacing(SPACE)
        column.addStretch(1)
        column.addLayout(self._welcome())
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.open_button)
        buttons.addWidget(sample)
        buttons.addStretch()
        column.addSpacing(SPACE)
        column.addLayout(buttons)
        column.addWidget(Text(word("ui.drop_hint"), tone=Tone.MUTED))
        column.addSpacing(SPACE * 2)
        column.addWidget(self._recent_title)
        column.addWidget(self._recent)
        column.addSpacing(SPACE)
        column.addWidget(self._campaigns_title)
        column.addWidget(self._campaigns, 4)
        column.addStretch(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE * 4, SPACE * 3, SPACE * 4, SPACE * 3)
        row.addStretch(1)
        row.addLayout(column, 6)
        row.addStretch(1)
        self.show_recent(())
        self.show_campaigns(())

    def show_recent(self, files: tuple[Path, ...]) -> None:
        """Show the files that were opened before, the latest first."""
        self._recent.clear()
        for file in files:
            item = QListWidgetItem(
                assets.text("ui.recent_file", name=file.name, folder=str(file.parent))
            )
            item.setData(Qt.ItemDataRole.UserRole, file)
            item.setToolTip(str(file))
            item.setSizeHint(QSize(0, self._row_height))
            self._recent.addItem(item)
        for widget in (self._recent_title, self._recent):
            widget.setVisible(bool(files))
        self._recent.setFixedHeight(min(_RECENT_ROWS, len(files)) * self._row_height)

    def show_campaigns(self, campaigns: tuple[CampaignSummary, ...]) -> None:
        """Show the campaigns of the library, the newest first."""
        self.model.show_campaigns(campaigns)
        for widget in (self._campaigns_title, self._campaigns):
            widget.setVisible(bool(campaigns))

    def _welcome(self) -> QHBoxLayout:
        logo = QLabel()
        logo.setPixmap(QIcon(str(assets.resource("icons", "dialsheet.svg"))).pixmap(QSize(64, 64)))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(Text(word("ui.welcome"), scale=1.9, bold=True))
        texts.addWidget(Text(word("ui.welcome_hint"), tone=Tone.MUTED, scale=1.05))
        row = QHBoxLayout()
        row.setSpacing(SPACE * 2)
        row.addWidget(logo, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        return row

    def _make_recent(self) -> QListWidget:
        files = QListWidget()
        files.setObjectName("recentFiles")
        files.setAccessibleName(word("ui.recent_files"))
        files.setFrameShape(QListWidget.Shape.NoFrame)
        files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        files.setTabKeyNavigation(False)
        files.itemActivated.connect(self._file_activated)
        return files

    def _make_campaigns(self) -> QTableView:
        table = QTableView()
        table.setObjectName("campaigns")
        table.setAccessibleName(word("ui.recent_campaigns"))
        table.setModel(self.model)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(120)
        rows = table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._row_height)
        header = FlatHeader(table)
        table.setHorizontalHeader(header)
        header.setStretchLastSection(True)
        for section, width in (
            (CampaignColumn.SHEET, 240),
            (CampaignColumn.STARTED, 150),
            (CampaignColumn.STATE, 150),
        ):
            header.resizeSection(section, width)
        table.activated.connect(self._campaign_activated)
        return table

    def _file_activated(self, item: QListWidgetItem) -> None:
        self.file_chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _campaign_activated(self, index: QModelIndex) -> None:
        self.campaign_chosen.emit(self.model.campaign_id(index.row()))
