"""The dialog of numbers that are never called: shown, searched, added to, taken off."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.errors import Trouble
from dialsheet.ui.confirmations import ask_before_dropping, ask_before_taking_off
from dialsheet.ui.country_box import CountryBox
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import NeverCalled
from dialsheet.ui.file_dialogs import sheet_filter
from dialsheet.ui.form_dialog import EntryLine, FormDialog
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.never_call_list import NeverCallList
from dialsheet.ui.panel import labelled
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.typed_numbers import Typed, typed_numbers
from dialsheet.ui.wording import quantity, word

_SHOWN = 3  # numbers in a sentence; further ones are counted
_WIDTH, _HEIGHT = 700, 580  # fits the smallest window


class NeverCallDialog(FormDialog):
    """Adds to the list, and takes off it. It is the library's, for all campaigns."""

    def __init__(self, parent: QWidget, engine: Engine, region: str | None) -> None:
        super().__init__(parent)
        self.setObjectName("neverCallDialog")
        self.setWindowTitle(word("ui.never_call_title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._engine, self._region = engine, region
        self._asked: tuple[Typed, ...] = ()  # on their way to the list
        self._drops_typed = False
        self._count = Text(bold=True, scale=1.25)
        self._count.setObjectName("neverCallCount")
        self._said = Notice()
        self._said.setObjectName("neverCallSaid")
        self._said.hide()
        self._number = EntryLine()
        self._number.setObjectName("neverCallNumber")
        self._number.setAcceptDrops(False)
        self._verdict = Text(tone=Tone.MUTED)
        self._verdict.setObjectName("neverCallVerdict")
        self._country = CountryBox()
        self._country.setObjectName("neverCallRegion")
        self._country.show_region(region)
        self.listed = NeverCallList(region)
        self.listed.sought.connect(engine.tell_never_called)
        self.listed.selection_changed.connect(self._show_possible)
        self.listed.removal_requested.connect(self._ask_to_take_off)
        self._add = self._button("neverCallAdd", "ui.never_call_add")
        self._take_off = self._button("neverCallTakeOff", "ui.never_call_take_off")
        self._lay_out()
        self._number.textChanged.connect(self._show_verdict)
        self._number.entered.connect(self._add_typed)
        self._country.region_chosen.connect(self._region_chosen)
        self._add.clicked.connect(self._add_typed)
        self._take_off.clicked.connect(self._ask_to_take_off)
        engine.never_called.connect(self._show)
        engine.trouble_met.connect(self._show_trouble)
        engine.crashed.connect(self._give_back)
        self._show_verdict()
        engine.tell_never_called()

    def reject(self) -> None:
        """Close, by Escape, a button or the window's own; nothing that was typed is dropped
        unless a person says so."""
        if self.listed.leave_search():
            return
        left = self._number.text().strip()
        if left and not self._drops_typed:
            count = max(1, len(self._typed))
            question = ask_before_dropping(self, count, _some([left]), self._drop_typed)
            question.rejected.connect(self._number.setFocus)
            return
        super().reject()

    # What is wished

    def _add_typed(self) -> None:
        """Add what can be read for sure; the rest stays in the line, and is explained."""
        typed = self._typed
        if not typed and not self._number.text().strip():
            return
        sure = tuple(dict.fromkeys(each.sure for each in typed if each.sure))
        unsure = [each for each in typed if not each.sure]
        self._number.setText(", ".join(each.text for each in unsure))
        self._number.setFocus()
        if unsure:
            self._say(Tone.NOTICE, " ".join(each.refusal for each in unsure[:_SHOWN]))
        if sure:
            self._asked += tuple(each for each in typed if each.sure)
            self._engine.never_call(sure)
        elif not typed:  # nothing but signs between numbers
            self._say(Tone.NOTICE, word("ui.never_call_unclear"))

    def _drop_typed(self) -> None:
        self._drops_typed = True
        QTimer.singleShot(0, self, self.reject)  # once the question is gone

    def _ask_to_take_off(self) -> None:
        """The selected entries, or what is typed."""
        numbers = self.listed.selected or tuple(each.sure for each in self._typed if each.sure)
        if numbers:
            act = partial(self._engine.call_again, numbers)
            ask_before_taking_off(self, _some(numbers), act)

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

    def _region_chosen(self, region: str | None) -> None:
        self._region = self.listed.region = region
        self._show_verdict()

    # What is shown

    def _show(self, told: NeverCalled) -> None:
        count = sum(told.by_source.values())
        self._count.setText(
            assets.text("ui.never_call_count", count=count, numbers=quantity(count))
        )
        self.listed.show_told(told)
        said = []
        if told.named:
            self._asked = tuple(each for each in self._asked if each.sure not in told.named)
            known = len(told.named) - len(told.new)
            if told.new:
                named = _some(told.new)
                said.append(assets.text("ui.never_call_new", count=len(told.new), numbers=named))
            said += [assets.text("ui.never_call_known", count=known)] if known else []
        if told.added is not None:
            said.append(assets.text("ui.never_call_added", count=told.added))
        if told.removed is not None:
            said.append(assets.text("ui.never_call_removed", count=told.removed))
            self._number.clear()
        if told.unreadable:
            said.append(assets.text("ui.never_call_unread", count=told.unreadable))
        if said:
            refused = [each.refusal for each in self._typed if told.named and not each.sure]
            tone = Tone.NOTICE if told.unreadable or refused else Tone.GOOD
            self._say(tone, " ".join((*said, *refused[:_SHOWN])))

    def _show_trouble(self, trouble: Trouble) -> None:
        said = assets.explain(trouble)
        self._say(Tone.BAD, said.one_line, said.title)
        self._give_back()

    def _give_back(self) -> None:
        """What was entered is not known to be on the list: it can be entered again."""
        texts = [each.text for each in self._asked]
        left = self._number.text().strip()
        self._asked = ()
        if texts:
            self._number.setText(", ".join([*texts, left] if left else texts))

    def _say(self, tone: Tone, sentence: str, title: str = "") -> None:
        self._said.say(tone, title, sentence)
        self._said.show()

    def _show_verdict(self) -> None:
        typed = self._typed
        sure = [each.sure for each in typed if each.sure]
        self._add.setEnabled(bool(sure))
        if len(typed) == 1:
            said = sure[0] if sure else typed[0].doubt
        elif typed:
            said = assets.text("ui.never_call_would_add", count=len(sure), numbers=_some(sure))
        else:
            said = word("ui.never_call_hint")
        self._verdict.setText(said)
        self._show_possible()

    def _show_possible(self) -> None:
        typed = any(each.sure for each in self._typed)
        self._take_off.setEnabled(bool(self.listed.selected) or typed)

    @property
    def _typed(self) -> tuple[Typed, ...]:
        return typed_numbers(self._number.text(), self._region)

    # Layout

    def _lay_out(self) -> None:
        load = self._button("neverCallLoad", "ui.never_call_load")
        load.clicked.connect(self._load)
        unload = self._button("neverCallUnload", "ui.never_call_unload")
        unload.clicked.connect(self._unload)
        files = QHBoxLayout()
        files.setSpacing(SPACE)
        for button in (self._take_off, load, unload):
            files.addWidget(button)
        files.addStretch()
        buttons = QDialogButtonBox()
        close = buttons.addButton(word("ui.close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("neverCallClose")
        buttons.rejected.connect(self.reject)
        self._verdict.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._verdict.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 3, SPACE * 3, SPACE * 3, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(self._count)
        column.addWidget(Text(word("ui.never_call_means"), tone=Tone.MUTED))
        column.addLayout(labelled(word("ui.never_call_number"), self._number, self._add))
        column.addWidget(self._verdict)
        column.addLayout(labelled(word("ui.never_call_region"), self._country))
        column.addWidget(self._said)
        column.addWidget(self.listed, 1)
        column.addLayout(files)
        column.addWidget(buttons)
        self.resize(_WIDTH, _HEIGHT)
        self._number.setFocus()

    def _button(self, name: str, code: str) -> QPushButton:
        button = QPushButton(word(code))
        button.setObjectName(name)
        return button


def _some(numbers: tuple[str, ...] | list[str]) -> str:
    """The first of several numbers, in a sentence."""
    shown = ", ".join(each[:60] for each in numbers[:_SHOWN])
    more = len(numbers) - _SHOWN
    return f"{shown} … (+{quantity(more)})" if more > 0 else shown
