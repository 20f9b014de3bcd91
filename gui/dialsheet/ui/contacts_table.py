"""The view of the contacts: columns sized by what is in them, fast at a million rows."""

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from dialsheet.ui.contacts_cells import OWN, Column
from dialsheet.ui.contacts_delegate import PADDING, ContactsDelegate
from dialsheet.ui.contacts_model import ContactsModel
from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.number_editor import NumberEditor
from dialsheet.ui.wording import word

_SAMPLED = 40  # rows that a column's width is told from
_MOST_SELECTED = 20_000  # at once: Qt would look at every cell
_NARROWEST, _WIDEST = 64, 240
_OWN_WIDTHS = {
    Column.ROW: 64,
    Column.CHECK: 240,
    Column.NUMBER: 130,
    Column.STATUS: 130,
    Column.OUTCOME: 170,
    Column.CALL_ID: 150,
}


class ContactsTable(QTableView):
    """The contacts. Ctrl+C copies the current cell."""

    edit_wanted = Signal()  # of the current contact's number

    def __init__(self, model: ContactsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contacts = model
        self._sized_for: tuple[str, ...] = ()
        self.setObjectName("contactsTable")
        self.setAccessibleName(word("ui.contacts_table"))
        self.setItemDelegate(ContactsDelegate(model, self))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerItem)
        self.setTabKeyNavigation(False)
        triggers = QTableView.EditTrigger
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self._arrange_headers()
        self.setModel(model)
        # A header that shares the view's selection asks it about every row, a million times.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._contact: tuple[int, int] | None = None  # the current contact, and the column
        self._sheet: object = None  # that it is of
        self._typed: str | None = None  # for its number, and not taken yet
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._size_columns)
        model.modelReset.connect(self._take_place)

    def show_calls(self, shown: bool) -> None:
        """Show what the calls came to; before Start there is nothing in those columns."""
        for column in (Column.OUTCOME, Column.CALL_ID):
            self.setColumnHidden(column, not shown)

    @property
    def contact(self) -> int | None:
        """The current contact's index."""
        index = self.currentIndex()
        return self._contacts.contact_at(index.row()) if index.isValid() else None

    @property
    def chosen(self) -> list[int]:
        """The indexes of the contacts that are selected; none where that is too many at once."""
        parts = self.selectionModel().selection()
        ranges = [parts.at(place) for place in range(parts.count())]
        if sum(part.height() for part in ranges) > _MOST_SELECTED:
            return []
        rows = (row for part in ranges for row in range(part.top(), part.bottom() + 1))
        return [self._contacts.contact_at(row) for row in rows]

    def selectAll(self) -> None:
        """All of a sheet that is not too long for it."""
        if self._contacts.rowCount() <= _MOST_SELECTED:
            super().selectAll()

    def edit_number(self) -> None:
        """Edit the current contact's number, wherever in the row the cursor is."""
        index = self.currentIndex()
        if index.isValid():
            self.go_to(index.row())  # which may end what is being typed, and have it decided
            self._open_editor()

    def go_to(self, view_row: int) -> None:
        """Put the cursor on the number of a row, in sight."""
        index = self._contacts.index(view_row, Column.NUMBER)
        self.setCurrentIndex(index)
        self.setFocus()  # whatever is being typed elsewhere is taken
        self.scrollTo(index)

    def go_to_contact(self, contact: int) -> bool:
        """Go to a contact's number; False when a filter hides it."""
        place = self._contacts.view_row(contact)
        if place is not None:
            self.go_to(place)
        return place is not None

    def go_to_problem(self, step: int) -> bool:
        """Go to the next (-1: the previous) contact that is not called and might be."""
        index = self.currentIndex()
        start = index.row() if index.isValid() else (-1 if step > 0 else 0)
        place = self._contacts.next_problem(start, step)
        if place is not None:
            self.go_to(place)
        return place is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the current cell, whole; Return is to edit the number."""
        index = self.currentIndex()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.edit_wanted.emit()
            return
        if event.matches(QKeySequence.StandardKey.Copy) and index.isValid():
            text = self._contacts.full_text(index.row(), index.column())
            QGuiApplication.clipboard().setText(text)
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from day to night."""
        delegate = self.itemDelegate()
        if event.type() == QEvent.Type.PaletteChange and isinstance(delegate, ContactsDelegate):
            delegate.take_palette()
        super().changeEvent(event)

    def _open_editor(self) -> None:
        index = self.currentIndex()
        may_edit = self._contacts.flags(index) & Qt.ItemFlag.ItemIsEditable
        if may_edit and self.state() is not QTableView.State.EditingState:
            self.edit(index)

    def _keep_place(self) -> None:
        index = self.currentIndex()
        known = index.isValid() and index.row() < self._contacts.rowCount()
        self._contact = (self._contacts.contact_at(index.row()), index.column()) if known else None
        self._sheet, editor = self._contacts.sheet, self.indexWidget(index) if known else None
        self._typed = editor.text() if isinstance(editor, NumberEditor) else None

    def _take_place(self) -> None:
        """The contact that was current stays so, wherever it went; and of the same sheet, what is
        being typed for it."""
        if self._contact is None:
            return
        contact, column = self._contact
        row = self._contacts.view_row(contact)
        if row is None or column >= self._contacts.columnCount():
            return
        self.setCurrentIndex(self._contacts.index(row, column))
        if self._typed is not None and self._sheet == self._contacts.sheet:
            self._open_editor()
            editor = self.indexWidget(self.currentIndex())
            if isinstance(editor, NumberEditor):
                editor.setText(self._typed)

    def _arrange_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 12)
        columns = FlatHeader(self, PADDING)
        columns.setSortIndicatorClearable(True)
        self.setHorizontalHeader(columns)

    def _size_columns(self) -> None:
        """Widths for a sheet that was not shown before; those that a person chose stay."""
        model = self._contacts
        headers = tuple(
            str(model.headerData(section, Qt.Orientation.Horizontal))
            for section in range(model.columnCount())
        )
        if headers == self._sized_for:
            return
        self._sized_for = headers
        metrics = self.fontMetrics()
        for section, header in enumerate(headers):
            if section < OWN:
                width = _OWN_WIDTHS[Column(section)]
                if section == Column.ROW and model.rowCount():  # and of which worksheet
                    where = model.cell(model.rowCount() - 1, section).text
                    width = max(width, metrics.horizontalAdvance(where) + 3 * PADDING)
                self.setColumnWidth(section, width)
                continue
            texts = (
                model.cell(row, section).text for row in range(min(_SAMPLED, model.rowCount()))
            )
            widest = max((metrics.horizontalAdvance(text) for text in (header, *texts)), default=0)
            self.setColumnWidth(section, min(_WIDEST, max(_NARROWEST, widest + 32)))
