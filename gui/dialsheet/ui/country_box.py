"""The list of countries, which can be typed into: by name, in any language we know, or by code."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from dialsheet.numbers import countries, country_of
from dialsheet.ui.wording import word


class _Line(QLineEdit):
    """A line whose first click selects all of it, so that typing replaces what is there."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self, self.selectAll)  # once the click has placed the cursor


class CountryBox(QComboBox):
    """`No country`, then every country by its name."""

    region_chosen = Signal(object)  # ISO code | None

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
        self._region: str | None = None
        self.activated.connect(self._settle)
        self._typed.editingFinished.connect(self._settle)

    def show_region(self, region: str | None) -> None:
        """Show the chosen country, unless another is being typed."""
        self._region = region
        if not self._typed.hasFocus() or self._typed.text() == self.itemText(self.currentIndex()):
            self.setCurrentIndex(max(0, self.findData(region)))

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
            self.region_chosen.emit(region)
