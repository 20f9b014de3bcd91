"""The entries of the list of numbers that are never called: searched, shown and selected."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QTableView, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.ui.facts import NeverCalled
from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.form_dialog import EntryLine
from dialsheet.ui.never_call_model import EntryColumn, NeverCallModel, source_in_words
from dialsheet.ui.panel import labelled
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.typed_numbers import digits_sought
from dialsheet.ui.wording import quantity, word

_SOURCES = 3  # by name; further ones are counted
_WIDTHS = {EntryColumn.NUMBER: 150, EntryColumn.SOURCE: 190, EntryColumn.ADDED: 160}


class NeverCallList(QWidget):
    """A line to search by, what was found, and the entries."""

    sought = Signal(object)  # tuple[str, ...]: rows of digits, one of which an entry must have
    selection_changed = Signal()
    removal_requested = Signal()  # of the selected entries

    def __init__(self, region: str | None) -> None:
        super().__init__()
        self.region = region  # of numbers that are sought without a country
        self._search = EntryLine()
        self._search.setObjectName("neverCallSearch")
        self._search.setAcceptDrops(False)
        self._search.setClearButtonEnabled(True)
        self._search.setPlaceholderText(word("ui.never_call_search_hint"))
        self._found = Text(tone=Tone.MUTED)
        self._found.setObjectName("neverCallFound")
        self._sources = Text(tone=Tone.MUTED)
        self._sources.setObjectName("neverCallSources")
        self.model = NeverCallModel()
        self._table = self._make_table()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(labelled(word("ui.never_call_search"), self._search))
        column.addWidget(self._found)
        column.addWidget(self._sources)
        column.addWidget(self._table, 1)
        self._search.textChanged.connect(self._seek)
        self._table.selectionModel().selectionChanged.connect(self.selection_changed)

    def leave_search(self) -> bool:
        """Empty the search where somebody is at it; whether there was something to leave."""
        left = self._search.hasFocus() and bool(self._search.text())
        if left:
            self._search.clear()
        return left

    @property
    def selected(self) -> tuple[str, ...]:
        """The numbers of the selected entries, E.164."""
        rows = self._table.selectionModel().selectedRows()
        return tuple(dict.fromkeys(self.model.number(index.row()) for index in rows))

    def show_told(self, told: NeverCalled) -> None:
        """Show how the list stands."""
        self._show_sources(told.by_source)
        self.model.show_entries(told.entries)
        shown, found = quantity(len(told.entries)), quantity(told.found)
        if told.found > len(told.entries):
            said = assets.text("ui.never_call_first", shown=shown, numbers=found)
        elif not told.found and self._digits:
            said = word("ui.never_call_not_found")
        else:
            said = assets.text("ui.never_call_found", count=told.found, numbers=found)
        self._found.setText(said)
        self.selection_changed.emit()

    def _show_sources(self, by_source: dict[str, int]) -> None:
        lines = [
            assets.text(
                "ui.never_call_source", source=source_in_words(source), numbers=quantity(numbers)
            )
            for source, numbers in list(by_source.items())[:_SOURCES]
        ]
        if (more := len(by_source) - _SOURCES) > 0:
            lines.append(assets.text("ui.never_call_more", count=more))
        self._sources.setText("\n".join(lines))
        self._sources.setVisible(bool(lines))

    def _seek(self) -> None:
        self.sought.emit(self._digits)

    @property
    def _digits(self) -> tuple[str, ...]:
        return digits_sought(self._search.text(), self.region)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("neverCallList")
        table.setAccessibleName(word("ui.never_call_list"))
        table.setModel(self.model)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setAlternatingRowColors(True)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(110)
        header = FlatHeader(table)
        table.setHorizontalHeader(header)
        header.setStretchLastSection(True)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        rows = table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.removal_requested)
        return table
