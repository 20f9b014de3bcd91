"""The rows of a file as they are understood: a note on each that is not a plain contact."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication

from dialsheet import assets
from dialsheet.ui.contacts_cells import one_line
from dialsheet.ui.theme import Tone, color, ground, toned_icon
from dialsheet.ui.wording import word
from dialsheet.workflow import Preview, PreviewRow, RowKind

AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_OUT = frozenset(RowKind) - {RowKind.CONTACT, RowKind.HEADER}
ROW, NOTE, OWN = 0, 1, 2  # its number, what it is, and then the sheet's own columns
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PreviewModel(QAbstractTableModel):
    """The first rows of a file."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: Preview | None = None

    def show_preview(self, seen: Preview | None) -> None:
        """Show other rows, or the same ones understood anew."""
        if seen is not self._seen:
            self.beginResetModel()
            self._seen = seen
            self.endResetModel()

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """The rows that are shown."""
        return 0 if parent.isValid() or self._seen is None else len(self._seen.rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """The number, the note, and as many columns as the widest row has."""
        if parent.isValid() or self._seen is None:
            return 0
        widest = max((len(row.cells) for row in self._seen.rows), default=0)
        return OWN + max(len(self._seen.names), widest)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The names that the columns get."""
        if self._seen is None or role not in (Role.DisplayRole, Role.AccessibleTextRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            return None
        if section < OWN:
            return word("ui.column_row" if section == ROW else "ui.preview_note")
        names = self._seen.names
        return one_line(names[section - OWN]) if section < OWN + len(names) else ""

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """One aspect of a cell."""
        if self._seen is None or not index.isValid():
            return None
        row = self._seen.rows[index.row()]
        match role:
            case Role.DisplayRole:
                return self._text(row, index.column())
            case Role.ToolTipRole:
                return self._text(row, index.column()) or None
            case Role.AccessibleTextRole:
                name = self.headerData(index.column(), Qt.Orientation.Horizontal)
                return f"{name}: {self._text(row, index.column())}"
            case Role.DecorationRole if index.column() == NOTE:
                return _icon(row)
            case Role.TextAlignmentRole if index.column() == ROW:
                return _RIGHT
            case Role.ForegroundRole if row.kind in _OUT or row.hidden or index.column() == ROW:
                return color(Tone.MUTED, QGuiApplication.palette())
            case Role.BackgroundRole if tone := _ground(row):
                return ground(tone, QGuiApplication.palette())
            case Role.FontRole if row.kind is RowKind.HEADER or row.kind in _OUT:
                font = QFont()
                font.setBold(row.kind is RowKind.HEADER)
                font.setItalic(row.kind in _OUT)
                return font
        return None

    def _text(self, row: PreviewRow, column: int) -> str:
        if column < OWN:
            return str(row.row) if column == ROW else note(row)
        return one_line(row.cells[column - OWN]) if column < OWN + len(row.cells) else ""


def note(row: PreviewRow) -> str:
    """What a row is taken for, when it is no plain contact, and why it needs a look."""
    if row.ragged is not None:
        return assets.sentence(row.ragged)
    if row.kind is RowKind.CONTACT:
        return word("ui.row_hidden") if row.hidden else ""
    return word(f"ui.row_{row.kind}")


def _ground(row: PreviewRow) -> Tone | None:
    if row.kind is RowKind.HEADER:
        return Tone.INFO
    return Tone.NOTICE if row.ragged is not None else None


def _icon(row: PreviewRow) -> Any:
    palette = QGuiApplication.palette()
    if row.ragged is not None:
        return toned_icon("attention", Tone.NOTICE, palette)
    if row.hidden and row.kind is RowKind.CONTACT:
        return toned_icon("held", Tone.MUTED, palette)
    return None
