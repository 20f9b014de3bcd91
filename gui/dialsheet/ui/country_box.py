"""The list of countries, which can be typed into: by name, in any language we know, or by code;
and the columns that may say each row's country."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from dialsheet import assets
from dialsheet.numbers import countries, country_of
from dialsheet.ui.steady import steady
from dialsheet.ui.wording import word

_COLUMN = "column:"  # before a header, which may be called like a country's code


class _Line(QLineEdit):
    """A line whose first click selects all of it, so that typing replaces what is there."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self, self.selectAll)  # once the click has placed the cursor


class CountryBox(QComboBox):
    """`No country`, then every country by its name."""

    region_chosen = Signal(object)  # ISO code | None
    column_chosen = Signal(str)  # a header

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed = _Line()
        self.setEditable(True)
        self.setLineEdit(self._typed)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem(word("ui.no_country"), None)
        for country in countries():
            self.addItem(f"{country.name} (+{country.calling_code})", country.code)
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self._region: str | None = None  # or `_COLUMN` and a header
        self._columns: tuple[str, ...] = ()
        steady(self)
        self.activated.connect(self._settle)
        self._typed.editingFinished.connect(self._settle)

    def show_region(
        self, region: str | None, column: str | None = None, columns: tuple[str, ...] = ()
    ) -> None:
        """Show the chosen country or column, and the columns that may be chosen, unless another
        is being typed."""
        if column is not None and column not in columns:
            columns = (column, *columns)
        if columns != self._columns:
            self._offer(columns)
        region = region if column is None else _COLUMN + column
        self._region = region
        if not self._typed.hasFocus() or self._typed.text() == self.itemText(self.currentIndex()):
            self.setCurrentIndex(max(0, self.findData(region)))

    def _offer(self, columns: tuple[str, ...]) -> None:
        for _ in self._columns:
            self.removeItem(1)
        for place, column in enumerate(columns, start=1):
            said = assets.text("ui.country_from_column", column=" ".join(column.split()))
            self.insertItem(place, said, _COLUMN + column)
        self._columns = columns

    def _settle(self) -> None:
        """Take what was picked or typed; what names no country leaves the choice as it was."""
        typed = self._typed.text().strip()
        position = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        if position < 0 and (code := country_of(typed)):
            position = self.findData(code)
        if position < 0:
            position = self.findData(self._region)
        self.setCurrentIndex(position)
        region = self.itemData(position)
        if region != self._region:
            self._region = region
            if isinstance(region, str) and region.startswith(_COLUMN):
                self.column_chosen.emit(region.removeprefix(_COLUMN))
            else:
                self.region_chosen.emit(region)
