"""The list of numbers that are never called, as a table."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from dialsheet.campaign import Suppressed
from dialsheet.ui.contacts_cells import one_line
from dialsheet.ui.never_call_desk import BY_HAND
from dialsheet.ui.wording import moment, word

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class EntryColumn(IntEnum):
    """What is shown of an entry."""

    NUMBER = 0
    SOURCE = 1
    ADDED = 2
    REASON = 3


class NeverCallModel(QAbstractTableModel):
    """One row for each entry that is shown, the latest first."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Suppressed, ...] = ()

    def show_entries(self, entries: tuple[Suppressed, ...]) -> None:
        """Show other entries."""
        if entries != self._entries:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()

    def number(self, row: int) -> str:
        """The number of a row, E.164."""
        return self._entries[row].number

    # Qt's questions

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """One row for each entry."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Always the same."""
        return 0 if parent.isValid() else len(EntryColumn)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return word(f"ui.never_call_column_{EntryColumn(section).name.lower()}")
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; whole where the mouse rests."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        entry = self._entries[index.row()]
        match EntryColumn(index.column()):
            case EntryColumn.NUMBER:
                return entry.number
            case EntryColumn.SOURCE:
                return one_line(source_in_words(entry.source))
            case EntryColumn.ADDED:
                return moment(entry.added_at)
        return one_line(entry.reason)


def source_in_words(source: str) -> str:
    """What put a number on the list."""
    return word("ui.never_call_by_hand") if source == BY_HAND else source
