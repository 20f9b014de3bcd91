"""How the next run is paced: chosen until the campaign is made."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from dialsheet.campaign import Pace
from dialsheet.ui.panel import labelled
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE
from dialsheet.ui.wording import word


class PaceForm(QWidget):
    """How fast calls are placed, how many may be alive, and how many go first."""

    changed = Signal(object)  # Pace
    pilot_chosen = Signal(object)  # int: so many first; None: all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pace = Pace()
        self._per_second = steady(QDoubleSpinBox())
        self._per_second.setObjectName("pace")
        self._per_second.setRange(0.1, 20)
        self._per_second.setDecimals(1)
        self._per_second.setSingleStep(0.1)
        self._per_second.setSuffix(word("ui.suffix_per_second"))
        self._per_second.setKeyboardTracking(False)
        self._per_second.valueChanged.connect(self._per_second_changed)
        self._max_live = steady(QSpinBox())
        self._max_live.setObjectName("maxLive")
        self._max_live.setRange(1, 1000)
        self._max_live.setKeyboardTracking(False)
        self._max_live.valueChanged.connect(self._max_live_changed)
        self._pilot = steady(QSpinBox())
        self._pilot.setObjectName("pilot")
        self._pilot.setRange(0, 10_000_000)
        self._pilot.setSpecialValueText(word("ui.pilot_all"))
        self._pilot.setKeyboardTracking(False)
        self._pilot.valueChanged.connect(lambda count: self.pilot_chosen.emit(count or None))
        row = QHBoxLayout()
        row.setSpacing(SPACE * 2)
        row.addLayout(labelled(word("ui.pace"), self._per_second))
        row.addLayout(labelled(word("ui.max_live"), self._max_live))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(row)
        column.addLayout(labelled(word("ui.pilot"), self._pilot))

    def show_pace(self, pace: Pace, most: float, pilot: int | None) -> None:
        """Show a pace, the most that the number to call from allows, and the pilot."""
        self._pace = pace
        for box in (self._per_second, self._max_live, self._pilot):
            box.blockSignals(True)
        self._pilot.setValue(pilot or 0)
        self._per_second.setMaximum(max(most, 0.1))
        if self._per_second.value() != pace.per_second:
            self._per_second.setValue(pace.per_second)
        if self._max_live.value() != pace.max_live:
            self._max_live.setValue(pace.max_live)
        for box in (self._per_second, self._max_live, self._pilot):
            box.blockSignals(False)

    def _per_second_changed(self, value: float) -> None:
        self.changed.emit(replace(self._pace, per_second=round(value, 1)))

    def _max_live_changed(self, value: int) -> None:
        self.changed.emit(replace(self._pace, max_live=value))
