"""Columns that say of contacts that they are not to be called: a notice and an answer for each."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.campaign import Rules, finding
from dialsheet.ui.offered import Offered
from dialsheet.ui.theme import SPACE, Tone
from dialsheet.ui.wording import word
from dialsheet.workflow import Sheet


class RefusalsBox(QWidget):
    """The contacts are held until a person lets them be called, column by column."""

    rules_chosen = Signal(object)  # dict: what changes of the rules

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("refusals")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._sheet: Sheet | None = None
        self._ignored: tuple[str, ...] = ()

    def show_sheet(self, sheet: Sheet | None, rules: Rules) -> None:
        """Show whom the sheet's columns say no of, and how that was answered."""
        refusals = (sheet.refusals if sheet else None) or {}
        self.setVisible(bool(refusals))
        if sheet is self._sheet and rules.ignore_do_not_call == self._ignored:
            return
        self._sheet, self._ignored = sheet, rules.ignore_do_not_call
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, (header, cells) in enumerate(refusals.items()):
            ignored = header in self._ignored
            action = word("ui.hold_refusals" if ignored else "ui.call_refusals")
            notice = Offered(f"refusal{place}", action)
            said = finding(header, cells.values())
            sentence = (
                assets.text("ui.refusals_called", **said.params)
                if ignored
                else assets.sentence(said)
            )
            notice.say(Tone.INFO if ignored else Tone.NOTICE, "", sentence)
            notice.button.clicked.connect(partial(self._answer, header, not ignored))
            self._column.addWidget(notice)

    def _answer(self, header: str, ignore: bool, _checked: bool = False) -> None:
        others = tuple(each for each in self._ignored if each != header)
        self.rules_chosen.emit({"ignore_do_not_call": (*others, header) if ignore else others})
