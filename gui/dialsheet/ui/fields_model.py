"""The columns of the sheet as fields to send, and the constant fields, as a table."""

from collections.abc import Iterable
from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication

from dialsheet import assets
from dialsheet.campaign import Field
from dialsheet.ui.field_choices import FieldChoice, unused_name, with_variables
from dialsheet.ui.theme import Tone, color
from dialsheet.ui.wording import word

AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_CHECKABLE = _FLAGS | Qt.ItemFlag.ItemIsUserCheckable
_EDITABLE = _FLAGS | Qt.ItemFlag.ItemIsEditable


class FieldColumn(IntEnum):
    """What is shown of a field; the rest is in the form below the table."""

    COLUMN = 0
    NAME = 1
    TYPE = 2


class FieldsModel(QAbstractTableModel):
    """One row for each column of the sheet, then one for each constant."""

    choices_changed = Signal(object)  # tuple[FieldChoice, ...], by a person

    def __init__(self) -> None:
        super().__init__()
        self._choices: tuple[FieldChoice, ...] = ()

    @property
    def choices(self) -> tuple[FieldChoice, ...]:
        """The fields as they are on screen."""
        return self._choices

    def show_choices(self, choices: tuple[FieldChoice, ...]) -> None:
        """Show other fields; the same ones are left as they are."""
        if choices == self._choices:
            return
        if len(choices) == len(self._choices):
            self._choices = choices
            self._all_changed()
            return
        self.beginResetModel()
        self._choices = choices
        self.endResetModel()

    # What a person changes

    def change(self, row: int, choice: FieldChoice) -> None:
        """Change one field."""
        if choice == self._choices[row]:
            return
        self._choices = (*self._choices[:row], choice, *self._choices[row + 1 :])
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(FieldColumn) - 1))
        self.choices_changed.emit(self._choices)

    def send_all(self, sent: bool) -> None:
        """Send every column, or none; constants stay as they are."""
        self._choices = tuple(
            choice if choice.field.column is None else replace(choice, sent=sent)
            for choice in self._choices
        )
        self._all_changed()
        self.choices_changed.emit(self._choices)

    def add_constant(self) -> int:
        """Add a constant field; returns its row."""
        taken = {choice.field.name for choice in self._choices}
        added = FieldChoice(Field(unused_name(word("ui.new_field_name"), taken)), True)
        row = len(self._choices)
        self.beginInsertRows(QModelIndex(), row, row)
        self._choices = (*self._choices, added)
        self.endInsertRows()
        self.choices_changed.emit(self._choices)
        return row

    def send_variables(self, variables: Iterable[str]) -> None:
        """Send a field for each variable that the agent reads."""
        self.show_choices(with_variables(self._choices, variables))
        self.choices_changed.emit(self._choices)

    def remove(self, row: int) -> None:
        """Remove a constant field."""
        self.beginRemoveRows(QModelIndex(), row, row)
        self._choices = (*self._choices[:row], *self._choices[row + 1 :])
        self.endRemoveRows()
        self.choices_changed.emit(self._choices)

    # Qt's questions

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """One row for each field."""
        return 0 if parent.isValid() else len(self._choices)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Column, name and type."""
        return 0 if parent.isValid() else len(FieldColumn)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """The first column is checked, the second is typed into."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        by_column = {FieldColumn.COLUMN: _CHECKABLE, FieldColumn.NAME: _EDITABLE}
        return by_column.get(FieldColumn(index.column()), _FLAGS)

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """One aspect of a cell."""
        if not index.isValid():
            return None
        choice, column = self._choices[index.row()], FieldColumn(index.column())
        match role:
            case Role.DisplayRole | Role.EditRole:
                return self._text(choice, column)
            case Role.CheckStateRole if column is FieldColumn.COLUMN:
                return Qt.CheckState.Checked if choice.sent else Qt.CheckState.Unchecked
            case Role.ForegroundRole if not choice.sent and column is not FieldColumn.COLUMN:
                return _faded()
            case Role.ToolTipRole:
                return self._text(choice, column)
            case Role.AccessibleTextRole:
                return self._spoken(choice, column)
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Role.EditRole) -> bool:
        """Take a check mark or a typed name."""
        if not index.isValid():
            return False
        row, choice = index.row(), self._choices[index.row()]
        if role == Role.CheckStateRole and index.column() == FieldColumn.COLUMN:
            self.change(row, replace(choice, sent=Qt.CheckState(value) is Qt.CheckState.Checked))
            return True
        if role == Role.EditRole and index.column() == FieldColumn.NAME:
            name = str(value).strip()
            self.change(row, FieldChoice(replace(choice.field, name=name), True))
            return True
        return False

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return word(f"ui.fields_{FieldColumn(section).name.lower()}")
        return None

    def _text(self, choice: FieldChoice, column: FieldColumn) -> str:
        field = choice.field
        match column:
            case FieldColumn.NAME:
                return field.name
            case FieldColumn.TYPE:
                return word(f"ui.type_{field.type}")
        if field.column is not None:
            return " ".join(field.column.split())
        return assets.text("ui.constant", value=field.constant)

    def _spoken(self, choice: FieldChoice, column: FieldColumn) -> str:
        text = self._text(choice, column)
        if column is not FieldColumn.COLUMN:
            return text
        return f"{text}, {word('ui.sent') if choice.sent else word('ui.not_sent')}"

    def _all_changed(self) -> None:
        if self._choices:
            last = self.index(len(self._choices) - 1, len(FieldColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _faded() -> QColor:
    return color(Tone.MUTED, QGuiApplication.palette())
