"""How a file was understood: each choice with what was detected, and what was found."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.ui.choice_box import ChoiceBox, Options
from dialsheet.ui.findings_list import TO_THE_END, FindingsList
from dialsheet.ui.intake import Intake
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.panel import Panel
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import file_size, quantity, word
from dialsheet.workflow import Choices, Preview

_DELIMITERS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    " ": "space",
    ", ": "comma_space",
}
_QUOTES = {'"': "double", "'": "single", "": "none"}
_ESCAPES = {"": "doubled", "\\": "backslash"}
_ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp932",
    "euc_jp",
    "iso2022_jp",
    "gb18030",
    "big5",
    "cp949",
    "cp1250",
    "cp1251",
    "koi8_r",
    "latin-1",
)
_HEADER_ROWS = 30  # that can be picked; others are typed
_HEADER_CELLS = 3  # of a row that tell which it is
_NAME = Qt.ItemDataRole.UserRole
_PAIRS = {"quote": "escape", "first_row": "last_row"}  # that stand side by side
_MOST_LISTED = 5  # worksheets that are seen without scrolling


class ImportPanel(Panel):
    """The choices, the findings, Import and Cancel."""

    choices_changed = Signal(object)  # Choices
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("import", parent)
        self._choices = Choices()
        self._file = Text(bold=True, scale=1.1)
        self._file.setObjectName("importFile")
        self._facts = Text(tone=Tone.MUTED)
        self._facts.setObjectName("importFacts")
        self._trouble = Notice()
        self._trouble.setObjectName("importTrouble")
        self._boxes = {
            "sheet": ChoiceBox("importSheet", word("ui.worksheet")),
            "encoding": ChoiceBox("importEncoding", word("ui.encoding"), str),
            "delimiter": ChoiceBox("importDelimiter", word("ui.delimiter"), str),
            "quote": ChoiceBox("importQuote", word("ui.quote")),
            "escape": ChoiceBox("importEscape", word("ui.escape")),
            "header_row": ChoiceBox("importHeader", word("ui.header"), _number),
            "first_row": ChoiceBox("importFirst", word("ui.first_row"), _positive),
            "last_row": ChoiceBox("importLast", word("ui.last_row"), _positive),
        }
        self._more = QListWidget()
        self._more.setObjectName("importMoreSheets")
        self._more.setTabKeyNavigation(False)
        self._more.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._more.itemChanged.connect(self._more_ticked)
        self._more_label = QLabel(word("ui.more_sheets"))
        self._more_label.setBuddy(self._more)
        self._findings_title = Text(word("ui.findings"), bold=True)
        self.findings = FindingsList()
        self.findings.overruled.connect(self._overruled)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._progress.setAccessibleName(word("ui.working"))
        self._doing = Text(tone=Tone.MUTED)
        self._doing.setObjectName("importDoing")
        self._cancel = QPushButton(word("ui.import_cancel"))
        self._cancel.setObjectName("importCancel")
        self._cancel.clicked.connect(self.cancel_requested)
        self._lay_out()
        for name, box in self._boxes.items():
            box.setProperty("choice", name)
            box.chosen.connect(self._chosen)

    def show_intake(self, intake: Intake) -> None:
        """Show the file, how it is understood, and what is being done with it."""
        seen = intake.seen
        if seen is None:
            return
        self._choices = intake.choices
        self._file.setText(seen.path.name)
        self._file.setToolTip(str(seen.path))
        self._facts.setText(_describe(seen))
        self._show_choices(seen, intake.choices, intake.detected)
        self._show_more_sheets(seen, intake.choices)
        self.findings.show_findings(seen)
        self._findings_title.setVisible(bool(seen.findings))
        if intake.trouble is not None:
            said = assets.explain(intake.trouble)
            self._trouble.say(Tone.BAD, said.title, said.one_line)
        self._trouble.setVisible(intake.trouble is not None)
        self._show_progress(intake)

    def _show_choices(self, seen: Preview, choices: Choices, detected: Choices) -> None:
        options = _options(seen)
        for name, box in self._boxes.items():
            found = getattr(detected, name)
            has_choice = getattr(seen.understood, name) is not None or name == "last_row"
            box.setVisible(has_choice and (name != "sheet" or len(seen.sheets) > 1))
            box.show_choice(options[name], _said(name, found, seen), getattr(choices, name))

    def _show_more_sheets(self, seen: Preview, choices: Choices) -> None:
        self._more.blockSignals(True)
        if tuple(item.data(_NAME) for item in self._listed()) != seen.stackable:
            self._more.clear()
            for name in seen.stackable:
                item = QListWidgetItem(_sheet_name(name, seen))
                item.setData(_NAME, name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                self._more.addItem(item)
            height = self.fontMetrics().height() + SPACE
            self._more.setFixedHeight(min(_MOST_LISTED, len(seen.stackable)) * height + SPACE)
        for item in self._listed():
            is_ticked = item.data(_NAME) in choices.more_sheets
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        self._more.blockSignals(False)
        for widget in (self._more, self._more_label):
            widget.setVisible(bool(seen.stackable))

    def _show_progress(self, intake: Intake) -> None:
        busy = intake.is_importing
        self.form.setEnabled(not busy)
        self.next_button.setEnabled(not busy and intake.trouble is None)
        self._progress.setVisible(busy)
        self._doing.setVisible(busy)
        if busy:
            rows = intake.rows_read
            self._doing.setText(assets.text("ui.rows_read", count=rows, rows=quantity(rows)))

    def _chosen(self, value: Any) -> None:
        box = self.sender()
        if isinstance(box, ChoiceBox):
            self._overruled({box.property("choice"): value})

    def _more_ticked(self) -> None:
        ticked = (item for item in self._listed() if item.checkState() is Qt.CheckState.Checked)
        self._overruled({"more_sheets": tuple(item.data(_NAME) for item in ticked)})

    def _listed(self) -> list[QListWidgetItem]:
        return [self._more.item(at) for at in range(self._more.count())]

    def _overruled(self, changes: dict[str, Any]) -> None:
        self._choices = replace(self._choices, **changes)
        self.choices_changed.emit(self._choices)

    def _lay_out(self) -> None:
        self.body.addWidget(self._file)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._trouble)
        choices = QVBoxLayout()
        choices.setSpacing(SPACE)
        for name, box in self._boxes.items():
            if name in _PAIRS:
                pair = QHBoxLayout()
                pair.setSpacing(SPACE * 3 // 2)
                pair.addWidget(box, 1)
                pair.addWidget(self._boxes[_PAIRS[name]], 1)
                choices.addLayout(pair)
            elif name not in _PAIRS.values():
                choices.addWidget(box)
            if name == "sheet":
                choices.addWidget(self._more_label)
                choices.addWidget(self._more)
        self.body.addLayout(choices)
        self.body.addWidget(self._findings_title)
        self.body.addWidget(self.findings)
        self.body.addStretch()
        self.place_foot(self._doing, self._progress)
        self.foot.addWidget(self._cancel)


def _describe(seen: Preview) -> str:
    """The file in one line: its kind, its size, and how much of it is shown."""
    shown = len(seen.rows)
    code = "ui.all_rows_shown" if seen.whole else "ui.first_rows_shown"
    facts = [
        seen.format.upper(),
        file_size(seen.size),
        assets.text(code, count=shown, rows=quantity(shown)),
    ]
    if (hidden := seen.columns - len(seen.names)) > 0:
        facts.append(assets.text("ui.more_columns", count=hidden))
    return " · ".join(facts)


def _options(seen: Preview) -> dict[str, Options]:
    """What can be chosen, by the name of the choice."""
    rows = [row for row in seen.rows if any(map(str.strip, row.cells))][:_HEADER_ROWS]
    headers = [(word("ui.no_header_row"), 0)]
    for row in rows:
        cells = ", ".join(filter(None, row.cells))[:60]
        headers.append((assets.text("ui.header_is_row", row=row.row, cells=cells), row.row))
    return {
        "sheet": [(_sheet_name(name, seen), name) for name in seen.sheets],
        "encoding": [(_encoding(name), name) for name in _ENCODINGS],
        "delimiter": [(word(f"ui.delimiter_{name}"), mark) for mark, name in _DELIMITERS.items()],
        "quote": [(word(f"ui.quote_{name}"), mark) for mark, name in _QUOTES.items()],
        "escape": [(word(f"ui.escape_{name}"), mark) for mark, name in _ESCAPES.items()],
        "header_row": headers,
        "first_row": [],
        "last_row": [(word("ui.to_the_end"), TO_THE_END)],
    }


def _said(name: str, found: Any, seen: Preview) -> str | None:
    """What was detected, in words."""
    match name, found:
        case "last_row", None:
            return word("ui.to_the_end")
        case _, None:
            return None
        case "sheet", _:
            return _sheet_name(found, seen)
        case "encoding", _:
            return _encoding(found)
        case "header_row", 0:
            return word("ui.no_header_row")
        case (("header_row" | "first_row" | "last_row"), _):
            return assets.text("ui.row_number", row=found)
    marks = {"delimiter": _DELIMITERS, "quote": _QUOTES, "escape": _ESCAPES}[name]
    return word(f"ui.{name}_{marks[found]}") if found in marks else str(found)


def _sheet_name(name: str, seen: Preview) -> str:
    shown = " ".join(name.split())
    is_hidden = name in seen.hidden_sheets
    return assets.text("ui.hidden_sheet", name=shown) if is_hidden else shown


def _encoding(name: str) -> str:
    code = f"ui.encoding_{name.lower().replace('-', '_')}"
    return word(code) if assets.has_text(code) else name


def _number(typed: str) -> int | None:
    return int(typed) if typed.strip().isdecimal() and len(typed) < 10 else None


def _positive(typed: str) -> int | None:
    return _number(typed) or None
