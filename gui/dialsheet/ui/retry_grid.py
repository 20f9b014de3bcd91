"""What follows on an outcome: the same number again, and when; or the contact's next number."""

from PySide6.QtWidgets import QCheckBox, QGridLayout, QSpinBox, QWidget

from dialsheet.campaign import RETRYABLE, CallingRules, Outcome, Retry
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import outcome_word, word

_USUAL_MIN = {
    Outcome.BUSY: 15,
    Outcome.NO_ANSWER: 120,
    Outcome.NOT_CONNECTED: 60,
    Outcome.VOICEMAIL: 24 * 60,
}  # what is offered until something else is chosen
_USUAL_CALLS = 3
_WEEK_MIN = 7 * 24 * 60


class RetryGrid(QWidget):
    """One line for each outcome on which a call may follow."""

    def __init__(self, calling: CallingRules, several_numbers: bool) -> None:
        super().__init__()
        self._lines = {
            outcome: _Line(outcome, calling) for outcome in Outcome if outcome in RETRYABLE
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE * 2)
        grid.setVerticalSpacing(SPACE // 2)
        for column, code in enumerate(("again", "after", "calls", "next")):
            if code != "next" or several_numbers:
                grid.addWidget(Text(word(f"ui.retry_{code}"), tone=Tone.MUTED), 0, column)
        for place, line in enumerate(self._lines.values(), start=1):
            for column, field in enumerate((line.again, line.after, line.calls)):
                grid.addWidget(field, place, column)
            if several_numbers:
                grid.addWidget(line.next_number, place, 3)
        grid.setColumnStretch(4, 1)

    @property
    def retries(self) -> tuple[Retry, ...]:
        """The outcomes after which a number is called again."""
        return tuple(
            Retry(outcome, line.after.value() * 60.0, line.calls.value())
            for outcome, line in self._lines.items()
            if line.again.isChecked()
        )

    @property
    def next_number(self) -> tuple[Outcome, ...]:
        """The outcomes on which a contact's next number follows."""
        return tuple(
            outcome for outcome, line in self._lines.items() if line.next_number.isChecked()
        )


class _Line:
    def __init__(self, outcome: Outcome, calling: CallingRules) -> None:
        name = outcome_word(outcome)
        chosen = next((retry for retry in calling.retries if retry.outcome is outcome), None)
        self.again = QCheckBox(name)
        self.again.setObjectName(f"again_{outcome}")
        self.again.setChecked(chosen is not None)
        self.after = steady(QSpinBox())
        self.after.setObjectName(f"after_{outcome}")
        self.after.setRange(0, _WEEK_MIN)
        self.after.setSingleStep(15)
        self.after.setSuffix(word("ui.suffix_minutes"))
        self.after.setValue(round(chosen.after_s / 60) if chosen else _USUAL_MIN[outcome])
        self.after.setAccessibleName(f"{name}: {word('ui.retry_after')}")
        self.calls = steady(QSpinBox())
        self.calls.setObjectName(f"calls_{outcome}")
        self.calls.setRange(2, 20)
        self.calls.setValue(chosen.calls if chosen else _USUAL_CALLS)
        self.calls.setAccessibleName(f"{name}: {word('ui.retry_calls')}")
        self.next_number = QCheckBox()
        self.next_number.setObjectName(f"next_{outcome}")
        self.next_number.setChecked(outcome in calling.next_number)
        self.next_number.setAccessibleName(f"{name}: {word('ui.retry_next')}")
        self.again.toggled.connect(self._allow)
        self._allow(self.again.isChecked())

    def _allow(self, again: bool) -> None:
        self.after.setEnabled(again)
        self.calls.setEnabled(again)
