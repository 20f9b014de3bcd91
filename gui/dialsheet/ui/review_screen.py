"""The review screen: attempts of which nobody can tell whether they were placed wait for a word."""

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.dialing import Evidence
from dialsheet.ui.confirmations import ask_before_settling
from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.panel import Panel
from dialsheet.ui.placed_dialog import ask_which_call
from dialsheet.ui.review_model import ReviewColumn, ReviewModel
from dialsheet.ui.reviews import Reviews
from dialsheet.ui.theme import PANEL_WIDTH, SPACE, Rule, Text, Tone
from dialsheet.ui.wording import word

_WIDTHS = {
    ReviewColumn.ROW: 56,
    ReviewColumn.CONTACT: 140,
    ReviewColumn.NUMBER: 120,
    ReviewColumn.SENT: 150,
    ReviewColumn.FOUND: 250,
}


class ReviewScreen(QWidget):
    """What can be said beside what there is to see. Escape goes back."""

    def __init__(self, reviews: Reviews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reviewScreen")
        self._reviews = reviews
        self.model = ReviewModel(reviews)
        self.table = self._make_table()
        self._detail = Text(tone=Tone.MUTED)
        self._detail.setObjectName("reviewDetail")
        self._detail.setMargin(SPACE * 3 // 2)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.panel = Panel("review")
        self.panel.setFixedWidth(PANEL_WIDTH)
        self._selected = Text(bold=True)
        self._selected.setObjectName("reviewSelected")
        self.not_placed = self._button("notPlacedButton", "ui.review_say_not_placed")
        self.placed = self._button("placedButton", "ui.review_say_placed")
        self.look = self._button("lookAgainButton", "ui.review_look_again")
        self._lay_out()
        self.not_placed.clicked.connect(self._say_not_placed)
        self.placed.clicked.connect(self._say_placed)
        self.look.clicked.connect(reviews.look)
        self.panel.next_requested.connect(reviews.leave)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(reviews.leave)
        self.table.selectionModel().selectionChanged.connect(self._show_selection)
        self.table.selectionModel().currentRowChanged.connect(self._show_selection)
        reviews.changed.connect(self._show)
        reviews.began.connect(self._begin)

    @property
    def chosen(self) -> list[Evidence]:
        """The attempts that are selected."""
        parts = self.table.selectionModel().selection()
        ranges = [parts.at(place) for place in range(parts.count())]
        rows = {row for part in ranges for row in range(part.top(), part.bottom() + 1)}
        return [self.model.evidence(row) for row in sorted(rows)]

    def changeEvent(self, event: QEvent) -> None:
        """A word is said only where it can be heard."""
        if event.type() is QEvent.Type.EnabledChange:
            self._show_selection()
        super().changeEvent(event)

    # What a person says

    def _say_not_placed(self) -> None:
        chosen = self.chosen
        judged: dict[str, str | None] = {each.attempt.id: None for each in chosen}
        ask_before_settling(
            self, len(chosen), placed=False, act=lambda: self._reviews.settle(judged)
        )

    def _say_placed(self) -> None:
        chosen = self.chosen
        if len(chosen) == 1:
            ask_which_call(self, chosen[0], self._reviews.settle)
            return
        judged: dict[str, str | None] = {each.attempt.id: each.candidates[0].id for each in chosen}
        ask_before_settling(
            self, len(chosen), placed=True, act=lambda: self._reviews.settle(judged)
        )

    # What is shown

    def _begin(self) -> None:
        self._show()
        self.table.setFocus()

    def _show(self) -> None:
        self.model.refresh()
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.selectionModel().setCurrentIndex(
                self.model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        looking = self._reviews.looking
        self.look.setEnabled(self._reviews.may_settle)
        self.look.setText(word("ui.review_looking" if looking else "ui.review_look_again"))
        self._show_selection()

    def _show_selection(self) -> None:
        chosen, count = self.chosen, self.model.rowCount()
        said = assets.text("ui.review_selected", count=len(chosen), all=count)
        if not chosen:
            said = assets.text("ui.review_select", count=count)
        self._selected.setText(said if count else word("ui.review_nothing_left"))
        ready = bool(chosen) and self._reviews.has_looked and self._reviews.may_settle
        one_each = len(chosen) == 1 or all(len(each.candidates) == 1 for each in chosen)
        self.not_placed.setEnabled(ready)
        self.placed.setEnabled(ready and one_each)
        self.placed.setToolTip("" if one_each else word("ui.review_one_by_one"))
        current = self.table.currentIndex()
        texts = (
            (
                self.model.text(current.row(), column)
                for column in (ReviewColumn.ANSWER, ReviewColumn.FOUND)
            )
            if current.isValid()
            else ()
        )
        self._detail.setText("\n".join(texts))

    # Layout

    def _lay_out(self) -> None:
        body, foot = self.panel.body, QHBoxLayout()
        body.addWidget(self._selected)
        for button, means in ((self.not_placed, "not_placed"), (self.placed, "placed")):
            answer = QVBoxLayout()
            answer.setSpacing(SPACE // 2)
            answer.setContentsMargins(0, SPACE, 0, 0)
            answer.addWidget(button)
            answer.addWidget(Text(word(f"ui.review_means_{means}"), tone=Tone.MUTED))
            body.addLayout(answer)
        body.addStretch()
        foot.addWidget(self.look)
        self.panel.place_foot(foot)
        self.panel.next_button.set_quiet(True)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.table, 1)
        right.addWidget(Rule())
        right.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.panel)
        row.addLayout(right, 1)

    def _button(self, name: str, code: str) -> QPushButton:
        button = QPushButton(word(code))
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setMinimumHeight(36)
        return button

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("reviewTable")
        table.setAccessibleName(word("ui.review_table"))
        table.setModel(self.model)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setAlternatingRowColors(True)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        rows = table.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 12)
        rows.hide()
        header = FlatHeader(table)
        header.setSortIndicatorShown(False)
        table.setHorizontalHeader(header)
        header.setStretchLastSection(True)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        return table
