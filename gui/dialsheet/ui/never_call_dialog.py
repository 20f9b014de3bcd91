"""The dialog of numbers that are never called: shown, searched, added to, taken off."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
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
from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.form_dialog import EntryLine, FormDialog
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.never_call_model import EntryColumn, NeverCallModel, source_in_words
from dialsheet.ui.panel import labelled
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.typed_numbers import Typed, digits_sought, typed_numbers
from dialsheet.ui.wording import quantity, word

_SHOWN = 3  # sources, and numbers in a sentence, by name; further ones are counted
_WIDTHS = {EntryColumn.NUMBER: 150, EntryColumn.SOURCE: 190, EntryColumn.ADDED: 160}
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
        self._sources = Text(tone=Tone.MUTED)
        self._sources.setObjectName("neverCallSources")
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
        self._search = EntryLine()
        self._search.setObjectName("neverCallSearch")
        self._search.setAcceptDrops(False)
        self._search.setClearButtonEnabled(True)
        self._search.setPlaceholderText(word("ui.never_call_search_hint"))
        self._found = Text(tone=Tone.MUTED)
        self._found.setObjectName("neverCallFound")
        self.model = NeverCallModel()
        self._table = self._make_table()
        self._add = self._button("neverCallAdd", "ui.never_call_add")
        self._take_off = self._button("neverCallTakeOff", "ui.never_call_take_off")
        self._lay_out()
        self._number.textChanged.connect(self._show_verdict)
        self._number.entered.connect(self._add_typed)
        self._country.region_chosen.connect(self._region_chosen)
        self._add.clicked.connect(self._add_typed)
        self._take_off.clicked.connect(self._ask_to_take_off)
        self._search.textChanged.connect(self._seek)
        self._table.selectionModel().selectionChanged.connect(self._show_possible)
        engine.never_called.connect(self._show)
        engine.trouble_met.connect(self._show_trouble)
        engine.crashed.connect(self._give_back)
        self._show_verdict()
        engine.tell_never_called()

    def reject(self) -> None:
        """Close, by Escape, a button or the window's own; nothing that was typed is dropped
        unless a person says so."""
        if self._search.hasFocus() and self._search.text():
            self._search.clear()
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
        numbers = self._selected or tuple(each.sure for each in self._typed if each.sure)
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

    def _seek(self) -> None:
        self._engine.tell_never_called(self._sought)

    def _region_chosen(self, region: str | None) -> None:
        self._region = region
        self._show_verdict()

    # What is shown

    def _show(self, told: NeverCalled) -> None:
        count = sum(told.by_source.values())
        self._count.setText(
            assets.text("ui.never_call_count", count=count, numbers=quantity(count))
        )
        self._show_sources(told.by_source)
        self._show_entries(told)
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

    def _show_sources(self, by_source: dict[str, int]) -> None:
        lines = [
            assets.text(
                "ui.never_call_source", source=source_in_words(source), numbers=quantity(numbers)
            )
            for source, numbers in list(by_source.items())[:_SHOWN]
        ]
        if (more := len(by_source) - _SHOWN) > 0:
            lines.append(assets.text("ui.never_call_more", count=more))
        self._sources.setText("\n".join(lines))
        self._sources.setVisible(bool(lines))

    def _show_entries(self, told: NeverCalled) -> None:
        self.model.show_entries(told.entries)
        shown, found = quantity(len(told.entries)), quantity(told.found)
        if told.found > len(told.entries):
            said = assets.text("ui.never_call_first", shown=shown, numbers=found)
        elif not told.found and self._sought:
            said = word("ui.never_call_not_found")
        else:
            said = assets.text("ui.never_call_found", count=told.found, numbers=found)
        self._found.setText(said)
        self._show_possible()

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
        self._take_off.setEnabled(bool(self._selected) or typed)

    @property
    def _typed(self) -> tuple[Typed, ...]:
        return typed_numbers(self._number.text(), self._region)

    @property
    def _sought(self) -> tuple[str, ...]:
        return digits_sought(self._search.text(), self._region)

    @property
    def _selected(self) -> tuple[str, ...]:
        rows = self._table.selectionModel().selectedRows()
        return tuple(dict.fromkeys(self.model.number(index.row()) for index in rows))

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
        column.addLayout(labelled(word("ui.never_call_search"), self._search))
        column.addWidget(self._found)
        column.addWidget(self._sources)
        column.addWidget(self._table, 1)
        column.addLayout(files)
        column.addWidget(buttons)
        self.resize(_WIDTH, _HEIGHT)
        self._number.setFocus()

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
        delete.activated.connect(self._ask_to_take_off)
        return table

    def _button(self, name: str, code: str) -> QPushButton:
        button = QPushButton(word(code))
        button.setObjectName(name)
        return button


def _some(numbers: tuple[str, ...] | list[str]) -> str:
    """The first of several numbers, in a sentence."""
    shown = ", ".join(each[:60] for each in numbers[:_SHOWN])
    more = len(numbers) - _SHOWN
    return f"{shown} … (+{quantity(more)})" if more > 0 else shown
