"""The attempts that wait for a person as a table: what was sent, what came back, what was found."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from dialsheet import assets
from dialsheet.campaign import Call
from dialsheet.dialing import Evidence
from dialsheet.ui.contacts_cells import one_line
from dialsheet.ui.reviews import Reviews
from dialsheet.ui.wording import moment, word

AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT = QModelIndex()


class ReviewColumn(IntEnum):
    """What is shown of an attempt."""

    ROW = 0
    CONTACT = 1
    NUMBER = 2
    SENT = 3
    FOUND = 4
    ANSWER = 5


class ReviewModel(QAbstractTableModel):
    """One row for each attempt."""

    def __init__(self, reviews: Reviews) -> None:
        super().__init__()
        self._reviews = reviews
        self._shown: tuple[Evidence, ...] = ()
        self._has_looked = False

    def refresh(self) -> None:
        """Show what there is to see now."""
        reviews = self._reviews
        if (reviews.unknown, reviews.has_looked) != (self._shown, self._has_looked):
            self.beginResetModel()
            self._shown, self._has_looked = reviews.unknown, reviews.has_looked
            self.endResetModel()

    def evidence(self, row: int) -> Evidence:
        """What there is to see of a row."""
        return self._shown[row]

    def text(self, row: int, column: ReviewColumn) -> str:
        """The whole text of a cell."""
        evidence = self._shown[row]
        attempt = evidence.attempt
        match column:
            case ReviewColumn.ROW:
                return str(attempt.row)
            case ReviewColumn.CONTACT:
                return self._reviews.contact(attempt.row)
            case ReviewColumn.NUMBER:
                return attempt.number.e164
            case ReviewColumn.SENT:
                return moment(attempt.sent_at or attempt.intended_at)
            case ReviewColumn.ANSWER:
                said = [assets.sentence(attempt.reason) if attempt.reason else "", attempt.error]
                return " ".join(filter(None, said)) or word("ui.review_no_answer")
        if not self._has_looked:
            return word("ui.review_not_looked")
        calls = "; ".join(map(call_in_words, evidence.candidates))
        if not calls:
            return word("ui.review_nothing_found")
        return assets.text("ui.review_candidates", count=len(evidence.candidates), calls=calls)

    # Qt's questions

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """One row for each attempt."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Who, when, what came back, and what was found."""
        return 0 if parent.isValid() else len(ReviewColumn)

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """One aspect of a cell."""
        if not index.isValid():
            return None
        text = self.text(index.row(), ReviewColumn(index.column()))
        match role:
            case Role.DisplayRole:
                return one_line(text)
            case Role.ToolTipRole:
                return text
            case Role.AccessibleTextRole:
                header = self.headerData(index.column(), Qt.Orientation.Horizontal)
                return f"{header}: {text}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The names of the columns; the contact's is the sheet's own."""
        if orientation is Qt.Orientation.Vertical or role != Role.DisplayRole:
            return None
        column = ReviewColumn(section)
        if column is ReviewColumn.CONTACT:
            return one_line(self._reviews.contact_column or "")
        return word(f"ui.review_column_{column.name.lower()}")


def call_in_words(call: Call) -> str:
    """A call that may be a lost one: its ID, how it stands, and since when."""
    if call.start_time is None:
        return assets.text("ui.review_call_unbegun", call=call.id, status=call.status)
    began = moment(call.start_time)
    return assets.text("ui.review_call", call=call.id, status=call.status, began=began)
