"""What the calls have come to so far: one line for each outcome that there is."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from dialsheet import assets
from dialsheet.campaign import Outcome
from dialsheet.ui.theme import SPACE, Text, Tone, toned_icon
from dialsheet.ui.wording import OUTCOME_LOOKS, outcome_word, quantity


class OutcomeList(QWidget):
    """Icon, word and count of each outcome."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcomes")
        self._lines: dict[Outcome, tuple[QLabel, Text, Text]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        for place, outcome in enumerate(Outcome):
            line = (QLabel(), Text(outcome_word(outcome)), Text(bold=True))
            line[2].setObjectName(f"outcome_{outcome}")
            line[2].setWordWrap(False)
            for column, widget in enumerate(line):
                grid.addWidget(widget, place, column)
                widget.hide()
            self._lines[outcome] = line
        self._rest = Text(tone=Tone.MUTED)
        self._rest.setObjectName("notCalled")
        grid.addWidget(self._rest, len(Outcome), 0, 1, 3)
        self._tint()
        self.hide()

    def show_outcomes(self, counts: Mapping[Outcome, int], held: int, skipped: int) -> None:
        """Show the outcomes that there are, and how many contacts were not called."""
        for outcome, line in self._lines.items():
            count = counts.get(outcome, 0)
            line[2].setText(quantity(count))
            line[2].setAccessibleName(f"{outcome_word(outcome)}: {quantity(count)}")
            for widget in line:
                widget.setVisible(count > 0)
        said = assets.text("ui.not_called", held=quantity(held), skipped=quantity(skipped))
        self._rest.setText(said)
        self._rest.setVisible(held + skipped > 0)
        self.setVisible(any(counts.values()) or held + skipped > 0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from day to night."""
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        for outcome, (label, _, _) in self._lines.items():
            icon, tone = OUTCOME_LOOKS[outcome]
            label.setPixmap(toned_icon(icon, tone, QGuiApplication.palette()).pixmap(16, 16))
