"""The contacts as a table: our own columns, then the sheet's, over a permutation of indexes.

Sorting and filtering exchange the permutation; nothing is copied, and a change of status costs one
signal for the whole batch.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication

from dialsheet import assets
from dialsheet.numbers import Check, Verdict
from dialsheet.ui.contacts_cells import OWN, Cell, Column, cell, one_line
from dialsheet.ui.contacts_order import sort_keys
from dialsheet.ui.corrector import Corrector
from dialsheet.ui.standings import Filter, Standings
from dialsheet.ui.theme import toned_icon
from dialsheet.ui.wording import word

AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_LONGEST_TOOLTIP = 2000
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _FLAGS | Qt.ItemFlag.ItemIsEditable


class ContactsModel(QAbstractTableModel):
    """The table of contacts."""

    def __init__(self, corrector: Corrector | None = None) -> None:
        """Without a corrector the contacts are only shown."""
        super().__init__()
        self._corrector = corrector
        self._standings: Standings | None = None
        self._order: Sequence[int] = ()
        self._filter: Filter | None = None
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None
        self._number_columns: frozenset[str] = frozenset()

    # What is shown

    def show_standings(self, standings: Standings, number_columns: frozenset[str]) -> None:
        """Show other contacts, or the same ones decided anew; the sorting stays."""
        self.beginResetModel()
        self._standings = standings
        self._number_columns = number_columns
        self._arrange()
        self.endResetModel()

    def show_only(self, by: Filter | None) -> None:
        """Show those only that a filter lets through; None: all contacts."""
        self.beginResetModel()
        self._filter = by
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1: the sheet's own order."""
        self.beginResetModel()
        self._sorted_by = (column, order) if column >= 0 else None
        self._arrange()
        self.endResetModel()

    def more_sorted(self) -> None:
        """More contacts are sorted into groups: a group that is shown grows."""
        if self._filter is not None:
            self.show_only(self._filter)

    def statuses_changed(self) -> None:
        """Attempts have changed; one range for all of them."""
        self._changed(Column.STATUS)

    def edited(self) -> None:
        """Numbers were corrected; who is shown stays so until a filter is chosen again."""
        self._changed(Column.CHECK)

    def _changed(self, column: Column) -> None:
        if self._order:
            first = self.index(0, column)
            last = self.index(len(self._order) - 1, Column.CALL_ID)
            self.dataChanged.emit(first, last, [Role.DisplayRole, Role.DecorationRole])

    def next_problem(self, view_row: int, step: int) -> int | None:
        """The next row of the view, before or after, whose contact is not called and might be."""
        if self._standings is None:
            return None
        return self._standings.next_problem(self._order, view_row, step)

    def verdict_on(self, view_row: int, text: str) -> Verdict:
        """What would become of a text that is typed for a contact's number."""
        if self._corrector is None or view_row >= len(self._order):
            return Verdict(Check.EMPTY)
        return self._corrector.verdict_on(self._order[view_row], text)

    @property
    def sheet(self) -> object:
        """What the contacts are of: equal as long as an index means the same contact."""
        standings = self._standings
        return standings and (standings.source, len(standings.contacts))

    def contact_at(self, view_row: int) -> int:
        """The index of the contact that a row of the view shows."""
        return self._order[view_row]

    def view_row(self, contact: int) -> int | None:
        """The row of the view that shows a contact; None when it is filtered out."""
        try:
            return self._order.index(contact)
        except ValueError:
            return None

    # Qt's questions

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """The contacts that are shown."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Our columns and the sheet's."""
        if parent.isValid() or self._standings is None:
            return 0
        return OWN + len(self._standings.contacts.table.headers)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Cells are read here, but for the number, which a person may correct."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if index.column() != Column.NUMBER or self._corrector is None:
            return _FLAGS
        return _EDITABLE if self._corrector.may_edit(self._order[index.row()]) else _FLAGS

    def setData(self, index: AnyIndex, value: Any, role: int = Role.EditRole) -> bool:
        """A number was typed."""
        if self._corrector is None or role != Role.EditRole or not index.isValid():
            return False
        self._corrector.enter(self._order[index.row()], str(value))
        return True

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """One aspect of a cell, for whoever does not paint it."""
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        match role:
            case Role.DisplayRole:
                return cell.spoken
            case Role.EditRole if self._corrector and index.column() == Column.NUMBER:
                return self._corrector.text_of(self._order[index.row()])
            case Role.DecorationRole if cell.icon:
                return toned_icon(cell.icon, cell.tone, QGuiApplication.palette())
            case Role.TextAlignmentRole:
                return _RIGHT if cell.to_right else _LEFT
            case Role.ToolTipRole:
                return self.full_text(index.row(), index.column())[:_LONGEST_TOOLTIP] or None
            case Role.AccessibleTextRole:
                header = self.headerData(index.column(), Qt.Orientation.Horizontal)
                return f"{header}: {cell.spoken}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The names of the columns; the column with the numbers stands out."""
        if orientation is Qt.Orientation.Vertical or self._standings is None:
            return None
        headers = self._standings.contacts.table.headers
        if section < 0 or section >= OWN + len(headers):
            return None
        is_number = section >= OWN and headers[section - OWN] in self._number_columns
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                if section >= OWN:
                    return one_line(headers[section - OWN])
                return word(f"ui.column_{Column(section).name.lower()}")
            case Role.ToolTipRole:
                if section < OWN:
                    return word(f"ui.column_{Column(section).name.lower()}.tip")
                return assets.text("ui.column_numbers.tip") if is_number else headers[section - OWN]
            case Role.FontRole if is_number:
                font = QFont()
                font.setBold(True)
                return font
        return None

    # Cells

    def cell(self, view_row: int, column: int) -> Cell:
        """What is painted of a cell."""
        standings, index = self._standings, self._order[view_row]
        return Cell("") if standings is None else cell(standings, index, column)

    def full_text(self, view_row: int, column: int) -> str:
        """The whole text of a cell, line breaks and all."""
        if self._standings is None:
            return ""
        if column >= OWN:
            table = self._standings.contacts.table
            return table.columns[column - OWN][self._order[view_row]]
        return self.cell(view_row, column).spoken

    def _arrange(self) -> None:
        standings = self._standings
        if standings is None:
            return
        order = standings.chosen(self._filter)
        if self._sorted_by is not None and self._sorted_by[0] < self.columnCount():
            column, direction = self._sorted_by
            descending = direction is Qt.SortOrder.DescendingOrder
            keys = sort_keys(standings, column)
            order = sorted(order, key=keys.__getitem__, reverse=descending)
        self._order = order
