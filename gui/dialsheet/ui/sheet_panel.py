"""Step 1: how the file was understood, which column holds the numbers, and their country."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget

from dialsheet import assets
from dialsheet.campaign import DuplicatePolicy
from dialsheet.columns import Source
from dialsheet.errors import Reason
from dialsheet.numbers import countries
from dialsheet.ui.country_box import CountryBox
from dialsheet.ui.draft import Draft, Step
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.number_columns import NumberColumnsBox, refill
from dialsheet.ui.offered import Offered
from dialsheet.ui.panel import Panel, labelled, show_reason, show_text
from dialsheet.ui.ragged_rows import RaggedNotice
from dialsheet.ui.refusals_box import RefusalsBox
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import Text, Tone
from dialsheet.ui.wording import quantity, word
from dialsheet.workflow import mapping_findings, offers_calls_again, told_numbers

_FINDINGS = 4  # that are shown; the rest is counted
_NEARLY_ALL = 0.95  # of the contacts; where fewer can be called, it is no good news


def _findings(draft: Draft) -> tuple[Reason, ...]:
    """What was found of the sheet; first, what concerns the numbers that are called."""
    if draft.sheet is None:
        return ()
    return (*mapping_findings(draft.sheet, draft.mapping), *draft.sheet.findings)


class SheetPanel(Panel):
    """Whom to call."""

    open_requested = Signal()
    worksheet_chosen = Signal(str)
    numbers_chosen = Signal(object)  # tuple[NumberColumn, ...]
    region_chosen = Signal(object)  # ISO code | None
    region_column_chosen = Signal(str)  # header
    corrections_dropped = Signal()
    rules_chosen = Signal(object)  # dict: what changes of the rules
    look_again_requested = Signal()
    recalled_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sheet", parent)
        self._file = Text(bold=True, scale=1.1)
        self._file.setObjectName("sheetFile")
        self._facts = Text(tone=Tone.MUTED)
        self._facts.setObjectName("sheetFacts")
        self._worksheet = steady(QComboBox())
        self._worksheet.setObjectName("worksheet")
        self._worksheet.textActivated.connect(self.worksheet_chosen)
        self._worksheets = QWidget()
        row = labelled(word("ui.worksheet"), self._worksheet)
        row.setContentsMargins(0, 0, 0, 0)
        self._worksheets.setLayout(row)
        self._numbers = NumberColumnsBox()
        self._numbers.numbers_chosen.connect(self.numbers_chosen)
        self._elsewhere = Offered("numberElsewhere", word("ui.add_number_column"))
        self._elsewhere.button.clicked.connect(self._numbers.add)
        self._region = CountryBox()
        self._region.setObjectName("region")
        self._region.region_chosen.connect(self.region_chosen)
        self._region.column_chosen.connect(self.region_column_chosen)
        self._region_says = Text(tone=Tone.MUTED)
        self._region_says.setObjectName("regionColumnSays")
        self._duplicates = steady(QComboBox())
        self._duplicates.setObjectName("duplicates")
        for policy in DuplicatePolicy:
            self._duplicates.addItem(word(f"ui.duplicates_{policy}"), policy)
        self._duplicates.activated.connect(self._duplicates_activated)
        self._hidden_rows = QCheckBox(word("ui.hidden_rows"))
        self._hidden_rows.setObjectName("hiddenRows")
        self._hidden_rows.clicked.connect(self._hidden_rows_clicked)
        self._call_again = QCheckBox(word("ui.call_again"))
        self._call_again.setObjectName("callAgain")
        self._call_again.setToolTip(word("ui.call_again.tip"))
        self._call_again.clicked.connect(self._call_again_clicked)
        self._ragged = RaggedNotice()
        self._ragged.rules_chosen.connect(self.rules_chosen)
        self._refusals = RefusalsBox()
        self._refusals.rules_chosen.connect(self.rules_chosen)
        self._recalled = Offered("recalled", word("ui.drop_recalled"))
        self._recalled.say(Tone.INFO, "", word("ui.recalled"))
        self._recalled.button.clicked.connect(self.recalled_dropped)
        self._corrected = Offered("corrected", word("ui.drop_corrections"))
        self._corrected.button.clicked.connect(self.corrections_dropped)
        self._look_again = QPushButton(word("ui.look_again"))
        self._look_again.setObjectName("lookAgain")
        self._look_again.clicked.connect(self.look_again_requested)
        self._summary = Notice()
        self._summary.setObjectName("sheetSummary")
        self._findings = Text(tone=Tone.MUTED)
        self._findings.setObjectName("sheetFindings")

        self.body.addWidget(self._file)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._worksheets)
        self.body.addWidget(self._corrected)
        self.body.addWidget(self._numbers)
        self.body.addWidget(self._elsewhere)
        self.body.addLayout(labelled(word("ui.region"), self._region))
        self.body.addWidget(self._region_says)
        self.body.addWidget(Text(word("ui.region_hint"), tone=Tone.MUTED))
        self.body.addLayout(labelled(word("ui.duplicates"), self._duplicates))
        self.body.addWidget(self._recalled)
        self.body.addWidget(self._hidden_rows)
        self.body.addWidget(self._call_again)
        self.body.addWidget(self._ragged)
        self.body.addWidget(self._refusals)
        self.body.addWidget(self._summary)
        self.body.addWidget(self._findings)
        self.body.addWidget(self._look_again, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch()
        another = QPushButton(word("ui.open_another"))
        another.setObjectName("openAnotherButton")
        another.clicked.connect(self.open_requested)
        self.place_foot(another)

    def show_draft(self, draft: Draft) -> None:
        """Show the sheet and what was chosen for it."""
        source, contacts = draft.source, draft.contacts
        if source is None or contacts is None:
            return
        self.set_fixed(draft.is_fixed)
        self._file.setText(source.file)
        self._file.setToolTip(source.path)
        self._facts.setText(describe(source, len(contacts)))
        names = draft.sheet.sheets if draft.sheet else ()
        refill(self._worksheet, names, source.sheet)
        self._worksheets.setVisible(len(names) > 1 and not source.stacked)
        self._look_again.setVisible(draft.sheet is not None)
        self._recalled.setVisible(draft.is_recalled)
        self._corrected.setVisible(draft.recalled > 0)
        if draft.recalled:
            count = quantity(draft.recalled)
            said = assets.text("ui.corrections_recalled", count=draft.recalled, numbers=count)
            self._corrected.say(Tone.INFO, "", said)
        self._show_numbers(draft)
        self._show_region(draft)
        self._duplicates.setCurrentIndex(list(DuplicatePolicy).index(draft.rules.duplicates))
        self._hidden_rows.setVisible(draft.sheet is not None and bool(draft.sheet.hidden))
        self._hidden_rows.setChecked(draft.rules.hidden_rows)
        self._call_again.setVisible(draft.sheet is not None and offers_calls_again(draft.sheet))
        self._call_again.setChecked(draft.rules.call_again)
        self._ragged.show_sheet(draft.sheet, draft.rules)
        self._refusals.show_sheet(draft.sheet, draft.rules)
        self._show_summary(draft)
        self._show_findings(_findings(draft))

    def _show_numbers(self, draft: Draft) -> None:
        """Which columns are called, and who has a number in another one only."""
        numbers, further = draft.mapping.numbers, draft.further
        known = draft.shows_choices and not draft.is_fixed
        self._numbers.show_numbers(draft.headers, numbers, further, are_all=known)
        told = told_numbers(further[:1], draft.mapping) if known else ()
        show_text(self._elsewhere, assets.sentence(told[0]) if told else "", Tone.NOTICE)

    def _show_region(self, draft: Draft) -> None:
        mapping = draft.mapping
        self._region.show_region(mapping.region, mapping.region_column, draft.region_columns)
        beside = draft.region_columns[0] if draft.region_columns and mapping.region else None
        if mapping.region_column is None and beside is not None:
            self._region_says.setText(assets.text("ui.country_beside", column=beside))
            self._region_says.show()
            return
        self._region_says.setVisible(mapping.region_column is not None)
        name = next((each.name for each in countries() if each.code == mapping.region), None)
        self._region_says.setText(
            assets.text("ui.country_where_empty", country=name)
            if name
            else word("ui.no_country_where_empty")
        )

    def _show_summary(self, draft: Draft) -> None:
        reason = None if draft.is_fixed else draft.blocked(Step.SHEET)
        ready, contacts = draft.ready, draft.contacts
        if reason is not None or ready is None or contacts is None or draft.planned is None:
            show_reason(self._summary, reason)
            return
        rest = len(contacts) - ready
        title = assets.text("ui.people_callable", count=ready, people=quantity(ready))
        left_out = assets.text("ui.people_left_out", count=rest, people=quantity(rest))
        if not rest:
            self._summary.say(Tone.GOOD, title, word("ui.nobody_left_out"))
        elif draft.mapping.region is draft.mapping.region_column is None and not draft.is_fixed:
            self._summary.say(Tone.NOTICE, title, f"{left_out} {word('ui.country_may_help')}")
        else:
            tone = Tone.GOOD if ready >= _NEARLY_ALL * len(contacts) else Tone.NOTICE
            self._summary.say(tone, title, left_out)
        self._summary.show()

    def _hidden_rows_clicked(self, wanted: bool) -> None:
        self.rules_chosen.emit({"hidden_rows": wanted})

    def _call_again_clicked(self, wanted: bool) -> None:
        self.rules_chosen.emit({"call_again": wanted})

    def _show_findings(self, findings: tuple[Reason, ...]) -> None:
        lines = [f"• {assets.sentence(finding)}" for finding in findings[:_FINDINGS]]
        if more := len(findings) - len(lines):
            lines.append(assets.text("ui.more_findings", count=more))
        self._findings.setText("\n".join(lines))
        self._findings.setVisible(bool(lines))

    def _duplicates_activated(self, position: int) -> None:
        self.rules_chosen.emit({"duplicates": list(DuplicatePolicy)[position]})


def describe(source: Source, contacts: int) -> str:
    """How a file was understood, in one line."""
    facts = [assets.text("ui.contact_count", count=contacts, contacts=quantity(contacts))]
    facts.append(source.format.upper())
    if names := source.worksheets:
        facts.append(assets.text("ui.worksheet_named", name=" + ".join(names)))
    if source.encoding:
        facts.append(source.encoding.upper())
    if source.header_row:
        facts.append(assets.text("ui.header_row", row=source.header_row))
    else:
        facts.append(word("ui.no_header_row"))
    return " · ".join(facts)
