"""Rows whose cells may be shifted: they are held until a person has looked at them, here."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.campaign import Rules
from dialsheet.ui.contacts_cells import one_line, place
from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.offered import Offered
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import quantity, word
from dialsheet.workflow import Sheet

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_COLUMNS = ("ui.ragged_row", "ui.ragged_why")  # and then the sheet's own
_TICKED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RaggedNotice(Offered):
    """How many rows are held for it, and the way to look at them; hidden when there are none."""

    rules_chosen = Signal(object)  # dict: what changes of the rules

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("ragged", word("ui.look_at_ragged"), parent)
        self._sheet: Sheet | None = None
        self._rules = Rules()
        self.button.clicked.connect(self._look)

    def show_sheet(self, sheet: Sheet | None, rules: Rules) -> None:
        """Show how many of the sheet's rows are held by the rules."""
        self._sheet, self._rules = sheet, rules
        count = len(sheet.ragged) if sheet else 0
        passed = count if rules.ragged_rows else len(rules.looked_at)
        if held := count - passed:
            said = assets.text("ui.ragged_held", count=held, rows=quantity(held))
            self.say(Tone.NOTICE, "", said)
        else:
            said = assets.text("ui.ragged_passed", count=passed, rows=quantity(passed))
            self.say(Tone.INFO, "", said)
        self.setVisible(count > 0)

    def _look(self) -> None:
        if self._sheet is not None:
            RaggedDialog(self.window(), self._sheet, self._rules, self.rules_chosen.emit).open()


class RaggedModel(QAbstractTableModel):
    """One line for each ragged row; ticked: it is let through."""

    def __init__(self, sheet: Sheet, rules: Rules) -> None:
        super().__init__()
        self._sheet = sheet
        self._indexes = tuple(sheet.ragged)
        rows, looked_at = sheet.table.rows, frozenset(rules.looked_at)
        self.ticked = {
            index for index in self._indexes if rules.ragged_rows or rows[index] in looked_at
        }

    @property
    def rules(self) -> dict[str, Any]:
        """What the ticks come to."""
        if len(self.ticked) == len(self._indexes):
            return {"ragged_rows": True, "looked_at": ()}
        rows = self._sheet.table.rows
        return {"ragged_rows": False, "looked_at": tuple(sorted(rows[at] for at in self.ticked))}

    def tick_all(self, ticked: bool) -> None:
        """Let all through, or none."""
        self.ticked = set(self._indexes) if ticked else set()
        last = self.index(len(self._indexes) - 1, 0)
        self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.CheckStateRole])

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """The ragged rows."""
        return 0 if parent.isValid() else len(self._indexes)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Which row, why, and its cells."""
        return 0 if parent.isValid() else len(_COLUMNS) + len(self._sheet.table.headers)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """The first column can be ticked."""
        return _TICKED if index.column() == 0 else _PLAIN

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The names of the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is Qt.Orientation.Vertical:
            return None
        if section < len(_COLUMNS):
            return word(_COLUMNS[section])
        return one_line(self._sheet.table.headers[section - len(_COLUMNS)])

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, and whether its row is ticked."""
        contact, column = self._indexes[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == 0:
            is_ticked = contact in self.ticked
            return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        match column:
            case 0:
                return place(self._sheet.source, self._sheet.table.rows[contact])
            case 1:
                return assets.sentence(self._sheet.ragged[contact])
        return one_line(self._sheet.table.columns[column - len(_COLUMNS)][contact])

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a row, or take the tick away."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        contact = self._indexes[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self.ticked.add(contact)
        else:
            self.ticked.discard(contact)
        self.dataChanged.emit(index, index, [role])
        return True


class RaggedDialog(QDialog):
    """The ragged rows with their cells, to be let through one by one or all at once."""

    def __init__(
        self, parent: QWidget, sheet: Sheet, rules: Rules, act: Callable[[dict[str, Any]], None]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("raggedDialog")
        self.setWindowTitle(word("ui.ragged_title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 460)
        self._act = act
        self.model = RaggedModel(sheet, rules)
        table = QTableView()
        table.setObjectName("raggedRows")
        table.setAccessibleName(word("ui.ragged_title"))
        table.setModel(self.model)
        table.setHorizontalHeader(FlatHeader(table))
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.setColumnWidth(0, 130)
        table.setColumnWidth(1, 380)
        rows = table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        buttons = QDialogButtonBox()
        every = buttons.addButton(word("ui.ragged_all"), QDialogButtonBox.ButtonRole.ActionRole)
        every.setObjectName("raggedAll")
        every.setAutoDefault(False)  # Return lets nobody through
        every.clicked.connect(self._tick_all)
        none = buttons.addButton(word("ui.ragged_none"), QDialogButtonBox.ButtonRole.ActionRole)
        none.setObjectName("raggedNone")
        none.setAutoDefault(False)
        none.clicked.connect(self._tick_none)
        done = buttons.addButton(word("ui.ragged_done"), QDialogButtonBox.ButtonRole.AcceptRole)
        done.setObjectName("raggedDone")
        done.setDefault(True)
        cancel = buttons.addButton(word("ui.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setObjectName("raggedCancel")
        cancel.setAutoDefault(False)
        buttons.accepted.connect(self._done)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE * 3 // 2)
        column.addWidget(Text(word("ui.ragged_hint")))
        column.addWidget(table, 1)
        column.addWidget(buttons)
        table.setFocus()

    def _tick_all(self) -> None:
        self.model.tick_all(True)

    def _tick_none(self) -> None:
        self.model.tick_all(False)

    def _done(self) -> None:
        self._act(self.model.rules)
        self.accept()
