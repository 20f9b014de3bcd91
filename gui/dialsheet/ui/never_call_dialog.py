"""The dialog of numbers that are never called: how many there are, by where they came from."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.errors import Trouble
from dialsheet.numbers import Check, Verdict, check_number
from dialsheet.ui.confirmations import ask_before_taking_off
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import NeverCalled
from dialsheet.ui.file_dialogs import sheet_filter
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.never_call_desk import BY_HAND
from dialsheet.ui.panel import labelled
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import quantity, word

_SHOWN = 8  # sources by name; further ones are counted
_DIALABLE = (Check.VALID, Check.REPAIRED)


class NeverCallDialog(QDialog):
    """Adds to the list, and takes off it. It is the library's, for all campaigns."""

    def __init__(self, parent: QWidget, engine: Engine, region: str | None) -> None:
        super().__init__(parent)
        self.setObjectName("neverCallDialog")
        self.setWindowTitle(word("ui.never_call_title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self._engine, self._region = engine, region
        self._count = Text(bold=True, scale=1.25)
        self._count.setObjectName("neverCallCount")
        self._sources = Text(tone=Tone.MUTED)
        self._sources.setObjectName("neverCallSources")
        self._said = Notice()
        self._said.setObjectName("neverCallSaid")
        self._said.hide()
        self._number = QLineEdit()
        self._number.setObjectName("neverCallNumber")
        self._number.setAcceptDrops(False)
        self._verdict = Text(tone=Tone.MUTED)
        self._verdict.setObjectName("neverCallVerdict")
        self._add = self._button("neverCallAdd", "ui.never_call_add")
        self._take_off = self._button("neverCallTakeOff", "ui.never_call_take_off")
        self._lay_out()
        self._number.textChanged.connect(self._show_verdict)
        self._add.clicked.connect(self._add_number)
        self._take_off.clicked.connect(self._ask_to_take_off)
        engine.never_called.connect(self._show)
        engine.trouble_met.connect(self._show_trouble)
        self._show_verdict()
        engine.tell_never_called()

    # What is wished

    def _add_number(self) -> None:
        if (number := self._typed.e164) is not None:
            self._engine.never_call(number)

    def _ask_to_take_off(self) -> None:
        if (number := self._typed.e164) is not None:
            act = partial(self._engine.call_again, number)
            ask_before_taking_off(self, number, act)

    def _load(self) -> None:
        if path := self._ask_for_file("ui.never_call_load_title"):
            self._engine.never_call_file(path, self._region)

    def _unload(self) -> None:
        if path := self._ask_for_file("ui.never_call_unload_title"):
            act = partial(self._engine.call_file_again, path, self._region)
            ask_before_taking_off(self, path.name, act)

    def _ask_for_file(self, title: str) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self, word(title), "", sheet_filter())
        return Path(chosen) if chosen else None

    # What is shown

    def _show(self, told: NeverCalled) -> None:
        count = sum(told.by_source.values())
        self._count.setText(
            assets.text("ui.never_call_count", count=count, numbers=quantity(count))
        )
        lines = [
            assets.text("ui.never_call_source", source=_source(source), numbers=quantity(numbers))
            for source, numbers in list(told.by_source.items())[:_SHOWN]
        ]
        if more := len(told.by_source) - _SHOWN:
            lines += [assets.text("ui.never_call_more", count=more)] if more > 0 else []
        self._sources.setText("\n".join(lines))
        self._sources.setVisible(bool(lines))
        said = []
        if told.added is not None:
            said.append(assets.text("ui.never_call_added", count=told.added))
        if told.removed is not None:
            said.append(assets.text("ui.never_call_removed", count=told.removed))
        if told.unreadable:
            said.append(assets.text("ui.never_call_unread", count=told.unreadable))
        if said:
            self._said.say(Tone.NOTICE if told.unreadable else Tone.GOOD, "", " ".join(said))
            self._said.show()
            self._number.clear()

    def _show_trouble(self, trouble: Trouble) -> None:
        said = assets.explain(trouble)
        self._said.say(Tone.BAD, said.title, said.one_line)
        self._said.show()

    def _show_verdict(self) -> None:
        typed, text = self._typed, self._number.text().strip()
        for button in (self._add, self._take_off):
            button.setEnabled(typed.e164 is not None and typed.check in _DIALABLE)
        said = typed.e164 if self._add.isEnabled() else None
        if said is None and text:
            said = assets.sentence(typed.reason) if typed.reason else word("ui.never_call_unclear")
        self._verdict.setText(said or word("ui.never_call_hint"))

    @property
    def _typed(self) -> Verdict:
        return check_number(self._number.text(), self._region)

    # Layout

    def _lay_out(self) -> None:
        load = self._button("neverCallLoad", "ui.never_call_load")
        load.clicked.connect(self._load)
        unload = self._button("neverCallUnload", "ui.never_call_unload")
        unload.clicked.connect(self._unload)
        files = QHBoxLayout()
        files.setSpacing(SPACE)
        files.addWidget(load)
        files.addWidget(unload)
        files.addStretch()
        buttons = QDialogButtonBox()
        close = buttons.addButton(word("ui.close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("neverCallClose")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 3, SPACE * 3, SPACE * 3, SPACE * 2)
        column.setSpacing(SPACE * 3 // 2)
        column.addWidget(self._count)
        column.addWidget(self._sources)
        column.addWidget(Text(word("ui.never_call_means"), tone=Tone.MUTED))
        column.addLayout(files)
        column.addLayout(
            labelled(word("ui.never_call_number"), self._number, self._add, self._take_off)
        )
        column.addWidget(self._verdict)
        column.addWidget(self._said)
        column.addStretch()
        column.addWidget(buttons)
        self._number.setFocus()

    def _button(self, name: str, code: str) -> QPushButton:
        button = QPushButton(word(code))
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button


def _source(source: str) -> str:
    return word("ui.never_call_by_hand") if source == BY_HAND else source
